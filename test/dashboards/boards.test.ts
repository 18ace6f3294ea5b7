import { beforeAll, describe, expect, it } from "vitest";
import { readContracts } from "../../contracts/contract.ts";
import { buildBoards, dashboard, row, collapsedRow, type Board } from "../../dashboards/build/dashboard.ts";
import { readBoards } from "../../dashboards/build/read-boards.ts";
import { stat } from "../../panels/stat.ts";
import { timeseries } from "../../panels/timeseries.ts";
import { sized } from "../../panels/grid.ts";
import * as queue from "../../queries/queue.ts";
import { readStack, type ExporterName, type Stack } from "../../stack.ts";

const stack = readStack("test/fixtures/stack.yaml");
let boards: Board[];
beforeAll(async () => {
  boards = await readBoards();
});

type Panel = {
  id: number;
  title: string;
  type: string;
  gridPos: { x: number; y: number; w: number; h: number };
  targets?: { expr: string }[];
  panels?: Panel[];
  [key: string]: unknown;
};
type Json = {
  panels: Panel[];
  links: { url: string }[];
  templating: { list: { name: string; query?: unknown }[] };
  annotations: { list: { name: string }[] };
};
const build = (of: readonly Board[], on: Stack = stack): Record<string, Json> =>
  Object.fromEntries(buildBoards(of, on)) as unknown as Record<string, Json>;
const without = (...names: string[]): Stack => ({
  ...stack,
  exporters: Object.fromEntries(Object.entries(stack.exporters).filter(([name]) => !names.includes(name))),
  logs: Object.fromEntries(Object.entries(stack.logs).filter(([name]) => !names.includes(name))),
});
const changed = (name: ExporterName, change: object): Stack => ({
  ...stack,
  exporters: { ...stack.exporters, [name]: { ...stack.exporters[name]!, ...change } },
});
const reference = changed("ollama_queue", { variant: "reference" });
/** The rows of the state timeline. */
const timeline = (on: Stack): unknown[] =>
  build(boards, on)
    ["ollama-queue"]!.panels.find(({ title }) => title === "Exporters")!
    .targets!.map((target) => (target as { readonly legendFormat?: string }).legendFormat);
const titles = (json: Json | undefined): string[] =>
  (json?.panels ?? []).filter(({ type }) => type !== "row").map(({ title }) => title);
const rows = (json: Json | undefined): string[] =>
  (json?.panels ?? []).filter(({ type }) => type === "row").map(({ title }) => title);
const exprs = (json: Json): string => JSON.stringify(json.panels.flatMap(({ targets }) => targets ?? []));

describe("what the stack does not run is not on a board", () => {
  it("an exporter switched off takes its panels along", () => {
    const { "ollama-queue": board } = build(boards, without("bullmq"));
    expect(titles(board)).not.toContain("Failed, delayed and prioritised jobs");
    expect(titles(board)).toContain("Failures per minute");
    expect(exprs(board!)).not.toContain("bullmq");
    expect(board!.annotations.list.map(({ name }) => name)).not.toContain("BullMQ exporter down");
  });
  it("a row of which nothing is left goes", () => {
    expect(rows(build(boards, without("nginx_access_log"))["nginx-open-webui"])).not.toContain(
      "Which requests?",
    );
    expect(rows(build(boards)["nginx-open-webui"])).toContain("Which requests?");
  });
  it("a board of which nothing is left goes, and so do the links to it", () => {
    const built = build(boards, without("dcgm"));
    expect(Object.keys(built)).toEqual(["inference-overview", "litellm", "nginx-open-webui", "ollama-queue"]);
    expect(built["ollama-queue"]!.links.map(({ url }) => url)).toEqual([
      "/d/inference-overview",
      "/d/litellm",
      "/d/nginx-open-webui",
    ]);
  });
  it("without the log there is no Loki variable and no log panel", () => {
    const board = build(boards, without("nginx_access_log"))["nginx-open-webui"]!;
    expect(board.templating.list.map(({ name }) => name)).not.toContain("loki");
    expect(board.templating.list.map(({ name }) => name)).not.toContain("search");
    expect(titles(board)).not.toContain("Access log");
  });
  it("no exporter at all, no board", () =>
    expect(build(boards, { ...stack, exporters: {}, logs: {} })).toEqual({}));
});

