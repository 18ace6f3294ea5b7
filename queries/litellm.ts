/**
 * The LiteLLM proxy: who waits for which model, and is it the proxy or the backend? Only labels that every recorded
 * version has, and that stay when personal labels are dropped.
 */
import * as units from "@grafana/grafana-foundation-sdk/units";
import {
  litellm_deployment_failure_responses_total,
  litellm_deployment_latency_per_output_token,
  litellm_deployment_state,
  litellm_deployment_success_responses_total,
  litellm_in_flight_requests,
  litellm_input_tokens_metric_total,
  litellm_llm_api_latency_metric,
  litellm_llm_api_time_to_first_token_metric,
  litellm_output_tokens_metric_total,
  litellm_overhead_latency_metric,
  litellm_proxy_failed_requests_metric_total,
  litellm_proxy_total_requests_metric_total,
  litellm_remaining_api_key_budget_metric,
  litellm_remaining_api_key_requests_for_model,
  litellm_remaining_api_key_tokens_for_model,
  litellm_remaining_user_budget_metric,
  litellm_request_queue_time_seconds,
  litellm_request_total_latency_metric,
  litellm_spend_metric_total,
  process_start_time_seconds,
} from "../contracts/litellm/metrics.gen.ts";
import {
  and,
  atLeast,
  atMost,
  changes,
  count,
  divide,
  IDLE,
  matching,
  max,
  min,
  minus,
  not,
  or,
  orElse,
  orIdle,
  orZero,
  quantile,
  rate,
  sum,
  times,
  where,
  zeroOf,
  type Vector,
  type Window,
} from "./promql.ts";
import { query } from "./query.ts";

const litellm = litellm_proxy_total_requests_metric_total.exporter;
const requested = rate(litellm_proxy_total_requests_metric_total);
const failed = rate(litellm_proxy_failed_requests_metric_total);
const answered = rate(litellm_request_total_latency_metric.count);
const perMinute = "suffix: /min";

/**
 * Requests that failed before they reached a deployment (unknown model, wrong key) are booked on deployments that do not
 * exist. `model_id` and `api_base` are empty there, but go with the personal labels; the provider stays, and is empty
 * or the word None.
 */
const REAL = { api_provider: { op: "!~", value: "|None" } } as const;

/** Backend models that answered for the chosen models: the way to narrow what does not say which model was asked for. */
const backendsOfChosen = sum(answered).by("model");
const firstOfClient =
  "Each key and user, and from LiteLLM 1.82.6 each client address and user agent, has series of its own, and a rate cannot see what a series begins with: of many clients with one request each nothing is counted. Exact where LiteLLM's include_labels leave those out, as in stack/generated/litellm/litellm.yaml.";
const unnamed =
  "It does not say which model was asked for; where two names stand for one backend model, choosing one shows both.";

export const requestRate = query({
  about: `Requests per second that named a model, failed ones included. Counted when they end, so a long request shows late; for those that still run see In flight. Calls that name no model (the model list, refused scrapes) are left out. ${firstOfClient}`,
  unit: units.RequestsPerSecond,
  expr: orZero(sum(requested)),
  minStep: "1m",
});

export const failureRatio = query({
  about: `Failed requests as a share of all. Wrong keys, unknown models and malformed requests count as well as errors of the backend; Failures by exception class tells them apart. The first failure of a kind since LiteLLM started is not in it. ${firstOfClient} Red from 5 %: one request in twenty is more than an occasional timeout.`,
  unit: units.PercentUnit,
  expr: orIdle(divide(orZero(sum(failed)), sum(requested))),
  minStep: "1m",
});

export const inFlight = query({
  about:
    "Requests LiteLLM works on now, of all models: it does not say which. The scrape, which LiteLLM counts as a request, is taken off. With several worker processes it is the number of the one that answered the scrape. Rising while Requests/s stays: the backend got slow.",
  unit: units.Short,
  expr: sum(atLeast(minus(max(litellm_in_flight_requests).by("instance"), 1), 0)),
});

/** What a duration is while requests come and every one fails. */
export const NONE_SUCCEEDED = -2;
/** A duration that is there or not, or {@link NONE_SUCCEEDED}, or idle; nothing when LiteLLM is gone. */
const ofSuccesses = (of: Vector<never>): Vector<never> =>
  orElse(
    orElse(of, minus(times(0, where(sum(failed), ">", 0)), -NONE_SUCCEEDED)),
    minus(zeroOf(litellm), -IDLE),
  );
