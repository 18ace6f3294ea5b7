/**
 * The part of PromQL that the measures need, in PromQL's own word order: `sum(rate(x)).by("model")`.
 * Expressions are frozen plain data; `print` (print.ts) is the only place that knows how PromQL is written.
 */
import type { Exporter, Histogram, Kind, Labels, Matcher, Metric } from "../contracts/metric.ts";
import { up } from "../contracts/prometheus/metrics.gen.ts";

/** One node of an expression. */
export type Node =
  | {
      readonly is: "select";
      readonly metric: Metric<Kind, Labels>;
      readonly suffix: "" | "_bucket";
      readonly target?: Exporter;
    }
  | { readonly is: "window"; readonly fn: string; readonly of: Node; readonly window: Window }
  | {
      readonly is: "aggregate";
      readonly op: string;
      readonly by: readonly string[];
      readonly of: Node;
      readonly param?: number;
    }
  | { readonly is: "call"; readonly fn: string; readonly args: readonly (Node | string)[] }
  | {
      readonly is: "binary";
      readonly op: string;
      readonly left: Node;
      readonly right: Node;
      readonly on?: readonly string[];
      readonly group?: boolean;
    }
  | { readonly is: "number"; readonly value: number | string }
  | {
      readonly is: "if emitted";
      readonly metric: Metric<Kind, Labels>;
      readonly then: Node;
      readonly otherwise: Node;
    }
  | {
      readonly is: "raw";
      readonly text: string;
      readonly reason: string;
      readonly uses: readonly Metric<Kind, Labels>[];
    };

/**
 * How far back a range selector looks. `rate` is `$__rate_interval` in a panel and the rule's own window in a rule;
 * `step` is one step of the panel (`$__interval`), for counting each event once; `range` is the panel's whole range.
 */
export type Window = "rate" | "step" | "range" | `${number}${"s" | "m" | "h" | "d"}`;

/** An expression whose series carry exactly the labels `L`. */
export interface Vector<L extends string> {
  readonly node: Node;
  readonly labels: readonly L[];
  /** Only for the compiler: two vectors fit each other when their labels are the same set. */
  readonly exactly?: (label: L) => L;
}

/** Series as the exporter labels them, not yet aggregated. */
export interface Series<L> {
  readonly node: Node;
  readonly carries: L;
}

type Label<L> = keyof L & string;
type Aggregated<L> = Vector<never> & {
  /** One series per combination of these labels. */
  readonly by: <B extends Label<L>>(...labels: B[]) => Vector<B>;
};

const frozen = <T extends object>(value: T): T => Object.freeze(value);
const frozenNode = (value: Node): Node => Object.freeze(value);
const vector = <L extends string>(node: Node, labels: readonly L[]): Vector<L> =>
  frozen({ node: frozen(node), labels: frozen([...labels]) });
const select = (metric: Metric<Kind, any>, suffix: "" | "_bucket" = ""): Node =>
  frozen({ is: "select", metric, suffix });
const number = (value: number): Node => frozen({ is: "number", value });
const windowed =
  (fn: string, defaultWindow: Window) =>
  <L extends Labels>(of: Metric<"counter", L>, window: Window = defaultWindow): Series<L> =>
    frozen({ node: frozen({ is: "window", fn, of: select(of), window }), carries: of.labels });

/** Growth per second: `rate(x_total[$__rate_interval])`. Unit: the counter's, per second. */
export const rate = windowed("rate", "rate");
/** Growth over the window: `increase(x_total[$__interval])`. Unit: the counter's. */
export const increase = windowed("increase", "step");
/** How often the counter fell back, which is how often its process restarted: `resets(x_total[…])`. */
export const resets = windowed("resets", "rate");

const gaugeOverTime =
  (fn: string) =>
  <L extends Labels>(of: Metric<"gauge", L>, window: Window): Series<L> =>
    frozen({ node: frozen({ is: "window", fn, of: select(of), window }), carries: of.labels });
