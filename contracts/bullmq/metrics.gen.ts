// Generated from the recordings and contract.yaml beside it by `npm run contracts`. Do not edit.
import { counter, gauge, type Exporter } from "../metric.ts";

const exporter: Exporter = {"name":"bullmq","title":"BullMQ exporter","heartbeat":"bullmq_job_count"};
const target = { job: "any", instance: "any" } as const;

/**
 * Total number of completed jobs
 *
 * counter, jobs. Recorded: 5 (busy), 6 (busy, failing, fresh, retry).
 * Constant 0 unless the Worker is created with `metrics`, e.g. { maxDataPoints }. Since BullMQ 5.76.3.
 * Seen at contracts/bullmq/recordings/5.81.5.busy.prom:13
 */
export const bullmq_job_completed_total = counter(exporter, "bullmq_job_completed_total", { ...target, queue: "any" });

/**
 * Number of jobs in the queue by state
 *
 * gauge, jobs. Recorded: 5 (busy), 6 (busy, failing, fresh, retry).
 * A Redis count, so take max. state="completed" and state="failed" shrink with removeOnComplete and removeOnFail, so they say how many are kept, not how many happened. On the reference worker's page all bullmq_* are absent while Redis does not answer.
 * Seen at contracts/bullmq/recordings/5.81.5.busy.prom:3
 */
export const bullmq_job_count = gauge(exporter, "bullmq_job_count", { ...target, queue: "any", state: ["active","completed","delayed","failed","paused","prioritized","waiting","waiting-children"] });

/**
 * Total number of failed jobs
 *
 * counter, jobs. Recorded: 5 (busy), 6 (busy, failing, fresh, retry).
 * Jobs that failed for good, not attempts. Constant 0 unless the Worker is created with `metrics`.
 * Seen at contracts/bullmq/recordings/5.81.5.busy.prom:16
 */
export const bullmq_job_failed_total = counter(exporter, "bullmq_job_failed_total", { ...target, queue: "any" });
