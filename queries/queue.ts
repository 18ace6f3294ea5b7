/** The queue and its worker: is work picked up in time, and does it succeed? */
import * as units from "@grafana/grafana-foundation-sdk/units";
import { bullmq_job_count, bullmq_job_failed_total } from "../contracts/bullmq/metrics.gen.ts";
import {
  ollama_errors_total,
  ollama_generation_duration_ms,
  ollama_jobs_total,
  ollama_queue_active,
  ollama_queue_waiting,
  ollama_tokens_total,
} from "../contracts/ollama_queue/metrics.gen.ts";
import {
  atMost,
  avgOverTime,
  bucketCounts,
  divide,
  IDLE,
  matching,
  max,
  minus,
  orElse,
  orIdle,
  orZero,
  plus,
  quantile,
  rate,
  resets,
  sum,
  times,
  where,
  zeroOf,
  type Vector,
  type Window,
} from "./promql.ts";
import { query } from "./query.ts";

const done = sum(rate(ollama_jobs_total));
// A rate cannot see the first job of a model, whose row begins at 1; the total row is there from the start and does.
// Not every exporter has one.
const doneOfAll = orElse(sum(rate(ollama_jobs_total({ model: "" }))), done);
const failedAttempts = sum(rate(ollama_errors_total));
// Every worker process reports the same Redis counts, so adding them up would multiply them.
const waitingJobs = max(ollama_queue_waiting);
const activeJobs = max(ollama_queue_active);

export const waiting = query({
  about:
    "Jobs in Redis that no worker has taken yet. 0 is good; a number that only grows means that jobs arrive faster than they are done: add workers, or find out why jobs take longer. Counts all models: the exporter does not say which model a waiting job is for.",
  unit: units.Short,
  expr: waitingJobs,
});

export const active = query({
  about:
    "Jobs that workers are processing now. It cannot exceed the workers' concurrency. 0 while jobs wait means that no worker is running. Counts all models.",
  unit: units.Short,
  expr: activeJobs,
});

/** Active jobs as a share of what all workers take at once. The article's exporter does not report `concurrency`. */
export const saturation = (concurrency: number) =>
  query({
    about: `Active jobs as a share of the ${concurrency} that the workers take at once (\`concurrency\` in stack.yaml; the exporter does not report it). At 100 % every further job waits. More than 100 % means that the number in stack.yaml is too low.`,
    unit: units.PercentUnit,
    expr: divide(activeJobs, concurrency),
  });

export const tokenRate = query({
  about:
    "Tokens generated per second, over all chosen models. Prompt tokens are not counted, and a job counts when it ends, so a long job shows late. A model whose count became NaN (a job without a token count does that to the article's exporter) is left out. 0 while jobs are active for minutes: look at the GPU board.",
  unit: "suffix: tok/s",
  // A job without a token count makes the article's counter NaN for ever; one such model must not hide the others.
  expr: orZero(sum(where(rate(ollama_tokens_total), ">=", 0))),
  minStep: "1m",
});

export const errorRatio = query({
  about:
    "Failed attempts as a share of failed attempts and finished jobs. A job that fails twice and then succeeds counts as two failures and one success. Not filtered by model: the exporter does not say whose attempt failed. Red from 5 %: one attempt in twenty is more than an occasional timeout; read the worker's log.",
  unit: units.PercentUnit,
  expr: orIdle(divide(failedAttempts, plus(failedAttempts, orZero(doneOfAll)))),
  unfiltered: ["model"],
  minStep: "1m",
});

/** What {@link timeToDrain} is while jobs wait and none was finished lately. */
export const NONE_FINISHED = -2;

export const timeToDrain = query({
  about:
    "How long the waiting jobs take at the present rate, if no more arrive. Idle: nothing waits. None finished: jobs wait and none was finished in the last minutes, because the first ones are still running or because the worker hangs; look at Active and at the worker's log. Counts all models: the exporter does not say which model a waiting job is for.",
  unit: units.Seconds,
  expr: orElse(
    orElse(
      divide(where(waitingJobs, ">", 0), where(doneOfAll, ">", 0)),
      minus(times(zeroOf(ollama_queue_waiting.exporter), where(waitingJobs, ">", 0)), -NONE_FINISHED),
    ),
    minus(times(0, where(waitingJobs, "==", 0)), -IDLE),
  ),
  unfiltered: ["model"],
  minStep: "1m",
});

