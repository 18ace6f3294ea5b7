/** The whole chain on one screen: what users get, and how long each stage takes. */
import * as units from "@grafana/grafana-foundation-sdk/units";
import { DCGM_FI_DEV_GPU_UTIL } from "../contracts/dcgm/metrics.gen.ts";
import {
  promtail_custom_nginx_request_duration_seconds,
  promtail_custom_nginx_ttfb_seconds,
} from "../contracts/log_pipeline/metrics.gen.ts";
import { litellm_request_total_latency_metric } from "../contracts/litellm/metrics.gen.ts";
import { ollama_queue_wait_seconds } from "../contracts/ollama_queue/metrics.gen.ts";
import { ALERTS } from "../contracts/prometheus/metrics.gen.ts";
import { count, divide, max, orIdle, orZero, quantile } from "./promql.ts";
import { query } from "./query.ts";
import { levels, type LevelName } from "./slo.ts";

/** Share of bad events now, as the objective of that name counts them. */
const badNow = (name: Extract<LevelName, `${string}_succeeds`>) =>
  orIdle(divide(orZero(levels[name].bad("rate")), levels[name].events("rate")));

export const requestDuration = query({
  about:
    "95 % of requests at the front door were answered in full within this time. A streamed answer lasts as long as the model writes. Idle: no request ended. The longest bucket ends at 30 s, so exactly 30 s means 30 s or more. Counted from nginx's access log.",
  unit: units.Seconds,
  expr: orIdle(quantile(0.95, promtail_custom_nginx_request_duration_seconds)),
  minStep: "1m",
});

export const serverErrors = query({
  about:
    "Requests at the front door answered with 5xx, as a share of all: what failed on this side, not in the client. Idle: no request ended. Red from 5 %: Errors by URI on the nginx board shows what fails. Counted from nginx's access log.",
  unit: units.PercentUnit,
  expr: badNow("front_door_succeeds"),
  minStep: "1m",
});

export const proxyErrors = query({
  about:
    "Requests to LiteLLM that named a model and ended with 5xx or a timeout (408), as a share of all that named one: wrong keys and malformed requests are the client's. Idle: no request ended. The first request of each key and user, and from LiteLLM 1.82.6 of each client address and user agent, is not counted, unless LiteLLM's include_labels leave those out. Red from 5 %: Failures by exception class on LiteLLM's board shows what fails.",
  unit: units.PercentUnit,
  expr: badNow("litellm_succeeds"),
  minStep: "1m",
});

export const queueWait = query({
  about:
    "Stage 1, the queue: 95 % of jobs were taken by a worker within this time. Rises first when there are more jobs than workers take. Nothing is drawn while no job is taken.",
  unit: units.Seconds,
  expr: quantile(0.95, ollama_queue_wait_seconds),
  legend: "p95",
  minStep: "1m",
});

export const proxyLatency = query({
  about:
    "Stage 2, the proxy: 95 % of requests to LiteLLM were answered in full within this time. Rising with the front door and the GPU: what stands behind it. Rising alone: LiteLLM itself, see its overhead on its own board. Failed requests are not in it. Nothing is drawn while no request ends.",
  unit: units.Seconds,
  expr: quantile(0.95, litellm_request_total_latency_metric),
  legend: "p95",
  minStep: "1m",
});

export const timeToFirstByte = query({
  about:
    "Stage 3, the front door: from asking what stands behind nginx until its answer begins, for 95 % of requests. The longest bucket ends at 30 s. Nothing is drawn while no request ends.",
  unit: units.Seconds,
  expr: quantile(0.95, promtail_custom_nginx_ttfb_seconds),
  legend: "p95",
  minStep: "1m",
});

export const gpuLoad = query({
  about:
    "Stage 4, the hardware: the busiest card. At 100 % while the stages above rise, the hardware is the limit; low while they rise, it is not, and the wait is elsewhere: a model is being loaded, or runs on the CPU. Cards cut into MIG slices do not report it, or only 0.",
  unit: units.Percent,
  expr: max(DCGM_FI_DEV_GPU_UTIL),
  legend: "busiest card",
});

export const firing = query({
  about:
    "Alerts that fire now, as Prometheus evaluates them: how many of each, critical ones first. Empty also where Prometheus has loaded no rules; its page /rules lists them.",
  unit: units.Short,
  expr: count(ALERTS({ alertstate: "firing" })).by("severity", "alertname"),
});

/** Descriptions of the two panels about objectives; each of their numbers is one of queries/slo.ts. */
export const KEPT =
  "The objectives of stack.yaml over the last 30 days, as far back as Prometheus has samples and whatever the time range: the share that was as promised. No events: there was nothing to judge.";
export const LEFT =
  "What is left of what each objective of stack.yaml lets go wrong in 30 days: 100 % is untouched, 0 % used up. Red below 0: the promise is broken; the alerts on how fast a budget burns come long before. No events: there was nothing to judge.";
