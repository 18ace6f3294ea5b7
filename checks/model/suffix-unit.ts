/** Units that somebody wrote as text: `suffix: jobs/min`. */
import { isKnownUnit, parseUnit, quotient, type Unit } from "../../contracts/unit.ts";

/** Whether a word is a thing that is counted here; `perTime` where it stands in front of "/min" or "/s". */
export type IsCounted = (noun: string, perTime: boolean) => boolean;

const TIMES: ReadonlyMap<string, string> = new Map(Object.entries({
  s: "s", sec: "s", second: "s", m: "min", min: "min", minute: "min", h: "h", hr: "h", hour: "h", d: "d", day: "d",
})); // prettier-ignore
const WORDS: ReadonlyMap<string, string> = new Map(Object.entries({
  sec: "s", second: "s", seconds: "s", millisecond: "ms", milliseconds: "ms", minute: "min", minutes: "min", mins: "min",
  hour: "h", hours: "h", days: "d", B: "bytes", byte: "bytes", kB: "KB", kilobytes: "KB", megabytes: "MB", gigabytes: "GB",
  "°C": "celsius", C: "celsius", degrees: "celsius", watts: "W", kilowatts: "kW", joules: "J", hertz: "Hz", "%": "percent",
  req: "requests", reqs: "requests", tok: "tokens", toks: "tokens", conn: "connections",
})); // prettier-ignore

/** The unit such a text names: `jobs/min`, `MiB/s`, `ms`, `/min`. Undefined where a word is none we know. */
export function suffixUnit(text: string, isCounted: IsCounted): Unit | undefined {
  const found = /^\s*(.*?)\s*(?:(?:\/|\bper\b)\s*([^\s/]+))?\s*$/.exec(text);
  if (!found) return undefined;
  const [, over = "", under] = found;
  const time = under === undefined ? undefined : TIMES.get(under);
  const one = (word: string): Unit | undefined => {
    const name = WORDS.get(word) ?? word;
    if (isKnownUnit(name)) return parseUnit(name);
    return isCounted(name.replace(/s$/, ""), time !== undefined) ? parseUnit(name) : undefined;
  };
  if (under === undefined) return over === "" ? undefined : one(over);
  const top = over === "" ? { scale: 1, of: {} } : one(over);
  const bottom = time === undefined ? one(under) : parseUnit(time);
  return top && bottom && quotient(top, bottom);
}
