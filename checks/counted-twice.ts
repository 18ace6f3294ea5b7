import { mark, perQuery } from "./model/check.ts";
import { contributions, firstAggregate, meaning } from "./model/contributions.ts";
import { onlyWithout, passesWithout } from "./model/matchers.ts";
import type { Aggregate } from "./model/promql.ts";
import { evidenceOf, factsWhere, ownLabels } from "./model/recorded.ts";

/** A metric that has a total row beside its labelled rows, aggregated or shown with both. */
export const countedTwice = perQuery("counted-twice", function* (query, context) {
  if (query.origin === "variable") return;
  for (const contribution of contributions(meaning(query))) {
    const { selector } = contribution;
    const facts = factsWhere(selector, context, ({ facts: { rollUp } }) => rollUp.length > 0);
    if (!facts || !selector.metric) continue;
    const chosen = selector.matchers.filter(({ label }) => facts.rollUp.includes(label));
    if (chosen.some((each) => onlyWithout(each) || passesWithout(each, query.board) !== true)) continue;
    const aggregate = firstAggregate(contribution);
    const effect = effectOf(aggregate, facts.rollUp);
    if (effect === undefined) continue;
    const [label] = facts.rollUp as [string];
    const all = chosen[0];
    yield {
      ...mark(query, all ?? selector.metric),
      what: `\`${selector.metric.name}\` has a row without \`${label}\` that is the total of the others${all ? `, and \`${all.label}${all.op}"${all.value}"\` lets it pass` : ""}, so ${effect}.`,
      fix:
        all && /\$|\[\[/.test(all.value)
          ? `Give the variable the All value \`.+\`, which leaves the total out.`
          : `Leave the total out with \`${label}!=""\`, or take it alone with \`${label}=""\`.`,
      evidence: evidenceOf(facts, context, (sample) => ownLabels(sample).length === 0),
      facts: { metric: selector.metric.name, label, ...(aggregate && { aggregation: aggregate.op }) },
    };
  }
});

/** What the total row does to the result; undefined where it does no harm. */
function effectOf(aggregate: Aggregate | undefined, rollUp: readonly string[]): string | undefined {
  const extra = "an extra series without a name appears that is the sum of the others";
  if (!aggregate) return extra;
  const { op, by, without } = aggregate;
  if (/^(topk|bottomk|limitk|limit_ratio)$/.test(op))
    return `the total takes a place among the series that \`${op}\` chooses from`;
  const apart = by
    ? rollUp.some((label) => by.some(({ name }) => name === label))
    : without
      ? !rollUp.some((label) => without.some(({ name }) => name === label))
      : false;
  if (apart) return extra;
  // The largest row is the total, and asking whether anything is there does not count it.
  if (/^(max|min|group)$/.test(op)) return undefined;
  return op === "sum"
    ? "the sum is twice what is true"
    : op === "count"
      ? "one series too many is counted"
      : `\`${op}\` mixes the total with its parts`;
}
