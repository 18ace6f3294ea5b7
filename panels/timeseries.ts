import {
  SortOrder,
  StackingConfigBuilder,
  StackingMode,
  TooltipDisplayMode,
  VisibilityMode,
  VizTooltipOptionsBuilder,
} from "@grafana/grafana-foundation-sdk/common";
import { PanelBuilder } from "@grafana/grafana-foundation-sdk/timeseries";
import { exportersOf } from "../queries/promql.ts";
import type { LogMetricQuery, AnyQuery } from "../queries/query.ts";
import { available, isNarrowed, logTarget, refId, target, type Panel } from "./panel.ts";
import { colors, legend, redFrom } from "./style.ts";

type Adjust = (panel: PanelBuilder) => PanelBuilder;
const asIs: Adjust = (panel) => panel;

/** "no series: queue exporter down", and where a filter reaches in: "…, or nothing matches the filter". */
const emptyText = (exporters: readonly string[], narrowed: boolean): string =>
  `no series: ${exporters.join(" or ")} down${narrowed ? ", or nothing matches the filter" : ""}`;

/**
 * Lines over time. Measures of one unit that belong together share a panel; one whose exporter is switched off in
 * stack.yaml is left out, and the panel with the last of them.
 *
 * @param adjust Reaches the SDK's own builder for everything this does not name: `(panel) => panel.max(1)`.
 */
export function timeseries(
  title: string,
  queries: AnyQuery | readonly [AnyQuery, ...AnyQuery[]],
  adjust: Adjust = asIs,
): Panel {
  const all = [queries].flat() as AnyQuery[];
  return {
    title,
    size: { w: 12, h: 8 },
    build: (context) => {
      const usable = all.filter((query) => available(query, context));
      if (usable.length === 0) return undefined;
      const exporters = [
        ...new Set(usable.flatMap(({ expr }) => exportersOf(expr.node).map((exporter) => exporter.title))),
      ];
      const panel = base(
        title,
        all[0]!.about,
        all[0]!.unit,
        emptyText(
          exporters,
          usable.some((query) => isNarrowed(query, context)),
        ),
        usable.length > 1 || usable[0]!.expr.labels.length > 0,
      );
      usable.forEach((query, index) => panel.withTarget(target(query, title, "range", index, context)));
      return adjust(panel);
    },
  };
}

/** Lines over time from log lines. */
export const logTimeseries = (title: string, query: LogMetricQuery<any>, adjust: Adjust = asIs): Panel => ({
  title,
  size: { w: 12, h: 8 },
  build: (context) =>
    available(query, context)
      ? adjust(
          base(
            title,
            query.about,
            query.unit,
            "no such line in the log",
            query.logs.by.length > 0,
          ).withTarget(logTarget(query, "range", 0, context)),
        )
      : undefined,
});

const base = (
  title: string,
  about: string,
  unit: string,
  noValue: string,
  hasLegend: boolean,
): PanelBuilder =>
  new PanelBuilder()
    .title(title)
    .description(about)
    .unit(unit)
    .min(0)
    // Without it an axis of zeros runs to 100.
    .axisSoftMax(1)
    .noValue(noValue)
    .thresholds(redFrom(undefined, colors.good))
    .legend(legend(hasLegend ? "table" : "none"))
    .tooltip(new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Multi).sort(SortOrder.Descending))
    .lineWidth(1)
    .fillOpacity(10)
    .showPoints(VisibilityMode.Never);

/** p50 and p95 of one thing: the first target thin and blue, the second thick and orange, whatever the models are called. */
export const p50p95 = (panel: PanelBuilder): PanelBuilder =>
  panel
    .fillOpacity(0)
    .overrideByQuery(refId(0), [
      { id: "custom.lineWidth", value: 1 },
      { id: "color", value: { mode: "shades", fixedColor: colors.p50 } },
    ])
    .overrideByQuery(refId(1), [
      { id: "custom.lineWidth", value: 3 },
      { id: "color", value: { mode: "shades", fixedColor: colors.p95 } },
    ]);

/** Areas on top of each other; for parts of a whole. */
export const stacked = (panel: PanelBuilder): PanelBuilder =>
  panel
    .fillOpacity(60)
    .lineWidth(0)
    .stacking(new StackingConfigBuilder().mode(StackingMode.Normal).group("A"));

/** A fixed colour for the target at `index`. */
export const colored =
  (index: number, color: string) =>
  (panel: PanelBuilder): PanelBuilder =>
    panel.overrideByQuery(refId(index), [{ id: "color", value: { mode: "fixed", fixedColor: color } }]);

/**
 * The colour of its class for every series whose name ends in a status code (`gemma3 200`), in shades where several
 * have one class.
 */
export const byStatusClass = (panel: PanelBuilder): PanelBuilder =>
  (["2xx", "3xx", "4xx", "5xx"] as const).reduce(
    (built, name) =>
      built.overrideByRegexp(`/(^| )${name[0]}\\d\\d$/`, [
        { id: "color", value: { mode: "shades", fixedColor: colors[name] } },
      ]),
    panel,
  );

/** Applies several adjustments in order. */
export const all =
  (...adjustments: readonly Adjust[]): Adjust =>
  (panel) =>
    adjustments.reduce((built, adjust) => adjust(built), panel);

/** The legend as a table beside the plot: for three and more series. */
export const legendRight = (panel: PanelBuilder): PanelBuilder => panel.legend(legend("right"));
