/** Alloy's configuration, in Alloy's language. */
import type { Stack } from "../../stack.ts";
import {
  EXTRACTED,
  LABELS,
  LOG_METRICS,
  MAX_BACKOFF,
  MAX_IDLE,
  pipelineOf,
  TIME,
  type LogMetric,
} from "./pipeline.ts";
import type { Places } from "./places.ts";
import { routeTemplate } from "./routes.ts";

/**
 * Reads the access log, gives Loki each line with its labels and counts it. Component names are part of the metrics'
 * labels (`component_id="loki.process.nginx"`).
 */
export function alloy(stack: Stack, { accessLog }: Places): string {
  const { job, push, prefix } = pipelineOf(stack, "alloy");
  return formatted(`logging {
  level = "warn"
}

// Looks again every few seconds: nginx makes the file with its first start, which may be later.
local.file_match "nginx" {
  path_targets = [{__path__ = ${text(accessLog)}, job = ${text(job)}}]
  sync_period  = "5s"
}

loki.source.file "nginx" {
  targets    = local.file_match.nginx.targets
  forward_to = [loki.process.nginx.receiver]
}

loki.process "nginx" {
  forward_to = [loki.write.loki.receiver]

  stage.json {
    expressions = {${EXTRACTED.map((field) => `${field} = ""`).join(", ")}}
  }

  // The time of the request, not of reading it.
  stage.timestamp {
    source = ${text(TIME)}
    format = "RFC3339"
  }

  stage.template {
    source   = "route"
    template = \`${routeTemplate()}\`
  }

  stage.labels {
    values = {${LABELS.map((label) => `${label} = ""`).join(", ")}}
  }

  stage.metrics {
${LOG_METRICS.map((metric) => metricBlock(metric, prefix)).join("\n\n")}
  }
}

// For ever: after ten tries, some eight minutes, lines would be dropped. What is not sent yet is still in the file.
loki.write "loki" {
  endpoint {
    url                 = ${text(push)}
    max_backoff_retries = 0
    max_backoff_period  = "${MAX_BACKOFF}"
  }
}
`);
}

/** As `alloy fmt` has it: tabs. The template's lines begin without spaces, so they stay. */
const formatted = (source: string): string =>
  source.replace(/^(?: {2})+/gm, (spaces) => "\t".repeat(spaces.length / 2));

function metricBlock({ name, source, about, buckets }: LogMetric, prefix: string): string {
  const kind = buckets === undefined ? "counter" : "histogram";
  const how =
    buckets === undefined ? `action            = "add"` : `buckets           = [${buckets.join(", ")}]`;
  return `    metric.${kind} {
      name              = ${text(name)}
      prefix            = ${text(prefix)}
      description       = ${text(about)}
      source            = ${text(source)}
      max_idle_duration = ${text(MAX_IDLE)}
      ${how}
    }`;
}

/** Alloy's strings escape as JSON's do. */
const text = (value: string): string => JSON.stringify(value);