describe("variants", () => {
  it("what the chosen version does not emit is neither asked for nor shown", () => {
    const old = build(boards, changed("dcgm", { variant: "3.1.7" }))["gpu"]!;
    expect(exprs(old)).not.toMatch(/FB_RESERVED|DCGM_FI_PROF|MEMORY_TEMP|REMAP/);
    expect(titles(old)).not.toContain("Tensor and memory-interface activity");
    expect(titles(old)).toContain("Memory used");
    expect(exprs(build(boards)["gpu"]!)).toContain("FB_RESERVED");
  });
  it("Promtail and Alloy count lines under different names", () => {
    expect(exprs(build(boards)["nginx-open-webui"]!)).toContain("promtail_read_lines_total");
    const alloy = exprs(
      build(boards, changed("log_pipeline", { variant: "alloy", job: "alloy" }))["nginx-open-webui"]!,
    );
    expect(alloy).toContain("loki_source_file_read_lines_total");
    expect(alloy).not.toContain("promtail_read_lines_total");
    expect(alloy).toContain('up{job=\\"alloy\\"}');
  });
  it("saturation needs the concurrency that the article's exporter does not report", () => {
    const panel = (on: Stack) =>
      build(boards, on)["ollama-queue"]!.panels.find(({ title }) => title === "Worker saturation")!;
    expect(panel(stack).type).toBe("text");
    expect(panel(changed("ollama_queue", { concurrency: 4 })).targets![0]!.expr).toBe(
      "max(ollama_queue_active) / 4 or on() vector(NaN)",
    );
    expect(panel(reference).targets![0]!.expr).toBe(
      "sum(ollama_worker_active_jobs) / sum(ollama_worker_concurrency) or on() vector(NaN)",
    );
    // What stack.yaml says does not overrule what the exporter reports.
    expect(panel(changed("ollama_queue", { variant: "reference", concurrency: 4 }))).toEqual(
      panel(reference),
    );
  });
  it("a panel that the other exporter fills in another way keeps its id", () => {
    const id = (on: Stack, title: string) =>
      build(boards, on)["ollama-queue"]!.panels.find((panel) => panel.title === title)!.id;
    expect(id(reference, "Tokens/s per request p50 and p95")).toBe(id(stack, "Generation speed by model"));
    expect(id(reference, "Retries, failed and stalled jobs")).toBe(
      id(stack, "Retries: failed attempts and failed jobs"),
    );
  });
  it("only the reference exporter says whether Redis answers", () => {
    const names = (on: Stack) => build(boards, on)["ollama-queue"]!.annotations.list.map(({ name }) => name);
    expect(names(stack)).toEqual(["Queue exporter down", "BullMQ exporter down", "Worker restarted"]);
    expect(names(reference)).toEqual([
      "Queue exporter down",
      "BullMQ exporter down",
      "Redis down",
      "Worker restarted",
    ]);
    expect(timeline(stack)).toEqual(["queue exporter", "BullMQ exporter", "worker restarts"]);
    expect(timeline(reference)).toEqual(["queue exporter", "BullMQ exporter", "Redis", "worker restarts"]);
  });
  it("two exporters on one page are down together, which is said once", () => {
    const { bullmq, ...exporters } = reference.exporters;
    const onePage = {
      ...reference,
      exporters: { ...exporters, bullmq: { ...bullmq!, job: "ollama_queue" } },
    };
    expect(build(boards, onePage)["ollama-queue"]!.annotations.list.map(({ name }) => name)).toEqual([
      "Queue exporter down",
      "Redis down",
      "Worker restarted",
    ]);
    expect(timeline(onePage)).toEqual(["queue exporter", "Redis", "worker restarts"]);
    expect(exprs(build(boards, onePage)["ollama-queue"]!)).toContain("bullmq_job_count");
  });
  it.each([
    ["article", "Latency p50 and p95 by model", "ollama_generation_duration_ms", 1, "ends at 1 min"],
    ["article", "Latency heatmap", "ollama_generation_duration_ms", 1, "over 1 min"],
    ["reference", "Latency p50 and p95 by model", "ollama_generation_duration_ms", 10, "ends at 10 min"],
    ["reference", "Latency heatmap", "ollama_generation_duration_ms", 10, "over 10 min"],
    ["reference", "Time waiting in queue", "ollama_queue_wait_seconds", 30, "ends at 30 min"],
    ["reference", "Model load time p95 by model", "ollama_model_load_seconds", 5, "ends at 5 min"],
  ])(
    "%s: the description of %s names the last bucket that was recorded",
    (variant, title, name, minutes, words) => {
      const { description } = build(boards, changed("ollama_queue", { variant }))[
        "ollama-queue"
      ]!.panels.find((panel) => panel.title === title)!;
      expect(description).toContain(words);
      const bounds = readContracts()
        .find(({ exporter }) => exporter === "ollama_queue")!
        .recordings.filter((recording) => recording.variant === variant)
        .flatMap(({ families }) => families.get(name)?.samples ?? [])
        .map(({ labels }) => Number(labels["le"] ?? 0));
      const longest = Math.max(...bounds.filter(Number.isFinite));
      expect(longest / (name.endsWith("_ms") ? 60_000 : 60)).toBe(minutes);
    },
  );
});