/** The mean of a gauge over the window: `avg_over_time(x[…])`. Unit: the gauge's. */
export const avgOverTime = gaugeOverTime("avg_over_time");
/** The least value of a gauge in the window: `min_over_time(x[…])`. Unit: the gauge's. */
export const minOverTime = gaugeOverTime("min_over_time");
/** The greatest value of a gauge in the window: `max_over_time(x[…])`. Unit: the gauge's. */
export const maxOverTime = gaugeOverTime("max_over_time");
/** All samples of a gauge in the window, added up: `sum_over_time(x[…])`. For recorded rates. */
export const sumOverTime = gaugeOverTime("sum_over_time");
/** How often a gauge took another value in the window: `changes(x[…])`. */
export const changes = gaugeOverTime("changes");
/**
 * How many observations per second were not above `bound`, which has to be one of the histogram's own boundaries:
 * `rate(x_bucket{le=~"5(\\.0)?"}[…])`. Prometheus 2 stores the boundary as the page writes it, Prometheus 3 as `5.0`.
 */
export const rateWithin = <L extends Labels>(
  of: Histogram<L>,
  bound: number,
  window: Window = "rate",
): Series<L> => {
  const le = String(bound).replaceAll(".", "\\.") + (Number.isInteger(bound) ? "(\\.0)?" : "");
  const narrowed = of({ le: matching(le) } as never);
  return frozen({
    node: frozenNode({ is: "window", fn: "rate", of: select(narrowed, "_bucket"), window }),
    carries: of.labels,
  });
};
const nodeOf = (of: Metric<"gauge", any> | { readonly node: Node }): Node =>
  "node" in of ? of.node : select(of);

interface Aggregate {
  /** Series as the exporter labels them, narrowed to the labels that are asked for. */
  <L>(of: Metric<"gauge", L & Labels> | Series<L>): Aggregated<L>;
  /** What is aggregated already: `sum(max(x).by("gpu"))`. */
  <L extends string>(of: Vector<L>): Aggregated<Readonly<Record<L, "any">>>;
}
const aggregate =
  (op: string): Aggregate =>
  (of: Metric<"gauge", any> | Series<any> | Vector<any>): any => {
    const by = (...labels: string[]) => vector({ is: "aggregate", op, by: labels, of: nodeOf(of) }, labels);
    return frozen({ ...by(), by });
  };
/** `sum by (…) (…)`. Not for a count that every instance reports alike: that is `max`. */
export const sum = aggregate("sum");
/** `max by (…) (…)`. */
export const max = aggregate("max");
/** `min by (…) (…)`. */
export const min = aggregate("min");
/** `avg by (…) (…)`. Not over quantiles or means of several series: average sums, then divide. */
export const avg = aggregate("avg");
/** `count by (…) (…)`: how many series there are. */
export const count = aggregate("count");

/** The `n` greatest series of a vector: `topk(n, …)`. Over a range each step chooses anew, so use it for instants. */
export const topk = <L extends string>(n: number, of: Vector<L>): Vector<L> =>
  vector({ is: "aggregate", op: "topk", by: [], of: of.node, param: n }, of.labels);

/**
 * A quantile of a histogram: `histogram_quantile(0.95, sum by (le, …) (rate(x_bucket[…])))`. Unit: the histogram's.
 * It cannot exceed the last finite bucket, and is NaN while nothing is observed.
 */
export const quantile = <L extends Labels>(q: number, of: Histogram<L>): Aggregated<L> => {
  const by = <B extends Label<L>>(...labels: B[]): Vector<B> =>
    vector(
      {
        is: "call",
        fn: "histogram_quantile",
        args: [
          number(q),
          frozenNode({
            is: "aggregate",
            op: "sum",
            by: ["le", ...labels],
            of: frozenNode({ is: "window", fn: "rate", of: select(of, "_bucket"), window: "rate" }),
          }),
        ],
      },
      labels,
    );
  return frozen({ ...by<never>(), by });
};

/** How many observations fell into each bucket in each step, for a heatmap: `sum by (le) (increase(x_bucket[$__interval]))`. */
export const bucketCounts = <L extends Labels>(of: Histogram<L>): Vector<"le"> =>
  vector(
    {
      is: "aggregate",
      op: "sum",
      by: ["le"],
      of: frozen({ is: "window", fn: "increase", of: select(of, "_bucket"), window: "step" }),
    },
    ["le"],
  );

