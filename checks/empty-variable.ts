import { type Board, type Variable } from "./model/board.ts";
import { get, object, string } from "./model/shape.ts";
import { perBoard } from "./model/check.ts";
import { blankVariables } from "./model/variables.ts";

/** A variable that can be empty, or not what its author chose, when the board opens. */
export const emptyVariable = perBoard(
  "empty-variable",
  function* (board) {
    for (const variable of board.variables) {
      const { json, type, name, at } = variable;
      const chosen = [object(json["current"])["value"]].flat().some((value) => (string(value) ?? "") !== "");
      const includeAll = json["includeAll"] === true;
      if (
        type === "query" &&
        includeAll &&
        (string(json["allValue"]) ?? "") === "" &&
        isMatched(variable, board)
      )
        yield {
          at,
          what: `\`All\` of \`${name}\` is the list of the values found. While there are none (the exporter just started, nothing happened yet) it becomes \`=~""\`, and every panel that filters by it is empty.`,
          fix: "Set `allValue: .+`.",
        };
      else if (type === "query" && json["multi"] === true && !includeAll && !chosen)
        yield {
          at,
          what: `\`${name}\` takes several values but has no \`All\` and no \`current\`: the board opens with whichever value comes first, and shows a part as if it were the whole.`,
          fix: "Set `includeAll` with `allValue: .+`, or `current`.",
        };
      else if (type === "datasource" && !chosen)
        yield {
          at,
          what: `\`${name}\` has no \`current\`, so the board opens with the data source whose name comes first, not with the default one.`,
          fix: "Set `current` to the uid of the data source that is meant.",
        };
      else if (type === "textbox" && !chosen) yield* textBox(variable, board);
    }
  },
  "warning",
);

function* textBox({ name, json, at }: Variable, board: Board) {
  const given = string(json["query"]) ?? "";
  const bare = uses(name, board).some(({ inString }) => !inString);
  if (given !== "" && get(json, "current") === undefined)
    yield {
      at,
      what: `\`${name}\` has the default \`${given}\` but no \`current\`: Grafana 9 opens it empty.`,
      fix: `Set \`current: {text: "${given}", value: "${given}"}\`.`,
    };
  else if (given === "" && bare)
    yield {
      at,
      what: `\`${name}\` opens empty, and a query uses it as a number: with nothing there the query is a syntax error.`,
      fix: "Give it a default in `query` and in `current`.",
    };
}

const uses = (name: string, board: Board) =>
  board.queries
    .filter(({ language }) => language !== "other")
    .flatMap(({ text }) => blankVariables(text).uses)
    .filter((use) => use.name === name);

const isMatched = ({ name }: Variable, board: Board): boolean =>
  board.queries.some(
    ({ text, language, variable }) =>
      language !== "other" &&
      variable?.name !== name &&
      blankVariables(text).uses.some(
        (use) => use.name === name && use.inString && /=~\s*["'`]$/.test(text.slice(0, use.from)),
      ),
  );
