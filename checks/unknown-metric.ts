import { nearest } from "../contracts/read-yaml.ts";
import { mark, perQuery } from "./model/check.ts";
import { meaning } from "./model/contributions.ts";
import { selectors } from "./model/promql.ts";
import { hasVariable } from "./model/variables.ts";

/** A query asks for a metric that no recording has, or that the chosen variant of its exporter does not emit. */
export const unknownMetric = perQuery("unknown-metric", function* (query, { emitted, names, selected }) {
  for (const { metric } of selectors(meaning(query))) {
    // A name that is a variable cannot be judged, and a recording rule's name (with colons) is not an exporter's.
    if (!metric || hasVariable(metric.name) || metric.name.includes(":")) continue;
    const found = emitted(metric.name);
    if (found.length === 0) {
      const near = nearest(metric.name, names);
      yield {
        ...mark(query, metric),
        what: `No recorded exporter emits \`${metric.name}\`, so this ${query.origin === "target" ? "panel" : query.origin} stays empty without an error.`,
        fix:
          near === undefined
            ? "Use a metric of the recordings under contracts/, or record the exporter that has it: npm run record."
            : `Did you mean \`${near}\`?`,
        ...(near !== undefined && { evidence: emitted(near)[0]!.facts.evidence }),
        facts: { metric: metric.name, ...(near !== undefined && { nearest: near }) },
      };
      continue;
    }
    if (!selected) continue;
    const usable = found.some(
      ({ facts }) => !selected.has(facts.exporter) || facts.variants.includes(selected.get(facts.exporter)!),
    );
    if (usable) continue;
    const { facts } = found[0]!;
    const chosen = selected.get(facts.exporter)!;
    yield {
      ...mark(query, metric),
      what: `\`${metric.name}\` is emitted by ${facts.exporter} only as ${facts.variants.map((variant) => `\`${variant}\``).join(", ") || "a bare declaration without samples"}, but stack.yaml selects \`${chosen}\`, so this ${query.origin === "target" ? "panel" : query.origin} stays empty.`,
      fix: "Select the other variant in stack.yaml, or leave the panel out.",
      evidence: facts.evidence,
      facts: { metric: metric.name, exporter: facts.exporter, variant: chosen },
    };
  }
});
