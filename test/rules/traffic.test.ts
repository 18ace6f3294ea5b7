/** What a story of three phases cannot tell: bursts, hang-ups, draining queues, replaced workers, several clusters. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readContracts } from "../../contracts/contract.ts";
import { startEngine, type Engine, type Sample, type Series } from "../../engine/engine.ts";
import { print } from "../../queries/print.ts";
import { attainment, budgetLeft, PERIOD, RECORDED } from "../../queries/slo.ts";
import { BURN } from "../../rules/slo.ts";
import { inSeconds, printing } from "../../rules/print.ts";
import type { Stack } from "../../stack.ts";
import { about, firing } from "./simulate.ts";
import { groupsOf, stackFor } from "./stories.ts";

let engine: Engine;
beforeAll(async () => {
  engine = await startEngine();
});
afterAll(() => engine.close());

const SCRAPE = 15;
type Labels = Readonly<Record<string, string>>;
/** A series with a sample every 15 s from one minute to another, each made of its minute. */
const series = (
  name: string,
  labels: Labels,
  at: (minute: number) => number,
  from: number,
  to: number,
): Series => ({
  labels: { instance: "it:1", ...labels, __name__: name },
  samples: Array.from({ length: ((to - from) * 60) / SCRAPE + 1 }, (_, index): Sample => {
    const second = from * 60 + index * SCRAPE;
    return [second, at(second / 60)];
  }),
});
/** A counter that grows by so many a minute between two minutes. */
const between = (from: number, to: number, perMinute: number) => (minute: number) =>
  perMinute * Math.max(0, Math.min(minute, to) - from);
const DURATION = "promtail_custom_nginx_request_duration_seconds";
const TTFB = "promtail_custom_nginx_ttfb_seconds";
/** Requests of one status of a route, and how many of them were within some seconds. */
const requests = (
  status: string,
  le: string,
  all: (minute: number) => number,
  within: number,
  end: number,
) => [
  series(`${DURATION}_count`, { route: "direct", status }, all, 0, end),
  series(`${DURATION}_bucket`, { route: "direct", status, le }, (minute) => within * all(minute), 0, end),
];
const answers = (le: string, all: (minute: number) => number, within: number, end: number) => [
  series(`${TTFB}_count`, { route: "direct", status: "200" }, all, 0, end),
  series(`${TTFB}_bucket`, { route: "direct", status: "200", le }, (minute) => within * all(minute), 0, end),
];

const pages = () =>
  readContracts()
    .filter(({ exporter }) => exporter === "log_pipeline")
    .flatMap(({ recordings }) => recordings);

/** Minutes in which an alert fires. */
async function minutes(
  name: string,
  file: string,
  given: readonly Series[],
  end: number,
  stack = stackFor(),
) {
  const rules = about(name, groupsOf(stack, file));
  const found = await firing(engine, rules, given, end);
  return found.flatMap((names, minute) => (names.has(name) ? [minute] : []));
}

describe("UpstreamDown", () => {
  const with502 = (to: number) => [
    ...requests("200", "10", between(0, 20, 2), 1, 60),
    ...requests("502", "10", between(20, to, 30), 1, 60),
  ];
  it("is silent on a restart of half a minute, whatever the ten minutes after it still hold", async () =>
    expect(await minutes("UpstreamDown", "nginx", with502(20.5), 60)).toEqual([]));
  it("is silent on a restart of two minutes", async () =>
    expect(await minutes("UpstreamDown", "nginx", with502(22), 60)).toEqual([]));
  it("fires within ten minutes when it goes on", async () => {
    const [first] = await minutes("UpstreamDown", "nginx", with502(50), 60);
    expect(first).toBeGreaterThan(22);
    expect(first).toBeLessThanOrEqual(30);
  });
});

