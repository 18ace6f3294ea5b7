/** Targets of one panel that stand on one axis although their units differ. */
import type { Panel } from "./board.ts";
import type { Context } from "./context.ts";
import { shownTargets, type ShownTarget } from "./panel-unit.ts";
import { queryUnits } from "./query-unit.ts";
import { comparable, isTime, type Measured } from "./units.ts";

/** A target with its unit. */
export interface MeasuredTarget extends ShownTarget {
  readonly value: Measured;
}
export interface Mixture {
  /** The first target, and the first one that differs from it. */
  readonly targets: readonly [MeasuredTarget, MeasuredTarget];
}

/** One mixture per target that does not fit the first one of its axis. */
export function mixtures(panel: Panel, context: Context): Mixture[] {
  if (!["timeseries", "trend", "barchart"].includes(panel.type)) return [];
  const found: Mixture[] = [];
  const firsts = new Map<string, MeasuredTarget>();
  for (const target of shownTargets(panel)) {
    const { value } = queryUnits(target.query, context);
    if (value.is !== "measured" || value.unnamed || isTime(value)) continue;
    const first = firsts.get(target.axis);
    if (!first) firsts.set(target.axis, { ...target, value });
    else if (!comparable(first.value, value)) found.push({ targets: [first, { ...target, value }] });
  }
  return found;
}
