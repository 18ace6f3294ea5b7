import { DataqueryBuilder as LokiBuilder } from "@grafana/grafana-foundation-sdk/loki";
import {
  DataqueryBuilder as PrometheusBuilder,
  PromQueryFormat,
  QueryEditorMode,
} from "@grafana/grafana-foundation-sdk/prometheus";
import type { Kind, Labels, Metric } from "../contracts/metric.ts";
import { printLog, type LogPrinting } from "../queries/logql.ts";
import { print, type Printing } from "../queries/print.ts";
import { exportersOf, metricsOf, type Vector } from "../queries/promql.ts";
import type { AnyQuery, LineQuery, LogMetricQuery } from "../queries/query.ts";

/** A data source as a panel names it. */
export interface DataSourceRef {
  readonly type: "prometheus" | "loki";
  readonly uid: string;
}

/** The board a panel is built for. */
export interface Context {
  readonly printing: Printing;
  readonly logPrinting: LogPrinting;
  readonly metrics: DataSourceRef;
  readonly logs: DataSourceRef;
  /** Of the data source the boards open with, in seconds. */
  readonly scrapeInterval: number;
  /** Whether the stack runs the exporter or ships the log. */
  readonly runs: (exporter: string) => boolean;
}

/** What the SDK's panel builders have in common. */
export interface SdkPanel {
  build(): object;
}

/**
 * A panel, not yet built: a function, so that no two boards ever share one of the SDK's mutable builders.
 * `build` returns undefined where the stack has nothing it could show.
 */
export interface Panel {
  readonly title: string;
  /** What the panel's id is made of; the title where absent. Set it before you rename a panel that others link to. */
  readonly key?: string;
  /** Grid units: 24 across, one high is 30 pixels. */
  readonly size: { readonly w: number; readonly h: number };
  readonly build: (context: Context) => SdkPanel | undefined;
}

/** Whether the stack has every exporter, metric and log that a query needs. */
export function available(
  query: AnyQuery | LineQuery | LogMetricQuery<any>,
  { printing, runs }: Context,
): boolean {
  if ("lines" in query) return runs(query.lines.node.log.log);
  if ("logs" in query) return runs(query.logs.node.log.log);
  const has = (metric: Metric<Kind, Labels>) => printing.emits(metric);
  return (
    exportersOf(query.expr.node).every(({ name }) => runs(name)) && metricsOf(query.expr.node).every(has)
  );
}

/** How a query is printed on this board: without the filters that must not narrow it. */
const printingOf = ({ unfiltered = [] }: AnyQuery, { printing }: Context): Printing => ({
  ...printing,
  filters: printing.filters.filter(({ label }) => !unfiltered.includes(label)),
});

/** Whether a filter of the board reaches into the query, so that "nothing" may mean "nothing matches". */
export function isNarrowed(query: AnyQuery, context: Context): boolean {
  const printing = printingOf(query, context);
  return print(query.expr.node, printing) !== print(query.expr.node, { ...printing, filters: [] });
}

/** Ref ids A, B, C … in the order of the targets. */
export const refId = (index: number): string => String.fromCharCode("A".charCodeAt(0) + index);

/** How a target asks: a line over the range, one value now, or cells of a heatmap or table. */
export type Shape = "range" | "instant" | "heatmap" | "table";

/**
 * A Prometheus target of a query.
 *
 * @param title The panel's: what a series without labels is called, instead of its whole expression.
 * @param tail Added to the expression, for a stat: see stat.ts.
 */
export function target(
  query: AnyQuery,
  title: string,
  shape: Shape,
  index: number,
  context: Context,
  tail = "",
): PrometheusBuilder {
  const { metrics, scrapeInterval } = context;
  const builder = new PrometheusBuilder()
    .datasource(metrics)
    .editorMode(QueryEditorMode.Code)
    .expr(print(query.expr.node, printingOf(query, context)) + tail)
    .legendFormat(legendOf(query, title))
    .refId(refId(index));
  if (shape === "heatmap") builder.format(PromQueryFormat.Heatmap);
  if (shape === "table") builder.format(PromQueryFormat.Table);
  // A min step stands for the scrape interval in $__rate_interval, so it must not be shorter than that.
  if (query.minStep !== undefined && inSeconds(query.minStep) > scrapeInterval)
    builder.interval(query.minStep);
  return shape === "instant" || shape === "table" ? builder.instant() : builder.range();
}

/** A duration such as `15s` or `1m` in seconds. */
export const inSeconds = (text: string): number => Number.parseInt(text, 10) * (text.endsWith("m") ? 60 : 1);
/** Seconds as Grafana and Prometheus write them: `1m`, `75s`. */
export const asDuration = (seconds: number): `${number}${"s" | "m"}` =>
  seconds % 60 === 0 ? `${seconds / 60}m` : `${seconds}s`;

/** A Loki target that returns lines or numbers. */
export const logTarget = (
  query: LineQuery | LogMetricQuery<any>,
  queryType: "range" | "instant",
  index: number,
  { logPrinting, logs }: Context,
): LokiBuilder => {
  const builder = new LokiBuilder()
    .datasource(logs)
    .expr(printLog("lines" in query ? query.lines : query.logs, logPrinting))
    .queryType(queryType)
    .refId(refId(index));
  return "lines" in query ? builder : builder.legendFormat(query.legend ?? legendOfLabels(query.logs.by));
};

const legendOf = ({ legend, expr }: AnyQuery, title: string): string =>
  legend ?? (expr.labels.length === 0 ? title : legendOfLabels((expr as Vector<string>).labels));
const legendOfLabels = (labels: readonly string[]): string => labels.map((label) => `{{${label}}}`).join(" ");
