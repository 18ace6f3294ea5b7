/** Series of a stack of any size, made of what the exporters were recorded to emit. The same for the same size. */
import type { Contract, Recording } from "../../contracts/contract.ts";
import type { Labels, Sample, Series } from "../../engine/engine.ts";
import type { Stack } from "../../stack.ts";
import {
  bySetting,
  DIMENSIONS,
  rowsOf,
  seriesOn,
  type Counts,
  type Dimension,
  type Row,
} from "./estimate.ts";

/** How much of everything there is. */
export interface Size {
  /** Scrape targets by exporter; one where nothing is said. */
  readonly targets: Readonly<Record<string, number>>;
  /** By exporter, per target. */
  readonly counts: Readonly<Record<string, Counts>>;
}

/** The recording that stands for a variant: the fullest one made without extra options, and of the better card. */
export function typical({ recordings }: Pick<Contract, "recordings">, variant: string): Recording[] {
  const settings = bySetting(recordings.filter((each) => each.variant === variant));
  const own = settings.get("") ?? settings.get("datacenter") ?? [...settings.values()][0] ?? [];
  return [...own].sort((a, b) => seriesOn(b) - seriesOn(a)).slice(0, 1);
}

/**
 * Every series of the stack's exporters, with a sample every `step` seconds from 0 to `until`. Counters grow, each series at
 * its own pace; gauges are 1, which is also what says that something is up.
 */
export function seriesFor(
  contracts: readonly Contract[],
  { exporters }: Pick<Stack, "exporters">,
  { targets, counts }: Size,
  { step, until }: { readonly step: number; readonly until: number },
): Series[] {
  const times = Array.from({ length: Math.floor(until / step) + 1 }, (_, index) => index * step);
  const steady = times.map((time): Sample => [time, 1]);
  // A hundred paces are enough to tell series apart, and share their samples.
  const growing = Array.from({ length: 100 }, (_, pace) =>
    times.map((time): Sample => [time, (time / step) * (pace + 1)]),
  );
  const all: Series[] = [];
  const up = new Set<string>();
  for (const contract of contracts) {
    const on = exporters[contract.exporter as keyof typeof exporters];
    if (on === undefined) continue;
    for (let index = 0; index < (targets[contract.exporter] ?? 1); index++) {
      const place = { job: on.job, instance: `${contract.exporter}-${index}` };
      if (!up.has(JSON.stringify(place))) all.push({ labels: { __name__: "up", ...place }, samples: steady });
      up.add(JSON.stringify(place));
      for (const row of rowsOf(typical(contract, on.variant)))
        for (const labels of labelSets(row, counts[contract.exporter] ?? {}))
          all.push({
            labels: { __name__: row.name, ...ingested(labels), ...place },
            samples: grows(row.name, contract) ? growing[paceOf(row, all.length)]! : steady,
          });
    }
  }
  return all;
}

/** Prometheus renames labels of the page that it sets itself. */
const ingested = ({ job, instance, ...labels }: Labels): Labels => ({
  ...labels,
  ...(job !== undefined && { exported_job: job }),
  ...(instance !== undefined && { exported_instance: instance }),
});

/** Every combination of a row's dimensions. */
function labelSets({ fixed, by, varying }: Row, counts: Counts): Labels[] {
  let sets: Labels[] = [fixed];
  for (const dimension of by) {
    const own = varying.filter((label) => (DIMENSIONS[dimension] as readonly string[]).includes(label));
    sets = sets.flatMap((set) =>
      Array.from({ length: counts[dimension] ?? 1 }, (_, index) => ({
        ...set,
        ...Object.fromEntries(own.map((label) => [label, valueOf(dimension, label, index)])),
      })),
    );
  }
  return sets;
}

const STATUSES = ["200", "204", "301", "400", "401", "404", "429", "499", "500", "502", "503", "504"];
const valueOf = (dimension: Dimension, label: string, index: number): string =>
  dimension === "statuses" || label === "exception_status"
    ? (STATUSES[index] ?? String(210 + index))
    : `${label} ${index}`;

function grows(name: string, { metrics }: Contract): boolean {
  const type = metrics.get(name)?.type;
  return type === undefined ? /_(bucket|sum|count)$/.test(name) : type === "counter";
}

/** Buckets are cumulative, so all of a histogram grow alike; elsewhere no two neighbours do. */
const paceOf = ({ name }: Row, index: number): number => (/_(bucket|count)$/.test(name) ? 9 : index % 100);
