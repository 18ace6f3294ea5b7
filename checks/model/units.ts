/** The unit of a PromQL expression, as far as the contracts and PromQL's own rules say. */
import type { MetricFacts } from "../../contracts/contract.ts";
import {
  parseUnit,
  perSecond,
  product,
  quotient,
  sameScale,
  shapeOf,
  type Unit,
} from "../../contracts/unit.ts";
import type { Context } from "./context.ts";
import {
  seconds,
  selectors,
  type Aggregate,
  type Binary,
  type Call,
  type Expr,
  type Span,
  type Word,
} from "./promql.ts";
import { ratio } from "./unit-scale.ts";

/** A quantity whose unit is known. */
export interface Measured {
  readonly is: "measured";
  /**
   * What the unit may be. More than one where the query alone does not say: `rate(x) * 60` is "per minute" and also
   * "in one minute". Something contradicts the query only if it contradicts all of them.
   */
  readonly units: readonly Unit[];
  /** The metric that decided it. */
  readonly metric: Word;
  readonly facts: MetricFacts;
  /** Seconds per second, as `rate(process_cpu_seconds_total[5m])`: some call it a ratio, some seconds. */
  readonly busyTime: boolean;
  /**
   * Nobody said what the metric counts: only that a quotient of it with itself is a ratio, and that a rate of it is per
   * second. That contradicts another ratio or rate, and nothing else.
   */
  readonly unnamed?: true;
}

/** What an expression gives: a quantity, a number that may stand beside any quantity, or something nobody can know. */
export type Value =
  Measured | { readonly is: "constant"; readonly value: number | undefined } | { readonly is: "unknown" };

/** Two sides of one operator that cannot be compared or added. */
export interface Conflict extends Span {
  readonly op: string;
  readonly left: Measured;
  readonly right: Measured;
}

/** What an expression gives, and the operators in it whose sides have different units. */
export function unitsOf(
  expr: Expr | undefined,
  context: Pick<Context, "emitted">,
): { readonly value: Value; readonly conflicts: readonly Conflict[] } {
  const conflicts: Conflict[] = [];
  return { value: expr ? known(infer(expr, { context, conflicts })) : unknown, conflicts };
}

/** A metric whose unit nobody said stands in the arithmetic as a thing of its own, told by a character no name has. */
const NAMELESS = "?";
const namelessIn = ({ of }: Unit): string[] =>
  Object.keys(of).filter((dimension) => dimension.startsWith(NAMELESS));

/** Leaves of a metric without a unit what is sure all the same: its ratio to itself, and the rate of a counter. */
function known(value: Value): Value {
  if (value.is !== "measured" || !value.unnamed) return value;
  const { facts, metric } = value;
  const units = value.units.map(({ scale, of }): Unit | undefined => {
    const [name, ...others] = namelessIn({ scale, of });
    if (name === undefined) return { scale, of };
    const { [name]: power, ...rest } = of;
    const isCounted = facts.type === "counter" && name === `${NAMELESS}${metric.name}` && power === 1;
    return isCounted && others.length === 0 && Object.keys(rest).every((each) => each === "time")
      ? { scale, of: { event: 1, ...rest } }
      : undefined;
  });
  return units.every((unit) => unit && ["ratio", "rate", "count"].includes(shapeOf(unit))) &&
    units.some((unit) => ["ratio", "rate"].includes(shapeOf(unit!)))
    ? { ...value, units: units as Unit[] }
    : unknown;
}

interface Run {
  readonly context: Pick<Context, "emitted">;
  readonly conflicts: Conflict[];
}
const unknown: Value = { is: "unknown" };
const constant = (value?: number): Value => ({ is: "constant", value });
const SECOND = parseUnit("s");
const CLOCK = parseUnit("timestamp");
/** Every unit at once: more than a handful means that the query says too little. */
const MOST = 12;

function infer(expr: Expr, run: Run): Value {
  switch (expr.is) {
    case "number":
      return expr.variable ? unknown : constant(expr.value);
    case "selector":
      return expr.metric ? metricUnit(expr.metric, run) : unknown;
    case "negation":
    case "subquery":
      return infer(expr.of, run);
    case "aggregate":
      return aggregate(expr, run);
    case "call":
      return call(expr, run);
    case "binary":
      return binary(expr, run);
    default:
      return unknown;
  }
}

/** `node_network_speed_bytes` is how many a line carries in a second, whatever its name says. */
const LINE_SPEED = /_speed_bytes$/;

