/** Asks a live Prometheus what there was in the last hour, job by job, in the shape of scraped pages. */
import { type Board } from "../../checks/model/board.ts";
import { get, list, object, string } from "../../checks/model/shape.ts";
import { selectors } from "../../checks/model/promql.ts";
import type { Scrape } from "../../checks/model/scrapes.ts";
import { hasVariable } from "../../checks/model/variables.ts";
import type { Family, Sample } from "../../contracts/exposition.ts";
import { inputError } from "../../contracts/input-error.ts";
import type { Parameters, Server } from "../../doctor/ask.ts";
import { clock } from "../../doctor/servers.ts";
import { readMetadata, type Kind } from "./metadata.ts";

/** Seconds to look back: longer than any restart, shorter than a version lives. */
const HOUR = 3600;
/** Series that are read of one metric. */
const MOST = 10_000;

export interface Live {
  /** One page per job. Names that nobody asks for have their type and no sample. */
  readonly pages: readonly Scrape[];
  /** Jobs by metric that is asked for, those that Prometheus adds (`up`) included; a metric without series is not in it. */
  readonly jobs: ReadonlyMap<string, readonly string[]>;
  /** What the answers leave open, as sentences. */
  readonly notes: readonly string[];
}

/** Every metric that the boards' queries name. */
export const askedBy = (boards: readonly Board[]): string[] =>
  [
    ...new Set(
      boards
        .flatMap(({ queries }) => queries)
        .flatMap(({ promql }) => [...selectors(promql?.root)].map(({ metric }) => metric?.name ?? "")),
    ),
  ]
    .filter((name) => /^[A-Za-z_:]/.test(name) && !hasVariable(name))
    .sort();

/**
 * What a Prometheus had in the last hour: of the metrics that are asked for types, help, labels and values, and of
 * their jobs every other name.
 *
 * @param named Every metric that is asked for.
 * @param own Metrics that Prometheus adds to each job, which are no exporter's.
 * @param exporters Exporter by job; a job that is not in it is an exporter of its own name.
 * @throws InputError in one sentence where it does not answer, refuses, or is no Prometheus.
 */
export async function livePages(
  prometheus: Server,
  named: readonly string[],
  own: ReadonlySet<string>,
  exporters: ReadonlyMap<string, string>,
): Promise<Live> {
  const { now } = await clock(prometheus);
  const hour = { start: Math.floor(now - HOUR), end: Math.ceil(now) };
  const asked = named.filter((name) => !own.has(name));
  const words = [...new Set(asked.map((name) => name.split(/[_:]/)[0]!))].filter((word) => word !== "");
  const metadata = await readMetadata(prometheus);
  const [series, jobs, added] = await Promise.all([
    Promise.all(
      asked.map((name) => data(prometheus, "/api/v1/series", { "match[]": name, limit: MOST, ...hour })),
    ),
    words.length === 0
      ? []
      : values(prometheus, "job", { "match[]": `{__name__=~"(${words.join("|")})([_:].*)?"}`, ...hour }),
    Promise.all(
      named
        .filter((name) => own.has(name))
        .map(async (name) => [name, await values(prometheus, "job", { "match[]": name, ...hour })] as const),
    ),
  ]);

  const drafts = new Map<string, Map<string, Draft>>();
  const draft = (job: string, { family: name, type, help }: Kind): Draft => {
    let families = drafts.get(job);
    if (!families) drafts.set(job, (families = new Map()));
    let family = families.get(name);
    if (!family) families.set(name, (family = { name, type, help, samples: new Map() }));
    return family;
  };
  const jobsOf = new Map<string, readonly string[]>(added.filter(([, found]) => found.length > 0));
  const notes = metadata.silent === undefined ? [] : [metadata.silent];
  for (const [index, name] of asked.entries()) {
    const found = series[index]!.map(object);
    const kinds = await metadata.kinds(name, found.length === 0);
    // Beyond the limit a label may be on series that were not read: it is there, with no value that is known.
    const further = found.length < MOST ? {} : await emptyLabels(prometheus, name, hour);
    if (found.length >= MOST)
      notes.push(
        `${name} has more than ${MOST} series; values of its labels were read from the first ${MOST}.`,
      );
    // Beyond the limit there may be further jobs.
    const known = [...new Set(found.map(({ job }) => string(job) ?? ""))].sort();
    if (known.length > 0 && found.length < MOST) jobsOf.set(name, known);
    for (const { __name__: _, job, instance: __, ...labels } of found) {
      const texts = { ...further, ...labels } as Readonly<Record<string, string>>;
      const of = string(job) ?? "";
      draft(of, kinds.in(of)).samples.set(JSON.stringify([name, texts]), {
        name,
        labels: texts,
        value: NaN,
        line: 0,
      });
    }
    // A page that declares it (HELP and TYPE) knows it, although nothing has happened yet.
    if (found.length === 0) for (const job of kinds.declared) draft(job, kinds.in(job));
  }
  await Promise.all(
    jobs.map(async (job) => {
      const selector = `{job=${JSON.stringify(job)}}`;
      for (const name of await values(prometheus, "__name__", { "match[]": selector, ...hour })) {
        if (!own.has(name)) draft(job, metadata.kind(name));
      }
    }),
  );
  const pages = [...drafts].sort(byKey).map(([job, families]): Scrape => {
    const whole = [...families]
      .sort(byKey)
      .map(([name, family]): [string, Family] => [
        name,
        { ...family, line: 0, samples: [...family.samples].sort(byKey).map(([, sample]) => sample) },
      ]);
    return {
      file: `${prometheus.url} (${job === "" ? "no job" : `job ${job}`})`,
      families: new Map(whole),
      exporter: exporters.get(job) ?? (job === "" ? "series without a job" : job),
      live: true,
    };
  });
  return { pages, jobs: jobsOf, notes };
}

interface Draft extends Pick<Family, "name" | "type" | "help"> {
  /** By name and labels: two instances of a job show the same. */
  readonly samples: Map<string, Sample>;
}
/** Every label of a metric but those that tell targets apart, with an empty value. */
async function emptyLabels(
  prometheus: Server,
  name: string,
  hour: Parameters,
): Promise<Readonly<Record<string, string>>> {
  const names = await data(prometheus, "/api/v1/labels", { "match[]": name, ...hour });
  return Object.fromEntries(
    names
      .filter((label) => !["__name__", "job", "instance"].includes(String(label)))
      .map((label) => [label, ""]),
  ) as Record<string, string>;
}

async function data(prometheus: Server, path: string, parameters: Parameters): Promise<readonly unknown[]> {
  const reply = await prometheus.get(path, parameters);
  if (!reply.ok) throw inputError("--prometheus", reply.error);
  return list(get(reply.body, "data"));
}

const values = async (prometheus: Server, label: string, parameters: Parameters): Promise<string[]> =>
  (await data(prometheus, `/api/v1/label/${label}/values`, parameters)).filter(
    (value) => typeof value === "string",
  );

const byKey = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number => (a < b ? -1 : 1);