const saturates =
  "The longest bucket ends at 10 min (5 min up to LiteLLM 1.83), so a value of exactly that means that or more.";

export const latencyP95 = query({
  about: `One request in twenty took longer than this, from its start to the end of the answer; of the chosen models the slowest. Failed requests are not in it. None succeeded: requests come and all fail. Idle: none ended. ${saturates}`,
  unit: units.Seconds,
  expr: ofSuccesses(
    where(max(quantile(0.95, litellm_request_total_latency_metric).by("requested_model")), ">=", 0),
  ),
  minStep: "1m",
});

/** {@link IDLE} while requests are answered. */
const plainOnly: Vector<never> = minus(times(0, where(sum(answered), ">", 0)), -IDLE);
const ttft = (q: number): Vector<"model"> =>
  and(quantile(q, litellm_llm_api_time_to_first_token_metric).by("model"), backendsOfChosen);

export const firstTokenP95 = query({
  about: `One streaming request in twenty waited longer than this for the first token; of the chosen models the slowest. Seconds more than usual are a model being loaded, or a backend that queues. Streaming requests only; Idle: none was answered. None succeeded: requests come and all fail. ${unnamed} ${saturates}`,
  unit: units.Seconds,
  // Answers without streaming are no failure: then it is idle, whatever else failed.
  expr: ofSuccesses(orElse(where(max(ttft(0.95)), ">=", 0), plainOnly)),
  minStep: "1m",
});

const tokensAbout =
  "Tokens per second, counted when a request ends, so a long answer shows late. Input is what clients sent, output what models wrote. Input that grows beside the same output makes each request slower.";
export const inputRate = query({
  about: tokensAbout,
  unit: "suffix: tok/s",
  expr: orZero(sum(rate(litellm_input_tokens_metric_total))),
  minStep: "1m",
});
export const outputRate = query({
  about: tokensAbout,
  unit: "suffix: tok/s",
  expr: orZero(sum(rate(litellm_output_tokens_metric_total))),
  minStep: "1m",
});

const stateByDeployment = max(litellm_deployment_state({ api_provider: not("") })).by("litellm_model_name");
const stateAbout =
  "LiteLLM sets it after each answer of a deployment and keeps it until the next one, so it is as old as the last request. Deployments of one backend model are one row, the worst of them and of what the worker processes saw. All deployments, whatever model is chosen. Rows for models that do not exist (up to LiteLLM 1.82) are left out by their empty provider.";

const failedByDeployment = rate(litellm_deployment_failure_responses_total(REAL));
export const failing = query({
  about: `Backend models to act on: LiteLLM does not ask a deployment any more (complete), or its last request failed (partial) and others did in the last minutes. Red from 1: look at the backend, then at State of the deployments, where a single failure of long ago stays orange. ${stateAbout}`,
  unit: units.Short,
  expr: orZero(
    count(
      or(
        where(stateByDeployment, "==", 2),
        and(
          where(stateByDeployment, "==", 1),
          where(sum(failedByDeployment).by("litellm_model_name"), ">", 0),
        ),
      ),
    ),
  ),
  unfiltered: ["requested_model"],
  minStep: "1m",
});

export const requestsByModel = query({
  about:
    "Requests per minute, by the model that was asked for and status code. None: LiteLLM failed before it had a status code (a missing key, a malformed request, in older versions). other: from LiteLLM 1.106 every model it does not know. 4xx is the client, 5xx and 408 the backend.",
  unit: perMinute,
  expr: orZero(times(sum(requested).by("requested_model", "status_code"), 60), "no requests yet"),
  minStep: "1m",
});

export const failuresByClass = query({
  about: `Failed requests per minute, by exception class. Ollama.APIConnectionError: the backend is not reachable or (up to LiteLLM 1.88) answered with any error. Ollama.InternalServerError: read the backend's log. Ollama.Timeout: too slow, or hanging. ProxyModelNotFoundError: a client asks for a model that is not configured. ProxyException: often a wrong key. The first failure of a kind since LiteLLM started is not drawn. ${firstOfClient}`,
  unit: perMinute,
  // Classes that are 0 would hide the one that is not.
  expr: orZero(where(times(sum(failed).by("exception_class"), 60), ">", 0), "no failures"),
  minStep: "1m",
});

