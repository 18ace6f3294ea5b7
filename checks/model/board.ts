/** Dashboards as they are on disk, read without trusting their shape: the schema check says what is misshapen. */
import { withLibrary } from "./library.ts";
import { parseLogql, type ParsedLog } from "./logql.ts";
import { parsePromql, type Parsed, type Word } from "./promql.ts";
import type { Place } from "./problem.ts";
import { get, list, object, string, type Json } from "./shape.ts";
import { classicOf, isV2 } from "./v2.ts";

export type Language = "promql" | "logql" | "other";

/** A query anywhere on a board, or of a rule. */
export interface Query {
  readonly board: Board;
  readonly origin: "target" | "variable" | "annotation" | "rule";
  readonly language: Language;
  /** As it stands in the file. */
  readonly text: string;
  readonly at: Place;
  /** The panel and its target, where the query is a target's. */
  readonly panel?: Panel;
  readonly target?: Json;
  readonly variable?: Variable;
  /** The reference to the data source that answers it. Absent where none is named. */
  readonly source?: unknown;
  /** The least step in which it is asked (min step), as written: `1m`. */
  readonly interval?: string | undefined;
  /** PromQL only. For `label_values(metric{…}, label)` the tree of `metric{…}`, at its true position. */
  readonly promql?: Parsed;
  /** LogQL only. */
  readonly logql?: ParsedLog;
  /** The label that `label_values` asks for. */
  readonly label?: Word;
}

export interface Panel {
  readonly json: Json;
  readonly title: string;
  readonly type: string;
  /** Title of the row it stands under or in. */
  readonly row: string | undefined;
  /** True when it is stored inside a collapsed row. */
  readonly nested: boolean;
  readonly at: Place;
  readonly queries: readonly Query[];
}

export interface Variable {
  readonly json: Json;
  readonly name: string;
  readonly type: string;
  readonly at: Place;
}

export interface Board {
  readonly file: string;
  readonly json: Json;
  /** True for the newer model (elements and layout), which is read as the classic board of the same content. */
  readonly v2: boolean;
  readonly uid: string | undefined;
  readonly title: string;
  readonly at: Place;
  /** Every panel but rows, those of collapsed rows included, in file order. */
  readonly panels: readonly Panel[];
  /** The row panels themselves. */
  readonly rows: readonly Panel[];
  readonly variables: readonly Variable[];
  /** All queries of panels, variables and annotations. */
  readonly queries: readonly Query[];
  /** Library panels that the file only refers to. To be named, for nobody looked at them. */
  readonly unread: readonly string[];
}

/** Reads a dashboard of either model. Total: a field of the wrong shape counts as absent. */
export function readBoard(file: string, given: Json): Board {
  const v2 = isV2(given);
  const { json, missing } = withLibrary(v2 ? classicOf(given) : given);
  const title = string(json["title"]) ?? "";
  const at: Place = { file, dashboard: title === "" ? file : title };
  const board: { -readonly [K in keyof Board]: Board[K] } = {
    file,
    json,
    v2,
    uid: string(json["uid"]),
    title,
    at,
    panels: [],
    rows: [],
    variables: [],
    queries: [],
    unread: missing,
  };
  const variables = list(get(json, "templating", "list"))
    .map(object)
    .map((variable): Variable => {
      const name = string(variable["name"]) ?? "";
      return {
        json: variable,
        name,
        type: string(variable["type"]) ?? "",
        at: { ...at, part: `variable ${name}` },
      };
    });
  board.variables = variables;
  const queries: Query[] = variables.flatMap((variable) => variableQuery(board, variable));

  const panels: Panel[] = [];
  const rows: Panel[] = [];
  let row: string | undefined;
  const add = (panel: Json, inRow: string | undefined, nested: boolean): void => {
    const name = string(panel["title"]) ?? "";
    const place: Place = {
      ...at,
      ...(inRow !== undefined && { row: inRow }),
      panel: name === "" ? `panel ${String(panel["id"] ?? "without id")}` : name,
    };
    const made: { -readonly [K in keyof Panel]: Panel[K] } = {
      json: panel,
      title: name,
      type: string(panel["type"]) ?? "",
      row: inRow,
      nested,
      at: place,
      queries: [],
    };
    made.queries = list(panel["targets"])
      .map(object)
      .flatMap((target) => targetQuery(board, made, target));
    queries.push(...made.queries);
    panels.push(made);
  };
  // Before schema version 16 the panels stood in `rows`, which Grafana still converts.
  const old = list(json["rows"])
    .map(object)
    .flatMap((each) => [{ ...each, type: "row", panels: [] }, ...list(each["panels"])]);
  for (const panel of [...list(json["panels"]), ...old].map(object)) {
    if (panel["type"] !== "row") {
      add(panel, row, false);
      continue;
    }
    row = string(panel["title"]) ?? "";
    rows.push({
      json: panel,
      title: row,
      type: "row",
      row: undefined,
      nested: false,
      at: { ...at, row },
      queries: [],
    });
    for (const inner of list(panel["panels"]).map(object)) add(inner, row, true);
  }
  board.panels = panels;
  board.rows = rows;

  for (const annotation of list(get(json, "annotations", "list")).map(object)) {
    const expr = string(annotation["expr"]) ?? string(get(annotation, "target", "expr"));
    const source = annotation["datasource"];
    const language = languageOfQuery(board, source, expr ?? "");
    if (expr !== undefined && expr !== "")
      queries.push(
        parsed({
          board,
          origin: "annotation",
          language,
          text: expr,
          at: { ...at, part: `annotation ${string(annotation["name"]) ?? ""}` },
          source,
          // Grafana moves the annotation's `step` into its target.
          interval: string(get(annotation, "target", "interval")) || string(annotation["step"]),
        }),
      );
  }
  board.queries = queries;
  return board;
}

