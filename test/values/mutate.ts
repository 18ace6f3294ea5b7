/** Small mistakes, made on purpose in a panel's expression: each is one that somebody makes when writing PromQL. */
import {
  childrenOf,
  parsePromql,
  seconds,
  walk,
  type Aggregate,
  type Binary,
  type Expr,
  type Selector,
  type Span,
} from "../../checks/model/promql.ts";
import type { MetricFacts } from "../../contracts/contract.ts";
import { equalBy } from "./equal.ts";

/** One expression with one mistake. */
export interface Mutant {
  /** The kind of mistake. */
  readonly operator: Operator;
  /** What was done; distinct among the mutants of one expression. */
  readonly mutation: string;
  /** The whole expression afterwards, variables as written. */
  readonly expr: string;
  /** The kind of change in equal.ts that it is, if it is no mistake at all: nothing could notice it. */
  readonly equal?: string;
}

/** The kinds, in the order of the report. */
export const OPERATORS = [
  "matcher dropped",
  "matcher negated",
  "matcher value changed",
  "metric replaced",
  "`le` dropped",
  "grouping label dropped",
  "grouping label replaced",
  "aggregation replaced",
  "function replaced",
  "quantile replaced",
  "window halved",
  "fallback dropped",
  "`and` and `or` swapped",
  "`on()` dropped",
  "comparison replaced",
  "arithmetic swapped",
  "operands swapped",
  "constant changed",
  "text changed",
] as const;
export type Operator = (typeof OPERATORS)[number];

/** What the mutations know about the world around an expression. */
export interface Known {
  /** Seconds that `$__rate_interval`, `$__interval` and `$__range` stand for in this target. */
  readonly windows: Readonly<Record<string, number>>;
  /** Every recorded metric family by name. */
  readonly metrics: ReadonlyMap<string, MetricFacts>;
  /** Names of series that some panel asks for: a mistaken one of these gives numbers, where others give nothing. */
  readonly used: ReadonlySet<string>;
}

interface Edit extends Span {
  readonly operator: Operator;
  readonly mutation: string;
  /** Whether the text above says already which part of the expression is meant. */
  readonly complete?: boolean;
  readonly text: string;
}

/**
 * Every mutant of an expression, in the order of the source. Mutants of equal text are one.
 *
 * @throws Error where a mutation broke the syntax, which is a mistake here: it would count as noticed.
 */
export function mutants(source: string, known: Known): Mutant[] {
  const { root, uses } = parsePromql(source);
  // A variable's stand-in may be shorter than its name: a span that ends within the name ends behind it.
  const end = (at: number) => uses.find((use) => use.from < at && at < use.to)?.to ?? at;
  const whole = (expr: Expr): Expr => {
    const to = end(expr.to);
    switch (expr.is) {
      case "binary":
        return { ...expr, to, left: whole(expr.left), right: whole(expr.right) };
      case "aggregate":
        return { ...expr, to, param: expr.param && whole(expr.param), of: whole(expr.of) };
      case "call":
        return { ...expr, to, args: expr.args.map(whole) };
      case "subquery":
      case "negation":
        return { ...expr, to, of: whole(expr.of) };
      case "other":
        return { ...expr, to, children: expr.children.map(whole) };
      default:
        return { ...expr, to };
    }
  };
  const edits = [...places(root && whole(root))].flatMap(({ expr, above }) =>
    editsOf(expr, source, known).map((edit) => ({
      ...edit,
      mutation: edit.complete
        ? edit.mutation
        : `${edit.mutation} in ${short(source.slice(expr.from, expr.to))}`,
      equal: equalBy({ ...edit, expr, above, source, metrics: known.metrics })?.change,
    })),
  );
  const texts = new Set([source]);
  const names = new Map<string, number>();
  return edits
    .map((edit, index) => ({ edit, index }))
    .sort((a, b) => a.edit.from - b.edit.from || a.edit.to - b.edit.to || a.index - b.index)
    .flatMap(({ edit: { operator, mutation, from, to, text, equal } }): Mutant[] => {
      const expr = (source.slice(0, from) + text + source.slice(to)).trim();
      if (texts.has(expr)) return [];
      texts.add(expr);
      if (parsePromql(expr).errors.length > 0)
        throw new Error(`${mutation} of ${source} is no PromQL: ${expr}`);
      const count = (names.get(mutation) ?? 0) + 1;
      names.set(mutation, count);
      return [
        {
          operator,
          mutation: count === 1 ? mutation : `${mutation} (${count})`,
          expr,
          ...(equal !== undefined && { equal }),
        },
      ];
    });
}

