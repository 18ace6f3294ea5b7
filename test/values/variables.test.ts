/** The dropdowns: they offer what there is, and All hides nothing but the total rows that would count twice. */
import { basename } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parsePromql, selectors } from "../../checks/model/promql.ts";
import { readContracts, type MetricFacts } from "../../contracts/contract.ts";
import { startEngine, type Engine } from "../../engine/engine.ts";
import { moments, seriesOf, type Scenario } from "../../engine/scenario.ts";
import { promTargets, showAll, type Panel, type View } from "../../engine/shown.ts";
import { boardsFor, measured, scenarios, viewOf, type BuiltBoard } from "./boards.ts";
import { agrees, plain } from "./compare.ts";

interface Variable {
  readonly name: string;
  readonly selector: string;
  readonly label: string;
  readonly allValue: string;
}

/** The variables that ask Prometheus, in the order of the dropdowns. */
const queried = (board: BuiltBoard): Variable[] =>
  board.templating.list.flatMap((variable) => {
    if (variable.type !== "query") return [];
    const { allValue, includeAll } = variable as typeof variable & {
      allValue?: string;
      includeAll?: boolean;
    };
    const [, selector, label] = /^label_values\((.*),\s*(\w+)\)$/.exec(String(variable.query)) ?? [];
    if (selector === undefined || label === undefined || allValue === undefined || includeAll !== true)
      throw new Error(`${board.uid} ${variable.name}: not label_values(selector, label) with an All.`);
    return [{ name: variable.name, selector, label, allValue }];
  });

/** How a board looks with every dropdown at All, each variable as its own All says. */
const atAll = (variables: readonly Variable[]): View => {
  const view = viewOf({});
  return {
    ...view,
    variables: {
      ...view.variables,
      ...Object.fromEntries(variables.map(({ name, allValue }) => [name, allValue])),
    },
  };
};
const inserted = (text: string, { variables }: View): string =>
  text.replace(/\$(\w+)/g, (whole, name: string) => variables[name] ?? whole);

/** The selectors of a board that obey a variable, without their windows. */
const filtered = (board: BuiltBoard, { name }: Variable) =>
  measured(board).flatMap((panel) =>
    promTargets(panel).flatMap(({ expr }) =>
      [...selectors(parsePromql(expr).root)]
        .filter(({ matchers }) => matchers.some(({ value }) => value === `$${name}`))
        .map(({ from, to, window, metric }) => ({
          panel,
          text: expr.slice(from, window ? window.from - 1 : to),
          metric: metric!.name,
        })),
    ),
  );

/** The expression without the variable's matchers. */
function unfiltered(expr: string, variable: Variable): string {
  const spans = [...selectors(parsePromql(expr).root)].flatMap(({ matchers }) =>
    matchers.filter(({ value }) => value === `$${variable.name}`),
  );
  // A comma before the closing brace is allowed in PromQL, one after the opening brace is not.
  return spans
    .sort((a, b) => b.from - a.from)
    .reduce((text, { from, to }) => text.slice(0, from) + text.slice(to).replace(/^\s*,\s*/, ""), expr);
}

