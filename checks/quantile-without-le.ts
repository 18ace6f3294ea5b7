import { mark, perQuery } from "./model/check.ts";
import { contributions, meaning } from "./model/contributions.ts";
import { labelsOf } from "./model/labels.ts";
import { walk } from "./model/promql.ts";
import { emittedBy } from "./model/recorded.ts";

/** A quantile of buckets whose `le` an aggregation or a join has dropped. */
export const quantileWithoutLe = perQuery("quantile-without-le", function* (query, context) {
  for (const call of walk(meaning(query))) {
    if (call.is !== "call" || !/^histogram_(quantiles?|fraction)$/.test(call.fn)) continue;
    const of = call.fn === "histogram_quantiles" ? call.args[0] : call.args.at(-1);
    if (!of) continue;
    const { possible } = labelsOf(of, query.board, context);
    if (!possible || possible.has("le")) continue;
    // Native histograms need no `le`; these are buckets by their recording or by their name.
    const bucket = [...contributions(of)].find(
      ({ selector }) =>
        emittedBy(selector, context).some(({ part }) => part === "bucket") ||
        selector.metric?.name.endsWith("_bucket"),
    );
    const dropping = [...walk(of)].find(
      (expr) => expr.is === "aggregate" && !labelsOf(expr, query.board, context).possible?.has("le"),
    );
    if (!bucket) continue;
    const by = dropping?.is === "aggregate" ? dropping : undefined;
    const kept = by?.by?.map(({ name }) => name) ?? [];
    yield {
      ...mark(query, by ? { from: by.from, to: by.from + by.op.length } : of),
      what: `\`${call.fn}\` reads the bucket's bound from the label \`le\`, which is gone here, so the result is empty.`,
      fix: by?.without
        ? "Take `le` out of without()."
        : `Group by it: \`${by?.op ?? "sum"} by (${["le", ...kept].join(", ")}) (…)\`.`,
      facts: { metric: bucket.selector.metric?.name ?? "" },
    };
  }
});
