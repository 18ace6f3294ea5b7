/** What a board's variables stand for when it is opened: asks for their values, one after the other, as they may build on each other. */
import { languageOf, type Board, type Variable } from "../checks/model/board.ts";
import { get, object, string } from "../checks/model/shape.ts";
import type { Reply, Server } from "./ask.ts";
import { customOptions, fill, storedValue, type Value, type Values } from "./values.ts";
import { builtIn, type TimeRange } from "./view.ts";

/** A variable that asks, with what came back. */
export interface AskedVariable {
  readonly variable: Variable;
  readonly language: "promql" | "logql";
  /** What it looks for, variables filled in; empty where it looks for anything. */
  readonly selector: string;
  readonly label: string | undefined;
  /** Undefined where its server was not given, or its question is of a kind that nobody here can ask. */
  readonly reply: Reply | undefined;
  /** After its regular expression; undefined where the answer has another shape. */
  readonly options: readonly string[] | undefined;
}

/** Asks all variables of a board. */
export async function askVariables(
  board: Board,
  range: TimeRange,
  prometheus: Server,
  loki: Server | undefined,
): Promise<{ readonly values: Values; readonly asked: readonly AskedVariable[] }> {
  const values = new Map<string, Value>(builtIn(60, 240, range, board));
  const asked: AskedVariable[] = [];
  for (const variable of board.variables) {
    let options: readonly string[] = [];
    if (variable.type === "query") {
      const answered = await askOne(board, variable, values, range, prometheus, loki);
      asked.push(answered);
      options = answered.options ?? [];
    } else if (variable.type === "custom") options = customOptions(string(variable.json["query"]) ?? "");
    values.set(variable.name, storedValue(variable, options));
  }
  return { values, asked };
}

interface Asking {
  readonly selector: string;
  readonly label?: string;
  readonly path: string;
  readonly parameters: Readonly<Record<string, string>>;
  /** The values in the answer; undefined where it has another shape. */
  readonly read: (body: unknown) => string[] | undefined;
}

async function askOne(
  board: Board,
  variable: Variable,
  values: Values,
  range: TimeRange,
  prometheus: Server,
  loki: Server | undefined,
): Promise<AskedVariable> {
  const query = board.queries.find((each) => each.variable === variable);
  const text = query && fill(query.text, values);
  const language = languageOf(board, variable.json["datasource"]);
  if (language === "other")
    return {
      variable,
      language: "promql",
      selector: "",
      label: undefined,
      reply: undefined,
      options: undefined,
    };
  const asking =
    language === "promql" ? ofPrometheus(text ?? "", range) : ofLoki(variable, text, values, range);
  const server = language === "promql" ? prometheus : loki;
  const base = { variable, language, selector: asking?.selector ?? "", label: asking?.label };
  if (!asking || !server) return { ...base, reply: undefined, options: undefined };
  const reply = await server.get(asking.path, asking.parameters);
  const found = reply.ok ? asking.read(reply.body) : undefined;
  return {
    ...base,
    reply,
    options: found && filtered(found, fill(string(variable.json["regex"]) ?? "", values)),
  };
}

const strings = (body: unknown): string[] | undefined => {
  const data = get(body, "data");
  // Loki leaves an empty list out.
  return data === undefined && get(body, "status") === "success"
    ? []
    : Array.isArray(data) && data.every((each) => typeof each === "string")
      ? data
      : undefined;
};

function ofPrometheus(text: string, { start, end }: TimeRange): Asking | undefined {
  const [, fn = "", inner = ""] = /^\s*(\w+)\((.*)\)\s*$/s.exec(text) ?? [];
  const times = { start: start.toFixed(3), end: end.toFixed(3) };
  switch (fn) {
    case "label_values": {
      const [, selector = "", label = ""] = /^(?:(.*),)?\s*([A-Za-z_]\w*)\s*$/s.exec(inner) ?? [];
      return {
        selector: selector.trim(),
        label,
        path: `/api/v1/label/${label}/values`,
        parameters: { ...(selector.trim() !== "" && { "match[]": selector.trim() }), ...times },
        read: strings,
      };
    }
    case "label_names":
      return { selector: "", path: "/api/v1/labels", parameters: times, read: strings };
    case "metrics":
      return {
        selector: "",
        path: "/api/v1/label/__name__/values",
        parameters: times,
        read: (body) => strings(body)?.filter((name) => pattern(inner.trim())?.test(name) ?? true),
      };
    case "query_result":
      return {
        selector: inner,
        path: "/api/v1/query",
        parameters: { query: inner, time: times.end },
        read: (body) => {
          const result = get(body, "data", "result");
          return Array.isArray(result)
            ? result.map((each) => JSON.stringify(object(each)["metric"]))
            : undefined;
        },
      };
    default:
      return undefined;
  }
}

/** Grafana's newer form is an object, the older one a text. */
function ofLoki(
  { json }: Variable,
  text: string | undefined,
  values: Values,
  { start, end }: TimeRange,
): Asking | undefined {
  const given = object(json["query"]);
  const [, stream, name] = /^\s*label_values\(\s*(?:(.*?)\s*,\s*)?(\w+)\s*\)\s*$/s.exec(text ?? "") ?? [];
  const label = string(given["label"]) ?? name;
  if (label === undefined || label === "") return undefined;
  const selector = fill(string(given["stream"]) ?? stream ?? "", values);
  return {
    selector,
    label,
    path: `/loki/api/v1/label/${encodeURIComponent(label)}/values`,
    parameters: {
      start: `${Math.round(start)}000000000`,
      end: `${Math.round(end)}000000000`,
      ...(selector !== "" && { query: selector }),
    },
    read: strings,
  };
}

/** The `regex` of a variable: values that fit it, or what its first group captures. */
function filtered(values: readonly string[], regex: string): string[] {
  const matcher = pattern(/^\/(.*)\/\w*$/s.exec(regex)?.[1] ?? regex);
  if (regex === "" || !matcher) return [...values];
  return [
    ...new Set(
      values.flatMap((value) => {
        const found = matcher.exec(value);
        return found ? [found.groups?.["value"] ?? found[1] ?? found[0]] : [];
      }),
    ),
  ];
}

function pattern(text: string): RegExp | undefined {
  try {
    return new RegExp(text, "s");
  } catch {
    return undefined;
  }
}
