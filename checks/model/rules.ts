/** Alerting and recording rules as files hold them: Prometheus', Loki's, the operator's PrometheusRule and Grafana's. */
import { LineCounter, parseAllDocuments, type Document } from "yaml";
import { inputError } from "../../contracts/input-error.ts";
import { readBoard, type Query } from "./board.ts";
import { get, list, object, string, type Json } from "./shape.ts";
import { parsePromql, type Parsed } from "./promql.ts";
import { isTemplate } from "./wrapped.ts";

export interface Rule {
  readonly file: string;
  readonly group: string;
  readonly kind: "alert" | "recording rule";
  readonly name: string;
  /** Empty for a rule of Grafana's that asks several queries. */
  readonly expr: string;
  readonly promql: Parsed;
  readonly labels: Json;
  readonly annotations: Json;
  readonly json: Json;
}

/** Told without parsing all the YAML of somebody's folder. A rule file that broke off may not have come to a rule. */
const mayHoldRules = (text: string): boolean =>
  [/\bgroups["']?\s*:/, /\b(alert|record|title|expr)["']?\s*:/].every((word) => word.test(text)) ||
  /^groups["']?\s*:|^kind:\s*["']?PrometheusRule\b/m.test(text);

/** Whether a YAML file without rules may lack them only because it is a template, or nobody wrote anything into it. */
export const isUnreadRules = (text: string): boolean =>
  text.trim() === "" || (mayHoldRules(text) && isTemplate(text));

/**
 * The rules in a YAML file's text.
 *
 * @returns Undefined where the file is about something else, or is a template of Helm and no YAML yet.
 * @throws InputError with file and line for a rule file that is not YAML, and for a rule without name or expression.
 */
export function readRules(text: string, file: string): Rule[] | undefined {
  if (!mayHoldRules(text)) return undefined;
  const lines = new LineCounter();
  const parsed = parseAllDocuments(text, { lineCounter: lines });
  const documents: readonly Document[] = Array.isArray(parsed) ? parsed : [];
  const broken = documents.flatMap(({ errors }) => errors)[0];
  if (broken && isTemplate(text)) return undefined;
  if (broken)
    throw inputError(
      `${file}:${lines.linePos(broken.pos[0]).line}`,
      `is not YAML: ${broken.message.split("\n")[0]!.replace(/ at line .*$/, "")}.`,
    );
  const found = documents.flatMap((document) => {
    const whole: unknown = document.toJS();
    // The operator's resource has the groups one level down.
    const path = get(whole, "groups") === undefined ? ["spec", "groups"] : ["groups"];
    return list(get(whole, ...path)).flatMap((group, at) =>
      list(get(group, "rules")).map((json, index) => ({
        group: string(get(group, "name")) ?? "",
        json: object(json),
        line: lineOf(document, lines, [...path, at, "rules", index]),
      })),
    );
  });
  // Other programs have groups of rules as well.
  if (!found.some(({ json }) => nameOf(json))) return undefined;
  return found.map(({ group, json, line }): Rule => {
    const name = nameOf(json);
    if (!name)
      throw inputError(`${file}:${line}`, "is a rule without a name; give it `alert:` or `record:`.");
    const grafana = json["data"] !== undefined;
    const expr = grafana ? onlyQuery(json) : written(json["expr"]);
    if (!grafana && expr === "")
      throw inputError(`${file}:${line}`, `\`${name}\` has no \`expr\`; say what it asks for.`);
    return {
      file,
      group,
      kind: json["record"] === undefined ? "alert" : "recording rule",
      name,
      expr,
      promql: parsePromql(expr),
      labels: object(json["labels"]),
      annotations: object(json["annotations"]),
      json,
    };
  });
}

/** YAML reads `expr: 1` as a number. */
const written = (value: unknown): string =>
  typeof value === "string" || typeof value === "number" ? String(value).trim() : "";
const nameOf = (json: Json): string | undefined =>
  string(json["alert"]) ?? string(json["record"]) ?? string(json["title"]);

/** What a rule of Grafana's asks, where it is one query with expressions behind it. */
function onlyQuery(json: Json): string {
  const [first, ...more] = list(json["data"]).flatMap((each) => string(get(each, "model", "expr")) ?? []);
  return first !== undefined && more.length === 0 ? first.trim() : "";
}

function lineOf(document: Document, lines: LineCounter, path: readonly (string | number)[]): number {
  const node = document.getIn(path, true) as { range?: readonly [number, number, number] } | undefined;
  return node?.range ? lines.linePos(node.range[0]).line : 1;
}

/**
 * What the rules ask, for the checks that look at one query at a time. The rules of a file stand for a board without
 * panels. Loki's rules are left out: no check knows their streams.
 */
export function ruleQueries(rules: readonly Rule[]): Query[] {
  const boards = new Map(rules.map(({ file }) => [file, readBoard(file, {})]));
  return rules.flatMap(({ file, group, kind, name, expr, promql }): Query[] =>
    expr === "" || isLogql(expr)
      ? []
      : [
          {
            board: boards.get(file)!,
            origin: "rule",
            language: "promql",
            text: expr,
            promql,
            at: { file, dashboard: file, row: group, part: `${kind} ${name}` },
          },
        ],
  );
}

const isLogql = (expr: string): boolean => /\}\s*(\||!~|!=\s*["`])/.test(expr);
