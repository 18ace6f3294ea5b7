/**
 * The part of LogQL that the measures need. A log query is a pipeline, so here it reads as one, left to right:
 * `lines(nginx_access_log).json({ rt: "request_time" }).number("rt", ">", 0.3)`. Everything is frozen plain data.
 */
import type { Labels, Log, Matcher, Where } from "../contracts/metric.ts";
import type { Filter } from "./print.ts";

type Stage =
  | { readonly is: "search"; readonly variable: string }
  | { readonly is: "every field" }
  | { readonly is: "without query"; readonly name: string }
  | { readonly is: "json"; readonly fields: Readonly<Record<string, string>> }
  | { readonly is: "number"; readonly name: string; readonly op: string; readonly value: number }
  | { readonly is: "valid" }
  | { readonly is: "format"; readonly template: string };

/** Plain data behind {@link Lines} and {@link LogVector}. */
export interface LogNode {
  readonly log: Log<Labels, string>;
  readonly where: Readonly<Record<string, Matcher>>;
  readonly stages: readonly Stage[];
}

/** Log lines: streams selected by label, then a pipeline. `P` are the names extracted so far. */
export interface Lines<S extends Labels, F extends string, P extends string> {
  readonly node: LogNode;
  /** Lines that contain what is typed into a text variable, ignoring case; an empty one keeps every line. */
  readonly search: (variable: string) => Lines<S, F, P>;
  /**
   * Extracts every field of the line, so that its details show them all: `| json`. For reading only: a field called
   * like a stream label becomes `status_extracted`, so a query names what it uses with {@link json}.
   */
  readonly everyField: () => Lines<S, F, P>;
  /** Cuts an extracted address at its question mark: what follows differs from call to call. */
  readonly withoutQuery: (name: P) => Lines<S, F, P>;
  /**
   * Extracts fields of the JSON line under names of your own: `| json rt="request_time"`. Own names, because a field
   * called like a stream label would silently become `status_extracted`.
   */
  readonly json: <const J extends Readonly<Record<string, F>>>(
    fields: J & { readonly [K in keyof S]?: never },
  ) => Lines<S, F, P | (keyof J & string)>;
  /** Keeps lines whose extracted value compares so, and drops those whose value is no number: `| rt > 0.3 | __error__=""`. */
  readonly number: (name: P, op: ">" | ">=" | "<" | "<=" | "==", value: number) => Lines<S, F, P>;
  /** Rewrites the line for reading: `| line_format "{{.st}} {{.uri}}"`. Only extracted names and stream labels exist. */
  readonly format: (template: string) => Lines<S, F, P>;
}

/** Numbers computed from lines, one series per combination of `L`. */
export interface LogVector<L extends string> {
  readonly node: LogNode;
  readonly range: {
    readonly fn: string;
    readonly window: "step" | "range";
    readonly param?: number;
    readonly unwrap?: string;
  };
  readonly by: readonly L[];
  readonly topk?: number;
}

const pipeline = <S extends Labels, F extends string, P extends string>(node: LogNode): Lines<S, F, P> => {
  const then = <Q extends string>(...stages: Stage[]): Lines<S, F, Q> =>
    pipeline(Object.freeze({ ...node, stages: [...node.stages, ...stages] }));
  return Object.freeze({
    node,
    search: (variable: string) => then<P>({ is: "search", variable }),
    everyField: () => then<P>({ is: "every field" }),
    withoutQuery: (name: P) => then<P>({ is: "without query", name }),
    json: (fields: object) => then<never>({ is: "json", fields: fields as Record<string, string> }),
    // A filter keeps what it cannot parse, so the guard belongs to it.
    number: (name: P, op: string, value: number) =>
      then<P>({ is: "number", name, op, value }, { is: "valid" }),
    format: (template: string) => then<P>({ is: "format", template }),
  } as Lines<S, F, P>);
};

/** Every line of a recorded log whose stream labels match. */
export const lines = <S extends Labels, F extends string>(
  log: Log<S, F>,
  where: Where<S> = {},
): Lines<S, F, never> =>
  pipeline({
    log,
    where: Object.fromEntries(
      Object.entries(where).map(([label, value]) => [
        label,
        typeof value === "string" ? { op: "=" as const, value } : (value as Matcher),
      ]),
    ),
    stages: [],
  });

const logVector = <L extends string>(value: LogVector<L>): LogVector<L> => Object.freeze(value);

interface Counted<S extends Labels, P extends string> {
  readonly by: <B extends (keyof S & string) | P>(...labels: B[]) => LogVector<B>;
}

