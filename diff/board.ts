/** One board before and after. */
import { basename } from "node:path";
import { type Board, type Panel } from "../checks/model/board.ts";
import { string } from "../checks/model/shape.ts";
import { compareAnnotations } from "./annotations.ts";
import { nameOf, type BoardDiff, type Change, type Metrics, type Risk } from "./change.ts";
import { brief, clauses, differences, without } from "./json.ts";
import { pair } from "./pair.ts";
import { comparePanels } from "./panel.ts";
import { comparePlaces } from "./place.ts";
import { metricsOf } from "./query.ts";
import { compareRows } from "./rows.ts";
import { compareVariables } from "./variables.ts";
import type { PointersTo } from "./uses.ts";
import { wordDiff } from "./words.ts";

/** What is not told of a board: Grafana counts these up by itself when it saves one. */
const VOLATILE = [["version"], ["id"], ["iteration"]];

/** Everything that changed on a board; undefined where nothing did. `pointersTo` answers what in HEAD leads to it. */
export function compareBoards(was: Board, is: Board, pointersTo: PointersTo): BoardDiff | undefined {
  const changes = was.v2 || is.v2 ? compareNewer(was, is) : compareClassic(was, is, pointersTo);
  const metrics = compareMetrics([was], [is]);
  return changes.length === 0
    ? undefined
    : { uid: is.uid, title: is.title, status: "changed", changes, metrics };
}

/** A board that is on one side only. */
export function wholeBoard(board: Board, status: "added" | "removed", pointersTo: PointersTo): BoardDiff {
  const pointers = pointersTo([board.uid]);
  const { panels, queries } = board;
  const size = `${panels.length} panel${panels.length === 1 ? "" : "s"}, ${queries.length} quer${queries.length === 1 ? "y" : "ies"}`;
  const change: Change =
    status === "added"
      ? { risk: "review", kind: "board added", what: `the board is new: ${size}` }
      : {
          risk: "breaking",
          kind: "board removed",
          what: `the board is gone, and every link to /d/${board.uid ?? "?"} with it: ${size}`,
          ...(pointers.length > 0 && { usedBy: pointers }),
        };
  const metrics = status === "added" ? compareMetrics([], [board]) : compareMetrics([board], []);
  return { uid: board.uid, title: board.title, status, changes: [change], metrics };
}

/** Metrics that only one side's queries name. */
export function compareMetrics(was: readonly Board[], is: readonly Board[]): Metrics {
  const names = (boards: readonly Board[]): string[] => metricsOf(boards.flatMap(({ queries }) => queries));
  const [old, now] = [names(was), names(is)];
  return {
    added: now.filter((name) => !old.includes(name)),
    gone: old.filter((name) => !now.includes(name)),
  };
}

function compareNewer(was: Board, is: Board): Change[] {
  const found = differences(was.json, is.json);
  return found.length === 0
    ? []
    : [
        {
          risk: "review",
          kind: "newer schema",
          what: `${found.length} fields of a board of schema version 2 differ, which this command does not read: ${clauses(found)}`,
        },
      ];
}

function compareClassic(was: Board, is: Board, pointersTo: PointersTo): Change[] {
  const changes: Change[] = [];
  const add = (risk: Risk, kind: string, what: string, more: Partial<Change> = {}): void =>
    void changes.push({ risk, kind, what, ...more });
  const [a, b] = [was.json, is.json];
  /** What leads to a board that HEAD has no more, or to a panel of it, under either uid. */
  const pointed = (uids: readonly (string | undefined)[], panel?: unknown): Pick<Change, "usedBy"> => {
    const pointers = pointersTo(uids, panel);
    return pointers.length === 0 ? {} : { usedBy: pointers };
  };
  if (was.uid !== is.uid)
    add(
      "breaking",
      "uid",
      `uid ${brief(was.uid)} → ${brief(is.uid)}: links to /d/${was.uid ?? "?"} end nowhere`,
      pointed([was.uid]),
    );
  if (was.title !== is.title) add("review", "title", `title ${brief(was.title)} → ${brief(is.title)}`);
  const [textWas, textIs] = [string(a["description"]) ?? "", string(b["description"]) ?? ""];
  if (textWas !== textIs)
    add("cosmetic", "description", "description changed", { words: wordDiff(textWas, textIs, "prose") });
  for (const [key, name, risk] of [
    ["time", "time range", "review"],
    ["refresh", "refresh", "review"],
    ["tags", "tags", "review"],
    ["links", "links", "review"],
    ["timezone", "time zone", "cosmetic"],
  ] as const) {
    const found = differences(a[key], b[key]);
    if (found.length > 0) add(risk, name, `${name} ${clauses(found)}`);
  }
  changes.push(...compareVariables(was, is), ...compareAnnotations(was, is));

  const rows = compareRows(was, is);
  changes.push(...rows.changes);
  const key = ({ json }: Panel): string | undefined =>
    json["id"] === undefined ? undefined : String(json["id"]);
  const asked = ({ queries }: Panel): string | undefined =>
    queries.map(({ text }) => text).join("\n") || undefined;
  const panels = pair(was.panels, is.panels, [
    key,
    ({ title, row }) => (title === "" ? undefined : `${row}\n${title}`),
    ({ title }) => title || undefined,
    asked,
  ]);
  const uids = [was.uid, is.uid].filter((uid) => uid !== undefined);
  for (const panel of panels.gone) {
    const id = panel.json["id"];
    const pointers = id === undefined ? {} : pointed(uids, id);
    add(
      pointers.usedBy ? "breaking" : "review",
      "panel removed",
      `panel removed${pointers.usedBy ? `, and what leads to viewPanel=${String(id)} ends nowhere` : ""}`,
      { panel: nameOf(panel), ...pointers },
    );
  }
  // In the order in which HEAD is read.
  const both = new Map(panels.both.map(([x, y]) => [y, x]));
  for (const panel of is.panels) {
    const before = both.get(panel);
    if (before) {
      // Another panel may have taken the id over, and then something else is shown.
      const { usedBy } = before.json["id"] === undefined ? {} : pointed(uids, before.json["id"]);
      changes.push(
        ...comparePanels(before, panel).map((each) =>
          each.kind === "panel id" && usedBy ? { ...each, risk: "breaking" as const, usedBy } : each,
        ),
      );
    } else add("review", "panel added", `${panel.type} added${asks(panel)}`, { panel: nameOf(panel) });
  }
  changes.push(...comparePlaces(was, is, panels.both, rows.titles));

  const told = [
    "uid",
    "title",
    "description",
    "time",
    "refresh",
    "tags",
    "links",
    "timezone",
    "templating",
    "annotations",
    "panels",
    "rows",
  ];
  const apart = [...VOLATILE, ...told.map((each) => [each])];
  const rest = differences(without(a, apart), without(b, apart));
  if (rest.length > 0) add("review", "settings", clauses(rest));
  return changes;
}

/** `: \`query\`, \`query\``; empty for a panel that asks nothing. */
const asks = ({ queries }: Panel): string =>
  queries.length === 0 ? "" : `: ${queries.map(({ text }) => brief(text, 160)).join(", ")}`;

/** Boards of two sides that are one: by uid; what is left over by file name, then by title. */
export const pairBoards = (was: readonly Board[], is: readonly Board[]) =>
  pair(was, is, [({ uid }) => uid, ({ file }) => basename(file), ({ title }) => title || undefined]);
