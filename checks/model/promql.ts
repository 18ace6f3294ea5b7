/** PromQL as a small tree, read with Prometheus' own grammar. */
import { parser } from "@prometheus-io/lezer-promql";
import type { SyntaxNode } from "@lezer/common";
import { blankVariables, type VariableUse } from "./variables.ts";

/** A stretch of the source. */
export interface Span {
  readonly from: number;
  readonly to: number;
}
export interface Matcher extends Span {
  readonly label: string;
  readonly op: "=" | "!=" | "=~" | "!~";
  /** Unquoted, escapes undone, variables as written. */
  readonly value: string;
}
/** A name. Where a variable stands in it, the variable stays as written: `$by`, `${app}_id`. */
export interface Word extends Span {
  readonly name: string;
}
/** `[5m]` or `[$__rate_interval]`: the text between the brackets. */
export interface Window extends Span {
  readonly text: string;
}
export interface Selector extends Span {
  readonly is: "selector";
  /** Absent for `{__name__=~"…"}` and for `{}`. */
  readonly metric: Word | undefined;
  readonly matchers: readonly Matcher[];
  /** Present on a range selector. */
  readonly window: Window | undefined;
}
export interface Call extends Span {
  readonly is: "call";
  readonly fn: string;
  readonly args: readonly Expr[];
}
export interface Aggregate extends Span {
  readonly is: "aggregate";
  readonly op: string;
  /** The first argument of topk, quantile and the like. */
  readonly param: Expr | undefined;
  readonly of: Expr;
  readonly by: readonly Word[] | undefined;
  readonly without: readonly Word[] | undefined;
}
export interface Binary extends Span {
  readonly is: "binary";
  readonly op: string;
  readonly bool: boolean;
  readonly left: Expr;
  readonly right: Expr;
  readonly on: readonly Word[] | undefined;
  readonly ignoring: readonly Word[] | undefined;
  readonly group: "left" | "right" | undefined;
  /** Labels after group_left or group_right. */
  readonly include: readonly Word[];
  /** Whether `fill(…)` stands in for partners that are missing. */
  readonly fill: boolean;
}
export interface Subquery extends Span {
  readonly is: "subquery";
  readonly of: Expr;
  readonly window: Window;
}
export interface NumberLiteral extends Span {
  readonly is: "number";
  readonly value: number;
  /** True where a Grafana variable stands: the value is unknown. */
  readonly variable: boolean;
}
export interface StringText extends Span {
  readonly is: "string";
  readonly value: string;
}
export interface Negation extends Span {
  readonly is: "negation";
  readonly of: Expr;
}
/** Something this tree has no shape for; its children are still walked. */
export interface Other extends Span {
  readonly is: "other";
  readonly children: readonly Expr[];
}
export type Expr =
  Selector | Call | Aggregate | Binary | Subquery | NumberLiteral | StringText | Negation | Other;

/** A place that Prometheus refuses, with its reason where the grammar alone does not say. */
export interface Refusal extends Span {
  readonly reason?: string;
}

/** A parsed query. */
export interface Parsed {
  readonly source: string;
  readonly root: Expr | undefined;
  /** Places the grammar does not understand, variables aside, in source order. */
  readonly errors: readonly Refusal[];
  readonly uses: readonly VariableUse[];
}

/** Parses PromQL in which Grafana variables may stand. Never throws: what it does not understand is in `errors`. */
export function parsePromql(source: string): Parsed {
  const { text, uses } = blankVariables(source);
  const tree = parser.parse(text);
  const errors: Refusal[] = [];
  tree.iterate({
    enter: ({ type, from, to, node }) => {
      const reason = type.isError ? undefined : refusal(node, source);
      if (type.isError) errors.push({ from, to });
      else if (reason !== undefined) errors.push({ from: from + reason.at, to, reason: reason.text });
    },
  });
  const top = children(tree.topNode)[0];
  return { source, root: top ? convert(top, { text, source, uses }) : undefined, errors, uses };
}