const totalAbout = `From the start of a request to the end of its answer, by model: half are faster than p50, one in twenty is slower than p95, one in a hundred slower than p99. From LiteLLM 1.99 the time in its own queue is part of it. Failed requests are not in it, so nothing is drawn while all fail. ${saturates}`;
const total = (q: number, name: string) =>
  query({
    about: totalAbout,
    unit: units.Seconds,
    expr: quantile(q, litellm_request_total_latency_metric).by("requested_model"),
    legend: `${name} {{requested_model}}`,
    minStep: "1m",
  });
export const totalLatency = [total(0.5, "p50"), total(0.95, "p95"), total(0.99, "p99")] as const;

const whereAbout = `One request in twenty waited longer than this for the backend, and one in twenty longer than this for LiteLLM itself (overhead). Backend high: look at the queue and the GPU. Overhead high: LiteLLM needs more workers or CPU. The overhead is, from LiteLLM 1.88, of requests without streaming only. ${saturates}`;
export const apiLatencyP95 = query({
  about: whereAbout,
  unit: units.Seconds,
  expr: quantile(0.95, litellm_llm_api_latency_metric).by("requested_model"),
  legend: "backend {{requested_model}}",
  minStep: "1m",
});
export const overheadP95 = query({
  about: whereAbout,
  unit: units.Seconds,
  // The name that clients ask for has another label here, in every version.
  expr: quantile(0.95, litellm_overhead_latency_metric({ model_group: matching("$requested_model") })).by(
    "model_group",
  ),
  legend: "overhead {{model_group}}",
  minStep: "1m",
});

const firstTokenAbout = `How long streaming requests waited for the first token, by backend model: half shorter than p50, one in twenty longer than p95. p95 far above p50: some requests met a model that had to be loaded. Requests without streaming are not in it. ${unnamed} ${saturates}`;
const firstToken = (q: number, name: string) =>
  query({
    about: firstTokenAbout,
    unit: units.Seconds,
    expr: ttft(q),
    legend: `${name} {{model}}`,
    minStep: "1m",
  });
export const timeToFirstToken = [firstToken(0.5, "p50"), firstToken(0.95, "p95")] as const;

const queueAbout = `How long requests waited inside LiteLLM before it worked on them, by model: half shorter than p50, one in twenty longer than p95. Milliseconds are good; more means that the proxy itself is the bottleneck. Waiting at the backend is not in it. ${saturates}`;
const queued = (q: number, name: string) =>
  query({
    about: queueAbout,
    unit: units.Seconds,
    expr: quantile(q, litellm_request_queue_time_seconds).by("requested_model"),
    legend: `${name} {{requested_model}}`,
    minStep: "1m",
  });
export const queueTime = [queued(0.5, "p50"), queued(0.95, "p95")] as const;

export const tokenRates = [
  query({
    about: tokensAbout,
    unit: "suffix: tok/s",
    expr: orZero(sum(rate(litellm_output_tokens_metric_total)).by("requested_model"), "no requests yet"),
    legend: "output {{requested_model}}",
    minStep: "1m",
  }),
  query({
    about: tokensAbout,
    unit: "suffix: tok/s",
    expr: sum(rate(litellm_input_tokens_metric_total)).by("requested_model"),
    legend: "input {{requested_model}}",
    minStep: "1m",
  }),
] as const;

const sizeAbout =
  "Mean tokens of an answered request, by model. Input that grows is a longer history or more context per request, and makes the first token later; output that grows makes the answer longer. Nothing is drawn while no request is answered.";
const perAnswer = (tokens: Vector<"requested_model">, name: string) =>
  query({
    about: sizeAbout,
    unit: "suffix: tok",
    expr: divide(tokens, sum(answered).by("requested_model")),
    legend: `${name} {{requested_model}}`,
    minStep: "1m",
  });
export const tokensPerRequest = [
  perAnswer(sum(rate(litellm_output_tokens_metric_total)).by("requested_model"), "output"),
  perAnswer(sum(rate(litellm_input_tokens_metric_total)).by("requested_model"), "input"),
] as const;

