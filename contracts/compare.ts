/** What changed between two states of an exporter: for a new recording, and for the report of an upgrade. */
import { distance } from "fastest-levenshtein";
import type { Family, Page } from "./exposition.ts";
import { writtenUnit } from "./written-unit.ts";

/** One difference. `was` and `is` hold what the kind is about: a type, a unit, label names, bucket bounds. */
export type Change =
  | { readonly kind: "added" | "removed"; readonly name: string; readonly type: string }
  | { readonly kind: "renamed"; readonly name: string; readonly to: string; readonly evidence: string }
  | { readonly kind: "type" | "unit"; readonly name: string; readonly was: string; readonly is: string }
  | {
      readonly kind: "labels";
      readonly name: string;
      readonly added: readonly string[];
      readonly removed: readonly string[];
      readonly renamed: readonly { readonly label: string; readonly to: string; readonly evidence: string }[];
    }
  | {
      readonly kind: "buckets";
      readonly name: string;
      readonly was: readonly string[];
      readonly is: readonly string[];
    };

/** A metric as a set of pages shows it. */
interface Shape {
  readonly name: string;
  readonly type: string;
  readonly help: string;
  /** Values by label as the page writes it. Empty where no page has a sample, so that nothing is known. */
  readonly labels: ReadonlyMap<string, ReadonlySet<string>>;
  readonly buckets: readonly string[];
  readonly hasSamples: boolean;
  /** Every line as it stands but for the name, sorted. */
  readonly lines: readonly string[];
  /** Whether some value is neither 0 nor 1, which any two metrics may share. */
  readonly telling: boolean;
}

/**
 * Compares the pages of one state with those of another, metric by metric.
 *
 * A metric that a page only declares (HELP and TYPE) is there, but says nothing about labels and buckets. "Removed"
 * means that no page of the second state has it; where the states differ in what had happened before the scrape,
 * it may be merely absent.
 *
 * @returns Changes sorted by metric name; a renamed metric is listed under its old name, and what else changed on it
 *   follows under the new one.
 */
export function compare(before: readonly Page[], after: readonly Page[]): Change[] {
  const old = shapes(before);
  const now = shapes(after);
  const removed = [...old.values()].filter(({ name }) => !now.has(name));
  const added = [...now.values()].filter(({ name }) => !old.has(name));
  const renamed = pairs(removed, added);
  const taken = new Set([...renamed].flatMap(([from, { to }]) => [from, to]));
  return [
    ...removed
      .filter(({ name }) => !taken.has(name))
      .map((one) => ({ kind: "removed", ...brief(one) }) as const),
    ...added.filter(({ name }) => !taken.has(name)).map((one) => ({ kind: "added", ...brief(one) }) as const),
    ...[...renamed].map(([name, { to, evidence }]) => ({ kind: "renamed", name, to, evidence }) as const),
    ...[...renamed].flatMap(([name, { to }]) => differences(old.get(name)!, now.get(to)!)),
    ...[...old.values()].flatMap((one) => (now.has(one.name) ? differences(one, now.get(one.name)!) : [])),
  ].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}

const brief = ({ name, type }: Shape) => ({ name, type });

function shapes(pages: readonly Page[]): Map<string, Shape> {
  const families = new Map<string, Family[]>();
  for (const page of pages)
    for (const family of page.families.values())
      families.set(family.name, [...(families.get(family.name) ?? []), family]);
  return new Map([...families].sort().map(([name, all]) => [name, shape(name, all)]));
}

function shape(name: string, families: readonly Family[]): Shape {
  const labels = new Map<string, Set<string>>();
  const buckets = new Map<number, string>();
  for (const { samples } of families)
    for (const { labels: written } of samples)
      for (const [label, value] of Object.entries(written)) {
        // `500` and `500.0` are one bound; Prometheus 3 writes the second for both.
        if (label === "le") buckets.set(bound(value), value);
        if (label === "le" || label === "quantile") continue;
        labels.set(label, (labels.get(label) ?? new Set()).add(value));
      }
  return {
    name,
    type: families.find(({ type }) => type !== "untyped")?.type ?? "untyped",
    help: families.find(({ help }) => help !== "")?.help ?? "",
    labels,
    buckets: [...buckets].sort(([a], [b]) => a - b).map(([, text]) => text),
    hasSamples: families.some(({ samples }) => samples.length > 0),
    lines: families
      .flatMap(({ samples }) => samples)
      .map(({ name: written, labels, value }) =>
        JSON.stringify([written.slice(name.length), Object.entries(labels).sort(), String(value)]),
      )
      .sort(),
    telling: families.some(({ samples }) => samples.some(({ value }) => value !== 0 && value !== 1)),
  };
}

const bound = (le: string): number => (le === "+Inf" ? Infinity : Number(le));

