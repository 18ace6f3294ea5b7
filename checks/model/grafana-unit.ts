/** Grafana's unit ids: what quantity each stands for, and what a reader sees of a number under it. */
import { parseUnit, type Unit } from "../../contracts/unit.ts";
import { suffixUnit, type IsCounted } from "./suffix-unit.ts";

/** A unit id that is understood. */
export interface Shown {
  readonly id: string;
  /** Undefined for `short` and `none`, which say nothing about the quantity. */
  readonly unit: Unit | undefined;
  /** The number as Grafana writes it. */
  readonly print: (value: number) => string;
}

const TIME: ReadonlyMap<string, string> = new Map(Object.entries({
  ns: "ns", µs: "µs", ms: "ms", s: "s", m: "min", h: "h", d: "d",
  dtdurationms: "ms", dtdurations: "s", dthms: "s", dtdhms: "s", clockms: "ms", clocks: "s",
})); // prettier-ignore
const FIXED: ReadonlyMap<string, readonly [unit: string, mark: string]> = new Map(Object.entries({
  celsius: ["celsius", " °C"], fahrenheit: ["fahrenheit", " °F"], farenheit: ["fahrenheit", " °F"], kelvin: ["kelvin", " K"],
})); // prettier-ignore
/** Unit of 1, mark, and how many thousands the id's own unit already is. */
const METRIC: ReadonlyMap<string, readonly [unit: string, mark: string, thousands?: number]> = new Map(Object.entries({
  watt: ["W", "W"], kwatt: ["W", "W", 1], megwatt: ["W", "W", 2], gwatt: ["W", "W", 3], mwatt: ["W", "W", -1],
  watth: ["Wh", "Wh"], kwatth: ["Wh", "Wh", 1], mwatth: ["Wh", "Wh", 2], joule: ["J", "J"],
  hertz: ["Hz", "Hz"], rothz: ["Hz", "Hz"], rotkhz: ["Hz", "Hz", 1], rotmhz: ["Hz", "Hz", 2], rotghz: ["Hz", "Hz", 3],
  decbits: ["bits", "b"],
})); // prettier-ignore
const RATES: ReadonlyMap<string, readonly [unit: string, mark: string]> = new Map(Object.entries({
  pps: ["packets/s", "p/s"], cps: ["counts/s", "c/s"], ops: ["ops/s", "ops/s"], reqps: ["requests/s", "req/s"],
  rps: ["reads/s", "rd/s"], wps: ["writes/s", "wr/s"], iops: ["ops/s", "io/s"], eps: ["events/s", "evt/s"],
  mps: ["messages/s", "msg/s"], recps: ["records/s", "rec/s"], rowsps: ["rows/s", "rows/s"],
  cpm: ["counts/min", "c/m"], opm: ["ops/min", "ops/m"], reqpm: ["requests/min", "req/m"], rpm: ["reads/min", "rd/m"],
  wpm: ["writes/min", "wr/m"], epm: ["events/min", "evts/m"], mpm: ["messages/min", "msgs/m"],
  recpm: ["records/min", "rec/m"], rowspm: ["rows/min", "rows/m"],
})); // prettier-ignore

/**
 * What a unit id means.
 *
 * @param isCounted Whether a word after `suffix:` is a thing that is counted here.
 * @returns Undefined for ids whose meaning is open: another quantity, a text of one's own, a date format.
 */
