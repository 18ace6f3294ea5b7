/** What a query still answers, and under which labels, when an exporter's page changes. */
import type { ExpositionType } from "../../contracts/exposition.ts";
import { contributions } from "../../checks/model/contributions.ts";
import { anchored } from "../../checks/model/matchers.ts";
import { childrenOf, walk, type Expr, type Selector } from "../../checks/model/promql.ts";

/** The names that a family's series have in Prometheus. */
export function seriesNames({
  name,
  type,
}: {
  readonly name: string;
  readonly type: ExpositionType;
}): string[] {
  if (type === "histogram") return [`${name}_bucket`, `${name}_sum`, `${name}_count`];
  return type === "summary" ? [name, `${name}_sum`, `${name}_count`] : [name];
}

/** Those of the names that a selector asks for, by name or by a pattern over `__name__`. */
export function asksFor({ metric, matchers }: Selector, names: readonly string[]): string[] {
  if (metric) return names.filter((name) => name === metric.name);
  const pattern = matchers.find(({ label, op }) => label === "__name__" && op === "=~");
  const regex = pattern && anchored(pattern.value);
  return regex ? names.filter((name) => regex.test(name)) : [];
}

/**
 * Whether an expression still answers from what it is about once the gone selectors answer nothing. What stands in
 * for it, as in `x or on() vector(NaN)`, is no answer; another metric, as in `old or new`, is one.
 */
export function answers(expr: Expr, gone: (selector: Selector) => boolean): boolean {
  if (expr.is === "selector") return !gone(expr);
  if (expr.is === "call" && /^absent(_over_time)?$/.test(expr.fn)) return true;
  if (expr.is === "binary" && expr.op === "or") {
    if (answers(expr.left, gone)) return true;
    const standIn = expr.on?.length === 0 || [...contributions(expr.right)].length === 0;
    return !standIn && answers(expr.right, gone);
  }
  if (expr.is === "binary" && expr.op === "unless") return answers(expr.left, gone);
  return childrenOf(expr).every((child) => answers(child, gone));
}

/** Whether something stands in for what the gone selectors no longer answer: a 0, a marker, another metric. */
export const hasStandIn = (expr: Expr, gone: (selector: Selector) => boolean): boolean =>
  [...walk(expr)].some((each) => each.is === "binary" && each.op === "or" && !answers(each.left, gone));

/** A selector whose own labels are still on the series of an expression, but for those taken off by `without`. */
export interface Exposed {
  readonly selector: Selector;
  readonly without: readonly string[];
}

/** The selectors whose labels, whatever they are, the series of an expression carry. */
export function exposed(expr: Expr): Exposed[] {
  switch (expr.is) {
    case "selector":
      return [{ selector: expr, without: [] }];
    case "aggregate": {
      if (/^(topk|bottomk|limitk|limit_ratio)$/.test(expr.op)) return exposed(expr.of);
      const off = expr.without?.map(({ name }) => name);
      return off
        ? exposed(expr.of).map(({ selector, without }) => ({ selector, without: [...without, ...off] }))
        : [];
    }
    case "call":
      return /^(absent|absent_over_time|scalar|vector|time)$/.test(expr.fn) ? [] : expr.args.flatMap(exposed);
    case "binary": {
      const [left, right] = [exposed(expr.left), exposed(expr.right)];
      if (expr.op === "or") return [...left, ...right];
      if (expr.op === "and" || expr.op === "unless") return left;
      if (expr.group !== undefined) return expr.group === "left" ? left : right;
      if (expr.on) return [];
      return left.length > 0 ? left : right;
    }
    default:
      return childrenOf(expr).flatMap(exposed);
  }
}