function differences(was: Shape, is: Shape): Change[] {
  const { name } = is;
  const changes: Change[] = [];
  if (was.type !== is.type) changes.push({ kind: "type", name, was: was.type, is: is.type });
  const [before, after] = [writtenUnit(was), writtenUnit(is)];
  if (before !== undefined && after !== undefined && before !== after)
    changes.push({ kind: "unit", name, was: before, is: after });
  if (!was.hasSamples || !is.hasSamples) return changes;
  const gone = [...was.labels.keys()].filter((label) => !is.labels.has(label));
  const come = [...is.labels.keys()].filter((label) => !was.labels.has(label));
  const renamed: { label: string; to: string; evidence: string }[] = [];
  const pair = (evidence: string, same: (label: string, other: string) => boolean): void => {
    for (const label of gone) {
      const to = come.find((other) => same(label, other) && !renamed.some((each) => each.to === other));
      if (to !== undefined && !renamed.some((each) => each.label === label))
        renamed.push({ label, to, evidence });
    }
  };
  pair("same but for its spelling", (label, other) => plain(label) === plain(other));
  pair("same values", (label, other) => {
    // One value in common, such as "" or "unknown", shows nothing.
    const values = was.labels.get(label)!;
    return values.size > 1 && sameValues(values, is.labels.get(other)!);
  });
  const added = come.filter((label) => !renamed.some(({ to }) => to === label)).sort();
  const removed = gone.filter((label) => !renamed.some((each) => each.label === label)).sort();
  if (gone.length + come.length > 0) changes.push({ kind: "labels", name, added, removed, renamed });
  if (was.buckets.map(bound).join() !== is.buckets.map(bound).join())
    changes.push({ kind: "buckets", name, was: was.buckets, is: is.buckets });
  return changes;
}

/** Pairs of one removed and one added metric that are most likely the same, the surest first. */
function pairs(
  removed: readonly Shape[],
  added: readonly Shape[],
): Map<string, { to: string; evidence: string }> {
  const candidates = removed
    .flatMap((from) =>
      added.flatMap((to) => {
        const evidence = sameMetric(from, to);
        return evidence === undefined ? [] : [{ from: from.name, to: to.name, evidence }];
      }),
    )
    .sort((a, b) => far(a.from, a.to) - far(b.from, b.to));
  const found = new Map<string, { to: string; evidence: string }>();
  for (const { from, to, evidence } of candidates)
    if (!found.has(from) && ![...found.values()].some((taken) => taken.to === to))
      found.set(from, { to, evidence });
  return found;
}

/** Why two metrics are one under two names; undefined where the pages do not show it. */
function sameMetric(a: Shape, b: Shape): string | undefined {
  if (a.type !== b.type) return undefined;
  if (plain(a.name) === plain(b.name)) return "same type, name the same but for its spelling";
  // Labels of a metric without samples are unknown and cannot speak against it.
  if (a.hasSamples && b.hasSamples && !sameValues(new Set(a.labels.keys()), new Set(b.labels.keys())))
    return undefined;
  if (a.help !== "" && a.help === b.help) return "same type, labels and help";
  if (a.help !== "" && far(a.help, b.help) < 0.3 && far(a.name, b.name) < 0.3)
    return "same type and labels, similar name and help";
  return a.telling && a.lines.join() === b.lines.join() && far(a.name, b.name) < 0.5
    ? "same type, labels and values, similar name"
    : undefined;
}

const plain = (name: string): string => name.replaceAll(/[_:]/g, "").toLowerCase();
const sameValues = (a: ReadonlySet<string>, b: ReadonlySet<string>): boolean =>
  a.size === b.size && [...a].every((value) => b.has(value));
/** 0 for equal texts, 1 for texts with nothing in common. */
const far = (a: string, b: string): number => distance(a, b) / Math.max(a.length, b.length, 1);

/** Changes that say the same of several metrics, as `added gauge` does. */
export interface ChangeGroup {
  readonly text: string;
  readonly changes: readonly Change[];
}

/** Changes by what they say, in the order in which a reader wants them: what is gone first, what is new last. */
export function groupChanges(changes: readonly Change[]): ChangeGroup[] {
  const groups = new Map<string, Change[]>();
  for (const change of changes) {
    const text = sentence(change);
    groups.set(text, [...(groups.get(text) ?? []), change]);
  }
  const order = ["removed", "renamed", "type", "unit", "labels", "buckets", "added"];
  return [...groups]
    .map(([text, all]) => ({ text, changes: all }))
    .sort((a, b) => order.indexOf(a.changes[0]!.kind) - order.indexOf(b.changes[0]!.kind));
}

/** Changes as text, one line each; the same change of labels on many metrics is told once. */
export const renderChanges = (changes: readonly Change[]): string =>
  groupChanges(changes).map(renderGroup).join("\n");

/** A group in one line: what changed, and on which metrics. */
export const renderGroup = ({ text, changes }: ChangeGroup): string =>
  `${text}: ${changes.map((change) => (change.kind === "renamed" ? `${change.name} → ${change.to}` : change.name)).join(", ")}`;

function sentence(change: Change): string {
  switch (change.kind) {
    case "added":
    case "removed":
      return `${change.kind} ${change.type}`;
    case "renamed":
      return `renamed (${change.evidence})`;
    case "type":
    case "unit":
      return `${change.kind} ${change.was} → ${change.is}`;
    case "labels":
      return `labels ${[
        ...change.renamed.map(({ label, to, evidence }) => `${label} → ${to} (${evidence})`),
        ...change.removed.map((label) => `-${label}`),
        ...change.added.map((label) => `+${label}`),
      ].join(" ")}`;
    case "buckets":
      return `buckets ${change.was.join(" ")} → ${change.is.join(" ")}`;
  }
}
