import { languageOf } from "./model/board.ts";
import { get, list, object, string } from "./model/shape.ts";
import { perBoard } from "./model/check.ts";
import { parsePromql } from "./model/promql.ts";

/** An annotation of a Prometheus source that can draw nothing. */
export const annotationWithoutExpr = perBoard("annotation-without-expr", function* (board) {
  for (const annotation of list(get(board.json, "annotations", "list")).map(object)) {
    const source = annotation["datasource"];
    if (annotation["builtIn"] === 1 || source === undefined || languageOf(board, source) !== "promql")
      continue;
    const at = { ...board.at, part: `annotation ${string(annotation["name"]) ?? ""}` };
    const expr = string(annotation["expr"]) ?? "";
    const inTarget = string(get(annotation, "target", "expr")) ?? "";
    if (expr === "") {
      yield {
        at,
        ...(inTarget !== "" && { severity: "warning" as const }),
        what:
          inTarget === ""
            ? "The annotation has no `expr`, so it draws nothing and says nothing."
            : "The query stands only in `target`, which Grafana up to version 11 does not read: there it draws nothing and says nothing.",
        fix: "Write the query into `expr` of the annotation itself.",
      };
      continue;
    }
    if (annotation["useValueForTime"] === true) continue;
    const root = parsePromql(expr).root;
    if (
      root?.is === "binary" &&
      root.op === "==" &&
      !root.bool &&
      root.right.is === "number" &&
      root.right.value === 0 &&
      !root.right.variable
    )
      yield {
        at,
        mark: { text: expr, from: root.left.to, to: root.to },
        what: "A comparison keeps the value it compares, and Grafana draws no annotation for the value 0: this one never appears.",
        fix: "Turn it round: `1 - up > 0` gives 1 while `up` is 0.",
      };
  }
});