/** Every expression in the tree with what it is part of, the nearest first. */
function* places(
  expr: Expr | undefined,
  above: readonly Expr[] = [],
): Generator<{ readonly expr: Expr; readonly above: readonly Expr[] }> {
  if (!expr) return;
  yield { expr, above };
  for (const child of childrenOf(expr)) yield* places(child, [expr, ...above]);
}

function editsOf(expr: Expr, source: string, known: Known): Edit[] {
  switch (expr.is) {
    case "selector":
      return [...matcherEdits(expr, source), ...metricEdits(expr, known), ...windowEdits(expr.window, known)];
    case "subquery":
      return windowEdits(expr.window, known);
    case "aggregate":
      return [
        ...replaced("aggregation replaced", expr, expr.op, AGGREGATIONS),
        ...groupingEdits(expr, known),
      ];
    case "call":
      return [...replaced("function replaced", expr, expr.fn, FUNCTIONS), ...argumentEdits(expr)];
    case "binary":
      return binaryEdits(expr, source);
    default:
      return [];
  }
}

const AGGREGATIONS: Readonly<Record<string, readonly string[]>> = {
  sum: ["avg", "max"],
  max: ["sum", "min"],
  min: ["max"],
  avg: ["sum"],
  count: ["sum"],
};
const FUNCTIONS: Readonly<Record<string, readonly string[]>> = {
  rate: ["irate", "increase"],
  increase: ["rate"],
  resets: ["changes"],
  changes: ["resets"],
  avg_over_time: ["max_over_time"],
  max_over_time: ["avg_over_time"],
};

/** Another word in place of the one that an expression begins with. */
const replaced = (
  operator: Operator,
  { from }: Span,
  word: string,
  by: Readonly<Record<string, readonly string[]>>,
): Edit[] =>
  (by[word] ?? []).map((text) => ({
    operator,
    mutation: `${word} → ${text}`,
    from,
    to: from + word.length,
    text,
  }));

/** The stretch to cut so that a list stays a list without its `index`-th element. */
function without(list: readonly Span[], index: number): Span {
  const [own, before, after] = [list[index]!, list[index - 1], list[index + 1]];
  if (before) return { from: before.to, to: own.to };
  return { from: own.from, to: after ? after.from : own.to };
}

const NEGATED = { "=": "!=", "!=": "=", "=~": "!~", "!~": "=~" } as const;
/** A class of statuses read as another one; of several values, the first is forgotten. */
const OTHER_VALUE: readonly (readonly [RegExp, string])[] = [
  [/^2\.\.$/, "4.."],
  [/^3\.\.$/, "4.."],
  [/^4\.\.$/, "5.."],
  [/^5\.\.$/, "4.."],
  [/^\[45\]\.\.$/, "5.."],
  [/^[\w.]+\|/, ""],
];

function matcherEdits({ matchers }: Selector, source: string): Edit[] {
  return matchers.flatMap(({ op, value, from, to }, index): Edit[] => {
    const text = source.slice(from, to);
    const shown = text.replace(/\s*(=~|!~|!=|=)\s*/, "$1");
    const other = OTHER_VALUE.find(([pattern]) => pattern.test(value));
    const changed = other && value.replace(...other);
    return [
      {
        operator: "matcher dropped",
        mutation: `${shown} dropped`,
        ...without(matchers, index),
        text: "",
      },
      {
        operator: "matcher negated",
        mutation: `${shown} negated`,
        from,
        to,
        text: text.replace(op, NEGATED[op]),
      },
      ...(changed === undefined
        ? []
        : [
            {
              operator: "matcher value changed",
              mutation: `${value} → ${changed}`,
              from,
              to,
              text: text.replace(value, changed),
            } as const,
          ]),
    ];
  });
}

