/** Stand-ins for BullMQ's Queue and Worker, whose events and answers a test decides. */
import { EventEmitter } from "node:events";
import type * as six from "bullmq";
import type * as five from "bullmq-5";
import { parseExposition } from "../../contracts/exposition.ts";
import type { ObservedJob, queueMetrics } from "../../stack/queue/exporter.ts";

type Accepted<T extends Parameters<typeof queueMetrics>[0]> = T;
/** Compiles only while queues and workers of both versions fit the exporter as they are. */
export type BothVersions = [
  Accepted<{ queue: six.Queue; worker: six.Worker }>,
  Accepted<{ queue: five.Queue; worker: five.Worker }>,
];

export const BULLMQ = `# HELP bullmq_job_count Number of jobs in the queue by state
# TYPE bullmq_job_count gauge
bullmq_job_count{queue="inference", state="active"} 2
# HELP bullmq_job_completed_total Total number of completed jobs
# TYPE bullmq_job_completed_total counter
bullmq_job_completed_total{queue="inference"} 7`;

/** A queue with 3 jobs waiting and 2 active; `answer` may be replaced to let Redis go away. */
export const fakeQueue = () =>
  Object.assign(new EventEmitter(), {
    questions: 0,
    answer: <T>(value: T): Promise<T> => Promise.resolve(value),
    getWaitingCount() {
      this.questions++;
      return this.answer(3);
    },
    getActiveCount() {
      return this.answer(2);
    },
    exportPrometheusMetrics() {
      return this.answer(BULLMQ);
    },
  });

export const fakeWorker = (concurrency = 2) => Object.assign(new EventEmitter(), { concurrency });

/** A job that was added a minute ago and has just been taken for the first time. */
export const job = (model: unknown, more: Partial<ObservedJob> = {}): ObservedJob => ({
  id: "1",
  data: { model, prompt: "why is the sky blue" },
  opts: {},
  timestamp: 1_700_000_000_000,
  processedOn: 1_700_000_060_000,
  attemptsStarted: 1,
  ...more,
});

/** Values of a page by series, as `name{label="value"}`; buckets left out. */
export function valuesOf(text: string): Record<string, number> {
  const values: Record<string, number> = {};
  for (const { samples } of parseExposition(Buffer.from(text), "page").families.values())
    for (const { name, labels, value } of samples) {
      if (labels["le"] !== undefined) continue;
      const inner = Object.entries(labels).map(([label, each]) => `${label}="${each}"`);
      values[inner.length === 0 ? name : `${name}{${inner.join(",")}}`] = value;
    }
  return values;
}

/** Only what is not 0. */
export const nonZero = (values: Record<string, number>): Record<string, number> =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== 0));
