/** What the article's exporter answers in its own way: it knows neither slots nor waits, and no model or reason of a failure. */
import * as units from "@grafana/grafana-foundation-sdk/units";
import { bullmq_job_failed_total } from "../contracts/bullmq/metrics.gen.ts";
import {
  ollama_errors_total,
  ollama_generation_duration_ms,
  ollama_queue_waiting,
  ollama_tokens_total,
} from "../contracts/ollama_queue/metrics.gen.ts";
import { avgOverTime, divide, max, orIdle, plus, rate, sum, times, where } from "./promql.ts";
import { query } from "./query.ts";
import * as queue from "./queue.ts";

/** Where the last bucket of the durations ends. */
export const LONGEST = "1 min";
const failedAttempts = sum(rate(ollama_errors_total));

/** Active jobs as a share of what all workers take at once, which only stack.yaml says. */
export const saturation = (concurrency: number) =>
  query({
    about: `Active jobs as a share of the ${concurrency} that the workers take at once (\`concurrency\` in stack.yaml; the exporter does not report it). At 100 % every further job waits. More than 100 % means that the number in stack.yaml is too low.`,
    unit: units.PercentUnit,
    expr: divide(queue.activeJobs, concurrency),
  });

export const errorRatio = query({
  about:
    "Failed attempts as a share of failed attempts and finished jobs. A job that fails twice and then succeeds counts as two failures and one success. Not filtered by model: the exporter does not say whose attempt failed. Red from 5 %: one attempt in twenty is more than an occasional timeout; read the worker's log.",
  unit: units.PercentUnit,
  expr: orIdle(divide(failedAttempts, plus(failedAttempts, queue.doneOfAll))),
  unfiltered: ["model"],
  minStep: "1m",
});

export const meanWait = query({
  about:
    "How long a job waits before a worker takes it, on average: jobs waiting divided by jobs finished per second (Little's law). An estimate for a queue that neither grows nor shrinks; the exporter does not measure it. Counts all models. Nothing is drawn while no job ends.",
  unit: units.Seconds,
  expr: divide(max(avgOverTime(ollama_queue_waiting, "rate")), where(queue.doneOfAll, ">", 0)),
  legend: "mean, estimated",
  unfiltered: ["model"],
  minStep: "1m",
});

export const generationSpeed = query({
  about:
    "Tokens per second of generation time, by model: how fast one request is answered, however many there are. It falls when a model no longer fits the GPU or shares it. The mean over the window; loading a cold model counts as generation time.",
  unit: "suffix: tok/s",
  // The duration is in milliseconds.
  expr: divide(
    sum(rate(ollama_tokens_total)).by("model"),
    divide(sum(rate(ollama_generation_duration_ms.sum)).by("model"), 1000),
  ),
  legend: "{{model}}",
  minStep: "1m",
});

export const failures = query({
  about:
    "Attempts that failed per minute. Each try of a retried job counts. The exporter gives neither model nor reason; the worker's log does.",
  unit: "suffix: /min",
  expr: times(failedAttempts, 60),
  legend: "failed attempts",
  unfiltered: ["model"],
  minStep: "1m",
});

const retriesAbout =
  "Failed attempts beside jobs that failed for good, per minute: the difference are retries. Jobs failed for good stay 0 unless the worker is created with BullMQ's `metrics` option. Stalled jobs are not counted by any of the two exporters; they come back as failed attempts.";
export const retries = [
  { ...failures, about: retriesAbout },
  query({
    about: retriesAbout,
    unit: "suffix: /min",
    // A Redis count, the same from every process.
    expr: times(max(rate(bullmq_job_failed_total)).by("queue"), 60),
    legend: "failed for good: {{queue}}",
    minStep: "1m",
  }),
] as const;
