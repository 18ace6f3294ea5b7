/** The queue's exporter: one metrics page for a BullMQ queue in front of Ollama, in the worker's process. */
import { Counter, Gauge, Registry } from "prom-client";
import { queueFamilies, type JobNumbers, type QueueFamilies } from "./families.ts";
import { reasonOf } from "./reason.ts";
import { redisReader, type ObservedQueue } from "./redis.ts";
import { listenAt, metricsServer, pageHandler, type Handler, type ListenAt } from "./serve.ts";

/** As much of BullMQ's `Job` as the exporter reads. */
export interface ObservedJob {
  readonly id?: string;
  readonly data: unknown;
  readonly opts: { readonly delay?: number };
  readonly timestamp: number;
  readonly processedOn?: number;
  readonly attemptsStarted: number;
  readonly finishedOn?: number | null;
}

/** As much of BullMQ's `Worker` as the exporter needs; of 5.76.3 and later, and of 6. */
export interface ObservedWorker {
  readonly concurrency: number;
  on(event: "active", listener: (job: ObservedJob) => void): unknown;
  on(event: "completed", listener: (job: ObservedJob, result: unknown) => void): unknown;
  on(event: "failed", listener: (job: ObservedJob | undefined, error: Error) => void): unknown;
  on(event: "stalled", listener: (id: string) => void): unknown;
  on(event: "error", listener: (error: Error) => void): unknown;
}

/** A job's numbers, in the article's words or in Ollama's; or its error. */
export interface JobResult extends JobNumbers {
  readonly error?: unknown;
  /** With `error`: there is no further attempt. */
  readonly final?: boolean;
}

export interface QueueMetrics {
  /**
   * Counts a job by hand, for a process without a BullMQ worker. With a `worker` the jobs are counted by its
   * events: then this counts nothing and says so once, as counting twice would double every number.
   */
  readonly recordJob: (result: JobResult) => void;
  /** The page. Never rejects for want of Redis; answers within a second. */
  readonly page: () => Promise<string>;
  /** For a server of your own: answers any GET or HEAD with the page. */
  readonly handler: Handler;
  /** For metrics of your own beside these. BullMQ's are not in it, they are text. */
  readonly registry: Registry;
  /** Serves the page at /metrics. Errors as {@link listenAt}. */
  readonly listen: (at: ListenAt) => Promise<void>;
  /** Stops serving; queue and worker are yours to close. */
  readonly close: () => Promise<void>;
}

/**
 * The metrics of one queue, and of one worker where there is one in this process.
 *
 * A job's model is `job.data.model`. Counters begin at 0 with the process, as any exporter's.
 */
export function queueMetrics({
  queue,
  worker,
}: {
  readonly queue: ObservedQueue;
  readonly worker?: ObservedWorker;
}): QueueMetrics {
  const registry = new Registry();
  const families = queueFamilies(registry);
  const registers = [registry];
  const waiting = new Gauge({ name: "ollama_queue_waiting", help: "Jobs waiting in the queue", registers });
  const active = new Gauge({
    name: "ollama_queue_active",
    help: "Jobs that workers are processing",
    registers,
  });
  const redisUp = new Gauge({
    name: "ollama_queue_redis_up",
    help: "Whether Redis answered this scrape: 1, or 0",
    registers,
  });
  if (worker) watch(worker, families, registry);

  const read = redisReader(queue);
  let coming: Promise<string> | undefined;
  async function whole(): Promise<string> {
    const state = await read();
    // Who asks from here on gets a page of their own: this one no longer sees what happens now.
    coming = undefined;
    redisUp.set(state ? 1 : 0);
    if (state) {
      waiting.set(state.waiting);
      active.set(state.active);
    } else for (const gauge of [waiting, active]) gauge.remove();
    return (await registry.metrics()) + (state?.bullmq ?? "");
  }
  const page = (): Promise<string> => (coming ??= whole());

  const handler = pageHandler(page);
  const server = metricsServer(handler);
  return {
    recordJob: worker ? refuseToCountTwice() : (result) => record(families, result),
    page,
    handler,
    registry,
    listen: (at) => listenAt(server, at),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Counts what the worker's events say. */
function watch(worker: ObservedWorker, families: QueueFamilies, registry: Registry): void {
  const registers = [registry];
  // BullMQ tells of the end of a job that completed or failed, not of one that its processor put back (DelayedError
  // and its like); so this is also held to what the worker can run at once, the oldest being the one that is gone.
  const running = new Set<string>();
  const stalled = new Counter({
    name: "ollama_stalled_jobs_total",
    help: "Jobs that this worker found without a living worker and put back",
    registers,
  });
  new Gauge({
    name: "ollama_worker_concurrency",
    help: "Jobs this worker takes at once",
    registers,
    collect() {
      this.set(worker.concurrency);
    },
  });
  new Gauge({
    name: "ollama_worker_active_jobs",
    help: "Jobs this worker is processing",
    registers,
    collect() {
      this.set(running.size);
    },
  });

  worker.on("active", (job) => {
    if (job.id !== undefined) running.delete(job.id);
    for (const id of running) if (running.size >= worker.concurrency) running.delete(id);
    if (job.id !== undefined) running.add(job.id);
    families.started(modelOf(job), job.attemptsStarted > 1 ? undefined : waited(job));
  });
  worker.on("completed", (job, result) => {
    if (job.id !== undefined) running.delete(job.id);
    families.finished(modelOf(job), result);
  });
  worker.on("failed", (job, error) => {
    if (job?.id !== undefined) running.delete(job.id);
    // BullMQ sets finishedOn only where there is no further attempt. A job that is gone already cannot have one.
    families.failed(modelOf(job), reasonOf(error), job === undefined || typeof job.finishedOn === "number");
  });
  worker.on("stalled", () => stalled.inc());
  // Without a listener a lost connection would end the process.
  worker.on("error", (error) => {
    // A job whose lock was lost ends with this and no other event.
    const lost = /^(?:Missing (?:lock|key)|Lock mismatch) for job (.+?)\. /.exec(error?.message ?? "")?.[1];
    if (lost !== undefined) running.delete(lost);
  });
}

const modelOf = (job: ObservedJob | undefined): unknown =>
  (job?.data as { readonly model?: unknown } | null | undefined)?.model;

/** Seconds from when the job might have been taken; two machines' clocks differ, but nothing waits less than 0. */
function waited({ timestamp, opts, processedOn }: ObservedJob): number | undefined {
  const ms = (processedOn ?? Date.now()) - timestamp - (opts?.delay ?? 0);
  return Number.isFinite(ms) ? Math.max(0, ms / 1000) : undefined;
}

function record(families: QueueFamilies, result: JobResult | null | undefined): void {
  // As in the article: no error is undefined, null, "" or false.
  if (result?.error) families.failed(result.model, reasonOf(result.error), result.final === true);
  else families.finished(result?.model, result);
}

function refuseToCountTwice(): () => void {
  let said = false;
  return () => {
    if (said) return;
    said = true;
    process.emitWarning(
      "recordJob counted nothing: queueMetrics was given the worker and counts its jobs by itself.",
    );
  };
}
