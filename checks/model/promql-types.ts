/** The types of PromQL, which its grammar does not know: what each function takes, and where a query breaks that. */
import { childrenOf, type Binary, type Call, type Expr, type Span } from "./promql.ts";

/** The type of an expression; undefined where a Grafana variable decides it. */
export type Type = "scalar" | "vector" | "range" | "string" | undefined;

/** A place where Prometheus refuses to run a query that parses. */
export interface TypeError extends Span {
  readonly reason: string;
}

const KINDS = { v: "vector", r: "range", s: "scalar", t: "string" } as const;
const NAMES = {
  vector: "an instant vector",
  range: "a range in brackets",
  scalar: "a number",
  string: "a string",
} as const;

/**
 * What the functions of Prometheus 3 take, one letter per argument: v instant vector, r range, s scalar, t string.
 * What follows `?` may be left out, what follows `*` may come any number of times.
 */
const SIGNATURES: Readonly<Record<string, string>> = {
  v: `abs absent acos acosh asin asinh atan atanh ceil cos cosh deg exp floor histogram_avg histogram_count
    histogram_stddev histogram_stdvar histogram_sum ln log10 log2 rad scalar sgn sin sinh sort sort_desc sqrt
    start_timestamp tan tanh timestamp`,
  "?v": "day_of_month day_of_week day_of_year days_in_month hour minute month year",
  r: `absent_over_time avg_over_time changes count_over_time delta deriv first_over_time idelta increase irate
    last_over_time mad_over_time max_over_time min_over_time present_over_time rate resets stddev_over_time
    stdvar_over_time sum_over_time ts_of_first_over_time ts_of_last_over_time ts_of_max_over_time
    ts_of_min_over_time`,
  "": "end pi range start step time",
  s: "vector",
  sr: "quantile_over_time",
  rs: "predict_linear",
  rss: "double_exponential_smoothing",
  vs: "clamp_max clamp_min",
  vss: "clamp",
  "v?s": "round",
  sv: "histogram_quantile",
  ssv: "histogram_fraction",
  "vts*s": "histogram_quantiles",
  "v?v": "info",
  vtttt: "label_replace",
  "vtt*t": "label_join",
  "v*t": "sort_by_label sort_by_label_desc",
};

/** Every function of Prometheus 3, with its signature. */
export const FUNCTIONS: ReadonlyMap<string, string> = new Map(
  Object.entries(SIGNATURES).flatMap(([signature, names]) =>
    names.split(/\s+/).map((name) => [name, signature] as const),
  ),
);
const SCALARS = new Set(["end", "pi", "range", "scalar", "start", "step", "time"]);
export const COMPARISONS: ReadonlySet<string> = new Set(["==", "!=", ">", "<", ">=", "<="]);
export const SETS: ReadonlySet<string> = new Set(["and", "or", "unless"]);

/** The type of an expression as Prometheus sees it. */
export function typeOf(expr: Expr): Type {
  switch (expr.is) {
    case "selector":
      return expr.window ? "range" : "vector";
    case "subquery":
      return "range";
    case "number":
      return expr.variable ? undefined : "scalar";
    case "string":
      return "string";
    case "call":
      return SCALARS.has(expr.fn) ? "scalar" : "vector";
    case "aggregate":
      return "vector";
    case "negation":
      return typeOf(expr.of);
    case "binary": {
      const [left, right] = [typeOf(expr.left), typeOf(expr.right)];
      return left === "scalar" && right === "scalar"
        ? "scalar"
        : left === "vector" || right === "vector"
          ? "vector"
          : undefined;
    }
    case "other":
      return undefined;
  }
}

