/** The texts in which Grafana replaces variables, with what kind of text each is. */
import { type Board, type Query } from "./board.ts";
import { get, list, object, string } from "./shape.ts";
import type { Place } from "./problem.ts";
import { linksOf } from "./links.ts";

export interface Text {
  readonly at: Place;
  readonly text: string;
  /** What it is, in words: `title`, `link`, `legend`. */
  readonly what: string;
  /** Written for people, where a `$word` may be meant as it stands. */
  readonly prose: boolean;
  readonly query?: Query;
}

/** Every such text of a board, references to data sources aside. */
export function* textsOf(board: Board): Generator<Text> {
  for (const query of board.queries)
    yield { at: query.at, text: query.text, what: "query", prose: false, query };
  for (const { json, type, at } of board.variables) {
    yield* one(at, json["regex"], "regular expression");
    // A query is told above; of a data source variable it is the type.
    if (type !== "query" && type !== "datasource") yield* one(at, json["query"], "list of values");
  }
  for (const panel of board.panels) {
    const { json, at } = panel;
    yield* one(at, json["title"], "title");
    yield* one(at, json["description"], "description", true);
    yield* one(at, get(json, "options", "content") ?? json["content"], "text", true);
    yield* one(at, get(json, "fieldConfig", "defaults", "displayName"), "display name");
    for (const key of ["interval", "timeFrom", "timeShift"]) yield* one(at, json[key], key);
    for (const target of list(json["targets"]).map(object)) {
      const refId = string(target["refId"]);
      const there = { ...at, ...(refId !== undefined && { refId }) };
      yield* one(there, target["legendFormat"], "legend");
      yield* one(there, target["interval"], "interval");
      yield* one(there, target["step"], "step");
    }
  }
  for (const row of board.rows) yield* one(row.at, row.json["title"], "row title");
  for (const { at, url, title } of linksOf(board)) {
    yield* one(at, url, "link");
    yield* one(at, title, "link title");
  }
  for (const panel of [...board.panels, ...board.rows]) {
    const repeat = string(panel.json["repeat"]) ?? "";
    if (repeat !== "") yield { at: panel.at, text: `\${${repeat}}`, what: "repeat", prose: false };
  }
}

function* one(at: Place, value: unknown, what: string, prose = false): Generator<Text> {
  if (typeof value === "string" && value !== "") yield { at, text: value, what, prose };
}

const USE = /\$\{(\w+)(?:\.[^:}]+)?(?::[^}]+)?\}|\[\[(\w+)(?::[^\]]+)?\]\]|\$(\w+)/g;

/** The variables that a text uses, with where. A `$1` is a capture group and none. */
export const usesIn = (
  text: string,
): { readonly name: string; readonly from: number; readonly to: number }[] =>
  [...text.matchAll(USE)]
    .map((found) => ({
      name: (found[1] ?? found[2] ?? found[3])!,
      from: found.index,
      to: found.index + found[0].length,
    }))
    .filter(({ name }) => /^[A-Za-z_]/.test(name));
