import { dirname } from "node:path";
import { type Board, type Panel, type Variable } from "./model/board.ts";
import { list, number, object, string } from "./model/shape.ts";
import type { Check, Finding } from "./model/check.ts";

/** Two things under one id: boards under one uid, panels under one id, targets under one refId, variables under one name. */
export const duplicateId: Check = {
  id: "duplicate-id",
  severity: "error",
  *find({ boards }) {
    const byUid = new Map<string, Board>();
    for (const board of boards) {
      if (board.uid === undefined || board.uid === "") continue;
      const first = byUid.get(board.uid);
      if (first)
        yield {
          at: board.at,
          what: `The uid \`${board.uid}\` is also that of ${first.file === board.file ? "another board" : first.file}: Grafana loads one of the two and stops saving changes from their folder${dirname(first.file) === dirname(board.file) ? "" : "s"}.`,
          fix: "Give one of them another uid.",
          facts: { uid: board.uid, other: first.file },
        };
      else byUid.set(board.uid, board);
    }
    for (const board of boards) {
      yield* panelIds(board);
      yield* refIds(board);
      yield* names(board);
    }
  },
};

function* panelIds(board: Board): Generator<Finding> {
  const byId = new Map<number, Panel>();
  for (const panel of [...board.rows, ...board.panels]) {
    const id = number(panel.json["id"]);
    if (id === undefined) continue;
    const first = byId.get(id);
    if (first)
      yield {
        at: panel.at,
        what: `The id ${id} is also that of \`${first.title === "" ? first.type : first.title}\`: links and alerts reach only one of the two, and a conversion of the board may drop the other.`,
        fix: "Give every panel and row an id of its own.",
        facts: { id: String(id), other: first.title },
      };
    else byId.set(id, panel);
  }
}

function* refIds(board: Board): Generator<Finding> {
  const without: Panel[] = [];
  for (const panel of board.panels) {
    const seen = new Set<string>();
    for (const target of list(panel.json["targets"]).map(object)) {
      const refId = string(target["refId"]) ?? "";
      if (refId === "") without.push(panel);
      else if (seen.has(refId))
        yield {
          at: { ...panel.at, refId },
          what: `Two queries of this panel have the refId \`${refId}\`: the answer of one replaces the other's.`,
          fix: "Give each query its own refId.",
          facts: { refId },
        };
      seen.add(refId);
    }
  }
  if (without.length > 0)
    yield {
      at: without[0]!.at,
      severity: "warning",
      what: `A query here has no refId${without.length === 1 ? "" : `, nor have ${without.length - 1} more on this board`}: Grafana numbers them on loading, so an override or a transformation that names one may meet another.`,
      fix: "Give each query a refId.",
      facts: { without: String(without.length) },
    };
}

function* names(board: Board): Generator<Finding> {
  const byName = new Map<string, Variable>();
  for (const variable of board.variables) {
    const { name, type, at } = variable;
    if (name === "") continue;
    const first = byName.get(name);
    if (first)
      yield {
        at,
        what: `The board has another variable \`${name}\`${first.type === type ? "" : ` (${first.type})`}: Grafana puts the value of only one into the queries, so those written for the other are narrowed by the wrong values, or by none.`,
        fix: "Remove one of the two, or rename it together with the queries that use it.",
        facts: { variable: name },
      };
    else byName.set(name, variable);
  }
}