/** Every place in the tree where Prometheus refuses the types, the outermost first. */
export function* typeErrors(expr: Expr): Generator<TypeError> {
  switch (expr.is) {
    case "call":
      yield* ofCall(expr);
      break;
    case "binary":
      yield* ofBinary(expr);
      break;
    case "aggregate": {
      yield* expected("vector", expr.of, `\`${expr.op}\``);
      const kind = PARAMETERS[expr.op];
      if (kind !== undefined && !expr.param)
        yield { ...span(expr), reason: `\`${expr.op}\` takes ${NAMES[kind]} first` };
      else if (kind !== undefined) yield* expected(kind, expr.param!, `\`${expr.op}\` first`);
      else if (expr.param)
        yield { ...span(expr.param), reason: `\`${expr.op}\` takes one argument and no parameter before it` };
      break;
    }
    case "subquery":
      yield* expected("vector", expr.of, "a subquery");
      break;
    case "negation":
      if (typeOf(expr.of) === "range" || typeOf(expr.of) === "string")
        yield { ...span(expr.of), reason: "only numbers and instant vectors can be negated" };
      break;
    default:
  }
  for (const child of childrenOf(expr)) yield* typeErrors(child);
}

const PARAMETERS: Readonly<Record<string, "scalar" | "string">> = {
  topk: "scalar",
  bottomk: "scalar",
  quantile: "scalar",
  limitk: "scalar",
  limit_ratio: "scalar",
  count_values: "string",
};
const span = ({ from, to }: Span): Span => ({ from, to });

function* expected(kind: NonNullable<Type>, given: Expr, by: string): Generator<TypeError> {
  const type = typeOf(given);
  if (type !== undefined && type !== kind)
    yield { ...span(given), reason: `${by} takes ${NAMES[kind]}, and this is ${NAMES[type]}` };
}

function* ofCall(call: Call): Generator<TypeError> {
  const signature = FUNCTIONS.get(call.fn);
  if (signature === undefined) return;
  const letters = signature.replace(/[?*]/g, "");
  const least = signature.search(/[?*]/) < 0 ? letters.length : signature.search(/[?*]/);
  const most = signature.includes("*") ? Infinity : letters.length;
  if (call.args.length < least || call.args.length > most) {
    const many =
      least === most ? `${least}` : `at ${call.args.length < least ? `least ${least}` : `most ${most}`}`;
    yield {
      ...span(call),
      reason: `\`${call.fn}\` takes ${many} argument${many.endsWith(" 1") || many === "1" ? "" : "s"}, and here are ${call.args.length}`,
    };
  }
  for (const [index, given] of call.args.entries()) {
    const letter = (letters[index] ?? (most === Infinity ? letters.at(-1) : undefined)) as keyof typeof KINDS;
    if (letter !== undefined) yield* expected(KINDS[letter], given, `\`${call.fn}\``);
  }
}

function* ofBinary(expr: Binary): Generator<TypeError> {
  const { op, left, right } = expr;
  const types = [typeOf(left), typeOf(right)] as const;
  for (const [index, side] of [left, right].entries())
    if (types[index] === "range" || types[index] === "string")
      yield {
        ...span(side),
        reason: `\`${op}\` takes numbers and instant vectors, and this is ${NAMES[types[index]]}`,
      };
  if (expr.bool && !COMPARISONS.has(op))
    yield { ...span(expr), reason: `\`bool\` belongs behind a comparison, not behind \`${op}\`` };
  const scalars = types.filter((type) => type === "scalar").length;
  if (COMPARISONS.has(op) && !expr.bool && scalars === 2)
    yield { ...span(expr), reason: `a comparison of two numbers needs \`bool\`: \`${op} bool\`` };
  if (SETS.has(op) && scalars > 0)
    yield { ...span(expr), reason: `\`${op}\` joins instant vectors, and one side is a number` };
  if (SETS.has(op) && expr.group !== undefined)
    yield { ...span(expr), reason: `\`${op}\` allows no group_${expr.group}` };
  if (scalars > 0 && ((expr.on?.length ?? 0) > 0 || (expr.ignoring?.length ?? 0) > 0))
    yield {
      ...span(expr),
      reason: "labels can only be matched between two instant vectors, and one side is a number",
    };
  const twice = expr.on?.find(({ name }) => expr.include.some((each) => each.name === name));
  if (twice)
    yield {
      ...span(twice),
      reason: `\`${twice.name}\` may not be in on() and in group_${expr.group}() at once`,
    };
}
