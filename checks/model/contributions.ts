/** From a selector to what is shown of it. */
import { childrenOf, type Aggregate, type Expr, type Selector } from "./promql.ts";
import type { Query } from "./board.ts";
import { typeErrors } from "./promql-types.ts";

/** A selector, and every expression above it, the outermost first. */
export interface Contribution {
  readonly selector: Selector;
  readonly above: readonly Expr[];
}

/**
 * Every selector whose numbers can reach the result. Left out is what only asks whether something exists: the right
 * side of `and` and `unless`, what stands in `absent()`, and what is multiplied by 0.
 */
export function* contributions(expr: Expr | undefined, above: readonly Expr[] = []): Generator<Contribution> {
  if (!expr) return;
  if (expr.is === "selector") yield { selector: expr, above };
  if (expr.is === "call" && /^absent(_over_time)?$/.test(expr.fn)) return;
  if (expr.is === "binary" && expr.op === "*" && (isZero(expr.left) || isZero(expr.right))) return;
  const existence = expr.is === "binary" && (expr.op === "and" || expr.op === "unless");
  for (const child of existence ? [expr.left] : childrenOf(expr))
    yield* contributions(child, [...above, expr]);
}
const isZero = (expr: Expr): boolean => expr.is === "number" && expr.value === 0 && !expr.variable;

/** The aggregation that a selector's series meet first on their way up. */
export const firstAggregate = ({ above }: Contribution): Aggregate | undefined =>
  above.findLast((each) => each.is === "aggregate");

const MEANINGS = new WeakMap<Query, Expr | null>();

/** The tree of a query that Prometheus understands. One that it refuses says nothing reliable about its meaning. */
export function meaning(query: Query): Expr | undefined {
  // A dozen checks ask for it, and the answer takes longer than most of them.
  let root = MEANINGS.get(query);
  if (root === undefined) MEANINGS.set(query, (root = understood(query) ?? null));
  return root ?? undefined;
}

function understood({ promql }: Query): Expr | undefined {
  if (!promql?.root || promql.errors.length > 0) return undefined;
  for (const _ of typeErrors(promql.root)) return undefined;
  return promql.root;
}
