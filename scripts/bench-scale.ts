/** The part of `npm run bench` about size: what the boards read and cost at ten, a thousand and a hundred thousand series. */
import { readContracts, type Contract } from "../contracts/contract.ts";
import { buildBoards } from "../dashboards/build/dashboard.ts";
import { readBoards } from "../dashboards/build/read-boards.ts";
import { startEngine, type Engine, type InstantQuery } from "../engine/engine.ts";
import { interpolate, panelsOf, promTargets, type Panel, type View } from "../engine/shown.ts";
import { readStack, type ExporterName, type Stack } from "../stack.ts";
import { RULES } from "./generated.ts";
import { savings, seriesRead } from "./bench-scale/read.ts";
import { seriesFor, type Size } from "./bench-scale/series.ts";

interface Case {
  readonly name: string;
  readonly size: Size;
  /** Variant by exporter; what is not named is switched off. All as in stack.yaml where this is left out. */
  readonly variants?: Partial<Readonly<Record<ExporterName, string>>>;
}

const requests = { routes: 4, methods: 2, statuses: 4 };
const CASES: readonly Case[] = [
  {
    name: "one small machine: BullMQ's own page, nginx exporter 0.11, one GPU under dcgm-exporter 3.1",
    size: { targets: {}, counts: {} },
    variants: { bullmq: "6", nginx: "0.11", dcgm: "3.1.7" },
  },
  {
    name: "one machine: 1 worker, 2 models, 1 key, 1 GPU, 3 kinds of request",
    size: {
      targets: {},
      counts: {
        ollama_queue: { models: 2 },
        log_pipeline: { routes: 3 },
        litellm: { models: 2 },
      },
    },
  },
  {
    name: "many machines: 20 workers, 20 models, 20 keys, 8 × 8 GPUs, 32 kinds of request",
    size: {
      targets: { ollama_queue: 20, bullmq: 20, dcgm: 8, nginx: 2, log_pipeline: 2 },
      counts: {
        ollama_queue: { models: 20 },
        dcgm: { gpus: 8 },
        log_pipeline: requests,
        litellm: { models: 20, keys: 20, statuses: 4, errors: 2, routes: 2 },
      },
    },
  },
];

const STEP = 15;
/** Ten minutes: as much as one step of any rate of the boards looks back at a range of an hour. */
const NOW = 600;
const VIEW: View = { range: 600, maxDataPoints: 1000, scrapeInterval: STEP, variables: { price: "0.30" } };

interface Cost {
  readonly board: string;
  readonly seconds: number;
  readonly dearest: { readonly panel: string; readonly series: number };
}

/**
 * Prints, for each size, what one step of every query of each board costs in the engine, and which panel reads most.
 *
 * @throws Error where the engine refuses a query.
 */
export async function benchScale(): Promise<void> {
  const contracts = readContracts();
  console.log(
    `scale           one step of every Prometheus query of a board in the engine here; a graph of 240 points asks for 240. Seconds of one processor`,
  );
  const smallest = new Map<string, number>();
  for (const each of CASES) {
    const { count, memory, costs, rules } = await measure(each, contracts);
    console.log(
      `  ${count.toLocaleString("en").replaceAll(",", " ")} series, ${memory} MiB more memory  (${each.name})`,
    );
    for (const { board, seconds, dearest } of costs) {
      const first = smallest.get(board) ?? seconds;
      smallest.set(board, first);
      console.log(
        `    ${board.padEnd(18)} ${seconds.toFixed(3).padStart(8)} s ${`× ${(seconds / first).toFixed(0)}`.padStart(7)}   ${dearest.series} series in ${dearest.panel}`,
      );
    }
    const sum = (of: "read" | "left") => rules.reduce((total, rule) => total + rule[of], 0);
    if (sum("left") > 0)
      console.log(
        `    ${rules.length} recording rules  read ${sum("read")} series once a minute and leave ${sum("left")}`,
      );
  }
}

async function measure(each: Case, contracts: readonly Contract[]) {
  const stack = stackFor(each);
  const boards = [...buildBoards(await readBoards(), stack).values()] as unknown as {
    readonly title: string;
    readonly panels: readonly Panel[];
  }[];
  const engine = await startEngine();
  try {
    // The first queries compile the engine; that is no cost of the boards.
    for (const { panels } of boards) await engine.evaluate([], asked(panelsOf({ panels })).flatMap(queries));
    const before = process.memoryUsage().rss;
    const series = seriesFor(contracts, stack, each.size, { step: STEP, until: NOW });
    await engine.load("all", series);
    const costs: Cost[] = [];
    for (const board of boards) costs.push(await cost(engine, board.title, panelsOf(board)));
    const memory = Math.round((process.memoryUsage().rss - before) / 2 ** 20);
    const rules = await savings(engine, "all", RULES, NOW);
    return { count: series.length, memory, costs, rules };
  } finally {
    await engine.close();
  }
}

function stackFor({ variants }: Case): Stack {
  const stack = readStack("stack.yaml");
  if (variants === undefined) return stack;
  const exporters = Object.entries(variants).map(([name, variant]) => [
    name,
    { ...stack.exporters[name as ExporterName]!, variant },
  ]);
  return { ...stack, logs: {}, exporters: Object.fromEntries(exporters) as Stack["exporters"] };
}

interface Asked {
  readonly panel: string;
  readonly exprs: readonly string[];
}
const asked = (panels: readonly Panel[]): Asked[] =>
  panels.map((panel) => ({
    panel: panel.title,
    exprs: promTargets(panel).map((target) => interpolate(panel, target, VIEW)),
  }));
const queries = ({ exprs }: Asked): InstantQuery[] => exprs.map((expr) => ({ expr, time: NOW }));

async function cost(engine: Engine, board: string, panels: readonly Panel[]): Promise<Cost> {
  const all = asked(panels);
  // Time of the processor: what else the machine does is no cost of the boards.
  const start = process.cpuUsage();
  const answers = await engine.evaluate("all", all.flatMap(queries));
  const { user, system } = process.cpuUsage(start);
  const seconds = (user + system) / 1e6;
  for (const answer of answers) if (answer.resultType === "error") throw new Error(answer.error);
  const read = await Promise.all(
    all.map(async ({ panel, exprs }) => ({ panel, series: await seriesRead(engine, "all", exprs, NOW) })),
  );
  const dearest = read.reduce((most, each) => (each.series > most.series ? each : most), {
    panel: "no panel",
    series: 0,
  });
  return { board, seconds, dearest };
}
