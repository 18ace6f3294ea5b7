import { type Panel, type Query } from "./model/board.ts";
import { get, list, string } from "./model/shape.ts";
import { mark, perQuery } from "./model/check.ts";
import { contributions, meaning, type Contribution } from "./model/contributions.ts";
import { compares } from "./model/labels.ts";
import { selectors, type Expr } from "./model/promql.ts";
import { factsWhere, isCounter } from "./model/recorded.ts";

/** What turns a counter into something else than its total. */
const TAMED =
  /^(rate|irate|increase|resets|changes|delta|idelta|deriv|predict_linear|count_over_time|present_over_time|timestamp|start_timestamp|ts_of_\w+)$/;
/** Panels that show one number or row, where a total since the start can be meant. */
const NUMBERS = new Set(["stat", "table", "gauge", "bargauge", "piechart", "barchart", "text"]);
/** Words that say whose total it is. */
const SAYS_SO = /\bsince\b.*\b(start|started|restart|restarted|boot|booted)\b/is;
/** How a sentence about the value itself begins, where it is not the description's first one. */
const OF_THE_VALUE = /^\s*(it is |this is )?(a |an |the )?(total|cumulative|counts?|counted|lifetime)\b/i;
/** Reductions of a stat that are made for counters. */
const REDUCED = new Set(["delta", "diff", "diffperc", "range"]);

/** A counter that is shown as it is: a total since its process started. */
export const rawCounter = perQuery("raw-counter", function* (query, context) {
  if (query.origin !== "target" || !query.panel) return;
  const calcs = list(get(query.panel.json, "options", "reduceOptions", "calcs"));
  if (calcs.some((calc) => REDUCED.has(String(calc)))) return;
  if (saysSo(query.panel)) return;
  for (const contribution of contributions(meaning(query))) {
    const { selector } = contribution;
    const facts = factsWhere(selector, context, isCounter);
    if (!facts || !selector.metric || tamed(contribution)) continue;
    const number = isNumber(query);
    yield {
      ...mark(query, selector.metric),
      severity: number ? "warning" : "error",
      what: `\`${selector.metric.name}\` counts up since its process started and falls to 0 at every restart, so the panel shows the age of the process more than what happens now.`,
      fix: number
        ? "Take increase(…[$__range]) for the total of the time range, or rate(…[$__rate_interval]) for now."
        : "Take rate(…[$__rate_interval]) for what happens per second, or increase(…) for how many.",
      evidence: facts.evidence,
      facts: { metric: selector.metric.name },
    };
  }
});

/**
 * Whether the panel says that it is a total since some start: in its title, or where its description says what the
 * value is. "The first failure since the start is not drawn", further down, says something else.
 */
function saysSo({ title, json }: Panel): boolean {
  const sentences = (string(json["description"]) ?? "").split(/(?<=[.!?])\s+|\n+/);
  return (
    SAYS_SO.test(title) ||
    sentences.some((each, index) => (index === 0 || OF_THE_VALUE.test(each)) && SAYS_SO.test(each))
  );
}

const isNumber = ({ panel }: Query): boolean => NUMBERS.has(panel?.type ?? "");

/** Whether something between the selector and the panel turns the total into what is asked for. */
function tamed({ selector, above }: Contribution): boolean {
  return above.some((expr, index) => {
    const below = above[index + 1] ?? selector;
    switch (expr.is) {
      case "call":
        return TAMED.test(expr.fn);
      case "aggregate":
        // The parameter of topk is a number, whatever it is made of.
        return expr.op === "count" || expr.op === "group" || below === expr.param;
      case "binary":
        return (
          (compares(expr) && (expr.bool || below === expr.right)) ||
          (expr.op === "-" && sameMetric(expr.left, expr.right))
        );
      case "other":
        return true;
      default:
        return false;
    }
  });
}

/** Twice the same metric: `x - x offset 1h` is an increase made by hand. */
const sameMetric = (left: Expr, right: Expr): boolean => {
  const names = new Set([...selectors(left)].map(({ metric }) => metric?.name));
  return [...selectors(right)].some(({ metric }) => metric && names.has(metric.name));
};
