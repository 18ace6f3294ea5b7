import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startEngine, type Engine, type InstantValue } from "../../engine/engine.ts";

// promtool is a second program with the same engine, possibly an old one. Two differences are known, and the cases
// keep clear of them: promtool does not normalise bucket bounds, and before 3.0 a window included its left end.
const INTERVAL = 15;
const SERIES = {
  'ollama_jobs_total{model="gemma3:27b"}': "0+3x40 0+2x40",
  'ollama_jobs_total{model="qwen3:8b"}': "10+1x20 _x5 40+1x55",
  ollama_errors_total: "0x30 1x20 stale",
  'ollama_generation_duration_ms_bucket{le="500.0"}': "0+1x80",
  'ollama_generation_duration_ms_bucket{le="1000.0"}': "0+3x80",
  'ollama_generation_duration_ms_bucket{le="+Inf"}': "0+4x80",
};
const QUERIES = [
  { expr: "sum by (model) (rate(ollama_jobs_total[2m5s]))", time: 700 },
  { expr: "increase(ollama_jobs_total[5m5s])", time: 1200 },
  { expr: "resets(ollama_jobs_total[20m5s])", time: 1200 },
  {
    expr: "histogram_quantile(0.6, sum by (le) (rate(ollama_generation_duration_ms_bucket[1m5s])))",
    time: 600,
  },
  { expr: "ollama_errors_total", time: 750 },
  { expr: "ollama_errors_total", time: 780 },
  { expr: 'ollama_jobs_total{model="qwen3:8b"}', time: 380 },
  { expr: "max_over_time(ollama_jobs_total[3m5s]) - on (model) ollama_jobs_total", time: 640 },
  { expr: "1 / (ollama_errors_total - 1)", time: 500 },
];

const promtool = (...parameters: string[]) => spawnSync("promtool", parameters, { encoding: "utf8" });
const missing = promtool("--version").error !== undefined;

let engine: Engine;
beforeAll(async () => {
  engine = await startEngine();
});
afterAll(() => engine.close());

/** Lets promtool judge the expectations; its output is empty of failures where it agrees. */
function judge(expected: readonly (readonly InstantValue[])[]): { status: number | null; output: string } {
  const folder = mkdtempSync(join(tmpdir(), "promtool-"));
  const file = join(folder, "tests.yaml");
  const tests = QUERIES.map(({ expr, time }, i) => ({
    expr,
    eval_time: `${time}s`,
    exp_samples: expected[i]!.map(({ labels, value }) => ({ labels: selector(labels), value: yaml(value) })),
  }));
  const input = Object.entries(SERIES).map(([series, values]) => ({ series, values }));
  const group = { interval: `${INTERVAL}s`, input_series: input, promql_expr_test: tests };
  try {
    // JSON is YAML, but for the infinities.
    const text = JSON.stringify({ tests: [group] }).replaceAll(/"(\+|-)Inf!"/g, "$1.inf");
    writeFileSync(file, text);
    const { status, stdout, stderr } = promtool("test", "rules", file);
    return { status, output: stdout + stderr };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const yaml = (value: InstantValue["value"]): number | string =>
  typeof value === "number" ? value : `${value}!`;
const selector = ({ __name__ = "", ...labels }: InstantValue["labels"]): string =>
  `${__name__}{${Object.entries(labels)
    .map(([name, value]) => `${name}=${JSON.stringify(value)}`)
    .join(",")}}`;

test("promtool agrees with every value", async (context) => {
  if (missing) context.skip("promtool is not on PATH");
  const series = await Promise.all(
    Object.entries(SERIES).map(([name, values]) => engine.parseSeries(name, values, { interval: INTERVAL })),
  );
  const answers = (await engine.evaluate(series, QUERIES)).map((answer) => {
    if (answer.resultType !== "vector") throw new Error(JSON.stringify(answer));
    return answer.result;
  });
  // An empty result agrees with anything that is absent on both sides, so only the stale series may be empty.
  expect(answers.map((result) => result.length)).toEqual([2, 2, 2, 1, 1, 0, 1, 2, 1]);
  expect(judge(answers)).toEqual({ status: 0, output: expect.stringContaining("SUCCESS") });

  // And it looked: it disagrees as soon as one value is another.
  const wrong = answers.with(4, [{ ...answers[4]![0]!, value: 2 }]);
  expect(judge(wrong)).toEqual({ status: 1, output: expect.stringContaining("ollama_errors_total") });
});
