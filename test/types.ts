/**
 * What must not compile. Read by `tsc` only: each line under `@ts-expect-error` is a mistake somebody makes, and the
 * type check fails when one of them is accepted.
 */
// @ts-expect-error a metric nobody emits; "Did you mean 'ollama_jobs_total'?"
import { ollama_job_total } from "../contracts/ollama_queue/metrics.gen.ts";
import { bullmq_job_count, bullmq_job_failed_total } from "../contracts/bullmq/metrics.gen.ts";
import { DCGM_FI_DEV_GPU_UTIL, DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION } from "../contracts/dcgm/metrics.gen.ts";
import {
  litellm_llm_api_time_to_first_token_metric,
  litellm_proxy_total_requests_metric_total,
} from "../contracts/litellm/metrics.gen.ts";
import { nginx_connections_accepted } from "../contracts/nginx/metrics.gen.ts";
import { nginx_access_log } from "../contracts/nginx_access_log/log.gen.ts";
import {
  ollama_errors_total,
  ollama_generation_duration_ms,
  ollama_jobs_total,
  ollama_queue_waiting,
  ollama_tokens_total,
} from "../contracts/ollama_queue/metrics.gen.ts";
import { filter } from "../dashboards/build/variables.ts";
import { logs } from "../panels/logs.ts";
import { stat } from "../panels/stat.ts";
import { timeseries } from "../panels/timeseries.ts";
import { countOverTime, lines, quantileOverTime } from "../queries/logql.ts";
import * as nginx from "../queries/nginx.ts";
import {
  bucketCounts,
  divide,
  increase,
  join,
  max,
  orIdle,
  plus,
  quantile,
  rate,
  statusClass,
  sum,
} from "../queries/promql.ts";
import { query } from "../queries/query.ts";
import * as queue from "../queries/queue.ts";

// A selector.
// @ts-expect-error a label the metric does not carry
ollama_jobs_total({ modell: "gemma3:27b" });
// @ts-expect-error a value outside the closed set
bullmq_job_count({ state: "wating" });
// @ts-expect-error a label that is missing in some recordings: releases write Hostname, the main branch hostname
DCGM_FI_DEV_GPU_UTIL({ Hostname: "gpu-1" });
// @ts-expect-error personal data
litellm_proxy_total_requests_metric_total({ client_ip: "203.0.113.2" });
bullmq_job_count({ state: "waiting", queue: "inference" });

// A function.
// @ts-expect-error the rate of a gauge
rate(ollama_queue_waiting);
// @ts-expect-error a counter without rate
sum(ollama_jobs_total);
// @ts-expect-error a counter although its name has no _total
max(nginx_connections_accepted);
// @ts-expect-error a quantile of a counter
quantile(0.95, ollama_jobs_total);
// @ts-expect-error a heatmap of a gauge
bucketCounts(ollama_queue_waiting);
// @ts-expect-error a histogram has no rate of its own; its count and sum have
rate(ollama_generation_duration_ms);
rate(ollama_generation_duration_ms.count);
increase(DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION, "24h");

// A grouping.
// @ts-expect-error a label it does not carry
sum(rate(ollama_errors_total)).by("model");
// @ts-expect-error not in LiteLLM before 1.82
quantile(0.95, litellm_llm_api_time_to_first_token_metric).by("requested_model");
sum(rate(ollama_jobs_total)).by("model", "instance");

// Arithmetic.
const errors = sum(rate(ollama_errors_total));
const jobs = sum(rate(ollama_jobs_total));
// @ts-expect-error different labels left and right match no series
divide(errors, jobs.by("model"));
// @ts-expect-error and the other way round
divide(jobs.by("model"), errors);
// @ts-expect-error an idle word has room for one number only
orIdle(jobs.by("model"));
// @ts-expect-error the one side must have all labels to join on
join(jobs, "*", sum(rate(ollama_tokens_total)).by("model"));
join(jobs.by("model"), "/", jobs);
divide(errors, plus(errors, jobs));
divide(jobs.by("model", "instance"), sum(rate(ollama_tokens_total)).by("instance", "model"));

// Log lines.
const accessLog = lines(nginx_access_log);
// @ts-expect-error a field the log format does not have
accessLog.json({ rt: "request_tim" });
// @ts-expect-error named like a stream label, so Loki would rename it to status_extracted
accessLog.json({ status: "status" });
// @ts-expect-error a stream label the pipeline does not set
lines(nginx_access_log, { host: "inference.example" });
// @ts-expect-error a route the pipeline does not write
lines(nginx_access_log, { route: "queu" });
// @ts-expect-error not extracted
accessLog.json({ rt: "request_time" }).number("request_time", ">", 1);
// @ts-expect-error grouped by something that is neither extracted nor a stream label
countOverTime(accessLog).by("uri");
// @ts-expect-error unwrapped without being extracted
quantileOverTime(0.95, accessLog, "rt").by("route");
countOverTime(accessLog.json({ uri: "uri" })).by("uri", "status");

// Panels and boards.
// @ts-expect-error a Loki query in a Prometheus panel
timeseries("Access log", nginx.accessLog);
// @ts-expect-error a Prometheus query in a logs panel
logs("Waiting", queue.waiting);
// @ts-expect-error several series in a stat of one number
stat("Jobs", queue.completed);
// @ts-expect-error a dropdown of a label the metric does not carry
filter(ollama_jobs_total, "queue", "Queue");
// @ts-expect-error a measure without a unit
query({ about: "Failed jobs.", expr: max(rate(bullmq_job_failed_total)) });
// @ts-expect-error a class that is none
statusClass("6xx");

export { ollama_job_total };
