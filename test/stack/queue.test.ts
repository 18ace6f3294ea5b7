/** The queue's exporter without Redis: what it counts, and that nothing breaks its page. */
import { spawnSync } from "node:child_process";
import { afterEach, describe, expect, it, vi } from "vitest";
import { readContract } from "../../contracts/contract.ts";
import { parseExposition } from "../../contracts/exposition.ts";
import { queueMetrics } from "../../stack/queue/exporter.ts";
import { MAX_MODEL_LENGTH, MAX_MODELS } from "../../stack/queue/families.ts";
import { FAILURE_REASONS } from "../../stack/queue/reason.ts";
import { PATIENCE } from "../../stack/queue/redis.ts";
import { BULLMQ, fakeQueue, fakeWorker, job, nonZero, valuesOf } from "./queue-fakes.ts";

const watched = (concurrency = 2) => {
  const [queue, worker] = [fakeQueue(), fakeWorker(concurrency)];
  const metrics = queueMetrics({ queue, worker });
  return { queue, worker, metrics, values: async () => valuesOf(await metrics.page()) };
};
const model = "llama3.2:3b";
const OLLAMA = {
  model,
  total_duration: 2_500_000_000,
  load_duration: 500_000_000,
  prompt_eval_count: 30,
  eval_count: 100,
  eval_duration: 1_000_000_000,
};
afterEach(() => vi.useRealTimers());

describe("a page", () => {
  it("begins with what needs no model, at 0", async () => {
    const { values } = watched();
    const { process_start_time_seconds: start, ...rest } = await values();
    expect(start).toBeGreaterThan(1_600_000_000);
    expect(rest).toEqual({
      ollama_queue_waiting: 3,
      ollama_queue_active: 2,
      ollama_queue_redis_up: 1,
      ollama_errors_total: 0,
      ollama_stalled_jobs_total: 0,
      ollama_worker_concurrency: 2,
      ollama_worker_active_jobs: 0,
      'bullmq_job_count{queue="inference",state="active"}': 2,
      'bullmq_job_completed_total{queue="inference"}': 7,
    });
  });

  it("has the families of the recorded ones, and no others", async () => {
    const { metrics } = watched();
    const contract = readContract("contracts/ollama_queue");
    const families = parseExposition(Buffer.from(await metrics.page()), "page").families;
    expect([...families.keys()].filter((name) => !name.startsWith("bullmq_")).sort()).toEqual(
      [
        ...contract.recordings.find(({ name }) => name === "reference-bullmq-6.7.0.busy")!.families.keys(),
      ].sort(),
    );
    for (const [name, { type }] of families)
      if (!name.startsWith("bullmq_")) expect(contract.metrics.get(name)?.type, name).toBe(type);
  });

  it("without a worker leaves out what only a worker knows", async () => {
    const page = await queueMetrics({ queue: fakeQueue() }).page();
    expect(page).not.toMatch(/ollama_worker_|ollama_stalled/);
    expect(page).toContain("ollama_errors_total 0");
  });
});

