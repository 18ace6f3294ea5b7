/** `inference-dashboards/panels`: one function per kind of panel, and what they may look like. */
export { sized } from "../panels/grid.ts";
export { heatmap } from "../panels/heatmap.ts";
export { logs } from "../panels/logs.ts";
export type { Context, Panel } from "../panels/panel.ts";
export { stat, state, statNow } from "../panels/stat.ts";
export { stateTimeline, UP_DOWN, type StateRow } from "../panels/state-timeline.ts";
export { colorOf, colors, gone, legend, redFrom, words } from "../panels/style.ts";
export { bar, lineTable, logTable, redCell, table, type Column } from "../panels/table.ts";
export { text } from "../panels/text.ts";
export {
  all,
  colored,
  legendRight,
  logTimeseries,
  p50p95,
  stacked,
  timeseries,
} from "../panels/timeseries.ts";
