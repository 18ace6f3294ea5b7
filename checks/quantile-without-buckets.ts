import { mark, perQuery } from "./model/check.ts";
import { contributions, meaning } from "./model/contributions.ts";
import { walk } from "./model/promql.ts";
import { factsWhere } from "./model/recorded.ts";

/** A histogram's quantile or fraction computed from something that is recorded and has no buckets. */
export const quantileWithoutBuckets = perQuery("quantile-without-buckets", function* (query, context) {
  for (const call of walk(meaning(query))) {
    if (call.is !== "call" || !/^histogram_(quantiles?|fraction)$/.test(call.fn)) continue;
    const of = call.fn === "histogram_quantiles" ? call.args[0] : call.args.at(-1);
    for (const { selector } of contributions(of)) {
      // A name nobody recorded may be a native histogram, which has no `_bucket`.
      const facts = factsWhere(selector, context, ({ part }) => part !== "bucket");
      if (!facts || !selector.metric) continue;
      const histogram = facts.type === "histogram";
      yield {
        ...mark(query, selector.metric),
        what: `\`${call.fn}\` needs the buckets of a histogram, and \`${selector.metric.name}\` ${histogram ? "is only a part of one" : `is a ${facts.type}`}, so the result is empty.`,
        fix: histogram
          ? `Use \`${facts.name}_bucket\`.`
          : "Use a histogram's `_bucket`; of a gauge take quantile_over_time(…), over several series quantile(…).",
        evidence: facts.evidence,
        facts: { metric: selector.metric.name, type: facts.type },
      };
    }
  }
});
