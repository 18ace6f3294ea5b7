import { describe, expect, it } from "vitest";
import { bullmq_job_count } from "../../contracts/bullmq/metrics.gen.ts";
import {
  DCGM_FI_DEV_FB_FREE,
  DCGM_FI_DEV_FB_RESERVED,
  DCGM_FI_DEV_GPU_UTIL,
  DCGM_FI_DEV_POWER_USAGE,
} from "../../contracts/dcgm/metrics.gen.ts";
import {
  litellm_in_flight_requests,
  process_start_time_seconds,
} from "../../contracts/litellm/metrics.gen.ts";
import {
  ollama_errors_total,
  ollama_generation_duration_ms,
  ollama_jobs_total,
  ollama_queue_waiting,
  ollama_tokens_total,
} from "../../contracts/ollama_queue/metrics.gen.ts";
import { PANEL_WINDOWS, print, type Filter, type Printing } from "../../queries/print.ts";
import * as p from "../../queries/promql.ts";

const nothing: Printing = {
  windows: PANEL_WINDOWS,
  filters: [],
  added: {},
  jobs: { litellm: "llm-proxy" },
  emits: () => true,
};
const filter = (label: string, ...exporters: string[]): Filter => ({
  label,
  exporters,
  matcher: { op: "=~", value: `$${label}` },
});
const text = ({ node }: { readonly node: p.Node }, more: Partial<Printing> = {}): string =>
  print(node, { ...nothing, ...more });

const jobs = p.sum(p.rate(ollama_jobs_total));
const errors = p.sum(p.rate(ollama_errors_total));

describe("what a measure prints", () => {
  const cases: [string, { readonly node: p.Node }, string][] = [
    ["rate", p.sum(p.rate(ollama_errors_total)), "sum(rate(ollama_errors_total[$__rate_interval]))"],
    [
      "grouping",
      p.max(DCGM_FI_DEV_GPU_UTIL).by("instance", "gpu"),
      "max by (instance, gpu) (DCGM_FI_DEV_GPU_UTIL)",
    ],
    [
      "a matcher of one value",
      p.max(bullmq_job_count({ state: "waiting" })),
      'max(bullmq_job_count{state="waiting"})',
    ],
    [
      "matchers are sorted and the later one wins",
      p.max(bullmq_job_count({ state: "waiting", queue: "a" })({ state: p.not("failed") })),
      'max(bullmq_job_count{queue="a", state!="failed"})',
    ],
    [
      "a value with a quote and a backslash",
      p.max(bullmq_job_count({ queue: 'a"b\\c' })),
      'max(bullmq_job_count{queue="a\\"b\\\\c"})',
    ],
    [
      "a status class",
      p.sum(p.rate(ollama_errors_total({ instance: p.statusClass("5xx") }))),
      'sum(rate(ollama_errors_total{instance=~"5.."}[$__rate_interval]))',
    ],
    [
      "a window of its own",
      p.sum(p.increase(ollama_errors_total, "24h")),
      "sum(increase(ollama_errors_total[24h]))",
    ],
    [
      "one step",
      p.bucketCounts(ollama_generation_duration_ms),
      "sum by (le) (increase(ollama_generation_duration_ms_bucket[$__interval]))",
    ],
    [
      "a quantile keeps le",
      p.quantile(0.95, ollama_generation_duration_ms).by("model"),
      "histogram_quantile(0.95, sum by (le, model) (rate(ollama_generation_duration_ms_bucket[$__rate_interval])))",
    ],
    [
      "a mean is a ratio of sums",
      p.mean(ollama_generation_duration_ms),
      "sum(rate(ollama_generation_duration_ms_sum[$__rate_interval])) / sum(rate(ollama_generation_duration_ms_count[$__rate_interval]))",
    ],
    [
      "parentheses where they matter",
      p.minus(p.plus(errors, 2), p.minus(errors, 1)),
      "sum(rate(ollama_errors_total[$__rate_interval])) + 2 - (sum(rate(ollama_errors_total[$__rate_interval])) - 1)",
    ],
    [
      "a product of a sum",
      p.times(p.plus(errors, 1), 60),
      "(sum(rate(ollama_errors_total[$__rate_interval])) + 1) * 60",
    ],
    [
      "a comparison inside or is set apart",
      p.orElse(p.where(errors, ">", 0), -1),
      "(sum(rate(ollama_errors_total[$__rate_interval])) > 0) or on() vector(-1)",
    ],
    [
      "topk",
      p.topk(3, p.max(DCGM_FI_DEV_GPU_UTIL).by("gpu")),
      "topk(3, max by (gpu) (DCGM_FI_DEV_GPU_UTIL))",
    ],
    [
      "a join",
      p.join(
        p.sum(DCGM_FI_DEV_POWER_USAGE).by("instance", "gpu"),
        "/",
        p.sum(DCGM_FI_DEV_POWER_USAGE).by("instance"),
      ),
      "sum by (instance, gpu) (DCGM_FI_DEV_POWER_USAGE) / on(instance) group_left() sum by (instance) (DCGM_FI_DEV_POWER_USAGE)",
    ],
    [
      "a variable as a factor",
      p.timesVariable(errors, "price"),
      "sum(rate(ollama_errors_total[$__rate_interval])) * $price",
    ],
    [
      "raw is set apart",
      p.plus(p.raw("a or b", { reason: "for the test", labels: [], uses: [] }), 1),
      "(a or b) + 1",
    ],
  ];
  it.each(cases)("%s", (_, measure, expected) => expect(text(measure)).toBe(expected));
});

