import { list, object, string } from "./model/shape.ts";
import { perPanel } from "./model/check.ts";
import { isBuiltInSource, sourceRef } from "./model/sources.ts";

/** A query whose data source is not that of its panel. */
export const mixedDataSources = perPanel("mixed-data-sources", function* (panel) {
  const own = sourceRef(panel.json["datasource"]);
  if (!own || own.uid === "-- Mixed --" || own.uid === "-- Dashboard --") return;
  for (const target of list(panel.json["targets"]).map(object)) {
    const other = sourceRef(target["datasource"]);
    if (!other || other.uid === own.uid || isBuiltInSource(other.uid)) continue;
    // A name and a uid may mean the same source.
    if (own.byName !== other.byName) continue;
    const refId = string(target["refId"]);
    yield {
      at: { ...panel.at, ...(refId !== undefined && { refId }) },
      what: `The query is for \`${other.uid}\`, but its panel's data source is \`${own.uid}\`, and the panel's wins: the query is sent there, and where the language differs it says "No data" without an error.`,
      fix: "Give the panel its queries' data source, or `-- Mixed --` where they differ on purpose.",
      facts: { panel: own.uid, query: other.uid },
    };
  }
});
