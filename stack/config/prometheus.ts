/** Prometheus' configuration and the flags that have no place in it. */
import { exporters } from "../../contracts/exporters.gen.ts";
import type { ExporterName, Stack } from "../../stack.ts";
import type { Places } from "./places.ts";

/** One scrape config: all exporters under one job. */
export interface ScrapeJob {
  readonly job: string;
  readonly exporters: readonly ExporterName[];
  /** `host:port`, each once, although two exporters may share a page. */
  readonly targets: readonly string[];
  readonly metricsPath: string;
}

/** Jobs in the order of the contracts, which is that of their names. */
export function scrapeJobs(stack: Stack): ScrapeJob[] {
  const jobs = new Map<string, ScrapeJob>();
  for (const name of Object.keys(exporters) as ExporterName[]) {
    const exporter = stack.exporters[name];
    if (exporter === undefined) continue;
    const same = jobs.get(exporter.job);
    jobs.set(exporter.job, {
      job: exporter.job,
      exporters: [...(same?.exporters ?? []), name],
      targets: [...new Set([...(same?.targets ?? []), ...exporter.addresses])],
      metricsPath: exporters[name].metricsPath,
    });
  }
  return [...jobs.values()];
}

/** Says what to scrape, in words that Prometheus 2.42 and 3 both know. */
export function prometheus(stack: Stack, { prometheus: places }: Places): object {
  const interval = stack.dataSources.find(({ type }) => type !== "loki")!.scrapeInterval!;
  return {
    global: {
      // The boards' rate windows are made for it: the same number as the data source's.
      scrape_interval: interval,
      scrape_timeout: timeout(interval),
      evaluation_interval: interval,
    },
    rule_files: [`${places.rules}/*.yml`],
    scrape_configs: [
      { job_name: "prometheus", static_configs: [{ targets: [places.self] }] },
      ...scrapeJobs(stack).map(({ job, exporters: names, targets, metricsPath }) => ({
        job_name: job,
        ...(metricsPath !== "/metrics" && { metrics_path: metricsPath }),
        // It shows its metrics only to whoever has a key, and it counts every refused scrape as a failed request.
        ...(names.includes("litellm") && { authorization: { credentials_file: places.litellmKeyFile } }),
        static_configs: [{ targets }],
      })),
    ],
  };
}

/** Two thirds of the interval, at most ten seconds: a slow page must not run into the next scrape. */
function timeout(interval: string): string {
  const milliseconds = Number.parseInt(interval, 10) * (interval.endsWith("m") ? 60_000 : 1000);
  return `${Math.min(10_000, Math.floor((milliseconds * 2) / 3))}ms`.replace(/000ms$/, "s");
}

/** For `prometheus @FILE`: a key for it in prometheus.yml would stop a Prometheus that does not know it yet. */
export const prometheusFlags = ({ retention }: Stack): string =>
  `--storage.tsdb.retention.time=${retention.metrics}\n`;
