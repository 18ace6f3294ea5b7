/** What a Prometheus knows of its metrics' types. */
import { get, list, object, string } from "../../checks/model/shape.ts";
import type { ExpositionType } from "../../contracts/exposition.ts";
import { inputError } from "../../contracts/input-error.ts";
import type { Server } from "../../doctor/ask.ts";

/** What a name of a series is. */
export interface Kind {
  /** The family a name belongs to: `x` for `x_bucket` of a histogram. */
  readonly family: string;
  /** `untyped` where nobody told: results of rules, remote write, servers other than Prometheus. */
  readonly type: ExpositionType;
  readonly help: string;
}

/** A metric's kind in each job, and the jobs whose targets declare it although it may have no series. */
export interface Kinds {
  readonly in: (job: string) => Kind;
  readonly declared: readonly string[];
}

export interface Metadata {
  /** Why no type is known, where that is so. */
  readonly silent?: string;
  /** A name's kind where all jobs agree on it. */
  readonly kind: (name: string) => Kind;
  /** A name's kind by job. The targets are asked where jobs differ, and, of a name without series, which declare it. */
  readonly kinds: (name: string, absent: boolean) => Promise<Kinds>;
}

/**
 * Reads the metadata of a Prometheus.
 *
 * @throws InputError where it refuses every question.
 */
export async function readMetadata(prometheus: Server): Promise<Metadata> {
  const reply = await prometheus.get("/api/v1/metadata");
  if (!reply.ok && reply.dead) throw inputError("--prometheus", reply.error);
  const told = reply.ok ? object(get(reply.body, "data")) : {};
  const kind = (name: string): Kind => kindOf(name, (key) => list(told[key]));
  return {
    ...(!reply.ok && {
      silent: `${prometheus.url} does not tell the types of its metrics, so no check judges by them.`,
    }),
    kind,
    async kinds(name, absent) {
      const known = candidates(name).filter(({ key }) => list(told[key]).length > 0);
      const differ = known.some(({ key }) => !agree(list(told[key])));
      const byJob = new Map<string, Map<string, unknown[]>>();
      if (differ || absent)
        for (const { key } of known) {
          const targets = await prometheus.get("/api/v1/targets/metadata", { metric: key });
          for (const each of targets.ok ? list(get(targets.body, "data")) : []) {
            const job = string(get(each, "target", "job")) ?? "";
            const own = byJob.get(job) ?? new Map<string, unknown[]>();
            byJob.set(job, own.set(key, [...(own.get(key) ?? []), each]));
          }
        }
      return {
        in: (job) => (differ ? kindOf(name, (key) => byJob.get(job)?.get(key) ?? []) : kind(name)),
        declared: [...byJob.keys()],
      };
    },
  };
}

function kindOf(name: string, entriesOf: (key: string) => readonly unknown[]): Kind {
  for (const { key, family, fits } of candidates(name)) {
    const entries = entriesOf(key).map(object);
    const type = string(entries[0]?.["type"]) ?? "";
    if (entries.length === 0 || !fits.test(type) || !agree(entries)) continue;
    // A native histogram is one series without buckets, which is none of the types of a page.
    const own = type === "histogram" && family === name ? undefined : TYPES[type];
    return { family, type: own ?? "untyped", help: string(entries[0]?.["help"]) ?? "" };
  }
  return { family: name, type: "untyped", help: "" };
}

/** Two exporters may mean different things by one name. */
const agree = (entries: readonly unknown[]): boolean =>
  new Set(entries.map((each) => get(each, "type"))).size === 1;

const TYPES: Readonly<Record<string, ExpositionType>> = {
  counter: "counter",
  gauge: "gauge",
  histogram: "histogram",
  info: "gauge",
  stateset: "gauge",
  summary: "summary",
};

/** Under which keys a name's metadata can be, and the types of which that is true. OpenMetrics says `x` of `x_total`. */
function candidates(name: string): { key: string; family: string; fits: RegExp }[] {
  const [, base = "", suffix = ""] = /^(.+)_(bucket|sum|count|total|info)$/.exec(name) ?? [];
  const fits = SUFFIXES[suffix];
  const own = { key: name, family: name, fits: /./ };
  if (!fits) return [own];
  return [own, { key: base, family: suffix === "total" || suffix === "info" ? name : base, fits }];
}

const SUFFIXES: Readonly<Record<string, RegExp>> = {
  bucket: /^histogram$/,
  sum: /^(histogram|summary)$/,
  count: /^(histogram|summary)$/,
  total: /^counter$/,
  info: /^info$/,
};
