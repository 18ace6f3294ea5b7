/** Reading JSON without trusting its shape: what is not as expected counts as absent. */

/** A JSON object of unknown shape. */
export type Json = Readonly<Record<string, unknown>>;

/** The value as an object, or an empty one. */
export const object = (value: unknown): Json =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Json) : {};
/** The value as a list, or an empty one. */
export const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
/** The value as a string, or undefined. */
export const string = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined);
/** The value as a number, or undefined. */
export const number = (value: unknown): number | undefined => (typeof value === "number" ? value : undefined);
/** The value found by following keys, or undefined: `get(panel, "options", "legend", "calcs")`. */
export const get = (value: unknown, ...keys: readonly string[]): unknown =>
  keys.reduce<unknown>((inner, key) => object(inner)[key], value);
