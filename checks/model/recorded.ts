/** The recorded lines behind a metric, for what its facts do not say and for evidence. */
import type { MetricFacts } from "../../contracts/contract.ts";
import type { Sample } from "../../contracts/exposition.ts";
import type { Context, Emitted } from "./context.ts";
import type { Selector } from "./promql.ts";

/** Labels of a sample that tell it from its siblings; the bounds of buckets and quantiles do not. */
export const ownLabels = ({ labels }: Sample): string[] =>
  Object.keys(labels).filter((label) => label !== "le" && label !== "quantile");

/** Where a sample stands. What a live Prometheus told has no lines: line 0. */
const placeOf = (file: string, line: number): string => (line === 0 ? file : `${file}:${line}`);

/** Every recorded sample of a metric with its place, `contracts/x/recordings/y.prom:12`. */
export function* samples(
  facts: MetricFacts,
  context: Context,
): Generator<{ readonly sample: Sample; readonly at: string }> {
  for (const { file, families } of context.contracts.find(({ exporter }) => exporter === facts.exporter)
    ?.recordings ?? [])
    for (const sample of families.get(facts.name)?.samples ?? [])
      yield { sample, at: placeOf(file, sample.line) };
}

/** The place of the first sample that fits, or of the metric's first sample. */
export function evidenceOf(
  facts: MetricFacts,
  context: Context,
  fits: (sample: Sample) => boolean = () => true,
): string {
  for (const { sample, at } of samples(facts, context)) if (fits(sample)) return at;
  return facts.evidence;
}

/** Everything that emits a selector's metric; empty where its name is unknown, a variable or a regular expression. */
export const emittedBy = ({ metric }: Selector, context: Context): readonly Emitted[] =>
  metric ? context.emitted(metric.name) : [];

/**
 * What a selector's metric is, where every exporter that emits it agrees on it; undefined otherwise, and where one
 * does not say its type: it may be anything, a native histogram too.
 */
export function factsWhere(
  selector: Selector,
  context: Context,
  fits: (emitted: Emitted) => boolean,
): MetricFacts | undefined {
  const found = emittedBy(selector, context);
  return found.every((each) => each.facts.type !== "untyped" && fits(each)) ? found[0]?.facts : undefined;
}

/** Whether a name counts up from the start of a process: a counter, or a part of a histogram or summary. */
export const isCounter = ({ facts, part }: Emitted): boolean => facts.type === "counter" || part !== "value";