function metricUnit(metric: Word, { context }: Run): Value {
  const values = context.emitted(metric.name).map(({ facts, part }): Value => {
    // 1 for yes, 0 for no: it may be multiplied with anything.
    if (facts.name.endsWith("_info") || facts.values?.join() === "0,1") return constant();
    const text =
      part === "count" || part === "bucket"
        ? (facts.of ?? "observations")
        : facts.unit === "bytes" && LINE_SPEED.test(facts.name)
          ? "bytes/s"
          : facts.unit;
    return text === undefined
      ? {
          ...measured([{ scale: 1, of: { [`${NAMELESS}${metric.name}`]: 1 } }], metric, facts),
          unnamed: true,
        }
      : measured([parseUnit(text)], metric, facts);
  });
  const first = values[0];
  // Two exporters may use one name for two things.
  return first && values.every((each) => agree(each, first)) ? first : unknown;
}

const measured = (units: readonly Unit[], metric: Word, facts: MetricFacts, busyTime = false): Measured => ({
  is: "measured",
  units,
  metric,
  facts,
  busyTime,
});

const agree = (a: Value, b: Value): boolean =>
  a.is === "measured" && b.is === "measured" ? a.unnamed === b.unnamed && comparable(a, b) : a.is === b.is;

/** Whether two quantities may have one unit. */
export const comparable = (a: Measured, b: Measured): boolean =>
  a.units.some((one) => b.units.some((other) => sameUnit(one, other)));

function sameUnit(a: Unit, b: Unit): boolean {
  const [left, right] = [shapeOf(a), shapeOf(b)];
  // A thousand tokens beside single jobs: what is counted differs anyway.
  if (left === "count" || right === "count") return left === right;
  return left === right && (a.scale === undefined || b.scale === undefined || sameScale(a.scale, b.scale));
}

/** Applies `change` to every unit it may be; no change, no knowledge. */
function mapUnits(value: Measured, change: (unit: Unit) => readonly Unit[], busyTime = false): Value {
  const units = distinct(value.units.flatMap(change));
  return units.length === 0 || units.length > MOST ? unknown : { ...value, units, busyTime };
}

function distinct(units: readonly Unit[]): Unit[] {
  const byText = new Map(
    units.map((each) => [
      `${each.scale?.toPrecision(9)} ${JSON.stringify(Object.entries(each.of).sort())}`,
      each,
    ]),
  );
  return [...byText.values()];
}

function aggregate(expr: Aggregate, run: Run): Value {
  const of = infer(expr.of, run);
  switch (expr.op) {
    case "count":
    case "count_values": {
      const first = [...selectors(expr.of)].find(({ metric }) => metric)?.metric;
      const facts = first && run.context.emitted(first.name)[0]?.facts;
      return first && facts ? measured([parseUnit("series")], first, facts) : unknown;
    }
    case "group":
    case "stdvar":
      return unknown;
    default:
      return of;
  }
}

const KEEPS = new Set(
  `abs ceil floor round clamp clamp_min clamp_max sort sort_desc sort_by_label sort_by_label_desc label_replace
  label_join scalar vector last_over_time first_over_time avg_over_time min_over_time max_over_time
  stddev_over_time mad_over_time predict_linear double_exponential_smoothing holt_winters`.split(/\s+/),
);

function call(expr: Call, run: Run): Value {
  const [first, second] = expr.args;
  const of = (at = first): Value => (at ? infer(at, run) : unknown);
  if (KEEPS.has(expr.fn)) return of();
  switch (expr.fn) {
    case "quantile_over_time":
      return of(second);
    case "rate":
    case "irate":
    case "deriv": {
      const value = of();
      if (value.is !== "measured") return value.is === "constant" ? constant() : unknown;
      const busyTime = value.units.every((each) => shapeOf(each) === "time");
      return mapUnits(value, (each) => [perSecond(each)], busyTime);
    }
    case "increase":
    case "delta":
      return increase(expr, of());
    case "idelta":
      return of();
    case "sum_over_time": {
      const value = of();
      // Hourly watts add up to watt-hours.
      return value.is === "measured"
        ? mapUnits(value, (each) => [each, product(each, { scale: undefined, of: SECOND.of })])
        : value;
    }
    case "resets":
    case "changes":
    case "count_over_time": {
      const value = of();
      return value.is === "measured" && !value.unnamed
        ? mapUnits(value, () => [parseUnit("events")])
        : unknown;
    }
    case "histogram_quantile":
      return second ? bucketUnit(second, run) : unknown;
    case "histogram_fraction":
      return unknown;
    case "time":
    case "timestamp":
      return clock(first, run);
    case "absent":
    case "absent_over_time":
      return constant();
    default:
      return unknown;
  }
}