describe("a finished job", () => {
  it("counts what Ollama says of it", async () => {
    const { worker, values } = watched();
    worker.emit("active", job(model));
    worker.emit("completed", job(model), OLLAMA);
    expect(nonZero(await values())).toMatchObject({
      'ollama_jobs_total{model="llama3.2:3b"}': 1,
      'ollama_tokens_total{model="llama3.2:3b"}': 100,
      'ollama_prompt_tokens_total{model="llama3.2:3b"}': 30,
      'ollama_tokens_per_second{model="llama3.2:3b"}': 40,
      'ollama_generation_duration_ms_sum{model="llama3.2:3b"}': 2500,
      'ollama_model_load_seconds_sum{model="llama3.2:3b"}': 0.5,
      'ollama_request_tokens_per_second_sum{model="llama3.2:3b"}': 100,
      'ollama_queue_wait_seconds_sum{model="llama3.2:3b"}': 60,
    });
  });

  it("or what the article's worker says, which knows less", async () => {
    const metrics = queueMetrics({ queue: fakeQueue() });
    metrics.recordJob({ model, eval_count: 100, total_duration_ms: 2500 });
    metrics.recordJob({ model, eval_count: 300, total_duration_ms: 7500 });
    const values = valuesOf(await metrics.page());
    expect(values).toMatchObject({
      'ollama_jobs_total{model="llama3.2:3b"}': 2,
      'ollama_tokens_total{model="llama3.2:3b"}': 400,
      'ollama_tokens_per_second{model="llama3.2:3b"}': 40,
      'ollama_generation_duration_ms_count{model="llama3.2:3b"}': 2,
      'ollama_request_tokens_per_second_count{model="llama3.2:3b"}': 0,
      'ollama_model_load_seconds_count{model="llama3.2:3b"}': 0,
    });
  });

  it("has its rows at 0 from the start of the first job, for every reason, so that a rate sees the first one", async () => {
    const { worker, values } = watched();
    worker.emit("active", job(model));
    const page = await values();
    for (const name of ["jobs", "tokens", "prompt_tokens"])
      expect(page[`ollama_${name}_total{model="llama3.2:3b"}`], name).toBe(0);
    for (const name of ["failed_attempts", "failed_jobs"])
      for (const reason of FAILURE_REASONS)
        expect(page[`ollama_${name}_total{model="llama3.2:3b",reason="${reason}"}`], reason).toBe(0);
    expect(page['ollama_generation_duration_ms_count{model="llama3.2:3b"}']).toBe(0);
    // A gauge of 0 would say that it is slow.
    expect(page).not.toHaveProperty('ollama_tokens_per_second{model="llama3.2:3b"}');
  });

  it.each([NaN, -1, Infinity, undefined, null, "12", {}, 1e300, 10n])(
    "still counts with %s for a number",
    async (bad) => {
      const { worker, values } = watched();
      const numbers = Object.fromEntries(Object.keys(OLLAMA).map((key) => [key, bad]));
      worker.emit("completed", job(model), { ...numbers, total_duration_ms: bad });
      worker.emit("completed", job(model), OLLAMA);
      const page = await values();
      expect(page['ollama_jobs_total{model="llama3.2:3b"}']).toBe(2);
      expect(page['ollama_tokens_total{model="llama3.2:3b"}']).toBe(100);
      expect(page['ollama_generation_duration_ms_count{model="llama3.2:3b"}']).toBe(1);
      expect(page['ollama_tokens_per_second{model="llama3.2:3b"}']).toBe(40);
    },
  );
  it.each([undefined, null, "done", 7])("still counts when it returned %s", async (result) => {
    const { worker, values } = watched();
    worker.emit("completed", job(model), result);
    expect((await values())['ollama_jobs_total{model="llama3.2:3b"}']).toBe(1);
  });
  it("that took no time is no infinite speed", async () => {
    const { worker, values } = watched();
    worker.emit("completed", job(model), { eval_count: 5, eval_duration: 0, total_duration: 0 });
    const page = await values();
    expect(page['ollama_request_tokens_per_second_count{model="llama3.2:3b"}']).toBe(0);
    expect(page).not.toHaveProperty('ollama_tokens_per_second{model="llama3.2:3b"}');
  });
});

