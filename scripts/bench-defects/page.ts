/** The tables of docs/defects.md and of the terminal. */
import type { DefectClass } from "./defect.ts";
import { FOREIGN_MOST, MOST, type Planted } from "./judge.ts";

/** How many defects of a class were planted, and how many of them each line of defence stops. */
export interface Row {
  readonly of: DefectClass;
  readonly planted: number;
  /** Cannot be written with the typed builders. */
  readonly types: number;
  readonly checks: number;
  /** Of those, by the check that is named after the defect. */
  readonly named: number;
  /** Of those that the checks miss, noticed by the value tests. */
  readonly values: number;
  readonly none: number;
}

/** Counts per class; classes that had no place are kept, for nothing planted must not look like nothing missed. */
export const rowsOf = (
  classes: readonly DefectClass[],
  all: readonly Planted[],
  noticed: ReadonlySet<Planted>,
): Row[] =>
  classes.map((of) => {
    const own = all.filter((each) => each.of === of);
    const missed = own.filter(({ told }) => told.length === 0);
    const types = of.refusedBy === undefined ? 0 : own.length;
    return {
      of,
      planted: own.length,
      types,
      checks: own.length - missed.length,
      named: own.filter(({ told }) => of.check !== undefined && told.includes(of.check)).length,
      values: missed.filter((each) => noticed.has(each)).length,
      none: types > 0 ? 0 : missed.filter((each) => !noticed.has(each)).length,
    };
  });

/** What the checks catch of the classes that a check names. */
export function score(rows: readonly Row[]): { readonly caught: number; readonly of: number } {
  const named = rows.filter(({ of }) => of.check !== undefined);
  return { caught: sum(named, ({ checks }) => checks), of: sum(named, ({ planted }) => planted) };
}
const sum = (rows: readonly Row[], of: (row: Row) => number): number =>
  rows.reduce((total, row) => total + of(row), 0);

/** A table in Markdown; the first column left, the others right. */
const table = (
  heads: readonly string[],
  left: number,
  rows: readonly (readonly (string | number)[])[],
): string =>
  [
    heads,
    heads.map((_, index) => (index < left ? "---" : "---:")),
    ...rows.map((row) => row.map((cell) => String(cell).replaceAll("|", "\\|"))),
  ]
    .map((cells) => `| ${cells.join(" | ")} |`)
    .join("\n");

const check = ({ of }: Row): string =>
  of.check === undefined ? "" : `[${of.check}](../checks/${of.check}.md)`;
const inBoth = (rows: readonly Row[], named: boolean): Row[] =>
  rows.filter(({ of }) => (of.check !== undefined) === named);

/** Our boards: the classes a check names, then the others. */
export const ourTables = (rows: readonly Row[]): string => `### Defects that a check names

${table(
  ["Defect", "Check", "Planted", "Types", "Checks", "of these the one named", "Values", "None"],
  2,
  inBoth(rows, true).map((row) => [
    row.of.name,
    check(row),
    row.planted,
    row.types,
    row.checks,
    row.named,
    row.checks === row.planted ? "" : row.values,
    row.none,
  ]),
)}

### Defects that no check names

${table(
  ["Defect", "Planted", "Types", "Checks", "Values", "None"],
  1,
  inBoth(rows, false).map((row) => [row.of.name, row.planted, row.types, row.checks, row.values, row.none]),
)}`;

/** Foreign boards: checks only, and what that means for the classes that no check names. */
export const foreignTable = (rows: readonly Row[]): string =>
  `${unnamedWords(rows.filter(({ of }) => of.check === undefined))}\n\n${table(
    ["Defect", "Check", "Planted", "Checks", "of these the one named", "Missed"],
    2,
    rows
      .filter(({ planted }) => planted > 0)
      .map((row) => [
        row.of.name,
        check(row),
        row.planted,
        row.checks,
        row.of.check === undefined ? "" : row.named,
        row.planted - row.checks,
      ]),
  )}`;

const unnamedWords = (unnamed: readonly Row[]): string => {
  const [planted, caught] = [sum(unnamed, (row) => row.planted), sum(unnamed, ({ checks }) => checks)];
  return `Of the ${planted} of classes that no check names, ${planted - caught} are caught by nothing.`;
};

