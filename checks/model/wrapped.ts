/** The dashboards in a file: as it is, or wrapped the way Grafana's API and Kubernetes do. */
import { LineCounter, parseAllDocuments } from "yaml";
import { inputError, isInputError } from "../../contracts/input-error.ts";
import { get, list, object, string, type Json } from "./shape.ts";
import { parseJson } from "./json.ts";

/** A dashboard and where it stands: the file, and the key inside it where one file holds several. */
export interface Unwrapped {
  readonly file: string;
  readonly json: Json;
}

/** Whether a YAML file can hold a dashboard, told without parsing all the YAML of somebody's folder. */
export const mayHoldDashboard = (text: string): boolean =>
  /^\s*kind:\s*["']?(GrafanaDashboard|ConfigMap|Dashboard|List)\b/m.test(text);

/**
 * Whether a YAML file is a template of Helm or Go, and so no YAML yet. Legends such as `{{model}}` make none, nor does
 * what stands in quotes: `"{{ .Values.name }}"` is YAML, and Loki's `line_format "{{.status}}"` is a query.
 */
export const isTemplate = (text: string): boolean =>
  /\{\{-|\{\{\s*(\.|\$|(if|include|range|template|with|end)\b)/.test(
    text.replace(/"(?:[^"\\\n]|\\.)*"|'[^'\n]*'/g, '""'),
  );

/**
 * Every dashboard in a file's text.
 *
 * @returns Nothing where the file holds none.
 * @throws InputError with file and line where the text, or a dashboard inside it, is not JSON or YAML.
 */
export function unwrap(text: string, file: string): Unwrapped[] {
  if (!/\.ya?ml$/.test(file)) return inside(parseJson(text, file), file);
  const lines = new LineCounter();
  const documents = parseAllDocuments(text, { lineCounter: lines });
  if (!Array.isArray(documents)) return [];
  const broken = documents.flatMap(({ errors }) => errors)[0];
  if (broken)
    throw inputError(
      `${file}:${lines.linePos(broken.pos[0]).line}`,
      `is not YAML: ${broken.message.split("\n")[0]!.replace(/ at line .*$/, "")}.`,
    );
  return documents.flatMap((document, index) => {
    const name = documents.length === 1 ? file : `${file}#${index + 1}`;
    try {
      return inside(document.toJS(), name);
    } catch (thrown) {
      if (isInputError(thrown)) throw thrown;
      throw inputError(name, "has aliases (`*name`) that lead nowhere or multiply without end.");
    }
  });
}

function inside(value: unknown, file: string): Unwrapped[] {
  const whole = object(value);
  const kind = string(whole["kind"]);
  if (kind === "ConfigMap")
    return Object.entries(object(whole["data"])).flatMap(([key, text]) =>
      key.endsWith(".json") && typeof text === "string"
        ? inside(parseJson(text, `${file}#${key}`), `${file}#${key}`)
        : [],
    );
  if (kind === "GrafanaDashboard") {
    const text = string(get(whole, "spec", "json"));
    // Without it the operator fetches the dashboard from an address or from grafana.com.
    return text === undefined ? [] : inside(parseJson(text, `${file} (spec.json)`), file);
  }
  if (/^(ConfigMap|GrafanaDashboard|Dashboard)?List$/.test(kind ?? "") && Array.isArray(whole["items"]))
    return list(whole["items"]).flatMap((item, index) => inside(item, `${file}#${index + 1}`));
  const isResource = string(whole["apiVersion"])?.startsWith("dashboard.grafana.app/") ?? false;
  // One of version 2 goes through whole: that it lies here is a problem to be told, not a reason to stop.
  if ((isResource && get(whole, "spec", "elements") !== undefined) || (whole["elements"] && whole["layout"]))
    return [{ file, json: whole }];
  const json = isResource ? object(whole["spec"]) : "dashboard" in whole ? object(whole["dashboard"]) : whole;
  const isOne =
    // Other programs have panels as well; Grafana writes null where there is none.
    (!("panels" in json) || json["panels"] === null || Array.isArray(json["panels"])) &&
    ("panels" in json || "rows" in json || ("schemaVersion" in json && "title" in json));
  return isOne ? [{ file, json }] : [];
}
