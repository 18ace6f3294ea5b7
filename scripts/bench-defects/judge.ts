/** Plants defects into good dashboards, one at a time, and asks the checks what is new. */
import { checks } from "../../checks/all.ts";
import { readBoard, type Board } from "../../checks/model/board.ts";
import { runChecks } from "../../checks/model/check.ts";
import { context, type Context } from "../../checks/model/context.ts";
import type { Problem } from "../../checks/model/problem.ts";
import { open, planted, spread, type Defect, type DefectClass, type Good, type TargetAt } from "./defect.ts";

/** At most so many of one class on one board of ours, evenly spread: each costs a run of all checks. */
export const MOST = 10;

/** On one that is foreign: there are many. */
export const FOREIGN_MOST = 3;

/** Where defects are planted. */
export interface Places {
  /** At most so many of one class on one board. */
  readonly most: number;
  /** The boards to plant into; all of the world's where nobody says. */
  readonly only?: (board: Board) => boolean;
  /** The queries to change; all where nobody says. */
  readonly isKnown?: (target: TargetAt, context: Context) => boolean;
}

/** Everything that the boards of one stack are checked by. */
export type Surroundings = Omit<Parameters<typeof context>[0], "boards">;

/** Boards that are checked together, with the problems they have as they are. */
export interface World {
  readonly boards: readonly Board[];
  readonly around: Surroundings;
  readonly clean: readonly Problem[];
}

/** A defect that was planted, and the ids of the checks that have something new to say. */
export interface Planted {
  readonly of: DefectClass;
  readonly defect: Defect;
  readonly board: Board;
  readonly told: readonly string[];
}

/** Reads boards as a world. */
export function world(boards: readonly Board[], around: Surroundings): World {
  return { boards, around, clean: runChecks(checks, context({ ...around, boards })) };
}

/**
 * Plants every defect of the classes into the world's boards.
 *
 * Panels that have an error as they are, are no place to plant one: what would be new could not be told; nor are those of
 * a kind that Grafana removed. To lack a description hides nothing.
 */
export function plantAll(
  given: World,
  classes: readonly DefectClass[],
  { most, only = () => true, isKnown = () => true }: Places,
): Planted[] {
  const about: Context = context({ ...given.around, boards: given.boards });
  const before = counted(given.clean);
  return given.boards.filter(only).flatMap((board) => {
    const bad = new Set(
      given.clean
        .filter(({ at }) => at.file === board.file)
        .filter(({ id, severity }) => (severity === "error" && id !== "undescribed") || id === "schema")
        .map(({ at }) => at.panel),
    );
    const good: Good = open(
      board,
      given.boards.filter((each) => each !== board),
      about,
      ({ title }) => !bad.has(String(title)),
      (target) => isKnown(target, about),
    );
    const clean = JSON.stringify(board.json);
    // What is left out may not have been there.
    const changes = (defect: Defect): boolean => JSON.stringify(planted(board.json, defect)) !== clean;
    return classes.flatMap((of) =>
      spread(distinct([...of.plant(good)]).filter(changes), most).map((defect): Planted => {
        const changed = readBoard(board.file, planted(board.json, defect));
        const boards = given.boards.map((each) => (each === board ? changed : each));
        // What the others ask has been judged; a problem that is gone is not new.
        const after = runChecks(checks, { ...about, boards, queries: changed.queries });
        return { of, defect, board, told: newIn(after, before) };
      }),
    );
  });
}

const distinct = (defects: readonly Defect[]): Defect[] => [
  ...new Map(defects.map((defect) => [JSON.stringify(defect), defect])).values(),
];

/** What makes two problems the same one; where in the query it stands shifts with every change before it. */
const key = ({ id, at, what }: Problem): string => JSON.stringify([id, at, what]);
function counted(problems: readonly Problem[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const each of problems) counts.set(key(each), (counts.get(key(each)) ?? 0) + 1);
  return counts;
}

/** The ids of the checks that say something now which they did not say before, in order and once each. */
export function newIn(problems: readonly Problem[], before: ReadonlyMap<string, number>): string[] {
  const left = new Map(before);
  const ids = problems.filter((each) => {
    const rest = left.get(key(each)) ?? 0;
    left.set(key(each), rest - 1);
    return rest <= 0;
  });
  return [...new Set(ids.map(({ id }) => id))];
}