const SUFFIX = /_(bucket|sum|count)$/;

function metricEdits({ metric }: Selector, { metrics, used }: Known): Edit[] {
  if (!metric) return [];
  const family = metrics.has(metric.name) ? metric.name : metric.name.replace(SUFFIX, "");
  const suffix = metric.name.slice(family.length);
  const facts = metrics.get(family);
  if (!facts) return [];
  const edit = (name: string): Edit => ({
    operator: "metric replaced",
    mutation: `${metric.name} → ${name}`,
    from: metric.from,
    to: metric.to,
    text: name,
  });
  const labels = ({ labels }: MetricFacts) => [...labels.keys()].sort().join();
  // Those that would give numbers first, then those that would fit best; else the next one of the alphabet.
  const fitting = (other: MetricFacts) =>
    (used.has(other.name + suffix) ? 2 : 0) + (labels(other) === labels(facts) ? 1 : 0);
  const siblings = [...metrics.values()]
    .filter((other) => other.exporter === facts.exporter && other.type === facts.type && other !== facts)
    .sort(
      (a, b) =>
        fitting(b) - fitting(a) ||
        Number(a.name < family) - Number(b.name < family) ||
        (a.name < b.name ? -1 : 1),
    );
  const other = { _sum: "_count", _count: "_sum" }[suffix];
  return [
    ...siblings.slice(0, 1).map(({ name }) => edit(name + suffix)),
    ...(other === undefined ? [] : [edit(family + other)]),
  ];
}

function windowEdits(window: Selector["window"], { windows }: Known): Edit[] {
  if (!window) return [];
  const whole = windows[window.text.replace("$", "")] ?? seconds(window.text);
  if (whole === undefined) throw new Error(`Nobody said how long the window ${window.text} is.`);
  const half = whole % 2 === 0 ? `${whole / 2}s` : `${whole * 500}ms`;
  return [
    {
      operator: "window halved",
      mutation: `[${window.text}] → [${half}]`,
      from: window.from,
      to: window.to,
      text: half,
    },
  ];
}

function groupingEdits({ by = [], of }: Aggregate, { metrics }: Known): Edit[] {
  const names = [...walk(of)].flatMap((each) =>
    each.is === "selector" && each.metric ? [each.metric.name] : [],
  );
  // A recorded series stands in no contract.
  const carried = names.flatMap((name) => [
    ...((metrics.get(name) ?? metrics.get(name.replace(SUFFIX, "")))?.labels.values() ?? []),
  ]);
  const others = [
    ...carried
      .filter(({ always }) => always)
      .map(({ name }) => name)
      .sort(),
    "instance",
    "job",
  ];
  const other = others.find((name) => name !== "le" && by.every((word) => word.name !== name))!;
  return by.flatMap((label, index): Edit[] => {
    const dropped = { mutation: `by ${label.name} dropped`, ...without(by, index), text: "" };
    if (label.name === "le") return [{ operator: "`le` dropped", ...dropped }];
    return [
      { operator: "grouping label dropped", ...dropped },
      {
        operator: "grouping label replaced",
        mutation: `by ${label.name} → ${other}`,
        from: label.from,
        to: label.to,
        text: other,
      },
    ];
  });
}

function argumentEdits({ fn, args }: Extract<Expr, { is: "call" }>): Edit[] {
  const text = args[2];
  if (fn === "label_replace" && text?.is === "string")
    return [
      {
        operator: "text changed",
        mutation: `"${text.value}" → "changed"`,
        from: text.from,
        to: text.to,
        text: '"changed"',
      },
    ];
  return args.flatMap((arg): Edit[] => {
    if (arg.is !== "number" || arg.variable) return [];
    const quantile = fn === "histogram_quantile";
    const value = quantile ? (arg.value === 0.5 ? 0.95 : 0.5) : Number.isNaN(arg.value) ? 0 : arg.value + 1;
    return [
      {
        operator: quantile ? "quantile replaced" : "constant changed",
        mutation: `${fn}: ${arg.value} → ${value}`,
        from: arg.from,
        to: arg.to,
        text: String(value),
      },
    ];
  });
}

