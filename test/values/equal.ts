/**
 * Changes that are no mistakes: whatever the data, the changed expression answers the same. Each rule is proven on the
 * syntax tree, with what is known of the exporters where it says so; none knows a panel.
 */
import type { Aggregate, Binary, Call, Expr, Matcher, Span } from "../../checks/model/promql.ts";
import { walk } from "../../checks/model/promql.ts";
import type { MetricFacts } from "../../contracts/contract.ts";

/** A change, and where in the tree it is made. */
export interface Change extends Span {
  readonly operator: string;
  /** What stands there afterwards. */
  readonly text: string;
  readonly expr: Expr;
  /** What `expr` is part of, the nearest first. */
  readonly above: readonly Expr[];
  readonly source: string;
  readonly metrics: ReadonlyMap<string, MetricFacts>;
}

interface Rule {
  /** Which change, in Markdown. */
  readonly change: string;
  /** Why it changes nothing. */
  readonly proof: string;
  readonly holds: (change: Change) => boolean;
}

/** The rules, in the order of the report. */
export const RULES: readonly Rule[] = [
  {
    change: "`on()` dropped between two results that cannot have labels",
    proof:
      "An aggregation without `by`, `vector()`, and what is calculated of such. Each side is one series without labels, which match as they are.",
    holds: ({ operator, expr }) =>
      operator === "`on()` dropped" && expr.is === "binary" && bare(expr.left) && bare(expr.right),
  },
  {
    change: "`rate` → `increase` in the buckets of `histogram_quantile`",
    proof: "Every bucket is multiplied by the same window, and a quantile depends only on their proportions.",
    holds: ({ operator, expr, text, above }) =>
      operator === "function replaced" &&
      expr.is === "call" &&
      expr.fn === "rate" &&
      text === "increase" &&
      above[0]?.is === "aggregate" &&
      above[0].op === "sum" &&
      buckets(above[0], above[1]),
  },
  {
    change: "`sum` → `avg` in the buckets of `histogram_quantile`",
    proof:
      "A histogram has all its buckets or none, so every bucket of a group is divided by the same number of series.",
    holds: ({ operator, expr, text, above }) =>
      operator === "aggregation replaced" &&
      expr.is === "aggregate" &&
      expr.op === "sum" &&
      text === "avg" &&
      buckets(expr, above[0]),
  },
  {
    change: "An aggregation replaced directly under `0 *`",
    proof:
      "Its groups stay and their value is multiplied by 0. Only over gauges and counts of jobs, which are finite; a count of tokens can be NaN, which a `sum` hands on and a `max` does not.",
    holds: ({ operator, expr, text, above: [outer], metrics }) =>
      operator === "aggregation replaced" &&
      PLAIN.has(text) &&
      outer?.is === "binary" &&
      outer.op === "*" &&
      outer.right === expr &&
      isNumber(outer.left, 0) &&
      finite(expr, metrics),
  },
  {
    change: "An aggregation replaced directly under `count`, or right of `and`",
    proof: "Its groups stay, and nobody reads their value.",
    holds: ({ operator, expr, text, above: [outer] }) =>
      operator === "aggregation replaced" &&
      PLAIN.has(text) &&
      ((outer?.is === "aggregate" && outer.op === "count") ||
        (outer?.is === "binary" && ["and", "unless"].includes(outer.op) && outer.right === expr)),
  },
  {
    change: "`*` → `/` between a 0 and what a comparison lets through, if that is not 0",
    proof:
      "`0 * (x == 1)` and `0 * (x > 0)`: 0 divided by a number other than 0 is 0 as well. Only over gauges and counts of jobs, which are finite.",
    holds: ({ operator, expr, text, metrics }) =>
      operator === "arithmetic swapped" &&
      expr.is === "binary" &&
      expr.op === "*" &&
      text === "/" &&
      zero(expr.left) &&
      neverZero(expr.right) &&
      finite(expr, metrics),
  },
  {
    change: "`0 *` → `1 *` before what a comparison lets through only if it is 0",
    proof: "`0 * (x == 0)`: what is multiplied is 0 itself.",
    holds: ({ operator, expr, from, text }) =>
      operator === "constant changed" &&
      text === "1" &&
      expr.is === "binary" &&
      expr.op === "*" &&
      from === expr.left.from &&
      isNumber(expr.left, 0) &&
      compares(expr.right, "==", 0),
  },
  {
    change: "`sum` → `max` of `resets` or `changes` behind `clamp_max(…, 1)`",
    proof:
      "Counts of 0 and more: their sum is 0 exactly where their maximum is, and everything from 1 on is shown as 1.",
    holds: ({ operator, expr, text, above }) => {
      const outer = above.find((each) => each.is !== "binary" || each.op !== "or");
      return (
        operator === "aggregation replaced" &&
        expr.is === "aggregate" &&
        expr.op === "sum" &&
        text === "max" &&
        expr.of.is === "call" &&
        ["resets", "changes"].includes(expr.of.fn) &&
        outer?.is === "call" &&
        outer.fn === "clamp_max" &&
        isNumber(outer.args[1], 1)
      );
    },
  },
  {
    change: "A matcher dropped on one side of an operator whose other side has it",
    proof:
      "Both sides keep the label and are matched by it, so what the matcher kept out finds no partner on the other side.",
    holds: (change) => {
      const dropped = matcherOf(change);
      return dropped !== undefined && partnerChooses(dropped, change);
    },
  },
];

