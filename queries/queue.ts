/**
 * The queue and its worker: is work picked up in time, and does it succeed? What both exporters can answer; what only
 * one of them can, or each in its own way, stands in queue-article.ts and queue-reference.ts.
 */
import * as units from "@grafana/grafana-foundation-sdk/units";
import { bullmq_job_count } from "../contracts/bullmq/metrics.gen.ts";
import type { Histogram, Labels } from "../contracts/metric.ts";
import {
  ollama_generation_duration_ms,
  ollama_jobs_total,
  ollama_prompt_tokens_total,
  ollama_queue_active,
  ollama_queue_redis_up,
  ollama_queue_waiting,
  ollama_tokens_total,
  process_start_time_seconds,
} from "../contracts/ollama_queue/metrics.gen.ts";
import {
  atMost,
  bucketCounts,
  changes,
  divide,
  IDLE,
  ifEmitted,
  matching,
  max,
  min,
  minus,
  orElse,
  orZero,
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

/** Jobs finished per second, by `by("model")` or of all chosen models. */
export const done = sum(rate(ollama_jobs_total));
/**
 * Jobs of all models finished per second. A rate cannot see what a row begins with. On the article's page that is a
 * model's first job, so its total row is taken, which is there from the start; the reference's rows begin at 0.
 */
export const doneOfAll = ifEmitted(ollama_queue_redis_up, done, sum(rate(ollama_jobs_total({ model: "" }))));
// Every worker process reports the same Redis counts, so adding them up would multiply them.
const waitingJobs = max(ollama_queue_waiting);
export const activeJobs = max(ollama_queue_active);

/** What a number from Redis is while the exporter answers and no worker reaches Redis. */
export const REDIS_DOWN = -3;
/** `of`, or {@link REDIS_DOWN}. The article's page does not come at all without Redis. */
const unlessRedisDown = (of: Vector<never>): Vector<never> =>
  ifEmitted(
    ollama_queue_redis_up,
    orElse(of, minus(where(max(ollama_queue_redis_up), "==", 0), -REDIS_DOWN)),
    of,
  );

export const waiting = query({
  about:
    "Jobs in Redis that no worker has taken yet. 0 is good; a number that only grows means that jobs arrive faster than they are done: add workers, or find out why jobs take longer. Counts all models: the exporter does not say which model a waiting job is for. Redis down: the exporter answers, but Redis does not answer it.",
  unit: units.Short,
  expr: unlessRedisDown(waitingJobs),
});

export const active = query({
  about:
    "Jobs that workers are processing now. It cannot exceed the workers' concurrency, but for the jobs of a worker that died, until another finds them. 0 while jobs wait means that no worker is running. Counts all models. Redis down: as for Waiting.",
  unit: units.Short,
  expr: unlessRedisDown(activeJobs),
});

export const tokenRate = query({
  about:
    "Tokens generated per second, over all chosen models. Prompt tokens are not counted, and a job counts when it ends, so a long job shows late. A model whose count became NaN (a job without a token count does that to the article's exporter) is left out. 0 while jobs are active for minutes: look at the GPU board.",
  unit: "suffix: tok/s",
  // A job without a token count makes the article's counter NaN for ever; one such model must not hide the others.
  expr: orZero(sum(where(rate(ollama_tokens_total), ">=", 0))),
  minStep: "1m",
});

/** What {@link timeToDrain} is while jobs wait and none was finished lately. */
export const NONE_FINISHED = -2;

export const timeToDrain = query({
  about:
    "How long the waiting jobs take at the present rate, if no more arrive. Idle: nothing waits. None finished: jobs wait and none was finished in the last minutes, because the first ones are still running or because the worker hangs; look at Active and at the worker's log. Counts all models: the exporter does not say which model a waiting job is for.",
  unit: units.Seconds,
  expr: unlessRedisDown(
    orElse(
      orElse(
        divide(where(waitingJobs, ">", 0), where(doneOfAll, ">", 0)),
        minus(times(zeroOf(ollama_queue_waiting.exporter), where(waitingJobs, ">", 0)), -NONE_FINISHED),
      ),
      minus(times(0, where(waitingJobs, "==", 0)), -IDLE),
    ),
  ),
  unfiltered: ["model"],
  minStep: "1m",
});

export const completed = query({
  about:
    "Jobs finished per minute, by model. Failed jobs are not in it, and a model's first job since the worker started may be missing: a rate cannot see what a row begins with. A line at 0 is idle; a model without a line has not finished a job since the worker started.",
  unit: "suffix: /min",
  expr: orZero(times(done.by("model"), 60), "no jobs yet"),
  minStep: "1m",
});

const tokensAbout =
  "Tokens generated per second, by model, and where the exporter counts them the tokens of prompts, without what Ollama had cached of them. Falls with fewer jobs or with slower generation; the speed of single jobs below tells which. Prompts that grow beside the same generation make each job slower.";
export const tokenRateByModel = query({
  about: tokensAbout,
  unit: "suffix: tok/s",
  expr: orZero(sum(rate(ollama_tokens_total)).by("model"), "no jobs yet"),
  minStep: "1m",
});
export const promptTokenRateByModel = query({
  about: tokensAbout,
  unit: "suffix: tok/s",
  expr: sum(rate(ollama_prompt_tokens_total)).by("model"),
  legend: "prompt {{model}}",
  minStep: "1m",
});

/** p50 and p95 of a histogram, by model. */
export const p50AndP95 = (of: Histogram<Labels & { readonly model: "any" }>, about: string, unit: string) => {
  const at = (q: number, name: string) =>
    query({
      about,
      unit,
      expr: quantile(q, of).by("model"),
      legend: `${name} {{model}}`,
      minStep: "1m",
    });
  return [at(0.5, "p50"), at(0.95, "p95")] as const;
};

/** @param longest Where the exporter's last bucket ends, in words: `10 min`. */
export const latency = (longest: string) =>
  p50AndP95(
    ollama_generation_duration_ms,
    `How long generations take, by model: half of them are faster than p50, one in twenty is slower than p95. The longest bucket ends at ${longest}, so a p95 of exactly that means ${longest} or more. Time in the queue is not in it. Nothing is drawn while no job ends.`,
    units.Milliseconds,
  );

/** @param longest As for {@link latency}. */
export const latencyBuckets = (longest: string) =>
  query({
    about: `How many jobs took how long, over time; darker is fewer. Two bands are two kinds of work, or warm and cold models, which a p50 between them hides. The top row is everything over ${longest}.`,
    unit: units.Milliseconds,
    expr: bucketCounts(ollama_generation_duration_ms),
  });

export const jobsSetAside = query({
  about:
    "Jobs that are neither waiting nor active: failed for good and kept, delayed (a retry waits for its time), or prioritised (waiting, but not counted under Waiting). Many delayed jobs mean many retries. Failed jobs are removed after a while where removeOnFail says so.",
  unit: units.Short,
  expr: max(bullmq_job_count({ state: matching("delayed|failed|prioritized") })).by("queue", "state"),
  legend: "{{queue}} {{state}}",
});

/** Whether Redis answers the workers: 1, or 0 as soon as one gets no answer; -1 while nobody says. */
export const redis = query({
  about: "Whether Redis answered every worker.",
  unit: "none",
  expr: orElse(min(ollama_queue_redis_up), -1),
  legend: "Redis",
});
/** 1 while Redis does not answer a worker; nothing else. */
export const redisGone: Vector<never> = where(minus(1, min(ollama_queue_redis_up)), ">", 0);

/**
 * How often workers restarted in the window: a process that began at another time, or, where the page does not say
 * when it began, a total row that fell back.
 */
export const restartsIn = (window: Window): Vector<never> =>
  ifEmitted(
    process_start_time_seconds,
    sum(changes(process_start_time_seconds, window)),
    sum(resets(ollama_jobs_total({ model: "" }), window)),
  );

/** 1 when a worker restarted lately, else 0; -1 when nobody can say. */
export const restarts = query({
  about: "A worker process restarted: its counters fell back to 0.",
  unit: "none",
  expr: orElse(atMost(restartsIn("rate"), 1), -1),
  legend: "worker restarts",
});
