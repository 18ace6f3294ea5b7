import { afterAll, beforeAll, expect, test } from "vitest";
import { startEngine, type Engine, type Labels, type Sample, type Series } from "../../engine/engine.ts";

let engine: Engine;
beforeAll(async () => {
  engine = await startEngine();
});
afterAll(() => engine.close());

const one = (labels: Labels, samples: readonly Sample[] = [[0, 1]]): Series => ({ labels, samples });

test("bucket bounds and quantiles are stored as Prometheus 3 normalises them", async () => {
  const bound = async (le: string): Promise<string | undefined> => {
    const found = await engine.series(
      [one({ __name__: "litellm_latency_bucket", le })],
      "litellm_latency_bucket",
    );
    return found[0]?.["le"];
  };
  const written = ["500", "1e3", "1000.0", "0.5", "1e+06", "1e30", "+Inf", "Inf", "zwölf"];
  expect(await Promise.all(written.map(bound))).toEqual([
    "500.0",
    "1000.0",
    "1000.0",
    "0.5",
    "1e+06",
    "1e+30",
    "+Inf",
    "+Inf",
    "zwölf",
  ]);
  const others = [
    one({ __name__: "go_gc_duration_seconds", quantile: "1" }),
    one({ __name__: "door_width", le: "500" }),
  ];
  expect(await engine.series(others, '{__name__=~".+"}')).toEqual([
    { __name__: "door_width", le: "500" },
    { __name__: "go_gc_duration_seconds", quantile: "1.0" },
  ]);
});

test("a selector matches the normalised bound only", async () => {
  const bucket = [one({ __name__: "litellm_latency_bucket", le: "500" })];
  const [written, stored] = await engine.evaluate(bucket, [
    { expr: 'litellm_latency_bucket{le="500"}', time: 0 },
    { expr: 'litellm_latency_bucket{le="500.0"}', time: 0 },
  ]);
  expect(written).toMatchObject({ result: [] });
  expect(stored).toMatchObject({ result: [{ value: 1 }] });
});

test("an empty label is no label", async () => {
  const up = [one({ __name__: "up", job: "nginx", method: "" })];
  expect(await engine.series(up, "up")).toEqual([{ __name__: "up", job: "nginx" }]);
  expect(await engine.labelNames(up)).toEqual(["__name__", "job"]);
});

test("a series that comes twice is refused by name, also where only normalisation makes it the same", async () => {
  const twice = [
    one({ __name__: "up", job: "a" }),
    one({ __name__: "up", job: "b" }),
    one({ job: "a", __name__: "up" }),
  ];
  await expect(engine.load("twice", twice)).rejects.toThrow('series {__name__="up", job="a"} is given twice');
  const bounds = ["500", "500.0"].map((le) => one({ __name__: "litellm_latency_bucket", le }));
  await expect(engine.evaluate(bounds, [])).rejects.toThrow(
    'series {__name__="litellm_latency_bucket", le="500.0"} is given twice',
  );
  await expect(engine.evaluate("twice", [])).rejects.toThrow("no series are loaded");
});

test("samples out of order are refused with the series and both times", async () => {
  for (const [times, message] of [
    [[0, 120, 60], "the sample at 60 s follows one at 120 s"],
    [[0, 60, 60], "the sample at 60 s follows one at 60 s"],
  ] as const) {
    const late = one(
      { __name__: "up", job: "a" },
      times.map((time) => [time, 1]),
    );
    await expect(engine.load("late", [late])).rejects.toThrow(`series {__name__="up", job="a"}: ${message}`);
  }
});

test("what no server would take is refused with the series", async () => {
  await expect(engine.load("bad", [one({ job: "a" })])).rejects.toThrow(
    'series {job="a"}: missing metric name (__name__ label)',
  );
  const value = "12" as unknown as number;
  await expect(engine.load("bad", [one({ __name__: "up" }, [[15, value]])])).rejects.toThrow(
    'Series {"__name__":"up"}: [15,"12"] is not a sample.',
  );
  await expect(engine.load("bad", [one({ __name__: "up" }, [[NaN, 1]])])).rejects.toThrow("is not a sample");
});

