/** How many series an exporter makes, as a formula of what it watches. Derived from its recordings. */
import type { Recording } from "../../contracts/contract.ts";

/**
 * What there can be more of, and the labels that tell one from another. Labels of one thing change together: a
 * deployment of LiteLLM has one `model_id`, so its seven labels multiply by the number of deployments once.
 */
export const DIMENSIONS = {
  models: [
    "model",
    "requested_model",
    "model_group",
    "model_id",
    "litellm_model_name",
    "api_base",
    "api_provider",
    "service_tier",
  ],
  keys: [
    "hashed_api_key",
    "api_key_alias",
    "user",
    "user_email",
    "team",
    "team_alias",
    "org_id",
    "org_alias",
  ],
  endUsers: ["end_user"],
  clients: ["client_ip", "user_agent"],
  routes: ["route"],
  methods: ["method"],
  statuses: ["status", "status_code"],
  errors: ["exception_class", "exception_status"],
  gpus: ["gpu", "UUID", "device", "pci_bus_id", "modelName"],
  slices: ["GPU_I_ID", "GPU_I_PROFILE"],
  queues: ["queue"],
  processes: ["pid"],
} as const;
export type Dimension = keyof typeof DIMENSIONS;
/** How many of each there are; one where nothing is said. */
export type Counts = Partial<Readonly<Record<Dimension, number>>>;

const NAMES = Object.keys(DIMENSIONS) as Dimension[];
const of = new Map<string, Dimension>(
  NAMES.flatMap((name) => DIMENSIONS[name].map((label): [string, Dimension] => [label, name])),
);

/** `series` for every combination of the dimensions. */
export interface Term {
  readonly by: readonly Dimension[];
  readonly series: number;
}

type Labels = Readonly<Record<string, string>>;

/** One row of a page without its dimensions: the metric, the bucket, and labels whose values are always the same few. */
export interface Row {
  readonly name: string;
  readonly fixed: Labels;
  readonly by: readonly Dimension[];
  /** Its labels that belong to the dimensions. */
  readonly varying: readonly string[];
}

/** What one row stands for, whatever the page is about. Rows that differ in their dimensions only are one. */
export function rowsOf(recordings: readonly Recording[]): Row[] {
  const rows = new Map<string, Row>();
  for (const { families } of recordings)
    for (const { samples } of families.values())
      for (const { name, labels } of samples) {
        const fixed = Object.fromEntries(Object.entries(labels).filter(([label]) => !of.has(label)));
        const by = NAMES.filter((dimension) => DIMENSIONS[dimension].some((label) => label in labels));
        const key = JSON.stringify([name, by, Object.entries(fixed).sort()]);
        const varying = Object.keys(labels).filter((label) => of.has(label));
        if (!rows.has(key)) rows.set(key, { name, fixed, by, varying });
      }
  return [...rows.values()];
}

/**
 * The formula of one scraped target. It takes every metric to be there that some recording has.
 *
 * @param recordings Of one version in one setting; what another setting adds would count here as well.
 * @returns Terms sorted by their dimensions, the one without any first.
 */
export function formula(recordings: readonly Recording[]): Term[] {
  const most = new Map<string, Term>();
  for (const recording of recordings) {
    // What identifies a build, a run or a place differs between recordings, and is there once on each page.
    const here = new Map<string, Term>();
    for (const { name, by } of rowsOf([recording])) {
      const key = JSON.stringify([name, by]);
      here.set(key, { by, series: (here.get(key)?.series ?? 0) + 1 });
    }
    for (const [key, each] of here) if (each.series > (most.get(key)?.series ?? 0)) most.set(key, each);
  }
  const terms = new Map<string, Term>();
  for (const { by, series } of most.values())
    terms.set(by.join(), { by, series: (terms.get(by.join())?.series ?? 0) + series });
  return [...terms.values()].sort(
    (a, b) => a.by.length - b.by.length || (a.by.join() < b.by.join() ? -1 : 1),
  );
}

/** Recordings by the setting they were made in, which changes what there is: the kind of card, an option of LiteLLM. */
export function bySetting(recordings: readonly Recording[]): Map<string, Recording[]> {
  const settings = new Map<string, Recording[]>();
  for (const recording of recordings) {
    const setting =
      /\b(geforce|datacenter|mig|options|private-exclude|private-old|private|workers)\b/.exec(
        recording.name,
      )?.[1] ?? "";
    settings.set(setting, [...(settings.get(setting) ?? []), recording]);
  }
  return settings;
}

/**
 * The number of series of one target.
 *
 * @param combinations How many combinations of these dimensions there are; see {@link all} and {@link happened}.
 */
export const estimate = (
  terms: readonly Term[],
  combinations: (by: readonly Dimension[]) => number,
): number => terms.reduce((sum, { by, series }) => sum + series * combinations(by), 0);

/** Every combination there can be: an upper bound, for a key that uses one model makes no series of another. */
export const all =
  (counts: Counts) =>
  (by: readonly Dimension[]): number =>
    by.reduce((product, each) => product * (counts[each] ?? 1), 1);

/** The combinations that had happened when a page was recorded: the most that one metric shows. */
export function happened({ families }: Pick<Recording, "families">): (by: readonly Dimension[]) => number {
  const seen = new Map<string, Map<string, Set<string>>>();
  for (const { samples } of families.values())
    for (const { name, labels } of samples) {
      const by = NAMES.filter((dimension) => DIMENSIONS[dimension].some((label) => label in labels)).join();
      const names = seen.get(by) ?? new Map<string, Set<string>>();
      const own = Object.entries(labels).filter(([label]) => of.has(label));
      seen.set(by, names.set(name, (names.get(name) ?? new Set()).add(JSON.stringify(own.sort()))));
    }
  return (by) =>
    by.length === 0 ? 1 : Math.max(0, ...[...(seen.get(by.join())?.values() ?? [])].map(({ size }) => size));
}

/** `57 + 12 models + 3 models × keys`. */
export const written = (terms: readonly Term[]): string =>
  terms.map(({ by, series }) => [series, by.join(" × ")].filter((part) => part !== "").join(" ")).join(" + ");

/** The series of a page: its lines with a value. */
export const seriesOn = ({ families }: Pick<Recording, "families">): number =>
  [...families.values()].reduce((sum, { samples }) => sum + samples.length, 0);
