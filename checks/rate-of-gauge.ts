import { mark, perQuery } from "./model/check.ts";
import { meaning } from "./model/contributions.ts";
import { walk } from "./model/promql.ts";
import { factsWhere, isCounter } from "./model/recorded.ts";

const FOR_COUNTERS = new Set(["rate", "irate", "increase", "resets"]);
const FOR_GAUGES = new Set(["delta", "idelta", "deriv"]);

/** A function made for counters on a gauge, or one made for gauges on a counter. */
export const rateOfGauge = perQuery("rate-of-gauge", function* (query, context) {
  for (const call of walk(meaning(query))) {
    if (call.is !== "call") continue;
    const given = call.args[0];
    const selector = given?.is === "subquery" ? given.of : given;
    if (selector?.is !== "selector" || !selector.metric) continue;
    const gauge = factsWhere(
      selector,
      context,
      ({ facts, part }) => facts.type === "gauge" && part === "value",
    );
    const counter = factsWhere(selector, context, isCounter);
    const at = mark(query, { from: call.from, to: call.from + call.fn.length });
    if (FOR_COUNTERS.has(call.fn) && gauge)
      yield {
        ...at,
        what: `\`${selector.metric.name}\` is a gauge, and \`${call.fn}\` takes every fall of it for a restart, so the panel shows numbers that never were.`,
        fix: `Show the gauge itself, avg_over_time(…) of it, or ${call.fn === "resets" ? "changes(…)" : call.fn === "increase" ? "delta(…)" : "deriv(…)"} for how it moves.`,
        evidence: gauge.evidence,
        facts: { metric: selector.metric.name, function: call.fn, type: "gauge" },
      };
    if (FOR_GAUGES.has(call.fn) && counter)
      yield {
        ...at,
        what: `\`${selector.metric.name}\` is a counter, and \`${call.fn}\` does not know that it starts again at 0, so each restart shows as a deep fall.`,
        fix: `Use ${call.fn === "delta" ? "increase(…)" : call.fn === "idelta" ? "irate(…)" : "rate(…)"}.`,
        evidence: counter.evidence,
        facts: { metric: selector.metric.name, function: call.fn, type: "counter" },
      };
  }
});
