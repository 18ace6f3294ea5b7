/** Settings from environment variables; a wrong one is named in one sentence. */
import { inputError } from "../../contracts/input-error.ts";

export type Environment = Readonly<Record<string, string | undefined>>;

/** A variable's text; one that is set to nothing counts as not set, as compose files do that. */
export const text = (env: Environment, name: string, otherwise: string): string => env[name] || otherwise;

/**
 * A variable's number.
 *
 * @throws InputError where it is none, or not from `least` to `most`.
 */
export function number(
  env: Environment,
  name: string,
  otherwise: number,
  [least, most]: readonly [number, number],
): number {
  const value = env[name] ? Number(env[name]) : otherwise;
  if (!(value >= least && value <= most))
    throw inputError(name, `is \`${env[name]}\`, but must be a number from ${least} to ${most}.`);
  return value;
}

/** As {@link number}, whole ones only. */
export function integer(
  env: Environment,
  name: string,
  otherwise: number,
  range: readonly [number, number],
): number {
  const value = number(env, name, otherwise, range);
  if (!Number.isInteger(value)) throw inputError(name, `is \`${env[name]}\`, but must be a whole number.`);
  return value;
}

/** A port; `otherwise` where the variable is not set. */
export const port = (env: Environment, name: string, otherwise: number): number =>
  integer(env, name, otherwise, [1, 65535]);

/**
 * A variable's URL, as written.
 *
 * @param schemes With colon: `http:`.
 * @throws InputError where it is none or has another scheme. It does not repeat the value: a password may be in it.
 */
export function url<T extends string | undefined>(
  env: Environment,
  name: string,
  otherwise: T,
  schemes: readonly string[],
): string | T {
  const value = env[name] || otherwise;
  if (value === undefined) return otherwise;
  if (!URL.canParse(value) || !schemes.includes(new URL(value).protocol))
    throw inputError(
      name,
      `must be a URL that starts with ${schemes.map((each) => `${each}//`).join(" or ")}.`,
    );
  return value;
}
