/** What a query gives while one exporter is dead and everything else is alive. */
import type { Context } from "./context.ts";
import { addedByPrometheus, jobsOf } from "./jobs.ts";
import { matches } from "./matchers.ts";
import { COMPARISONS, typeOf } from "./promql-types.ts";
import type { Aggregate, Binary, Call, Expr, Selector } from "./promql.ts";
import { emittedBy } from "./recorded.ts";
import { hasVariable } from "./variables.ts";

/**
 * `none`: no series. `number`: this one at every step, whatever the living exporters say. `some`: series of the living,
 * or a number nobody knows; a filter on them is taken to let some through. `unknown`: it may be any of these.
 */
export type Left =
  | { readonly is: "none" | "some" | "unknown" }
  | {
      readonly is: "number";
      readonly value: number;
      /** The `or` that put it in the place of the dead exporter's series. */
      readonly by?: Binary | undefined;
    };

const NONE: Left = { is: "none" };
const SOME: Left = { is: "some" };
const UNKNOWN: Left = { is: "unknown" };

/** The one exporter that emits a selector's metric; undefined for names of several, of nobody, and for `up`. */
export function exporterOf(selector: Selector, context: Context): string | undefined {
  const [first, ...others] = emittedBy(selector, context);
  return !first || others.length > 0 || addedByPrometheus(first.facts.exporter, context)
    ? undefined
    : first.facts.exporter;
}

/** What is left of an expression without an exporter; `counts` says which `or` may be named in the answer. */
export function without(
  exporter: string,
  root: Expr,
  context: Context,
  counts: (or: Binary) => boolean,
): Left {
  const of = (expr: Expr): Left => {
    switch (expr.is) {
      case "selector":
        return ofSelector(expr, exporter, context);
      case "number":
        return expr.variable ? SOME : { is: "number", value: expr.value };
      case "negation":
        return mapped(of(expr.of), (value) => -value);
      case "subquery":
        return of(expr.of);
      case "call":
        return ofCall(expr, of);
      case "aggregate":
        return ofAggregate(expr, of(expr.of));
      case "binary": {
        const [left, right] = [of(expr.left), of(expr.right)];
        if (expr.op !== "or") return ofBinary(expr, left, right);
        if (left.is !== "none") return left;
        return right.is === "number" && !right.by && counts(expr) ? { ...right, by: expr } : right;
      }
      default:
        return UNKNOWN;
    }
  };
  return of(root);
}

function ofSelector(selector: Selector, exporter: string, context: Context): Left {
  const emitted = emittedBy(selector, context);
  if (emitted.length === 0) return UNKNOWN;
  if (exporterOf(selector, context) === exporter) return NONE;
  if (
    emitted.every(({ facts }) => facts.exporter !== exporter && !addedByPrometheus(facts.exporter, context))
  )
    return SOME;
  // `up` and the names of several: only a job that is known tells whose they are.
  const own = context.jobs?.get(exporter);
  const job = selector.matchers.find(({ label, op }) => label === "job" && !op.startsWith("!"));
  if (own === undefined || !job || hasVariable(job.value)) return UNKNOWN;
  const asked = jobsOf(selector, context)?.filter((each) => matches(job.value, job.op === "=~", each)) ?? [];
  if (asked.length === 0) return UNKNOWN;
  return !asked.includes(own) ? SOME : asked.length === 1 ? NONE : UNKNOWN;
}

const KEEPING: Readonly<Record<string, (value: number) => number>> = {
  abs: Math.abs,
  ceil: Math.ceil,
  floor: Math.floor,
  round: Math.round,
  sgn: Math.sign,
  sqrt: Math.sqrt,
};

function ofCall({ fn, args }: Call, of: (expr: Expr) => Left): Left {
  const given = args.filter(({ is }) => is !== "string").map(of);
  const [first, second, third] = given;
  if (given.some(({ is }) => is === "unknown")) return UNKNOWN;
  if (/^absent(_over_time)?$/.test(fn)) return first?.is === "none" ? { is: "number", value: 1 } : NONE;
  if (fn === "scalar") return first?.is === "none" ? { is: "number", value: NaN } : (first ?? SOME);
  if (given.some(({ is }) => is === "none")) return NONE;
  if (!first) return SOME;
  if (/^(vector|label_|sort|(last|first|min|max|avg)_over_time$)/.test(fn)) return first;
  if (KEEPING[fn] && !second) return mapped(first, KEEPING[fn]);
  if (fn === "clamp_min") return bounded(first, second, undefined);
  if (fn === "clamp_max") return bounded(first, undefined, second);
  return fn === "clamp" ? bounded(first, second, third) : SOME;
}

function bounded(left: Left, least: Left | undefined, most: Left | undefined): Left {
  if ([least, most].some((bound) => bound && bound.is !== "number")) return SOME;
  const [from, to] = [least, most].map((bound) => (bound?.is === "number" ? bound.value : undefined));
  return mapped(left, (value) => Math.max(from ?? -Infinity, Math.min(to ?? Infinity, value)));
}

const ofAggregate = ({ op }: Aggregate, of: Left): Left =>
  of.is !== "number" || /^(sum|avg|min|max|topk|bottomk|quantile|limitk)$/.test(op) ? of : SOME;

const mapped = (left: Left, change: (value: number) => number): Left =>
  left.is === "number" ? { ...left, value: change(left.value) } : left;

const ARITHMETIC: Readonly<Record<string, (a: number, b: number) => number>> = {
  "+": (a, b) => a + b,
  "-": (a, b) => a - b,
  "*": (a, b) => a * b,
  "/": (a, b) => a / b,
  "%": (a, b) => a % b,
  "^": (a, b) => a ** b,
  "==": (a, b) => Number(a === b),
  "!=": (a, b) => Number(a !== b),
  ">": (a, b) => Number(a > b),
  "<": (a, b) => Number(a < b),
  ">=": (a, b) => Number(a >= b),
  "<=": (a, b) => Number(a <= b),
};

function ofBinary({ op, bool, fill, left: asked }: Binary, left: Left, right: Left): Left {
  if (op === "unless") return right.is === "none" || left.is === "none" ? left : UNKNOWN;
  if (left.is === "unknown" || right.is === "unknown" || fill) return UNKNOWN;
  if (left.is === "none" || right.is === "none") return NONE;
  if (op === "and") return left;
  const compute = ARITHMETIC[op];
  const filters = COMPARISONS.has(op) && !bool;
  if (compute && left.is === "number" && right.is === "number") {
    const by = left.by ?? right.by;
    const value = compute(left.value, right.value);
    if (!filters) return { is: "number", value, by };
    // A filter keeps the side that is a vector.
    return value === 0 ? NONE : { ...(typeOf(asked) === "scalar" ? right : left), by };
  }
  const zero = (side: Left): boolean => side.is === "number" && side.value === 0;
  if (op === "*" && zero(left)) return left;
  if (op === "*" && zero(right)) return right;
  if ((op === "/" || op === "%") && zero(left)) return left;
  return filters && (left.is === "number" || right.is === "number") && (byOr(left) || byOr(right))
    ? UNKNOWN
    : SOME;
}

const byOr = (side: Left): boolean => side.is === "number" && side.by !== undefined;
