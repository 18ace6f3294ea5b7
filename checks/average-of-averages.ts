import { mark, perQuery } from "./model/check.ts";
import { meaning } from "./model/contributions.ts";
import { labelsOf } from "./model/labels.ts";
import { selectors, walk, type Expr } from "./model/promql.ts";

/** An average taken over quantiles, or over averages of a histogram. */
export const averageOfAverages = perQuery(
  "average-of-averages",
  function* (query, context) {
    for (const expr of walk(meaning(query))) {
      if (expr.is !== "aggregate" || expr.op !== "avg") continue;
      const of = unscaled(expr.of);
      const quantile = of.is === "call" && of.fn === "histogram_quantile";
      const base = averageOf(of);
      if (!quantile && base === undefined) continue;
      // One series alone is its own average.
      if (labelsOf(of, query.board, context).possible?.size === 0) continue;
      const by = expr.by?.map(({ name }) => name) ?? [];
      yield {
        ...mark(query, { from: expr.from, to: expr.from + expr.op.length }),
        what: quantile
          ? "An average of quantiles is the quantile of nothing: a series with one slow request weighs as much as one with a thousand fast ones."
          : `Each average weighs the same here, whether \`${base}_count\` counted one or a thousand, so the panel shows an average that no request had.`,
        fix: quantile
          ? `First sum the buckets, then take the quantile: \`histogram_quantile(…, sum by (${["le", ...by].join(", ")}) (rate(…_bucket[…])))\`.`
          : `Divide sum by sum: \`sum(rate(${base}_sum[…])) / sum(rate(${base}_count[…]))\`.`,
        facts: { of: quantile ? "quantile" : "average" },
      };
    }
  },
  "warning",
);

/** Without a constant factor. */
const unscaled = (expr: Expr): Expr =>
  expr.is === "binary" && /^[*/]$/.test(expr.op) && expr.right.is === "number" ? unscaled(expr.left) : expr;

/** The histogram or summary of which an expression is the average: `rate(x_sum) / rate(x_count)`. */
function averageOf(expr: Expr): string | undefined {
  if (expr.is !== "binary" || expr.op !== "/") return undefined;
  const [sum] = [...selectors(expr.left)].map(({ metric }) => /^(.+)_sum$/.exec(metric?.name ?? "")?.[1]);
  const counts = [...selectors(expr.right)].map(({ metric }) => metric?.name);
  return sum !== undefined && counts.includes(`${sum}_count`) ? sum : undefined;
}
