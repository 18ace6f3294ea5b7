import { LogsDedupStrategy, LogsSortOrder } from "@grafana/grafana-foundation-sdk/common";
import { PanelBuilder } from "@grafana/grafana-foundation-sdk/logs";
import type { LineQuery } from "../queries/query.ts";
import { available, logTarget, type Panel } from "./panel.ts";
import { redFrom } from "./style.ts";

/** Log lines, newest first; a click opens every field of a line. */
export const logs = (title: string, query: LineQuery): Panel => ({
  title,
  size: { w: 24, h: 9 },
  build: (context) =>
    available(query, context)
      ? new PanelBuilder()
          .title(title)
          .description(query.about)
          .noValue("no line matches")
          .thresholds(redFrom())
          .showTime(true)
          .enableLogDetails(true)
          .wrapLogMessage(true)
          .sortOrder(LogsSortOrder.Descending)
          .dedupStrategy(LogsDedupStrategy.None)
          .withTarget(logTarget(query, "range", 0, context).maxLines(200))
      : undefined,
});
