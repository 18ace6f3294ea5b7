/** Under which jobs the exporters are scraped, where `stack.yaml` says it. */
import type { Context } from "./context.ts";
import type { Selector } from "./promql.ts";
import { emittedBy } from "./recorded.ts";

/** Whether nothing but names that Prometheus itself adds (`up`) comes from there. */
export const addedByPrometheus = (exporter: string, { contracts }: Context): boolean =>
  contracts.find((each) => each.exporter === exporter)?.addedByPrometheus === true;

/**
 * Every job that the series of a selector's metric can have: those of the exporters that emit it, and all configured
 * ones for what Prometheus adds to each of them.
 *
 * @returns Undefined where nobody said: no `stack.yaml`, a metric nobody recorded, or an exporter that is off.
 */
export function jobsOf(selector: Selector, context: Context): readonly string[] | undefined {
  const { jobs } = context;
  if (!jobs) return undefined;
  const found = emittedBy(selector, context).flatMap(({ facts: { exporter } }) =>
    addedByPrometheus(exporter, context) ? [...jobs.values()] : (jobs.get(exporter) ?? []),
  );
  return found.length === 0 ? undefined : [...new Set(found)].sort();
}
