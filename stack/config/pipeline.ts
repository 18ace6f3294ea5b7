/** What Alloy and Promtail do alike with a line of the access log. */
import { exporters, logs } from "../../contracts/exporters.gen.ts";
import { inputError } from "../../contracts/input-error.ts";
import type { Stack } from "../../stack.ts";

/** A metric made of one field of the line. Seconds and bytes; the name without its prefix. */
export interface LogMetric {
  readonly name: string;
  readonly source: string;
  readonly about: string;
  /** Absent: a counter that adds the field's value. */
  readonly buckets?: readonly number[];
}

const SECONDS = [0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 30];

export const LOG_METRICS: readonly LogMetric[] = [
  {
    name: "nginx_request_duration_seconds",
    source: "request_time",
    about: "From the first byte of the request to the last of the answer",
    buckets: SECONDS,
  },
  {
    name: "nginx_ttfb_seconds",
    source: "upstream_header_time",
    about: "Until the upstream's response header was there",
    buckets: SECONDS,
  },
  {
    name: "nginx_upstream_response_seconds",
    source: "upstream_response_time",
    about: "Until the upstream had sent everything",
    buckets: SECONDS,
  },
  {
    name: "nginx_upstream_connect_seconds",
    source: "upstream_connect_time",
    about: "Until a connection to the upstream was there",
    buckets: [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1],
  },
  { name: "nginx_bytes_sent_total", source: "bytes_sent", about: "Bytes sent to clients" },
];

/** Without it each series would vanish five minutes after its last request, and a rare error with it. */
export const MAX_IDLE = "24h";

/** The longest pause between two tries to reach Loki. */
export const MAX_BACKOFF = "30s";

/** The field with the time at which the request was done, RFC 3339 with milliseconds. */
export const TIME = "time_iso8601";

/** Labels of the stream, beside `job` and `filename`; `route` is made by the template, the others are fields. */
export const LABELS = ["status", "method", "route"] as const;

/** Fields that are taken out of the line. */
export const EXTRACTED: readonly string[] = [
  "status",
  "method",
  "uri",
  TIME,
  ...LOG_METRICS.map(({ source }) => source),
];

/** What one of the two programs needs to know of a stack. */
export interface Pipeline {
  /** Stream label `job`. */
  readonly job: string;
  /** Where lines are pushed to. */
  readonly push: string;
  /** What the names of the metrics start with. */
  readonly prefix: string;
}

/**
 * Only the program that stack.yaml chose writes the log's own `job`; the other one's lines stay apart, so that running
 * both, on purpose or by mistake, counts no request twice.
 *
 * @throws InputError where no data source is a Loki.
 */
export function pipelineOf(stack: Stack, program: "alloy" | "promtail"): Pipeline {
  const loki = stack.dataSources.find(({ type }) => type === "loki");
  if (loki === undefined)
    throw inputError(
      "stack.yaml",
      "`dataSources` has no source of type loki, but the access log has to go somewhere; add one.",
    );
  const variant: (typeof exporters)["log_pipeline"]["variants"][number] | string =
    stack.exporters.log_pipeline?.variant ?? "alloy";
  const chosen = variant === "promtail" ? "promtail" : "alloy";
  const job = stack.logs["nginx_access_log"] ?? logs.nginx_access_log.job;
  return {
    job: program === chosen ? job : `${job}-${program}`,
    push: `${loki.url.replace(/\/+$/, "")}/loki/api/v1/push`,
    prefix: variant === "alloy-default-prefix" ? "loki_process_custom_" : "promtail_custom_",
  };
}