const requests = [
  one({ __name__: "nginx_requests_total", route: "/v1", status: "200" }, [
    [0, 1],
    [60, 2],
  ]),
  one({ __name__: "nginx_requests_total", route: "/v1", status: "503" }, [[600, 1]]),
  one({ __name__: "nginx_requests_total", route: "/queue", status: "200" }, [[0, 1]]),
  one({ __name__: "up", job: "nginx" }),
];

test("label values are those of the selected series in the range, sorted", async () => {
  await engine.load("requests", requests);
  expect(await engine.labelValues("requests", "status")).toEqual(["200", "503"]);
  expect(await engine.labelValues("requests", "route")).toEqual(["/queue", "/v1"]);
  expect(await engine.labelValues("requests", "__name__")).toEqual(["nginx_requests_total", "up"]);
  expect(await engine.labelValues("requests", "status", 'nginx_requests_total{route="/queue"}')).toEqual([
    "200",
  ]);
  expect(await engine.labelValues("requests", "status", "up")).toEqual([]);
  const early = { start: 0, end: 599.999 };
  expect(await engine.labelValues("requests", "status", "nginx_requests_total", early)).toEqual(["200"]);
  expect(await engine.labelValues("requests", "status", "", { start: 60, end: 600 })).toEqual(["200", "503"]);
  expect(await engine.labelValues("requests", "status", "", { start: 61, end: 600 })).toEqual(["503"]);
});

test("label names and series of a selection", async () => {
  expect(await engine.labelNames(requests, "up")).toEqual(["__name__", "job"]);
  expect(await engine.series(requests, 'nginx_requests_total{status="200"}')).toEqual([
    { __name__: "nginx_requests_total", route: "/queue", status: "200" },
    { __name__: "nginx_requests_total", route: "/v1", status: "200" },
  ]);
  expect(await engine.series(requests, '{route=~".+"}', { start: 500, end: 700 })).toHaveLength(1);
});

test("selectors that a server refuses are refused", async () => {
  await expect(engine.labelValues(requests, "status", "up{")).rejects.toThrow(
    /parse error: unexpected end of input/,
  );
  await expect(engine.labelValues(requests, "status", '{route=~".*"}')).rejects.toThrow(
    "match[] must contain at least one non-empty matcher",
  );
  await expect(engine.labelValues(requests, "")).rejects.toThrow('invalid label name: ""');
  await expect(engine.series(requests, "")).rejects.toThrow("no match[] parameter provided");
  await expect(engine.series(requests, "up", { start: 1, end: 0 })).rejects.toThrow(
    "must not be before start",
  );
});

test("promtool's notation", async () => {
  const times = { interval: 15, start: 100 };
  expect(await engine.parseSeries('up{job="a"}', "0+10x2 _x3 -1 stale NaN Inf 3x1", times)).toEqual({
    labels: { __name__: "up", job: "a" },
    samples: [
      [100, 0],
      [115, 10],
      [130, 20],
      [190, -1],
      [205, "stale"],
      [220, "NaN"],
      [235, "+Inf"],
      [250, 3],
      [265, 3],
    ],
  });
  expect((await engine.parseSeries("up", "1 2", { interval: 0.5 })).samples).toEqual([
    [0, 1],
    [0.5, 2],
  ]);
  await expect(engine.parseSeries("up", "1+x2", times)).rejects.toThrow(/parse error: unexpected/);
  await expect(engine.parseSeries("up", "{{schema:0}}", times)).rejects.toThrow("native histograms");
  await expect(engine.parseSeries("up", "1", { interval: 0 })).rejects.toThrow("must be positive, not 0 s");
});
