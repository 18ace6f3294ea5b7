/** Which recorded metrics the boards ask for, and where. */
import type { Query } from "../../checks/model/board.ts";
import type { Context, Emitted } from "../../checks/model/context.ts";
import { contributions } from "../../checks/model/contributions.ts";
import { addedByPrometheus } from "../../checks/model/jobs.ts";
import { anchored, matches } from "../../checks/model/matchers.ts";
import { selectors, type Selector } from "../../checks/model/promql.ts";
import { hasVariable } from "../../checks/model/variables.ts";

/** Where a metric is asked for; each place once, in the order of the boards. */
export interface Uses {
  /** Panels whose numbers come from it: `GPU › Power`. */
  readonly panels: readonly string[];
  /** What only chooses, marks or asks whether it is there: `GPU › variable gpu`. */
  readonly others: readonly string[];
}

/** Metrics by exporter, then by name. */
export type UsesByMetric = ReadonlyMap<string, ReadonlyMap<string, Uses>>;

/** Every use of every recorded metric on the boards of a context. */
export function usesOf(about: Context): UsesByMetric {
  const found = new Map<string, Map<string, { panels: string[]; others: string[] }>>();
  for (const query of about.queries) {
    const numbers = new Set([...contributions(query.promql?.root)].map(({ selector }) => selector));
    for (const selector of selectors(query.promql?.root))
      for (const { facts } of asked(selector, about)) {
        const own = found.get(facts.exporter) ?? new Map<string, { panels: string[]; others: string[] }>();
        const uses = own.get(facts.name) ?? { panels: [], others: [] };
        const places = query.origin === "target" && numbers.has(selector) ? uses.panels : uses.others;
        const place = placeOf(query);
        if (!places.includes(place)) places.push(place);
        found.set(facts.exporter, own.set(facts.name, uses));
      }
  }
  return found;
}

/** The metrics a selector means: of one name that two exporters emit, those of its job. */
function asked(selector: Selector, about: Context): Emitted[] {
  const { metric, matchers } = selector;
  const pattern = matchers.find(({ label, op }) => label === "__name__" && op === "=~");
  const regex = pattern && anchored(pattern.value);
  const names = metric ? [metric.name] : regex ? about.names.filter((name) => regex.test(name)) : [];
  return names.flatMap(about.emitted).filter(({ facts: { exporter } }) => {
    const job = about.jobs?.get(exporter);
    if (job === undefined || addedByPrometheus(exporter, about)) return true;
    return matchers
      .filter(({ label, value }) => label === "job" && !hasVariable(value))
      .every(({ op, value }) => matches(value, op.endsWith("~"), job) !== op.startsWith("!"));
  });
}

const placeOf = ({ at }: Query): string => `${at.dashboard ?? at.file} › ${at.panel ?? at.part ?? ""}`;