describe("total rows", () => {
  it("are left out of every selector without anybody asking", () => {
    expect(text(jobs)).toBe('sum(rate(ollama_jobs_total{model!=""}[$__rate_interval]))');
    expect(text(p.sum(p.rate(ollama_tokens_total)).by("instance"))).toContain('{model!=""}');
  });
  it("a filter on the label leaves them out as well", () => {
    expect(text(jobs, { filters: [filter("model", "ollama_queue")] })).toBe(
      'sum(rate(ollama_jobs_total{model=~"$model"}[$__rate_interval]))',
    );
  });
  it("can be asked for by name", () => {
    expect(
      text(p.sum(p.resets(ollama_jobs_total({ model: "" }))), { filters: [filter("model", "ollama_queue")] }),
    ).toBe('sum(resets(ollama_jobs_total{model=""}[$__rate_interval]))');
  });
  it("do not exist on a histogram of the same exporter", () => {
    expect(text(p.quantile(0.5, ollama_generation_duration_ms))).not.toContain("model");
  });
});

describe("filters of a board", () => {
  it("reach exactly the selectors whose metric carries the label", () => {
    expect(text(p.divide(errors, jobs), { filters: [filter("model", "ollama_queue")] })).toBe(
      'sum(rate(ollama_errors_total[$__rate_interval])) / sum(rate(ollama_jobs_total{model=~"$model"}[$__rate_interval]))',
    );
  });
  it("stay within their exporter: another one's instance is another machine", () => {
    const perWatt = p.divide(jobs, p.sum(DCGM_FI_DEV_POWER_USAGE));
    expect(text(perWatt, { filters: [filter("instance", "dcgm")] })).toBe(
      'sum(rate(ollama_jobs_total{model!=""}[$__rate_interval])) / sum(DCGM_FI_DEV_POWER_USAGE{instance=~"$instance"})',
    );
  });
  it("narrow up by the exporter whose job it is", () => {
    expect(
      text(p.isUp(DCGM_FI_DEV_GPU_UTIL.exporter), {
        filters: [filter("instance", "dcgm")],
        jobs: { dcgm: "gpus" },
      }),
    ).toBe('min(up{instance=~"$instance", job="gpus"})');
  });
  it("reach labels the scrape configuration adds", () => {
    expect(
      text(errors, { filters: [filter("cluster", "ollama_queue")], added: { ollama_queue: ["cluster"] } }),
    ).toContain('{cluster=~"$cluster"}');
    expect(text(errors, { filters: [filter("cluster", "ollama_queue")] })).not.toContain("cluster");
  });
  it("do not overrule what the measure asks for", () => {
    expect(text(p.max(bullmq_job_count({ state: "failed" })), { filters: [filter("state", "bullmq")] })).toBe(
      'max(bullmq_job_count{state="failed"})',
    );
  });
});

