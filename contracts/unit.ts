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
  timestamp: unit(1, { clock: 1 }),
  bytes: unit(1, { data: 1 }),
  KB: unit(1e3, { data: 1 }),
  MiB: unit(1048576, { data: 1 }),
  ratio: unit(1),
  percent: unit(0.01),
  celsius: unit(1, { celsius: 1 }),
  W: unit(1, { energy: 1, time: -1 }),
  mJ: unit(1e-3, { energy: 1 }),
  MHz: unit(1e6, { cycles: 1, time: -1 }),
  USD: unit(1, { money: 1 }),
  code: unit(1, { code: 1 }),
};

/** Dimensions that are not counts of things. */
export const PHYSICAL: ReadonlySet<string> = new Set([
  "time",
  "clock",
  "data",
  "celsius",
  "energy",
  "cycles",
  "money",
  "code",
]);

/**
 * Reads a contract's unit: a word above, the plural of a counted thing (`jobs`), or a quotient of two (`tokens/s`).
 */
export function parseUnit(text: string): Unit {
  const [over, under] = text.split("/") as [string, string | undefined];
  const one = (word: string): Unit => KNOWN[word] ?? unit(1, { [word.replace(/s$/, "")]: 1 });
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
