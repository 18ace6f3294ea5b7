/** Two sides, each a set of boards and what belongs to them. */
import { compareBoards, compareMetrics, pairBoards, wholeBoard } from "./board.ts";
import type { BoardDiff, Change, Diff } from "./change.ts";
import { compareContracts, type Blob } from "./contracts.ts";
import { brief, differences } from "./json.ts";
import { pair } from "./pair.ts";
import type { Rule } from "../checks/model/rules.ts";
import { compareRules } from "./rules.ts";
import type { Side } from "./source.ts";
import { pointersOf, usersOf } from "./uses.ts";

/**
 * What changed from one side to the other: boards by title, within each what a reader meets first. Rules are compared
 * where both sides have some or are of one kind: of `HEAD` against a folder of dashboards nobody says that the folder
 * lost its rules.
 */
export function compareSides(base: Side, head: Side): Diff {
  const { both, gone, come } = pairBoards(base.boards, head.boards);
  const pointers = pointersOf(head.boards, head.rules ?? []);
  const users = usersOf(head.boards, head.rules ?? []);
  const rules = rulesOf(base, head);
  const [old, now] = [base.contracts, head.contracts];
  const boards: BoardDiff[] = [
    ...gone.map((board) => wholeBoard(board, "removed", pointers)),
    ...come.map((board) => wholeBoard(board, "added", pointers)),
    ...both.flatMap(([was, is]) => compareBoards(was, is, pointers) ?? []),
  ];
  return {
    base: base.name,
    head: head.name,
    boards: boards.sort((a, b) => (a.title < b.title ? -1 : a.title > b.title ? 1 : 0)),
    dataSources: compareDataSources(base, head),
    rules: rules ? compareRules(...rules, users) : [],
    contracts: old && now ? compareContracts(old, now, users) : [],
    metrics: compareMetrics(base.boards, head.boards),
    compared: {
      base: base.boards.length,
      head: head.boards.length,
      ...(rules?.some((all) => all.length > 0) && { rules: counted(...rules) }),
      ...(old && now && recordings([...old, ...now]).length > 0
        ? { recordings: counted(recordings(old), recordings(now)) }
        : {}),
    },
  };
}

const counted = (base: readonly unknown[], head: readonly unknown[]) => ({
  base: base.length,
  head: head.length,
});
const recordings = (blobs: readonly Blob[]): Blob[] =>
  blobs.filter(({ path }) => path.includes("/recordings/"));

function rulesOf(base: Side, head: Side): [readonly Rule[], readonly Rule[]] | undefined {
  if (!base.rules || !head.rules) return undefined;
  const some = base.rules.length > 0 && head.rules.length > 0;
  return some || base.whole === head.whole ? [base.rules, head.rules] : undefined;
}

/** Only where both sides provision some: of a single file nobody knows. */
function compareDataSources(base: Side, head: Side): Change[] {
  if (!base.dataSources || !head.dataSources) return [];
  const { both, gone, come } = pair(base.dataSources, head.dataSources, [
    ({ uid }) => uid || undefined,
    ({ name }) => name,
  ]);
  const change = (risk: Change["risk"], what: string): Change => ({ risk, kind: "data source", what });
  return [
    ...gone.map(({ name, uid }) => change("breaking", `data source ${brief(name)} (${uid}) removed`)),
    ...come.map(({ name, uid }) => change("review", `data source ${brief(name)} (${uid}) added`)),
    ...both.flatMap(([a, b]) =>
      differences(a, b).map(({ path, was, is }) =>
        change(
          path === "uid" || path === "type" ? "breaking" : "review",
          `data source ${brief(b.name)}: ${path === "timeInterval" ? "scrape interval" : path} ${brief(was)} → ${brief(is)}`,
        ),
      ),
    ),
  ];
}
