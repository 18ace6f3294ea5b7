/** The pages that a run of the checks is given: files, addresses, and what a live Prometheus knows. */
import { basename } from "node:path";
import type { Board } from "../../checks/model/board.ts";
import type { Scrape } from "../../checks/model/scrapes.ts";
import type { Contract } from "../../contracts/contract.ts";
import { inputError } from "../../contracts/input-error.ts";
import { didYouMean } from "../../contracts/read-yaml.ts";
import { parseScrape } from "../../contracts/scrape.ts";
import { server } from "../../doctor/ask.ts";
import { readPage } from "../record/page.ts";
import { askedBy, livePages, type Live } from "./prometheus.ts";

/** The pages given; of several with one name, each is a further state of that exporter. */
export const readScrapes = (given: readonly string[]): Promise<Scrape[]> =>
  Promise.all(
    given.map(async (each) => {
      const [, name, source = each] = /^([A-Za-z_][\w.-]*)=(.+)$/.exec(each) ?? [];
      const { bytes } = await readPage(source);
      const own = /^https?:/i.test(source)
        ? new URL(source).host
        : basename(source).replace(/(\.(prom|txt|om|metrics))?(\.gz)?$/, "");
      const exporter = name ?? own;
      return { ...parseScrape(bytes, source), exporter };
    }),
  );

/** `litellm=proxy` as exporter and job. */
export const readJobs = (given: readonly string[]): ReadonlyMap<string, string> =>
  new Map(
    given.map((each) => {
      const [, exporter, job] = /^([^=]+)=(.+)$/.exec(each) ?? [];
      if (exporter === undefined || job === undefined)
        throw inputError(`--job ${each}`, "must be EXPORTER=JOB, as in --job litellm=proxy.");
      return [exporter, job];
    }),
  );

/**
 * Checks that each exporter that was given a job is recorded, or has a page.
 *
 * @throws InputError for one that nobody knows: its job would say nothing about anything.
 */
export function knownExporters(
  jobs: ReadonlyMap<string, string>,
  known: readonly { readonly exporter: string }[],
): void {
  const names = [...new Set(known.map(({ exporter }) => exporter))].sort();
  for (const [exporter, job] of jobs)
    if (!names.includes(exporter))
      throw inputError(
        `--job ${exporter}=${job}`,
        `\`${exporter}\` is no exporter here${didYouMean(exporter, names)} Write EXPORTER=JOB.`,
      );
}

/**
 * What a live Prometheus knows of the metrics that the boards ask for, with the token in PROMETHEUS_TOKEN.
 *
 * @param jobs Job by exporter, as {@link readJobs} gives it.
 * @throws InputError in one sentence where it cannot be asked.
 */
export function readLive(
  address: string,
  boards: readonly Board[],
  contracts: readonly Contract[],
  jobs: ReadonlyMap<string, string> = new Map(),
): Promise<Live> {
  const token = process.env["PROMETHEUS_TOKEN"] || undefined;
  const own = new Set(
    contracts.flatMap(({ addedByPrometheus, metrics }) => (addedByPrometheus ? [...metrics.keys()] : [])),
  );
  return livePages(
    server("Prometheus", address, { token, variable: "PROMETHEUS_TOKEN" }, { timeout: 10_000, atOnce: 4 }),
    askedBy(boards),
    own,
    new Map([...jobs].map(([exporter, job]) => [job, exporter])),
  );
}
