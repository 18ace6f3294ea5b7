/** A scrape a minute instead of every 15 s: windows grow with it, and what was steady reads the same. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { checks } from "../../checks/all.ts";
import { find } from "../../checks/model/find.ts";
import { parsePromql, seconds, walk } from "../../checks/model/promql.ts";
import { run } from "../../checks/model/run.ts";
import { readContracts } from "../../contracts/contract.ts";
import { readLogContract } from "../../contracts/log-contract.ts";
import { buildBoards } from "../../dashboards/build/dashboard.ts";
import { provisioning } from "../../dashboards/build/provisioning.ts";
import { readBoards } from "../../dashboards/build/read-boards.ts";
import { startEngine, type Engine } from "../../engine/engine.ts";
import { moments, readScenario, seriesOf } from "../../engine/scenario.ts";
import { interpolate, panelsOf, promTargets, showAll, type Shown } from "../../engine/shown.ts";
import { readStack, type Stack } from "../../stack.ts";
import { boardsFor, measured, viewOf, type BuiltBoard } from "../values/boards.ts";

const scrapedEvery = (stack: Stack, scrapeInterval: string): Stack => ({
  ...stack,
  dataSources: stack.dataSources.map((source) =>
    source.type === "loki" ? source : { ...source, scrapeInterval },
  ),
});
const slow = scrapedEvery(readStack("test/fixtures/stack.yaml"), "60s");
const built = async (stack: Stack): Promise<BuiltBoard[]> =>
  JSON.parse(JSON.stringify([...buildBoards(await readBoards(), stack).values()])) as BuiltBoard[];

const RATES = ["rate", "increase", "irate", "delta", "deriv"];

describe("a scrape a minute", () => {
  it("every rate of every board looks at four scrapes or more", async () => {
    const windows = (await built(slow)).flatMap((board) =>
      panelsOf(board).flatMap((panel) =>
        promTargets(panel).flatMap((target) => {
          const expr = interpolate(panel, target, { ...viewOf({}), scrapeInterval: 60 });
          return [...walk(parsePromql(expr).root)].flatMap((each) => {
            if (each.is !== "call" || !RATES.includes(each.fn)) return [];
            const selector = each.args.find((arg) => arg.is === "selector");
            return selector?.window ? [{ panel: panel.title, window: seconds(selector.window.text)! }] : [];
          });
        }),
      ),
    );
    expect(windows.length).toBeGreaterThan(50);
    expect(windows.filter(({ window }) => window < 240)).toEqual([]);
  });

  describe("the checks, which read the interval of the provisioned data source", () => {
    const folder = mkdtempSync(join(tmpdir(), "slower-"));
    afterAll(() => rmSync(folder, { recursive: true }));
    const problems = async (name: string, stack: Stack) => {
      const files = provisioning(await readBoards(), stack);
      for (const [path, text] of files) {
        mkdirSync(dirname(join(folder, name, path)), { recursive: true });
        writeFileSync(join(folder, name, path), text);
      }
      return run({
        ...find([join(folder, name)]),
        checks,
        whole: true,
        contracts: readContracts(),
        log: readLogContract(),
        selected: new Map(Object.entries(stack.exporters).map(([key, { variant }]) => [key, variant])),
        exceptions: [],
        today: "2026-01-01",
      }).problems.filter(({ id }) => id === "short-window");
    };
    it("find no window too short", async () => expect(await problems("slow", slow)).toEqual([]));
    it("would find one: boards of a fast stack that is scraped slowly in truth", async () => {
      const files = provisioning(await readBoards(), slow);
      const path = "dashboards/ollama-queue.json";
      mkdirSync(join(folder, "wrong/dashboards"), { recursive: true });
      mkdirSync(join(folder, "wrong/datasources"), { recursive: true });
      writeFileSync(join(folder, "wrong", path), files.get(path)!.replaceAll("[$__rate_interval]", "[1m]"));
      writeFileSync(
        join(folder, "wrong/datasources/inference.yaml"),
        files.get("datasources/inference.yaml")!,
      );
      const found = run({
        ...find([join(folder, "wrong")]),
        checks,
        whole: false,
        contracts: readContracts(),
        exceptions: [],
        today: "2026-01-01",
      }).problems.filter(({ id }) => id === "short-window");
      expect(found.length).toBeGreaterThan(0);
    });
  });
});

describe("what is steady reads the same", () => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await startEngine();
  });
  afterAll(() => engine.close());

  /** A column of the heatmap counts the jobs of one step, which is four times as long. */
  const COUNTS_A_STEP = ["Latency heatmap"];
  /** Over a day of which only the last hour has samples, the two guess a little differently where the hour began. */
  const BEGAN_LATELY = ["Energy, last 24 hours", "Cost of that energy"];
  /** In that scenario another log grows faster for just these ten minutes. */
  const NOT_STEADY = ["Does the log pipeline keep up?"];
  it.each([
    ["queue-busy", "ollama-queue", "steady", COUNTS_A_STEP],
    ["queue-reference-busy", "ollama-queue", "steady", COUNTS_A_STEP],
    ["nginx-alloy", "nginx-open-webui", "busy", NOT_STEADY],
    ["gpu-datacenter", "gpu", "busy", BEGAN_LATELY],
    ["litellm-busy", "litellm", "steady", []],
  ])("%s", async (name, uid, moment, other) => {
    const scenario = readScenario(`test/scenarios/${name}.yaml`);
    const time = moments(scenario)[moment]!.at;
    const series = await seriesOf(scenario, engine);
    await engine.load("fast", series);
    await engine.load(
      "slow",
      series.map(({ labels, samples }) => ({ labels, samples: samples.filter(([at]) => at % 60 === 0) })),
    );
    const exporters = Object.fromEntries(
      Object.entries(slow.exporters).map(([key, own]) => [key, { ...own, ...scenario.exporters?.[key] }]),
    );
    const fast = (await boardsFor(scenario)).find((board) => board.uid === uid)!;
    const slowly = (await built({ ...slow, exporters })).find((board) => board.uid === uid)!;
    const view = viewOf(scenario);
    const often = await showAll(engine, "fast", measured(fast), view, time);
    const rarely = await showAll(engine, "slow", measured(slowly), { ...view, scrapeInterval: 60 }, time);
    expect(often.size).toBeGreaterThan(10);
    const compared = measured(fast).filter(({ title }) => !other.includes(title));
    expect(compared.map(({ id, title }) => ({ title, shown: plain(rarely.get(id)) }))).toEqual(
      compared.map(({ id, title }) => ({ title, shown: plain(often.get(id)) })),
    );
  });
});

function plain(shown: readonly Shown[] | Error | undefined): string[] {
  if (shown === undefined || shown instanceof Error) throw shown ?? new Error("no such panel");
  return shown
    .map(({ name, value }) => `${name}: ${typeof value === "number" ? Number(value.toPrecision(6)) : value}`)
    .sort();
}