/** The mean of a histogram: sum of sums over sum of counts, never an average of averages. Unit: the histogram's. */
export const mean = <L extends Labels>(of: Histogram<L>): Aggregated<L> => {
  const by = <B extends Label<L>>(...labels: B[]): Vector<B> =>
    divide(sum(rate(of.sum)).by(...labels), sum(rate(of.count)).by(...labels));
  return frozen({ ...by<never>(), by });
};

type Operand<L extends string> = Vector<L> | number;
/** The labels of the result: those of the operand that has any. */
type Arithmetic = {
  <L extends string>(left: Vector<L>, right: Vector<L>): Vector<L>;
  <L extends string>(left: Vector<L>, right: number): Vector<L>;
  <L extends string>(left: number, right: Vector<L>): Vector<L>;
};
const arithmetic =
  (op: string): Arithmetic =>
  <L extends string>(left: Operand<L>, right: Operand<L>): Vector<L> =>
    vector(
      { is: "binary", op, left: operand(left), right: operand(right) },
      typeof left === "number" ? (right as Vector<L>).labels : left.labels,
    );
const operand = (of: Vector<any> | number): Node => (typeof of === "number" ? number(of) : of.node);

/** `left + right`, series by series; both carry the same labels. */
export const plus = arithmetic("+");
/** `left - right`, series by series; both carry the same labels. */
export const minus = arithmetic("-");
/** `left * right`, series by series; both carry the same labels. */
export const times = arithmetic("*");
/** `left / right`, series by series; both carry the same labels. 0/0 is NaN: see `orIdle`. */
export const divide = arithmetic("/");

/**
 * `left op on (…) group_left () right`: every series of `left` meets the one series of `right` that has the same
 * `labels`. The result keeps the labels of `left`.
 */
export const join = <L extends string, R extends L>(
  left: Vector<L>,
  op: "*" | "/" | "+" | "-",
  right: Vector<R>,
): Vector<L> =>
  vector(
    { is: "binary", op, left: left.node, right: right.node, on: right.labels, group: true },
    left.labels,
  );

/** Multiplies by a number that a text variable of the board holds, such as a price: `left * $price`. */
export const timesVariable = <L extends string>(left: Vector<L>, variable: string): Vector<L> =>
  vector(
    { is: "binary", op: "*", left: left.node, right: frozen({ is: "number", value: `$${variable}` }) },
    left.labels,
  );

type Comparison = ">" | ">=" | "<" | "<=" | "==" | "!=";
/** Keeps only the series that compare so; the value stays: `x > 0`. NaN compares with nothing, so it goes. */
export function where<L extends string>(left: Vector<L>, op: Comparison, right: number): Vector<L>;
export function where<L>(left: Series<L>, op: Comparison, right: number): Series<L>;
export function where(
  left: Vector<any> | Series<any>,
  op: Comparison,
  right: number,
): Vector<any> | Series<any> {
  return frozen({ ...left, node: frozenNode({ is: "binary", op, left: left.node, right: number(right) }) });
}

/** Keeps the series of `left` for which `right` has a series of the same labels: `left and right`. */
export const and = <L extends string>(left: Vector<L>, right: Vector<L>): Vector<L> =>
  vector({ is: "binary", op: "and", left: left.node, right: right.node }, left.labels);

/** Keeps the series of `left` for which `right` has no series of the same labels: `left unless right`. */
export const unless = <L extends string>(left: Vector<L>, right: Vector<L>): Vector<L> =>
  vector({ is: "binary", op: "unless", left: left.node, right: right.node }, left.labels);

/** `left`, and the series of `right` whose labels `left` lacks: `left or right`. */
export const or = <L extends string>(left: Vector<L>, right: Vector<L>): Vector<L> =>
  vector({ is: "binary", op: "or", left: left.node, right: right.node }, left.labels);

/**
 * `right` only when `left` has no series at all: `left or on() right`.
 *
 * @param as What the series is called in the legend where `left` has labels: its first label gets this value.
 */
export const orElse = <L extends string>(
  left: Vector<L>,
  right: Vector<never> | number,
  as?: string,
): Vector<L> => {
  const node =
    typeof right === "number" ? frozenNode({ is: "call", fn: "vector", args: [number(right)] }) : right.node;
  const label = left.labels[0];
  const named =
    as === undefined || label === undefined
      ? node
      : frozenNode({ is: "call", fn: "label_replace", args: [node, label, as, "", ""] });
  return vector({ is: "binary", op: "or", left: left.node, right: named, on: [] }, left.labels);
};

