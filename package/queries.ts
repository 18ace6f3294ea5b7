/** `inference-dashboards/queries`: PromQL and LogQL as typed functions. Measures: `inference-dashboards/queries/<subject>`. */
export * from "../queries/logql.ts";
export { PANEL_WINDOWS, print, type Filter, type Printing } from "../queries/print.ts";
export * from "../queries/promql.ts";
export * from "../queries/query.ts";