describe("a model's name", () => {
  const hostile: readonly (readonly [unknown, string])[] = [
    ['a"b', 'a"b'],
    ["a\\b", "a\\b"],
    ["a\\", "a\\"],
    ["a\nb", "a\nb"],
    ["a\r\nb", "a\r\nb"],
    ["a\0b", "a\uFFFDb"],
    ['",evil="1', '",evil="1'],
    ["} 1\nollama_jobs_total 9", "} 1\nollama_jobs_total 9"],
    ["модель 🙂", "модель 🙂"],
    ["\uD83D", "\uFFFD"],
    ["__proto__", "__proto__"],
    ["constructor", "constructor"],
    ["", "unknown"],
    ["  \t", "unknown"],
    [undefined, "unknown"],
    [null, "unknown"],
    [7, "unknown"],
    [{ name: "x" }, "unknown"],
    [["x"], "unknown"],
    ["x".repeat(10_000), "x".repeat(MAX_MODEL_LENGTH)],
    [`${"x".repeat(MAX_MODEL_LENGTH - 1)}🙂`, `${"x".repeat(MAX_MODEL_LENGTH - 1)}\uFFFD`],
  ];
  it.each(hostile)("%j is the label %j", async (name, label) => {
    const { worker, metrics } = watched();
    worker.emit("completed", job(name), OLLAMA);
    const family = parseExposition(Buffer.from(await metrics.page()), "page").families.get(
      "ollama_jobs_total",
    );
    expect(family!.samples.map(({ labels, value }) => [labels, value])).toEqual([[{ model: label }, 1]]);
  });
  it.each([null, undefined, "text", 7])("is unknown where a job's data are %s", async (data) => {
    const { worker, values } = watched();
    worker.emit("active", job("", { data }));
    worker.emit("completed", job("", { data }), OLLAMA);
    expect((await values())['ollama_jobs_total{model="unknown"}']).toBe(1);
  });
  it(`has rows of its own for ${MAX_MODELS} names; later ones are counted together`, async () => {
    const { worker, values } = watched();
    for (let index = 0; index < MAX_MODELS + 50; index++)
      worker.emit("completed", job(`model-${index}`), OLLAMA);
    worker.emit("completed", job("model-0"), OLLAMA);
    const page = await values();
    const rows = Object.keys(page).filter((series) => series.startsWith("ollama_jobs_total"));
    expect(rows).toHaveLength(MAX_MODELS + 1);
    expect(page['ollama_jobs_total{model="other"}']).toBe(50);
    expect(page['ollama_jobs_total{model="model-0"}']).toBe(2);
  });

  const promtool = spawnSync("promtool", ["--version"]).status === 0;
  it.skipIf(!promtool)("never makes a page promtool refuses (needs promtool on PATH)", async () => {
    const { worker, metrics } = watched();
    for (const [name] of hostile) {
      worker.emit("active", job(name));
      worker.emit("completed", job(name), OLLAMA);
      worker.emit("failed", job(name), new Error('bad "\n\\'));
    }
    const { stdout, stderr } = spawnSync("promtool", ["check", "metrics"], {
      input: await metrics.page(),
      encoding: "utf8",
    });
    // The article's name and BullMQ's; nothing else is wrong.
    expect(`${stdout}${stderr}`.trim().split("\n").sort()).toEqual([
      'bullmq_job_count non-histogram and non-summary metrics should not have "_count" suffix',
      "ollama_generation_duration_ms metric names should not contain abbreviated units",
    ]);
  });
});

describe("a failed attempt", () => {
  const attempts = (page: Record<string, number>) =>
    Object.fromEntries(Object.entries(nonZero(page)).filter(([name]) => /errors|failed/.test(name)));
  it("that will be retried is no failed job; the last one is", async () => {
    const { worker, values } = watched();
    const error = Object.assign(new Error("busy"), { status: 503 });
    worker.emit("failed", job(model, { attemptsStarted: 1 }), error);
    worker.emit("failed", job(model, { attemptsStarted: 2 }), error);
    worker.emit("failed", job(model, { attemptsStarted: 3, finishedOn: 1_700_000_070_000 }), error);
    expect(attempts(await values())).toEqual({
      ollama_errors_total: 3,
      'ollama_failed_attempts_total{model="llama3.2:3b",reason="overloaded"}': 3,
      'ollama_failed_jobs_total{model="llama3.2:3b",reason="overloaded"}': 1,
    });
  });
  it("of a job that is gone already has failed for good, of an unknown model", async () => {
    const { worker, values } = watched();
    worker.emit("failed", undefined, new Error("job stalled more than allowable limit"));
    expect(attempts(await values())).toEqual({
      ollama_errors_total: 1,
      'ollama_failed_attempts_total{model="unknown",reason="stalled"}': 1,
      'ollama_failed_jobs_total{model="unknown",reason="stalled"}': 1,
    });
  });
  it("that a job's finishedOn of null, as after a retry by hand, does not end", async () => {
    const { worker, values } = watched();
    worker.emit("failed", job(model, { finishedOn: null }), new Error("x"));
    expect(await values()).toMatchObject({
      'ollama_failed_jobs_total{model="llama3.2:3b",reason="other"}': 0,
    });
  });
  it("by hand is an attempt, and a failed job only where it is said to be", async () => {
    const metrics = queueMetrics({ queue: fakeQueue() });
    metrics.recordJob({ error: "model 'x' not found" });
    metrics.recordJob({ model, error: new Error("fetch failed"), final: true });
    expect(attempts(valuesOf(await metrics.page()))).toEqual({
      ollama_errors_total: 2,
      'ollama_failed_attempts_total{model="unknown",reason="model_not_found"}': 1,
      'ollama_failed_attempts_total{model="llama3.2:3b",reason="unreachable"}': 1,
      'ollama_failed_jobs_total{model="llama3.2:3b",reason="unreachable"}': 1,
    });
  });
  it("sums: errors are all failed attempts", async () => {
    const { worker, values } = watched();
    for (const [index, reason] of ["timed out", "aborted", "status 500", ""].entries())
      for (let times = 0; times <= index; times++) worker.emit("failed", job(`m${index}`), new Error(reason));
    const page = await values();
    const sum = Object.entries(page)
      .filter(([name]) => name.startsWith("ollama_failed_attempts_total"))
      .reduce((total, [, value]) => total + value, 0);
    expect([sum, page["ollama_errors_total"]]).toEqual([10, 10]);
  });
});

