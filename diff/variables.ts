/** A board's variables before and after. */
import type { Board, Query, Variable } from "../checks/model/board.ts";
import type { Change, Risk } from "./change.ts";
import { brief, clauses, differences, without } from "./json.ts";
import { pair } from "./pair.ts";
import { compareQueries } from "./query.ts";

/** Changes of variables. Links hand over values by a variable's name, so that losing the name breaks them. */
export function compareVariables(was: Board, is: Board): Change[] {
  const queryOf = (board: Board, variable: Variable): Query | undefined =>
    board.queries.find((query) => query.variable === variable);
  const { both, gone, come } = pair(was.variables, is.variables, [
    ({ name }) => name || undefined,
    ({ type, json }) => `${type} ${JSON.stringify(json["query"])}`,
  ]);
  const change = (risk: Risk, what: string, words?: Change["words"]): Change => ({
    risk,
    kind: "variable",
    what,
    ...(words && { words }),
  });
  return [
    ...gone.map(({ name }) =>
      change(
        "breaking",
        `variable \`${name}\` removed: links that hand over \`var-${name}\` no longer filter`,
      ),
    ),
    ...come.map(({ name, type, json }) =>
      change("review", `variable \`${name}\` added (${type}): ${brief(json["query"], 120)}`),
    ),
    ...both.flatMap(([a, b]): Change[] => {
      const [old, now] = [queryOf(was, a), queryOf(is, b)];
      const query = old && now && compareQueries(old, now);
      // `definition` repeats the query for the list of variables.
      const told = ["name", "definition", ...(query ? ["query"] : [])].map((each) => [each]);
      const rest = differences(without(a.json, told), without(b.json, told));
      const looks = rest.every(({ path }) => /^(label|description|hide|sort)$/.test(path));
      return [
        ...(a.name === b.name
          ? []
          : [
              change(
                "breaking",
                `variable \`${a.name}\` renamed to \`${b.name}\`: links that hand over \`var-${a.name}\` no longer filter`,
              ),
            ]),
        ...(query ? [change(query.risk, `variable \`${b.name}\`: ${query.what}`, query.words)] : []),
        ...(rest.length === 0
          ? []
          : [change(looks ? "cosmetic" : "review", `variable \`${b.name}\`: ${clauses(rest)}`)]),
      ];
    }),
    ...(both.length === 0 || sameOrder(both, is.variables)
      ? []
      : [change("cosmetic", "variables stand in another order")]),
  ];
}

/** Whether the entries on both sides, which come in the order of BASE, have that order in HEAD. */
const sameOrder = <T>(both: readonly (readonly [T, T])[], now: readonly T[]): boolean =>
  both.every(([, b], index) => index === 0 || now.indexOf(both[index - 1]![1]) < now.indexOf(b));
