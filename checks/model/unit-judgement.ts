/** Whether what a panel shows can be the unit of what it asks for. */
import { sameScale, shapeOf, type Unit } from "../../contracts/unit.ts";
import type { Shown } from "./grafana-unit.ts";
import type { Measured } from "./units.ts";

/** Why a shown unit cannot be right. */
export interface Contradiction {
  /** What the expression gives. */
  readonly unit: Unit;
  /** What it would have to be multiplied by; undefined where no factor helps. */
  readonly factor: number | undefined;
  /** Nothing false is said, but the reader is left without the unit. */
  readonly bare: boolean;
  /** A few per cent: MB for MiB. Or the right number of the wrong things: reads for requests. */
  readonly slight: boolean;
}

/** The contradiction between an expression's unit and the one shown, or undefined where there is none for sure. */
export function contradiction(value: Measured, shown: Shown): Contradiction | undefined {
  const found = value.units.map((unit) => judge(unit, shown, value.busyTime));
  return found.every((each) => each !== undefined) ? found[0] : undefined;
}

/** Quantities for which Grafana has units, so that a bare number keeps something from the reader. */
const NAMEABLE = new Set(
  "time clock data data·time^-1 celsius energy energy·time^-1 cycles·time^-1 money".split(" "),
);

function judge(unit: Unit, shown: Shown, busyTime: boolean): Contradiction | undefined {
  const shape = shapeOf(unit);
  const wrong = { unit, factor: undefined, bare: false, slight: false };
  if (!shown.unit) return NAMEABLE.has(shape) ? { ...wrong, bare: true } : undefined;
  const as = shapeOf(shown.unit);
  const rate = shape === "rate" && as === "cycles·time^-1"; // Hertz is Grafana's word for "per second".
  if (unit.scale === undefined && (shape === as || rate)) return undefined;
  const factor = (unit.scale ?? 1) / shown.unit.scale!;
  if (shape === as) {
    if (shape === "count") return undefined;
    if (sameScale(factor, 1))
      return READS.test(shown.id) && misnamed(unit) ? { ...wrong, slight: true } : undefined;
    if (shape === "rate" && thousands(factor) && renamed(unit, shown)) return undefined;
    // A HELP text that says KB may mean 1024.
    const kilo = sameScale(unit.scale!, 1e3) && sameScale(shown.unit.scale!, 1024);
    return kilo ? undefined : { ...wrong, factor, slight: Math.abs(Math.log(factor)) < 0.11 };
  }
  if (busyTime && (as === "time" || as === "count")) return undefined;
  if (rate) return sameScale(factor, 1) ? undefined : { ...wrong, factor };
  const per = Object.values(unit.of).some((exponent) => exponent < 0);
  if (shape === "count" && per && (as === "ratio" || as === "rate")) return undefined;
  if (shape === "ratio" && as === "count") return undefined;
  return wrong;
}

/** Grafana writes "rd/s" and "wr/s" for these, which look like "requests". */
const READS = /^[rw]p[sm]$/;
const misnamed = ({ of }: Unit): boolean =>
  Object.keys(of).some((noun) => /^(request|job|token|connection|line|error)$/.test(noun));

/** "ktok/s": somebody's own word for a thousand of them. */
const thousands = (factor: number): boolean =>
  sameScale(1000 ** Math.round(Math.log(factor) / Math.log(1000)), factor);
const renamed = ({ of }: Unit, { id, unit }: Shown): boolean =>
  /^(suffix|count):/.test(id) &&
  Object.entries(unit!.of).some(([noun, exponent]) => exponent > 0 && !Object.hasOwn(of, noun));