/** Our boards once more, as promtool sees them. */
export const peersTable = (
  rows: readonly Row[],
  all: readonly Planted[],
  refused: ReadonlySet<Planted>,
): string =>
  table(
    ["Defect", "Planted", "Our checks", "promtool"],
    1,
    rows.map(({ of, planted, checks }) => [
      of.name,
      planted,
      checks,
      all.filter((each) => each.of === of && refused.has(each)).length,
    ]),
  );

/** The part of a page under a heading of the second level, or undefined. */
export function section(page: string, heading: string): string | undefined {
  const start = page.indexOf(`\n## ${heading}\n`);
  if (start < 0) return undefined;
  const body = page.slice(start + heading.length + 5);
  const end = body.search(/\n## |\n<!-- prettier-ignore-end/);
  return body.slice(0, end < 0 ? undefined : end).trim();
}

/** What was measured, without the words before it that are the same every time: of public boards, and of peers. */
export const measuredIn = (part: string | undefined): string =>
  part?.match(/^(\d+ defects in |\| )[^]*$/m)?.[0].trim() ?? "Not run.";

/** The last line of a run. */
export function lastLine(rows: readonly Row[], falseAlarms: number): string {
  const { caught, of } = score(rows);
  return `defects caught: ${caught} of ${of}, false alarms: ${falseAlarms}`;
}

/** docs/defects.md; `own` are the problems of our boards as they are, `judged` those of public ones. */
export function docsPage(
  parts: { readonly ours: string; readonly foreign: string; readonly peers: string },
  rows: readonly Row[],
  own: number,
  judged: { readonly judged: number; readonly wrong: number } | undefined,
): string {
  const open = rows.filter(({ of, planted }) => of.check !== undefined && planted === 0);
  const all = sum(rows, ({ planted }) => planted);
  const none = sum(rows, (row) => row.none);
  return `<!-- Generated by \`npm run bench:defects -- --write --foreign FOLDER --peers\`. Do not edit. -->

# Planted defects

Into good dashboards one defect is planted at a time, and everything that guards them is asked whether it notices. The
places follow a fixed rule: of each kind at most ${MOST} on each dashboard, evenly spread.

**${lastLine(rows, own + (judged?.wrong ?? 0))}**

The line counts what the checks catch, over the kinds of defects that a check names. False alarms: ${own} problems on our
dashboards as they are; on public ones ${judged ? `${judged.wrong} of ${judged.judged} problems were judged false by hand ([findings.md](findings.md))` : "not judged"}.
Of all ${all} defects in our dashboards, those that no check names included, ${none} are caught by nothing. The defects in
[foreign dashboards](#foreign-dashboards) are not in the line: they are counted in their own table, which has no value
tests behind it. The public dashboards are also those on which false alarms were found and mended, so the false ones
among their problems are what was left over.${open.length > 0 ? `\nNo place was found for: ${open.map(({ of }) => of.name).join(", ")}.` : ""}

<!-- prettier-ignore-start -->

## Our dashboards

As built from \`test/fixtures/stack.yaml\`, once with each of the queue's exporters; a dashboard that is the same with both
counts once. *Types*: the kind cannot be written with the typed builders, as a line of \`test/types.ts\` proves. *Checks*:
some check says something new; in the next column the one that is named after the defect. *Values*: of what the checks
miss, those after which some scenario of \`test/scenarios\` no longer holds. *None*: nothing of the three.

${parts.ours}

## Foreign dashboards

The public dashboards of [findings.md](findings.md), at the commits named there, each alone and beside the same pages. Here at
most ${FOREIGN_MOST} of a kind on each dashboard, and a query is changed only where every metric of it is on one of its pages: of
anything else nobody can say what is right. There are no value tests for them.

${parts.foreign}

## Peers

\`promtool check rules\`, given each query of a panel as a recording rule, sees syntax alone. dashboard-linter and pint could not
be installed (the Go module proxy answered 403) and were not run. mimirtool was not tried.

${parts.peers}

<!-- prettier-ignore-end -->
`;
}