/** How many lines there are in each window: `sum by (…) (count_over_time({…} [$__interval]))`. Unit: lines. */
export const countOverTime = <S extends Labels, F extends string, P extends string>(
  of: Lines<S, F, P>,
  window: "step" | "range" = "step",
): Counted<S, P> => ({
  by: (...labels) => logVector({ node: of.node, range: { fn: "count_over_time", window }, by: labels }),
});

/** Lines per second: `sum by (…) (rate({…} [$__interval]))`. */
export const lineRate = <S extends Labels, F extends string, P extends string>(
  of: Lines<S, F, P>,
): Counted<S, P> => ({
  by: (...labels) => logVector({ node: of.node, range: { fn: "rate", window: "step" }, by: labels }),
});

/**
 * A quantile of an extracted number: `quantile_over_time(0.95, {…} | unwrap rt | __error__="" [$__interval]) by (…)`.
 * The grouping stands inside, because an aggregation around a quantile means nothing. Unit: the field's.
 */
export const quantileOverTime = <S extends Labels, F extends string, P extends string>(
  q: number,
  of: Lines<S, F, P>,
  name: P,
  window: "step" | "range" = "step",
): Counted<S, never> => ({
  by: (...labels) =>
    logVector({
      node: of.node,
      range: { fn: "quantile_over_time", window, param: q, unwrap: name },
      by: labels,
    }),
});

/** The `n` greatest series. */
export const topLines = <L extends string>(n: number, of: LogVector<L>): LogVector<L> =>
  Object.freeze({ ...of, topk: n });

/** What a log query does not know about itself. */
export interface LogPrinting {
  readonly filters: readonly Filter[];
  /** Value of the stream label `job`, by log. */
  readonly jobs: Readonly<Record<string, string>>;
}

/** Writes LogQL on one line, in one way. Adds the stream label `job` and each filter whose label the streams carry. */
export function printLog(
  query: { readonly node: LogNode } | LogVector<string>,
  printing: LogPrinting,
): string {
  const { node } = query;
  if (!("range" in query)) return pipelineText(node, printing);
  const { fn, window, param, unwrap } = query.range;
  const parsed = node.stages.some(({ is }) => is === "json");
  const text = [
    pipelineText(node, printing),
    ...(unwrap === undefined ? [] : [`| unwrap ${unwrap}`]),
    // One line that is no JSON fails a whole metric query; for unwrap the guard only counts after it.
    ...(unwrap !== undefined || (parsed && node.stages.at(-1)?.is !== "valid") ? ['| __error__=""'] : []),
    `[${window === "range" ? "$__range" : "$__interval"}]`,
  ].join(" ");
  const by = query.by.join(", ");
  const series =
    param === undefined
      ? `sum${by === "" ? "" : ` by (${by}) `}(${fn}(${text}))`
      : `${fn}(${param}, ${text})${` by (${by})`}`;
  return query.topk === undefined ? series : `topk(${query.topk}, ${series})`;
}

function pipelineText({ log, where, stages }: LogNode, { filters, jobs }: LogPrinting): string {
  const job: [string, Matcher] = ["job", { op: "=", value: jobs[log.log] ?? log.log }];
  const narrowing = filters.filter(
    ({ label, exporters }) => exporters.includes(log.log) && label in log.streamLabels && !(label in where),
  );
  const matchers = [
    job,
    ...Object.entries(where),
    ...narrowing.map(({ label, matcher }): [string, Matcher] => [label, matcher]),
  ].sort(([a], [b]) => (a < b ? -1 : 1));
  return [
    `{${matchers.map(([label, { op, value }]) => `${label}${op}${JSON.stringify(value)}`).join(", ")}}`,
    ...stages.map(stageText),
  ].join(" ");
}

function stageText(stage: Stage): string {
  switch (stage.is) {
    case "search":
      return `|~ \`(?i)$${stage.variable}\``;
    case "json":
      return `| json ${Object.entries(stage.fields)
        .map(([as, field]) => `${as}=${JSON.stringify(field)}`)
        .join(", ")}`;
    case "every field":
      return "| json";
    case "without query":
      return `| label_format ${stage.name}="{{ regexReplaceAll \\"[?].*\\" .${stage.name} \\"\\" }}"`;
    case "number":
      return `| ${stage.name} ${stage.op} ${stage.value}`;
    case "valid":
      return '| __error__=""';
    case "format":
      return `| line_format ${JSON.stringify(stage.template)}`;
  }
}
