import { mark, perQuery } from "./model/check.ts";
import { contributions, meaning } from "./model/contributions.ts";
import { walk } from "./model/promql.ts";
import { factsWhere } from "./model/recorded.ts";

/** A rate over a sum of counters. */
export const rateAfterSum = perQuery("rate-after-sum", function* (query, context) {
  for (const call of walk(meaning(query))) {
    if (call.is !== "call" || !/^(rate|irate|increase)$/.test(call.fn)) continue;
    const given = call.args[0];
    const sum = given?.is === "subquery" ? given.of : undefined;
    if (sum?.is !== "aggregate" || !/^(sum|avg)$/.test(sum.op)) continue;
    const inside = [...contributions(sum.of)];
    // A rate inside makes it another calculation, and a gauge has no restarts to lose.
    const raw = inside.every(
      ({ selector, above }) =>
        !selector.window &&
        above.every((each) => each.is !== "call") &&
        !factsWhere(selector, context, ({ facts }) => facts.type === "gauge"),
    );
    if (!raw || inside.length === 0) continue;
    yield {
      ...mark(query, { from: call.from, to: call.to }),
      what: `When one of several processes restarts, their ${sum.op} falls a little, and \`${call.fn}\` takes that for a restart of everything, so the panel shows a spike of all work ever done.`,
      fix: `First the ${call.fn}, then the ${sum.op}: \`${sum.op}(${call.fn}(…[$__rate_interval]))\`.`,
      facts: { function: call.fn, aggregation: sum.op },
    };
  }
});
