/** A board's rows before and after, their panels aside. */
import type { Board } from "../checks/model/board.ts";
import type { Change, Risk } from "./change.ts";
import { brief, clauses, differences, without } from "./json.ts";
import { pair } from "./pair.ts";

/** Changes of rows, and what BASE's rows are called in HEAD. */
export function compareRows(
  was: Board,
  is: Board,
): { readonly changes: Change[]; readonly titles: ReadonlyMap<string, string> } {
  const { both, gone, come } = pair(was.rows, is.rows, [
    ({ json }) => (json["id"] === undefined ? undefined : String(json["id"])),
    ({ title }) => title,
    // A renamed row keeps its panels.
    (row) =>
      [was, is]
        .flatMap(({ panels, rows }) =>
          rows.includes(row) ? panels.filter((panel) => panel.row === row.title) : [],
        )
        .map(({ json }) => json["id"])
        .join() || undefined,
  ]);
  const row = (what: string, risk: Risk = "cosmetic"): Change => ({ risk, kind: "row", what });
  const apart = ["title", "panels", "gridPos", "id"].map((key) => [key]);
  return {
    changes: [
      ...gone.map(({ title }) => row(`row ${brief(title)} removed`)),
      ...come.map(({ title }) => row(`row ${brief(title)} added`)),
      ...both.flatMap(([a, b]) => {
        const rest = differences(without(a.json, apart), without(b.json, apart));
        return [
          ...(a.title === b.title ? [] : [row(`row ${brief(a.title)} renamed to ${brief(b.title)}`)]),
          ...(rest.length === 0
            ? []
            : [
                row(
                  `row ${brief(b.title)}: ${clauses(rest)}`,
                  rest[0]!.path === "collapsed" ? "cosmetic" : "review",
                ),
              ]),
        ];
      }),
    ],
    titles: new Map(both.map(([a, b]) => [a.title, b.title])),
  };
}
