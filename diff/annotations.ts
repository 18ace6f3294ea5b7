/** A board's annotations before and after. */
import { type Board } from "../checks/model/board.ts";
import { get, list, object, string } from "../checks/model/shape.ts";
import type { Change, Risk } from "./change.ts";
import { brief, clauses, differences, without } from "./json.ts";
import { pair } from "./pair.ts";
import { compareQueries } from "./query.ts";

/** Changes of annotations, which are known by their names. */
export function compareAnnotations(was: Board, is: Board): Change[] {
  const all = (board: Board) =>
    list(get(board.json, "annotations", "list"))
      .map(object)
      .map((json) => ({
        json,
        name: string(json["name"]) ?? "",
        query: board.queries.find(
          ({ origin, at }) =>
            origin === "annotation" && at.part === `annotation ${string(json["name"]) ?? ""}`,
        ),
      }));
  const { both, gone, come } = pair(all(was), all(is), [({ name }) => name, ({ query }) => query?.text]);
  const change = (risk: Risk, what: string, words?: Change["words"]): Change => ({
    risk,
    kind: "annotation",
    what,
    ...(words && { words }),
  });
  return [
    ...gone.map(({ name }) => change("review", `annotation ${brief(name)} removed`)),
    ...come.map(({ name, query }) =>
      change("review", `annotation ${brief(name)} added${query ? `: ${brief(query.text, 160)}` : ""}`),
    ),
    ...both.flatMap(([a, b]): Change[] => {
      const query = a.query && b.query && compareQueries(a.query, b.query);
      const told = query ? [["expr"], ["target", "expr"]] : [];
      const rest = differences(without(a.json, told), without(b.json, told));
      return [
        ...(query ? [change(query.risk, `annotation ${brief(b.name)}: ${query.what}`, query.words)] : []),
        ...(rest.length === 0 ? [] : [change("review", `annotation ${brief(b.name)}: ${clauses(rest)}`)]),
      ];
    }),
  ];
}
