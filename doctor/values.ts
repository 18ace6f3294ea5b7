/** What variables stand for, and how Grafana writes that into a query. */
import { type Variable } from "../checks/model/board.ts";
import { get, string } from "../checks/model/shape.ts";
import { blankVariables } from "../checks/model/variables.ts";

/** What a variable stands for. `escaped`: Grafana writes its values as parts of a regular expression. */
export type Value =
  | { readonly is: "raw"; readonly text: string }
  | { readonly is: "values"; readonly values: readonly string[]; readonly escaped: boolean };
export type Values = ReadonlyMap<string, Value>;

const ALL = new Set(["$__all", "All"]);

/** The options of a variable that asks nobody, or the one value it is stored with. */
export function storedValue({ json, type }: Variable, options: readonly string[]): Value {
  const escaped = json["multi"] === true || json["includeAll"] === true;
  const current = [get(json, "current", "value")].flat().flatMap((each) => string(each) ?? []);
  const query = string(json["query"]) ?? "";
  if (type === "constant" || type === "textbox")
    return { is: "values", values: [current[0] ?? query], escaped: false };
  if (type === "interval") {
    const chosen = current.find((each) => !each.startsWith("$__auto")) ?? query.split(",")[0] ?? "";
    return { is: "raw", text: chosen.trim() };
  }
  if (type === "datasource") return { is: "raw", text: current[0] ?? "" };
  const all = current.some((each) => ALL.has(each)) || (current.length === 0 && json["includeAll"] === true);
  const allValue = string(json["allValue"]) ?? "";
  if (all && allValue !== "") return { is: "raw", text: allValue };
  if (all) return { is: "values", values: options, escaped };
  return { is: "values", values: current.length > 0 ? current : options.slice(0, 1), escaped };
}

/** The options that stand in a custom variable: `all : .+,2xx : 2..`. */
export const customOptions = (query: string): string[] =>
  query.split(/(?<!\\),/).map((option) => (/ : (.*)$/s.exec(option)?.[1] ?? option).trim());

/** The text as the server gets it. A variable that nobody declared stays, as in Grafana, and the server complains. */
export function fill(text: string, values: Values): string {
  let filled = text;
  for (const { name, format, from, to } of [...blankVariables(text).uses].reverse()) {
    const value = values.get(name);
    if (value) filled = filled.slice(0, from) + written(value, format) + filled.slice(to);
  }
  return filled;
}

const SIGNS = /[$^*{}[\]'+?.()|]/g;
function written(value: Value, format: string | undefined): string {
  if (value.is === "raw") return value.text;
  const { values, escaped } = value;
  const joined = (each: readonly string[]): string => (each.length === 1 ? each[0]! : `(${each.join("|")})`);
  switch (format) {
    case undefined:
      // Inside a quoted string, so every backslash is doubled.
      return escaped
        ? joined(values.map((each) => each.replaceAll("\\", "\\\\\\\\").replace(SIGNS, "\\\\$&")))
        : values.map((each) => each.replaceAll("\\", "\\\\").replaceAll('"', '\\"')).join(",");
    case "regex":
      return joined(values.map((each) => each.replace(/[\\/]/g, "\\$&").replace(SIGNS, "\\$&")));
    case "pipe":
      return values.join("|");
    default:
      return values.join(",");
  }
}
