// Generated from the recordings and contract.yaml beside it by `npm run contracts`. Do not edit.
import { counter, gauge, histogram, type Exporter } from "../metric.ts";

const exporter: Exporter = {"name":"ollama_queue","title":"queue exporter","heartbeat":"ollama_errors_total"};
const target = { job: "any", instance: "any" } as const;

/**
 * Failed attempts
 *
 * counter, jobs. Recorded: article (busy, failing, fresh, idle, retry), reference (busy, failing, fresh, idle, redis-down, retry).
 * Counts failed attempts. Four jobs that failed twice and then succeeded gave 8 errors and 0 failed jobs.
 * Seen at contracts/ollama_queue/recordings/article-bullmq-5.81.5.busy.prom:19
 */
export const ollama_errors_total = counter(exporter, "ollama_errors_total", { ...target });

/**
 * Failed attempts, each try of a retried job
 *
 * counter, jobs. Recorded: reference (busy, failing, idle, redis-down, retry); only declared: fresh.
 * Appears late: With the model's first started job, at 0 for every reason.
 * Each try of a retried job. Their sum is ollama_errors_total.
 * Seen at contracts/ollama_queue/recordings/reference-bullmq-5.81.5.busy.prom:22
 */
export const ollama_failed_attempts_total = counter(exporter, "ollama_failed_attempts_total", { ...target, model: "any", reason: ["timeout","model_not_found","out_of_memory","overloaded","unreachable","bad_request","backend_error","stalled","aborted","other"] }, { variants: ["reference"] });

/**
 * Jobs that failed for good, by their last attempt's reason
 *
 * counter, jobs. Recorded: reference (busy, failing, idle, redis-down, retry); only declared: fresh.
 * Appears late: With the model's first started job, at 0 for every reason.
 * Failed for good, no further attempt; the reason is that of the last attempt. A part of the failed attempts.
 * Seen at contracts/ollama_queue/recordings/reference-bullmq-5.81.5.busy.prom:45
 */
export const ollama_failed_jobs_total = counter(exporter, "ollama_failed_jobs_total", { ...target, model: "any", reason: ["timeout","model_not_found","out_of_memory","overloaded","unreachable","bad_request","backend_error","stalled","aborted","other"] }, { variants: ["reference"] });

/**
 * Duration of finished jobs in milliseconds, model load included
 *
 * histogram, ms. Recorded: article (busy, failing, idle, retry), reference (busy, failing, idle, redis-down, retry); only declared: fresh.
 * Appears late: No rows before the first job. The article's last finite bucket is 60 000 ms, the reference's 600 000 ms; a quantile tops out there.
 * Of finished jobs, loading the model included.
 * Seen at contracts/ollama_queue/recordings/article-bullmq-5.81.5.busy.prom:27
 */
export const ollama_generation_duration_ms = histogram(exporter, "ollama_generation_duration_ms", { ...target, model: "any" });

/**
 * Jobs finished
 *
 * counter, jobs. Recorded: article (busy, failing, fresh, idle, retry), reference (busy, failing, idle, redis-down, retry); only declared: fresh.
 * A total row without model stands beside the labelled rows; selectors leave it out.
 * Appears late: Rows with a model appear with that model's first finished job; on the reference page at 0 with its first started job. Failed jobs are never counted here.
 * Seen at contracts/ollama_queue/recordings/article-bullmq-5.81.5.busy.prom:9
 */
export const ollama_jobs_total = counter(exporter, "ollama_jobs_total", { ...target, model: "any" }, { rollUp: ["model"] });

/**
 * Time a finished job waited for its model; hundredths of a second if it was loaded
 *
 * histogram, s. Recorded: reference (busy, failing, idle, redis-down, retry); only declared: fresh.
 * Appears late: With the model's first started job, at 0.
 * Of every finished job: a loaded model takes hundredths of a second, and so stays in the first bucket. The rest are cold loads.
 * Seen at contracts/ollama_queue/recordings/reference-bullmq-5.81.5.busy.prom:137
 */
export const ollama_model_load_seconds = histogram(exporter, "ollama_model_load_seconds", { ...target, model: "any" }, { variants: ["reference"] });

/**
 * Tokens of the prompts of finished jobs
 *
 * counter, tokens. Recorded: reference (busy, failing, idle, redis-down, retry); only declared: fresh.
 * Appears late: With the model's first started job, at 0.
 * Of finished jobs.
 * Seen at contracts/ollama_queue/recordings/reference-bullmq-5.81.5.busy.prom:13
 */
export const ollama_prompt_tokens_total = counter(exporter, "ollama_prompt_tokens_total", { ...target, model: "any" }, { variants: ["reference"] });

/**
 * Jobs that workers are processing
 *
 * gauge, jobs. Recorded: article (busy, failing, fresh, idle, retry), reference (busy, failing, fresh, idle, retry); only declared: redis-down.
 * Appears late: As waiting.
 * A Redis count, as waiting.
 * Seen at contracts/ollama_queue/recordings/article-bullmq-5.81.5.busy.prom:6
 */
export const ollama_queue_active = gauge(exporter, "ollama_queue_active", { ...target });

/**
 * Whether Redis answered this scrape: 1, or 0
 *
 * gauge. Recorded: reference (busy, failing, fresh, idle, redis-down, retry).
 * Whether Redis answered this scrape within 0.5 s. Each worker says it for its own connection.
 * Seen at contracts/ollama_queue/recordings/reference-bullmq-5.81.5.busy.prom:219
 */
