/** Promtail's configuration, for those who still run it. */
import type { Stack } from "../../stack.ts";
import { EXTRACTED, LABELS, LOG_METRICS, MAX_BACKOFF, MAX_IDLE, pipelineOf, TIME } from "./pipeline.ts";
import type { Places } from "./places.ts";
import { listen } from "./places.ts";
import { routeTemplate } from "./routes.ts";

/** The same as Alloy's: one line, the same labels, the same metrics. */
export function promtail(stack: Stack, { promtail: { listen: at, positions }, accessLog }: Places): object {
  const { job, push, prefix } = pipelineOf(stack, "promtail");
  return {
    server: {
      ...listen("http", at),
      // Port 0 is not "off" but a random one, and that on all interfaces unless told otherwise.
      ...listen("grpc", "127.0.0.1:0"),
      log_level: "warn",
    },
    positions: { filename: positions },
    // For ever: after ten tries, some eight minutes, lines would be dropped. What is not sent yet is still in the file.
    clients: [{ url: push, backoff_config: { max_retries: 0, max_period: MAX_BACKOFF } }],
    scrape_configs: [
      {
        job_name: "nginx",
        static_configs: [{ targets: ["localhost"], labels: { job, __path__: accessLog } }],
        pipeline_stages: [
          { json: { expressions: Object.fromEntries(EXTRACTED.map((field) => [field, field])) } },
          { timestamp: { source: TIME, format: "RFC3339" } },
          { template: { source: "route", template: routeTemplate() } },
          { labels: Object.fromEntries(LABELS.map((label) => [label, label])) },
          {
            metrics: Object.fromEntries(
              LOG_METRICS.map(({ name, source, about, buckets }) => [
                name,
                {
                  type: buckets === undefined ? "Counter" : "Histogram",
                  description: about,
                  prefix,
                  source,
                  max_idle_duration: MAX_IDLE,
                  config: buckets === undefined ? { action: "add" } : { buckets },
                },
              ]),
            ),
          },
        ],
      },
    ],
  };
}
