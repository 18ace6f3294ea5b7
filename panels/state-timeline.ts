import {
  SortOrder,
  TooltipDisplayMode,
  VisibilityMode,
  VizTooltipOptionsBuilder,
} from "@grafana/grafana-foundation-sdk/common";
import type { ValueMapping } from "@grafana/grafana-foundation-sdk/dashboard";
import { PanelBuilder } from "@grafana/grafana-foundation-sdk/statetimeline";
import type { AnyQuery } from "../queries/query.ts";
import { available, refId, target, type Panel } from "./panel.ts";
import { colors, legend, redFrom, words } from "./style.ts";

/** Words for `up`-like rows: 1 up, 0 down, -1 not scraped at all. */
export const UP_DOWN = words({
  0: ["down", colors.bad],
  1: ["up", colors.good],
  [-1]: ["not scraped", colors.absent],
});

/** A row of a state timeline: a measure and the words for its values. */
export interface StateRow {
  readonly query: AnyQuery;
  readonly words: ValueMapping | readonly ValueMapping[];
}

/**
 * States over time, one row per series. A missing series is no row at all, so every measure here ends in
 * `orElse(…, -1)`; a row whose exporter is switched off in stack.yaml is left out.
 */
export const stateTimeline = (
  title: string,
  about: string,
  rows: readonly StateRow[],
  adjust: (panel: PanelBuilder) => PanelBuilder = (panel) => panel,
): Panel => ({
  title,
  size: { w: 12, h: 6 },
  build: (context) => {
    const usable = rows.filter(({ query }) => available(query, context));
    if (usable.length === 0) return undefined;
    const panel = new PanelBuilder()
      .title(title)
      .description(about)
      .unit("none")
      .noValue("no data")
      .mappings([usable[0]!.words].flat())
      .thresholds(redFrom())
      .legend(legend("none"))
      .tooltip(new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Single).sort(SortOrder.None))
      .rowHeight(0.8)
      .mergeValues(true)
      .showValue(VisibilityMode.Auto);
    usable.forEach(({ query, words: own }, index) => {
      panel.withTarget(target(query, title, "range", index, context));
      if (index > 0) panel.overrideByQuery(refId(index), [{ id: "mappings", value: [own].flat() }]);
    });
    return adjust(panel);
  },
});