/** The same series with one more label: `label_replace(x, "metric", "nginx_up", "", "")`. */
export const labelled = <L extends string, N extends string>(
  of: Vector<L>,
  name: N,
  value: string,
): Vector<L | N> =>
  vector({ is: "call", fn: "label_replace", args: [of.node, name, value, "", ""] }, [...of.labels, name]);

/** No value above `most`: `clamp_max(x, most)`. */
export const atMost = <L extends string>(of: Vector<L>, most: number): Vector<L> =>
  vector({ is: "call", fn: "clamp_max", args: [of.node, number(most)] }, of.labels);
/** No value below `least`: `clamp_min(x, least)`. */
export const atLeast = <L extends string>(of: Vector<L>, least: number): Vector<L> =>
  vector({ is: "call", fn: "clamp_min", args: [of.node, number(least)] }, of.labels);
/** When the last sample was taken, in unix seconds: `timestamp(x)`. */
export const timestamp = <L extends Labels>(of: Series<L>): Series<L> =>
  frozen({ node: frozenNode({ is: "call", fn: "timestamp", args: [of.node] }), carries: of.carries });

/** The time at which Prometheus evaluates, in unix seconds: `time()`. */
export const now: Vector<never> = vector({ is: "call", fn: "time", args: [] }, []);

/** 1 when every target of the exporter's job answered the last scrape, 0 when one did not: `min(up{job="…"})`. */
export const isUp = (exporter: Exporter): Vector<never> => min(upOf(exporter));
/** `up` of the exporter's job, one series per target. */
export const upOf = (exporter: Exporter): Series<typeof up.labels> =>
  frozen({ node: frozen({ is: "select", metric: up, suffix: "", target: exporter }), carries: up.labels });
/** 1 while Prometheus has no target under the exporter's job, else nothing: `absent(up{job="…"})`. */
export const notScraped = (exporter: Exporter): Vector<"job"> =>
  vector({ is: "call", fn: "absent", args: [upOf(exporter).node] }, ["job"]);
/** A metric Prometheus adds per target (`scrape_duration_seconds`), of the exporter's job only. */
export const ofTarget = <L extends Labels>(metric: Metric<"gauge", L>, exporter: Exporter): Series<L> =>
  frozen({
    node: frozenNode({ is: "select", metric: metric as Metric<"gauge", any>, suffix: "", target: exporter }),
    carries: metric.labels,
  });

/**
 * 0 while the exporter is there, nothing when it is not: `0 * max(last_over_time(heartbeat[$__rate_interval]))`.
 * The heartbeat is a metric that every recording of the exporter contains; where there is none, it is `up` of its job
 * being 1. Within the window of the rate it stands in for, because while Prometheus itself did not scrape, the truth is
 * unknown and not 0; an instant selector would look back five minutes.
 */
export const zeroOf = (exporter: Exporter): Vector<never> => {
  const byUp = exporter.heartbeat === "up";
  const of = byUp ? upOf(exporter).node : select(heartbeat(exporter));
  const latest = max({
    node: frozenNode({ is: "window", fn: "last_over_time", of, window: "rate" }),
    carries: {},
  });
  return times(0, byUp ? where(latest, "==", 1) : latest);
};

// Only its name and exporter matter: the heartbeat is aggregated away and multiplied by 0.
const heartbeat = (exporter: Exporter): Metric<"gauge", Labels> =>
  Object.assign((() => heartbeat(exporter)) as never, {
    kind: "gauge" as const,
    metric: exporter.heartbeat,
    exporter,
    labels: { job: "any", instance: "any" } as const,
    facts: {},
    where: {},
  });

/**
 * 0 instead of nothing while the exporter is there: what never happened is absent, not 0. When the exporter is gone
 * there is still no series, so that a panel can say so.
 * `x or on() 0 * (…)`, see {@link zeroOf}; for a vector with labels the zero is named: `label_replace(…, "model", "none yet", "", "")`.
 *
 * @param as What the zero series is called in the legend where `of` has labels.
 */
