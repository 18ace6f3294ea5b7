/** What the panel of a changed query shows before and after, in the scenarios of the tests. */
import { existsSync, readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { type Board } from "../checks/model/board.ts";
import { get, object, string } from "../checks/model/shape.ts";
import { selectors } from "../checks/model/promql.ts";
import { startEngine } from "../engine/engine.ts";
import { moments, readScenario, seriesOf, type Scenario } from "../engine/scenario.ts";
import { promTargets, showAll, type Panel, type Shown, type View } from "../engine/shown.ts";
import { pairBoards } from "./board.ts";
import type { Change, Diff } from "./change.ts";
import type { Side } from "./source.ts";

/** Lines below one change; what is left is counted. */
const LINES = 3;
/** Series in one line. */
const SERIES = 3;

/**
 * The comparison with, below each changed query, what its panel shows before and after: `queue-busy, steady: 2 → 4`.
 * Asked are the scenarios that are about the board. A panel under another id, one that is new, and one that does not
 * ask Prometheus have none.
 *
 * @param folder Where the scenarios are; without such a folder the comparison is returned as it is.
 */
export async function withEvidence(
  diff: Diff,
  base: Side,
  head: Side,
  folder = "test/scenarios",
): Promise<Diff> {
  const boards = pairBoards(base.boards, head.boards).both.flatMap(([was, is]) => {
    const ids = queried(diff, is.uid);
    return ids.size === 0 ? [] : [{ uid: is.uid!, was, is, ids }];
  });
  if (boards.length === 0 || !existsSync(folder)) return diff;
  const seen = new Map<string, Difference[]>();
  const engine = await startEngine();
  try {
    for (const file of readdirSync(folder).sort()) {
      if (!file.endsWith(".yaml")) continue;
      const scenario = readScenario(join(folder, file));
      const about = boards.filter(({ uid }) => uid in scenario.expect);
      if (about.length === 0) continue;
      const name = basename(file, ".yaml");
      const series = await seriesOf(scenario, engine);
      const emitted = new Set(series.flatMap(({ labels }) => [labels["__name__"]!, ofJob(labels)]));
      await engine.load("scenario", series);
      for (const { uid, was, is, ids } of about)
        for (const [moment, { at }] of Object.entries(moments(scenario))) {
          const [before, after] = [
            await showAll(engine, "scenario", asking(was, ids), view(scenario, was), at),
            await showAll(engine, "scenario", asking(is, ids), view(scenario, is), at),
          ];
          for (const [id, now] of after) {
            const old = before.get(id);
            if (!old) continue;
            const key = `${uid} ${id}`;
            const found = seen.get(key) ?? [];
            seen.set(key, found);
            if (isDeepStrictEqual(told(old), told(now))) continue;
            const missing = [is, was].map((board) => lacks(board, id, emitted));
            // First where both ask for what is there, then where HEAD does: the rest is another exporter's scenario.
            const rank = (missing[0] ? 2 : 0) + (missing[1] ? 1 : 0);
            found.push({ rank, text: `${name}, ${moment}: ${told(old)} → ${told(now)}` });
          }
        }
    }
  } finally {
    await engine.close();
  }
  return {
    ...diff,
    boards: diff.boards.map((board) => ({
      ...board,
      changes: board.changes.map((change, index): Change => {
        const found = seen.get(`${board.uid} ${change.panel?.id}`);
        const ofPanel = ({ kind, panel }: Change): boolean =>
          kind === "query" && panel?.id === change.panel?.id;
        // The panel is asked as a whole, so it is told at its first changed query.
        return found && board.changes.findIndex(ofPanel) === index
          ? { ...change, evidence: lines(found) }
          : change;
      }),
    })),
  };
}

interface Difference {
  readonly rank: number;
  readonly text: string;
}

function lines(found: readonly Difference[]): string[] {
  if (found.length === 0) return ["the panel shows the same in every scenario"];
  const sorted = [...found].sort((a, b) => a.rank - b.rank).map(({ text }) => text);
  const rest = sorted.length - LINES;
  return [
    ...sorted.slice(0, LINES),
    ...(rest > 0 ? [`and at ${rest} more moment${rest === 1 ? "" : "s"} of the scenarios`] : []),
  ];
}

/** A metric's name with the job it comes from, which no name alone can look like. */
const ofJob = (labels: Readonly<Record<string, string>>): string => `${labels["__name__"]} ${labels["job"]}`;

/** Whether a panel asks for a metric, or one of a job, that is not in the scenario. */
const lacks = (board: Board, id: number, emitted: ReadonlySet<string>): boolean =>
  board.queries
    .filter(({ panel }) => panel?.json["id"] === id)
    .flatMap(({ promql }) => [...selectors(promql?.root)])
    .some(({ metric, matchers }) => {
      const job = matchers.find(({ label, op }) => label === "job" && op === "=")?.value;
      const name = metric?.name ?? "";
      if (name === "" || /\$/.test(name + (job ?? ""))) return false;
      return !emitted.has(job === undefined ? name : ofJob({ __name__: name, job }));
    });

/** Ids of a board's panels with a changed query. */
const queried = (diff: Diff, uid: string | undefined): Set<number> =>
  new Set(
    diff.boards
      .filter((board) => uid !== undefined && board.uid === uid && board.status === "changed")
      .flatMap(({ changes }) => changes)
      .flatMap(({ kind, panel }) => (kind === "query" ? (panel?.id ?? []) : [])),
  );

/** Panels the engine can be asked for: every target says what it asks and whom. */
const asking = (board: Board, ids: ReadonlySet<number>): Panel[] =>
  board.panels
    .filter(({ json }) => ids.has(Number(json["id"])))
    .filter(({ json, queries }) => {
      const targets = Array.isArray(json["targets"]) ? json["targets"].map(object) : [];
      return (
        targets.length === queries.length &&
        targets.every((target) => string(get(target, "datasource", "type")) !== undefined)
      );
    })
    .map(({ json }) => json as unknown as Panel)
    .filter((panel) => promTargets(panel).length > 0);

/** An hour on a panel of 1000 points, every dropdown at All, text boxes as saved, as the value tests look at boards. */
const view = ({ variables = {} }: Scenario, board: Board): View => ({
  range: 3600,
  maxDataPoints: 1000,
  scrapeInterval: 15,
  variables: {
    ...Object.fromEntries(
      board.variables
        .filter(({ type }) => type === "textbox" || type === "constant")
        .map(({ name, json }) => [name, string(json["query"]) ?? ""]),
    ),
    ...variables,
  },
});

function told(shown: readonly Shown[] | Error): string {
  if (shown instanceof Error) return "query failed";
  if (shown.length === 0) return "nothing";
  const value = (each: Shown): string =>
    typeof each.value === "number" ? String(Number(each.value.toPrecision(4))) : `"${each.value}"`;
  if (shown.length === 1) return value(shown[0]!);
  const all = shown.map((each) => `${each.name} ${value(each)}`).sort();
  return all.length <= SERIES
    ? all.join(", ")
    : `${all.slice(0, SERIES).join(", ")} and ${all.length - SERIES} more`;
}
