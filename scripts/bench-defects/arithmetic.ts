/** Defects of what is calculated: functions, aggregations, windows and fallbacks in PromQL. */
import { selectors, walk, type Expr } from "../../checks/model/promql.ts";
import {
  expressions,
  rewrite,
  rewriteMatches,
  targets,
  type Defect,
  type DefectClass,
  type Good,
} from "./defect.ts";
import { knownSelectors } from "./names.ts";

/** Calls of these functions with a selector as their argument. */
const callsOf = (good: Good, functions: RegExp) =>
  expressions(good).flatMap(({ target, expr }) => {
    if (expr.is !== "call" || !functions.test(expr.fn)) return [];
    const selector = expr.args.find((each) => each.is === "selector");
    return selector?.window ? [{ target, call: expr, selector, window: selector.window }] : [];
  });
const text = ({ expr }: { readonly expr: string }, { from, to }: Expr): string => expr.slice(from, to);

/** The aggregations inside a quantile that keep `le`. */
const quantiles = (good: Good) =>
  expressions(good).flatMap(({ target, expr }) =>
    expr.is === "call" && expr.fn === "histogram_quantile" ? [{ target, call: expr }] : [],
  );

/** Calls of `rate` and `increase` of what is known to be a counter; some pages say no type. */
const ratesOf = (good: Good) =>
  callsOf(good, /^(rate|increase)$/).filter(({ selector }) =>
    good.context.emitted(selector.metric?.name ?? "").every(({ facts }) => facts.type !== "untyped"),
  );

/**
 * Whether nobody reads an expression's value: it stands right of `and` or `unless`, is multiplied by 0, or is only asked
 * whether it is above something.
 */
const unread = (root: Expr | undefined, { from, to }: Expr): boolean =>
  [...walk(root)].some(
    (each) =>
      each.is === "binary" &&
      (each.bool ||
        ((/^(and|unless)$/.test(each.op) || (each.op === "*" && isZero(each.left))) &&
          each.right.from <= from)) &&
      each.from <= from &&
      to <= each.to,
  );

const isZero = (expr: Expr): boolean => expr.is === "number" && expr.value === 0;

