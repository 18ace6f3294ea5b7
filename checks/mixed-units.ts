import { mark, perPanel } from "./model/check.ts";
import { mixtures } from "./model/mixture.ts";
import { queryUnits } from "./model/query-unit.ts";
import { describe } from "./model/unit-words.ts";
import type { Measured } from "./model/units.ts";

/** Two different units on one axis, or on the two sides of one operator. */
export const mixedUnits = perPanel("mixed-units", function* (panel, _board, context) {
  for (const {
    targets: [first, other],
  } of mixtures(panel, context)) {
    const [a, b] = [words(first.value), words(other.value)];
    const refId = other.query.at.refId ?? "";
    yield {
      ...mark(other.query, other.value.metric),
      what: `This gives ${b}, target ${first.query.at.refId ?? "before it"} gives ${a}, and both stand on one axis under one unit: one of them reads wrong, and the smaller is a flat line.`,
      fix: `Give target ${refId} a unit and an axis of its own (override byFrameRefID ${refId}), or a panel of its own.`,
      evidence: other.value.facts.evidence,
      facts: { metric: other.value.metric.name, unit: b, other: a },
    };
  }
  for (const query of panel.queries)
    for (const { op, left, right, from, to } of queryUnits(query, context).conflicts)
      yield {
        ...mark(query, { from, to }),
        what: `The left of \`${op}\` gives ${words(left)}, the right ${words(right)}, so the ${op === "+" || op === "-" ? "result is a number without meaning" : op === "or" ? "number means one thing now and another later" : "comparison is decided by the units"}.`,
        fix: "Convert one side, so that both are in one unit.",
        evidence: right.facts.evidence,
        facts: { operator: op, left: words(left), right: words(right) },
      };
});

const words = ({ units }: Measured): string => describe(units[0]!).words;