const ARITHMETIC: Readonly<Record<string, string>> = { "+": "-", "-": "+", "*": "/", "/": "*" };
const COMPARISONS: Readonly<Record<string, string>> = {
  ">": "<",
  "<": ">",
  ">=": ">",
  "<=": "<",
  "==": "!=",
  "!=": "==",
};
const SETS: Readonly<Record<string, string>> = { and: "or", or: "and", unless: "and" };

function binaryEdits(expr: Binary, source: string): Edit[] {
  const { op, left, right, from, to } = expr;
  const gap = source.slice(left.to, right.from);
  const at = left.to + gap.search(/\b(and|or|unless)\b|[-+*/%^<>=!]/i);
  const operator: Span = { from: at, to: at + op.length };
  if (source.slice(operator.from, operator.to).toLowerCase() !== op)
    throw new Error(`Where is ${op} in ${source.slice(from, to)}?`);
  const becomes = (kind: Operator, other: string | undefined): Edit[] =>
    other === undefined ? [] : [{ operator: kind, mutation: `${op} → ${other}`, ...operator, text: other }];
  const leftText = source.slice(from, operator.from).trim();
  const rightText = source
    .slice(operator.to, to)
    .replace(/^\s*(bool\b)?\s*((on|ignoring|group_left|group_right)\s*\([^)]*\)\s*)*/, "");
  const edits: Edit[] = [
    ...becomes("`and` and `or` swapped", SETS[op]).map((edit) => ({
      ...edit,
      mutation: `${edit.mutation} before ${short(rightText)}`,
      complete: true,
    })),
    ...becomes("comparison replaced", COMPARISONS[op]),
    ...becomes("arithmetic swapped", ARITHMETIC[op]),
  ];
  if (op === "or")
    edits.push({
      operator: "fallback dropped",
      mutation: `or ${short(rightText)} dropped`,
      complete: true,
      from: from + source.slice(from, operator.from).trimEnd().length,
      to,
      text: "",
    });
  const on = /^\s*on\s*\(\s*\)/.exec(source.slice(operator.to, to));
  if (on)
    edits.push({
      operator: "`on()` dropped",
      mutation: `on() before ${short(rightText)} dropped`,
      complete: true,
      from: operator.to,
      to: operator.to + on[0].length,
      text: "",
    });
  if (op === "/")
    edits.push({
      operator: "operands swapped",
      mutation: `${short(leftText)} / ${short(rightText)} turned round`,
      complete: true,
      from,
      to,
      text: `(${rightText}) / (${leftText})`,
    });
  return [...edits, ...constantEdits(expr, source, operator)];
}

/** Factors forgotten, thresholds moved, sentinels taken for another one. */
function constantEdits({ op, left, right, from, to }: Binary, source: string, operator: Span): Edit[] {
  const edit = (mutation: string, span: Span, text: string): Edit => ({
    operator: "constant changed",
    mutation,
    from: span.from,
    to: span.to,
    text,
  });
  const literal = (of: Span) => source.slice(of.from, of.to);
  const edits: Edit[] = [];
  if (left.is === "number" && op === "*" && !left.variable)
    edits.push(
      left.value === 0
        ? edit("0 * → 1 *", left, "1")
        : edit(`${literal(left)} * dropped`, { from, to: operator.to }, ""),
    );
  if (right.is !== "number") return edits;
  if (op === "*" || op === "/") {
    edits.push(edit(`${op} ${literal(right)} dropped`, { from: operator.from, to }, ""));
    if (right.value === 3.6e9) edits.push(edit("3600000000 → 3600000", right, "3600000"));
  } else if (op in COMPARISONS) {
    const other = right.value === 0 ? 1 : 0;
    edits.push(edit(`${op} ${literal(right)} → ${op} ${other}`, right, String(other)));
  } else if (op === "-" || op === "+") {
    edits.push(edit(`${op} ${literal(right)} → ${op} ${right.value - 1}`, right, String(right.value - 1)));
  }
  return edits;
}

/** An expression as far as it is needed to tell which one is meant. */
const short = (text: string): string => {
  const bare = text.replace(/\{[^}]*\}|\[[^\]]*\]/g, "");
  return bare.length <= 70 ? bare : `${bare.slice(0, 69)}…`;
};