/** Aggregations that answer one series per group, with the labels of `by` alone. */
const PLAIN = new Set(["sum", "avg", "max", "min", "count", "group", "stddev", "stdvar"]);
/** Functions that answer one series for each, with its labels. */
const ELEMENTWISE =
  /^(i?rate|increase|i?delta|deriv|resets|changes|timestamp|clamp(_min|_max)?|abs|(?!absent)\w+_over_time)$/;
const COMPARISON = new Set(["==", "!=", ">", "<", ">=", "<="]);
const ARITHMETIC = new Set(["+", "-", "*", "/", "%", "^"]);

const isNumber = (expr: Expr | undefined, value: number): boolean =>
  expr?.is === "number" && !expr.variable && expr.value === value;

/** Whether a result is at most one series without labels. */
function bare(expr: Expr): boolean {
  switch (expr.is) {
    case "aggregate":
      return PLAIN.has(expr.op) && (expr.by ?? []).length === 0 && expr.without === undefined;
    case "call":
      return (
        expr.fn === "vector" ||
        (ELEMENTWISE.test(expr.fn) && expr.args.every((arg) => arg.is === "number" || bare(arg)))
      );
    case "negation":
      return bare(expr.of);
    case "binary":
      if (expr.op === "and" || expr.op === "unless") return bare(expr.left);
      return (
        expr.group === undefined &&
        [expr.left, expr.right].every((side) => side.is === "number" || bare(side)) &&
        [expr.left, expr.right].some(bare)
      );
    default:
      return false;
  }
}

/** Whether an aggregation is of a histogram's buckets, all of them, for a quantile. */
const buckets = ({ by = [], of }: Aggregate, outer: Expr | undefined): boolean =>
  outer?.is === "call" &&
  outer.fn === "histogram_quantile" &&
  by.some(({ name }) => name === "le") &&
  of.is === "call" &&
  ["rate", "increase"].includes(of.fn) &&
  of.args[0]?.is === "selector" &&
  /_bucket$/.test(of.args[0].metric?.name ?? "") &&
  of.args[0].matchers.every(({ label }) => label !== "le");

/** Whether all that an expression reads are gauges or counts of jobs. */
const finite = (expr: Expr, metrics: Change["metrics"]): boolean =>
  [...walk(expr)].every((each) => {
    if (each.is !== "selector") return true;
    const facts = each.metric && metrics.get(each.metric.name);
    return facts?.type === "gauge" || facts?.unit === "jobs";
  });

/** Whether an expression is 0 wherever it is anything, of finite numbers. */
const zero = (expr: Expr): boolean =>
  isNumber(expr, 0) || (expr.is === "binary" && expr.op === "*" && zero(expr.left));

const compares = (expr: Expr, op: string, value: number): boolean =>
  expr.is === "binary" && !expr.bool && expr.op === op && isNumber(expr.right, value);
const neverZero = (expr: Expr): boolean =>
  compares(expr, ">", 0) ||
  (expr.is === "binary" &&
    compares(expr, "==", expr.right.is === "number" ? expr.right.value : NaN) &&
    !isNumber(expr.right, 0));

/** The matcher that a change drops. */
const matcherOf = ({ operator, expr, from, to }: Change): Matcher | undefined =>
  operator === "matcher dropped" && expr.is === "selector"
    ? expr.matchers.find((each) => from <= each.from && each.to <= to)
    : undefined;

/** Whether an operator matches its sides by all their labels, so that rows with different values never meet. */
const matchesAll = ({ on, ignoring, group, fill }: Binary): boolean =>
  on === undefined && ignoring === undefined && group === undefined && !fill;

const keeps = (expr: Call | Aggregate, label: string): boolean =>
  expr.is === "call"
    ? ELEMENTWISE.test(expr.fn)
    : PLAIN.has(expr.op) && expr.by !== undefined && expr.by.some(({ name }) => name === label);

/** Whether every row of a result fulfils a matcher. */
function restricted(expr: Expr, by: Matcher): boolean {
  switch (expr.is) {
    case "selector":
      return expr.matchers.some(
        ({ label, op, value }) => label === by.label && op === by.op && value === by.value,
      );
    case "aggregate":
      return keeps(expr, by.label) && restricted(expr.of, by);
    case "call":
      return keeps(expr, by.label) && expr.args[0] !== undefined && restricted(expr.args[0], by);
    case "binary": {
      const sides = [expr.left, expr.right].map((side) => restricted(side, by));
      if (expr.left.is === "number" || expr.right.is === "number") return sides.some(Boolean);
      if (!matchesAll(expr)) return false;
      if (expr.op === "or") return sides.every(Boolean);
      return expr.op === "unless" ? sides[0]! : sides.some(Boolean);
    }
    default:
      return false;
  }
}

/** Whether, on the way up, rows stay apart by the label until an operator's other side lets only the right ones through. */
function partnerChooses(by: Matcher, { expr, above }: Change): boolean {
  let from: Expr = expr;
  for (const each of above) {
    if (each.is === "call" || each.is === "aggregate") {
      if (!keeps(each, by.label)) return false;
    } else if (each.is === "binary") {
      const other = each.left === from ? each.right : each.left;
      if (other.is !== "number") {
        if (!matchesAll(each)) return false;
        const both = ARITHMETIC.has(each.op) || COMPARISON.has(each.op) || each.op === "and";
        if (both && restricted(other, by)) return true;
      }
    } else return false;
    from = each;
  }
  return false;
}

/** The rule by which a change changes nothing, if any. */
export const equalBy = (change: Change): Rule | undefined => RULES.find(({ holds }) => holds(change));
