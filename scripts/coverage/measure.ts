/** What one variant of an exporter emits, and what becomes of it on the boards. */
import type { Contract, MetricFacts } from "../../contracts/contract.ts";
import { inputError } from "../../contracts/input-error.ts";
import { isAbout, type NotShown } from "./not-shown.ts";
import type { Uses, UsesByMetric } from "./uses.ts";

/** A metric and its fate; exactly one of shown, other, left out and nowhere. */
export interface Fate {
  readonly facts: MetricFacts;
  readonly is: "shown" | "other" | "left out" | "nowhere";
  readonly uses: Uses | undefined;
  /** The line of the list, where it is left out. */
  readonly line: NotShown | undefined;
}

/** One variant of one exporter. */
export interface Coverage {
  readonly contract: Contract;
  readonly variant: string;
  /** Metrics that some recording of the variant has, by name; those that are only declared, too. */
  readonly metrics: readonly Fate[];
  /** False where no board asks for anything of the exporter. */
  readonly hasBoard: boolean;
}

/** Says of every metric of a variant what the boards built for it do with it. */
export function measure(
  contract: Contract,
  variant: string,
  uses: UsesByMetric,
  list: readonly NotShown[],
): Coverage {
  const own = uses.get(contract.exporter);
  const pages = contract.recordings.filter((recording) => recording.variant === variant);
  const metrics = [...contract.metrics.values()]
    .filter(({ name }) => pages.some(({ families }) => families.has(name)))
    .map((facts): Fate => {
      const found = own?.get(facts.name);
      const line = list.find((each) => each.exporter === contract.exporter && isAbout(each, facts.name));
      const is = found?.panels.length ? "shown" : found ? "other" : line ? "left out" : "nowhere";
      return { facts, is, uses: found, line: is === "left out" ? line : undefined };
    });
  return { contract, variant, metrics, hasBoard: metrics.some(({ uses: found }) => found !== undefined) };
}

/**
 * Refuses a list with a line that leaves nothing out: it would hide the next metric of that name.
 *
 * @throws InputError naming the first such line.
 */
export function requireUsed(list: readonly NotShown[], all: readonly Coverage[]): void {
  const used = new Set(all.flatMap(({ metrics }) => metrics.map(({ line }) => line)));
  const idle = list.find((line) => !used.has(line));
  if (idle)
    throw inputError(
      idle.place,
      `\`${idle.pattern}\` leaves nothing out: a board uses it, or an earlier line names it; remove the line.`,
    );
}

/** How many metrics have a fate. */
export const count = ({ metrics }: Coverage, is: Fate["is"]): number =>
  metrics.filter((each) => each.is === is).length;
