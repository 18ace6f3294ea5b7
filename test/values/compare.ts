/** When what a panel shows is what a scenario expects: the one comparison that the tests and the mutations share. */
import { isDeepStrictEqual } from "node:util";
import type { Expected } from "../../engine/scenario.ts";
import type { Shown } from "../../engine/shown.ts";

/**
 * What is shown, in the words of the expectation; a number that is near enough is the expected one. Of two series
 * with one name the second gets a number, so that neither hides the other.
 */
export function plain(shown: readonly Shown[], expected: Expected): Expected {
  if (shown.length === 0) return "nothing";
  if (typeof expected !== "object" && shown.length === 1) return near(shown[0]!.value, expected);
  const named: Record<string, number | string> = {};
  for (const { name, value } of shown) {
    let own = name;
    for (let copy = 2; own in named; copy++) own = `${name} (${copy})`;
    named[own] = near(value, (expected as Readonly<Record<string, unknown>>)[own]);
  }
  return named;
}

/** Whether the panel shows what is expected. */
export const agrees = (shown: readonly Shown[], expected: Expected): boolean =>
  isDeepStrictEqual(plain(shown, expected), expected);

function near(value: number | string, want: unknown): number | string {
  if (typeof value !== "number" || typeof want !== "number") return value;
  return value === want || Math.abs(value - want) <= Math.max(Math.abs(want) * 1e-3, 1e-9) ? want : value;
}
