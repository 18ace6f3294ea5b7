/** Units in the words of a reader. */
import { PHYSICAL, sameScale, shapeOf, type Unit } from "../../contracts/unit.ts";

interface Known {
  readonly shape: string;
  readonly scale: number;
  /** In a sentence: `milliseconds`. */
  readonly words: string;
  /** Behind a number: `ms`. */
  readonly mark: string;
  /** A number one meets in life. */
  readonly example: number;
  /** The id that shows it rightly; undefined where Grafana has none. */
  readonly id?: string;
}
const known = (shape: string, scale: number, words: string, mark: string, example: number, id?: string): Known => ({ shape, scale, words, mark, example, ...(id !== undefined && { id }) }); // prettier-ignore

const POWER = "energy·time^-1";
const DATA_RATE = "data·time^-1";
const CYCLES = "cycles·time^-1";
const KNOWN: readonly Known[] = [
  known("time", 1e-9, "nanoseconds", "ns", 30000, "ns"),
  known("time", 1e-6, "microseconds", "µs", 30000, "µs"),
  known("time", 1e-3, "milliseconds", "ms", 30000, "ms"),
  known("time", 1, "seconds", "s", 2.5, "s"),
  known("time", 60, "minutes", "min", 5, "m"),
  known("time", 3600, "hours", "h", 5, "h"),
  known("time", 86400, "days", "d", 5, "d"),
  known("clock", 1, "a point in time (Unix seconds)", "Unix seconds", 1.8e9),
  known("clock", 1e-3, "a point in time (Unix milliseconds)", "Unix milliseconds", 1.8e12, "dateTimeFromNow"),
  known("data", 1 / 8, "bits", "bits", 1.5e6, "bits"),
  known("data", 1, "bytes", "bytes", 1.5e6, "bytes"),
  known("data", 1e3, "kilobytes (KB)", "KB", 1500, "deckbytes"),
  known("data", 1024, "KiB", "KiB", 1500, "kbytes"),
  known("data", 1e6, "megabytes (MB)", "MB", 1500, "decmbytes"),
  known("data", 1024 ** 2, "MiB", "MiB", 21873, "mbytes"),
  known("data", 1e9, "gigabytes (GB)", "GB", 24, "decgbytes"),
  known("data", 1024 ** 3, "GiB", "GiB", 24, "gbytes"),
  known(DATA_RATE, 1 / 8, "bits per second", "bits/s", 1.5e6, "bps"),
  known(DATA_RATE, 1, "bytes per second", "bytes/s", 1.5e6, "binBps"),
  known(DATA_RATE, 1 / 60, "bytes per minute", "bytes/min", 1.5e6),
  known(DATA_RATE, 1e3, "kilobytes per second", "KB/s", 1500, "KBs"),
  known("celsius", 1, "degrees Celsius", "°C", 66, "celsius"),
  known("fahrenheit", 1, "degrees Fahrenheit", "°F", 150, "fahrenheit"),
  known("kelvin", 1, "kelvin", "K", 340, "kelvin"),
  known("energy", 1e-3, "millijoules", "mJ", 3.6e8),
  known("energy", 1, "joules", "J", 3.6e5, "joule"),
  known("energy", 3600, "watt-hours", "Wh", 500, "watth"),
  known("energy", 3.6e6, "kilowatt-hours", "kWh", 3.4, "kwatth"),
  known(POWER, 1e-3, "milliwatts", "mW", 339000, "mwatt"),
  known(POWER, 1, "watts", "W", 339, "watt"),
  known(POWER, 1e3, "kilowatts", "kW", 1.2, "kwatt"),
  known(CYCLES, 1, "hertz", "Hz", 2.715e9, "hertz"),
  known(CYCLES, 1e6, "megahertz", "MHz", 2715, "rotmhz"),
  known(CYCLES, 1e9, "gigahertz", "GHz", 2.7, "rotghz"),
  known("money", 1, "US dollars ($)", "USD", 1.23, "currencyUSD"),
  known("ratio", 1, "a ratio from 0 to 1", "", 0.05, "percentunit"),
  known("ratio", 0.01, "percent from 0 to 100", "%", 92, "percent"),
  known("code", 1, "a code", "", 79, "none"),
];
const PER: Readonly<Record<string, readonly [scale: number, word: string, mark: string, example: number]>> = {
  s: [1, "second", "s", 0.5],
  min: [1 / 60, "minute", "min", 30],
  h: [1 / 3600, "hour", "h", 120],
  d: [1 / 86400, "day", "d", 400],
};

/** A unit described. `words` is for a sentence, `example` a number of it with its mark, `id` Grafana's own for it. */
export interface Described {
  readonly words: string;
  readonly example: number;
  readonly exampleText: string;
  readonly id: string | undefined;
}

/** The unit in words. Units that have no name are put together from their parts. */
export function describe(unit: Unit): Described {
  const shape = shapeOf(unit);
  const nouns = Object.entries(unit.of).filter(([dimension]) => !PHYSICAL.has(dimension));
  const over = nouns
    .filter(([, exponent]) => exponent > 0)
    .map(([noun]) => `${noun}s`)
    .join(" × ");
  const under = nouns
    .filter(([, exponent]) => exponent < 0)
    .map(([noun]) => noun)
    .join(" and ");
  const per = under === "" ? "" : ` per ${under}`;
  const text = (value: number, mark: string): string =>
    `${grouped(value)}${mark === "" || mark === "%" ? mark : ` ${mark}`}`;
  if (shape === "count") {
    const words = `${over === "" ? "a number" : over}${per}`;
    return { words, example: 12, exampleText: text(12, words), id: "short" };
  }
  if (shape === "rate") {
    const found = Object.entries(PER).find(
      ([, [scale]]) => unit.scale !== undefined && sameScale(scale, unit.scale),
    );
    const [, word, mark, example] = found?.[1] ?? [1, "some time", "?", 1];
    const counted = over === "" ? "events" : over;
    const marked = `${counted}/${mark}`;
    const id = counted === "requests" && mark === "s" ? "reqps" : `suffix: ${marked}`;
    return {
      words: `${counted}${per} per ${word}`,
      example,
      exampleText: text(example, marked),
      id: found && id,
    };
  }
  const exact = KNOWN.find(
    (each) => each.shape === shape && unit.scale !== undefined && sameScale(each.scale, unit.scale),
  );
  if (exact)
    return {
      words: `${over === "" ? "" : `${over} × `}${exact.words}${per}`,
      example: exact.example,
      exampleText: text(exact.example, exact.mark),
      id: exact.id,
    };
  const base = KNOWN.find((each) => each.shape === shape && each.scale === 1);
  const words = base
    ? `${unit.scale === undefined ? "some multiple of " : `${grouped(unit.scale)} `}${base.words}${per}`
    : shape.replaceAll("·", " × ");
  return { words, example: 100, exampleText: "100", id: undefined };
}

/** Thousands apart, as a reader writes them: 30 000. */
export const grouped = (value: number): string =>
  Number.isInteger(value)
    ? String(value).replace(/\B(?=(\d{3})+$)/g, " ")
    : String(Number(value.toPrecision(4)));
