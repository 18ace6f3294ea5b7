/** A small HTTP API in front of the queue: what nginx serves under /queue/. */
import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { Queue, QueueEvents, type Job } from "bullmq";
import { redisConnection, unlessRepeated } from "./connection.ts";
import { readGeneration } from "./generate.ts";
import { httpError, readJson, sendJson, statusOf } from "./http.ts";
import { listenAt, type ListenAt } from "./serve.ts";
import type { Running } from "./worker.ts";

export interface ApiSettings {
  readonly redisUrl: string;
  readonly queueName: string;
  /** Tries a job gets before it has failed for good. */
  readonly attempts: number;
  readonly listen: ListenAt;
}

/** Bytes of a request's body. */
const LIMIT = 1024 * 1024;
/** Milliseconds that `?wait=1` holds a request; then it is answered as without. */
const HOLD = 10 * 60_000;
/** Milliseconds to wait for Redis. */
const PATIENCE = 3000;

/**
 * Starts the API, whether or not Redis is there; without it requests are answered 503.
 *
 * - `POST /queue/jobs` with `{ model, prompt, stream? }`: 202 and `{ id }`, which nobody can guess
 * - `GET /queue/jobs/<id>`: `{ id, state, result?, error? }`
 * - `?wait=1` on either: held until the job is done; the answer is that of GET
 *
 * @throws InputError where the address cannot be listened on.
 */
export async function startApi(
  { redisUrl, queueName, attempts, listen }: ApiSettings,
  log: (line: string) => void,
): Promise<Running> {
  const connection = redisConnection(redisUrl);
  const queue = new Queue(queueName, {
    // Without a connection a request is refused at once, and not added later, when nobody waits for it any more.
    connection: { ...connection, enableOfflineQueue: false, maxRetriesPerRequest: 1 },
    defaultJobOptions: {
      attempts,
      backoff: { type: "exponential", delay: 1000, jitter: 0.5 },
      // Prompts and answers stay in Redis' memory as long as the job does.
      removeOnComplete: { age: 3600, count: 250 },
      removeOnFail: { age: 86_400, count: 250 },
    },
  });
  const events = new QueueEvents(queueName, { connection });
  // One listener for all that are held: one of each request's own would outlive a client that has gone.
  const waiting = new Map<string, Set<() => void>>();
  const release = ({ jobId }: { jobId: string }): void => waiting.get(jobId)?.forEach((tell) => tell());
  events.on("completed", release).on("failed", release);
  let ready = false;
  queue.waitUntilReady().then(
    () => (ready = true),
    () => {}, // Told by the event.
  );
  queue.on("error", unlessRepeated(log));
  events.on("error", () => {});

  /** What Redis answers, or 503 when it does not; `more` is what a client should know then. */
  async function redis<T>(question: () => Promise<T>, more = ""): Promise<T> {
    try {
      if (ready) return await within(PATIENCE, question());
    } catch {
      // As when it was never there.
    }
    throw httpError(503, `the queue cannot be reached; try again later${ready ? more : ""}`);
  }

  async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? "/", "http://api");
    const wait = searchParams.get("wait") === "1";
    const id = /^\/queue\/jobs\/([\w-]{1,100})$/.exec(pathname)?.[1];
    if (request.method === "POST" && pathname === "/queue/jobs") {
      const generation = readGeneration(await readJson(request, LIMIT));
      const jobId = randomUUID();
      // A Redis that hangs may still take what it was sent.
      const job = await redis(
        () => queue.add("generate", generation, { jobId }),
        `, but first look whether it was taken: GET /queue/jobs/${jobId}`,
      );
      return wait ? held(job, response) : sendJson(response, 202, { id: job.id });
    }
    request.resume();
    if (request.method !== "GET" || id === undefined)
      throw httpError(404, "there are POST /queue/jobs and GET /queue/jobs/<id>");
    const job = await redis(() => queue.getJob(id));
    if (!job) throw httpError(404, `there is no job ${id}, or it is gone already`);
    return wait ? held(job, response) : sendJson(response, 200, await told(job));
  }

  /** Waits until the job has ended, the client has gone, or nobody should wait any longer. */
  async function ended(job: Job, response: ServerResponse): Promise<void> {
    const id = job.id!;
    let tell = (): void => {};
    const told = new Promise<void>((resolve) => (tell = resolve));
    const all = waiting.get(id) ?? new Set();
    waiting.set(id, all.add(tell));
    response.once("close", tell);
    const timer = setTimeout(tell, HOLD);
    try {
      // It may have ended before anybody listened.
      if (["completed", "failed"].includes(await redis(() => job.getState()))) return;
      await told;
    } finally {
      clearTimeout(timer);
      all.delete(tell);
      if (all.size === 0) waiting.delete(id);
    }
  }

  async function held(job: Job, response: ServerResponse): Promise<void> {
    await ended(job, response);
    if (response.destroyed) return;
    const fresh = await redis(() => queue.getJob(job.id!));
    if (!fresh) throw httpError(404, `job ${job.id} is gone already`);
    const answer = await told(fresh);
    const unfinished = answer.state !== "completed" && answer.state !== "failed";
    sendJson(response, unfinished ? 202 : answer.state === "failed" ? 502 : 200, answer);
  }

  const told = async (job: Job) => ({
    id: job.id,
    state: await redis(() => job.getState()),
    ...(job.returnvalue !== null && { result: job.returnvalue as unknown }),
    ...(job.failedReason !== undefined && { error: job.failedReason }),
  });

  const server = createServer((request, response) => {
    respond(request, response).catch((thrown: unknown) => {
      const status = statusOf(thrown);
      // Only sentences of our own are for strangers.
      const error = status === 500 ? "this went wrong here" : (thrown as Error).message;
      if (status === 500) log(`api: ${String(thrown)}`);
      response.setHeader("connection", "close");
      sendJson(response, status, { error });
    });
  });
  await listenAt(server, listen);
  return {
    async stop(seconds) {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeIdleConnections();
      await within(seconds * 1000, closed).catch(() => server.closeAllConnections());
      await within(1000, Promise.all([queue.close(), events.close()])).catch(() => {});
    },
  };
}

/** Rejects where the promise takes longer than so many milliseconds. */
function within<T>(ms: number, promise: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error("too late")), ms);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}
