import { get, list, object } from "./model/shape.ts";
import { perPanel } from "./model/check.ts";
import { labelsOf } from "./model/labels.ts";

/** An override for `Value` where every series is called that until it gets its legend. */
export const valueByName = perPanel("value-by-name", function* (panel, board, context) {
  if (!["timeseries", "state-timeline", "status-history", "barchart", "trend"].includes(panel.type)) return;
  const queries = panel.queries.filter(
    ({ target, language }) =>
      target?.["hide"] !== true && target?.["format"] !== "table" && language !== "other",
  );
  const only = queries.length === 1 ? queries[0]!.promql?.root : undefined;
  // A query that can give one series only has nothing else to hit.
  const single = only !== undefined && labelsOf(only, board, context).possible?.size === 0;
  if (queries.length === 0 || single) return;
  for (const override of list(get(panel.json, "fieldConfig", "overrides")).map(object))
    if (get(override, "matcher", "id") === "byName" && get(override, "matcher", "options") === "Value")
      yield {
        at: panel.at,
        what: "The override is for `Value`. Every Prometheus series is called that until it gets its legend, so it changes all of them.",
        fix: "Use `byRegexp` with `/^Value$/`, which looks at the name as shown, or name the query: `byFrameRefID`.",
      };
});
