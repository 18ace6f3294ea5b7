/** Pages that somebody brings along: what they show is evidence as the recordings are, but of one moment only. */
import { observedFacts, type Contract, type MetricFacts, type Recording } from "../../contracts/contract.ts";
import type { Page } from "../../contracts/exposition.ts";

/** A page given with `--scrape`, or what a live Prometheus knows of one job. */
export interface Scrape extends Page {
  /** The exporter it is of: as given, or the name of the file or job. */
  readonly exporter: string;
  /**
   * True for what a Prometheus had in the last hour. The labels are of the series, those of the target included; names
   * that no query asks for have no sample, and nothing has a line (0).
   */
  readonly live?: boolean;
}

/**
 * The recorded contracts, widened by pages that were brought along. A metric that a contract has keeps what the
 * contract says of it and gains the labels of the pages; any other becomes part of a contract that has the name of
 * its page. Several pages of one exporter are merged: what one of them has, the exporter emits.
 */
export function withScrapes(contracts: readonly Contract[], scrapes: readonly Scrape[]): Contract[] {
  const recorded = new Map(
    contracts.flatMap(({ metrics }) => [...metrics.values()].map((facts) => [facts.name, facts] as const)),
  );
  const widened = contracts.map((contract) => ({ ...contract, metrics: new Map(contract.metrics) }));
  const byName = new Map<string, Recording[]>();
  for (const scrape of scrapes) {
    const pages = byName.get(scrape.exporter) ?? [];
    byName.set(scrape.exporter, [...pages, { ...scrape, variant: "given", name: scrape.file }]);
  }
  const added: Contract[] = [];
  for (const [exporter, pages] of byName) {
    const metrics = new Map<string, MetricFacts>();
    for (const name of [...new Set(pages.flatMap(({ families }) => [...families.keys()]))].sort()) {
      const facts = factsOf(exporter, name, pages);
      const known = recorded.get(name);
      if (!known || (facts.type !== "untyped" && known.type !== facts.type)) metrics.set(name, facts);
      else
        for (const { metrics: own } of widened)
          if (own.has(name)) own.set(name, widen(own.get(name)!, facts));
    }
    const base = widened.find((contract) => contract.exporter === exporter);
    if (!base) added.push(contractOf(exporter, pages, metrics));
    else
      widened[widened.indexOf(base)] = {
        ...base,
        recordings: [...base.recordings, ...pages],
        metrics: new Map([...base.metrics, ...metrics]),
      };
  }
  return [...widened, ...added].sort((a, b) => (a.exporter < b.exporter ? -1 : 1));
}

const contractOf = (
  exporter: string,
  recordings: readonly Recording[],
  metrics: Contract["metrics"],
): Contract => ({
  exporter,
  about: "",
  title: exporter,
  job: exporter,
  address: "",
  metricsPath: "/metrics",
  heartbeat: "up",
  addedByPrometheus: false,
  variants: [{ name: "given", about: "" }],
  recordings,
  metrics,
});

/**
 * What the pages themselves say of a metric. Nobody has written down what a foreign `x_time_seconds` is, a moment or a
 * duration, nor of what type `x_seconds_count` is without its TYPE line, so these have no unit.
 */
function factsOf(exporter: string, name: string, pages: readonly Recording[]): MetricFacts {
  const { unit, ...observed } = observedFacts(exporter, name, pages);
  const facts = { ...observed, evidence: observed.evidence.replace(/:0$/, "") };
  return unit === undefined || unit === "timestamp" || /_(sum|count|bucket)$/.test(name)
    ? facts
    : { ...facts, unit };
}

/** Recorded facts with the labels of a page. A value that the contract excludes opens the set of values again. */
function widen(known: MetricFacts, given: MetricFacts): MetricFacts {
  if (given.recordings.length === 0) return known;
  if (known.recordings.length === 0) return { ...known, labels: given.labels, recordings: given.recordings };
  const labels = new Map(known.labels);
  for (const [name, { closed, pattern, ...label }] of known.labels) {
    const other = given.labels.get(name);
    if (!other) {
      // A page on which nothing happened yet shows the total row alone.
      if (known.rollUp.includes(name)) continue;
      const missingIn = [...label.missingIn, ...given.recordings];
      labels.set(name, { ...known.labels.get(name)!, always: false, missingIn });
      continue;
    }
    const open =
      other.seen.some((value) => closed?.includes(value) === false) ||
      other.seen.some((value) => pattern !== undefined && !new RegExp(`^(?:${pattern})$`).test(value));
    labels.set(name, {
      ...label,
      ...(!open && closed && { closed }),
      ...(!open && pattern !== undefined && { pattern }),
      always: label.always && other.always,
      missingIn: [...label.missingIn, ...other.missingIn],
      seen: [...new Set([...label.seen, ...other.seen])].sort(),
    });
  }
  for (const [name, label] of given.labels)
    if (!labels.has(name)) labels.set(name, { ...label, always: false });
  return { ...known, labels };
}