describe("filter labels of the stack", () => {
  const clustered = changed("ollama_queue", { filters: ["cluster"] });
  it("become a variable on every board whose metrics carry them", () => {
    const built = build(boards, clustered);
    expect(built["ollama-queue"]!.templating.list.find(({ name }) => name === "cluster")?.query).toBe(
      'label_values(up{job=~"ollama_queue"}, cluster)',
    );
    expect(built["nginx-open-webui"]!.templating.list.map(({ name }) => name)).not.toContain("cluster");
  });
  it("narrow the metrics of that exporter and no other's", () => {
    const text = exprs(build(boards, clustered)["ollama-queue"]!);
    expect(text).toContain('ollama_queue_waiting{cluster=~\\"$cluster\\"}');
    expect(text).not.toMatch(/bullmq_job_count\{[^}]*cluster/);
  });
  it("may be why a stat has no number, so it does not say that the exporter is down", () => {
    const text = (on: Stack): unknown =>
      (build(boards, on)["ollama-queue"]!.panels.find(({ title }) => title === "Waiting") as any).fieldConfig
        .defaults.noValue;
    expect(text(stack)).toBe("queue exporter down");
    expect(text(clustered)).toBe("queue exporter: no data");
  });
  it("do not double a variable the board has anyway", () => {
    const names = build(boards, changed("dcgm", { filters: ["instance"] }))["gpu"]!.templating.list.map(
      ({ name }) => name,
    );
    expect(names.filter((name) => name === "instance")).toHaveLength(1);
  });
});

