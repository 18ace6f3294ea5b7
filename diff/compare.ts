/** Two sides, each a set of boards. */
import { compareBoards, compareMetrics, pairBoards, wholeBoard } from "./board.ts";
import type { BoardDiff, Change, Diff } from "./change.ts";
import { brief, differences } from "./json.ts";
import { pair } from "./pair.ts";
import type { Side } from "./source.ts";

/** What changed from one side to the other: boards by title, within each what a reader meets first. */
export function compareSides(base: Side, head: Side): Diff {
  const { both, gone, come } = pairBoards(base.boards, head.boards);
  const boards: BoardDiff[] = [
    ...gone.map((board) => wholeBoard(board, "removed")),
    ...come.map((board) => wholeBoard(board, "added")),
    ...both.flatMap(([was, is]) => compareBoards(was, is) ?? []),
  ];
  return {
    base: base.name,
    head: head.name,
    boards: boards.sort((a, b) => (a.title < b.title ? -1 : a.title > b.title ? 1 : 0)),
    dataSources: compareDataSources(base, head),
    metrics: compareMetrics(base.boards, head.boards),
    compared: { base: base.boards.length, head: head.boards.length },
  };
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
