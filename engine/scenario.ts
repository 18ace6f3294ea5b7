/** A scenario: what exporters emitted over an hour or so, readable by someone who knows only Prometheus. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { readContracts, type Contract } from "../contracts/contract.ts";
import { parseExposition } from "../contracts/exposition.ts";
import { contractFolders } from "../contracts/folders.ts";
import { inputError } from "../contracts/input-error.ts";
import { readYaml } from "../contracts/read-yaml.ts";
import type { Engine, Labels, Sample, Series, Value } from "./engine.ts";

/** How a moment is to be read: does something happen, nothing, or is nobody there to say? */
export type State = "busy" | "idle" | "absent" | "other";

export interface Moment {
  /** Seconds since the scenario began. */
  readonly at: number;
  readonly state: State;
}

/** Observations of a histogram in each scrape interval, until a time. */
export interface Phase {
  readonly until: string;
  /** Number of observations by value, in each scrape interval: `{ 1500: 2 }`. */
  readonly each: Readonly<Record<string, number>>;
}

/** One scrape target. */
export interface Target {
  readonly job: string;
  readonly instance: string;
  /** `up`, in promtool's notation, one value a scrape: `1x160 0x80`. While it is not 1 the target's series end. */
  readonly up: string;
  /** Values in promtool's notation, by series without job and instance. */
  readonly series?: Readonly<Record<string, string>>;
  /** Histograms by series without suffix; their buckets are those the exporter was recorded with. */
  readonly histograms?: Readonly<Record<string, readonly Phase[]>>;
  /** A recording whose every sample stays as it is: `dcgm/4.5.3-4.8.2.datacenter.busy`. */
  readonly replay?: string;
  /** Growth per second of the replayed series of these families. */
  readonly growing?: Readonly<Record<string, number>>;
}

export interface Scenario {
  readonly file: string;
  readonly about: string;
  /** Scrape interval. */
  readonly interval: string;
  readonly moments: Readonly<Record<string, { readonly at: string; readonly state: State }>>;
  /** Merged over stack.yaml's exporters: `{ dcgm: { variant: 3.1.7 } }`. */
  readonly exporters?: Readonly<Record<string, object>>;
  /** Merged over stack.yaml's rules: `{ loaded: true }`. */
  readonly rules?: object;
  /** What is chosen in the board's dropdowns; All where nothing is said. */
  readonly variables?: Readonly<Record<string, string>>;
  readonly targets: readonly Target[];
  /** Expectations by board uid, then panel id, then moment. */
  readonly expect: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, Expected>>>>>>;
}

/**
 * What a panel shows: a number, a word ("idle", "queue exporter down"), `nothing` for no series at all, or one of
 * these per series, by legend.
 */
export type Expected = number | string | Readonly<Record<string, number | string>>;

const text = { type: "string" } as const;
const mapOf = (value: object) => ({ type: "object", additionalProperties: value });
const closed = (properties: object, required: readonly string[]) => ({
  type: "object",
  additionalProperties: false,
  properties,
  required,
});
const SCHEMA = closed(
  {
    about: text,
    interval: text,
    moments: mapOf(
      closed({ at: text, state: { enum: ["busy", "idle", "absent", "other"] } }, ["at", "state"]),
    ),
    exporters: mapOf({ type: "object" }),
    rules: closed({ loaded: { type: "boolean" } }, []),
    variables: mapOf(text),
    targets: {
      type: "array",
      items: closed(
        {
          job: text,
          instance: text,
          up: text,
          series: mapOf(text),
          histograms: mapOf({
            type: "array",
            items: closed({ until: text, each: mapOf({ type: "number" }) }, ["until", "each"]),
          }),
          replay: text,
          growing: mapOf({ type: "number" }),
        },
        ["job", "instance", "up"],
      ),
    },
    expect: mapOf(mapOf(mapOf({ type: ["number", "string", "object"] }))),
  },
  ["about", "interval", "moments", "targets", "expect"],
);

/** Reads a scenario. Throws an InputError with file and line for an unknown key or value. */
export const readScenario = (file: string): Scenario => ({
  file,
  ...readYaml<Omit<Scenario, "file">>(file, SCHEMA).value,
});

/** A duration such as `1h30m` in seconds. Throws an InputError where it is none. */
export function seconds(duration: string, place: string): number {
  if (!/^(\d+[smhd])+$/.test(duration))
    throw inputError(place, `\`${duration}\` is not a duration such as 50m.`);
  const factor: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86400 };
  return [...duration.matchAll(/(\d+)([smhd])/g)].reduce(
    (sum, [, count, unit]) => sum + Number(count) * factor[unit!]!,
    0,
  );
}

/** Moments in seconds. */
export const moments = ({ file, moments: named }: Scenario): Record<string, Moment> =>
  Object.fromEntries(
    Object.entries(named).map(([name, { at, state }]) => [name, { at: seconds(at, file), state }]),
  );

/**
 * Every series of a scenario as Prometheus would have ingested it: job and instance added, a `job` label of the page
 * renamed to `exported_job`, and a staleness marker in every series of a target that is no longer up.
 */
