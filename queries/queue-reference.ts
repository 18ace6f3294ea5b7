/** What only the reference exporter answers: it measures slots, waits, loads and speeds, and says what failed, and why. */
import * as units from "@grafana/grafana-foundation-sdk/units";
import {
  ollama_failed_attempts_total,
  ollama_failed_jobs_total,
  ollama_model_load_seconds,
  ollama_queue_wait_seconds,
  ollama_request_tokens_per_second,
  ollama_stalled_jobs_total,
  ollama_worker_active_jobs,
  ollama_worker_concurrency,
} from "../contracts/ollama_queue/metrics.gen.ts";
import { divide, orIdle, orZero, plus, quantile, rate, sum, times, where } from "./promql.ts";
import { query } from "./query.ts";
import * as queue from "./queue.ts";

/** Where the last bucket of the durations ends. */
export const LONGEST = "10 min";
const failed = rate(ollama_failed_attempts_total);

export const saturation = query({
  about:
    "Busy slots of all workers as a share of their slots (BullMQ's `concurrency`). At 100 % every further job waits, which is good while the queue stays short: the hardware is used. At 100 % with a growing queue, add workers or slots; more slots than Ollama answers at once (OLLAMA_NUM_PARALLEL) only move the waiting there. Known without Redis. Counts all models.",
  unit: units.PercentUnit,
  expr: divide(sum(ollama_worker_active_jobs), sum(ollama_worker_concurrency)),
  // A process that only adds jobs may have the exporter and no worker.
  absent: "no worker answers",
});

export const errorRatio = query({
  about:
    "Failed attempts as a share of failed attempts and finished jobs. A job that fails twice and then succeeds counts as two failures and one success. Red from 5 %: one attempt in twenty is more than an occasional timeout; Failures per minute says why.",
  unit: units.PercentUnit,
  expr: orIdle(divide(sum(failed), plus(sum(failed), queue.done))),
  minStep: "1m",
});

const waitAbout =
  "How long jobs waited before a worker took them for the first time, by model: half of them shorter than p50, one in twenty longer than p95. A delay that was asked for and the waits between retries are not in it, nor are jobs that still wait: where none is taken, nothing is drawn, so look at Waiting. The longest bucket ends at 30 min, so a p95 of exactly that means 30 min or more.";
export const wait = queue.p50AndP95(ollama_queue_wait_seconds, waitAbout, units.Seconds);

const speedAbout =
  "Tokens per second of generation alone, by job and model: half of the jobs are faster than p50, one in twenty is faster than p95. Neither waiting nor loading the model nor reading the prompt is in it. A p50 that falls: the model no longer fits the GPU, or shares it. A p50 that falls away from p95: only some jobs are slow. The last bucket begins at 500 tok/s. Nothing is drawn while no job ends.";
export const speed = queue.p50AndP95(ollama_request_tokens_per_second, speedAbout, "suffix: tok/s");

export const loadP95 = query({
  about:
    "One job in twenty waited longer than this for its model to be loaded. Hundredths of a second: the models were loaded. Seconds: at least one job in twenty met a cold model, because models push each other out of memory or are unloaded too soon (OLLAMA_KEEP_ALIVE, OLLAMA_MAX_LOADED_MODELS). The longest bucket ends at 5 min. Nothing is drawn while no job ends.",
  unit: units.Seconds,
  expr: quantile(0.95, ollama_model_load_seconds).by("model"),
  minStep: "1m",
});

export const failures = query({
  about:
    "Attempts that failed per minute, by reason. Each try of a retried job counts. timeout: no answer in time. model_not_found: pull it. out_of_memory: the model does not fit. overloaded: Ollama's own queue is full. unreachable: Ollama does not run, or not there. bad_request: Ollama refused what it was asked. backend_error: read Ollama's log. stalled: a worker died with the job, more than once. aborted: cancelled. other: read the worker's log.",
  unit: "suffix: /min",
  // Ten reasons of which most are 0 would hide the one that is not.
  expr: orZero(where(times(sum(failed).by("reason"), 60), ">", 0), "no failures"),
  minStep: "1m",
});

const retriesAbout =
  "Failed attempts beside jobs that failed for good, per minute: the difference are retries. Stalled: jobs whose worker died or hung, found by another worker and put back into the queue; they are of all models, the exporter does not say which.";
export const retries = [
  query({
    about: retriesAbout,
    unit: "suffix: /min",
    expr: orZero(times(sum(failed), 60)),
    legend: "failed attempts",
    minStep: "1m",
  }),
  query({
    about: retriesAbout,
    unit: "suffix: /min",
    expr: orZero(times(sum(rate(ollama_failed_jobs_total)), 60)),
    legend: "failed for good",
    minStep: "1m",
  }),
  query({
    about: retriesAbout,
    unit: "suffix: /min",
    // There from the start, unlike the rows of a model.
    expr: times(sum(rate(ollama_stalled_jobs_total)), 60),
    legend: "stalled, put back",
    minStep: "1m",
  }),
] as const;
