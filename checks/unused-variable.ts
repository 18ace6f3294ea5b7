import { type Board, type Variable } from "./model/board.ts";
import { list, object, string } from "./model/shape.ts";
import { perBoard } from "./model/check.ts";

/** A variable that nothing on the board uses. */
export const unusedVariable = perBoard(
  "unused-variable",
  function* (board) {
    // What stands in a library panel is not in the file.
    if (board.panels.some(({ json }) => "libraryPanel" in json)) return;
    for (const variable of board.variables) {
      // Filters of these kinds reach every query by themselves.
      if (
        variable.name === "" ||
        ["adhoc", "groupby", "system"].includes(variable.type) ||
        isUsed(variable, board)
      )
        continue;
      const hidden = variable.json["hide"] === 2;
      yield {
        at: variable.at,
        what: hidden
          ? `Nothing on the board uses \`${variable.name}\`.`
          : `Nothing on the board uses \`${variable.name}\`: choosing a value changes no panel, and a reader believes it did.`,
        fix: "Use it in the queries it should filter, or remove it.",
      };
    }
  },
  "warning",
);

function isUsed({ name, json }: Variable, board: Board): boolean {
  const escaped = name.replace(/\W/g, "\\$&");
  const use = new RegExp(`\\$${escaped}(?!\\w)|\\$\\{${escaped}[.:}]|\\[\\[${escaped}[.:\\]]`);
  const inside = (value: unknown): boolean =>
    value !== json &&
    (typeof value === "string"
      ? use.test(value)
      : Array.isArray(value)
        ? value.some(inside)
        : typeof value === "object" && value !== null
          ? string(object(value)["repeat"]) === name || Object.values(value).some(inside)
          : false);
  return inside({ ...board.json, panels: list(board.json["panels"]) });
}
