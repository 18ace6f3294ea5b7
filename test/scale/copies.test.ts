/**
 * From one machine to many: the same scenario in several clusters at once. One of them chosen, every panel shows what it shows
 * of the scenario alone; with all of them, what is counted adds up and what is a share, a time or a quantile stays.
 */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startEngine, type Engine, type Series } from "../../engine/engine.ts";
import { moments, readScenario, seriesOf, type Scenario } from "../../engine/scenario.ts";
import { showAll, type Shown } from "../../engine/shown.ts";
import { boardsFor, measured, viewOf } from "../values/boards.ts";

const CLUSTERS = 3;
const EXPORTERS = ["ollama_queue", "bullmq", "nginx", "log_pipeline", "dcgm", "litellm"];

/** Scenarios, the board they are about, and its panels that add up over clusters, by title. */
const CASES: readonly {
  readonly scenario: string;
  readonly board: string;
  readonly moment: string;
  readonly addsUp: readonly string[];
  readonly stays: readonly string[];
}[] = [
  {
    scenario: "queue-reference-busy",
    board: "ollama-queue",
    moment: "steady",
    addsUp: ["Tokens/s", "Jobs per minute by model", "Token rate by model", "Failures per minute"],
    stays: ["Error ratio", "Worker saturation", "Latency p50 and p95 by model", "Time waiting in queue"],
  },
  {
    scenario: "nginx-busy",
    board: "nginx-open-webui",
    moment: "busy",
    addsUp: ["Requests/s", "Bandwidth out", "Active connections", "Request rate by route"],
    stays: [
      "Error rate (4xx + 5xx)",
      "Request duration p50 and p95",
      "Time to first byte (TTFB) p50 and p95",
      "Upstream response time p95",
    ],
  },
  {
    scenario: "gpu-busy",
    board: "gpu",
    moment: "busy",
    addsUp: ["Memory used (GiB)", "Power", "Energy, last 24 hours"],
    stays: ["Utilisation", "Memory used", "Temperature", "Tokens per joule"],
  },
  {
    scenario: "litellm-busy",
    board: "litellm",
    moment: "steady",
    addsUp: ["Requests/s", "Output tokens/s", "Failures per minute by exception class"],
    stays: ["Failure ratio", "p95 latency", "Total latency p50, p95 and p99 by model"],
  },
  {
    scenario: "queue-reference-busy",
    board: "inference-overview",
    moment: "busy",
    addsUp: [],
    stays: ["Failed jobs", "Kept in 30 days", "Error budget left", "1 Queue: wait p95"],
  },
];

let engine: Engine;
beforeAll(async () => {
  engine = await startEngine();
});
afterAll(() => engine.close());

/** A cluster's exporters have addresses of their own; where they have not, one cluster has to be chosen. */
const copies = (series: readonly Series[], instance: (own: string, cluster: number) => string): Series[] =>
  Array.from({ length: CLUSTERS }, (_, cluster) =>
    series.map(({ labels, samples }) => ({
      labels: { ...labels, cluster: `c${cluster}`, instance: instance(labels["instance"]!, cluster) },
      samples,
    })),
  ).flat();

const clustered = ({ exporters = {} }: Pick<Scenario, "exporters">) => ({
  exporters: Object.fromEntries(
    EXPORTERS.map((name) => [name, { ...exporters[name], filters: ["cluster"] }]),
  ),
});

/** What a board's panels show, by panel title; the order of series is no part of it. */
async function shownOn(
  of: Pick<Scenario, "exporters">,
  board: string,
  data: string,
  variables: Readonly<Record<string, string>>,
  time: number,
): Promise<Map<string, Shown[]>> {
  const built = (await boardsFor(of)).find(({ uid }) => uid === board)!;
  const shown = await showAll(engine, data, measured(built), viewOf({ variables }), time);
  return new Map(
    measured(built).map(({ id, title }) => {
      const of = shown.get(id)!;
      if (of instanceof Error) throw of;
      return [title, [...of].sort((a, b) => (a.name < b.name ? -1 : 1))];
    }),
  );
}

const rounded = (shown: readonly Shown[], factor = 1) =>
  shown.map(({ name, value }) => ({
    name,
    value: typeof value === "number" ? (value * factor).toPrecision(9) : value,
  }));

describe.each(CASES)("$scenario in three clusters", ({ scenario: name, board, moment, addsUp, stays }) => {
  const scenario = readScenario(`test/scenarios/${name}.yaml`);
  const time = moments(scenario)[moment]!.at;
  const variables = scenario.variables ?? {};
  let alone: Map<string, Shown[]>;
  beforeAll(async () => {
    const series = await seriesOf(scenario, engine);
    await engine.load("alone", series);
    // The worst case for a chosen cluster: the same addresses everywhere.
    await engine.load(
      "same",
      copies(series, (own) => own),
    );
    await engine.load(
      "many",
      copies(series, (own, cluster) => `${own}-${cluster}`),
    );
    alone = await shownOn(scenario, board, "alone", variables, time);
  });

  it("one chosen: every panel shows what it shows of the scenario alone", async () => {
    const chosen = await shownOn(clustered(scenario), board, "same", { ...variables, cluster: "c1" }, time);
    expect(alone.size).toBeGreaterThan(15);
    for (const [title, shown] of alone)
      expect({ title, shown: rounded(chosen.get(title)!) }).toEqual({ title, shown: rounded(shown) });
  });

  it("all of them: what is counted is three times as much", async () => {
    const all = await shownOn(clustered(scenario), board, "many", variables, time);
    for (const title of addsUp) {
      expect(numbers(alone.get(title)), title).not.toEqual([]);
      expect({ title, shown: rounded(all.get(title)!) }).toEqual({
        title,
        shown: rounded(alone.get(title)!, CLUSTERS),
      });
    }
  });

  it("all of them: shares, times, quantiles and temperatures are those of one", async () => {
    const all = await shownOn(clustered(scenario), board, "many", variables, time);
    for (const title of stays) {
      expect(numbers(alone.get(title)), title).not.toEqual([]);
      expect({ title, shown: rounded(all.get(title)!) }).toEqual({
        title,
        shown: rounded(alone.get(title)!),
      });
    }
  });
});

/** Numbers that could tell one from three times as much. */
const numbers = (shown: readonly Shown[] = []): Shown[] =>
  shown.filter(({ value }) => typeof value === "number" && value !== 0);

describe("what does not add up, as docs/scale.md says", () => {
  it("jobs in Redis: every worker of one queue reports the same number, so it is that of the longest queue", async () => {
    const scenario = readScenario("test/scenarios/queue-reference-busy.yaml");
    await engine.load(
      "queues",
      copies(await seriesOf(scenario, engine), (own, cluster) => `${own}-${cluster}`),
    );
    const all = await shownOn(
      clustered(scenario),
      "ollama-queue",
      "queues",
      {},
      moments(scenario)["steady"]!.at,
    );
    // 12 wait in each of the three.
    expect(all.get("Waiting")).toEqual([{ name: "Waiting", value: 12 }]);
    expect(
      await shownOn(
        clustered(scenario),
        "ollama-queue",
        "queues",
        { cluster: "c1" },
        moments(scenario)["steady"]!.at,
      ).then((one) => one.get("Time to drain")),
    ).toEqual([{ name: "Time to drain", value: 120 }]);
  });
});
