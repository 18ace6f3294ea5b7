/** What changed in a PromQL query, read off both syntax trees. */
import {
  childrenOf,
  type Aggregate,
  type Binary,
  type Expr,
  type Parsed,
  type Selector,
  type Word,
} from "../checks/model/promql.ts";
import { brief } from "./json.ts";

/** Sentences with what they cost: of several ways to tell a change the cheapest is told. */
interface Told {
  readonly cost: number;
  /** Written only for what is told in the end. */
  readonly says: () => readonly string[];
}
const NOTHING: Told = { cost: 0, says: () => [] };
const one = (says: () => string, cost = 1): Told => ({ cost, says: () => [says()] });
const all = (...told: readonly Told[]): Told => ({
  cost: told.reduce((sum, { cost }) => sum + cost, 0),
  says: () => told.flatMap(({ says }) => says()),
});

/** Each change once, in the order of the query: `window 5m → $__rate_interval`. Empty where the trees are equal. */
export function sentences(was: Parsed, is: Parsed): readonly string[] {
  if (!was.root || !is.root) return [];
  const text = new Map<Expr, string>();
  const read = (expr: Expr, source: string): void => {
    text.set(expr, source.slice(expr.from, expr.to));
    for (const child of childrenOf(expr)) read(child, source);
  };
  read(was.root, was.source);
  read(is.root, is.source);
  const known = new Map<Expr, Map<Expr, Told>>();
  const compare = (a: Expr, b: Expr, name = "number"): Told => {
    const found = known.get(a)?.get(b);
    if (found) return found;
    const made = shape(a) === shape(b) ? NOTHING : cheapest(a, b, name);
    known.set(a, (known.get(a) ?? new Map<Expr, Told>()).set(b, made));
    return made;
  };
  const cheapest = (a: Expr, b: Expr, name: string): Told =>
    [
      ...alike(a, b, name),
      ...childrenOf(b).map((child) => all(compare(a, child), around(b, child, "added"))),
      ...childrenOf(a).map((child) => all(compare(child, b), around(a, child, "removed"))),
      one(() => `${brief(text.get(a))} → ${brief(text.get(b))}`, 2 + (size(a) + size(b)) / 2),
    ].reduce((best, each) => (each.cost < best.cost ? each : best));
  /** What stands around `child` in `outer`. */
  const around = (outer: Expr, child: Expr, sign: string): Told => {
    const cost = 1 + (size(outer) - size(child)) / 2;
    switch (outer.is) {
      case "binary":
        return one(
          () =>
            outer.left === child
              ? `${sign} ${brief(`${outer.op}${matching(outer)} ${text.get(outer.right)}`)}`
              : `${sign} ${brief(`${text.get(outer.left)} ${outer.op}${matching(outer)}`)}`,
          cost,
        );
      case "aggregate":
        return one(
          () => `${sign} \`${outer.op}${grouping(outer)}\` around ${brief(text.get(child), 40)}`,
          cost,
        );
      case "call":
        return one(() => `${sign} \`${outer.fn}\` around ${brief(text.get(child), 40)}`, cost);
      case "subquery":
        return one(
          () => `${sign} subquery \`[${outer.window.text}]\` around ${brief(text.get(child), 40)}`,
          cost,
        );
      default:
        return one(() => `${sign} ${brief(text.get(outer))}`, cost);
    }
  };
  /** The change told inside of a node of the same kind. */
  const alike = (a: Expr, b: Expr, name: string): Told[] => {
    if (a.is === "selector" && b.is === "selector") return [selector(a, b)];
    if (a.is === "number" && b.is === "number")
      return [one(() => `${name} ${text.get(a)!.trim()} → ${text.get(b)!.trim()}`)];
    if (a.is === "string" && b.is === "string")
      return [one(() => `text ${brief(a.value)} → ${brief(b.value)}`)];
    if (a.is === "negation" && b.is === "negation") return [compare(a.of, b.of)];
    if (a.is === "subquery" && b.is === "subquery")
      return [all(changed("window", a.window.text, b.window.text), compare(a.of, b.of))];
    if (a.is === "call" && b.is === "call" && a.args.length === b.args.length) {
      const first = /quantile/.test(a.fn) ? "quantile" : `number in ${a.fn}`;
      const inner = a.args.map((arg, index) => compare(arg, b.args[index]!, first));
      return [all(changed("function", a.fn, b.fn), ...inner)];
    }
    if (a.is === "aggregate" && b.is === "aggregate") {
      const param =
        a.param && b.param
          ? compare(a.param, b.param, a.op)
          : changed("parameter", parameter(a), parameter(b));
      return [all(changed("aggregation", a.op, b.op), groupings(a, b), param, compare(a.of, b.of))];
    }
    if (a.is === "binary" && b.is === "binary") {
      const operator = all(changed("operator", a.op, b.op), changed("matching", matching(a), matching(b)));
      return [all(compare(a.left, b.left), operator, compare(a.right, b.right))];
    }
    return [];
  };
  const parameter = ({ param }: Aggregate): string => (param ? text.get(param)! : "");
  return [...new Set(compare(was.root, is.root).says())];
}

