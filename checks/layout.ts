import { type Board, type Panel } from "./model/board.ts";
import { list, number, object } from "./model/shape.ts";
import { perBoard, type Finding } from "./model/check.ts";

interface Box {
  readonly panel: Panel;
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

/** Panels that do not lie on the grid as written, and panels that their row does not hold. */
export const layout = perBoard("layout", function* (board) {
  const top = [...board.rows, ...board.panels.filter(({ nested }) => !nested)].flatMap(box);
  for (const each of [...top, ...board.panels.filter(({ nested }) => nested).flatMap(box)])
    if (each.x >= 0 && each.w <= 24 && each.x + each.w > 24)
      yield {
        at: each.panel.at,
        what: `The panel begins at column ${each.x} and is ${each.w} wide, but the grid has 24 columns: Grafana moves or cuts it, and what stands beside it moves too.`,
        fix: `Make it ${24 - each.x} wide, or begin at column ${24 - each.w}.`,
        facts: { x: String(each.x), w: String(each.w) },
      };
  yield* overlaps(top);
  for (const row of board.rows)
    yield* overlaps(board.panels.filter((panel) => isIn(panel, row)).flatMap(box));
  yield* rows(board);
});

function box(panel: Panel): Box[] {
  const given = object(panel.json["gridPos"]);
  const [x, y, w, h] = ["x", "y", "w", "h"].map((key) => number(given[key]));
  return x === undefined || y === undefined || w === undefined || h === undefined
    ? []
    : [{ panel, x, y, w, h }];
}

function* overlaps(boxes: readonly Box[]): Generator<Finding> {
  for (const [index, one] of boxes.entries()) {
    const other = boxes
      .slice(0, index)
      .find(
        (each) =>
          each.x < one.x + one.w &&
          one.x < each.x + each.w &&
          each.y < one.y + one.h &&
          one.y < each.y + each.h,
      );
    if (other)
      yield {
        at: one.panel.at,
        what: `The panel lies on \`${other.panel.title === "" ? other.panel.type : other.panel.title}\`: Grafana pushes one of them down, so the board does not look as written.`,
        fix: "Give them places that do not overlap.",
        facts: { other: other.panel.title },
      };
  }
}

function* rows(board: Board): Generator<Finding> {
  for (const row of board.rows) {
    const collapsed = row.json["collapsed"] === true;
    const inside = list(row.json["panels"]).length;
    if (!collapsed && inside > 0)
      yield {
        at: row.at,
        what: `The row is open but holds ${inside} panel${inside === 1 ? "" : "s"} inside: Grafana drops the panels of an open row when it loads the board.`,
        fix: "Put them beside the row in the dashboard's `panels`, or set `collapsed: true`.",
        facts: { inside: String(inside) },
      };
    if (collapsed && inside === 0) {
      const under = board.panels.filter((panel) => !panel.nested && rowAbove(board, panel) === row);
      if (under.length > 0)
        yield {
          at: row.at,
          what: `The row is collapsed, but the ${under.length === 1 ? "panel" : `${under.length} panels`} under it ${under.length === 1 ? "is" : "are"} stored beside it: ${under.length === 1 ? "it stays" : "they stay"} in view and opening the row shows nothing.`,
          fix: "Put them into the row's own `panels`, or set `collapsed: false`.",
          facts: { beside: String(under.length) },
        };
    }
  }
}

const isIn = (panel: Panel, row: Panel): boolean => list(row.json["panels"]).includes(panel.json);

/** The row that a top-level panel lies under on the grid, whatever the order in the file. */
function rowAbove(board: Board, panel: Panel): Panel | undefined {
  const y = box(panel)[0]?.y;
  if (y === undefined) return undefined;
  return board.rows
    .flatMap(box)
    .filter((row) => row.y < y)
    .sort((a, b) => b.y - a.y)[0]?.panel;
}
