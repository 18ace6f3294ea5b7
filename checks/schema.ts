import type { ErrorObject } from "ajv";
import { type Board, type Panel } from "./model/board.ts";
import { get, list, object, string, type Json } from "./model/shape.ts";
import { perBoard, type Finding } from "./model/check.ts";
import type { Place } from "./model/problem.ts";
import { say } from "./model/schema-words.ts";
import { schemaVersion, validateBoard, validateOverride } from "./model/validate.ts";

/** A key, value or shape that Grafana's own types for dashboards do not have. */
export const schema = perBoard("schema", function* (board) {
  const found: (Finding & { key: string })[] = [];
  const add = (error: ErrorObject, at: Place, owner: string, path: string): void => {
    const said = say(error, owner, path, schemaVersion());
    if (said) found.push({ at, ...said });
  };
  for (const error of validateBoard(board.json)) {
    const path = error.instancePath.split("/").slice(1).map(unescape);
    if (board.v2 && !isSharedByModels(path)) continue;
    const place = locate(board, path);
    if (place.panel && removed(place.panel)) continue;
    add(error, place.at, place.owner, place.path);
  }
  for (const panel of board.panels) {
    if (removed(panel)) continue;
    for (const override of list(get(panel.json, "fieldConfig", "overrides")).map(object)) {
      const of =
        string(get(override, "matcher", "options")) ?? string(get(override, "matcher", "id")) ?? "all";
      for (const error of validateOverride(panel.type, settings(override)))
        add(error, panel.at, `the override of \`${of}\``, dotted(error.instancePath.split("/").slice(1)));
    }
  }
  yield* oncePerBoard(found);
  for (const panel of board.panels)
    if (removed(panel))
      yield {
        at: panel.at,
        severity: "warning",
        what: `\`${panel.type}\` in this form is a panel of the old Angular kind, which Grafana 12 removed: what is shown is a newer panel that Grafana guesses on loading.`,
        fix: "Open it in Grafana once, look at the result and save that.",
        facts: { type: panel.type },
      };
});

/** Whether a value is of the same type in the newer model: a panel's options, its field settings and its queries. */
const isSharedByModels = ([first, , third, , fifth]: readonly string[]): boolean =>
  first === "panels" &&
  (third === "options" || third === "fieldConfig" || (third === "targets" && fifth !== "datasource"));

/** Whose value an error is about, in words. */
function locate(
  board: Board,
  path: readonly string[],
): { at: Place; owner: string; path: string; panel?: Panel } {
  const [first, second, third] = path;
  if (first === "panels" && second !== undefined) {
    let json = list(board.json["panels"])[Number(second)];
    let rest = path.slice(2);
    if (object(json)["type"] === "row" && rest[0] === "panels" && rest.length > 1) {
      json = list(object(json)["panels"])[Number(rest[1])];
      rest = rest.slice(2);
    }
    const panel = [...board.panels, ...board.rows].find((each) => each.json === json);
    if (!panel) return { at: board.at, owner: "a panel", path: dotted(rest) };
    if (rest[0] !== "targets" || rest.length < 2)
      return {
        at: panel.at,
        owner: panel.type === "row" ? "the row" : "the panel",
        path: dotted(rest),
        panel,
      };
    const refId = string(object(list(panel.json["targets"])[Number(rest[1])])["refId"]);
    return {
      at: { ...panel.at, ...(refId !== undefined && { refId }) },
      owner: "the query",
      path: dotted(rest.slice(2)),
      panel,
    };
  }
  if (first === "templating" && third !== undefined && board.variables[Number(third)])
    return { at: board.variables[Number(third)]!.at, owner: "the variable", path: dotted(path.slice(3)) };
  if (first === "annotations" && third !== undefined)
    return {
      at: {
        ...board.at,
        part: `annotation ${nameIn(get(board.json, "annotations", "list"), third, "name")}`,
      },
      owner: "the annotation",
      path: dotted(path.slice(3)),
    };
  if (first === "links" && second !== undefined)
    return {
      at: { ...board.at, part: `link ${nameIn(board.json["links"], second, "title")}` },
      owner: "the link",
      path: dotted(path.slice(2)),
    };
  return { at: board.at, owner: "the dashboard", path: dotted(path) };
}

const nameIn = (values: unknown, index: string, key: string): string =>
  string(object(list(values)[Number(index)])[key]) ?? index;
const unescape = (step: string): string => step.replaceAll("~1", "/").replaceAll("~0", "~");
const dotted = (path: readonly string[]): string =>
  path
    .map((step) => (/^\d+$/.test(step) ? `[${step}]` : `.${step}`))
    .join("")
    .replace(/^\./, "");

/** An override's list of properties as the object they change; of a deeper path only its beginning can be judged. */
function settings(override: Json): Json {
  const custom: Record<string, unknown> = {};
  const all: Record<string, unknown> = {};
  for (const property of list(override["properties"]).map(object)) {
    const [head, next, deeper] = (string(property["id"]) ?? "").split(".");
    const value = property["value"] ?? undefined;
    if (head === "custom" && next !== undefined) custom[next] = deeper === undefined ? value : undefined;
    else if (head !== undefined && head !== "") all[head] = next === undefined ? value : undefined;
  }
  return Object.keys(custom).length > 0 ? { ...all, custom } : all;
}

/** Panels of the old Angular kind. Two names outlived it, so there the shape tells. */
function removed({ type, json }: Panel): boolean {
  return (
    ["graph", "singlestat", "table-old"].includes(type) ||
    (type === "table" && !("options" in json) && ("styles" in json || "columns" in json)) ||
    (type === "heatmap" && !("options" in json) && ("cards" in json || "dataFormat" in json))
  );
}

/** What is only doubtful is told once, at the first place, with how often. */
function* oncePerBoard(found: readonly (Finding & { key: string })[]): Generator<Finding> {
  const many = new Map<string, number>();
  for (const { key } of found) many.set(key, (many.get(key) ?? 0) + 1);
  const told = new Set<string>();
  for (const { key, ...finding } of found) {
    const count = many.get(key)!;
    if (finding.severity === "error" || count === 1) yield finding;
    else if (!told.has(key))
      yield {
        ...finding,
        what: `${finding.what} The same in ${count - 1} more place${count > 2 ? "s" : ""}.`,
      };
    told.add(key);
  }
}
