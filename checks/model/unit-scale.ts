/** Numbers that turn one unit into another. */
import { sameScale } from "../../contracts/unit.ts";

/** A number that converts units. */
export interface Ratio {
  /** Turns nothing into anything else. */
  readonly isOne: boolean;
  /** A minute, an hour, a day or a week in seconds, so that it may also be a length of time. */
  readonly isLength: boolean;
  /** Eight bits. */
  readonly onlyData: boolean;
}

const LENGTHS = [60, 3600, 86400, 604800];
const FACTORS = [1, 100, 1e3, 1e6, 1e9, 1e12, 1024, 1024 ** 2, 1024 ** 3, 1024 ** 4];

/** What a positive number converts, its inverse included; undefined where it converts nothing. */
export function ratio(by: number): Ratio | undefined {
  if (!Number.isFinite(by) || by <= 0) return undefined;
  const is = (value: number): boolean => sameScale(by, value) || sameScale(1 / by, value);
  if (is(8)) return { isOne: false, isLength: false, onlyData: true };
  if (!FACTORS.some((factor) => [1, ...LENGTHS].some((length) => is(length * factor)))) return undefined;
  return { isOne: is(1), isLength: LENGTHS.some((length) => sameScale(by, length)), onlyData: false };
}
