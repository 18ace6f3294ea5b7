/** The log pipeline: a number made of the log that stands still must not be taken for a lack of traffic. */
import {
  loki_source_file_read_lines_total,
  loki_write_sent_entries_total,
  promtail_custom_nginx_request_duration_seconds,
  promtail_read_lines_total,
  promtail_sent_entries_total,
} from "../contracts/log_pipeline/metrics.gen.ts";
import { nginx_http_requests_total } from "../contracts/nginx/metrics.gen.ts";
import { and, orZero, rate, sum, where } from "../queries/promql.ts";
import type { Stack } from "../stack.ts";
import { scrapeSeconds } from "./print.ts";
import { alert, type Group } from "./rule.ts";

const board = "nginx-open-webui";
const panel = { board, panel: "Does the log pipeline keep up?" };
const pipeline = promtail_read_lines_total.exporter;
const counted = orZero(sum(rate(promtail_custom_nginx_request_duration_seconds.count)));
/** Five lines in the 15 minutes of these rules. */
const SOME = 0.0056;
const common = { window: "15m", for: "10m", severity: "warning", panel, runbook: "log-pipeline" } as const;

/** For a stack, because each scrape of nginx's exporter is a request to nginx that is in no log. */
export function logPipelineRules(stack: Stack): Group {
  const scrapes = (stack.exporters.nginx?.addresses.length ?? 0) / scrapeSeconds(stack);
  const promtail = stack.exporters.log_pipeline?.variant === "promtail";
  const read = sum(rate(promtail ? promtail_read_lines_total : loki_source_file_read_lines_total));
  const sent = sum(rate(promtail ? promtail_sent_entries_total : loki_write_sent_entries_total));
  // Twice, so that a second Prometheus is not taken for users.
  const idle = Number((2 * scrapes + SOME).toFixed(4));
  return {
    name: "log-pipeline",
    rules: [
      alert("AccessLogNotRead", {
        ...common,
        expr: and(
          where(sum(rate(nginx_http_requests_total)), ">", idle),
          where(orZero(read, undefined, pipeline), "==", 0),
        ),
        why: `${idle} requests per second are more than the scrapes of nginx's exporter alone. 25 minutes in all: the pipeline waits up to 30 s between two tries to reach Loki, and Promtail stops reading minutes after Loki went.`,
        summary: "nginx serves {{ $value | humanize }} requests/s and no line of its log is read",
        description:
          "Everything the boards count from the access log stands still, and so do the alerts made of it. Promtail stops reading while Loki is down; else the log is not where the pipeline looks for it.",
      }),
      alert("LogLinesNotCounted", {
        ...common,
        expr: and(where(read, ">", SOME), where(counted, "==", 0)),
        why: "Five lines in 15 minutes, and for ten more: the first request of a series is invisible to a rate, the second is not.",
        summary: "{{ $value | humanize }} log lines/s are read and none becomes a request",
        description:
          "The lines are read but not understood: another log format, a broken stage, or another prefix of the metrics than the variant in stack.yaml says.",
      }),
      alert("LogLinesNotSent", {
        ...common,
        expr: and(where(read, ">", SOME), where(orZero(sent, undefined, pipeline), "==", 0)),
        why: "Longer than the pause between two tries (30 s at most) and a restart of Loki.",
        summary: "{{ $value | humanize }} log lines/s are read and none reaches Loki",
        description:
          "Loki is down, full, or refuses them. The lines stay in the file and are sent later; until then the log panels end where Loki did.",
      }),
    ],
  };
}
