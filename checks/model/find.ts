/** Finds what a run of the checks is about: dashboards and data sources on disk. */
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { basename, dirname, join, normalize, relative } from "node:path";
import { inputError } from "../../contracts/input-error.ts";
import { get, object, readBoard, string, type Board, type Json } from "./board.ts";
import type { DataSource } from "./context.ts";
import { readDataSources } from "./data-sources.ts";
import { parseJson } from "./json.ts";

export interface Found {
  readonly boards: readonly Board[];
  /** JSON files below a given folder that are no dashboards. To be named, lest a broken one goes unnoticed. */
  readonly skipped: readonly string[];
  /** Undefined where no data source is provisioned beside the boards. */
  readonly dataSources: readonly DataSource[] | undefined;
}

/**
 * Reads the dashboards that the paths name: a file must be one, a folder is searched for them.
 *
 * @throws InputError for a path that is not there, a file that is not JSON, and a given file that is no dashboard.
 */
export function find(paths: readonly string[]): Found {
  const boards = new Map<string, Board>();
  const skipped: string[] = [];
  const sources = new Set<string>();
  for (const given of paths) {
    const path = normalize(given).replace(/(?<=.)\/$/, "");
    if (!existsSync(path)) throw inputError(given, "does not exist.");
    const isFolder = statSync(path).isDirectory();
    for (const file of isFolder ? filesUnder(path) : [path]) {
      if (isFolder && isDataSource(file)) sources.add(file);
      if ((isFolder && !file.endsWith(".json")) || boards.has(file)) continue;
      const json = dashboard(parseJson(readFileSync(file, "utf8"), file));
      if (json) boards.set(file, readBoard(file, json));
      else if (isFolder) skipped.push(file);
      else throw inputError(file, "is JSON, but not a dashboard: it has no `panels`.");
    }
  }
  if (sources.size === 0 && paths.every(belongsToProvisioning))
    for (const file of filesUnder("provisioning/datasources").filter(isDataSource)) sources.add(file);
  return {
    boards: [...boards.values()],
    skipped,
    dataSources: sources.size === 0 ? undefined : [...sources].flatMap(readDataSources),
  };
}

const isDataSource = (file: string): boolean =>
  /\.ya?ml$/.test(file) && basename(dirname(file)) === "datasources";

/** A single file is judged as a part of this checkout; a folder elsewhere is a world of its own. */
const belongsToProvisioning = (path: string): boolean =>
  !statSync(path).isDirectory() || !relative("provisioning", path).startsWith("..");

function filesUnder(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.name.startsWith(".") || entry.name === "node_modules") return [];
      if (entry.isDirectory()) return filesUnder(path);
      // A link to a file is how Kubernetes mounts one; a link to a folder may lead in a circle.
      return entry.isFile() || (entry.isSymbolicLink() && statSync(path, { throwIfNoEntry: false })?.isFile())
        ? [path]
        : [];
    });
}

/** The classic dashboard in a file: as it is, as Grafana's API answers it, or as a resource. Undefined: none. */
function dashboard(value: unknown): Json | undefined {
  const whole = object(value);
  const isResource = string(whole["apiVersion"])?.startsWith("dashboard.grafana.app/") ?? false;
  // One of version 2 goes through whole: that it lies here is a problem to be told, not a reason to stop.
  if ((isResource && get(whole, "spec", "elements") !== undefined) || (whole["elements"] && whole["layout"]))
    return whole;
  const json = isResource ? object(whole["spec"]) : "dashboard" in whole ? object(whole["dashboard"]) : whole;
  return "panels" in json || ("schemaVersion" in json && "title" in json) ? json : undefined;
}
