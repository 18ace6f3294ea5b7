/** Which of two lists' entries are the same thing. */

export interface Paired<T> {
  readonly both: readonly (readonly [was: T, is: T])[];
  readonly gone: readonly T[];
  readonly come: readonly T[];
}

/**
 * Pairs entries by the first key that both have and nobody else of their list has; what is left over by the next
 * key. A key that answers undefined says nothing.
 */
export function pair<T>(
  was: readonly T[],
  is: readonly T[],
  keys: readonly ((entry: T) => string | undefined)[],
): Paired<T> {
  let [gone, come] = [[...was], [...is]];
  const found = new Map<T, T>();
  for (const key of keys) {
    const only = (entries: readonly T[]): Map<string, T> => {
      const byKey = new Map<string, T[]>();
      for (const entry of entries) {
        const name = key(entry);
        if (name !== undefined) byKey.set(name, [...(byKey.get(name) ?? []), entry]);
      }
      return new Map(
        [...byKey].flatMap(([name, [first, ...more]]) => (more.length > 0 ? [] : [[name, first!]])),
      );
    };
    const [old, now] = [only(gone), only(come)];
    for (const [name, entry] of old) if (now.has(name)) found.set(entry, now.get(name)!);
    const taken = new Set(found.values());
    gone = gone.filter((entry) => !found.has(entry));
    come = come.filter((entry) => !taken.has(entry));
  }
  return {
    both: was.flatMap((entry) => (found.has(entry) ? [[entry, found.get(entry)!] as const] : [])),
    gone,
    come,
  };
}