/** Why Prometheus refuses something that this grammar lets pass, and where in the node it begins. */
function refusal(
  node: SyntaxNode,
  source: string,
): { readonly at: number; readonly text: string } | undefined {
  const inner = operand(node.firstChild);
  const text = source.slice(node.from, node.to);
  const behind = inner ? inner.to - node.from + /^\s*/.exec(text.slice(inner.to - node.from))![0].length : 0;
  switch (node.name) {
    case "MatrixSelector":
      return inner?.name === "VectorSelector"
        ? undefined
        : {
            at: behind,
            text: "a range belongs behind a selector; behind anything else it needs a colon, [1h:]",
          };
    case "OffsetExpr":
      return OFFSETS.has(inner?.name ?? "")
        ? undefined
        : { at: behind, text: "`offset` belongs right behind a selector or a subquery" };
    case "StringLiteral": {
      if (text.startsWith("`")) return undefined;
      const quote = text[0]!;
      if (!new RegExp(`^${quote}(\\\\[^]|[^\\\\${quote}])*${quote}$`).test(text))
        return { at: 0, text: "the string is not closed" };
      const escape = [...text.matchAll(/\\([^])/g)].find(
        ([, next]) => !/[abfnrtvxuU0-7\\]/.test(next!) && next !== quote,
      );
      return (
        escape && {
          at: escape.index,
          text: `\`${escape[0]}\` is no escape; double the backslash, or put the text in backquotes`,
        }
      );
    }
    default:
      return undefined;
  }
}
const OFFSETS = new Set([
  "VectorSelector",
  "MatrixSelector",
  "SubqueryExpr",
  "StepInvariantExpr",
  "SmoothedExpr",
  "AnchoredExpr",
]);

interface Source {
  /** With variables blanked. */
  readonly text: string;
  readonly source: string;
  readonly uses: readonly VariableUse[];
}

const children = (node: SyntaxNode): SyntaxNode[] => {
  const all: SyntaxNode[] = [];
  for (let child = node.firstChild; child; child = child.nextSibling)
    if (child.name !== "LineComment") all.push(child);
  return all;
};
const OPERATORS: Readonly<Record<string, string>> = {
  Add: "+", Sub: "-", Mul: "*", Div: "/", Mod: "%", Pow: "^", Atan2: "atan2",
  Eql: "==", EqlC: "==", Neq: "!=", Gtr: ">", Lss: "<", Gte: ">=", Lte: "<=",
  And: "and", Or: "or", Unless: "unless", TrimUpper: "</", TrimLower: ">/",
}; // prettier-ignore
const NOT_EXPRESSIONS = new Set([
  "BoolModifier",
  "MatchingModifierClause",
  "AggregateOp",
  "AggregateModifier",
  "FunctionIdentifier",
  "UnaryOp",
  "At",
  "AtModifierPreprocessors",
  "Offset",
  "OffsetDurationExpr",
  "DurationExpr",
  "LabelMatchers",
  "Identifier",
]);

