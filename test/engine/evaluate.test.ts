import { afterAll, beforeAll, expect, test } from "vitest";
import { startEngine, type Answer, type Engine, type Series, type Value } from "../../engine/engine.ts";

let engine: Engine;
beforeAll(async () => {
  engine = await startEngine();
});
afterAll(() => engine.close());

const minutely = (series: string, values: string): Promise<Series> =>
  engine.parseSeries(series, values, { interval: 60 });

async function ask(series: readonly Series[], expr: string, time: number): Promise<Answer> {
  const [answer] = await engine.evaluate(series, [{ expr, time }]);
  return answer!;
}

/** The values of an instant query, in the order of their labels. */
async function values(series: readonly Series[], expr: string, time: number): Promise<Value[]> {
  const answer = await ask(series, expr, time);
  if (answer.resultType !== "vector") throw new Error(JSON.stringify(answer));
  return answer.result.map(({ value }) => value);
}

test("a counter that falls has been reset: its rate counts what came after", async () => {
  const jobs = await minutely("ollama_jobs_total", "0 60 120 30 90");
  expect(await values([jobs], "increase(ollama_jobs_total[5m])", 240)).toEqual([210]);
  expect(await values([jobs], "rate(ollama_jobs_total[5m])", 240)).toEqual([expect.closeTo(0.7, 12)]);
  expect(await values([jobs], "resets(ollama_jobs_total[5m])", 240)).toEqual([1]);
});

test("a window does not include its left end, as in Prometheus 3", async () => {
  const jobs = await minutely("ollama_jobs_total", "0 60 120");
  expect(await values([jobs], "count_over_time(ollama_jobs_total[2m])", 120)).toEqual([2]);
});

test("a quantile of a histogram whose bounds were written without a point", async () => {
  const bucket = (le: string, count: number): Series => ({
    labels: { __name__: "ollama_generation_duration_ms_bucket", model: "gemma3:27b", le },
    samples: [
      [0, 0],
      [60, count],
    ],
  });
  const buckets = [bucket("500", 10), bucket("1e3", 20), bucket("+Inf", 20)];
  const name = "ollama_generation_duration_ms_bucket";
  const answer = await ask(buckets, `histogram_quantile(0.75, rate(${name}[2m]))`, 60);
  expect(answer).toMatchObject({
    resultType: "vector",
    result: [{ labels: { model: "gemma3:27b" }, value: 750 }],
    warnings: [],
  });
});

test("the staleness marker ends a series, which otherwise is seen for less than five minutes", async () => {
  const [ended, silent] = [await minutely("ended", "1 stale"), await minutely("silent", "1")];
  expect(ended.samples).toEqual([
    [0, 1],
    [60, "stale"],
  ]);
  expect(await values([ended], "ended", 59)).toEqual([1]);
  expect(await values([ended], "ended", 60)).toEqual([]);
  expect(await values([silent], "silent", 299.999)).toEqual([1]);
  expect(await values([silent], "silent", 300)).toEqual([]);
});

test("NaN, infinities and fractions come back as they went in, even through JSON", async () => {
  const given: Series = {
    labels: { __name__: "ollama_tokens_per_second" },
    samples: [
      [0, "NaN"],
      // 1000.9999999999999 when multiplied by 1000.
      [1.001, "+Inf"],
      [30, "-Inf"],
      [45, 0.1],
      [60, 1e-300],
      [75, -1234567.875],
    ],
  };
  const sent = JSON.parse(JSON.stringify(given)) as Series;
  expect(await ask([sent], "ollama_tokens_per_second[2m]", 80)).toMatchObject({
    resultType: "matrix",
    result: [given],
  });
  expect(await ask([], "0 / 0", 0)).toMatchObject({ resultType: "scalar", result: "NaN" });
  const numbers: Series = {
    ...given,
    samples: [
      [0, NaN],
      [1.001, Infinity],
      [30, -Infinity],
    ],
  };
  expect(await ask([numbers], "ollama_tokens_per_second[2m]", 80)).toMatchObject({
    result: [{ samples: given.samples.slice(0, 3) }],
  });
});

test("a range query gives a value for each step, both ends included, and none where there is no data", async () => {
  const waiting = await minutely('ollama_queue_waiting{instance="a"}', "1 2 _ stale 5");
  const query = { expr: "ollama_queue_waiting * 10", start: 0, end: 270, step: 30 };
  const [answer] = await engine.evaluate([waiting], [query]);
  expect(answer).toMatchObject({
    resultType: "matrix",
    result: [
      {
        labels: { instance: "a" },
        samples: [
          [0, 10],
          [30, 10],
          [60, 20],
          [90, 20],
          [120, 20],
          [150, 20],
          [240, 50],
          [270, 50],
        ],
      },
    ],
  });
});

test("operations drop the metric's name, selections keep it", async () => {
  const up = await minutely('up{job="nginx"}', "1");
  expect(await ask([up], "up", 0)).toMatchObject({ result: [{ labels: { __name__: "up", job: "nginx" } }] });
  const answer = await ask([up], "up + 0", 0);
  expect(answer.resultType === "vector" && answer.result[0]?.labels).toEqual({ job: "nginx" });
});

test("a scalar, a string and an empty vector", async () => {
  expect(await ask([], "6 * 7", 0)).toMatchObject({ resultType: "scalar", result: 42 });
  expect(await ask([], '"six"', 0)).toMatchObject({ resultType: "string", result: "six" });
  expect(await ask([], "up", 0)).toMatchObject({ resultType: "vector", result: [] });
});

