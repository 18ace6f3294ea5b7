import { describe, expect, it } from "vitest";
import { checks } from "../../checks/all.ts";
import { readBoard } from "../../checks/model/board.ts";
import { type Json } from "../../checks/model/shape.ts";
import { renderProblem } from "../../checks/model/problem.ts";
import { run } from "../../checks/model/run.ts";
import { exporters as known } from "../../contracts/exporters.gen.ts";
import { readContracts } from "../../contracts/contract.ts";
import { readLogContract } from "../../contracts/log-contract.ts";
import { buildBoards } from "../../dashboards/build/dashboard.ts";
import { readBoards } from "../../dashboards/build/read-boards.ts";
import { readStack, type ExporterName, type Stack } from "../../stack.ts";

const stack = readStack("test/fixtures/stack.yaml");
const boards = await readBoards();
const contracts = readContracts();
const log = readLogContract();
const names = Object.keys(stack.exporters) as ExporterName[];

/** What the checks say of the boards that a stack gives. */
const problems = (of: Stack): string[] =>
  run({
    checks,
    boards: [...buildBoards(boards, of)].map(([uid, json]) => readBoard(`${uid}.json`, json as Json)),
    whole: true,
    contracts,
    log,
    dataSources: of.dataSources.map(({ name, uid, type, scrapeInterval }) => ({
      name,
      uid,
      type: type === "loki" ? "loki" : "prometheus",
      ...(scrapeInterval !== undefined && { timeInterval: scrapeInterval }),
    })),
    selected: new Map(Object.entries(of.exporters).map(([name, { variant }]) => [name, variant])),
    added: new Map(Object.entries(of.exporters).map(([name, { filters }]) => [name, filters])),
    jobs: new Map(Object.entries(of.exporters).map(([name, { job }]) => [name, job])),
    exceptions: [],
    today: "2026-01-01",
  }).problems.map(renderProblem);

const changed = (name: ExporterName, change: object): Stack => ({
  ...stack,
  exporters: { ...stack.exporters, [name]: { ...stack.exporters[name]!, ...change } },
});

describe("whatever stack.yaml says, the boards have no problem", () => {
  // A page from before the prefix was set is not a variant the boards are for.
  const variants = names.flatMap((name) =>
    known[name].variants
      .filter((variant) => variant !== "alloy-default-prefix")
      .map((variant) => [name, variant] as const),
  );
  it.each(variants)("%s %s", (name, variant) => expect(problems(changed(name, { variant }))).toEqual([]));
  it.each(names)("without %s", (name) => {
    const { [name]: _, ...exporters } = stack.exporters;
    expect(problems({ ...stack, exporters })).toEqual([]);
  });
  it("without the log", () => expect(problems({ ...stack, logs: {} })).toEqual([]));
  it.each(names)("%s alone", (name) =>
    expect(problems({ ...stack, exporters: { [name]: stack.exporters[name]! }, logs: {} })).toEqual([]),
  );
  it.each(["1s", "5s", "30s", "60s", "1m", "5m"])("scraped every %s", (scrapeInterval) =>
    expect(
      problems({
        ...stack,
        dataSources: stack.dataSources.map((source) =>
          source.type === "loki" ? source : { ...source, scrapeInterval },
        ),
      }),
    ).toEqual([]),
  );
  it.each(known.ollama_queue.variants)("with BullMQ's families on one page with %s", (variant) => {
    const onePage = changed("ollama_queue", { variant, job: "workers" });
    const { bullmq } = onePage.exporters;
    expect(
      problems({ ...onePage, exporters: { ...onePage.exporters, bullmq: { ...bullmq!, job: "workers" } } }),
    ).toEqual([]);
  });
  it("with filter labels, a known concurrency and another job", () =>
    expect(
      problems(changed("ollama_queue", { filters: ["cluster", "instance"], concurrency: 4, job: "workers" })),
    ).toEqual([]));
});
