/** What the boards cost a Prometheus: samples it has to read for one refresh, on generated series of a larger stack. */
import { readContracts, type Contract, type MetricFacts } from "../contracts/contract.ts";
import { parsePromql, seconds, selectors } from "../checks/model/promql.ts";
import {
  startEngine,
  type Engine,
  type Labels,
  type Query,
  type Sample,
  type Series,
} from "../engine/engine.ts";
import { interpolate, intervals, promTargets, type Panel, type View } from "../engine/shown.ts";
import { boardsFor, measured, viewOf } from "../test/values/boards.ts";

const SCRAPE = 15;
const HOUR = 3600;
/** When the boards are looked at: a day of samples lies behind it. */
const NOW = 25 * HOUR;

/** Labels that tell the same thing apart, and how many of it there are. */
const DIMENSIONS: readonly { readonly labels: readonly string[]; readonly count: number }[] = [
  { labels: ["model", "requested_model", "litellm_model_name", "model_group", "model_id"], count: 8 },
  { labels: ["gpu", "UUID", "device", "pci_bus_id"], count: 8 },
  { labels: ["route"], count: 6 },
  { labels: ["status", "status_code", "exception_status"], count: 8 },
  { labels: ["method"], count: 2 },
];
const WORKERS = 4;
const STACK = "8 models, 4 workers, 8 GPUs, 6 routes, 8 statuses, 2 methods";

/** Label sets of a family: every combination of its dimensions, its total row, on every target. */
function labelSets(facts: MetricFacts, contract: Contract): Labels[] {
  const own = [...facts.labels.values()].filter(({ name, always }) => always || facts.rollUp.includes(name));
  let sets: Labels[] = [{}];
  for (const { name, seen, closed } of own) {
    if (DIMENSIONS.some(({ labels }) => labels.includes(name))) continue;
    const values = name === "state" ? (closed ?? seen) : seen.slice(0, 1);
    if (values.length > 0) sets = sets.flatMap((set) => values.map((value) => ({ ...set, [name]: value })));
  }
  for (const { labels, count } of DIMENSIONS) {
    const names = own.map(({ name }) => name).filter((name) => labels.includes(name));
    if (names.length > 0)
      sets = sets.flatMap((set) =>
        Array.from({ length: count }, (_, index) => ({
          ...set,
          ...Object.fromEntries(names.map((name) => [name, `${name} ${index}`])),
        })),
      );
  }
  if (facts.rollUp.length > 0) sets.push({});
  return onTargets(sets, contract);
}

const onTargets = (sets: readonly Labels[], { exporter, job }: Contract): Labels[] =>
  Array.from(
    { length: exporter === "ollama_queue" ? WORKERS : 1 },
    (_, index) => `${exporter}-${index}`,
  ).flatMap((instance) => sets.map((set) => ({ ...set, job, instance })));

/** Samples of the `length` seconds before now. How a counter grows changes no cost, so all of a kind are one list. */
const samplesOf = (length: number, value: (time: number) => number): Sample[] =>
  Array.from({ length: Math.floor(length / SCRAPE) + 1 }, (_, index): Sample => {
    const time = NOW - length + index * SCRAPE;
    return [time, value(time)];
  });

/** The series of these names, as far back as said. */
function generated(contracts: readonly Contract[], names: ReadonlySet<string>, length: number): Series[] {
  const growing = samplesOf(length, (time) => time);
  const steady = samplesOf(length, () => 1);
  const of = (name: string, sets: readonly Labels[], samples: readonly Sample[]): Series[] =>
    names.has(name) ? sets.map((labels) => ({ labels: { __name__: name, ...labels }, samples })) : [];
  return contracts.flatMap((contract) =>
    contract.addedByPrometheus
      ? []
      : [
          ...of("up", onTargets([{}], contract), steady),
          ...[...contract.metrics.values()].flatMap((facts) => {
            const sets = labelSets(facts, contract);
            return [
              ...of(facts.name, sets, facts.type === "counter" ? growing : steady),
              ...of(
                `${facts.name}_bucket`,
                sets.flatMap((set) => facts.buckets.map((le) => ({ ...set, le }))),
                growing,
              ),
              ...of(`${facts.name}_sum`, sets, growing),
              ...of(`${facts.name}_count`, sets, growing),
            ];
          }),
        ],
  );
}

interface Asked {
  readonly board: string;
  readonly panel: Panel;
  readonly expr: string;
  /** Seconds between two steps; undefined for what is asked once. */
  readonly step: number | undefined;
}

/** Every Prometheus query of one refresh. */
const asked = (boards: Awaited<ReturnType<typeof boardsFor>>, view: View): Asked[] =>
  boards.flatMap((board) =>
    measured(board).flatMap((panel) =>
      promTargets(panel).map((target) => ({
        board: board.title,
        panel,
        expr: interpolate(panel, target, view),
        step: target.instant === true ? undefined : intervals(panel, target, view).interval,
      })),
    ),
  );

