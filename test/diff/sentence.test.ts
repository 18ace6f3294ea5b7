import { describe, expect, it } from "vitest";
import { parseLogql } from "../../checks/model/logql.ts";
import { parsePromql } from "../../checks/model/promql.ts";
import { logSentences } from "../../diff/log-sentence.ts";
import { sentences } from "../../diff/sentence.ts";
import { toldOfPanel, loki, target } from "./boards.ts";

describe("PromQL", () => {
  it.each([
    [
      "rate(ollama_jobs_total[5m])",
      "rate(ollama_jobs_total[$__rate_interval])",
      ["window 5m → $__rate_interval"],
    ],
    ["sum by (model) (a)", "sum by (model, route) (a)", ["grouping + route"]],
    ["sum by (model, route) (a)", "sum by (model) (a)", ["grouping − route"]],
    ["sum(a)", "sum by (model) (a)", ["grouping + model"]],
    ["sum by (model) (a)", "sum without (model) (a)", ["grouping by (model) → without (model)"]],
    [
      "sum(ollama_jobs_total)",
      "sum(ollama_errors_total)",
      ["metric ollama_jobs_total → ollama_errors_total"],
    ],
    ["sum(a)", 'sum(a{status=~"5.."})', ['matcher `status=~"5.."` added']],
    ['sum(a{status=~"5.."})', "sum(a)", ['matcher `status=~"5.."` removed']],
    ['a{job="promtail"}', 'a{job="alloy"}', ['matcher `job="promtail"` → `job="alloy"`']],
    ["histogram_quantile(0.95, b)", "histogram_quantile(0.99, b)", ["quantile 0.95 → 0.99"]],
    ["topk(5, a)", "topk(10, a)", ["topk 5 → 10"]],
    ["rate(a[5m])", "increase(a[5m])", ["function rate → increase"]],
    ["sum(a)", "max(a)", ["aggregation sum → max"]],
    ["a * 60", "a * 1000", ["number 60 → 1000"]],
    ["a / b", "a / on(model) group_left() b", ["matching none → on(model) group_left()"]],
    ["a / b", "a - b", ["operator / → -"]],
    ["a", "sum by (model) (a)", ["added `sum by (model)` around `a`"]],
    ["sum(a) or vector(0)", "sum(a)", ["removed `or vector(0)`"]],
    ["sum(a)", "60 * sum(a)", ["added `60 *`"]],
    ["max_over_time(a[1h:1m])", "max_over_time(a[2h:1m])", ["window 1h → 2h"]],
    // One decision in several places is told once.
    ['up{job="a"} + x{job="a"}', 'up{job="b"} + x{job="b"}', ['matcher `job="a"` → `job="b"`']],
    ["a + b", "(a + b)", []],
  ])("%s → %s", (was, is, says) => expect(sentences(parsePromql(was), parsePromql(is))).toEqual(says));
  it("tells swapped sides, not nothing", () =>
    expect(sentences(parsePromql("a / b"), parsePromql("b / a"))).toEqual(["metric a → b", "metric b → a"]));
  it("finds a query within a larger one in a moment, however deep", () => {
    const deep = (inner: string): string =>
      Array.from({ length: 60 }).reduce<string>((expr) => `abs(${expr} + 1)`, inner);
    expect(sentences(parsePromql(deep("a")), parsePromql(deep("b")))).toEqual(["metric a → b"]);
  });
});

describe("LogQL", () => {
  it.each([
    ['{job="nginx"}', '{job="caddy"}', ['matcher `job="nginx"` removed', 'matcher `job="caddy"` added']],
    ['{job="nginx"} | json', '{job="nginx"} | json | status=`500`', ["stage `status='500'` added"]],
    ['{job="nginx"} |= "a" | json', '{job="nginx"} | json', ['stage `|= "a"` removed']],
    ['rate({job="nginx"}[5m])', 'rate({job="nginx"}[$__auto])', ["window 5m → $__auto"]],
    ['rate({job="nginx"}[5m])', 'count_over_time({job="nginx"}[5m])', ["function rate → count_over_time"]],
    [
      'sum by (a) (rate({job="nginx"}[5m]))',
      'sum by (b) (rate({job="nginx"}[5m]))',
      ["aggregation sum by (a) → sum by (b)"],
    ],
    ['{job="nginx"}', '{job="nginx"} ', []],
  ])("%s → %s", (was, is, says) => expect(logSentences(parseLogql(was), parseLogql(is))).toEqual(says));
});

describe("a query's risk", () => {
  const change = (was: string, is: string): string[] =>
    toldOfPanel({ targets: [target(was)] }, { targets: [target(is)] });
  it.each([
    ["sum(a) / b", "sum(a)\n  / b", ["cosmetic query: only blanks and line breaks differ"]],
    ["sum(a) / b", "(sum(a)) / b", ["cosmetic query: only superfluous parentheses differ"]],
    ["a - (b - c)", "a - b - c", ["review query: added `- b`, removed `b -`"]],
    // What the tree leaves out is not called cosmetic.
    ["sum(a)", "sum(a offset 1h)", ["review query: the query changed"]],
    ["max_over_time(a[1h:1m])", "max_over_time(a[1h:5m])", ["review query: the query changed"]],
    ["a * $price", "a * $cost", ["review query: the query changed"]],
    ["sum(a", "sum(b", ["review query: the query changed"]],
  ])("%s → %s", (was, is, says) => expect(change(was, is)).toEqual(says));
  it("reads the language off the data source", () =>
    expect(
      toldOfPanel(
        { datasource: loki, targets: [target('{job="nginx"}', { datasource: loki })] },
        { datasource: loki, targets: [target('{job="nginx"} | json', { datasource: loki })] },
      ),
    ).toEqual(["review query: stage `json` added"]));
});