function convert(node: SyntaxNode, s: Source): Expr {
  const span = { from: node.from, to: node.to };
  switch (node.name) {
    case "VectorSelector":
      return selector(node, undefined, span, s);
    case "MatrixSelector":
      return behind(node.firstChild, s, (inner) => {
        const window = windowOf(node, s);
        return inner.name === "VectorSelector" && window
          ? selector(inner, window, { from: inner.from, to: node.to }, s)
          : other(node, s);
      });
    case "FunctionCall": {
      const body = node.getChild("FunctionCallBody");
      const fn = node.getChild("FunctionIdentifier");
      if (usesIn(fn, s).length > 0) return other(node, s);
      return {
        is: "call",
        fn: s.text.slice(...range(fn)),
        args: body ? args(body, s) : [],
        ...span,
      };
    }
    case "AggregateExpr": {
      const body = node.getChild("FunctionCallBody");
      const inner = body ? args(body, s) : [];
      const of = inner.at(-1);
      const op = node.getChild("AggregateOp");
      if (!of || usesIn(op, s).length > 0) return other(node, s);
      const modifier = node.getChild("AggregateModifier");
      const labels = modifier ? words(modifier.getChild("GroupingLabels"), s) : undefined;
      return {
        is: "aggregate",
        op: s.text.slice(...range(op)).toLowerCase(),
        param: inner.length > 1 ? inner[0] : undefined,
        of,
        by: modifier?.getChild("By") ? labels : undefined,
        without: modifier?.getChild("Without") ? labels : undefined,
        ...span,
      };
    }
    case "BinaryExpr": {
      const parts = children(node);
      const [left, right] = [parts[0], parts.at(-1)];
      const operator = parts.find((part) => part.name in OPERATORS);
      if (!left || !right || left === right || !operator) return other(node, s);
      const clause = node.getChild("MatchingModifierClause");
      const groups = clause ? children(clause).filter((part) => part.name === "GroupingLabels") : [];
      const group = clause?.getChild("GroupLeft")
        ? "left"
        : clause?.getChild("GroupRight")
          ? "right"
          : undefined;
      return {
        is: "binary",
        op: OPERATORS[operator.name]!,
        bool: node.getChild("BoolModifier") !== null,
        left: convert(left, s),
        right: convert(right, s),
        on: clause?.getChild("On") ? words(groups[0] ?? null, s) : undefined,
        ignoring: clause?.getChild("Ignoring") ? words(groups[0] ?? null, s) : undefined,
        group,
        include: group ? words(groups[1] ?? null, s) : [],
        fill: ["FillClause", "FillLeftClause", "FillRightClause", "FillModifier"].some((name) =>
          node.getChild(name),
        ),
        ...span,
      };
    }
    case "SubqueryExpr":
      return behind(node.firstChild, s, (inner) => {
        const window = windowOf(node, s);
        return window
          ? { is: "subquery", of: convert(inner, s), window, from: inner.from, to: node.to }
          : other(node, s);
      });
    // Parentheses, offset and @ change when or in which order something is evaluated, not what it is.
    case "ParenExpr":
    case "OffsetExpr":
    case "StepInvariantExpr":
    case "SmoothedExpr":
    case "AnchoredExpr":
      return node.firstChild ? convert(node.firstChild, s) : other(node, s);
    case "UnaryExpr": {
      const inner = node.lastChild;
      if (!inner || inner.name === "UnaryOp") return other(node, s);
      const of = convert(inner, s);
      if (s.text[node.from] !== "-") return of;
      return of.is === "number" ? { ...of, value: -of.value, ...span } : { is: "negation", of, ...span };
    }
    case "NumberDurationLiteral":
      return {
        is: "number",
        value: number(s.text.slice(node.from, node.to)),
        variable: usesIn(node, s).length > 0,
        ...span,
      };
    case "StringLiteral":
      return { is: "string", value: unquote(s.source.slice(node.from, node.to)), ...span };
    default:
      return other(node, s);
  }
}

/**
 * What a range, `offset` or `@` really stands behind. This grammar lets `a - b offset 1h` shift the whole difference,
 * where Prometheus shifts `b`.
 */
function operand(node: SyntaxNode | null): SyntaxNode | null {
  const last = node && /^(Binary|Unary)Expr$/.test(node.name) ? children(node).at(-1) : undefined;
  return last ? operand(last) : node;
}

/** The tree of `node` with what stands behind it applied to its last operand. */
function behind(node: SyntaxNode | null, s: Source, wrap: (operand: SyntaxNode) => Expr): Expr {
  if (!node) return { is: "other", children: [], from: 0, to: 0 };
  const last = /^(Binary|Unary)Expr$/.test(node.name) ? children(node).at(-1) : undefined;
  if (!last) return wrap(node);
  const whole = convert(node, s);
  const right = behind(last, s, wrap);
  return whole.is === "binary"
    ? { ...whole, right, to: right.to }
    : s.text[node.from] === "-"
      ? { is: "negation", of: right, from: node.from, to: right.to }
      : right;
}

const other = (node: SyntaxNode, s: Source): Other => ({
  is: "other",
  children: args(node, s),
  from: node.from,
  to: node.to,
});
const args = (body: SyntaxNode, s: Source): Expr[] =>
  children(body)
    .filter(
      (child) =>
        !child.type.isError &&
        !NOT_EXPRESSIONS.has(child.name) &&
        /^[A-Z]/.test(child.name) &&
        !(child.name in OPERATORS),
    )
    .map((child) => convert(child, s));
/** The variables that stand, in whole or in part, where the node is. */
const usesIn = (node: SyntaxNode | null, s: Source): VariableUse[] =>
  node ? s.uses.filter((use) => !use.inString && use.from < node.to && use.to > node.from) : [];
/** The name at a node, with any variable in it as the source writes it. */
function word(node: SyntaxNode, s: Source): Word {
  const uses = usesIn(node, s);
  const from = Math.min(node.from, ...uses.map((use) => use.from));
  const to = Math.max(node.to, ...uses.map((use) => use.to));
  const text = s.source.slice(from, to);
  return { name: node.name.startsWith("Quoted") ? unquote(text) : text, from, to };
}
const range = (node: SyntaxNode | null): [number, number] => (node ? [node.from, node.to] : [0, 0]);

