import { PanelBuilder, TextMode } from "@grafana/grafana-foundation-sdk/text";
import type { Panel } from "./panel.ts";

/** A few words of Markdown, for what no query can show. */
export const text = (title: string, markdown: string, exporter: string): Panel => ({
  title,
  size: { w: 4, h: 4 },
  build: ({ runs }) =>
    runs(exporter)
      ? new PanelBuilder().title(title).description(markdown).mode(TextMode.Markdown).content(markdown)
      : undefined,
});