export const ollama_queue_redis_up = gauge(exporter, "ollama_queue_redis_up", { ...target }, { variants: ["reference"] });

/**
 * Time from being added, without the delay asked for, to the start of the first attempt
 *
 * histogram, s. Recorded: reference (busy, failing, idle, redis-down, retry); only declared: fresh.
 * Appears late: With the model's first started job, which it counts already, so a rate does not see that one.
 * From being added, without the delay that was asked for, to being taken for the first attempt. Between the clocks of whoever added the job and of the worker; never below 0.
 * Seen at contracts/ollama_queue/recordings/reference-bullmq-5.81.5.busy.prom:102
 */
export const ollama_queue_wait_seconds = histogram(exporter, "ollama_queue_wait_seconds", { ...target, model: "any" }, { variants: ["reference"] });

/**
 * Jobs waiting in the queue
 *
 * gauge, jobs. Recorded: article (busy, failing, fresh, idle, retry), reference (busy, failing, fresh, idle, retry); only declared: redis-down.
 * Appears late: On the reference page absent while Redis does not answer.
 * A Redis count; every worker process reports the same number, so take max, never sum.
 * Seen at contracts/ollama_queue/recordings/article-bullmq-5.81.5.busy.prom:3
 */
export const ollama_queue_waiting = gauge(exporter, "ollama_queue_waiting", { ...target });

/**
 * Generated tokens per second of generation alone, by job
 *
 * histogram, tokens/s. Recorded: reference (busy, failing, idle, redis-down, retry); only declared: fresh.
 * Appears late: With the model's first started job, at 0.
 * Of generation alone, by job; neither waiting, loading nor the prompt is in it.
 * Seen at contracts/ollama_queue/recordings/reference-bullmq-5.81.5.busy.prom:170
 */
export const ollama_request_tokens_per_second = histogram(exporter, "ollama_request_tokens_per_second", { ...target, model: "any" }, { variants: ["reference"] });

/**
 * Jobs that this worker found without a living worker and put back
 *
 * counter, jobs. Recorded: reference (busy, failing, fresh, idle, redis-down, retry).
 * Jobs whose worker died or hung for longer than its lock, put back into the queue. Counted by the worker that found them, which is not the one that had them.
 * Seen at contracts/ollama_queue/recordings/reference-bullmq-5.81.5.busy.prom:223
 */
export const ollama_stalled_jobs_total = counter(exporter, "ollama_stalled_jobs_total", { ...target }, { variants: ["reference"] });

/**
 * Generated tokens per second of job duration, average since the process started
 *
 * gauge, tokens/s. Recorded: article (busy, failing, fresh, idle, retry), reference (busy, idle, redis-down, retry); only declared: failing, fresh.
 * A total row without model stands beside the labelled rows; selectors leave it out.
 * Appears late: With the model's first finished job that has a token count and a duration.
 * Average since the process started, not a rate of now.
 * Seen at contracts/ollama_queue/recordings/article-bullmq-5.81.5.busy.prom:22
 */
export const ollama_tokens_per_second = gauge(exporter, "ollama_tokens_per_second", { ...target, model: "any" }, { rollUp: ["model"] });

/**
 * Tokens generated
 *
 * counter, tokens. Recorded: article (busy, failing, fresh, idle, retry), reference (busy, failing, idle, redis-down, retry); only declared: fresh.
 * A total row without model stands beside the labelled rows; selectors leave it out.
 * Appears late: As ollama_jobs_total. Generated tokens only, no prompt tokens.
 * Seen at contracts/ollama_queue/recordings/article-bullmq-5.81.5.busy.prom:14
 */
export const ollama_tokens_total = counter(exporter, "ollama_tokens_total", { ...target, model: "any" }, { rollUp: ["model"] });

/**
 * Jobs this worker is processing
 *
 * gauge, jobs. Recorded: reference (busy, failing, fresh, idle, redis-down, retry).
 * Busy slots of this worker, known without Redis. A job that the processor puts back by itself stays counted until its slot is needed.
 * Seen at contracts/ollama_queue/recordings/reference-bullmq-5.81.5.busy.prom:231
 */
export const ollama_worker_active_jobs = gauge(exporter, "ollama_worker_active_jobs", { ...target }, { variants: ["reference"] });

/**
 * Jobs this worker takes at once
 *
 * gauge, jobs. Recorded: reference (busy, failing, fresh, idle, redis-down, retry).
 * Of this worker; add up all for what the queue can do at once.
 * Seen at contracts/ollama_queue/recordings/reference-bullmq-5.81.5.busy.prom:227
 */
export const ollama_worker_concurrency = gauge(exporter, "ollama_worker_concurrency", { ...target }, { variants: ["reference"] });

/**
 * Start time of the process since unix epoch in seconds
 *
 * gauge, timestamp. Recorded: reference (busy, failing, fresh, idle, redis-down, retry).
 * When the worker started. What it had counted before is gone.
 * Seen at contracts/ollama_queue/recordings/reference-bullmq-5.81.5.busy.prom:207
 */
export const process_start_time_seconds = gauge(exporter, "process_start_time_seconds", { ...target }, { shared: true, variants: ["reference"] });
