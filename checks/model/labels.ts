/** Which labels the series of an expression carry, by the rules Prometheus evaluates it with. */
import { distance } from "fastest-levenshtein";
import type { MetricFacts } from "../../contracts/contract.ts";
import type { Board } from "./board.ts";
import type { Context, Emitted } from "./context.ts";
import { onlyWithout, passesWithout } from "./matchers.ts";
import { COMPARISONS, typeOf } from "./promql-types.ts";
import type { Aggregate, Binary, Call, Expr, Selector, Word } from "./promql.ts";
import { emittedBy, samples } from "./recorded.ts";
import { hasVariable } from "./variables.ts";

/** Both bounds of what is known. Where they are equal, the labels are known exactly. `__name__` is left aside. */
export interface Labels {
  /** On every series, and not empty. */
  readonly sure: ReadonlySet<string>;
  /** No series has another one. Undefined: anything may be there. */
  readonly possible: ReadonlySet<string> | undefined;
}

const UNKNOWN: Labels = { sure: new Set(), possible: undefined };
const NONE: Labels = { sure: new Set(), possible: new Set() };
/** Set by Prometheus on everything it scrapes. */
const TARGET = ["job", "instance"];

const KNOWN = new WeakMap<Context, WeakMap<Expr, Labels>>();

/** The labels of an expression's result. A number has none. */
export function labelsOf(expr: Expr, board: Board, context: Context): Labels {
  // Each label of a query asks about the same trees again.
  let known = KNOWN.get(context);
  if (!known) KNOWN.set(context, (known = new WeakMap()));
  let labels = known.get(expr);
  if (!labels) known.set(expr, (labels = infer(expr, board, context)));
  return labels;
}

function infer(expr: Expr, board: Board, context: Context): Labels {
  const of = (each: Expr): Labels => labelsOf(each, board, context);
  switch (expr.is) {
    case "selector":
      return ofSelector(expr, board, context);
    case "call":
      return ofCall(expr, of);
    case "aggregate":
      return ofAggregate(expr, of(expr.of));
    case "binary":
      return ofBinary(expr, of);
    case "subquery":
    case "negation":
      return of(expr.of);
    case "number":
      return expr.variable ? UNKNOWN : NONE;
    case "string":
      return NONE;
    case "other":
      return UNKNOWN;
  }
}

/** The labels of a selector's metric, its matchers aside. */
export function carried(selector: Selector, context: Context): Labels {
  const found = emittedBy(selector, context);
  // A family that was only declared has shown none of its labels yet.
  if (found.length === 0 || found.some(({ facts }) => facts.recordings.length === 0)) return UNKNOWN;
  const all = found.map((emitted) => ofMetric(emitted, context)).reduce(either);
  return isGeneric(found, context) && !ofKnownJob(selector, context) ? { ...all, possible: undefined } : all;
}

/** A name such as `up` or `process_cpu_seconds_total` comes from programs that nobody recorded as well. */
const isGeneric = (found: readonly Emitted[], { contracts }: Context): boolean =>
  found.length > 1 ||
  contracts.some(
    ({ exporter, addedByPrometheus }) => addedByPrometheus && exporter === found[0]!.facts.exporter,
  );
/** Also under a misspelt `job`: what has the name of a job as its value is meant as one. */
const ofKnownJob = ({ matchers }: Selector, { contracts }: Context): boolean =>
  matchers.some(
    ({ label, op, value }) =>
      distance(label, "job") <= 1 && op === "=" && contracts.some(({ job }) => job === value),
  );

function ofMetric({ facts, part }: Emitted, context: Context): Labels {
  const names = [...facts.labels.values()].filter(({ name }) => name !== "quantile" || part === "value");
  const bound = part === "bucket" ? ["le"] : facts.type === "summary" && part === "value" ? ["quantile"] : [];
  const own = context.contracts.find(({ exporter }) => exporter === facts.exporter);
  const added = own?.addedByPrometheus
    ? [...context.added.values()].flat()
    : (context.added.get(facts.exporter) ?? []);
  const empty = emptyLabels(facts, context);
  return {
    sure: new Set([
      ...names
        .filter(({ name, always }) => always && !facts.rollUp.includes(name) && !empty.has(name))
        .map(({ name }) => name),
      ...bound,
      ...TARGET,
    ]),
    possible: new Set([...names.map(({ name }) => name), ...bound, ...TARGET, ...added]),
  };
}

