/** What `or` means for a metric that is not there: another name of the same thing, or something that stands in for it. */
import type { Query } from "./board.ts";
import type { Context } from "./context.ts";
import { contributions, meaning } from "./contributions.ts";
import { selectors, walk, type Expr, type Selector } from "./promql.ts";

/**
 * Selectors that only give the older or newer name of what is there: `a{x="1"} or b{x="1"}` serves two versions of an
 * exporter, and is not empty while a page has one of them.
 */
export function alternatives(query: Query, { emitted }: Context): ReadonlySet<Selector> {
  const found = new Set<Selector>();
  for (const expr of walk(meaning(query))) {
    if (expr.is !== "binary" || expr.op !== "or") continue;
    const [left, right] = [[...selectors(expr.left)], [...selectors(expr.right)]];
    if (nameless(expr.left, query) !== nameless(expr.right, query)) continue;
    const there = (side: readonly Selector[]): boolean =>
      side.every(({ metric }) => metric && emitted(metric.name).length > 0);
    if (there(left)) for (const each of right) found.add(each);
    if (there(right)) for (const each of left) found.add(each);
  }
  return found;
}

/** A stretch of the query with every metric's name left out. */
function nameless(expr: Expr, { text }: Query): string {
  const cuts = [...selectors(expr)].flatMap(({ metric }) => (metric ? [metric] : []));
  let at = expr.from;
  const kept = cuts.map(({ from, to }) => {
    const piece = text.slice(at, from);
    at = to;
    return piece;
  });
  return [...kept, text.slice(at, expr.to)].join("\0");
}

/** Metrics left of an `or` whose right side is there: without them, the right side shows. */
export function fallbacks(query: Query, { emitted }: Context): ReadonlySet<string> {
  const found = new Set<string>();
  for (const expr of walk(meaning(query)))
    if (expr.is === "binary" && expr.op === "or") {
      const right = [...contributions(expr.right)].map(({ selector }) => selector.metric?.name ?? "");
      if (right.every((name) => emitted(name).length > 0))
        for (const { metric } of selectors(expr.left)) if (metric) found.add(metric.name);
    }
  return found;
}