export const orZero = <L extends string>(
  of: Vector<L>,
  as = "none yet",
  exporter: Exporter = exporterOf(of.node),
): Vector<L> => orElse(of, zeroOf(exporter), as);

/** The value a stat shows as the word "idle". Below zero, so that no real ratio, rate or duration can be taken for it. */
export const IDLE = -1;

/**
 * A quotient that has no meaning while nothing happens: the number, or {@link IDLE} while the exporter is there but
 * the quotient is 0/0, or nothing when the exporter is gone. `(x >= 0) or on() 0 * (…) - 1`.
 */
export const orIdle = (of: Vector<never>, exporter: Exporter = exporterOf(of.node)): Vector<never> =>
  orElse(where(of, ">=", 0), minus(zeroOf(exporter), -IDLE));

/**
 * `then` where the variant that `stack.yaml` selects emits `metric`, else `otherwise`: for what only newer versions
 * have. Decided when the board is built, so the query never names a metric that is not there.
 */
export const ifEmitted = <L extends string>(
  metric: Metric<Kind, any>,
  then: Vector<L>,
  otherwise: Vector<L>,
): Vector<L> => vector({ is: "if emitted", metric, then: then.node, otherwise: otherwise.node }, then.labels);

/**
 * The named escape hatch: PromQL as text, for what this file has no word for. It is parsed and checked on the way out
 * like everything else, but no filter of the board reaches into it.
 *
 * @param reason Why the typed words do not do; a reader of the code sees it.
 * @param uses The metrics it reads, so that a board without that exporter leaves the panel out.
 */
export const raw = <const L extends string>(
  text: string,
  options: { reason: string; labels: readonly L[]; uses: readonly Metric<Kind, any>[] },
): Vector<L> => vector({ is: "raw", text, reason: options.reason, uses: options.uses }, options.labels);

/** Matches when the label is not `value`. */
export const not = (value: string): Matcher => ({ op: "!=", value });
/** Matches the regular expression in full. */
export const matching = (pattern: string): Matcher => ({ op: "=~", value: pattern });
/** HTTP status codes of a class: `statusClass("5xx")` is `=~"5.."`. */
export const statusClass = (name: `${1 | 2 | 3 | 4 | 5}xx`): Matcher => matching(`${name[0]}..`);

/** Every metric an expression cannot do without, in reading order, the exporter's heartbeat included. */
export function metricsOf(node: Node): Metric<Kind, Labels>[] {
  switch (node.is) {
    case "select":
      return [node.metric];
    case "window":
    case "aggregate":
      return metricsOf(node.of);
    case "call":
      return node.args.flatMap((arg) => (typeof arg === "string" ? [] : metricsOf(arg)));
    case "binary":
      return [...metricsOf(node.left), ...metricsOf(node.right)];
    case "if emitted":
      return metricsOf(node.otherwise);
    case "raw":
      return [...node.uses];
    case "number":
      return [];
  }
}

/** Exporters an expression cannot do without, those whose `up` it reads included. */
export function exportersOf(node: Node): Exporter[] {
  const found = new Map<string, Exporter>();
  const visit = (each: Node): void => {
    if (each.is === "select") {
      const exporter = each.target ?? each.metric.exporter;
      found.set(exporter.name, exporter);
    } else if (each.is === "window" || each.is === "aggregate") visit(each.of);
    else if (each.is === "call") each.args.forEach((arg) => typeof arg !== "string" && visit(arg));
    else if (each.is === "binary") [each.left, each.right].forEach(visit);
    else if (each.is === "if emitted") visit(each.otherwise);
    else if (each.is === "raw") each.uses.forEach(({ exporter }) => found.set(exporter.name, exporter));
  };
  visit(node);
  return [...found.values()];
}

/** The one exporter an expression reads; with several, say which one's heartbeat counts. */
function exporterOf(node: Node): Exporter {
  const [exporter, another] = exportersOf(node);
  if (!exporter || another)
    throw new Error(
      `Which exporter's heartbeat tells idle from down? This expression reads ${exporter ? `${exporter.name} and ${another!.name}` : "none"}; pass one.`,
    );
  return exporter;
}