/** `increase(x[1m])` is so many in a minute, which a reader may well call "per minute". */
function increase({ args }: Call, value: Value): Value {
  if (value.is !== "measured") return value;
  const window = args[0]?.is === "selector" || args[0]?.is === "subquery" ? args[0].window : undefined;
  const length = window && seconds(window.text);
  return mapUnits(value, (each) => [
    each,
    // Of a window that Grafana chooses, a count per some time may be meant; an energy is no power.
    ...(length !== undefined || shapeOf(each) === "count"
      ? [quotient(each, { scale: length, of: SECOND.of })]
      : []),
  ]);
}

/** `time()` knows no metric, so a query that is nothing but the time is not judged. */
function clock(of: Expr | undefined, run: Run): Value {
  const metric = of && [...selectors(of)].find((each) => each.metric)?.metric;
  const facts = metric && run.context.emitted(metric.name)[0]?.facts;
  if (metric && facts) return measured([CLOCK], metric, facts);
  return of ? unknown : measured([CLOCK], { name: "time()", from: 0, to: 0 }, TIME);
}
const TIME = { name: "time()", exporter: "", evidence: "" } as MetricFacts;
/** Whether the unit comes from `time()` alone, of which no recording says anything. */
export const isTime = ({ facts }: Measured): boolean => facts === TIME;

/** The unit of what a histogram observes, given an expression over its buckets. */
export function bucketUnit(expr: Expr, run: Pick<Run, "context">): Value {
  const found = [...selectors(expr)].flatMap(({ metric }) =>
    metric ? run.context.emitted(metric.name).map((emitted) => ({ metric, ...emitted })) : [],
  );
  const buckets = found.filter(({ part }) => part === "bucket");
  const first = buckets[0];
  if (!first?.facts.unit || buckets.some(({ facts }) => facts.unit !== first.facts.unit)) return unknown;
  return measured([parseUnit(first.facts.unit)], first.metric, first.facts);
}

function binary(expr: Binary, run: Run): Value {
  const left = infer(expr.left, run);
  const right = infer(expr.right, run);
  switch (expr.op) {
    case "*":
      return times(left, right);
    case "/":
      return over(left, right);
    case "+":
    case "-":
      return plus(expr, left, right, run);
    case "%":
      return left;
    case "and":
    case "unless":
      return left;
    case "or":
      if (isNamed(left) && isNamed(right)) return same(expr, left, right, run);
      return left.is === "constant" ? right : left;
    case "==":
    case "!=":
    case "<":
    case "<=":
    case ">":
    case ">=": {
      const both = isNamed(left) && isNamed(right) ? same(expr, left, right, run) : undefined;
      if (expr.bool) return constant();
      return both ?? (left.is === "constant" ? right : left);
    }
    case "^":
      return left.is === "constant" && right.is === "constant"
        ? constant(
            left.value === undefined || right.value === undefined ? undefined : left.value ** right.value,
          )
        : unknown;
    default:
      return left.is === "constant" && right.is === "constant" ? constant() : unknown;
  }
}

const isNamed = (value: Value): value is Measured => value.is === "measured" && !value.unnamed;

function same(expr: Binary, left: Measured, right: Measured, run: Run): Value {
  if (comparable(left, right)) return left;
  const shapes = [left, right].map(({ units }) => units.map(shapeOf));
  // Counts beside ratios or rates are odd but may be meant; seconds beside bytes are not.
  const vague = shapes.every((each) => each.some((shape) => ["ratio", "count", "rate"].includes(shape)));
  if (!vague || shapes[0]!.some((shape) => shapes[1]!.includes(shape)))
    run.conflicts.push({ op: expr.op, left, right, from: expr.from, to: expr.to });
  return unknown;
}

