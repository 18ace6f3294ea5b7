/** Evaluates a rule file as Prometheus would, on the repository's engine: records, pending, firing, kept firing. */
import type { Engine, Sample, Series } from "../../engine/engine.ts";
import { inSeconds } from "../../rules/print.ts";

/** A rule as the file has it. */
export interface WrittenRule {
  readonly record?: string;
  readonly alert?: string;
  readonly expr: string;
  readonly for?: string;
  readonly keep_firing_for?: string;
  readonly labels?: Readonly<Record<string, string>>;
}
export interface WrittenGroup {
  readonly name: string;
  readonly rules: readonly WrittenRule[];
}

const STEP = 60;

/**
 * Alerts that fire, by minute, each as its name and its `objective` or `exporter` where it has one. Every group is
 * evaluated once a minute.
 *
 * @param series Where recorded series are added to the given ones.
 */
export async function firing(
  engine: Engine,
  groups: readonly WrittenGroup[],
  given: readonly Series[],
  end: number,
  series: Series[] = [...given],
): Promise<ReadonlySet<string>[]> {
  const found = Array.from({ length: end + 1 }, () => new Set<string>());
  const rules = groups.flatMap((group) => group.rules);
  const ask = async (some: readonly WrittenRule[]) => {
    const queries = some.map(({ expr }) => ({ expr, start: 0, end: end * STEP, step: STEP }));
    return (await engine.evaluate(series, queries)).map((answer, index) => {
      if (answer.resultType !== "matrix") throw new Error(`${some[index]!.expr}: ${JSON.stringify(answer)}`);
      return { rule: some[index]!, result: answer.result };
    });
  };
  // A recorded series may be made of one that was recorded before.
  for (const each of rules.filter(({ record }) => record !== undefined))
    for (const { rule, result } of await ask([each]))
      for (const { labels, samples } of result)
        series.push({ labels: { ...labels, ...rule.labels, __name__: rule.record! }, samples });
  for (const { rule, result } of await ask(rules.filter(({ alert }) => alert !== undefined)))
    for (const { samples } of result)
      for (const minute of firingMinutes(samples, rule, end)) found[minute]!.add(nameOf(rule));
  return found;
}

/** As `SloBurnsFast queue_starts`. */
export const nameOf = ({ alert, labels = {} }: WrittenRule): string =>
  [alert, labels["objective"]].filter(Boolean).join(" ");

/** The rules that are about one objective, or about all or none; the others have nothing to say in its story. */
export const about = (name: string, groups: readonly WrittenGroup[]): WrittenGroup[] => {
  const objective = name.split(" ")[1];
  return groups.map((group) => ({
    ...group,
    rules: group.rules.filter(
      ({ labels }) => objective === undefined || [undefined, objective].includes(labels?.["objective"]),
    ),
  }));
};

/** Minutes in which one series of an alert's expression makes it fire. */
function firingMinutes(samples: readonly Sample[], rule: WrittenRule, end: number): number[] {
  const there = new Set(samples.map(([time]) => Math.round(time / STEP)));
  const wait = inSeconds(rule.for ?? "0s") / STEP;
  const keep = inSeconds(rule.keep_firing_for ?? "0s") / STEP;
  const minutes: number[] = [];
  let since: number | undefined;
  let fires = false;
  let gone: number | undefined;
  for (let minute = 0; minute <= end; minute++) {
    if (there.has(minute)) {
      since ??= minute;
      gone = undefined;
      fires ||= minute - since >= wait;
    } else if (fires && keep > 0 && minute - (gone ??= minute) < keep) {
      // Kept.
    } else {
      since = undefined;
      gone = undefined;
      fires = false;
    }
    if (fires) minutes.push(minute);
  }
  return minutes;
}
