import { get, list, object, string } from "./model/shape.ts";
import { mark, perQuery } from "./model/check.ts";
import { selectors, walk, type Expr } from "./model/promql.ts";

/** A single number over a range that stays on screen after its series has ended. */
export const staleStat = perQuery("stale-stat", function* (query) {
  const { panel, target, promql } = query;
  if (!panel || !target || !promql?.root || promql.errors.length > 0) return;
  if (!["stat", "gauge", "bargauge"].includes(panel.type) || target["hide"] === true) return;
  if (target["instant"] === true && target["range"] !== true) return;
  const reduce = object(get(panel.json, "options", "reduceOptions"));
  if (reduce["values"] === true) return;
  const calcs = list(reduce["calcs"]).map((each) => string(each) ?? "");
  const skipsNaN = calcs.length === 0 || calcs.includes("lastNotNull");
  if (!skipsNaN && !calcs.includes("last")) return;
  const { root } = promql;
  const ends = ending(root);
  if (ends === "always" || !endsWithSeries(root)) return;
  if (ends === "never")
    yield {
      ...mark(query, root),
      what: "The panel asks over the whole range and shows the last value in it: when the exporter dies, its last number stays on screen as if it were now.",
      fix: 'Ask for the present only (`instant: true`), or end the query in `or on() vector(NaN)` with calcs ["last"] and map `null+nan` to a text.',
    };
  else if (skipsNaN)
    yield {
      ...mark(query, root),
      what: `The query ends in NaN so that a dead exporter shows, but ${calcs.length === 0 ? "without calcs Grafana takes the last value that is one" : "`lastNotNull` skips NaN"}: its last number stays on screen as if it were now.`,
      fix: 'Set `reduceOptions.calcs` to ["last"].',
    };
});

/** Whether there is a value at every step: a number, NaN, or none when the series end. */
function ending(expr: Expr): "always" | "NaN" | "never" {
  switch (expr.is) {
    case "number":
      return Number.isNaN(expr.value) && !expr.variable ? "NaN" : "always";
    case "negation":
    case "subquery":
      return ending(expr.of);
    case "aggregate":
      return ending(expr.of);
    case "call":
      if (expr.fn === "scalar") return "NaN";
      if (expr.fn.startsWith("absent")) return "always";
      if (expr.args.length === 0) return "always";
      return weaker(expr.args.filter(({ is }) => is !== "string").map(ending));
    case "binary":
      if (expr.op === "or") {
        const [left, right] = [ending(expr.left), ending(expr.right)];
        return left === "never" ? right : left;
      }
      // A comparison that filters may leave nothing; `and` and `unless` as well.
      return /^[-+*/%^]$|^atan2$/.test(expr.op) || expr.bool
        ? weaker([expr.left, expr.right].map(ending))
        : "never";
    default:
      return "never";
  }
}

const weaker = (all: readonly ("always" | "NaN" | "never")[]): "always" | "NaN" | "never" =>
  all.includes("never") ? "never" : all.includes("NaN") ? "NaN" : "always";

/** Prometheus itself writes `up` while it has the target, so it does not end with the exporter. */
const endsWithSeries = (root: Expr): boolean => {
  const metrics = [...selectors(root)].map(({ metric }) => metric?.name);
  return (
    metrics.length === 0 ||
    metrics.some((name) => name !== "up") ||
    [...walk(root)].some((each) => each.is === "binary" && /^(==|!=|<|>|<=|>=)$/.test(each.op) && !each.bool)
  );
};
