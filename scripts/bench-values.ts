/** `npm run bench:values`: how many mistakes, made on purpose in every panel's expression, the value tests notice. */
import { existsSync } from "node:fs";
import { basename } from "node:path";
import { readContracts } from "../contracts/contract.ts";
import { readYaml } from "../contracts/read-yaml.ts";
import { selectors, parsePromql } from "../checks/model/promql.ts";
import { startEngine, type Answer, type Engine, type Query } from "../engine/engine.ts";
import { moments, seriesOf, type Expected, type Scenario } from "../engine/scenario.ts";
import { intervals, panelsOf, promTargets, queriesAt, shown, type Panel } from "../engine/shown.ts";
import { boardsFor, measured, PROVEN, scenarios, viewOf, type BuiltBoard } from "../test/values/boards.ts";
import { agrees } from "../test/values/compare.ts";
import { RULES } from "../test/values/equal.ts";
import { mutants, OPERATORS, type Mutant } from "../test/values/mutate.ts";
import { run } from "./cli.ts";
import { staleFiles, writeAll } from "./output.ts";

const usage = `
npm run bench:values -- [--write | --check]

Makes small mistakes in the expression of every panel, one at a time, and evaluates the panels on the scenarios of
test/scenarios. A mistake is noticed where some scenario's expectation no longer holds.

  --write  write docs/value-mutants.md: the number, by kind, and every mistake that nothing notices with its reason
           from test/values/survivors.yaml
  --check  exit 1 if a mistake goes unnoticed without a reason, a reason is out of date, or the page is stale
  --help   print this

Exit code 0: done; 1: see --check; 2: could not run.
`;

/** A mistake somewhere on a board. */
interface Placed extends Mutant {
  readonly board: string;
  readonly boardTitle: string;
  readonly panel: Panel;
  readonly target: string;
  /** The expression without the mistake. */
  readonly original: string;
  killed: boolean;
}

/** Why mistakes need not, or cannot, be noticed. What is left out may be anything; `*` in the mutation as well. */
interface Entry {
  readonly board?: string;
  readonly panel?: number | readonly number[];
  readonly target?: string;
  readonly mutation: string;
  readonly reason: string;
}
const ENTRIES = {
  type: "array",
  items: {
    type: "object",
    additionalProperties: false,
    properties: {
      board: { type: "string" },
      panel: { anyOf: [{ type: "number" }, { type: "array", items: { type: "number" } }] },
      target: { type: "string" },
      mutation: { type: "string" },
      reason: { type: "string" },
    },
    required: ["mutation", "reason"],
  },
};
const REASONS = "test/values/survivors.yaml";

/** Every mutant of the boards of each stack, in the order of the boards; what both ask counts once. */
async function place(): Promise<Placed[]> {
  const known = new Set<string>();
  const placed: Placed[] = [];
  for (const stack of PROVEN)
    for (const mutant of placeOn(await boardsFor(stack))) {
      const key = `${name(mutant)} ${mutant.original}`;
      if (!known.has(key)) placed.push(mutant);
      known.add(key);
    }
  return placed.sort((a, b) => (a.board < b.board ? -1 : a.board > b.board ? 1 : 0));
}

function placeOn(boards: readonly BuiltBoard[]): Placed[] {
  const view = viewOf({});
  const all = boards.flatMap((board) =>
    measured(board).flatMap((panel) => promTargets(panel).map((target) => ({ board, panel, target }))),
  );
  const metrics = new Map(readContracts().flatMap((contract) => [...contract.metrics]));
  const used = new Set(
    all.flatMap(({ target }) =>
      [...selectors(parsePromql(target.expr).root)].flatMap(({ metric }) => metric?.name ?? []),
    ),
  );
  return all.flatMap(({ board, panel, target }) => {
    const { interval, rateInterval } = intervals(panel, target, view);
    const windows = { __rate_interval: rateInterval, __interval: interval, __range: view.range };
    return mutants(target.expr, { windows, metrics, used }).map((mutant): Placed => ({
      ...mutant,
      board: board.uid,
      boardTitle: board.title,
      panel,
      target: target.refId,
      original: target.expr,
      killed: false,
    }));
  });
}