export function shownUnit(id: string | undefined, isCounted: IsCounted): Shown | undefined {
  const plain = {
    unit: undefined,
    print: (value: number) => scaled(value, 1000, ["", " K", " Mil", " Bil"]),
  };
  if (id === undefined || id === "" || id === "none")
    return { ...plain, id: id === undefined || id === "" ? "none" : id, print: fixed };
  if (id === "short" || id === "sishort" || id === "locale") return { ...plain, id };
  if (id === "percent") return { id, unit: parseUnit("percent"), print: (value) => `${fixed(value)}%` };
  if (id === "percentunit")
    return { id, unit: parseUnit("ratio"), print: (value) => `${fixed(value * 100)}%` };
  if (/^currency(:|[A-Z]{3}$)/.test(id))
    return {
      id,
      unit: parseUnit("USD"),
      print: (value) => `${id.slice(8).replace(":", "")} ${fixed(value)}`,
    };
  if (/^dateTime/.test(id))
    return {
      id,
      unit: { scale: 1e-3, of: { clock: 1 } },
      print: (value) => new Date(value).toISOString().slice(0, 10),
    };
  const time = TIME.get(id);
  if (time !== undefined) {
    const unit = parseUnit(time);
    return { id, unit, print: (value) => duration(value * unit.scale!) };
  }
  const one = FIXED.get(id);
  if (one) return { id, unit: parseUnit(one[0]), print: (value) => `${fixed(value)}${one[1]}` };
  const rate = RATES.get(id);
  if (rate)
    return {
      id,
      unit: parseUnit(rate[0]),
      print: (value) => `${scaled(value, 1000, ["", "K", "M"])} ${rate[1]}`,
    };
  const prefixed = METRIC.get(id);
  if (prefixed) {
    const [name, mark, thousands = 0] = prefixed;
    return {
      id,
      unit: times(parseUnit(name), 1000 ** thousands),
      print: (value) => metric(value * 1000 ** thousands, mark),
    };
  }
  const data = dataUnit(id);
  if (data) return data;
  const custom = /^(suffix|count):(.*)$/.exec(id);
  const unit = custom && suffixUnit(custom[2]!, isCounted);
  return unit ? { id, unit, print: (value) => `${fixed(value)} ${custom[2]!.trim()}` } : undefined;
}

const times = ({ scale, of }: Unit, by: number): Unit => ({ scale: scale! * by, of });

/** `mbytes`, `decgbytes`, `binBps`, `Mbits`, `KiBs` … */
function dataUnit(id: string): Shown | undefined {
  const size = /^(dec)?([kmgtp]?)bytes$/.exec(id);
  const rate = /^([KMGTP])(i?)(Bs|bits)$/.exec(id);
  const power = (letter: string): number => "_kmgtp".indexOf(letter === "" ? "_" : letter.toLowerCase());
  const make = (binary: boolean, thousands: number, bits: boolean, per: string): Shown => {
    const base = binary ? 1024 : 1000;
    const mark = `${bits ? "b" : "B"}${per}`;
    const steps = binary ? ["", "Ki", "Mi", "Gi", "Ti"] : ["", "k", "M", "G", "T"];
    return {
      id,
      unit: times(parseUnit(`${bits ? "bits" : "bytes"}${per}`), base ** thousands),
      print: (value) =>
        scaled(
          value * base ** thousands,
          base,
          steps.map((step) => ` ${step}${mark}`),
        ),
    };
  };
  if (size) return make(size[1] === undefined, power(size[2]!), false, "");
  if (rate) return make(rate[2] === "i", power(rate[1]!), rate[3] === "bits", "/s");
  if (id === "bits") return make(true, 0, true, "");
  if (id === "Bps" || id === "binBps" || id === "bps" || id === "binbps")
    return make(id.startsWith("bin"), 0, id.endsWith("bps"), "/s");
  return undefined;
}

/** As Grafana: three figures, more only of a whole number. */
export function fixed(value: number): string {
  if (value === 0 || Number.isInteger(value) || !Number.isFinite(value)) return String(value);
  const factor = 10 ** Math.min(12, Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value)))));
  return String(Math.round(value * factor) / factor);
}

function scaled(value: number, base: number, steps: readonly string[]): string {
  const step = value === 0 ? 0 : Math.floor(Math.log(Math.abs(value)) / Math.log(base) + 1e-9);
  const at = Math.max(0, Math.min(step, steps.length - 1));
  return `${fixed(value / base ** at)}${steps[at]!}`;
}

const metric = (value: number, mark: string): string =>
  Math.abs(value) < 1
    ? scaled(value * 1000, 1000, [` m${mark}`])
    : scaled(
        value,
        1000,
        ["", "k", "M", "G", "T"].map((step) => ` ${step}${mark}`),
      );

function duration(value: number): string {
  const found = DURATIONS.find(([from]) => Math.abs(value) >= from) ?? DURATIONS.at(-1)!;
  return `${fixed(value / found[0])} ${found[1]}`;
}
const DURATIONS: readonly (readonly [number, string])[] = [
  [31536000, "years"],
  [604800, "weeks"],
  [86400, "days"],
  [3600, "hours"],
  [60, "mins"],
  [1, "s"],
  [1e-3, "ms"],
  [1e-6, "µs"],
  [1e-9, "ns"],
];
