import { get, list, object, string } from "./model/shape.ts";
import { perPanel } from "./model/check.ts";

/** Timelines write the names at the left edge, so a hidden legend hides them only here. */
const TYPES = new Set(["timeseries", "barchart", "histogram", "trend"]);

/** A panel of several series whose legend is switched off. */
export const missingLegend = perPanel("missing-legend", function* ({ type, json, at }) {
  const legend = object(get(json, "options", "legend"));
  const hidden = legend["showLegend"] === false || legend["displayMode"] === "hidden";
  if (!TYPES.has(type) || !hidden) return;
  const shown = list(json["targets"])
    .map(object)
    .filter(({ hide }) => hide !== true);
  const templated = shown.find((target) => /\{\{.*?\}\}/.test(string(target["legendFormat"]) ?? ""));
  if (shown.length < 2 && !templated) return;
  yield {
    at,
    what: `The legend is switched off, but the panel draws ${shown.length > 1 ? `${shown.length} queries` : `one line per \`${string(templated!["legendFormat"])}\``}: nobody can tell which line is which.`,
    fix: "Set `legend.showLegend: true`. The SDK writes false unless it is told otherwise, and Grafana cannot know that nobody meant it.",
    facts: { queries: String(shown.length) },
  };
});
