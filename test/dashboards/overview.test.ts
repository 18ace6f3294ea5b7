/** The overview board: one screen, one time axis, and nothing of what the stack does not run. */
import { describe, expect, it } from "vitest";
import { parsePromql, selectors } from "../../checks/model/promql.ts";
import { buildBoards } from "../../dashboards/build/dashboard.ts";
import { readBoards } from "../../dashboards/build/read-boards.ts";
import { panelsOf, promTargets, type Panel } from "../../engine/shown.ts";
import { ruleGroups } from "../../rules/all.ts";
import { readStack, type ExporterName, type Stack } from "../../stack.ts";

interface Shown extends Panel {
  readonly description: string;
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly links?: readonly { readonly url: string }[];
}
const stack = readStack("test/fixtures/stack.yaml");
const boards = await readBoards();
const built = (on: Stack): { readonly panels: readonly Shown[]; readonly links: readonly any[] } =>
  JSON.parse(JSON.stringify(buildBoards(boards, on).get("inference-overview") ?? null));
const panels = (on: Stack) => panelsOf(built(on)) as Shown[];
const titles = (on: Stack) => panels(on).map(({ title }) => title);
const named = (on: Stack, title: string) => panels(on).find((panel) => panel.title === title)!;
const stages = (on: Stack) => panels(on).filter(({ type }) => type === "timeseries");
const only = (...names: ExporterName[]): Stack => {
  const kept = Object.entries(stack.exporters).filter(([name]) => (names as string[]).includes(name));
  return { ...stack, exporters: Object.fromEntries(kept), logs: {}, objectives: {} };
};
const reference: Stack = {
  ...stack,
  exporters: {
    ...stack.exporters,
    ollama_queue: { ...stack.exporters.ollama_queue!, variant: "reference" },
    bullmq: { ...stack.exporters.bullmq!, job: "ollama_queue" },
  },
};

describe.each([
  ["the article's exporter", stack],
  ["the reference exporter", reference],
  ["the GPU only", only("dcgm")],
])("with %s", (_, on) => {
  it("fits on a screen of 1080 lines without scrolling", () => {
    const bottom = Math.max(...panels(on).map(({ gridPos: { y, h } }) => y + h));
    expect(bottom).toBeLessThanOrEqual(22);
  });
  it("the stages stand below each other, as wide as each other, their axes too", () => {
    const places = stages(on).map(({ gridPos: { x, w }, ...panel }) => [
      x,
      w,
      (panel.fieldConfig!.defaults as { custom?: { axisWidth?: number } }).custom?.axisWidth,
    ]);
    expect(places.length).toBeGreaterThan(0);
    for (const place of places) expect(place).toEqual([0, 24, 64]);
  });
  it("every link keeps the time range", () => {
    const { links } = built(on);
    expect(links.length).toBeGreaterThan(0);
    for (const { keepTime } of links) expect(keepTime).toBe(true);
    const own = stages(on).map((panel) => panel.links!.map(({ url }) => url));
    const there = new Set(links.map(({ url }) => url));
    for (const [url, ...others] of own) {
      expect(others).toEqual([]);
      expect(url).toMatch(/\?\$\{__url_time_range\}$/);
      expect(there).toContain(url!.split("?")[0]);
    }
  });
});

describe("the stages", () => {
  const asked = (on: Stack) =>
    stages(on).map((panel) => [
      panel.title,
      [...selectors(parsePromql(promTargets(panel)[0]!.expr).root)][0]!.metric!.name,
    ]);
  it("are in the order in which a request passes them", () =>
    expect(asked(reference)).toEqual([
      ["1 Queue: wait p95", "ollama_queue_wait_seconds_bucket"],
      ["2 Proxy: request p95", "litellm_request_total_latency_metric_bucket"],
      ["3 Front door: time to first byte p95", "promtail_custom_nginx_ttfb_seconds_bucket"],
      ["4 GPU: utilisation of the busiest card", "DCGM_FI_DEV_GPU_UTIL"],
    ]));
  it("the article's exporter does not measure the wait, so it is estimated and says so", () => {
    expect(asked(stack)[0]).toEqual(["1 Queue: mean wait, estimated", "ollama_queue_waiting"]);
    expect(stages(stack)[0]!.description).toContain("An estimate");
  });
});

it("a stage that may be idle does not say that its exporter is down", () =>
  expect(stages(stack).map(({ fieldConfig }) => fieldConfig!.defaults.noValue)).toEqual([
    "no series: idle, or queue exporter down",
    "no series: idle, or LiteLLM down",
    "no series: idle, or log pipeline down",
    "no series: GPU exporter down",
  ]));

