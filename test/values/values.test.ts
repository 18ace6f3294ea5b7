import { basename } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startEngine, type Engine } from "../../engine/engine.ts";
import { moments, seriesOf, type State } from "../../engine/scenario.ts";
import { panelsOf, showAll, type Panel, type Shown } from "../../engine/shown.ts";
import { asked, boardsFor, measured, PROVEN, scenarios, viewOf, type BuiltBoard } from "./boards.ts";
import { plain } from "./compare.ts";

const all = scenarios();
let engine: Engine;
beforeAll(async () => {
  engine = await startEngine();
});
afterAll(() => engine.close());

describe.each(all.map((scenario) => ({ name: basename(scenario.file, ".yaml"), scenario })))(
  "$name",
  ({ name, scenario }) => {
    const at = moments(scenario);
    const seen = new Map<string, readonly Shown[] | Error>();
    let boards: BuiltBoard[];
    beforeAll(async () => {
      boards = (await boardsFor(scenario)).filter(({ uid }) => uid in scenario.expect);
      await engine.load(name, await seriesOf(scenario, engine));
      for (const board of boards)
        for (const [moment, { at: time }] of Object.entries(at))
          for (const [id, shown] of await showAll(engine, name, measured(board), viewOf(scenario), time))
            seen.set(`${board.uid} ${id} ${moment}`, shown);
    });

    for (const [uid, panels] of Object.entries(scenario.expect))
      for (const [id, byMoment] of Object.entries(panels))
        for (const [moment, expected] of Object.entries(byMoment))
          it(`${uid} ${id} ${moment}`, () => {
            const board = boards.find((each) => each.uid === uid);
            const panel = board && panelsOf(board).find((each) => each.id === Number(id));
            const where = `panel ${id} "${panel?.title}" of ${uid}, scenario ${name} at ${moment} (${scenario.moments[moment]?.at})`;
            expect(panel, `no such panel: ${where}`).toBeDefined();
            expect(at[moment], `no such moment: ${where}`).toBeDefined();
            const got = seen.get(`${uid} ${id} ${moment}`);
            if (got instanceof Error) throw new Error(`${where}: ${got.message}`);
            const plainly = plain(got!, expected);
            expect(
              plainly,
              `${where}: expected ${JSON.stringify(expected)}, got ${JSON.stringify(plainly)}`,
            ).toEqual(expected);
          });
  },
);

describe("every panel that asks Prometheus", () => {
  const states: readonly State[] = ["busy", "idle", "absent"];
  // Another exporter may answer another question under the same title, and that is not proven by this one.
  const proofs = (uid: string, panel: Panel): string => `${uid} ${panel.id} ${asked(panel)}`;
  const proven = new Map<string, Set<State>>();
  beforeAll(async () => {
    for (const scenario of all)
      for (const board of await boardsFor(scenario))
        for (const panel of measured(board))
          for (const moment of Object.keys(scenario.expect[board.uid]?.[panel.id] ?? {})) {
            const key = proofs(board.uid, panel);
            proven.set(key, (proven.get(key) ?? new Set()).add(scenario.moments[moment]?.state ?? "other"));
          }
  });

  it.each(PROVEN)("with $title is proven busy, idle and with its exporter gone", async (stack) => {
    const missing = (await boardsFor(stack)).flatMap((board) =>
      measured(board).flatMap((panel) =>
        states
          .filter((state) => !proven.get(proofs(board.uid, panel))?.has(state))
          .map((state) => `${board.uid} ${panel.id} ${panel.title}: ${state}`),
      ),
    );
    expect(missing).toEqual([]);
  });
});