const EMPTY = new WeakMap<MetricFacts, ReadonlySet<string>>();
/** Labels that some recorded series writes with an empty value, which in Prometheus is no label. */
function emptyLabels(facts: MetricFacts, context: Context): ReadonlySet<string> {
  let empty = EMPTY.get(facts);
  if (!empty) {
    const found = new Set<string>();
    for (const { sample } of samples(facts, context))
      for (const [label, value] of Object.entries(sample.labels)) if (value === "") found.add(label);
    EMPTY.set(facts, (empty = found));
  }
  return empty;
}

function ofSelector(selector: Selector, board: Board, context: Context): Labels {
  const { sure, possible } = carried(selector, context);
  // A label that no recording has says nothing about the other side of a join, so it stays out of both bounds.
  const known = selector.matchers.filter(({ label }) => possible?.has(label));
  const gone = known.filter(onlyWithout).map(({ label }) => label);
  const there = known.filter((matcher) => passesWithout(matcher, board) === false).map(({ label }) => label);
  return { sure: minus(union(sure, there), gone), possible: possible && minus(possible, gone) };
}

function ofCall({ fn, args }: Call, of: (expr: Expr) => Labels): Labels {
  const text = (index: number): string | undefined => {
    const given = args[index];
    return given?.is === "string" && !hasVariable(given.value) ? given.value : undefined;
  };
  const vector = args.find((each) => ["vector", "range"].includes(typeOf(each) ?? ""));
  const labels = vector ? of(vector) : args.some((each) => typeOf(each) === undefined) ? UNKNOWN : NONE;
  switch (fn) {
    case "vector":
      return NONE;
    case "absent":
    case "absent_over_time": {
      const equal = vector?.is === "selector" ? vector.matchers.filter(({ op }) => op === "=") : [];
      const names = new Set(equal.map(({ label }) => label));
      return {
        sure: new Set(
          equal.filter(({ value }) => value !== "" && !hasVariable(value)).map(({ label }) => label),
        ),
        possible: names,
      };
    }
    case "info":
      return UNKNOWN;
    case "histogram_quantile":
    case "histogram_fraction":
      return {
        sure: minus(labels.sure, ["le"]),
        possible: labels.possible && minus(labels.possible, ["le"]),
      };
    case "histogram_quantiles": {
      const name = text(1);
      return {
        sure: minus(labels.sure, ["le"]),
        possible:
          labels.possible && name !== undefined ? union(minus(labels.possible, ["le"]), [name]) : undefined,
      };
    }
    case "label_replace": {
      const [name, replacement, source, regex] = [text(1), args[2], text(3), text(4)];
      if (name === undefined || replacement?.is !== "string") return { sure: new Set(), possible: undefined };
      const fixed = replacement.value !== "" && !replacement.value.includes("$");
      const always = source === "" && (regex === "" || regex === ".*" || regex === "(.*)");
      return {
        sure:
          fixed && (always || labels.sure.has(name))
            ? union(labels.sure, [name])
            : minus(labels.sure, [name]),
        possible: labels.possible && union(labels.possible, [name]),
      };
    }
    case "label_join": {
      const name = text(1);
      if (name === undefined) return { sure: new Set(), possible: undefined };
      const sources = args.slice(3).map((each) => (each.is === "string" ? each.value : ""));
      return {
        sure: sources.some((each) => labels.sure.has(each))
          ? union(labels.sure, [name])
          : minus(labels.sure, [name]),
        possible: labels.possible && union(labels.possible, [name]),
      };
    }
    default:
      return labels;
  }
}

const SELECTING = new Set(["topk", "bottomk", "limitk", "limit_ratio"]);

