/** How often a query's metrics are sampled, and how short its ranges can get. */
import { type Query } from "./board.ts";
import { get, string } from "./shape.ts";
import type { Context } from "./context.ts";
import { seconds, type Window } from "./promql.ts";
import { sourceRef, sourceVariable, variableName } from "./sources.ts";

/** What Grafana assumes where the data source does not say. */
const DEFAULT = 15;

/** The scrape interval of a query's data source in seconds, as its provisioning says it. */
export function scrapeSeconds(query: Query, context: Context): number {
  const ref = sourceRef(query.source);
  const current = ref && get(sourceVariable(query.board, ref)?.json, "current", "value");
  const wanted =
    ref && variableName(ref.uid) !== undefined
      ? string(Array.isArray(current) ? current[0] : current)
      : ref?.uid;
  const found = context.dataSources?.find((each) => each.uid === wanted || each.name === wanted);
  return seconds(found?.timeInterval ?? "") ?? DEFAULT;
}

/** The shortest a range can be on any screen and time span, in seconds; undefined where a variable decides it. */
export function windowSeconds(window: Window, query: Query, context: Context): number | undefined {
  const scrape = scrapeSeconds(query, context);
  const step = seconds(query.interval?.replace(/^>/, "") ?? "") ?? scrape;
  const panel = seconds(string(query.panel?.json["interval"])?.replace(/^>/, "") ?? "") ?? 0;
  const interval = Math.max(step, panel);
  switch (window.text.replace(/^\$\{(\w+)\}$/, "$$$1")) {
    case "$__interval":
      return interval;
    case "$__rate_interval":
      return Math.max(interval + step, 4 * step);
    default:
      return seconds(window.text);
  }
}