/** Marks the mutants that a scenario notices. Answers the expectations that do not even hold without a mistake. */
async function kill(alive: readonly Placed[], scenario: Scenario, engine: Engine): Promise<string[]> {
  const view = viewOf(scenario);
  const times = moments(scenario);
  const data = "scenario";
  await engine.load(data, await seriesOf(scenario, engine));
  const expectations = (await boardsFor(scenario)).flatMap((board) =>
    panelsOf(board).flatMap((panel) =>
      Object.entries(scenario.expect[board.uid]?.[panel.id] ?? {}).flatMap(([moment, expected]) => {
        const time = times[moment]?.at;
        return time === undefined ? [] : [{ board: board.uid, panel, moment, time, expected }];
      }),
    ),
  );
  const originals = expectations.map(({ panel, time }) => queriesAt(panel, view, time));
  const answers = await evaluate(engine, data, originals.flat());
  let at = 0;
  const broken: string[] = [];
  const usable = expectations.flatMap((expectation, index) => {
    const own = answers.slice(at, (at += originals[index]!.length));
    if (holds(expectation.panel, own, expectation.expected)) return [{ ...expectation, answers: own }];
    const { board, panel, moment } = expectation;
    broken.push(`${basename(scenario.file)}: ${board} ${panel.id} "${panel.title}" at ${moment}`);
    return [];
  });
  for (const moment of Object.keys(times)) {
    const tries = usable
      .filter((expectation) => expectation.moment === moment)
      .flatMap((expectation) =>
        alive
          .filter(
            ({ board, panel, killed }) =>
              !killed && board === expectation.board && panel.id === expectation.panel.id,
          )
          .flatMap((mutant) => {
            const { panel, time } = expectation;
            const index = promTargets(panel).findIndex(({ refId }) => refId === mutant.target);
            // Another variant of an exporter may ask something else there.
            if (promTargets(panel)[index]?.expr !== mutant.original) return [];
            const changed = mistaken(panel, mutant);
            return [{ mutant, expectation, index, changed, query: queriesAt(changed, view, time)[index]! }];
          }),
      );
    const answered = await evaluate(
      engine,
      data,
      tries.map(({ query }) => query),
    );
    tries.forEach(({ mutant, expectation, index, changed }, which) => {
      const all = expectation.answers.map((answer, each) => (each === index ? answered[which]! : answer));
      if (!holds(changed, all, expectation.expected)) mutant.killed = true;
    });
  }
  return broken;
}

/** The panel with the mistake in it. */
const mistaken = (panel: Panel, { target, expr }: Placed): Panel => ({
  ...panel,
  targets: (panel.targets ?? []).map((each) => (each.refId === target ? { ...each, expr } : each)),
});

function holds(panel: Panel, answers: readonly Answer[], expected: Expected): boolean {
  try {
    return agrees(shown(panel, answers), expected);
  } catch {
    return false; // The engine refused a query.
  }
}

/** In pieces, so that no single answer grows without bound. */
async function evaluate(engine: Engine, data: string, queries: readonly Query[]): Promise<Answer[]> {
  const answers: Answer[] = [];
  for (let from = 0; from < queries.length; from += 500)
    answers.push(...(await engine.evaluate(data, queries.slice(from, from + 500))));
  return answers;
}

const name = ({ board, panel, target, mutation }: Placed): string =>
  `${board} ${panel.id} ${target}: ${mutation}`;

function covers(entry: Entry, { board, panel, target, mutation }: Placed): boolean {
  const pattern = entry.mutation.split("*").map((text) => text.replace(/[.+?^${}()|[\]\\]/g, "\\$&"));
  return (
    [board, undefined].includes(entry.board) &&
    (entry.panel === undefined || [entry.panel].flat().includes(panel.id)) &&
    [target, undefined].includes(entry.target) &&
    new RegExp(`^${pattern.join(".*")}$`, "s").test(mutation)
  );
}

interface Score {
  /** Mistakes; without changes that are none. */
  readonly all: readonly Placed[];
  /** Changes that a rule of equal.ts says to be none. */
  readonly equal: readonly Placed[];
  readonly survivors: readonly Placed[];
  readonly reasonFor: (mutant: Placed) => string | undefined;
}
const total = ({ all, survivors }: Score): string =>
  `value mutants killed: ${all.length - survivors.length} of ${all.length}`;
const byOperator = ({
  all,
}: Score): { readonly operator: string; readonly killed: number; readonly of: number }[] =>
  OPERATORS.map((operator) => {
    const own = all.filter((each) => each.operator === operator);
    return { operator, killed: own.filter(({ killed }) => killed).length, of: own.length };
  }).filter(({ of }) => of > 0);

