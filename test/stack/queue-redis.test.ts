/** The exporter and the reference worker beside a real Redis, with both versions of BullMQ. */
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import * as six from "bullmq";
import * as five from "bullmq-5";
import { Redis as Client } from "ioredis";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { startApi } from "../../stack/queue/api.ts";
import { queueMetrics } from "../../stack/queue/exporter.ts";
import { fakeOllama } from "../../stack/queue/fake-ollama.ts";
import { startWorker, type Running } from "../../stack/queue/worker.ts";
import { nonZero, valuesOf } from "./queue-fakes.ts";
import { hasRedis, startRedis, type Redis } from "./redis-server.ts";

// Without redis-server on PATH (Debian: redis-server) these tests are skipped: they need a real one.
describe.skipIf(!hasRedis)("with a real Redis (needs redis-server on PATH)", () => {
  let redis: Redis;
  let ollama: Server;
  let ollamaUrl: string;
  let names = 0;
  const closing: (() => unknown)[] = [];
  const later = (close: () => unknown) => void closing.unshift(close);

  beforeAll(async () => {
    redis = await startRedis();
    ollama = fakeOllama({ seed: 1, speed: 50, idleSeconds: 3600 }).listen(0, "127.0.0.1");
    await new Promise((resolve) => ollama.once("listening", resolve));
    ollamaUrl = `http://127.0.0.1:${(ollama.address() as AddressInfo).port}`;
  });
  afterEach(async () => {
    for (const close of closing.splice(0)) await close();
  });
  afterAll(async () => {
    ollama.close().closeAllConnections();
    await redis.kill();
  });

  const connection = () => ({
    host: "127.0.0.1",
    port: redis.port,
    maxRetriesPerRequest: null,
    retryStrategy: () => 50,
  });
  /** A queue of its own, so that no test sees another's jobs. */
  const queueOf = ({ Queue }: typeof six) => {
    const queue = new Queue(`queue-${names++}`, { connection: connection() });
    later(() => queue.close());
    return queue;
  };
  const until = async (condition: () => boolean | Promise<boolean>): Promise<void> => {
    while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 20));
  };
  const GENERATED = { eval_count: 10, total_duration: 1e9, eval_duration: 5e8 };

  describe.each([
    ["6", six],
    ["5", five as unknown as typeof six],
  ])("BullMQ %s", (_, bullmq) => {
    const watched = (process: (job: six.Job) => Promise<unknown>, options: object = {}) => {
      const queue = queueOf(bullmq);
      const worker = new bullmq.Worker(queue.name, process, {
        connection: connection(),
        metrics: { maxDataPoints: 10 },
        ...options,
      });
      later(() => worker.close(true));
      const metrics = queueMetrics({ queue, worker });
      return { queue, worker, metrics, values: async () => valuesOf(await metrics.page()) };
    };

    it("counts jobs, tries and failures, as BullMQ counts them", async () => {
      const { queue, values } = watched((job) => {
        const { name, attemptsMade } = job;
        if (name === "hopeless") throw new bullmq.UnrecoverableError("model 'x' not found");
        if (name === "broken" || (name === "flaky" && attemptsMade < 2))
          throw Object.assign(new Error("x"), { status: 500 });
        return Promise.resolve(GENERATED);
      });
      const options = { attempts: 3, backoff: 10 };
      await queue.addBulk(
        ["good", "flaky", "broken", "hopeless"].map((name) => ({
          name,
          data: { model: name, prompt: "x" },
          opts: options,
        })),
      );
      await until(async () => {
        const { completed, failed } = await queue.getJobCounts("completed", "failed");
        return completed === 2 && failed === 2;
      });
      const counted = Object.entries(nonZero(await values())).filter(([series]) =>
        /^(ollama_(jobs|errors|failed|tokens_total|queue_wait_seconds_count|queue_redis|worker)|bullmq)/.test(
          series,
        ),
      );
      expect(Object.fromEntries(counted)).toEqual({
        'ollama_jobs_total{model="good"}': 1,
        'ollama_jobs_total{model="flaky"}': 1,
        'ollama_tokens_total{model="good"}': 10,
        'ollama_tokens_total{model="flaky"}': 10,
        ollama_errors_total: 6,
        'ollama_failed_attempts_total{model="flaky",reason="backend_error"}': 2,
        'ollama_failed_attempts_total{model="broken",reason="backend_error"}': 3,
        'ollama_failed_attempts_total{model="hopeless",reason="model_not_found"}': 1,
        'ollama_failed_jobs_total{model="broken",reason="backend_error"}': 1,
        'ollama_failed_jobs_total{model="hopeless",reason="model_not_found"}': 1,
        'ollama_queue_wait_seconds_count{model="good"}': 1,
        'ollama_queue_wait_seconds_count{model="flaky"}': 1,
        'ollama_queue_wait_seconds_count{model="broken"}': 1,
        'ollama_queue_wait_seconds_count{model="hopeless"}': 1,
        ollama_queue_redis_up: 1,
        ollama_worker_concurrency: 1,
        [`bullmq_job_count{queue="${queue.name}",state="completed"}`]: 2,
        [`bullmq_job_count{queue="${queue.name}",state="failed"}`]: 2,
        [`bullmq_job_completed_total{queue="${queue.name}"}`]: 2,
        [`bullmq_job_failed_total{queue="${queue.name}"}`]: 2,
      });
    });

    it("a worker that died in mid-job: who finds the job counts it as stalled, and does it", async () => {
      const queue = queueOf(bullmq);
      // It takes the job and is never heard of again.
      const dead = new bullmq.Worker(queue.name, undefined, {
        connection: connection(),
        autorun: false,
        lockDuration: 100,
      });
      later(() => dead.close(true));
      await queue.add("x", { model: "good", prompt: "x" });
      expect(await dead.getNextJob("token")).toBeDefined();

      const worker = new bullmq.Worker(queue.name, () => Promise.resolve(GENERATED), {
        connection: connection(),
        stalledInterval: 150,
        drainDelay: 1,
      });
      later(() => worker.close(true));
      const metrics = queueMetrics({ queue, worker });
      await until(async () => (await queue.getCompletedCount()) === 1);
      await until(async () => valuesOf(await metrics.page())['ollama_jobs_total{model="good"}'] === 1);
      expect(valuesOf(await metrics.page())).toMatchObject({
        ollama_stalled_jobs_total: 1,
        ollama_errors_total: 0,
        ollama_worker_active_jobs: 0,
        // Taken for the second time: its wait was over long ago.
        'ollama_queue_wait_seconds_count{model="good"}': 0,
      });
    });

    it("a job whose lock was lost leaves its slot", async () => {
      let release = () => {};
      const { queue, worker, values } = watched(
        () => new Promise((resolve) => (release = () => resolve(GENERATED))),
        { skipStalledCheck: true },
      );
      const { id } = await queue.add("x", { model: "good", prompt: "x" });
      await until(async () => (await values())["ollama_worker_active_jobs"] === 1);
      const lost = new Promise((resolve) => worker.on("error", resolve));
      const client = new Client(connection());
      await client.del(`bull:${queue.name}:${id}:lock`);
      await client.quit();
      release();
      await lost;
      await until(async () => (await values())["ollama_worker_active_jobs"] === 0);
    });

    it("two workers: Redis' numbers are the same from both, their own add up", async () => {
      const queue = queueOf(bullmq);
      const releases: (() => void)[] = [];
      const pages = [1, 2].map(() => {
        const worker = new bullmq.Worker(
          queue.name,
          () => new Promise((resolve) => releases.push(() => resolve(GENERATED))),
          { connection: connection() },
        );
        later(() => worker.close(true));
        return queueMetrics({ queue, worker }).page;
      });
      for (let count = 0; count < 3; count++) await queue.add("x", { model: "good", prompt: "x" });
      await until(() => releases.length === 2);
      const values = await Promise.all(pages.map(async (page) => valuesOf(await page())));
      for (const page of values)
        expect(page).toMatchObject({
          ollama_queue_waiting: 1,
          ollama_queue_active: 2,
          ollama_worker_active_jobs: 1,
        });
      for (const release of releases.splice(0)) release();
      await until(() => releases.length === 1);
      releases[0]!();
      await until(async () => (await queue.getCompletedCount()) === 3);
      const jobs = 'ollama_jobs_total{model="good"}';
      await until(async () => {
        const each = await Promise.all(pages.map(async (page) => valuesOf(await page())[jobs] ?? 0));
        return each[0]! + each[1]! === 3;
      });
    });
  });

  it("Redis killed and back: the page comes, says so, keeps its counters, and recovers by itself", async () => {
    const own = await startRedis();
    later(own.kill);
    const at = { ...connection(), port: own.port };
    const queue = new six.Queue("killed", { connection: at });
    const worker = new six.Worker("killed", () => Promise.resolve(GENERATED), { connection: at });
    later(() => Promise.all([worker.close(true), queue.close()]));
    const metrics = queueMetrics({ queue, worker });
    const values = async () => valuesOf(await metrics.page());
    await queue.add("x", { model: "good", prompt: "x" });
    await until(async () => (await values())['ollama_jobs_total{model="good"}'] === 1);

    await own.kill();
    const gone = await values();
    expect(gone).toMatchObject({ ollama_queue_redis_up: 0, 'ollama_jobs_total{model="good"}': 1 });
    expect(gone).not.toHaveProperty("ollama_queue_waiting");
    expect(Object.keys(gone).filter((series) => series.startsWith("bullmq"))).toEqual([]);

    await own.start();
    await until(async () => (await values())["ollama_queue_redis_up"] === 1);
    expect(await values()).toMatchObject({ ollama_queue_waiting: 0, 'ollama_jobs_total{model="good"}': 1 });
  });

  describe("the reference worker and its API", () => {
    const freePort = async () => {
      const { createServer } = await import("node:net");
      const probe = createServer().listen(0, "127.0.0.1");
      await new Promise((resolve) => probe.once("listening", resolve));
      const { port } = probe.address() as AddressInfo;
      await new Promise((resolve) => probe.close(resolve));
      return port;
    };
    const lines: string[] = [];
    const start = async (more: { readonly redisUrl?: string; readonly timeoutSeconds?: number } = {}) => {
      const port = await freePort();
      const running = await startWorker(
        {
          redisUrl: redis.url,
          queueName: `stack-${names}`,
          ollamaUrl,
          concurrency: 2,
          timeoutSeconds: 60,
          metrics: { port },
          ...more,
        },
        (line) => lines.push(line),
      );
      let stopped: Promise<void> | undefined;
      const once: Running["stop"] = (seconds) => (stopped ??= running.stop(seconds));
      later(() => once(0));
      const values = async () => valuesOf(await (await fetch(`http://127.0.0.1:${port}/metrics`)).text());
      return { stop: once, values };
    };
    const api = async (redisUrl = redis.url, attempts = 1) => {
      const port = await freePort();
      const running = await startApi(
        { redisUrl, queueName: `stack-${names}`, attempts, listen: { port } },
        (line) => lines.push(line),
      );
      later(() => running.stop(0));
      return async (path: string, body?: unknown) => {
        const answer = await fetch(`http://127.0.0.1:${port}${path}`, {
          ...(body !== undefined && {
            method: "POST",
            body: typeof body === "string" ? body : JSON.stringify(body),
          }),
        });
        return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
      };
    };
    const model = "llama3.2:3b";

    it("a job from the request to the numbers, streamed or not", async () => {
      names++;
      const ask = await api();
      const { values } = await start();
      await until(async () => (await ask("/queue/jobs", { model, prompt: "one" })).status === 202);
      for (const stream of [true, false]) {
        const { status, body } = await ask("/queue/jobs?wait=1", { model, prompt: "two", stream });
        expect([status, body["state"]]).toEqual([200, "completed"]);
        expect(body["result"]).toMatchObject({
          model,
          done: true,
          response: expect.stringMatching(/\w/) as string,
        });
        expect(await ask(`/queue/jobs/${String(body["id"])}`)).toEqual({ status: 200, body });
      }
      const page = await values();
      expect(page[`ollama_jobs_total{model="${model}"}`]).toBe(3);
      expect(page[`ollama_tokens_total{model="${model}"}`]).toBeGreaterThan(3);
      expect(page[`ollama_request_tokens_per_second_count{model="${model}"}`]).toBe(3);
    });

    it("every way to fail has its reason", async () => {
      names++;
      const ask = await api();
      const { values } = await start({ timeoutSeconds: 0.3 });
      await until(async () => (await ask("/queue/jobs/none")).status === 404);
      const failing = {
        "!500": "backend_error",
        "!503": "overloaded",
        "!oom": "out_of_memory",
        "!hang": "timeout",
        "!reset": "unreachable",
      };
      for (const prompt of Object.keys(failing)) {
        const { status, body } = await ask("/queue/jobs?wait=1", { model, prompt });
        expect([status, body["state"]], prompt).toEqual([502, "failed"]);
      }
      expect((await ask("/queue/jobs?wait=1", { model: "x", prompt: "" })).body["error"]).toBe(
        "model 'x' not found",
      );
      const page = nonZero(await values());
      for (const reason of Object.values(failing))
        expect(page[`ollama_failed_jobs_total{model="${model}",reason="${reason}"}`], reason).toBe(1);
      expect(page['ollama_failed_jobs_total{model="x",reason="model_not_found"}']).toBe(1);
      expect(page["ollama_errors_total"]).toBe(6);
    });

    it("what another attempt cannot mend gets no other", async () => {
      names++;
      const ask = await api(redis.url, 5);
      const { values } = await start();
      await until(async () => (await ask("/queue/jobs/none")).status === 404);
      expect((await ask("/queue/jobs?wait=1", { model: "x", prompt: "" })).body["state"]).toBe("failed");
      expect(nonZero(await values())).toMatchObject({
        ollama_errors_total: 1,
        'ollama_failed_jobs_total{model="x",reason="model_not_found"}': 1,
      });
    });

    it("told to stop, it gives back the job it cannot finish, and another worker does it", async () => {
      names++;
      const ask = await api();
      const first = await start();
      await until(async () => (await ask("/queue/jobs/none")).status === 404);
      const { body } = await ask("/queue/jobs", { model, prompt: "!hangx1 please" });
      await until(async () => (await first.values())["ollama_worker_active_jobs"] === 1);
      await first.stop(0);
      expect((await ask(`/queue/jobs/${String(body["id"])}`)).body["state"]).toBe("waiting");
      const second = await start();
      const { body: done } = await ask(`/queue/jobs/${String(body["id"])}?wait=1`);
      expect(done["state"]).toBe("completed");
      expect(await second.values()).toMatchObject({ ollama_errors_total: 0, ollama_stalled_jobs_total: 0 });
    });

    it("a Redis that hangs may have taken the job: the refusal says where to look", async () => {
      names++;
      const own = await startRedis();
      later(own.kill);
      const ask = await api(own.url);
      await until(async () => (await ask("/queue/jobs", { model, prompt: "first" })).status === 202);
      own.hang();
      const { status, body } = await ask("/queue/jobs", { model, prompt: "hanging" });
      own.goOn();
      const place = /GET (\/queue\/jobs\/[\w-]+)$/.exec(String(body["error"]))?.[1];
      expect([status, place]).toEqual([503, expect.any(String)]);
      await until(async () => (await ask(place!)).status === 200);
    });

    it("without Redis the worker serves its page and waits, the API refuses; both come to life with it", async () => {
      names++;
      const own = await startRedis();
      later(own.kill);
      await own.kill();
      const ask = await api(own.url);
      const { values } = await start({ redisUrl: own.url });
      expect(await values()).toMatchObject({ ollama_queue_redis_up: 0, ollama_errors_total: 0 });
      const job = { model, prompt: "early" };
      expect(await ask("/queue/jobs", job)).toEqual({
        status: 503,
        body: { error: "the queue cannot be reached; try again later" },
      });
      await own.start();
      await until(async () => (await ask("/queue/jobs?wait=1", job)).status === 200);
      await own.kill();
      await until(async () => (await ask("/queue/jobs", job)).status === 503);
      await own.start();
      await until(async () => (await ask("/queue/jobs?wait=1", job)).status === 200);
      // What was refused was not done later.
      expect(await values()).toMatchObject({
        ollama_queue_redis_up: 1,
        [`ollama_jobs_total{model="${model}"}`]: 2,
      });
    });

    it.each([
      ["no JSON", "{", 400, "the body is no JSON"],
      ["nothing", "", 400, "`model` must be the name of a model"],
      ["a list", [], 400, "`model` must be the name of a model"],
      ["no model", { prompt: "x" }, 400, "`model` must be the name of a model"],
      ["no prompt", { model }, 400, "`prompt` must be a text"],
      [
        "a stream that is a word",
        { model, prompt: "x", stream: "yes" },
        400,
        "`stream` must be true or false",
      ],
      ["too much", { model, prompt: "x".repeat(2_000_000) }, 413, "the body is larger than 1048576 bytes"],
    ])("the API refuses %s", async (_, body, status, error) => {
      const ask = await api();
      expect(await ask("/queue/jobs", body)).toEqual({ status, body: { error } });
    });
    it("and other paths", async () => {
      const ask = await api();
      for (const path of ["/", "/queue/jobs", "/queue/jobs/..%2f", "/queue/jobs/1/2"])
        expect((await ask(path)).status, path).toBe(404);
    });
  });
});
