import { mark, perQuery } from "./model/check.ts";
import { contributions, meaning } from "./model/contributions.ts";
import type { Aggregate, Expr } from "./model/promql.ts";
import { factsWhere } from "./model/recorded.ts";

/** A sum over instances that all report the same number. */
export const summedDuplicate = perQuery("summed-duplicate", function* (query, context) {
  for (const { selector, above } of contributions(meaning(query))) {
    const facts = factsWhere(selector, context, ({ facts: each }) => each.everyInstanceReportsTheSame);
    // Whoever chooses an instance has seen that there may be several.
    if (!facts || !selector.metric || selector.matchers.some(({ label }) => label === "instance")) continue;
    const merging = above.findLast(mergesInstances);
    if (merging?.op !== "sum") continue;
    yield {
      ...mark(query, { from: merging.from, to: merging.from + merging.op.length }),
      what: `Every instance reports the same \`${selector.metric.name}\`, so with two of them the sum is twice what is true.`,
      fix: "Use `max` where the instances are put together.",
      evidence: facts.evidence,
      facts: { metric: selector.metric.name },
    };
  }
});

const mergesInstances = (expr: Expr): expr is Aggregate =>
  expr.is === "aggregate" &&
  !/^(topk|bottomk|limitk|limit_ratio)$/.test(expr.op) &&
  (expr.without
    ? expr.without.some(({ name }) => name === "instance")
    : // A variable in the grouping may be the instance.
      !(expr.by ?? []).some(({ name }) => name === "instance" || /[$[]/.test(name)));
