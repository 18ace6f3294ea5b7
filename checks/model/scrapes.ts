/** Pages that somebody brings along: what they show is evidence as the recordings are, but of one moment only. */
import type { Contract, LabelFacts, MetricFacts, Recording } from "../../contracts/contract.ts";
import type { Family, Page } from "../../contracts/exposition.ts";

/** A page given with `--scrape`. */
export interface Scrape extends Page {
  /** The exporter it is of: as given, or the name of the file. */
  readonly exporter: string;
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

/** What the pages themselves say of a metric; nobody has written down what they cannot say. */
function factsOf(exporter: string, name: string, pages: readonly Recording[]): MetricFacts {
  const all = pages.flatMap((page) => {
    const family = page.families.get(name);
    return family ? [{ page, family }] : [];
  });
  const filled = all.filter(({ family }) => family.samples.length > 0);
  const type = all.map(({ family }) => family.type).find((each) => each !== "untyped") ?? "untyped";
  const rollUp = [...new Set(all.flatMap(({ family }) => totals(family)))].sort();
  const rows = filled
    .flatMap(({ page, family }) => family.samples.map(({ labels }) => ({ page, labels })))
    .filter(({ labels }) => rollUp.length === 0 || rollUp.some((label) => label in labels));
  const written = [...new Set(rows.flatMap(({ labels }) => Object.keys(labels)))]
    .filter((label) => label !== "le" || type !== "histogram")
    .sort();
  const labels = written.map((label): LabelFacts => {
    const on = rows.filter((row) => Object.hasOwn(row.labels, label));
    const values = new Set(on.map((row) => row.labels[label]!).filter((value) => value !== ""));
    return {
      // Prometheus sets these two itself and renames those of the page.
      name: label === "job" || label === "instance" ? `exported_${label}` : label,
      always: on.length === rows.length,
      missingIn: rollUp.includes(label)
        ? []
        : filled.filter(({ page }) => !on.some((row) => row.page === page)).map(({ page }) => page.name),
      seen: [...values].sort(),
    };
  });
  const first = (filled[0] ?? all[0])!;
  const bounds = rows.flatMap(({ labels: { le } }) => (le === undefined || type !== "histogram" ? [] : le));
  const unit = /_(seconds|bytes|ratio)$/.exec(name.replace(/_total$/, ""))?.[1];
  return {
    exporter,
    name,
    type,
    help: all.map(({ family }) => family.help).find((help) => help !== "") ?? "",
    ...(unit !== undefined &&
      !/_timestamp_seconds$|_time_seconds$/.test(name) && {
        unit: unit === "seconds" ? "s" : unit,
      }),
    labels: new Map(labels.map((label) => [label.name, label])),
    rollUp,
    variants: filled.length > 0 ? ["given"] : [],
    recordings: filled.map(({ page }) => page.name),
    declaredIn: all.filter(({ family }) => family.samples.length === 0).map(({ page }) => page.name),
    buckets: [...new Set(bounds)].sort((a, b) => bound(a) - bound(b)),
    evidence: `${first.page.file}:${first.family.samples[0]?.line ?? first.family.line}`,
    everyInstanceReportsTheSame: false,
  };
}

const bound = (le: string): number => (le === "+Inf" ? Infinity : Number(le));

/** Labels that a total row lacks which stands beside rows with labels. */
function totals({ samples }: Family): string[] {
  const own = samples.map(({ labels }) =>
    Object.keys(labels).filter((label) => label !== "le" && label !== "quantile"),
  );
  return own.some((labels) => labels.length === 0) ? own.flat() : [];
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