describe("an upstream that takes requests and never answers", () => {
  const hang = (within: number) => [
    ...answers("5", between(0, 60, 10), 1, 240),
    ...requests("200", "5", between(0, 60, 10), 1, 240),
    ...requests("499", "5", between(60, 240, 10), within, 240),
    ...requests("499", "10", between(60, 240, 10), within, 240).slice(1),
  ];
  it("fires UpstreamHangs, and burns the objective that answers begin in time", async () => {
    expect((await minutes("UpstreamHangs", "nginx", hang(0), 240)).length).toBeGreaterThan(150);
    expect((await minutes("SloBurnsFast front_door_answers", "slo", hang(0), 240)).length).toBeGreaterThan(
      100,
    );
  });
  it("is not what it is when people change their mind within a second", async () => {
    expect(await minutes("UpstreamHangs", "nginx", hang(1), 240)).toEqual([]);
    expect(await minutes("SloBurnsFast front_door_answers", "slo", hang(1), 240)).toEqual([]);
  });
  it("is seen too where nothing was ever answered", async () => {
    const never = requests("499", "5", between(5, 240, 10), 0, 240);
    expect((await minutes("SloBurnsFast front_door_answers", "slo", never, 240)).length).toBeGreaterThan(100);
  });
});

it("what began and what lasted are counted up to the same times, in every recording", () => {
  const bounds = (families: ReturnType<typeof pages>[number]["families"], name: string) =>
    [...new Set((families.get(name)?.samples ?? []).map(({ labels }) => labels["le"]))]
      .filter(Boolean)
      .sort();
  const recorded = pages().filter(({ families }) => bounds(families, DURATION).length > 0);
  expect(recorded.length).toBeGreaterThan(5);
  for (const { families } of recorded) expect(bounds(families, DURATION)).toEqual(bounds(families, TTFB));
});

describe("TtfbOutliers", () => {
  const slow = (share: number) => answers("10", between(0, 120, 10), 1 - share, 120);
  it("is about the few: silent where most answers take long, because nothing streams", async () => {
    expect(await minutes("TtfbOutliers", "nginx", slow(1), 120)).toEqual([]);
    expect(await minutes("TtfbOutliers", "nginx", slow(0.6), 120)).toEqual([]);
    expect((await minutes("TtfbOutliers", "nginx", slow(0.4), 120)).length).toBeGreaterThan(60);
  });
});

describe("QueueBacklogNotDraining", () => {
  const queue = (waiting: (minute: number) => number, done: number, end = 300) => [
    series("ollama_queue_waiting", {}, waiting, 0, end),
    series("ollama_jobs_total", { model: "gemma3:27b" }, between(0, end, done), 0, end),
    series("ollama_errors_total", {}, () => 0, 0, end),
  ];
  const fires = (waiting: (minute: number) => number, done: number) =>
    minutes("QueueBacklogNotDraining", "queue", queue(waiting, done), 300);
  it("fires on a backlog that stands still, and on one that moves up and down around the same number", async () => {
    expect((await fires(() => 1000, 1)).length).toBeGreaterThan(220);
    // Three in eight minutes come and go.
    expect((await fires((minute) => 1000 + (minute % 8 < 4 ? 1 : -2), 1)).length).toBeGreaterThan(220);
  });
  it("is silent on one that drains, and on a short one", async () => {
    expect(await fires((minute) => Math.max(0, 1000 - 10 * minute), 10)).toEqual([]);
    expect(await fires(() => 29, 1)).toEqual([]);
  });
});

describe("WorkersSaturated", () => {
  it("does not count the worker that another replaced", async () => {
    const worker = (instance: string, from: number, to: number, active: number) => [
      series("ollama_worker_active_jobs", { instance }, () => active, from, to),
      series("ollama_worker_concurrency", { instance }, () => 2, from, to),
      series("ollama_queue_waiting", { instance }, () => 3, from, to),
    ];
    // Half busy all the time; every 20 minutes another container.
    const rolled = Array.from({ length: 9 }, (_, index) =>
      worker(`worker-${index}`, index * 20, index * 20 + 19.75, 1),
    ).flat();
    expect(await minutes("WorkersSaturated", "queue", rolled, 180)).toEqual([]);
    const full = [...worker("a", 0, 180, 2), ...worker("b", 0, 180, 2)];
    expect((await minutes("WorkersSaturated", "queue", full, 180)).length).toBeGreaterThan(100);
  });
});