const changed = (name: string, a: string, b: string): Told =>
  a === b ? NOTHING : one(() => `${name} ${a.trim() || "none"} → ${b.trim() || "none"}`);
const names = (words: readonly Word[] | undefined): string[] => (words ?? []).map(({ name }) => name);

function selector(a: Selector, b: Selector): Told {
  const metric = changed("metric", a.metric?.name ?? "", b.metric?.name ?? "");
  const window =
    a.window && b.window
      ? changed("window", a.window.text, b.window.text)
      : changed("window", a.window ? `[${a.window.text}]` : "", b.window ? `[${b.window.text}]` : "");
  const written = ({ matchers }: Selector) =>
    matchers
      .filter(({ label }) => label !== "__name__")
      .map(({ label, op, value }) => ({ label, text: `\`${label}${op}${JSON.stringify(value)}\`` }));
  const [old, now] = [written(a), written(b)];
  const gone = old.filter(({ text }) => !now.some((each) => each.text === text));
  const come = now.filter(({ text }) => !old.some((each) => each.text === text));
  const matchers = gone.map(({ label, text }) => {
    const other = come.findIndex((each) => each.label === label);
    if (other < 0) return one(() => `matcher ${text} removed`);
    const [to] = come.splice(other, 1);
    return one(() => `matcher ${text} → ${to!.text}`);
  });
  return all(metric, ...matchers, ...come.map(({ text }) => one(() => `matcher ${text} added`)), window);
}

function groupings(a: Aggregate, b: Aggregate): Told {
  if (grouping(a) === grouping(b)) return NOTHING;
  if ((a.without === undefined) !== (b.without === undefined))
    return changed("grouping", grouping(a), grouping(b));
  const [old, now] = [names(a.by ?? a.without), names(b.by ?? b.without)];
  const word = a.without ? "grouping without" : "grouping";
  const moves = [
    ...old.filter((label) => !now.includes(label)).map((label) => `− ${label}`),
    ...now.filter((label) => !old.includes(label)).map((label) => `+ ${label}`),
  ];
  return moves.length === 0 ? NOTHING : one(() => `${word} ${moves.join(" ")}`);
}

const grouping = ({ by, without }: Aggregate): string =>
  by ? ` by (${names(by).join(", ")})` : without ? ` without (${names(without).join(", ")})` : "";
const matching = ({ bool, on, ignoring, group, include, fill }: Binary): string =>
  [
    bool && " bool",
    on && ` on(${names(on).join(", ")})`,
    ignoring && ` ignoring(${names(ignoring).join(", ")})`,
    group && ` group_${group}(${names(include).join(", ")})`,
    fill && " fill",
  ]
    .filter((part) => part)
    .join("");

const shapes = new WeakMap<Expr, string>();
/** The tree without positions. */
function shape(expr: Expr): string {
  const known = shapes.get(expr);
  if (known !== undefined) return known;
  const made = JSON.stringify(expr, (key, value: unknown) =>
    key === "from" || key === "to" ? undefined : value,
  );
  shapes.set(expr, made);
  return made;
}
const sizes = new WeakMap<Expr, number>();
/** How many nodes the tree has. */
function size(expr: Expr): number {
  const known = sizes.get(expr);
  if (known !== undefined) return known;
  const made = childrenOf(expr).reduce((sum, child) => sum + size(child), 1);
  sizes.set(expr, made);
  return made;
}