const contracts = readContracts();
const facts = new Map<string, MetricFacts>(contracts.flatMap(({ metrics }) => [...metrics]));
const byPrometheus = new Set(
  contracts.flatMap(({ addedByPrometheus, metrics }) => (addedByPrometheus ? [...metrics.keys()] : [])),
);
const heartbeats = new Set(contracts.map(({ heartbeat }) => heartbeat));
const metricOf = ({ selector }: Variable): string => selector.replace(/\{.*$/s, "");
const factsOf = (name: string) => facts.get(name) ?? facts.get(name.replace(/_(bucket|sum|count)$/, ""));

let engine: Engine;
beforeAll(async () => {
  engine = await startEngine();
});
afterAll(() => engine.close());

const boards = await boardsFor({});
const cases = scenarios().flatMap((scenario) =>
  boards
    .filter((board) => scenario.expect[board.uid] !== undefined)
    .flatMap((board) =>
      queried(board).map((variable) => ({
        name: `${basename(scenario.file, ".yaml")}, ${variable.name} of ${board.uid}`,
        scenario,
        uid: board.uid,
        variable,
      })),
    ),
);

const loaded = new Map<string, Promise<void>>();
const load = (scenario: Scenario): Promise<void> => {
  if (!loaded.has(scenario.file))
    loaded.set(
      scenario.file,
      seriesOf(scenario, engine).then((series) => engine.load(scenario.file, series)),
    );
  return loaded.get(scenario.file)!;
};
const rangeTo = (at: number) => ({ start: Math.max(0, at - 3600), end: at });

const proven = new Set<string>();

describe.each(cases)("$name", ({ scenario, uid, variable: { name } }) => {
  const at = Object.entries(moments(scenario));
  let board: BuiltBoard;
  let variable: Variable;
  let view: View;
  beforeAll(async () => {
    await load(scenario);
    board = (await boardsFor(scenario)).find((each) => each.uid === uid)!;
    const variables = queried(board);
    variable = variables.find((each) => each.name === name)!;
    view = atAll(variables);
  });

  it("offers every value that a panel could be filtered by", async () => {
    for (const [moment, { at: time, state }] of at) {
      const values = (selector: string) =>
        engine.labelValues(scenario.file, variable.label, inserted(selector, view), rangeTo(time));
      const offered = await values(variable.selector);
      // A target that never answered has nothing that could be chosen, although Prometheus itself knows it. And a
      // heartbeat is on every recorded page, so a page without it is one that the scenario shortened.
      const asked = filtered(board, variable)
        .filter(({ metric }) => !byPrometheus.has(metric) && !heartbeats.has(metricOf(variable)))
        .map(({ text }) => unfiltered(text, variable));
      const there = (await Promise.all([...new Set(asked)].map(values))).flat();
      expect(
        [...new Set(there)].filter((value) => !offered.includes(value)),
        moment,
      ).toEqual([]);
      if (state === "busy" && offered.length > 0) proven.add(`${uid} ${name}`);
    }
  });

  it("All leaves out nothing but total rows, and panels without these are as they would be without the filter", async () => {
    const lost: string[] = [];
    const different: string[] = [];
    const incomplete = new Set<Panel>();
    for (const { panel, text, metric } of filtered(board, variable)) {
      const [kept, all] = await Promise.all(
        [text, unfiltered(text, variable)].map((each) => engine.series(scenario.file, inserted(each, view))),
      );
      const known = new Set(kept!.map((labels) => JSON.stringify(labels)));
      for (const series of all!.map((labels) => JSON.stringify(labels)).filter((each) => !known.has(each))) {
        incomplete.add(panel);
        if (!factsOf(metric)?.rollUp.includes(variable.label)) lost.push(`${panel.title}: ${series}`);
      }
    }
    const complete = [...new Set(filtered(board, variable).map(({ panel }) => panel))].filter(
      (panel) => !incomplete.has(panel),
    );
    const without = complete.map((panel) => ({
      ...panel,
      targets: promTargets(panel).map((target) => ({ ...target, expr: unfiltered(target.expr, variable) })),
    }));
    for (const [moment, { at: time }] of at) {
      const all = await showAll(engine, scenario.file, complete, view, time);
      for (const [id, none] of await showAll(engine, scenario.file, without, view, time)) {
        const here = all.get(id)!;
        if (here instanceof Error || none instanceof Error || !agrees(here, plain(none, {})))
          different.push(`${complete.find((panel) => panel.id === id)!.title} at ${moment}`);
      }
    }
    expect(lost, "series without the label that are no total rows").toEqual([]);
    expect(different, "panels that differ").toEqual([]);
  });
});

it("each variable offers something in a scenario that is busy", () => {
  const all = boards.flatMap((board) => queried(board).map(({ name }) => `${board.uid} ${name}`));
  expect(all.filter((each) => !proven.has(each))).toEqual([]);
});