test("a subquery without a step takes one minute, the server's default", async () => {
  const up = await minutely("up", "1x10");
  expect(await values([up], "count_over_time(up[5m:])", 300)).toEqual([5]);
});

test("the rate of a gauge is a note, and only that", async () => {
  const waiting = await minutely("ollama_queue_waiting", "1 2 3");
  const answer = await ask([waiting], "rate(ollama_queue_waiting[5m])", 120);
  expect(answer.infos).toEqual([
    'PromQL info: metric might not be a counter, name does not end in _total/_sum/_count/_bucket: "ollama_queue_waiting" (1:6)',
  ]);
  expect(answer.warnings).toEqual([]);
});

test("notes come in the same order every time", async () => {
  const gauges = ["f", "b", "d", "a", "e", "c"].map((name) => `ollama_${name}`);
  const series = await Promise.all(gauges.map((name) => minutely(name, "1 2 3")));
  const { infos } = await ask(series, gauges.map((name) => `rate(${name}[5m])`).join(" + "), 120);
  expect(infos).toHaveLength(6);
  expect(infos).toEqual([...infos].sort());
});

test("a quantile without buckets is a warning, and only that", async () => {
  const waiting = await minutely("ollama_queue_waiting", "1 2 3");
  const answer = await ask([waiting], "histogram_quantile(0.9, ollama_queue_waiting)", 120);
  expect(answer.warnings).toEqual([
    expect.stringMatching(/^PromQL warning: bucket label "le" is missing or has a malformed value/),
  ]);
  expect(answer.infos).toEqual([]);
});

test("a query that fails carries the engine's message and leaves the others alone", async () => {
  const up = [await minutely('up{job="a"}', "1"), await minutely('up{job="b"}', "1")];
  const answers = await engine.evaluate(up, [
    { expr: "sum(rate(up[5m])", time: 0 },
    { expr: "up * on() up", time: 0 },
    { expr: "sum(up)", time: 0 },
  ]);
  expect(answers[0]).toMatchObject({
    resultType: "error",
    error: "1:17: parse error: unclosed left parenthesis",
    statistics: { totalQueryableSamples: 0 },
  });
  expect(answers[1]).toMatchObject({
    resultType: "error",
    error: expect.stringMatching(/^found duplicate series for the match group \{\} on the right hand-side/),
  });
  expect(answers[2]).toMatchObject({ resultType: "vector", result: [{ labels: {}, value: 2 }] });
});

test("what the server's API refuses about a range is refused in its words", async () => {
  const range = { expr: "up", start: 0, end: 60, step: 15 };
  const answers = await engine.evaluate(
    [],
    [
      { ...range, step: 0 },
      { ...range, end: -1 },
      { ...range, end: 11_001, step: 1 },
      { ...range, end: 11_000, step: 1 },
    ],
  );
  expect(answers.map((answer) => ("error" in answer ? answer.error : answer.resultType))).toEqual([
    "zero or negative query resolution step widths are not accepted. Try a positive integer",
    "end timestamp must not be before start time",
    expect.stringMatching(/^exceeded maximum resolution of 11,000 points per timeseries/),
    "matrix",
  ]);
  await expect(engine.evaluate([], [{ expr: "up", time: NaN }])).rejects.toThrow(/`time` is NaN/);
});

test("statistics count the samples of every window", async () => {
  const jobs = await minutely("ollama_jobs_total", "0+1x60");
  const [once, often] = await engine.evaluate(
    [jobs],
    [
      { expr: "rate(ollama_jobs_total[5m])", time: 600 },
      { expr: "rate(ollama_jobs_total[5m])", start: 600, end: 1140, step: 60 },
    ],
  );
  expect(once!.statistics).toEqual({ totalQueryableSamples: 5, peakSamples: 6 });
  expect(often!.statistics.totalQueryableSamples).toBe(50);
  expect(often!.statistics.peakSamples).toBeGreaterThanOrEqual(10);
});

test("series loaded once answer many requests, until others take the name", async () => {
  await engine.load("recorded", [await minutely("up", "1")]);
  await engine.load("other", [await minutely("up", "7")]);
  const query = [{ expr: "up", time: 0 }];
  expect(await engine.evaluate("recorded", query)).toMatchObject([{ result: [{ value: 1 }] }]);
  expect(await engine.evaluate("recorded", query)).toMatchObject([{ result: [{ value: 1 }] }]);
  await engine.load("recorded", [await minutely("up", "0")]);
  expect(await engine.evaluate("recorded", query)).toMatchObject([{ result: [{ value: 0 }] }]);
  expect(await engine.evaluate("other", query)).toMatchObject([{ result: [{ value: 7 }] }]);
  await expect(engine.evaluate("nothing", query)).rejects.toThrow(
    'no series are loaded under the name "nothing"',
  );
  await expect(engine.load("", [])).rejects.toThrow(/need a name/);
});

test("answers of requests made at the same time are not mixed up", async () => {
  const asked = Array.from({ length: 20 }, (_, i) => engine.evaluate([], [{ expr: `${i} + 0`, time: 0 }]));
  const answers = await Promise.all(asked);
  expect(answers.map(([answer]) => (answer?.resultType === "scalar" ? answer.result : undefined))).toEqual(
    Array.from({ length: 20 }, (_, i) => i),
  );
});
