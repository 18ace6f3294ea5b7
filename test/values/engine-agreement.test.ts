/** A second opinion: a released promtool, where one is installed, answers the panels' queries as the engine here does. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  startEngine,
  type Engine,
  type InstantQuery,
  type Labels,
  type Series,
} from "../../engine/engine.ts";
import { moments, seconds, seriesOf } from "../../engine/scenario.ts";
import { interpolate, promTargets } from "../../engine/shown.ts";
import { boardsFor, measured, scenarios, viewOf } from "./boards.ts";

const installed = spawnSync("promtool", ["--version"]).status === 0;

/**
 * Seconds after a moment. Windows of Prometheus 3 leave their left end out, those of 2 do not: between two scrapes
 * no sample stands on a window's end, and both must agree.
 */
const LATER = 7;

let engine: Engine;
let scratch: string;
beforeAll(async () => {
  engine = await startEngine();
  scratch = mkdtempSync(join(tmpdir(), "agreement-"));
});
afterAll(async () => {
  await engine.close();
  rmSync(scratch, { recursive: true });
});

const labelled = (labels: Labels): string =>
  `{${Object.entries(labels)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name}=${JSON.stringify(value)}`)
    .join(", ")}}`;

/** A series in promtool's notation. Promtool takes bucket bounds as they are, so they are normalised here. */
function notated({ labels, samples }: Series, interval: number): { series: string; values: string } {
  const { le } = labels;
  const stored = le === undefined || !/^\d+$/.test(le) ? labels : { ...labels, le: `${le}.0` };
  const values: unknown[] = [];
  for (const [time, value] of samples) values[Math.round(time / interval)] = value;
  return { series: labelled(stored), values: Array.from(values, (value) => value ?? "_").join(" ") };
}

/** What promtool says to each expression at a time: it is told to expect nothing, and complains. */
function promtool(series: readonly Series[], interval: number, asked: readonly InstantQuery[]) {
  const file = join(scratch, "test.yaml");
  const test = {
    interval: `${interval}s`,
    input_series: series.map((each) => notated(each, interval)),
    promql_expr_test: asked.map(({ expr, time }) => ({ expr, eval_time: `${time}s`, exp_samples: [] })),
  };
  writeFileSync(file, JSON.stringify({ evaluation_interval: "15s", tests: [test] }));
  const { stdout, stderr } = spawnSync("promtool", ["test", "rules", file], {
    encoding: "utf8",
    maxBuffer: 1e9,
  });
  const got = [...(stdout + stderr).matchAll(/expr: (".*"), time: (\w+),\s+exp: nil\s+got: (.*)/g)];
  return new Map(
    got.map(([, expr, time, samples]) => [
      question({ expr: JSON.parse(expr!) as string, time: seconds(time!, file) }),
      [...samples!.matchAll(/(\{.*?\}) (\S+?)(?:, |$)/g)].map(
        ([, labels, value]) => `${labels} ${rounded(value!)}`,
      ),
    ]),
  );
}
const question = ({ expr, time }: InstantQuery): string => `${time} s: ${expr}`;
/** Versions add in different orders, so the last digits may differ. */
const rounded = (value: string | number): string =>
  /\d/.test(String(value)) ? Number(value).toPrecision(9) : String(value);

describe.skipIf(!installed)(`with promtool${installed ? "" : ", which is not installed here"}`, () => {
  const all = scenarios().map((scenario) => ({ name: basename(scenario.file, ".yaml"), scenario }));
  it.each(all)("$name", { timeout: 60_000 }, async ({ scenario }) => {
    const series = await seriesOf(scenario, engine);
    await engine.load("scenario", series);
    const panels = (await boardsFor(scenario)).filter(({ uid }) => uid in scenario.expect).flatMap(measured);
    const times = Object.values(moments(scenario)).map(({ at }) => at + LATER);
    const view = viewOf(scenario);
    const exprs = panels.flatMap((panel) =>
      promTargets(panel).map((target) => interpolate(panel, target, view)),
    );
    const asked = times.flatMap((time) => [...new Set(exprs)].map((expr) => ({ expr, time })));
    const theirs = promtool(series, seconds(scenario.interval, scenario.file), asked);
    const ours = new Map<string, string[]>();
    const answers = await engine.evaluate("scenario", asked);
    asked.forEach((query, index) => {
      const answer = answers[index]!;
      if (answer.resultType !== "vector") throw new Error(`${question(query)} is a ${answer.resultType}`);
      const samples = answer.result.map(({ labels, value }) => `${labelled(labels)} ${rounded(value)}`);
      if (samples.length > 0) ours.set(question(query), samples);
    });
    expect(sorted(theirs)).toEqual(sorted(ours));
  });
});
const sorted = (answers: ReadonlyMap<string, readonly string[]>) =>
  Object.fromEntries([...answers].map(([asked, samples]) => [asked, [...samples].sort()]));
