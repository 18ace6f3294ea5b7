import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { checks } from "../../checks/all.ts";
import { readBoard } from "../../checks/model/board.ts";
import { type Json } from "../../checks/model/shape.ts";
import { context } from "../../checks/model/context.ts";
import type { Problem } from "../../checks/model/problem.ts";
import { readContracts } from "../../contracts/contract.ts";
import { parseScrape } from "../../contracts/scrape.ts";
import { CLASSES } from "../../scripts/bench-defects/all.ts";
import { FOREIGN_PLACES } from "../../scripts/bench-defects/foreign.ts";
import { open, planted, spread, type Defect } from "../../scripts/bench-defects/defect.ts";
import { newIn, plantAll, world, type Planted } from "../../scripts/bench-defects/judge.ts";
import { docsPage, lastLine, measuredIn, rowsOf, score, section } from "../../scripts/bench-defects/page.ts";

const json = (file: string): Json => JSON.parse(readFileSync(file, "utf8")) as Json;
const boards = ["gpu", "nginx-open-webui", "ollama-queue"].map((name) =>
  readBoard(`${name}.json`, json(`provisioning/dashboards/${name}.json`)),
);
const contracts = readContracts();
const goods = boards.map((board) =>
  open(
    board,
    boards.filter((each) => each !== board),
    context({ boards, contracts, selected: new Map([["ollama_queue", "article"]]) }),
  ),
);

describe("the classes", () => {
  it("no name twice", () => {
    const names = CLASSES.map(({ name }) => name);
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  });
  it("every check has one, and no class is of a check that is not there", () => {
    const named = new Set(CLASSES.flatMap(({ check }) => check ?? []));
    expect([...named].sort()).toEqual(checks.map(({ id }) => id).sort());
  });
  it("what the types are said to refuse is a line of test/types.ts", () => {
    const lines = readFileSync("test/types.ts", "utf8").split("\n");
    const said = CLASSES.flatMap(({ refusedBy }) => refusedBy ?? []);
    expect(said.length).toBeGreaterThan(10);
    expect(said.filter((each) => !lines.includes(`// @ts-expect-error ${each}`))).toEqual([]);
  });
  it.each(CLASSES.map((each) => [each.name, each] as const))(
    "%s: every defect changes its board",
    (_, of) => {
      for (const good of goods)
        for (const defect of of.plant(good)) {
          expect(defect.where).not.toBe("");
          expect(JSON.stringify(planted(good.board.json, defect))).not.toBe(JSON.stringify(good.board.json));
        }
    },
  );
  it("the same defects every time", () => {
    const all = () => JSON.stringify(CLASSES.map(({ plant }) => goods.map((good) => [...plant(good)])));
    expect(all()).toBe(all());
  });
});

describe("planting", () => {
  const board: Json = { panels: [{ title: "a", targets: [{ expr: "x" }] }, { title: "b" }] };
  const change = (edits: Defect["edits"]): Json => planted(board, { where: "here", edits });
  it("replaces a value and leaves the original alone", () => {
    expect(change([{ at: ["panels", 0, "targets", 0, "expr"], to: "y" }])).toEqual({
      panels: [{ title: "a", targets: [{ expr: "y" }] }, { title: "b" }],
    });
    expect(board).toEqual({ panels: [{ title: "a", targets: [{ expr: "x" }] }, { title: "b" }] });
  });
  it("takes a key away, and an element out of its list", () => {
    expect(change([{ at: ["panels", 0, "targets"], to: undefined }])).toEqual({
      panels: [{ title: "a" }, { title: "b" }],
    });
    expect(change([{ at: ["panels", 0], to: undefined }])).toEqual({ panels: [{ title: "b" }] });
  });
  it("adds what was not there", () => {
    expect(change([{ at: ["panels", 1, "options", "legend"], to: 1 }])).toMatchObject({
      panels: [{ title: "a" }, { title: "b", options: { legend: 1 } }],
    });
  });
});

it("takes places evenly spread, the first among them", () => {
  expect(spread([0, 1, 2, 3, 4, 5, 6, 7, 8, 9], 4)).toEqual([0, 2, 5, 7]);
  expect(spread([0, 1], 4)).toEqual([0, 1]);
  expect(spread([], 4)).toEqual([]);
});

const problem = (id: string, what = "Wrong."): Problem => ({
  id,
  severity: "error",
  at: { file: "gpu.json" },
  what,
  fix: "Correct it.",
  facts: {},
});
const counts = (...all: Problem[]): Map<string, number> =>
  new Map(all.map(({ id, at, what }) => [JSON.stringify([id, at, what]), 1]));

describe("what is new", () => {
  it("nothing where the clean board has the same", () =>
    expect(newIn([problem("syntax")], counts(problem("syntax")))).toEqual([]));
  it("a second of the same, or one that says something else", () => {
    expect(newIn([problem("syntax"), problem("syntax")], counts(problem("syntax")))).toEqual(["syntax"]);
    expect(newIn([problem("syntax", "Wrong too.")], counts(problem("syntax")))).toEqual(["syntax"]);
  });
  it("each check once", () =>
    expect(newIn([problem("layout"), problem("layout")], new Map())).toEqual(["layout"]));
});

