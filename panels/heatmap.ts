import {
  HeatmapColorMode,
  HeatmapColorOptionsBuilder,
  HeatmapColorScale,
  HeatmapTooltipBuilder,
  PanelBuilder,
  RowsHeatmapOptionsBuilder,
  CellValuesBuilder,
  FilterValueRangeBuilder,
  YAxisConfigBuilder,
} from "@grafana/grafana-foundation-sdk/heatmap";
import {
  AxisPlacement,
  HeatmapCellLayout,
  TooltipDisplayMode,
  VisibilityMode,
} from "@grafana/grafana-foundation-sdk/common";
import type { Query } from "../queries/query.ts";
import { asDuration, available, target, type Panel } from "./panel.ts";
import { redFrom } from "./style.ts";

/**
 * How many observations fell into each bucket, over time. Give it `bucketCounts(histogram)`: each is counted once,
 * because one step is one window. Nothing observed is an empty field; no exporter is Grafana's "No data".
 *
 * @param counted What the cells count, for the tooltip: `jobs`.
 */
export const heatmap = (title: string, query: Query<"le">, counted: string): Panel => ({
  title,
  size: { w: 12, h: 8 },
  build: (context) =>
    available(query, context)
      ? new PanelBuilder()
          .title(title)
          .description(query.about)
          .noValue("no data")
          .thresholds(redFrom())
          // A step in which an increase can be seen, and as many cells as can be told apart.
          .interval(asDuration(Math.max(60, 4 * context.scrapeInterval)))
          .maxDataPoints(60)
          .calculate(false)
          // The unit of the buckets belongs to the axis; the default unit of the field is ignored here.
          .yAxis(new YAxisConfigBuilder().unit(query.unit).axisPlacement(AxisPlacement.Left))
          .rowsFrame(new RowsHeatmapOptionsBuilder().layout(HeatmapCellLayout.Auto).value(counted))
          .color(
            new HeatmapColorOptionsBuilder()
              .mode(HeatmapColorMode.Scheme)
              .scheme("Oranges")
              .scale(HeatmapColorScale.Exponential)
              .exponent(0.5)
              .steps(64)
              .reverse(false)
              .fill("dark-orange"),
          )
          .cellGap(1)
          .cellValues(new CellValuesBuilder().unit(`suffix: ${counted}`).decimals(0))
          // Cells of zero stay empty.
          .filterValues(new FilterValueRangeBuilder().le(1e-9))
          .showValue(VisibilityMode.Never)
          .tooltip(
            new HeatmapTooltipBuilder()
              .mode(TooltipDisplayMode.Single)
              .yHistogram(true)
              .showColorScale(false),
          )
          .hideLegend()
          .withTarget(target(query, title, "heatmap", 0, context))
      : undefined,
});