/** The first duration in brackets. A variable's stand-in may be padded, so the brackets say where it ends. */
function windowOf(node: SyntaxNode, s: Source): Window | undefined {
  const first = node.getChild("DurationExpr");
  if (!first) return undefined;
  const from = s.text.lastIndexOf("[", first.from) + 1;
  const to = from + s.text.slice(from, node.to).search(/[\]:]/);
  return { text: s.source.slice(from, to).trim(), from, to };
}

function selector(node: SyntaxNode, window: Window | undefined, span: Span, s: Source): Selector {
  const name = node.getChild("Identifier");
  let metric: Word | undefined = name ? word(name, s) : undefined;
  const matchers: Matcher[] = [];
  const list = node.getChild("LabelMatchers");
  for (const child of list ? children(list) : []) {
    if (child.name === "QuotedLabelName") {
      metric = word(child, s);
      continue;
    }
    if (child.name !== "UnquotedLabelMatcher" && child.name !== "QuotedLabelMatcher") continue;
    const label = child.firstChild;
    const op = child.getChild("MatchOp");
    const value = child.getChild("StringLiteral");
    if (!label || !op || !value) continue;
    const matcher: Matcher = {
      label: word(label, s).name,
      op: s.text.slice(op.from, op.to) as Matcher["op"],
      value: unquote(s.source.slice(value.from, value.to)),
      from: child.from,
      to: child.to,
    };
    if (matcher.label === "__name__" && matcher.op === "=")
      metric = { name: matcher.value, from: value.from + 1, to: value.to - 1 };
    matchers.push(matcher);
  }
  return { is: "selector", metric, matchers, window, ...span };
}

const words = (node: SyntaxNode | null, s: Source): Word[] =>
  node
    ? children(node)
        .filter((child) => child.name === "LabelName" || child.name === "QuotedLabelName")
        .map((child) => word(child, s))
    : [];

/** The value of a quoted string, PromQL's and LogQL's escapes undone. */
export function unquote(text: string): string {
  if (text.startsWith("`")) return text.slice(1, -1);
  return text
    .slice(1, -1)
    .replace(/\\(n|t|r|.)/g, (_, escaped: string) => ({ n: "\n", t: "\t", r: "\r" })[escaped] ?? escaped);
}

function number(text: string): number {
  const plain = text.trim();
  if (/^[+-]?inf$/i.test(plain)) return plain.startsWith("-") ? -Infinity : Infinity;
  const duration = seconds(plain);
  return duration !== undefined && /[a-z]$/i.test(plain) && !/^0x|^nan$/i.test(plain)
    ? duration
    : Number(plain.replaceAll("_", ""));
}

/** A duration such as `1h30m` in seconds, or undefined. */
export function seconds(text: string): number | undefined {
  if (!/^(\d+(ms|[smhdwy]))+$/.test(text)) return undefined;
  const factor: Readonly<Record<string, number>> = {
    ms: 0.001,
    s: 1,
    m: 60,
    h: 3600,
    d: 86400,
    w: 604800,
    y: 31536000,
  };
  return [...text.matchAll(/(\d+)(ms|[smhdwy])/g)].reduce(
    (sum, [, count, unit]) => sum + Number(count) * factor[unit!]!,
    0,
  );
}

/** Every expression in the tree, the root first. */
export function* walk(expr: Expr | undefined): Generator<Expr> {
  if (!expr) return;
  yield expr;
  for (const child of childrenOf(expr)) yield* walk(child);
}

/** The direct sub-expressions, in source order. */
export function childrenOf(expr: Expr): readonly Expr[] {
  switch (expr.is) {
    case "call":
      return expr.args;
    case "aggregate":
      return expr.param ? [expr.param, expr.of] : [expr.of];
    case "binary":
      return [expr.left, expr.right];
    case "subquery":
    case "negation":
      return [expr.of];
    case "other":
      return expr.children;
    default:
      return [];
  }
}

/** Every selector in the tree. */
export function* selectors(expr: Expr | undefined): Generator<Selector> {
  for (const each of walk(expr)) if (each.is === "selector") yield each;
}