it("plants into a board and asks all checks", () => {
  const [of] = CLASSES.filter(({ name }) => name === "the rate of a gauge");
  const given = world(boards, { contracts });
  const all = plantAll(given, [of!], { most: 10, only: ({ file }) => file === "ollama-queue.json" });
  expect(all.length).toBeGreaterThan(3);
  expect(all.every(({ told }) => told.includes("rate-of-gauge"))).toBe(true);
});

describe("the tables", () => {
  const [named] = CLASSES.filter(({ check, refusedBy }) => check !== undefined && refusedBy === undefined);
  const [unnamed] = CLASSES.filter(({ check }) => check === undefined);
  const one = (of: typeof named, ...told: string[]): Planted => ({
    of: of!,
    defect: { where: "here", edits: [] },
    board: boards[0]!,
    told,
  });
  const seen = one(unnamed);
  const all = [one(named, named!.check!), one(named, "layout"), one(named), seen, one(unnamed)];
  const rows = rowsOf([named!, unnamed!], all, new Set([seen]));
  it("count what catches each class", () => {
    expect(rows.map(({ of: _, ...counted }) => counted)).toEqual([
      { planted: 3, types: 0, checks: 2, named: 1, values: 0, none: 1 },
      { planted: 2, types: 0, checks: 0, named: 0, values: 1, none: 1 },
    ]);
  });
  it("score only what a check names", () => {
    expect(score(rows)).toEqual({ caught: 2, of: 3 });
    expect(lastLine(rows, 4)).toBe("defects caught: 2 of 3, false alarms: 4");
  });
});

it("keeps what was measured of public boards and of peers when the page is made again", () => {
  const ours = "| ours |";
  const foreign = "12 defects in 3 of 4 dashboards.\n\n| Defect | n |\n| --- | ---: |\n| a | 12 |";
  const page = (parts: { foreign: string; peers: string }) =>
    docsPage({ ours, ...parts }, [], 0, { judged: 100, wrong: 2 });
  const first = page({ foreign, peers: "| Defect | promtool |" });
  const kept = {
    foreign: measuredIn(section(first, "Foreign dashboards")),
    peers: measuredIn(section(first, "Peers")),
  };
  expect(kept).toEqual({ foreign, peers: "| Defect | promtool |" });
  expect(page(kept)).toBe(first);
  expect(first).toContain("2 of 100 problems");
  expect(measuredIn(section("# Page\n", "Peers"))).toBe("Not run.");
});

describe("public dashboards", () => {
  const page = (text: string) => ({ ...parseScrape(Buffer.from(text), "page.prom"), exporter: "gateway" });
  const given = (...scrapes: ReturnType<typeof page>[]) =>
    world(
      [
        readBoard("gateway.json", {
          title: "Gateway",
          panels: ["gateway_requests_total", "gateway_declared_total", "gateway_unheard_of_total"].map(
            (name, index) => ({
              id: index + 1,
              type: "timeseries",
              title: name,
              datasource: { type: "prometheus", uid: "p" },
              targets: [{ refId: "A", expr: `sum(rate(${name}[5m]))` }],
            }),
          ),
        }),
      ],
      { contracts: [], scrapes },
    );
  const misspelt = CLASSES.filter(({ name }) => name === "a letter missing from a metric's name");
  it("are changed only where a page has a sample of what they ask for", () => {
    const text =
      '# TYPE gateway_requests_total counter\ngateway_requests_total{route="chat"} 1\n# TYPE gateway_declared_total counter\n';
    const all = plantAll(given(page(text)), misspelt, FOREIGN_PLACES);
    expect(all.map(({ defect }) => defect.where)).toEqual(["gateway_requests_total (A)"]);
    expect(all[0]!.told).toEqual(["unknown-metric"]);
  });
  it("and nowhere without a page", () => expect(plantAll(given(), misspelt, FOREIGN_PLACES)).toEqual([]));
});

it("does not plant what changes nothing", () => {
  const bare = { title: "Bare", panels: [] };
  const nothing = {
    name: "n",
    plant: () => [{ where: "here", edits: [{ at: ["description"], to: undefined }] }],
  };
  const all = plantAll(world([readBoard("bare.json", bare)], { contracts: [] }), [nothing], { most: 1 });
  expect(all).toEqual([]);
});

it("finds a part of a page by its heading, and nothing under one that is not there", () => {
  const page =
    "# Page\n\n## Ours\n\nfirst\n\n### Sub\n\nmore\n\n## Peers\n\nlast\n\n<!-- prettier-ignore-end -->\n";
  expect(section(page, "Ours")).toBe("first\n\n### Sub\n\nmore");
  expect(section(page, "Peers")).toBe("last");
  expect(section(page, "Foreign")).toBeUndefined();
});
