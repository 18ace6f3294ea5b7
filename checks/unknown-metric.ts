import { nearest } from "../contracts/read-yaml.ts";
import { firstWord, nowhere, recordedOnly, unseen } from "./model/absence.ts";
import { alternatives, fallbacks } from "./model/alternatives.ts";
import { mark, type Check, type Finding } from "./model/check.ts";
import { meaning } from "./model/contributions.ts";
import type { Query } from "./model/board.ts";
import type { Context } from "./model/context.ts";
import { selectors, type Selector } from "./model/promql.ts";
import { hasVariable } from "./model/variables.ts";

/** A query asks for a metric that no recording has, or that the chosen variant of its exporter does not emit. */
export const unknownMetric: Check = {
  id: "unknown-metric",
  severity: "error",
  *find(context) {
    // What nobody looked at is told once per board.
    const told = new Set<string>();
    for (const query of context.queries) yield* unknownIn(query, context, told);
  },
};

function* unknownIn(query: Query, context: Context, told: Set<string>): Generator<Finding> {
  const isFirst = (once: string | undefined): boolean => {
    const key = `${query.board.file} ${once}`;
    if (once !== undefined && told.has(key)) return false;
    told.add(key);
    return true;
  };
  const { emitted, names, recorded, scrapes, selected } = context;
  const screen = query.origin === "target" ? "panel" : query.origin;
  const standIns = scrapes ? fallbacks(query, context) : new Set<string>();
  const otherNames = scrapes ? alternatives(query, context) : new Set<Selector>();
  for (const selector of selectors(meaning(query))) {
    const { metric } = selector;
    // A name that is a variable cannot be judged.
    if (!metric || hasVariable(metric.name)) continue;
    // A name with colons is a recording rule's, not an exporter's.
    if (metric.name.includes(":")) {
      if (!recorded || recorded.has(metric.name)) continue;
      const near = nearest(metric.name, [...recorded]);
      yield {
        ...mark(query, metric),
        what: `No rule that was given records \`${metric.name}\`, so this ${screen} stays empty without an error.`,
        fix:
          near === undefined
            ? "Record it, or give the file of its rule as well."
            : `Did you mean \`${near}\`?`,
        facts: { metric: metric.name, ...(near !== undefined && { nearest: near }) },
      };
      continue;
    }
    if (otherNames.has(selector)) continue;
    const found = emitted(metric.name);
    if (found.length === 0) {
      const isForeign = context.isForeign(query.board.file);
      // Among pages of any kind, a name that is near is near by chance if another exporter has it.
      const near = nearest(
        metric.name,
        scrapes || isForeign ? names.filter((name) => firstWord(name) === firstWord(metric.name)) : names,
      );
      const { once, ...said }: ReturnType<typeof nowhere> = scrapes
        ? nowhere(metric.name, screen, context)
        : isForeign && near === undefined
          ? unseen(metric.name, screen, context)
          : {
              what: `No recorded exporter emits \`${metric.name}\`, so this ${screen} stays empty without an error.`,
              fix: "Use a metric of the recordings under contracts/, or record the exporter that has it: npm run record.",
            };
      if (!isFirst(once)) continue;
      yield {
        ...mark(query, metric),
        ...said,
        ...(said.severity === "error" && standIns.has(metric.name) && standsIn(metric.name, screen, context)),
        fix: near === undefined ? said.fix : `Did you mean \`${near}\`?`,
        ...(near !== undefined && { evidence: emitted(near)[0]!.facts.evidence }),
        facts: { metric: metric.name, ...(near !== undefined && { nearest: near }) },
      };
      continue;
    }
    const said = scrapes && recordedOnly(found, query, context);
    if (said) {
      const { once, ...rest } = said;
      if (isFirst(once)) yield { ...mark(query, metric), ...rest, facts: { metric: metric.name } };
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
      what: `\`${metric.name}\` is emitted by ${facts.exporter} only as ${facts.variants.map((variant) => `\`${variant}\``).join(", ") || "a bare declaration without samples"}, but stack.yaml selects \`${chosen}\`, so this ${screen} stays empty.`,
      fix: "Select the other variant in stack.yaml, or leave the panel out.",
      evidence: facts.evidence,
      facts: { metric: metric.name, exporter: facts.exporter, variant: chosen },
    };
  }
}

/** Of an exporter that nobody recorded, whoever wrote a stand-in knows that the metric may be missing. */
function standsIn(
  name: string,
  screen: string,
  { contracts }: Context,
): Pick<Finding, "severity" | "what"> | undefined {
  const isRecorded = contracts.some(
    ({ metrics, recordings }) =>
      recordings.some(({ variant }) => variant !== "given") &&
      [...metrics.keys()].some((known) => firstWord(known) === firstWord(name)),
  );
  return isRecorded
    ? undefined
    : {
        severity: "warning",
        what: `No page given has \`${name}\`, so what stands in for it behind \`or\` is all that this ${screen} shows. If it is lazily created with its first event, that is as it should be.`,
      };
}