describe("names that several exporters share", () => {
  it("say whose they are", () =>
    expect(text(p.max(process_start_time_seconds))).toBe('max(process_start_time_seconds{job="llm-proxy"})'));
  it("and only those", () =>
    expect(text(p.max(litellm_in_flight_requests))).toBe("max(litellm_in_flight_requests)"));
});

describe("three states", () => {
  it("0 while the heartbeat is there", () =>
    expect(text(p.orZero(errors))).toBe(
      "sum(rate(ollama_errors_total[$__rate_interval])) or on() 0 * max(last_over_time(ollama_errors_total[$__rate_interval]))",
    ));
  it("the zero of a vector has a name", () =>
    expect(text(p.orZero(jobs.by("model"), "no jobs yet"))).toBe(
      'sum by (model) (rate(ollama_jobs_total{model!=""}[$__rate_interval])) or on() label_replace(0 * max(last_over_time(ollama_errors_total[$__rate_interval])), "model", "no jobs yet", "", "")',
    ));
  it("up == 1 where an exporter has no heartbeat of its own", () =>
    expect(text(p.orZero(p.max(litellm_in_flight_requests)))).toBe(
      'max(litellm_in_flight_requests) or on() 0 * (max(last_over_time(up{job="llm-proxy"}[$__rate_interval])) == 1)',
    ));
  it("idle instead of 0/0", () =>
    expect(text(p.orIdle(p.divide(errors, errors)))).toMatch(
      /^\(.* >= 0\) or on\(\) 0 \* max\(last_over_time\(ollama_errors_total\[\$__rate_interval\]\)\) - 1$/,
    ));
  it("two exporters in one expression: somebody must choose", () => {
    const both = p.divide(errors, p.sum(DCGM_FI_DEV_POWER_USAGE));
    expect(() => p.orZero(both)).toThrow("This expression reads ollama_queue and dcgm; pass one.");
    expect(text(p.orZero(both, "none", ollama_queue_waiting.exporter))).toMatch(
      /or on\(\) 0 \* max\(last_over_time\(ollama_errors_total\[\$__rate_interval\]\)\)$/,
    );
  });
});

describe("what only some versions emit", () => {
  const memory = p.ifEmitted(
    DCGM_FI_DEV_FB_RESERVED,
    p.plus(p.sum(DCGM_FI_DEV_FB_FREE), p.sum(DCGM_FI_DEV_FB_RESERVED)),
    p.sum(DCGM_FI_DEV_FB_FREE),
  );
  it("is used where it is", () =>
    expect(text(p.times(memory, 2))).toBe("(sum(DCGM_FI_DEV_FB_FREE) + sum(DCGM_FI_DEV_FB_RESERVED)) * 2"));
  it("is not named where it is not", () =>
    expect(text(p.times(memory, 2), { emits: ({ metric }) => metric !== "DCGM_FI_DEV_FB_RESERVED" })).toBe(
      "sum(DCGM_FI_DEV_FB_FREE) * 2",
    ));
  it("is not needed by the expression", () =>
    expect(p.metricsOf(memory.node).map(({ metric }) => metric)).toEqual(["DCGM_FI_DEV_FB_FREE"]));
});

it("an expression is frozen: one measure serves many boards", () => {
  expect(Object.isFrozen(jobs.node)).toBe(true);
  expect(() => Object.assign(ollama_jobs_total.where, { model: "x" })).toThrow("not extensible");
  expect(() => (jobs.by("model").labels as string[]).push("x")).toThrow("not extensible");
});
