/** The reference worker: takes jobs from the queue, asks Ollama, and serves the metrics page. */
import { setTimeout as sleep } from "node:timers/promises";
import { MetricsTime, Queue, UnrecoverableError, WaitingError, Worker } from "bullmq";
import { queueMetrics } from "./exporter.ts";
import { generate, readGeneration, type Generated } from "./generate.ts";
import { reasonOf } from "./reason.ts";
import { redisConnection, unlessRepeated } from "./connection.ts";
import type { ListenAt } from "./serve.ts";

export interface WorkerSettings {
  readonly redisUrl: string;
  readonly queueName: string;
  readonly ollamaUrl: string;
  /** Jobs at once. Ollama itself answers OLLAMA_NUM_PARALLEL per model at once. */
  readonly concurrency: number;
  /** For one attempt, cold load included. */
  readonly timeoutSeconds: number;
  readonly metrics: ListenAt;
}

/** Something that was started. */
export interface Running {
  /** Ends it in order, within `seconds` and a little more. */
  readonly stop: (seconds: number) => Promise<void>;
}

/**
 * Starts the worker. Answers as soon as the metrics page is served, whether or not Redis and Ollama are there.
 *
 * @throws InputError where the metrics' address cannot be listened on.
 */
export async function startWorker(settings: WorkerSettings, log: (line: string) => void): Promise<Running> {
  const { queueName, ollamaUrl, concurrency, timeoutSeconds } = settings;
  const connection = redisConnection(settings.redisUrl);
  const attempts = new Set<AbortController>();
  let stopping = false;

  const queue = new Queue(queueName, { connection });
  const worker = new Worker<unknown, Generated>(
    queueName,
    async (job, token) => {
      const attempt = new AbortController();
      attempts.add(attempt);
      const timer = setTimeout(
        () => attempt.abort(new DOMException(`no answer within ${timeoutSeconds} s`, "TimeoutError")),
        timeoutSeconds * 1000,
      );
      try {
        return await generate(ollamaUrl, readGeneration(job.data), attempt.signal);
      } catch (thrown) {
        if (stopping && attempt.signal.aborted) {
          // Given back as if it had not been taken: nobody need wait for its lock to run out.
          await job.moveToWait(token);
          throw new WaitingError();
        }
        throw hopeless(thrown) ? unrecoverable(thrown as Error) : thrown;
      } finally {
        clearTimeout(timer);
        attempts.delete(attempt);
      }
    },
    // Without `metrics` BullMQ's own counters of finished and failed jobs stay 0.
    { connection, concurrency, metrics: { maxDataPoints: MetricsTime.ONE_WEEK } },
  );
  const metrics = queueMetrics({ queue, worker });
  worker.on("completed", (job, { model, eval_count = 0, total_duration = 0 }) =>
    log(`job ${job.id} done: ${model}, ${eval_count} tokens in ${Math.round(total_duration / 1e6)} ms`),
  );
  worker.on("failed", (job, error) => log(`job ${job?.id} failed (${reasonOf(error)}): ${error.message}`));
  worker.on("error", unlessRepeated(log));
  worker.on("ready", () => log("connected to Redis"));
  await metrics.listen(settings.metrics);

  return {
    async stop(seconds) {
      const closed = worker.close();
      const late = setTimeout(() => {
        stopping = true;
        for (const attempt of attempts) attempt.abort(new Error("the worker is stopping"));
      }, seconds * 1000);
      // Without Redis it would wait for it.
      await Promise.race([closed, sleep((seconds + 2) * 1000, undefined, { ref: false })]);
      clearTimeout(late);
      await metrics.close();
      await Promise.race([queue.close(), sleep(1000, undefined, { ref: false })]);
    },
  };
}

/** Whether another attempt would end the same way. */
const hopeless = (thrown: unknown): boolean => ["model_not_found", "bad_request"].includes(reasonOf(thrown));

const unrecoverable = (thrown: Error): Error =>
  Object.assign(new UnrecoverableError(thrown.message), { cause: thrown });
