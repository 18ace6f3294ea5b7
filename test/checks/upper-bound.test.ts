import { expect, it } from "vitest";
import { parsePromql } from "../../checks/model/promql.ts";
import { upperBound } from "../../checks/model/upper-bound.ts";

const of = (expr: string): number | undefined => upperBound(parsePromql(expr).root!);

it.each([
  ['1 - avg(rate(node_cpu_seconds_total{mode="idle"}[5m]))', 1],
  ["100 * (1 - free / size)", 100],
  ["(1 - free / size) * 100 / 2", 50],
  ['sum(rate(x_total{code="500"}[5m])) / sum(rate(x_total[5m]))', 1],
  ['sum by (route) (x{code="500",job="a"}) / sum by (route) (x{job="a"})', 1],
  ['(sum(rate(x_total{code="500"}[5m])) or 0 * up) / sum(rate(x_total[5m]))', 1],
  ["clamp_max(load, 3)", 3],
  ["load > bool 2", 1],
  ["max_over_time((1 - x)[1h:])", 1],
  ["(1 - x) or 0 * max(up) - 1 or vector(NaN)", 1],
  ["histogram_fraction(0, 0.5, rate(x[5m]))", 1],
])("%s is at most %d", (expr, most) => expect(of(expr)).toBe(most));

it.each([
  "load",
  "used / requested",
  "1 - delta(x[5m])",
  "1 - (a - b)",
  "sum(1 - x)",
  'sum(rate(x_total{code="500"}[5m])) / sum(rate(x_total{job="a"}[5m]))',
  'sum(rate(x_total{code="500"}[5m])) / sum(increase(x_total[5m]))',
  'sum(rate(x_total{code="500"}[1h])) / sum(rate(x_total[5m]))',
  "(sum(x) or vector(5)) / sum(x)",
  "-(1 - x)",
  "(1 - x) * y",
  "(1 - x) or y",
  "$limit",
])("of %s nobody can say", (expr) => expect(of(expr)).toBeUndefined());
