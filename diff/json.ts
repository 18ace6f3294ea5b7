/** Differences of JSON values, for what has no words of its own. */
import { isDeepStrictEqual } from "node:util";
import { common } from "./words.ts";

/** A value longer than this is cut. */
const LINE = 60;
/** How much of a common beginning is kept. */
const AROUND = 15;

/** One value that differs; `undefined` where there is none. */
export interface Difference {
  readonly path: string;
  readonly was: unknown;
  readonly is: unknown;
}

/** Where two values differ, the keys in alphabetical order. Of lists, the entries that came and went. */
export function differences(was: unknown, is: unknown, path = ""): Difference[] {
  if (isDeepStrictEqual(was, is) || (isEmpty(was) && isEmpty(is))) return [];
  if (isObject(was) && isObject(is))
    return [...new Set([...Object.keys(was), ...Object.keys(is)])]
      .sort()
      .flatMap((key) => differences(was[key], is[key], path === "" ? key : `${path}.${key}`));
  if (Array.isArray(was) && Array.isArray(is)) {
    if (was.length === is.length)
      return was.flatMap((each, index) => differences(each, is[index], `${path}[${index}]`));
    const kept = common<unknown>(was, is, isDeepStrictEqual);
    return [
      ...was.flatMap((each, at) =>
        kept.some(([a]) => a === at) ? [] : [{ path, was: each, is: undefined }],
      ),
      ...is.flatMap((each, at) =>
        kept.some(([, b]) => b === at) ? [] : [{ path, was: undefined, is: each }],
      ),
    ];
  }
  return [{ path, was, is }];
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Grafana reads an object or a list without content as none. */
const isEmpty = (value: unknown): boolean =>
  value === undefined ||
  (Array.isArray(value) && value.length === 0) ||
  (isObject(value) && Object.values(value).every(isEmpty));

/** A copy without what stands under the given paths (lists of keys). */
export function without(value: unknown, paths: readonly (readonly string[])[]): unknown {
  const copy: unknown = structuredClone(value);
  for (const path of paths) {
    let inner: unknown = copy;
    for (const key of path.slice(0, -1)) inner = isObject(inner) ? inner[key] : undefined;
    if (isObject(inner)) delete (inner as Record<string, unknown>)[path.at(-1)!];
  }
  return copy;
}

/** A value in backquotes, cut to fit a line; `none` for undefined. */
export function brief(value: unknown, most = LINE): string {
  if (value === undefined || value === null || value === "") return "none";
  const text = (typeof value === "string" ? value : JSON.stringify(value)).replace(/\s+/g, " ");
  return `\`${(text.length > most ? `${text.slice(0, most - 1)}…` : text).replaceAll("`", "'")}\``;
}

/** A difference as one clause: `options.colorMode none → "value"`. */
export function clause({ path, was, is }: Difference): string {
  if (was === undefined) return `${path} + ${brief(nameOf(is))}`;
  if (is === undefined) return `${path} − ${brief(nameOf(was))}`;
  return `${path} ${change(was, is)}`;
}

/** What came or went is told by its title or name where it has one: a link, an annotation. */
function nameOf(value: unknown): unknown {
  if (!isObject(value)) return value;
  const named = [value["title"], value["name"]].find((name) => typeof name === "string" && name !== "");
  return named ?? value;
}

/** Two values; of long texts what they begin with in common is cut, so that the difference is seen. */
export function change(was: unknown, is: unknown): string {
  let start = 0;
  if (typeof was === "string" && typeof is === "string" && Math.max(was.length, is.length) > LINE) {
    while (start < was.length && was[start] === is[start]) start++;
    start = Math.max(0, was.lastIndexOf(" ", Math.max(0, start - AROUND)));
  }
  const cut = (value: unknown): string => brief(start > 0 ? `…${String(value).slice(start)}` : value);
  return `${cut(was)} → ${cut(is)}`;
}

/** Differences in one line; of many the first. */
export function clauses(found: readonly Difference[]): string {
  const all = found.map((each) =>
    clause({ ...each, path: each.path.replace(/^fieldConfig\.defaults\./, "") }).trim(),
  );
  return all.length <= 4 ? all.join("; ") : `${all.slice(0, 3).join("; ")}; and ${all.length - 3} more`;
}
