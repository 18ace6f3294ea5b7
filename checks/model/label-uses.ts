/** Every place where a query, or what shows it, names a label. */
import { type Query } from "./board.ts";
import { get, string } from "./shape.ts";
import { meaning } from "./contributions.ts";
import type { Mark } from "./problem.ts";
import { walk, type Expr, type Matcher, type Selector, type Span } from "./promql.ts";

/** One place that names a label, and the expressions whose series would have to carry it. */
export interface LabelUse {
  readonly kind: "matcher" | "by" | "matching" | "include" | "legend" | "variable";
  readonly name: string;
  readonly mark: Mark;
  readonly of: readonly Expr[];
  /** Of a matcher. */
  readonly selector?: Selector;
  readonly matcher?: Matcher;
}

/** Labels in matchers, groupings, joins, the legend and the variable's own question, in this order. */
export function labelUses(query: Query): LabelUse[] {
  const root = meaning(query);
  if (!root) return [];
  const mark = ({ from, to }: Span): Mark => ({ text: query.text, from, to });
  const matchers: LabelUse[] = [];
  const groupings: LabelUse[] = [];
  for (const expr of walk(root)) {
    if (expr.is === "selector")
      for (const matcher of expr.matchers)
        matchers.push({
          kind: "matcher",
          name: matcher.label,
          mark: mark(matcher),
          of: [expr],
          selector: expr,
          matcher,
        });
    if (expr.is === "aggregate")
      for (const word of expr.by ?? [])
        groupings.push({ kind: "by", name: word.name, mark: mark(word), of: [expr.of] });
    if (expr.is === "binary") {
      for (const word of [...(expr.on ?? []), ...(expr.ignoring ?? [])])
        groupings.push({ kind: "matching", name: word.name, mark: mark(word), of: [expr.left, expr.right] });
      for (const word of expr.include)
        groupings.push({
          kind: "include",
          name: word.name,
          mark: mark(word),
          of: [expr.group === "left" ? expr.right : expr.left],
        });
    }
  }
  return [...matchers, ...groupings, ...legend(query, root), ...variable(query, root)];
}

function legend(query: Query, root: Expr): LabelUse[] {
  const text = string(query.target?.["legendFormat"]) ?? "";
  // A table shows labels as columns and does not look at the legend.
  if (query.origin !== "target" || get(query.target, "format") === "table") return [];
  return [...text.matchAll(/\{\{\s*([^{}\s]+)\s*\}\}/g)].map((found) => ({
    kind: "legend",
    name: found[1]!,
    mark: { text, from: found.index, to: found.index + found[0].length },
    of: [root],
  }));
}

const variable = (query: Query, root: Expr): LabelUse[] =>
  query.label
    ? [
        {
          kind: "variable",
          name: query.label.name,
          mark: { text: query.text, from: query.label.from, to: query.label.to },
          of: [root],
        },
      ]
    : [];