describe("identity and layout", () => {
  const spec = { title: "Test", about: "A test.", variables: [], watches: [] } as const;
  const place = (
    ...rows: Parameters<typeof dashboard>[1]["rows"] extends infer R
      ? R extends readonly (infer Row)[]
        ? Row[]
        : never
      : never
  ) => build([dashboard("test", { ...spec, rows })])["test"]!.panels;
  const waiting = stat("Waiting", queue.waiting);
  const active = stat("Active", queue.active);

  it("a panel keeps its id wherever it stands", () => {
    const id = (panels: readonly Panel[], title: string) => panels.find((panel) => panel.title === title)!.id;
    expect(id(place(row("Now", waiting, active)), "Active")).toBe(
      id(place(row("Now", active), row("Later", waiting)), "Active"),
    );
  });
  it("a key keeps the id through a new title", () => {
    const [, before] = place(row("Now", waiting));
    const [, after] = place(row("Now", { ...stat("Queued", queue.waiting), key: "Waiting" }));
    expect(after!.id).toBe(before!.id);
    expect(after!.title).toBe("Queued");
  });
  it("two panels of one title need a key", () => {
    expect(() => place(row("Now", waiting), row("Later", waiting))).toThrow(
      "Board test: `Waiting` and `Waiting` would get one panel id; give one of them a `key`.",
    );
  });
  it("wraps where a panel no longer fits and starts each row below the last", () => {
    const wide = (title: string, w: number, h: number) => sized(timeseries(title, queue.completed), { w, h });
    const at = place(
      row("One", wide("a", 16, 8), wide("b", 12, 6), wide("c", 12, 4)),
      row("Two", wide("d", 24, 5)),
    ).map(({ gridPos: { x, y, w, h } }) => [x, y, w, h]);
    expect(at).toEqual([
      [0, 0, 24, 1],
      [0, 1, 16, 8],
      [0, 9, 12, 6],
      [12, 9, 12, 4],
      [0, 15, 24, 1],
      [0, 16, 24, 5],
    ]);
  });
  it("a closed row holds its panels and takes one line", () => {
    const panels = place(collapsedRow("Detail", waiting), row("Now", active));
    expect(panels.map(({ title }) => title)).toEqual(["Detail", "Now", "Active"]);
    expect(panels[0]!.panels!.map(({ title, gridPos }) => [title, gridPos.y])).toEqual([["Waiting", 1]]);
    expect(panels[1]!.gridPos.y).toBe(1);
  });
  it("two boards that share a panel do not share an object", () => {
    const built = build([
      dashboard("one", { ...spec, title: "One", rows: [row("Now", waiting, active)] }),
      dashboard("two", { ...spec, title: "Two", rows: [row("Now", active)] }),
    ]);
    expect(built["one"]!.panels[2]!.gridPos.x).toBe(4);
    expect(built["two"]!.panels[1]!.gridPos.x).toBe(0);
  });
});

describe("what the SDK writes and Grafana misreads", () => {
  const json = () => JSON.stringify(Object.values(build(boards)));
  it("is gone", () => {
    expect(json()).not.toContain("repeatDirection");
    expect(json()).not.toContain("inControlsMenu");
  });
  it("every key is sorted", () => {
    const keys = Object.keys(build(boards)["gpu"]!);
    expect(keys).toEqual([...keys].sort());
  });
  it("panel and targets name one data source", () => {
    for (const board of Object.values(build(boards)))
      for (const panel of board.panels)
        for (const target of panel.targets ?? [])
          expect((target as unknown as Panel)["datasource"]).toEqual(panel["datasource"]);
  });
});

describe("board files that cannot be used", () => {
  const cases: [string, string][] = [
    [
      "no-default",
      'test/fixtures/boards/no-default/queue.ts: has no board as its default export; write `export default dashboard("<uid>", { … })`.',
    ],
    ["throws", "test/fixtures/boards/throws/queue.ts: throws while it is loaded: no such measure"],
    [
      "misnamed",
      "test/fixtures/boards/misnamed/queue.ts: holds the board `gpu`; name the file gpu.ts, or the board after the file.",
    ],
    [
      "one-uid",
      "test/fixtures/boards/one-uid/b.ts: has the uid `a`, which test/fixtures/boards/one-uid/a.ts has already; a uid is a board's address.",
    ],
    [
      "one-title",
      "test/fixtures/boards/one-title/b.ts: has the title `Queue`, which test/fixtures/boards/one-title/a.ts has already; Grafana then saves neither.",
    ],
    ["empty", "test/fixtures/boards/empty: has no board file (<uid>.ts)."],
  ];
  it.each(cases)("%s", async (folder, sentence) => {
    await expect(readBoards(`test/fixtures/boards/${folder}`)).rejects.toThrow(sentence);
  });
});
