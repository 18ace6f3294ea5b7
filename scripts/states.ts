/** `npm run states`: writes docs/states.md, what every panel shows busy, idle and with its exporter gone. */
import { basename } from "node:path";
import type { Expected, Scenario, State } from "../engine/scenario.ts";
import { panelsOf, type Panel } from "../engine/shown.ts";
import { asked, boardsFor, measured, scenarios, STACKS, type BuiltBoard } from "../test/values/boards.ts";
import { run } from "./cli.ts";
import { writeOrCheck } from "./output.ts";

const usage = `
npm run states -- [--check]

Writes docs/states.md: for every panel that asks Prometheus, what it shows while its exporter is busy, idle and gone,
as the scenarios in test/scenarios say and test/values proves.

  --check  write nothing; exit 1 if the page is stale
  --help   print this

Exit code 0: written, or nothing to do; 1: stale (--check); 2: a scenario or a board cannot be used.
`;

const STATES: readonly (readonly [State, string])[] = [
  ["busy", "Busy"],
  ["idle", "Idle"],
  ["absent", "Exporter gone"],
];
/** As many different results, and series of one result, as a cell can hold and still be read. */
const AT_MOST = 3;

/** What stands on a panel of a kind that ignores the text it is given for "nothing". */
const OWN_TEXT: Readonly<Record<string, string>> = {
  heatmap: "No data",
  "state-timeline": "No data in response",
};

/** The expectation as a reader sees it on the panel. */
function seen(panel: Panel, expected: Expected): string {
  if (expected === "nothing")
    return `*${cell(OWN_TEXT[panel.type] ?? panel.fieldConfig?.defaults.noValue ?? "No data")}*`;
  if (typeof expected !== "object") return value(expected);
  return few(
    Object.entries(expected).map(([series, each]) => `${cell(series.trim())}: ${value(each)}`),
    "; ",
  );
}
const few = (all: readonly string[], between: string): string =>
  [...all.slice(0, AT_MOST), ...(all.length > AT_MOST ? [`… ${all.length - AT_MOST} more`] : [])].join(
    between,
  );
const value = (of: number | string): string =>
  typeof of === "number" ? String(Number(of.toPrecision(6))) : cell(of);

/** Text of data in a cell: no character of it means anything to Markdown. */
const cell = (text: string): string => text.replace(/[|<>_[\]`\\*]/g, (each) => `\\${each}`);

/** A table: a board, and the scenarios that are about it. */
interface Table {
  readonly title: string;
  readonly board: BuiltBoard;
  /** Files of the scenarios that are about it. */
  readonly of: readonly string[];
}

const variant = ({ exporters = {} }: Pick<Scenario, "exporters">): unknown =>
  (exporters["ollama_queue"] as { readonly variant?: string } | undefined)?.variant;

/** One table per board, and one per exporter for the board that asks each of the queue's exporters something else. */
async function tables(): Promise<Table[]> {
  const all = scenarios();
  const builds = await Promise.all(STACKS.map(boardsFor));
  const questions = (board: BuiltBoard | undefined): string | undefined =>
    board && measured(board).map(asked).join();
  return STACKS.flatMap((stack, index) =>
    builds[index]!.flatMap((board): Table[] => {
      const alike = builds.every(
        (each) => questions(each.find(({ uid }) => uid === board.uid)) === questions(board),
      );
      if (alike) return index === 0 ? [{ title: board.title, board, of: all.map(({ file }) => file) }] : [];
      const of = all.filter((each) => variant(each) === variant(stack)).map(({ file }) => file);
      return [{ title: `${board.title}, with ${stack.title}`, board, of }];
    }),
  );
}

const key = (panel: number, state: State): string => `${panel} ${state}`;

/** Results and the scenarios that show them, by panel and state. */
async function results({ board, of }: Table): Promise<Map<string, Map<string, string[]>>> {
  const { uid } = board;
  // What a panel asks of every exporter in the same way is proven by the scenarios of any.
  const questions = new Map(measured(board).map((panel) => [panel.id, asked(panel)]));
  const found = new Map<string, Map<string, string[]>>();
  for (const scenario of scenarios())
    for (const panel of (await boardsFor(scenario))
      .filter((each) => each.uid === uid)
      .flatMap(panelsOf)
      .filter((each) => of.includes(scenario.file) || questions.get(each.id) === asked(each)))
      for (const [moment, expected] of Object.entries(scenario.expect[uid]?.[panel.id] ?? {})) {
        const state = scenario.moments[moment]?.state;
        if (state === undefined) continue;
        const place = key(panel.id, state);
        const own = found.get(place) ?? new Map<string, string[]>();
        const text = seen(panel, expected);
        const names = own.get(text) ?? [];
        const name = basename(scenario.file, ".yaml");
        if (!names.includes(name)) names.push(name);
        found.set(place, own.set(text, names));
      }
  return found;
}

function stateCell(own: ReadonlyMap<string, readonly string[]> | undefined): string {
  if (!own) return "–";
  return few(
    [...own].map(
      ([text, [first, ...others]]) =>
        `${text} (${first}${others.length > 0 ? ` and ${others.length} more` : ""})`,
    ),
    "<br>",
  );
}

process.exitCode = await run({
  usage,
  options: { check: { type: "boolean" } },
  async main({ check }) {
    const all = await tables();
    const texts: string[] = [];
    for (const table of all) {
      const found = await results(table);
      texts.push(
        [
          `## ${table.title}`,
          "",
          `| Panel | ${STATES.map(([, title]) => title).join(" | ")} |`,
          `| --- | ${STATES.map(() => "---").join(" | ")} |`,
          ...measured(table.board).map(
            ({ id, title }) =>
              `| ${cell(title)} | ${STATES.map(([state]) => stateCell(found.get(key(id, state)))).join(" | ")} |`,
          ),
        ].join("\n"),
      );
    }
    const text = `<!-- Generated by \`npm run states\` from test/scenarios. Do not edit. -->

# What every panel shows: busy, idle, exporter gone

Three things a panel must tell apart: a number, that nothing happened, and that nobody is there to say. Each cell gives
what a scenario of \`test/scenarios\` (its name in brackets) expects and \`npm test\` proves with Prometheus' own engine;
at most ${AT_MOST} different ones, and ${AT_MOST} series of each. Numbers are as the query answers them, before the panel's unit. Text in italics stands
on a panel without any series; – means that no scenario says.

<!-- prettier-ignore-start -->

${texts.join("\n\n")}

<!-- prettier-ignore-end -->
`;
    const files = new Map([["states.md", text]]);
    const changed = writeOrCheck("docs", files, { remove: () => false }, check);
    console.log(
      `${all.length} tables, ${all.flatMap(({ board }) => measured(board)).length} panels, ${changed.length} files ${check ? "stale" : "written"}.`,
    );
    return check && changed.length > 0 ? 1 : 0;
  },
});
