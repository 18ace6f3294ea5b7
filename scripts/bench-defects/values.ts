/** Whether the value tests notice a defect: their scenarios are evaluated on the panel that it changes. */
import { isDeepStrictEqual } from "node:util";
import { list, type Json } from "../../checks/model/shape.ts";
import { startEngine, type Answer, type Engine } from "../../engine/engine.ts";
import { moments, seriesOf, type Expected, type Scenario } from "../../engine/scenario.ts";
import { panelsOf, queriesAt, shown, type Panel } from "../../engine/shown.ts";
import { boardsFor, scenarios, viewOf, type BuiltBoard } from "../../test/values/boards.ts";
import { agrees } from "../../test/values/compare.ts";
import { planted } from "./defect.ts";
import type { Planted } from "./judge.ts";

/** Of some defects in our boards, those that a scenario's expectation notices. */
export async function noticed(all: readonly Planted[]): Promise<ReadonlySet<Planted>> {
  const engine = await startEngine();
  const found = new Set<Planted>();
  const changes = all.map((each) => ({ each, pairs: changedPanels(each) }));
  for (const scenario of scenarios()) {
    const left = changes.filter(({ each }) => !found.has(each));
    for (const each of await noticedBy(scenario, left, engine)) found.add(each);
  }
  await engine.close();
  return found;
}

interface Change {
  readonly each: Planted;
  readonly pairs: readonly { readonly original: Panel; readonly changed: Panel }[];
}

/** The panels that a defect changes; with no two panels of one id, which the value tests could not tell apart. */
function changedPanels({ board, defect }: Planted): Change["pairs"] {
  const [before, after] = [board.json, planted(board.json, defect)].map((json) => panels(json));
  return before!.flatMap((original, index) => {
    const changed = after![index];
    return changed?.id === original.id && !isDeepStrictEqual(changed, original)
      ? [{ original, changed }]
      : [];
  });
}
const panels = (json: Json): Panel[] =>
  Array.isArray(json["panels"]) ? panelsOf({ panels: list(json["panels"]) as Panel[] }) : [];

async function noticedBy(
  scenario: Scenario,
  changes: readonly Change[],
  engine: Engine,
): Promise<Set<Planted>> {
  const found = new Set<Planted>();
  const boards = await boardsFor(scenario);
  const times = moments(scenario);
  const view = viewOf(scenario);
  const tries = changes.flatMap(({ each, pairs }) =>
    pairs.flatMap(({ original, changed }) => {
      const expected = scenario.expect[uidOf(each)]?.[original.id];
      // Another variant of an exporter may ask something else there.
      return expected !== undefined && has(boards, uidOf(each), original)
        ? Object.entries(expected).flatMap(([moment, expects]) => {
            const time = times[moment]?.at;
            return time === undefined ? [] : [{ each, changed, expects, time }];
          })
        : [];
    }),
  );
  if (tries.length === 0) return found;
  await engine.load("scenario", await seriesOf(scenario, engine));
  for (const { each, changed, expects, time } of tries) {
    if (found.has(each)) continue;
    const answers = await engine.evaluate("scenario", queriesAt(changed, view, time));
    if (!holds(changed, answers, expects)) found.add(each);
  }
  return found;
}

const uidOf = ({ board }: Planted): string => board.uid ?? "";
const has = (boards: readonly BuiltBoard[], uid: string, panel: Panel): boolean =>
  boards.some((board) => board.uid === uid && panelsOf(board).some((each) => isDeepStrictEqual(each, panel)));

function holds(panel: Panel, answers: readonly Answer[], expected: Expected): boolean {
  try {
    return agrees(shown(panel, answers), expected);
  } catch {
    return false; // The engine refused a query.
  }
}