export const ARITHMETIC: readonly DefectClass[] = [
  {
    name: "a closing bracket missing",
    check: "syntax",
    plant: (good) =>
      targets(good, "promql")
        .filter(({ expr }) => expr.includes(")"))
        .map((target) => {
          const last = target.expr.lastIndexOf(")");
          return rewrite(target, last, last + 1, "");
        }),
  },
  {
    name: "a function misspelt",
    check: "syntax",
    plant: (good) =>
      targets(good, "promql").flatMap((target) => rewriteMatches(target, /\brate\(/g, () => "raet(")),
  },
  {
    name: "a rate without a range",
    check: "syntax",
    plant: (good) =>
      callsOf(good, /^(rate|increase)$/).map(({ target, window }) =>
        rewrite(target, window.from - 1, window.to + 1, ""),
      ),
  },
  {
    name: "a counter without rate",
    check: "raw-counter",
    refusedBy: "a counter without rate",
    plant: (good) =>
      ratesOf(good)
        .filter(({ target, call }) => !unread(target.root, call))
        .map(({ target, call, selector, window }) =>
          rewrite(target, call.from, call.to, target.expr.slice(selector.from, window.from - 1)),
        ),
  },
  {
    name: "the rate of a gauge",
    check: "rate-of-gauge",
    refusedBy: "the rate of a gauge",
    plant: (good) =>
      knownSelectors(good)
        .filter(({ facts, selector }) => facts.type === "gauge" && !selector.window)
        .map(({ target, selector }) =>
          rewrite(target, selector.from, selector.to, `rate(${text(target, selector)}[$__rate_interval])`),
        ),
  },
  {
    name: "delta of a counter",
    check: "rate-of-gauge",
    plant: (good) =>
      ratesOf(good)
        .filter(({ selector }) => !selector.metric?.name.endsWith("_bucket"))
        .map(({ target, call }) => rewrite(target, call.from, call.from + call.fn.length, "delta")),
  },
  {
    name: "a rate of a sum",
    check: "rate-after-sum",
    plant: (good) =>
      expressions(good).flatMap(({ target, expr }) => {
        if (expr.is !== "aggregate" || expr.op !== "sum" || expr.of.is !== "call") return [];
        const [selector] = expr.of.args;
        if (!/^(rate|increase)$/.test(expr.of.fn) || selector?.is !== "selector" || !selector.window)
          return [];
        const head = target.expr.slice(expr.from, expr.of.from);
        const inner = target.expr.slice(selector.from, selector.window.from - 1);
        return [rewrite(target, expr.from, expr.to, `${expr.of.fn}(${head}${inner})[5m:])`)];
      }),
  },
  {
    name: "a total row counted with its parts",
    check: "counted-twice",
    plant: (good) =>
      knownSelectors(good).flatMap(({ target, selector, facts }) =>
        selector.matchers
          .filter(({ label }) => facts.rollUp.includes(label))
          .filter(() => [...walk(target.root)].some((each) => each.is === "aggregate" && each.op === "sum"))
          .map(({ from, to, label }) => rewrite(target, from, to, `${label}=~".*"`)),
      ),
  },
  {
    name: "a sum of what every instance reports alike",
    check: "summed-duplicate",
    plant: (good) =>
      expressions(good).flatMap(({ target, expr }) =>
        expr.is === "aggregate" &&
        expr.op === "max" &&
        expr.of.is === "selector" &&
        // A sum of zeros is 0 as well.
        !/^ == 0\b/.test(target.expr.slice(expr.to)) &&
        good.context
          .emitted(expr.of.metric?.name ?? "")
          .some(({ facts }) => facts.everyInstanceReportsTheSame)
          ? [rewrite(target, expr.from, expr.from + 3, "sum")]
          : [],
      ),
  },
  {
    name: "a quantile of a count",
    check: "quantile-without-buckets",
    refusedBy: "a quantile of a counter",
    plant: (good) =>
      quantiles(good).flatMap(({ target, call }) =>
        [...selectors(call)].flatMap(({ metric }) =>
          metric?.name.endsWith("_bucket")
            ? [rewrite(target, metric.from, metric.to, metric.name.replace(/_bucket$/, "_count"))]
            : [],
        ),
      ),
  },
  {
    name: "`le` missing from the grouping",
    check: "quantile-without-le",
    plant: (good) =>
      quantiles(good).flatMap(({ target, call }) =>
        [...walk(call)].flatMap((each) => {
          if (each.is !== "aggregate" || !each.by?.some(({ name }) => name === "le")) return [];
          const from = target.expr.indexOf("(", each.from);
          const rest = each.by.filter(({ name }) => name !== "le").map(({ name }) => name);
          return [rewrite(target, from, target.expr.indexOf(")", from) + 1, `(${rest.join(", ")})`)];
        }),
      ),
  },
  {
    name: "an average of quantiles",
    check: "average-of-averages",
    plant: (good) =>
      quantiles(good)
        // The average of one number is that number.
        .filter(({ call }) =>
          [...walk(call)].some((each) => each.is === "aggregate" && (each.by?.length ?? 0) > 1),
        )
        .map(({ target, call }) => rewrite(target, call.from, call.to, `avg(${text(target, call)})`)),
  },
  {
    name: "a range as short as one scrape",
    check: "short-window",
    plant: (good) =>
      callsOf(good, /^(rate|increase)$/).map(({ target, window }) =>
        rewrite(target, window.from, window.to, "15s"),
      ),
  },
  {
    name: "`$__interval` as the range of a rate",
    check: "short-window",
    plant: (good) =>
      callsOf(good, /^rate$/)
        .filter(({ window }) => window.text === "$__rate_interval")
        .map(({ target, window }): Defect => {
          const { where, edits } = rewrite(target, window.from, window.to, "$__interval");
          // With a least interval of four scrapes it would be right.
          return {
            where,
            edits: [
              ...edits,
              ...[target.path, target.panel.path].map((path) => ({
                at: [...path, "interval"],
                to: undefined,
              })),
            ],
          };
        }),
  },
  {
    name: "a zero that outlives its exporter",
    check: "zero-without-heartbeat",
    plant: (good) =>
      targets(good, "promql")
        .filter(({ panel }) => /^(stat|timeseries|gauge)$/.test(panel.type))
        .flatMap((target) => {
          const [first] = selectors(target.root);
          const facts = good.context.emitted(first?.metric?.name ?? "")[0]?.facts;
          // `up` is Prometheus' own and stays when an exporter goes.
          if (!first || !facts || facts.exporter === "prometheus") return [];
          // Down is what 0 says of nginx_up.
          if (facts.name.endsWith("_up")) return [];
          const sum = [...walk(target.root)].find(
            (each) => each.is === "aggregate" && !each.by && !each.without && each.from <= first.from,
          );
          return sum ? [rewrite(target, 0, target.expr.length, `${text(target, sum)} or vector(0)`)] : [];
        }),
  },
  {
    name: "a grouping on one side of a division only",
    check: "unmatched-labels",
    refusedBy: "different labels left and right match no series",
    plant: (good) =>
      expressions(good).flatMap(({ target, expr }) => {
        if (expr.is !== "binary" || expr.op !== "/" || expr.on || expr.ignoring) return [];
        const { left, right } = expr;
        if (left.is !== "aggregate" || right.is !== "aggregate" || left.by || right.by) return [];
        const [first] = selectors(left);
        const facts = good.context.emitted(first?.metric?.name ?? "")[0]?.facts;
        const label = [...(facts?.labels.values() ?? [])].find(({ always, name }) => always && name !== "le");
        return label
          ? [rewrite(target, left.from + left.op.length, left.from + left.op.length, ` by (${label.name}) `)]
          : [];
      }),
  },
];