describe("time waiting", () => {
  const sumAndCount = async (more: object) => {
    const { worker, values } = watched();
    worker.emit("active", job(model, more));
    const page = await values();
    return ["sum", "count"].map((part) => page[`ollama_queue_wait_seconds_${part}{model="llama3.2:3b"}`]);
  };
  it("is from being added to being taken", async () => expect(await sumAndCount({})).toEqual([60, 1]));
  it("without the delay that was asked for", async () =>
    expect(await sumAndCount({ opts: { delay: 45_000 } })).toEqual([15, 1]));
  it("of the first attempt only", async () =>
    expect(await sumAndCount({ attemptsStarted: 2 })).toEqual([0, 0]));
  it("is never negative, whatever the clocks", async () =>
    expect(await sumAndCount({ timestamp: 1_700_000_099_000 })).toEqual([0, 1]));
  it("is not counted where the job does not say when it was added", async () =>
    expect(await sumAndCount({ timestamp: undefined })).toEqual([0, 0]));
});

describe("busy slots", () => {
  const slots = async (events: (worker: ReturnType<typeof fakeWorker>) => void, concurrency = 2) => {
    const { worker, values } = watched(concurrency);
    events(worker);
    return (await values())["ollama_worker_active_jobs"];
  };
  const taken = (id: string) => job(model, { id });
  it("go up and down with the jobs", async () => {
    expect(await slots((worker) => worker.emit("active", taken("1")))).toBe(1);
    expect(
      await slots((worker) => {
        for (const id of ["1", "2", "3", "4"]) worker.emit("active", taken(id));
        worker.emit("completed", taken("1"), OLLAMA);
        worker.emit("failed", taken("3"), new Error("x"));
      }, 4),
    ).toBe(2);
  });
  it("do not leak by a job that its processor put back", async () => {
    expect(
      await slots((worker) => {
        for (let id = 0; id < 50; id++) worker.emit("active", taken(String(id)));
      }),
    ).toBe(2);
    expect(
      await slots((worker) => {
        worker.emit("active", taken("1"));
        worker.emit("active", taken("1"));
      }),
    ).toBe(1);
  });
  it("nor by one whose lock was lost", async () =>
    expect(
      await slots((worker) => {
        worker.emit("active", taken("a.b"));
        worker.emit("error", new Error("Missing lock for job a.b. moveToFinished"));
      }),
    ).toBe(0));
  it("follow a concurrency that is changed", async () => {
    const { worker, values } = watched();
    worker.concurrency = 5;
    expect((await values())["ollama_worker_concurrency"]).toBe(5);
  });
});

it("stalled jobs are counted by who finds them", async () => {
  const { worker, values } = watched();
  worker.emit("stalled", "7", "active");
  worker.emit("stalled", "8", "active");
  expect((await values())["ollama_stalled_jobs_total"]).toBe(2);
});

it("recordJob beside a watched worker counts nothing, and says so once", async () => {
  const { worker, metrics, values } = watched();
  const warned = vi.spyOn(process, "emitWarning").mockImplementation(() => {});
  worker.emit("completed", job(model), OLLAMA);
  metrics.recordJob(OLLAMA);
  metrics.recordJob(OLLAMA);
  expect(warned.mock.calls).toEqual([[expect.stringMatching(/^recordJob counted nothing: /)]]);
  warned.mockRestore();
  expect((await values())['ollama_jobs_total{model="llama3.2:3b"}']).toBe(1);
});