function targetQuery(board: Board, panel: Panel, target: Json): Query[] {
  const text = string(target["expr"]);
  if (text === undefined) return [];
  const refId = string(target["refId"]);
  const [own, given] = [panel.json["datasource"], target["datasource"]];
  return [
    parsed({
      board,
      origin: "target",
      language: languageOfQuery(board, given ?? own, text),
      text,
      at: { ...panel.at, ...(refId !== undefined && { refId }) },
      panel,
      target,
      // A panel's own data source wins over its targets' in Grafana, unless it is the mixed one.
      source: [undefined, "-- Mixed --"].includes(string(get(own, "uid")) ?? string(own)) ? given : own,
      interval: string(target["interval"]),
    }),
  ];
}

function variableQuery(board: Board, variable: Variable): Query[] {
  if (variable.type !== "query") return [];
  const given = variable.json["query"];
  const text = string(given) ?? string(object(given)["query"]) ?? "";
  if (text === "") return [];
  const base = {
    board,
    origin: "variable",
    language: languageOfVariable(board, variable.json["datasource"], text),
    text,
    at: variable.at,
    variable,
    source: variable.json["datasource"],
  } as const;
  const call = /^\s*label_values\(\s*(?:(.*?)\s*,\s*)?([A-Za-z_]\w*)\s*\)\s*$/s.exec(text);
  if (base.language !== "promql") return [{ ...base, language: "other" }];
  if (!call)
    return [
      /^\s*(label_names|metrics|query_result|label_values)\(/.test(text)
        ? { ...base, language: "other" }
        : parsed(base),
    ];
  const label = {
    name: call[2]!,
    from: text.lastIndexOf(call[2]!),
    to: text.lastIndexOf(call[2]!) + call[2]!.length,
  };
  const selector = call[1] ?? "";
  const from =
    text.indexOf("(") +
    1 +
    (text.slice(text.indexOf("(") + 1).length - text.slice(text.indexOf("(") + 1).trimStart().length);
  // Blanks instead of what is not PromQL keep every position true.
  return [{ ...base, label, promql: parsePromql(selector === "" ? "" : " ".repeat(from) + selector) }];
}

/** Only Prometheus has `label_values(…)`, `query_result(…)` and their like written as text. */
const languageOfVariable = (board: Board, source: unknown, text: string): Language => {
  const language = languageOf(board, source);
  return language === "other" && sourceType(board, source) === undefined && /^\s*\w+\(/.test(text)
    ? "promql"
    : language;
};

const parsed = (query: Omit<Query, "promql" | "logql">): Query =>
  query.language === "promql"
    ? { ...query, promql: parsePromql(query.text) }
    : query.language === "logql"
      ? { ...query, logql: parseLogql(query.text) }
      : query;

type WithVariables = Pick<Board, "variables"> & Partial<Pick<Board, "json">>;

/** The language of a data source reference; a variable such as `${prom}` is looked up on the board. */
export function languageOf(board: WithVariables, source: unknown): Language {
  const type = sourceType(board, source);
  // Amazon's and Azure's flavours have names of their own.
  if (type !== undefined) return /prometheus/.test(type) ? "promql" : type === "loki" ? "logql" : "other";
  // Grafana's default, which boards of old write as null.
  return source === undefined || source === null ? "promql" : "other";
}

/** As {@link languageOf}; a source of which only a name or uid is known is told by the query that it is asked. */
function languageOfQuery(board: WithVariables, source: unknown, text: string): Language {
  const language = languageOf(board, source);
  if (language !== "other" || sourceType(board, source) !== undefined) return language;
  const name = string(object(source)["uid"]) ?? string(source) ?? "";
  return /loki/i.test(name) || /\}\s*(\||!~|!=\s*["`])/.test(text) ? "logql" : "promql";
}

function sourceType(board: WithVariables, source: unknown): string | undefined {
  const given = string(object(source)["type"]);
  if (given !== undefined && given !== "datasource") return given;
  const name = /^\$\{?(\w+)\}?$/.exec(string(object(source)["uid"]) ?? string(source) ?? "")?.[1];
  const variable = board.variables.find((each) => each.name === name && each.type === "datasource");
  // What the import dialogue fills in says of which kind it wants it.
  const input = list(board.json?.["__inputs"])
    .map(object)
    .find((each) => each["name"] === name);
  return string(variable?.json["query"]) ?? string(input?.["pluginId"]);
}
