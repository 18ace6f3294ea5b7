/** What is wrong with how exporters are scraped, beyond panels that stay empty. */
import { seconds } from "../checks/model/promql.ts";
import type { Contract } from "../contracts/contract.ts";
import { METRICS_TYPES, type Stack } from "../stack.ts";
import { few, type Cause, type Finding } from "./report.ts";
import { whyDown, type Exporter, type Target } from "./targets.ts";

/** Exporters down, missing, asked twice or in another rhythm than stack.yaml says. */
export function scrapeFindings(
  exporters: readonly Exporter[],
  targets: readonly Target[],
  jobs: ReadonlyMap<string, readonly string[]>,
  stack: Stack,
  contracts: readonly Contract[],
): Finding[] {
  const findings = exporters.flatMap((exporter): Finding[] => {
    const { name, title, state, trouble, stack: own, targets: ownOnes } = exporter;
    const error = (each: Cause): Finding => ({ severity: "error", about: `exporter ${name}`, ...each });
    const path = contracts.find((each) => each.exporter === name)?.metricsPath ?? "/metrics";
    const seen = new Set(ownOnes.flatMap(({ address, instance }) => [address, instance]));
    const known = own.addresses.some((address) => seen.has(address));
    const urls = new Set(ownOnes.map(({ url }) => url));
    // The same page under another job is told below.
    const others = (jobs.get(name) ?? []).filter(
      (job) => job !== own.job && !targets.some((target) => target.job === job && urls.has(target.url)),
    );
    return [
      ...(trouble ? [error(trouble.cause)] : []),
      ...(state === "up"
        ? ownOnes
            .filter(({ health }) => health === "down")
            .map((target) => error(whyDown(title, target, path)))
        : []),
      ...(known
        ? own.addresses
            .filter((address) => !seen.has(address))
            .map((address) =>
              error({
                what: `The job \`${own.job}\` does not scrape ${address}, which stack.yaml names.`,
                fix: `Add ${address} to the targets of the job \`${own.job}\` in prometheus.yml, or take it out of stack.yaml.`,
              }),
            )
        : []),
      ...(ownOnes.length > 0 && others.length > 0
        ? [
            error({
              what: `The ${title} has series under ${few([own.job, ...others])}, and sums on the boards add up all of them.`,
              fix: `Keep the job \`${own.job}\`, which stack.yaml names, and take the other out of prometheus.yml; or put all its addresses under the one job.`,
            }),
          ]
        : []),
      ...intervals(exporter, stack),
    ];
  });
  return [...findings, ...twice(targets, exporters)];
}

/** One page asked more than once. */
const twice = (targets: readonly Target[], exporters: readonly Exporter[]): Finding[] =>
  [...new Set(exporters.flatMap((exporter) => exporter.targets.map(({ url }) => url)))].flatMap((url) => {
    const same = targets.filter((target) => target.url === url);
    if (same.length < 2) return [];
    return [
      {
        severity: "error",
        about: `target ${url}`,
        what: `Prometheus scrapes ${url} ${same.length} times, as ${few([...new Set(same.map(({ job }) => job))])}, so every sum over it counts ${same.length} times.`,
        fix: "Keep one target for it in prometheus.yml, and give the exporters of that page its job in stack.yaml.",
      },
    ];
  });

/** The boards' rate windows are made for the interval that stack.yaml says. */
function intervals({ name, stack: { job }, targets }: Exporter, stack: Stack): Finding[] {
  const source = stack.dataSources.find(({ type }) => type in METRICS_TYPES);
  const said = seconds(source?.scrapeInterval ?? "15s") ?? 15;
  const different = targets.find(({ scrapeInterval }) => {
    const real = seconds(scrapeInterval ?? "");
    return real !== undefined && real !== said;
  });
  if (!source || !different?.scrapeInterval) return [];
  const longer = seconds(different.scrapeInterval)! > said;
  return [
    {
      severity: longer ? "error" : "warning",
      about: `exporter ${name}`,
      what: `The job \`${job}\` is scraped every ${different.scrapeInterval}, but stack.yaml says ${said}s for the data source ${source.name}: ${
        longer
          ? "a rate then has too few samples in its window, and panels stay empty or have gaps"
          : "rates are then smoothed over a longer window than they need"
      }.`,
      fix: `Set scrape_interval: ${source.scrapeInterval ?? "15s"} for the job in prometheus.yml; or scrapeInterval: ${different.scrapeInterval} of the data source in stack.yaml, and run npm run build:dashboards.`,
    },
  ];
}
