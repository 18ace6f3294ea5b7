import { readFileSync } from "node:fs";
import { LineCounter, parseDocument } from "yaml";
import { inputError } from "../../contracts/input-error.ts";
import { get, list, object, string } from "./shape.ts";
import type { DataSource } from "./context.ts";

/**
 * Reads the data sources of a file that Grafana provisions. Total but for the YAML itself: what has no name or no
 * type is left out, as Grafana refuses it.
 *
 * @throws InputError with file and line where it is not YAML.
 */
export function readDataSources(file: string): DataSource[] {
  const lines = new LineCounter();
  const document = parseDocument(readFileSync(file, "utf8"), { lineCounter: lines });
  const broken = document.errors[0];
  if (broken)
    throw inputError(
      `${file}:${lines.linePos(broken.pos[0]).line}`,
      `is not YAML: ${broken.message.split("\n")[0]!.replace(/ at line .*$/, "")}.`,
    );
  return list(get(document.toJS(), "datasources"))
    .map(object)
    .flatMap((source) => {
      const [name, type] = [string(source["name"]), string(source["type"])];
      if (name === undefined || type === undefined) return [];
      const timeInterval = string(get(source, "jsonData", "timeInterval"));
      // Without a uid Grafana makes one up, which nothing can refer to.
      const uid = string(source["uid"]) ?? "";
      return [{ name, uid, type, ...(timeInterval !== undefined && { timeInterval }) }];
    });
}