describe("without Redis", () => {
  const gone = [
    "ollama_queue_waiting",
    "ollama_queue_active",
    'bullmq_job_completed_total{queue="inference"}',
  ];
  it("a refused question: the counters stay, what only Redis knows is absent, and it comes back", async () => {
    const { queue, worker, values } = watched();
    worker.emit("completed", job(model), OLLAMA);
    const { answer } = queue;
    queue.answer = () => Promise.reject(new Error("Connection is closed."));
    const page = await values();
    for (const name of gone) expect(page).not.toHaveProperty([name]);
    expect(page).toMatchObject({ ollama_queue_redis_up: 0, 'ollama_jobs_total{model="llama3.2:3b"}': 1 });
    queue.answer = answer;
    expect(await values()).toMatchObject({ ollama_queue_redis_up: 1, ollama_queue_waiting: 3 });
  });
  it("a question without an answer: the page comes all the same, and nobody asks again meanwhile", async () => {
    vi.useFakeTimers();
    const { queue, values } = watched();
    const held: (() => void)[] = [];
    queue.answer = (value) => new Promise((resolve) => held.push(() => resolve(value)));
    for (let scrape = 0; scrape < 3; scrape++) {
      const page = values();
      await vi.advanceTimersByTimeAsync(PATIENCE);
      expect((await page)["ollama_queue_redis_up"]).toBe(0);
    }
    expect(queue.questions).toBe(1);
    for (const answer of held) answer();
    await vi.advanceTimersByTimeAsync(0);
    queue.answer = (value) => Promise.resolve(value);
    expect(await values()).toMatchObject({ ollama_queue_redis_up: 1, ollama_queue_waiting: 3 });
    expect(queue.questions).toBe(2);
  });
  it("a queue that throws at once", async () => {
    const { queue, values } = watched();
    queue.answer = () => {
      throw new Error("Connection is closed.");
    };
    expect((await values())["ollama_queue_redis_up"]).toBe(0);
  });
  it("an error event of queue or worker does not end the process", () => {
    const { queue, worker } = watched();
    expect(queue.emit("error", new Error("ECONNREFUSED"))).toBe(true);
    expect(worker.emit("error", new Error("ECONNREFUSED"))).toBe(true);
  });
});

describe("many scrapes at once", () => {
  it("ask Redis once, and all get the same whole page", async () => {
    const { queue, metrics } = watched();
    const rendered = vi.spyOn(metrics.registry, "metrics");
    const pages = await Promise.all(Array.from({ length: 50 }, () => metrics.page()));
    expect(queue.questions).toBe(1);
    expect(new Set(pages).size).toBe(1);
    expect(rendered).toHaveBeenCalledTimes(1);
    await metrics.page();
    expect(queue.questions).toBe(2);
  });
});

describe("BullMQ's own page", () => {
  const bullmq = async (text: string) => {
    const { queue, metrics } = watched();
    queue.exportPrometheusMetrics = () => Promise.resolve(text);
    return (await metrics.page()).split("\n").filter((line) => line.includes("bullmq_job"));
  };
  it("loses its blanks, and the page ends with a newline", async () => {
    expect(await bullmq(BULLMQ)).toContain('bullmq_job_count{queue="inference",state="active"} 2');
    expect(await watched().metrics.page()).toMatch(/ 7\n$/);
  });
  it("with a queue's name that looks like two labels", async () =>
    expect(await bullmq('bullmq_job_count{queue="a\\", state=\\"b", state="active"} 2')).toEqual([
      'bullmq_job_count{queue="a\\", state=\\"b",state="active"} 2',
    ]));
  it.each([
    'bullmq_job_count{queue="a"b", state="active"} 2',
    'bullmq_job_failed_total{queue="a"} undefined',
    "oops",
  ])("loses a line that would break the scrape: %s", async (line) =>
    expect(await bullmq(`${line}\nbullmq_job_count{queue="a"} 1`)).toEqual(['bullmq_job_count{queue="a"} 1']),
  );
});
