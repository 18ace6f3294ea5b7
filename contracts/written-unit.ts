/** The unit that a page itself tells: by the metric's name, or else by its HELP. */
const WORDS: Readonly<Record<string, string>> = {
  ns: "ns", nanoseconds: "ns", us: "µs", microseconds: "µs", ms: "ms", milliseconds: "ms",
  s: "s", sec: "s", seconds: "s", minutes: "min", hours: "h",
  bytes: "bytes", kb: "KB", mb: "MB", gb: "GB", kib: "KiB", mib: "MiB", gib: "GiB",
  ratio: "ratio", percent: "percent", "%": "percent",
  c: "celsius", celsius: "celsius", w: "W", watts: "W", mw: "mW", milliwatts: "mW",
  j: "J", joules: "J", mj: "mJ", millijoules: "mJ", mhz: "MHz", hertz: "Hz",
}; // prettier-ignore

/**
 * The unit written on a metric: the last word of its name (`_seconds`), or "in MiB" or "(milliseconds)" in its HELP.
 *
 * @returns Undefined where neither says it. That a HELP is right is another question; only a change of it counts here.
 */
export function writtenUnit({
  name,
  help,
}: {
  readonly name: string;
  readonly help: string;
}): string | undefined {
  const last = /_([a-z]+)$/i.exec(name.replace(/_(total|sum|count|bucket|created)$/, ""))?.[1]?.toLowerCase();
  // One letter at the end of a name is more often an index than a unit.
  if (last !== undefined && last.length > 1 && Object.hasOwn(WORDS, last)) return WORDS[last];
  const said = /(?:\bin |\()(?!in )\(?(%|[A-Za-zµ]+)(?=[\s).,;]|$)/g;
  for (const [, word] of help.matchAll(said))
    if (Object.hasOwn(WORDS, word!.toLowerCase())) return WORDS[word!.toLowerCase()];
  return undefined;
}