export const completed = query({
  about:
    "Jobs finished per minute, by model. Failed jobs are not in it, nor is the first job of a model since the worker started: its row begins at 1. A line at 0 is idle, a missing line is a model that has not finished a job since the worker started.",
  unit: "suffix: /min",
  expr: orZero(times(done.by("model"), 60), "no jobs yet"),
  minStep: "1m",
});

export const tokenRateByModel = query({
  about:
    "Tokens generated per second, by model. Falls with fewer jobs or with slower generation; Generation speed tells which.",
  unit: "suffix: tok/s",
  expr: orZero(sum(rate(ollama_tokens_total)).by("model"), "no jobs yet"),
  minStep: "1m",
});

const latencyAbout =
  "How long generations take, by model: half of them are faster than p50, one in twenty is slower than p95. The longest bucket ends at 60 s, so a p95 of exactly 1 min means one minute or more. Time in the queue is not in it. Nothing is drawn while no job ends.";
export const latencyP50 = query({
  about: latencyAbout,
  unit: units.Milliseconds,
  expr: quantile(0.5, ollama_generation_duration_ms).by("model"),
  legend: "p50 {{model}}",
  minStep: "1m",
});
export const latencyP95 = query({
  ...latencyP50,
  expr: quantile(0.95, ollama_generation_duration_ms).by("model"),
  legend: "p95 {{model}}",
});

export const latencyBuckets = query({
  about:
    "How many jobs took how long, over time; darker is fewer. Two bands are two kinds of work, or warm and cold models, which a p50 between them hides. The top row is everything over 60 s.",
  unit: units.Milliseconds,
  expr: bucketCounts(ollama_generation_duration_ms),
});

export const meanWait = query({
  about:
    "How long a job waits before a worker takes it, on average: jobs waiting divided by jobs finished per second (Little's law). An estimate for a queue that neither grows nor shrinks; the article's exporter does not measure it. Counts all models. Nothing is drawn while no job ends.",
  unit: units.Seconds,
  expr: divide(max(avgOverTime(ollama_queue_waiting, "rate")), where(doneOfAll, ">", 0)),
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
  expr: orZero(times(failedAttempts, 60)),
  legend: "failed attempts",
  unfiltered: ["model"],
  minStep: "1m",
});

export const jobsSetAside = query({
  about:
    "Jobs that are neither waiting nor active: failed for good and kept, delayed (a retry waits for its time), or prioritised (waiting, but not counted under Waiting). Many delayed jobs mean many retries. Failed jobs are removed after a while where removeOnFail says so.",
  unit: units.Short,
  expr: max(bullmq_job_count({ state: matching("delayed|failed|prioritized") })).by("queue", "state"),
  legend: "{{queue}} {{state}}",
});

export const failedForGood = query({
  about:
    "Failed attempts beside jobs that failed for good, per minute: the difference are retries. Jobs failed for good stay 0 unless the worker is created with BullMQ's `metrics` option. Stalled jobs are not counted by any of the two exporters; they come back as failed attempts.",
  unit: "suffix: /min",
  // A Redis count, the same from every process.
  expr: times(max(rate(bullmq_job_failed_total)).by("queue"), 60),
  legend: "failed for good: {{queue}}",
  minStep: "1m",
});

/**
 * How often a worker restarted in the window: its counters fell back. The total row is there from the start, so it
 * shows a restart before the first job; not every exporter has one.
 */
export const fallBacks = (window: Window): Vector<never> =>
  orElse(sum(resets(ollama_jobs_total({ model: "" }), window)), sum(resets(ollama_errors_total, window)));

/** 1 when a worker restarted lately, else 0; -1 when nobody can say. */
export const restarts = query({
  about: "A worker process restarted: its counters fell back to 0.",
  unit: "none",
  expr: orElse(atMost(fallBacks("rate"), 1), -1),
  legend: "worker restarts",
});
