/** An alert's story, from a data file: what its exporters emit while all is well, and while it should fire. */
import type { Sample, Series } from "../../engine/engine.ts";

/**
 * By series without job and instance: a number that stays, `5/m` for a counter that grows by that each minute, or
 * `absent`. `up` may stand here too.
 */
export type Emitted = Readonly<Record<string, number | string>>;

export interface Story {
  /** What is just not enough, by scrape job. */
  readonly below: Readonly<Record<string, Emitted>>;
  /** What makes it fire; everything else stays as below. */
  readonly fires: Readonly<Record<string, Emitted>>;
  /** Minutes of each phase. It fires by the end of the second one and is over by the end of the third. */
  readonly minutes: readonly [below: number, fires: number, after: number];
  /** Other alerts of the same file that rightly fire with it. */
  readonly also?: readonly string[];
}

/** `gap`: two scrapes fail while it fires. `absent`: its exporters go away for good instead of getting well. */
export type Kind = "healed" | "gap" | "absent";

export interface Timeline {
  readonly series: readonly Series[];
  /** Minutes: when it should fire, and the end. */
  readonly gap: number;
  readonly end: number;
}

/** Minutes between the gap and the end of the phase. */
const AFTER_GAP = 12;
const STEP = 60;

const labelsOf = (series: string): Record<string, string> => {
  const [, name, inner = ""] = /^(\w+)(?:\{(.*)\})?$/.exec(series)!;
  const labels = [...inner.matchAll(/(\w+)="([^"]*)"/g)].map(([, label, value]) => [label!, value!] as const);
  return { __name__: name!, ...Object.fromEntries(labels) };
};

/** Samples of all series, one a minute; every job of the stack is up but those that go away. */
export function timeline(
  { below, fires, minutes: [first, second, third] }: Story,
  jobs: readonly string[],
  kind: Kind,
): Timeline {
  const gap = first + second - AFTER_GAP;
  // What comes after is told by the other two.
  const end = first + second + (kind === "gap" ? 0 : third);
  const minutes = Array.from({ length: end + 1 }, (_, minute) => minute);
  const touched = new Set(Object.keys(below));
  const down = (job: string, minute: number): boolean =>
    touched.has(job) &&
    (kind === "gap" ? minute === gap || minute === gap + 1 : kind === "absent" && minute > first + second);

  const seriesOf = (job: string, series: string, calm: number | string): Series => {
    const loud = fires[job]?.[series] ?? calm;
    let value = 0;
    let there = false;
    const samples = minutes.flatMap((minute): Sample[] => {
      const now = minute > first && minute <= first + second ? loud : calm;
      const gone = down(job, minute);
      // A counter goes on where it was; a gauge is what it is.
      if (typeof now === "number") value = now;
      else if (now !== "absent") value += Number(now.replace(/\/m$/, ""));
      const was = there;
      there = now !== "absent" && (series === "up" || !gone);
      if (!there) return was ? [[minute * STEP, "stale"]] : [];
      return [[minute * STEP, series === "up" && gone ? 0 : value]];
    });
    return { labels: { ...labelsOf(series), job, instance: `${job}:1` }, samples };
  };
  const emitted = Object.entries(below).flatMap(([job, each]) =>
    Object.entries(each).map(([series, calm]) => seriesOf(job, series, calm)),
  );
  const up = jobs.filter((job) => below[job]?.["up"] === undefined).map((job) => seriesOf(job, "up", 1));
  return { series: [...up, ...emitted], gap, end };
}