const names = (queries: readonly Asked[]): Set<string> =>
  new Set(
    queries.flatMap(({ expr }) =>
      [...selectors(parsePromql(expr).root)].flatMap(({ metric }) => metric?.name ?? []),
    ),
  );
const longest = ({ expr }: Asked): number =>
  Math.max(
    0,
    ...[...selectors(parsePromql(expr).root)].map(({ window }) => seconds(window?.text ?? "0s") ?? 0),
  );
const steps = (step: number | undefined, range: number): number =>
  step === undefined ? 1 : Math.floor(range / step) + 1;

const samplesRead = async (engine: Engine, data: string, queries: readonly Query[]): Promise<number[]> =>
  (await engine.evaluate(data, queries)).map((answer) => {
    if (answer.resultType === "error") throw new Error(answer.error);
    return answer.statistics.totalQueryableSamples;
  });

/**
 * Samples read for each query: its last step's, times its steps. Every series exists all the time, so each step reads
 * as much as the last one, and nobody has to hold a day of samples of them all.
 */
async function read(engine: Engine, queries: readonly Asked[], range: number): Promise<number[]> {
  const each = await Promise.all(
    queries.map((query) =>
      samplesRead(engine, longest(query) > HOUR ? "day" : "hour", [{ expr: query.expr, time: NOW }]),
    ),
  );
  return queries.map(({ step }, index) => each[index]![0]! * steps(step, range));
}

const millions = (samples: number): string => `${(samples / 1e6).toFixed(samples < 1e7 ? 2 : 0)} M`;
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/**
 * Prints what one refresh of every board costs at a range of an hour and of a day.
 *
 * @throws Error where an hour, which is evaluated in full as well, does not cost what its last step says.
 */
export async function benchCost(): Promise<void> {
  const boards = await boardsFor({});
  const view = { ...viewOf({}), scrapeInterval: SCRAPE };
  const [hour, day] = [HOUR, 24 * HOUR].map((range) => asked(boards, { ...view, range }));
  const contracts = readContracts();
  const engine = await startEngine();
  const series = generated(contracts, names(hour!), HOUR + 600);
  const long = day!.filter((query) => longest(query) > HOUR);
  await engine.load("hour", series);
  await engine.load("day", generated(contracts, names(long), 24 * HOUR + 600));

  const perHour = await read(engine, hour!, HOUR);
  const perDay = await read(engine, day!, 24 * HOUR);
  const ranges = hour!.flatMap(({ expr, step }, index) =>
    step === undefined ? [] : [{ index, query: { expr, start: NOW - HOUR, end: NOW, step } }],
  );
  const inFull = await samplesRead(
    engine,
    "hour",
    ranges.map(({ query }) => query),
  );
  await engine.close();
  const [real, scaled] = [sum(inFull), sum(ranges.map(({ index }) => perHour[index]!))];
  if (Math.abs(real - scaled) > real * 0.01)
    throw new Error(`An hour costs ${millions(real)} samples, but its last step says ${millions(scaled)}.`);

  console.log(
    `cost            samples read by one refresh; ${series.length} series that the boards ask for (${STACK}), a scrape every ${SCRAPE} s, panels of ${view.maxDataPoints} points`,
  );
  const total = (
    queries: readonly Asked[],
    costs: readonly number[],
    fits: (query: Asked) => boolean,
  ): number => sum(costs.filter((_, index) => fits(queries[index]!)));
  const width = Math.max(...boards.map(({ title }) => title.length));
  for (const { title } of boards) {
    const fits = ({ board }: Asked) => board === title;
    console.log(
      `  ${title.padEnd(width)}  1 h ${millions(total(hour!, perHour, fits)).padStart(8)}   24 h ${millions(total(day!, perDay, fits)).padStart(8)}   ${hour!.filter(fits).length} queries`,
    );
  }
  console.log("  the dearest panels at 24 h:");
  const panels = [...new Set(day!.map(({ panel }) => panel))]
    .map((panel) => {
      const fits = (query: Asked) => query.panel === panel;
      return {
        name: `${day!.find(fits)!.board} › ${panel.title}`,
        hour: total(hour!, perHour, fits),
        day: total(day!, perDay, fits),
      };
    })
    .sort((a, b) => b.day - a.day || (a.name < b.name ? -1 : 1));
  for (const panel of panels.slice(0, 5))
    console.log(`    ${millions(panel.day).padStart(8)} (1 h ${millions(panel.hour)})  ${panel.name}`);
  console.log(
    `  1 h was evaluated in full (${millions(real)}); 24 h is the last step times the steps, which gives ${millions(scaled)} for 1 h.`,
  );
}
