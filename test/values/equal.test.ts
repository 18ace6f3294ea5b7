import { describe, expect, it } from "vitest";
import { readContracts } from "../../contracts/contract.ts";
import { mutants } from "./mutate.ts";

const known = {
  windows: { __rate_interval: 60 },
  metrics: new Map(readContracts().flatMap((contract) => [...contract.metrics])),
  used: new Set<string>(),
};
const equal = (source: string): string[] =>
  mutants(source, known).flatMap((each) => (each.equal === undefined ? [] : [each.mutation]));

describe("changes that are no mistakes", () => {
  it.each([
    ["sum(up) or on() vector(1)", ["on() before vector(1) dropped"]],
    [
      "histogram_quantile(0.5, sum by (le) (rate(ollama_generation_duration_ms_bucket[5m])))",
      [
        "sum → avg in sum by (le) (rate(ollama_generation_duration_ms_bucket))",
        "rate → increase in rate(ollama_generation_duration_ms_bucket)",
      ],
    ],
    ["0 * max(up)", ["max → sum in max(up)", "max → min in max(up)"]],
    [
      "0 * max(ollama_errors_total)",
      ["max → sum in max(ollama_errors_total)", "max → min in max(ollama_errors_total)"],
    ],
    ["count(max by (job) (up))", ["max → sum in max by (job) (up)", "max → min in max by (job) (up)"]],
    ["0 * (max(up) == 1)", ["* → / in 0 * (max(up) == 1)"]],
    ["0 * (max(up) == 0)", ["0 * → 1 * in 0 * (max(up) == 0)"]],
    ["clamp_max(sum(resets(ollama_jobs_total[5m])), 1)", ["sum → max in sum(resets(ollama_jobs_total))"]],
    [
      "clamp_max(sum(changes(process_start_time_seconds[5m])), 1)",
      ["sum → max in sum(changes(process_start_time_seconds))"],
    ],
    [
      'sum by (job) (up{job="a"}) / max by (job) (up{job="a"})',
      ['job="a" dropped in up', 'job="a" dropped in up (2)'],
    ],
    ['sum(up{job=""}) or on() sum(up{job!=""})', ["on() before sum(up) dropped"]],
  ])("%s", (source, expected) => {
    expect(equal(source)).toEqual(expected);
  });
});

describe("mistakes", () => {
  it.each([
    // A side with labels matches nothing without on().
    "sum by (job) (up) or on() vector(1)",
    'up or on() label_replace(vector(1), "job", "none", "", "")',
    // One quantile of all buckets, but not the number of observations.
    "sum by (le) (rate(ollama_generation_duration_ms_bucket[5m]))",
    // A count of tokens can be NaN.
    "0 * max(ollama_tokens_total)",
    // 0 / 0 is no 0.
    "0 * DCGM_FI_DEV_FB_USED",
    "0 * (DCGM_FI_DEV_FB_USED >= 0)",
    "1 * (DCGM_FI_DEV_FB_USED == 0)",
    // From 2 on a sum is told from a maximum.
    "clamp_max(sum(resets(ollama_jobs_total[5m])), 2)",
    // The label is lost on one side, the matchers differ, or the other side adds rows of its own.
    'sum(up{job="a"}) / sum(up{job="a"})',
    'sum by (job) (up{job=~"a"}) / sum by (job) (up{job="a"})',
    'sum by (job) (up{job="a"}) or max by (job) (up{job="a"})',
    'up{job="a"} / on (instance) up{job="a"}',
  ])("%s", (source) => {
    expect(equal(source)).toEqual([]);
  });
  it("are aggregations that a comparison reads", () => {
    expect(equal("0 * (max(up) == 1)").filter((each) => each.startsWith("max"))).toEqual([]);
  });
  it("are means of buckets where some are left out", () => {
    const some =
      'histogram_quantile(0.5, sum by (le) (rate(ollama_generation_duration_ms_bucket{le!="500.0"}[5m])))';
    expect(equal(some).filter((each) => each.startsWith("sum"))).toEqual([]);
  });
});