function plus(expr: Binary, left: Value, right: Value, run: Run): Value {
  if (left.is === "constant" && right.is === "constant") {
    const sum =
      left.value === undefined || right.value === undefined
        ? undefined
        : expr.op === "+"
          ? left.value + right.value
          : left.value - right.value;
    return constant(sum);
  }
  if (left.is === "unknown" || right.is === "unknown") return unknown;
  if (left.is === "constant")
    return right.is === "measured" && !(left.value === 1 && right.units.some(isPercent))
      ? shifted(right, left.value)
      : unknown;
  if (right.is === "constant") return shifted(left, right.value);
  const clocks = [left, right].map(({ units }) => units.every((each) => shapeOf(each) === "clock"));
  const decider = isTime(left) ? right : left;
  if (clocks[0] && clocks[1])
    return expr.op === "-" && comparable(left, right)
      ? { ...decider, units: decider.units.map(({ scale }) => ({ scale, of: SECOND.of })) }
      : unknown;
  if (left.unnamed || right.unnamed) return alike(left, right) ? left : unknown;
  if (clocks[0] || clocks[1]) return clocks[0] ? left : unknown;
  return same(expr, left, right, run);
}

/** Whether two quantities are of the very same units: what a metric without a unit counts, another does not. */
const alike = (a: Measured, b: Measured): boolean => {
  const both = distinct([...a.units, ...b.units]).length;
  return both === a.units.length && both === b.units.length;
};

/** What is taken from 1 is a share of it, so "times 100" was no change of unit: `1 - ratio / 0.01` is a budget left. */
const isPercent = (unit: Unit): boolean =>
  shapeOf(unit) === "ratio" && unit.scale !== undefined && sameScale(unit.scale, 0.01);

/** 273.15 added to degrees Celsius makes them something else. */
const shifted = (value: Measured, by: number | undefined): Value =>
  by !== 0 && value.units.some(({ of }) => "celsius" in of) ? unknown : value;

function times(left: Value, right: Value): Value {
  if (left.is === "constant" && right.is === "constant")
    return constant(
      left.value === undefined || right.value === undefined ? undefined : left.value * right.value,
    );
  if ((left.is === "constant" && left.value === 0) || (right.is === "constant" && right.value === 0))
    return constant(0);
  if (left.is === "unknown" || right.is === "unknown") return unknown;
  if (left.is === "constant") return right.is === "measured" ? scaled(right, left.value, 1) : unknown;
  if (right.is === "constant") return scaled(left, right.value, 1);
  return mapUnits(besides(left, right), (one) => right.units.map((other) => product(one, other)));
}

/** The left side's knowledge, where the right one may have a unit that nobody said. */
const besides = (left: Measured, right: Measured): Measured =>
  right.unnamed ? { ...left, unnamed: true } : left;
const isSeries = ({ of }: Unit): boolean => Object.entries(of).join() === "serie,1";

function over(left: Value, right: Value): Value {
  if (left.is === "constant" && right.is === "constant")
    return constant(
      left.value === undefined || right.value === undefined ? undefined : left.value / right.value,
    );
  if (left.is === "unknown" || right.is === "unknown") return unknown;
  if (right.is === "constant") return left.is === "measured" ? scaled(left, right.value, -1) : unknown;
  if (left.is === "constant") {
    const one = mapUnits(right, (unit) => [quotient({ scale: 1, of: {} }, unit)]);
    return one.is === "measured" ? scaled(one, left.value, 1) : one;
  }
  // Divided by how many there are, it is an average, and in the unit it was in.
  if (right.units.every(isSeries) && !left.units.some(isSeries)) return left;
  return mapUnits(isTime(left) ? { ...right, units: left.units } : besides(left, right), (one) =>
    right.units.map((other) => quotient(one, other)),
  );
}

/** Times or divided by a number. A number that converts no unit may stand for anything, a price or a share. */
function scaled(value: Measured, by: number | undefined, sign: 1 | -1): Value {
  // Multiplied by an info metric or by 0 and 1.
  if (by === undefined) return value;
  const converts = ratio(Math.abs(by));
  if (!converts) return unknown;
  return mapUnits(
    value,
    (unit) => {
      if (converts.onlyData && unit.of["data"] === undefined) return [];
      const scale = unit.scale === undefined ? undefined : unit.scale * Math.abs(by) ** -sign;
      const length: Unit = { scale: 1, of: SECOND.of };
      // 60 may turn "per second" into "per minute", or be a minute's length.
      return [
        { scale, of: unit.of },
        ...(converts.isLength ? [sign === 1 ? product(unit, length) : quotient(unit, length)] : []),
      ];
    },
    value.busyTime && converts.isOne,
  );
}
