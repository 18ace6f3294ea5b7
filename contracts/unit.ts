/**
 * Units of contracts and of Grafana, in one arithmetic: a scale and exponents of base dimensions.
 * `ms` is 0.001 of `time`; `MiB/s` is 1048576 `data` per `time`; `jobs/min` is 1/60 `jobs` per `time`.
 */
export interface Unit {
  /** How many of the base unit one of this is. `undefined`: lost on the way, so it cannot contradict anything. */
  readonly scale: number | undefined;
  /** Exponent by dimension, zero ones left out. Counted things (`jobs`, `tokens`) are dimensions of their own. */
  readonly of: Readonly<Record<string, number>>;
}

const unit = (scale: number, of: Record<string, number> = {}): Unit => ({ scale, of });

/** Units a contract may name. */
const KNOWN: Readonly<Record<string, Unit>> = {
  s: unit(1, { time: 1 }),
  ms: unit(1e-3, { time: 1 }),
  µs: unit(1e-6, { time: 1 }),
  ns: unit(1e-9, { time: 1 }),
  min: unit(60, { time: 1 }),
  h: unit(3600, { time: 1 }),
  d: unit(86400, { time: 1 }),
  timestamp: unit(1, { clock: 1 }),
  bits: unit(1 / 8, { data: 1 }),
  bytes: unit(1, { data: 1 }),
  KB: unit(1e3, { data: 1 }),
  MB: unit(1e6, { data: 1 }),
  GB: unit(1e9, { data: 1 }),
  KiB: unit(1024, { data: 1 }),
  MiB: unit(1048576, { data: 1 }),
  GiB: unit(1073741824, { data: 1 }),
  ratio: unit(1),
  percent: unit(0.01),
  celsius: unit(1, { celsius: 1 }),
  fahrenheit: unit(1, { fahrenheit: 1 }),
  kelvin: unit(1, { kelvin: 1 }),
  W: unit(1, { energy: 1, time: -1 }),
  mW: unit(1e-3, { energy: 1, time: -1 }),
  kW: unit(1e3, { energy: 1, time: -1 }),
  J: unit(1, { energy: 1 }),
  mJ: unit(1e-3, { energy: 1 }),
  Wh: unit(3600, { energy: 1 }),
  kWh: unit(3.6e6, { energy: 1 }),
  Hz: unit(1, { cycles: 1, time: -1 }),
  MHz: unit(1e6, { cycles: 1, time: -1 }),
  GHz: unit(1e9, { cycles: 1, time: -1 }),
  USD: unit(1, { money: 1 }),
  code: unit(1, { code: 1 }),
};

/** Dimensions that are not counts of things. */
export const PHYSICAL: ReadonlySet<string> = new Set([
  "time",
  "clock",
  "data",
  "celsius",
  "fahrenheit",
  "kelvin",
  "energy",
  "cycles",
  "money",
  "code",
]);

/** Whether the word names a unit by itself: `ms` does, `jobs` names what is counted. */
export const isKnownUnit = (word: string): boolean => Object.hasOwn(KNOWN, word);

/**
 * Reads a contract's unit: a word above, the plural of a counted thing (`jobs`), or a quotient of two (`tokens/s`).
 */
export function parseUnit(text: string): Unit {
  const [over, under] = text.split("/") as [string, string | undefined];
  const one = (word: string): Unit =>
    isKnownUnit(word) ? KNOWN[word]! : unit(1, { [word.replace(/s$/, "")]: 1 });
  return under === undefined ? one(over) : quotient(one(over), one(under));
}

const combine = (a: Unit, b: Unit, sign: 1 | -1): Unit => {
  const of: Record<string, number> = { ...a.of };
  for (const [dimension, exponent] of Object.entries(b.of)) {
    const sum = (of[dimension] ?? 0) + sign * exponent;
    if (sum === 0) delete of[dimension];
    else of[dimension] = sum;
  }
  return {
    scale:
      a.scale === undefined || b.scale === undefined
        ? undefined
        : sign === 1
          ? a.scale * b.scale
          : a.scale / b.scale,
    of,
  };
};
export const product = (a: Unit, b: Unit): Unit => combine(a, b, 1);
export const quotient = (a: Unit, b: Unit): Unit => combine(a, b, -1);
/** Per second. */
export const perSecond = (a: Unit): Unit => quotient(a, KNOWN["s"]!);

/** The dimensions that make two units comparable; `shapeOf` of `ms` and of `s/token` is `time`. */
export type Shape = "ratio" | "count" | "rate" | (string & {});

/**
 * What kind of quantity a unit measures. Counted things are all one kind, and "per job" changes no kind, because
 * what an exporter calls a job another calls a request.
 */
export function shapeOf({ of }: Unit): Shape {
  const physical = Object.entries(of)
    .filter(([dimension]) => PHYSICAL.has(dimension))
    .sort(([a], [b]) => (a < b ? -1 : 1));
  if (physical.length === 0) return Object.keys(of).length === 0 ? "ratio" : "count";
  const shape = physical
    .map(([dimension, exponent]) => (exponent === 1 ? dimension : `${dimension}^${exponent}`))
    .join("·");
  return shape === "time^-1" ? "rate" : shape;
}

/** Whether two scales are one, rounding aside. */
export const sameScale = (a: number, b: number): boolean => Math.abs(a / b - 1) < 1e-6;