export async function seriesOf(scenario: Scenario, engine: Engine): Promise<Series[]> {
  const interval = seconds(scenario.interval, scenario.file);
  const parse = (name: string, values: string) => engine.parseSeries(name, values, { interval });
  const all = await Promise.all(
    scenario.targets.map(async (target) => {
      const { samples: up } = await parse("up", target.up);
      // A scrape that did not happen has no sample, so their number is not how long the target was there.
      const scrapes = Math.round((up.at(-1)?.[0] ?? 0) / interval) + 1;
      const own = [
        ...(await Promise.all(
          Object.entries(target.series ?? {}).map(([name, values]) => parse(name, values)),
        )),
        ...Object.entries(target.histograms ?? {}).flatMap(([name, phases]) =>
          histogram(name, phases, scrapes, interval, scenario),
        ),
        ...(target.replay === undefined
          ? []
          : replay(target.replay, target.growing ?? {}, scrapes, interval)),
      ];
      return [
        { labels: { __name__: "up", job: target.job, instance: target.instance }, samples: up },
        ...own.map(({ labels, samples }): Series => ({
          labels: ingested(labels, target),
          samples: whileUp(samples, up),
        })),
      ];
    }),
  );
  return all.flat();
}

const ingested = ({ job, instance, ...labels }: Labels, target: Target): Labels => ({
  ...labels,
  ...(job !== undefined && { exported_job: job }),
  ...(instance !== undefined && { exported_instance: instance }),
  job: target.job,
  instance: target.instance,
});

/** A failed scrape ends every series of its target; a scrape that did not happen (a gap) ends none. */
function whileUp(samples: readonly Sample[], up: readonly Sample[]): Sample[] {
  const state = new Map(up.map(([time, value]) => [time, value]));
  const kept: Sample[] = [];
  let ended = true;
  for (const [time, value] of samples) {
    const answered = state.get(time);
    if (answered === undefined) continue;
    if (answered === 1) {
      kept.push([time, value]);
      ended = value === "stale";
    } else if (!ended) {
      kept.push([time, "stale"]);
      ended = true;
    }
  }
  return kept;
}

function replay(
  recording: string,
  growing: Readonly<Record<string, number>>,
  scrapes: number,
  interval: number,
): Series[] {
  const [exporter, name] = recording.split("/") as [string, string];
  const files = contractFolders().map((folder) => join(folder, exporter, "recordings", `${name}.prom`));
  const file = files.findLast(existsSync) ?? files.at(-1)!;
  const page = parseExposition(readFileSync(file), file);
  for (const family of Object.keys(growing))
    if (!page.families.has(family)) throw inputError(file, `has no \`${family}\` that could grow.`);
  return [...page.families.values()].flatMap((family) =>
    family.samples.map(({ name: sample, labels, value }): Series => ({
      labels: { __name__: sample, ...labels },
      samples: Array.from({ length: scrapes }, (_, index) => [
        index * interval,
        spelled(value + index * interval * (growing[family.name] ?? 0)),
      ]),
    })),
  );
}

const spelled = (value: number): Value =>
  Number.isNaN(value) ? "NaN" : value === Infinity ? "+Inf" : value === -Infinity ? "-Inf" : value;

/** Buckets, sum and count of a histogram that observes the same in each scrape interval of a phase. */
function histogram(
  series: string,
  phases: readonly Phase[],
  scrapes: number,
  interval: number,
  { file, exporters }: Scenario,
): Series[] {
  const [, name, inner = ""] = /^(\w+)(?:\{(.*)\})?$/.exec(series) ?? [];
  const bounds = name === undefined ? undefined : boundsOf(name, exporters);
  if (name === undefined || !bounds) throw inputError(file, `\`${series}\` is no recorded histogram.`);
  const labels = Object.fromEntries(
    [...inner.matchAll(/(\w+)="([^"]*)"/g)].map(([, label, value]) => [label!, value!]),
  );
  const steps = Array.from(
    { length: scrapes },
    (_, index) => phases.find(({ until }) => index * interval <= seconds(until, file))?.each ?? {},
  );
  const cumulative = (amount: (each: Readonly<Record<string, number>>) => number): Sample[] => {
    let sum = 0;
    // The first scrape finds the histogram at 0; what happens before a scrape is seen by it.
    return steps.map((each, index) => [index * interval, index === 0 ? 0 : (sum += amount(each))]);
  };
  const total = (each: Readonly<Record<string, number>>, of: (value: number, count: number) => number) =>
    Object.entries(each).reduce((sum, [value, count]) => sum + of(Number(value), count), 0);
  return [
    ...bounds.map((le): Series => ({
      labels: { __name__: `${name}_bucket`, ...labels, le },
      samples: cumulative((each) =>
        total(each, (value, count) => (le === "+Inf" || value <= Number(le) ? count : 0)),
      ),
    })),
    {
      labels: { __name__: `${name}_sum`, ...labels },
      samples: cumulative((each) => total(each, (value, count) => value * count)),
    },
    {
      labels: { __name__: `${name}_count`, ...labels },
      samples: cumulative((each) => total(each, (_, count) => count)),
    },
  ];
}

let contracts: readonly Contract[] | undefined;
/** The upper bounds a histogram was recorded with, in the variant the scenario names or else in the first one. */
function boundsOf(name: string, exporters: Scenario["exporters"]): readonly string[] | undefined {
  // Read once, and only where a scenario has a histogram.
  contracts ??= readContracts();
  const owner = contracts.find(({ metrics }) => metrics.get(name)?.type === "histogram");
  const variant = (exporters?.[owner?.exporter ?? ""] as { readonly variant?: string } | undefined)?.variant;
  const first = owner?.metrics.get(name)?.variants[0];
  const bounds = owner?.recordings
    .filter((recording) => recording.variant === (variant ?? first))
    .flatMap(({ families }) => families.get(name)?.samples ?? [])
    .flatMap(({ labels }) => labels["le"] ?? []);
  return bounds && bounds.length > 0 ? [...new Set(bounds)].sort(byBound) : undefined;
}

const byBound = (a: string, b: string): number =>
  (a === "+Inf" ? Infinity : Number(a)) - (b === "+Inf" ? Infinity : Number(b));
