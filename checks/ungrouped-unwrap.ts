import { mark, perQuery } from "./model/check.ts";
import { ourLogs, type OurLog } from "./model/log-scope.ts";

/** Functions that Loki lets group by themselves; sums are the same in whatever order they are added. */
const GROUPS = /^(avg|min|max|stddev|stdvar|quantile|first|last)_over_time$/;

/** A quantile or average of a field that is computed for every single line instead of for all of them. */
export const ungroupedUnwrap = perQuery("ungrouped-unwrap", function* (query, context) {
  for (const ours of ourLogs(query, context)) {
    const { selection, around } = ours;
    if (!selection.fn || !GROUPS.test(selection.fn) || selection.by || selection.without) continue;
    if (
      !selection.stages.some(({ is }) => is === "unwrap") ||
      selection.stages.some(({ is }) => is === "keep")
    )
      continue;
    const everyField = selection.stages.some((stage) => stage.is === "parser" && stage.fields === undefined);
    const outer = around[0];
    const groups = outer !== undefined && !/^(topk|bottomk|sort|sort_desc|approx_topk)$/.test(outer.op);
    if (groups ? combines(ours, outer.op, everyField) : !everyField) continue;
    const labels = groups ? (outer.by ?? []).map(({ name }) => name).join(", ") : "route";
    yield {
      ...mark(query, { from: selection.from, to: selection.to }),
      what: groups
        ? `Without a grouping of its own ${selection.fn} works on ${everyField ? "every distinct line" : "every stream"} by itself, and ${outer.op} then ${outer.op === "sum" ? "adds those up: 230 s where 2.5 s is true" : `takes the ${outer.op} of those, which is not the ${selection.fn.replace("_over_time", "")} of all lines`}.`
        : "After a plain | json every distinct line is a series of its own, and Loki refuses more than 500 series (HTTP 400).",
      fix: `Put the grouping inside: ${selection.fn}(… | unwrap …) by (${labels}).`,
      facts: { function: selection.fn, ...(groups && { outer: outer.op }) },
    };
  }
});

/** Whether the outer aggregation of the parts is the same as the function over all lines. */
function combines({ selection }: OurLog, outer: string, everyField: boolean): boolean {
  const fn = selection.fn!.replace("_over_time", "");
  if (outer === "count" || outer === "group") return true;
  if (fn === outer && (fn === "max" || fn === "min")) return true;
  // The worst stream's quantile is a question one may ask; of single lines it is just the slowest line.
  return !everyField && (outer === "max" || outer === "min");
}