const outputTimeAbout = `Seconds from one output token to the next, by backend model: half of the requests have less than p50, one in twenty more than p95. Rising with the number of requests: the GPU is shared. Rising without: the model no longer fits it. The longest bucket ends at 10 s. ${unnamed}`;
const outputTime = (q: number, name: string) =>
  query({
    about: outputTimeAbout,
    unit: "suffix: s/tok",
    expr: and(
      quantile(q, litellm_deployment_latency_per_output_token).by("litellm_model_name"),
      sum(rate(litellm_deployment_success_responses_total)).by("litellm_model_name"),
    ),
    legend: `${name} {{litellm_model_name}}`,
    minStep: "1m",
  });
export const timePerOutputToken = [outputTime(0.5, "p50"), outputTime(0.95, "p95")] as const;

/** -1 when there is no series: the timeline must never be empty, an empty one says nothing. */
export const deploymentState = query({
  about: `Healthy, partial outage (the last request failed) or complete outage (LiteLLM asks it no more), by backend model. Not known: no request reached a deployment since LiteLLM started, or it is down. ${stateAbout}`,
  unit: "none",
  expr: orElse(stateByDeployment, -1, "deployments"),
});

export const failuresByDeployment = query({
  about:
    "Failed requests per minute, by backend model and exception class. Only what reached a deployment: unknown models and wrong keys are left out, by their missing provider. Up to LiteLLM 1.88 each try of a streaming request counts, later each request once. Deployments of one backend model are one line: what tells them apart goes with the personal labels. The first failure of a kind since LiteLLM started is not drawn.",
  unit: perMinute,
  expr: orZero(
    where(times(sum(failedByDeployment).by("litellm_model_name", "exception_class"), 60), ">", 0),
    "no failures",
  ),
  legend: "{{litellm_model_name}} {{exception_class}}",
  minStep: "1m",
});

export const spend = query({
  about: `Spend per hour, by backend model, as LiteLLM books it: 0 for local models unless the configuration gives them a price. ${unnamed}`,
  unit: "suffix: USD/h",
  expr: orZero(
    times(and(sum(rate(litellm_spend_metric_total)).by("model"), backendsOfChosen), 3600),
    "no requests yet",
  ),
  minStep: "1m",
});

/** What "no limit" is: LiteLLM writes +Inf for a budget and the greatest 64-bit number for a count. */
export const NO_LIMIT = 1e15;
const budgetAbout =
  "No limit: none is configured. 0 means used up, or that prometheus_exclude_labels took the labels off, which makes LiteLLM write 0 whatever the budget; then add the metric to prometheus_exclude_metrics. Of all models.";
export const keyBudget = query({
  about: `The least that is left of any key's budget, without saying whose. ${budgetAbout}`,
  unit: "currencyUSD",
  expr: atMost(min(litellm_remaining_api_key_budget_metric), NO_LIMIT),
  absent: "not reported",
});
export const userBudget = query({
  about: `The least that is left of any user's budget, without saying whose. ${budgetAbout}`,
  unit: "currencyUSD",
  expr: atMost(min(litellm_remaining_user_budget_metric), NO_LIMIT),
  absent: "not reported",
});
/** Columns of the table: one row per model, by the name clients use. */
export const left = {
  about:
    "What is left of the request and token limits of keys, by model: the key that has least, without saying whose. No limit: none is configured. All models, whichever is chosen. Not reported before the first request.",
  requests: query({
    about: "Requests left of the key that has least.",
    unit: units.Short,
    expr: atMost(min(litellm_remaining_api_key_requests_for_model).by("model"), NO_LIMIT),
  }),
  tokens: query({
    about: "Tokens left of the key that has least.",
    unit: units.Short,
    expr: atMost(min(litellm_remaining_api_key_tokens_for_model).by("model"), NO_LIMIT),
  }),
} as const;

/** How often LiteLLM restarted in the window. With several worker processes it does not say when it started. */
export const restartsIn = (window: Window): Vector<never> => sum(changes(process_start_time_seconds, window));
/** 1 when LiteLLM restarted lately, else 0; -1 when nobody can say. */
export const restarts = query({
  about: "LiteLLM restarted: its counters fell back to 0.",
  unit: "none",
  expr: orElse(atMost(restartsIn("rate"), 1), -1),
  legend: "restarts",
});