describe("what the stack does not run is not there", () => {
  it.each<[ExporterName, string[]]>([
    ["dcgm", ["GPU exporter", "4 GPU: utilisation of the busiest card"]],
    ["litellm", ["LiteLLM", "Proxy errors", "2 Proxy: request p95"]],
    ["nginx", ["Front door"]],
    ["log_pipeline", ["Log pipeline", "Duration p95", "5xx", "3 Front door: time to first byte p95"]],
    ["ollama_queue", ["Queue worker", "Failed jobs", "1 Queue: mean wait, estimated"]],
    ["bullmq", ["BullMQ"]],
  ])("%s", (name, gone) => {
    const { [name]: _, ...exporters } = stack.exporters;
    expect(titles(stack).filter((title) => !titles({ ...stack, exporters }).includes(title))).toEqual(gone);
  });
  it("alone, an exporter has its health, the alerts and its stage", () =>
    expect(titles(only("dcgm"))).toEqual([
      "GPU exporter",
      "Firing alerts",
      "4 GPU: utilisation of the busiest card",
    ]));
  it("without any exporter there is no board", () => expect(built(only())).toBeNull());
  it("Redis stands for BullMQ where both are on the worker's page", () => {
    expect(titles(reference)).toContain("Redis");
    expect(titles(reference)).not.toContain("BullMQ");
  });
});

describe("objectives", () => {
  const legends = (on: Stack, title = "Error budget left") =>
    promTargets(named(on, title)).map(({ legendFormat }) => legendFormat);
  it("each has its number in both panels, and the description says what was promised", () => {
    expect(legends(reference)).toEqual([
      "door answers",
      "door succeeds",
      "queue starts",
      "queue succeeds",
      "proxy answers",
      "proxy succeeds",
    ]);
    expect(legends(reference, "Kept in 30 days")).toEqual(legends(reference));
    const { description } = named(reference, "Kept in 30 days");
    expect(description).toContain(
      "- queue starts: Promised: 95 %. Counted: jobs that a worker took within 60 s.",
    );
  });
  it("what the article's exporter cannot say is neither shown nor described", () => {
    expect(legends(stack)).not.toContain("queue starts");
    expect(named(stack, "Error budget left").description).not.toContain("queue starts");
  });
  it("none, no panel", () => {
    expect(titles({ ...stack, objectives: {} })).not.toContain("Kept in 30 days");
    expect(titles({ ...stack, objectives: {} })).not.toContain("Error budget left");
  });
  it("one switched off is not there, and another number is another query", () => {
    const { front_door_answers: _, ...objectives } = stack.objectives;
    expect(legends({ ...stack, objectives })).not.toContain("door answers");
    const strict = { ...stack, objectives: { front_door_succeeds: { target: 0.999 } } };
    expect(promTargets(named(strict, "Error budget left"))[0]!.expr).toContain("/ 0.001 or on()");
  });
  it("with rules loaded the recorded series are asked for, and no alert means that none fires", () => {
    const loaded = { ...stack, rules: { ...stack.rules, loaded: true } };
    const exprs = promTargets(named(loaded, "Kept in 30 days")).map(({ expr }) => expr);
    for (const expr of exprs)
      expect(expr).toMatch(
        /sum\(objective:slo_bad_events:\w+\{objective="\w+"\}\) \/ sum\(objective:slo_events:/,
      );
    const none = (on: Stack) => named(on, "Firing alerts").fieldConfig!.defaults.noValue;
    expect(none(loaded)).toBe("no alert fires");
    expect(none(stack)).toBe("no alert fires, or no rules are loaded");
  });
  it("a budget below 0 is red, no number is not", () => {
    const { defaults } = named(stack, "Error budget left").fieldConfig!;
    const { thresholds, mappings } = defaults as unknown as {
      thresholds: { steps: unknown };
      mappings: unknown;
    };
    expect(thresholds.steps).toEqual([
      { color: "red", value: null },
      { color: "text", value: 0 },
    ]);
    expect(mappings).toMatchObject([{ options: { result: { text: "no events", color: "text" } } }]);
  });
});

it("a value of a state has one word", () => {
  const states = panels(reference).filter(({ title }) =>
    ["Queue worker", "Redis", "Front door", "Log pipeline", "LiteLLM", "GPU exporter"].includes(title),
  );
  expect(states).toHaveLength(6);
  for (const { fieldConfig } of states) {
    const { mappings } = fieldConfig!.defaults as unknown as {
      mappings: { type: string; options: object }[];
    };
    const values = mappings.flatMap(({ type, options }) => (type === "value" ? Object.keys(options) : []));
    expect(values).toContain("-1");
    expect(values).toEqual([...new Set(values)]);
  }
  // A number whose quotient has no meaning still says so.
  const { mappings } = named(reference, "5xx").fieldConfig!.defaults as unknown as { mappings: unknown[] };
  expect(mappings).toContainEqual(
    expect.objectContaining({ options: { "-1": expect.objectContaining({ text: "idle" }) } }),
  );
});

it("of the alerts that fire, critical ones come first, and of one severity by name", () => {
  const { options, transformations } = named(stack, "Firing alerts") as unknown as {
    options: { sortBy: unknown };
    transformations: { id: string; options: { sort?: { field: string }[] } }[];
  };
  expect(options.sortBy).toEqual([{ displayName: "Severity", desc: false }]);
  // By the alphabet, which is by weight only as long as these are the words.
  const severities = Object.values(ruleGroups(stack)).flatMap((groups) =>
    groups.flatMap(({ rules }) => rules.flatMap((rule) => ("alert" in rule ? rule.severity : []))),
  );
  expect([...new Set(severities)].sort()).toEqual(["critical", "warning"]);
  expect(transformations.find(({ id }) => id === "sortBy")!.options.sort![0]!.field).toBe("alertname");
});