function ofAggregate({ op, param, by, without }: Aggregate, labels: Labels): Labels {
  if (SELECTING.has(op)) return labels;
  const written = by ?? without ?? [];
  if (written.some(({ name }) => hasVariable(name)))
    return without ? { sure: new Set(), possible: labels.possible } : UNKNOWN;
  const names = written.map(({ name }) => name);
  const kept: Labels = without
    ? { sure: minus(labels.sure, names), possible: labels.possible && minus(labels.possible, names) }
    : {
        sure: intersection(new Set(names), labels.sure),
        possible: intersection(new Set(names), labels.possible),
      };
  if (op !== "count_values") return kept;
  const name = param?.is === "string" && !hasVariable(param.value) ? param.value : undefined;
  return name === undefined
    ? { sure: kept.sure, possible: undefined }
    : { sure: union(kept.sure, [name]), possible: kept.possible && union(kept.possible, [name]) };
}

function ofBinary(expr: Binary, of: (expr: Expr) => Labels): Labels {
  // A variable that stands alone is a factor or a threshold nearly always.
  const [leftType, rightType] = [typeOf(expr.left), typeOf(expr.right)];
  if (rightType !== "vector") return of(expr.left);
  if (leftType !== "vector") return of(expr.right);
  const [left, right] = [of(expr.left), of(expr.right)];
  if (expr.op === "or") return either(left, right);
  if (expr.op === "and" || expr.op === "unless") return left;
  const clause: readonly Word[] = [...(expr.on ?? []), ...(expr.ignoring ?? []), ...expr.include];
  if (clause.some(({ name }) => hasVariable(name))) return UNKNOWN;
  const names = (expr.on ?? expr.ignoring ?? []).map(({ name }) => name);
  if (expr.group) {
    const [many, one] = expr.group === "left" ? [left, right] : [right, left];
    const include = expr.include.map(({ name }) => name);
    return {
      sure: union(
        minus(many.sure, include),
        include.filter((name) => one.sure.has(name)),
      ),
      possible:
        many.possible &&
        union(
          minus(many.possible, include),
          include.filter((name) => one.possible?.has(name) ?? true),
        ),
    };
  }
  const sure = expr.fill ? intersection(left.sure, right.sure) : union(left.sure, right.sure);
  const possible = expr.fill
    ? left.possible && right.possible && union(left.possible, right.possible)
    : left.possible
      ? intersection(left.possible, right.possible)
      : right.possible;
  return expr.on
    ? { sure: intersection(new Set(names), sure), possible: intersection(new Set(names), possible) }
    : expr.ignoring
      ? // What is ignored may differ, and is dropped; the rest must be equal.
        { sure: minus(sure, names), possible: possible && minus(possible, names) }
      : { sure, possible };
}

/**
 * The label that keeps the two sides of an operation from ever meeting: always on one side, never on the other.
 * Undefined where they may meet.
 */
export function parting(
  expr: Binary,
  board: Board,
  context: Context,
): { readonly label: string; readonly on: "left" | "right" } | undefined {
  if (expr.op === "or" || expr.fill || typeOf(expr.left) !== "vector" || typeOf(expr.right) !== "vector")
    return undefined;
  const clause = expr.on ?? expr.ignoring ?? [];
  if (clause.some(({ name }) => hasVariable(name))) return undefined;
  const names = new Set(clause.map(({ name }) => name));
  const matched = (label: string): boolean => (expr.on ? names.has(label) : !names.has(label));
  const left = labelsOf(expr.left, board, context);
  const right = labelsOf(expr.right, board, context);
  for (const [on, has, lacks] of [["left", left, right] as const, ["right", right, left] as const])
    for (const label of [...has.sure].sort())
      if (matched(label) && lacks.possible && !lacks.possible.has(label)) return { label, on };
  return undefined;
}

/** Whether an operation compares, and so keeps the left side's numbers. */
export const compares = ({ op }: Binary): boolean => COMPARISONS.has(op);

const either = (a: Labels, b: Labels): Labels => ({
  sure: intersection(a.sure, b.sure),
  possible: a.possible && b.possible && union(a.possible, b.possible),
});
const union = (a: Iterable<string>, b: Iterable<string>): Set<string> => new Set([...a, ...b]);
const minus = (a: Iterable<string>, b: Iterable<string>): Set<string> => {
  const gone = new Set(b);
  return new Set([...a].filter((each) => !gone.has(each)));
};
/** Undefined is everything. */
const intersection = (a: ReadonlySet<string>, b: ReadonlySet<string> | undefined): ReadonlySet<string> =>
  b ? new Set([...a].filter((each) => b.has(each))) : a;