describe("the alerts on objectives", () => {
  const promised = (target: number): Stack => ({
    ...stackFor(),
    objectives: { front_door_succeeds: { target } },
  });
  const failing = (from: number, to: number, end: number) => [
    ...requests("200", "5", between(0, from, 100), 1, end),
    ...requests("503", "5", between(from, to, 100), 1, end),
    ...requests("204", "5", between(to, end, 100), 1, end),
  ];
  const NAME = "SloBurnsFast front_door_succeeds";

  it("ask for no share that cannot be: a pair above 100 % is left out", () => {
    const limits = (target: number) =>
      groupsOf(promised(target), "slo")
        .flatMap(({ rules }) => rules)
        .flatMap(({ alert, expr }) =>
          alert === undefined
            ? []
            : [...expr.matchAll(/ratio_\w+\{[^}]*\}\) > ([\d.]+)/g)].map(([, limit]) => Number(limit)),
        );
    const pairs = [...BURN.page, ...BURN.ticket].length;
    expect(limits(0.99)).toHaveLength(2 * pairs);
    expect(limits(0.9)).toEqual([0.6, 0.6, 0.3, 0.3, 0.1, 0.1]);
    expect(limits(0.5)).toEqual([0.5, 0.5]);
  });
  it("come with a promise of 90 % too, when all fails", async () =>
    expect((await minutes(NAME, "slo", failing(60, 480, 600), 600, promised(0.9))).length).toBeGreaterThan(
      60,
    ));
  it("end 10 to 40 minutes after the cause, as the runbook says", async () => {
    // Six good hours before, so that a quarter of an hour is too little for the pair that ends with the window of 30 m.
    for (const [bad, least, most] of [
      [15, 10, 20],
      [180, 30, 40],
    ] as const) {
      const end = 400 + bad + 60;
      const last = (await minutes(NAME, "slo", failing(400, 400 + bad, end), end, promised(0.99))).at(-1)!;
      expect(last + 1 - (400 + bad)).toBeGreaterThanOrEqual(least);
      expect(last + 1 - (400 + bad)).toBeLessThanOrEqual(most);
    }
  });
  it("evaluates a month more often than an instant selector looks back, one late evaluation included", () => {
    const groups = groupsOf(stackFor(), "slo") as readonly { name: string; interval?: string }[];
    const { interval } = groups.find(({ name }) => name === "slo-period")!;
    expect(inSeconds(interval!)).toBeLessThanOrEqual(150);
  });
});

describe("recorded by the Prometheus of each of two clusters", () => {
  const stack = stackFor();
  const promise = { target: 0.99 };
  const recorded = (cluster: string, events: number, bad: number): Series[] =>
    [
      [RECORDED.sumOf("events", PERIOD).metric, events] as const,
      [RECORDED.sumOf("bad", PERIOD).metric, bad] as const,
    ].map(([name, value]) => series(name, { cluster, objective: "front_door_succeeds" }, () => value, 0, 5));
  const value = async (of: typeof attainment | typeof budgetLeft) => {
    const expr = print(of("front_door_succeeds", promise, true).expr.node, printing(stack, "5m"));
    const given = [...recorded("a", 900, 9), ...recorded("b", 100, 11)];
    const [answer] = await engine.evaluate(given, [{ expr, time: 60 }]);
    if (answer!.resultType !== "vector") throw new Error(JSON.stringify(answer));
    return answer!.result.map(({ value: each }) => Number(each));
  };
  it("bad and all are added up, never the shares: 20 of 1000, not 1 % and 11 %", async () => {
    expect(await value(attainment)).toEqual([expect.closeTo(0.98, 6)]);
    expect(await value(budgetLeft)).toEqual([expect.closeTo(-1, 6)]);
  });
});
