// Generated from the recordings and contract.yaml beside it by `npm run contracts`. Do not edit.
import { counter, gauge, histogram, type Exporter } from "../metric.ts";

const exporter: Exporter = {"name":"ollama_queue","title":"queue exporter","heartbeat":"ollama_queue_waiting"};
const target = { job: "any", instance: "any" } as const;

/**
 * Total failed inference jobs
 *
 * counter, jobs. Recorded: article (busy, failing, fresh, idle, retry).
 * Counts failed attempts. Four jobs that failed twice and then succeeded gave 8 errors and 0 failed jobs.
 * Seen at contracts/ollama_queue/recordings/article-bullmq-5.81.5.busy.prom:19
 */
export const ollama_errors_total = counter(exporter, "ollama_errors_total", { ...target });

/**
 * Latency histogram in milliseconds
 *
 * histogram, ms. Recorded: article (busy, failing, idle, retry); only declared: fresh.
 * Appears late: No rows before the first job. The last finite bucket is 60 000 ms, so a quantile tops out there.
 * Seen at contracts/ollama_queue/recordings/article-bullmq-5.81.5.busy.prom:27
 */
export const ollama_generation_duration_ms = histogram(exporter, "ollama_generation_duration_ms", { ...target, model: "any" });

/**
 * Total completed inference jobs
 *
 * counter, jobs. Recorded: article (busy, failing, fresh, idle, retry).
 * A total row without model stands beside the labelled rows; selectors leave it out.
 * Appears late: Rows with a model appear with that model's first finished job; failed jobs are never counted here.
 * Seen at contracts/ollama_queue/recordings/article-bullmq-5.81.5.busy.prom:9
 */
export const ollama_jobs_total = counter(exporter, "ollama_jobs_total", { ...target, model: "any" }, { rollUp: ["model"] });

/**
 * Number of jobs currently being processed
 *
 * gauge, jobs. Recorded: article (busy, failing, fresh, idle, retry).
 * A Redis count, as waiting.
 * Seen at contracts/ollama_queue/recordings/article-bullmq-5.81.5.busy.prom:6
 */
export const ollama_queue_active = gauge(exporter, "ollama_queue_active", { ...target });

/**
 * Number of jobs waiting in the queue
 *
 * gauge, jobs. Recorded: article (busy, failing, fresh, idle, retry).
 * A Redis count; every worker process reports the same number, so take max, never sum.
 * Seen at contracts/ollama_queue/recordings/article-bullmq-5.81.5.busy.prom:3
 */
export const ollama_queue_waiting = gauge(exporter, "ollama_queue_waiting", { ...target });

/**
 * Tokens per second lifetime average
 *
 * gauge, tokens/s. Recorded: article (busy, failing, fresh, idle, retry).
 * A total row without model stands beside the labelled rows; selectors leave it out.
 * Average since the process started, not a rate of now.
 * Seen at contracts/ollama_queue/recordings/article-bullmq-5.81.5.busy.prom:22
 */
export const ollama_tokens_per_second = gauge(exporter, "ollama_tokens_per_second", { ...target, model: "any" }, { rollUp: ["model"] });

/**
 * Total tokens generated
 *
 * counter, tokens. Recorded: article (busy, failing, fresh, idle, retry).
 * A total row without model stands beside the labelled rows; selectors leave it out.
 * Appears late: As ollama_jobs_total. Generated tokens only, no prompt tokens.
 * Seen at contracts/ollama_queue/recordings/article-bullmq-5.81.5.busy.prom:14
 */
export const ollama_tokens_total = counter(exporter, "ollama_tokens_total", { ...target, model: "any" }, { rollUp: ["model"] });
