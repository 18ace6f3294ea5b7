/** Where panels stand. A panel that others pushed aside has not moved. */
import { type Board, type Panel } from "../checks/model/board.ts";
import { number, object } from "../checks/model/shape.ts";
import { nameOf, type Change } from "./change.ts";
import { brief } from "./json.ts";
import { common } from "./words.ts";

/**
 * Panels that stand in another row or in another order, or have another size.
 *
 * @param both Panels that are on both boards.
 * @param rows Row titles of BASE by what they are called in HEAD, so that a renamed row moves no panel.
 */
export function comparePlaces(
  was: Board,
  is: Board,
  both: readonly (readonly [Panel, Panel])[],
  rows: ReadonlyMap<string, string>,
): Change[] {
  const changes: Change[] = [];
  const partner = new Map(both);
  const old = was.panels.flatMap((panel) => partner.get(panel) ?? []);
  const now = is.panels.filter((panel) => old.includes(panel));
  const inOrder = new Set(common(old, now).map(([index]) => old[index]!));
  const aside: Panel[] = [];
  for (const [a, b] of both) {
    const panel = nameOf(b);
    const from = a.row === undefined ? undefined : (rows.get(a.row) ?? a.row);
    const [before, after] = [object(a.json["gridPos"]), object(b.json["gridPos"])];
    const at = (key: string): string => `${number(before[key])} → ${number(after[key])}`;
    const differs = (key: string): boolean => before[key] !== after[key];
    if (from !== b.row)
      changes.push({
        risk: "cosmetic",
        kind: "moved",
        panel,
        what: `moved from row ${brief(a.row)} to ${brief(b.row)}`,
      });
    else if (!inOrder.has(b))
      changes.push({
        risk: "cosmetic",
        kind: "moved",
        panel,
        what: "moved in the reading order",
      });
    else if (differs("x") || differs("y")) aside.push(b);
    const size = [differs("w") ? `width ${at("w")}` : [], differs("h") ? `height ${at("h")}` : []].flat();
    if (size.length > 0) changes.push({ risk: "cosmetic", kind: "resized", panel, what: size.join(", ") });
  }
  // Otherwise two files that differ could be called the same.
  if (aside.length > 0)
    changes.push({
      risk: "cosmetic",
      kind: "layout",
      what: `${aside.length} panel${aside.length === 1 ? " is" : "s are"} shifted, in the same order`,
    });
  return changes;
}
