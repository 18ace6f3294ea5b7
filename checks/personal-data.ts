import { perQuery } from "./model/check.ts";
import { contributions } from "./model/contributions.ts";
import { labelsOf } from "./model/labels.ts";
import { labelUses } from "./model/label-uses.ts";
import { onlyWithout } from "./model/matchers.ts";
import { emittedBy, evidenceOf } from "./model/recorded.ts";

/** A label that holds personal data, used where a board shows or asks for it. */
export const personalData = perQuery("personal-data", function* (query, context) {
  const seen = new Set<string>();
  for (const { kind, name, mark, of, matcher } of labelUses(query)) {
    if (seen.has(name) || (matcher && onlyWithout(matcher))) continue;
    const facts = of
      .filter((expr) => kind === "matcher" || labelsOf(expr, query.board, context).possible?.has(name))
      .flatMap((expr) => [...contributions(expr)])
      .flatMap(({ selector }) => emittedBy(selector, context).map((emitted) => emitted.facts))
      .find(({ labels }) => labels.get(name)?.personal !== undefined);
    if (!facts) continue;
    seen.add(name);
    yield {
      at: query.at,
      mark,
      what: `\`${name}\` is personal data (${facts.labels.get(name)!.personal!.replace(/\.$/, "")}): everyone who may open the board sees it, and where the exporter is told to drop it the ${query.origin === "target" ? "panel" : query.origin} is empty or wrong.`,
      fix: `Leave \`${name}\` out; the board must be right without it.`,
      evidence: evidenceOf(facts, context, (sample) => (sample.labels[name] ?? "") !== ""),
      facts: { label: name, metric: facts.name, kind },
    };
  }
});