function page(score: Score): string {
  const { survivors, reasonFor, all, equal } = score;
  const boards = [...new Set(all.map(({ board }) => board))];
  return `<!-- Generated by \`npm run bench:values -- --write\`. Do not edit; reasons stand in ${REASONS}. -->

# Mistakes that the value tests notice

Every expression of every panel is changed in one place at a time, as somebody might by mistake, and evaluated by
Prometheus' own engine on the scenarios of \`test/scenarios\`. A mistake counts as noticed where some panel then shows
something other than the scenario expects. The boards are those built from \`test/fixtures/stack.yaml\`, once with each of the
queue's exporters and once with recorded series; an expression that is the same on several counts once.

**${total(score)}**

<!-- prettier-ignore-start -->

## Not counted

Changes after which an expression answers the same whatever the data are no mistakes. Each rule is proven on the syntax
tree, in test/values/equal.ts; the changes are evaluated all the same, and if a scenario noticed one the rule would be wrong.

| Change | Why it changes nothing | Changes |
| --- | --- | ---: |
${RULES.map(({ change, proof }) => `| ${change} | ${proof} | ${equal.filter((each) => each.equal === change).length} |`).join("\n")}

## Counted

| Mistake | Noticed | Of |
| --- | ---: | ---: |
${byOperator(score)
  .map(({ operator, killed, of }) => `| ${operator} | ${killed} | ${of} |`)
  .join("\n")}

## Not noticed

${
  survivors.length === 0
    ? "None.\n"
    : boards
        .filter((board) => survivors.some((each) => each.board === board))
        .map((board) => {
          const own = survivors.filter((each) => each.board === board);
          const why = [...new Set(own.map((each) => reasonFor(each) ?? "No reason given."))];
          return `### ${own[0]!.boardTitle}\n\n${why
            .map((reason) => {
              const those = own.filter((each) => (reasonFor(each) ?? "No reason given.") === reason);
              return `${reason}\n\n${those.map((each) => `- ${each.panel.title}, ${each.target}: ${code(each.mutation)}\n`).join("")}`;
            })
            .join("\n")}`;
        })
        .join("\n")
}
<!-- prettier-ignore-end -->
`;
}
const code = (text: string): string => (text.includes("`") ? `\`\` ${text} \`\`` : `\`${text}\``);

process.exitCode = await run({
  usage,
  options: { write: { type: "boolean" }, check: { type: "boolean" } },
  async main({ write, check }) {
    const placed = await place();
    const engine = await startEngine();
    const broken: string[] = [];
    for (const scenario of scenarios()) broken.push(...(await kill(placed, scenario, engine)));
    await engine.close();

    const entries = existsSync(REASONS) ? readYaml<Entry[]>(REASONS, ENTRIES).value : [];
    const all = placed.filter(({ equal }) => equal === undefined);
    const score: Score = {
      all,
      equal: placed.filter(({ equal }) => equal !== undefined),
      survivors: all.filter(({ killed }) => !killed),
      reasonFor: (mutant) => entries.find((entry) => covers(entry, mutant))?.reason,
    };
    const problems = [
      ...broken.map((each) => `does not hold, so it can notice nothing: ${each}`),
      ...score.equal
        .filter(({ killed }) => killed)
        .map((each) => `is noticed, so the rule is wrong (${each.equal}): ${name(each)}`),
      ...RULES.filter(({ change }) => score.equal.every(({ equal }) => equal !== change)).map(
        ({ change }) => `a rule for nothing: ${change}`,
      ),
      ...score.survivors.filter((each) => !score.reasonFor(each)).map((each) => `no reason: ${name(each)}`),
      ...entries.flatMap((entry) => {
        const covered = all.filter((each) => covers(entry, each));
        if (covered.length === 0) return [`a reason for nothing: ${entry.mutation}`];
        return covered
          .filter(({ killed }) => killed)
          .map((each) => `a reason, but it is noticed: ${name(each)}`);
      }),
    ];

    const width = Math.max(...OPERATORS.map((operator) => operator.length));
    for (const { operator, killed, of } of byOperator(score))
      console.log(`${operator.padEnd(width)}  ${String(killed).padStart(5)} of ${String(of).padStart(5)}`);
    if (score.survivors.length > 0) console.log("\nNot noticed:");
    for (const each of score.survivors) {
      console.log(
        `${each.boardTitle} › ${each.panel.title} (${each.panel.id} ${each.target}), ${each.operator}: ${each.mutation}`,
      );
      console.log(`    ${each.expr}`);
    }
    const files = new Map([["value-mutants.md", page(score)]]);
    const options = { remove: () => false };
    if (write) writeAll("docs", files, options);
    if (check)
      problems.push(
        ...staleFiles("docs", files, options).map(
          ({ path }) => `stale: docs/${path}; run npm run bench:values -- --write`,
        ),
      );
    if (problems.length > 0) console.log(`\n${problems.join("\n")}`);
    console.log(`\n${total(score)}`);
    return check && problems.length > 0 ? 1 : 0;
  },
});
