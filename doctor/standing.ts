/** Whether a whole query has the series it needs, and if not, whose fault that is. */
import type { Context } from "../checks/model/context.ts";
import { contributions } from "../checks/model/contributions.ts";
import { addedByPrometheus } from "../checks/model/jobs.ts";
import { childrenOf, selectors, walk, type Expr, type Selector } from "../checks/model/promql.ts";
import { matching, THERE, type Live, type Standing } from "./live.ts";
import { missingLabel, selectorStanding } from "./selector.ts";

/**
 * Whether an expression has what it needs. The right side of `or` helps where it measures something; a constant, or
 * zero times a heartbeat, only fills the gap, so that a number on screen may hide a metric that is missing.
 */
export function standing(expr: Expr, live: Live): Standing {
  const of = (each: Expr): Standing => standing(each, live);
  switch (expr.is) {
    case "selector":
      return selectorStanding(expr, live);
    case "call":
      return /^absent(_over_time)?$/.test(expr.fn) ? THERE : worst(expr.args.map(of));
    case "aggregate":
      return worst([of(expr.of), grouped(expr.of, expr.by ?? [], live)]);
    case "binary": {
      if (expr.op === "unless") return of(expr.left);
      const left = of(expr.left);
      if (expr.op !== "or")
        return worst([
          left,
          of(expr.right),
          ...[expr.left, expr.right].map((side) => grouped(side, expr.on ?? [], live)),
        ]);
      if (left.is === "there" || isFiller(expr.right, live)) return left;
      const right = of(expr.right);
      return right.is === "bad" ? left : right;
    }
    default:
      return worst(childrenOf(expr).map(of));
  }
}

const worst = (all: readonly Standing[]): Standing =>
  all.find(({ is }) => is === "bad") ?? all.find(({ is }) => is === "idle") ?? THERE;

/** A side of `or` that says no more than "somebody is there". Zero times another metric says that one is optional. */
function isFiller(expr: Expr, { context }: Live): boolean {
  for (const _ of contributions(expr)) return false;
  const used = [...selectors(expr)];
  return used.length === 0 || used.some((selector) => isHeartbeat(selector, context));
}
const isHeartbeat = ({ metric }: Selector, context: Context): boolean =>
  context.contracts.some(({ heartbeat }) => heartbeat === metric?.name) ||
  context.emitted(metric?.name ?? "").some(({ facts }) => addedByPrometheus(facts.exporter, context));

/** Whether a grouping or a join finds its labels on the series it is about. */
function grouped(expr: Expr, words: readonly { readonly name: string }[], live: Live): Standing {
  const made = new Set(
    [...walk(expr)].flatMap((each) =>
      each.is === "call" && /^label_(replace|join)$/.test(each.fn) && each.args[1]?.is === "string"
        ? [each.args[1].value]
        : each.is === "aggregate" && each.op === "count_values" && each.param?.is === "string"
          ? [each.param.value]
          : [],
    ),
  );
  for (const { name } of words) {
    if (made.has(name)) continue;
    const measured = [...contributions(expr)].map(({ selector }) => selector);
    const found = measured.flatMap((selector) => matching(selector, live) ?? []);
    if (found.length === 0 || found.some((labels) => (labels[name] ?? "") !== "")) continue;
    const metric = measured[0]!.metric?.name ?? "";
    const facts = live.context.emitted(metric)[0]?.facts;
    const known = facts?.labels.get(name);
    // Of a metric that nobody recorded nothing is known; a label seen on some recorded series only may be absent.
    if (!facts || (known && !known.always)) continue;
    return missingLabel(metric, name, facts, live);
  }
  return THERE;
}
