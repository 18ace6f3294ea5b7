/**
 * `npm run bench:exporter`: the queue's exporter and the article's beside each other, under far more than a queue of
 * Ollama ever does: 1 000 jobs a second of 200 models, and 50 scrapes at once every second.
 */
import { fork, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { createServer, get, type Server } from "node:http";
import { createServer as createSocket, type AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { Queue } from "bullmq";
import { parseExposition } from "../contracts/exposition.ts";
import { inputError } from "../contracts/input-error.ts";
import { queueMetrics, type JobResult } from "../stack/queue/exporter.ts";
import { pageHandler } from "../stack/queue/serve.ts";
import { article } from "./bench-exporter/article.ts";
import { run } from "./cli.ts";

const [PER_SECOND, MODELS, SCRAPES, WAITING] = [1000, 200, 50, 500];

/** The `index`-th job: the models take turns, and each tenth of a model's jobs fails. */
const jobOf = (index: number): JobResult => {
  const model = `model-${index % MODELS}:7b`;
  if (Math.floor(index / MODELS) % 10 === 9) return { model, error: "status 503" };
  const eval_count = 20 + (index % 300);
  return { model, eval_count, total_duration_ms: 50 * (1 + (index % 400)) };
};

const EXPORTERS = { article, "this one": (queue: Queue) => queueMetrics({ queue }) };
type Name = keyof typeof EXPORTERS;

/** What one exporter's process tells at its end. */
interface Told {
  readonly rss: number;
  readonly cpu: number;
}

/** The child: records jobs for so many seconds, and serves its page. */
async function serve(name: Name, redisPort: number, seconds: number): Promise<void> {
  const connection = { host: "127.0.0.1", port: redisPort };
  const queue = new Queue("bench", { connection });
  const { recordJob, page } = EXPORTERS[name](queue);
  const handler = pageHandler(page);
  const server: Server = createServer((request, response) => void handler(request, response));
  await once(server.listen(0, "127.0.0.1"), "listening");
  process.send!((server.address() as AddressInfo).port);
  const start = performance.now();
  const cpu = process.cpuUsage();
  for (let index = 0; index < PER_SECOND * seconds;) {
    const due = Math.min(PER_SECOND * seconds, ((performance.now() - start) / 1000) * PER_SECOND);
    while (index < due) recordJob(jobOf(index++));
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  const { user, system } = process.cpuUsage(cpu);
  process.send!({ rss: process.memoryUsage.rss(), cpu: (user + system) / 1e6 / seconds } satisfies Told);
  await once(process, "disconnect");
  process.exit();
}

const scrape = (port: number): Promise<{ readonly ms: number; readonly page: Buffer }> =>
  new Promise((resolve, reject) => {
    const start = performance.now();
    get({ port, host: "127.0.0.1", agent: false, path: "/metrics" }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("end", () => resolve({ ms: performance.now() - start, page: Buffer.concat(chunks) }));
    }).on("error", reject);
  });

/** What the last page says wrongly, against the jobs that were recorded. */
function mistakes(page: Buffer, jobs: number): string[] {
  const expected = new Map<string, number>();
  const add = (series: string, value: number) => expected.set(series, (expected.get(series) ?? 0) + value);
  for (let index = 0; index < jobs; index++) {
    const { model, eval_count, total_duration_ms, error } = jobOf(index);
    if (error) add("ollama_errors_total", 1);
    else {
      add(`ollama_jobs_total ${String(model)}`, 1);
      add(`ollama_tokens_total ${String(model)}`, Number(eval_count));
      add(`ollama_generation_duration_ms_count ${String(model)}`, 1);
      add(`ollama_generation_duration_ms_sum ${String(model)}`, Number(total_duration_ms));
    }
  }
  add("ollama_queue_waiting", WAITING);
  const found = new Map(
    [...parseExposition(page, "the page").families.values()].flatMap(({ samples }) =>
      samples.map(({ name, labels, value }) => [[name, labels["model"]].filter(Boolean).join(" "), value]),
    ),
  );
  return [...expected]
    .filter(([series, value]) => found.get(series) !== value)
    .map(([series, value]) => `${series} is ${found.get(series)}, not ${value}`);
}

async function measure(name: Name, redisPort: number, seconds: number) {
  const child = fork(fileURLToPath(import.meta.url), [name, String(redisPort), String(seconds)]);
  try {
    const [port] = (await once(child, "message")) as [number];
    const told = once(child, "message") as Promise<[Told]>;
    const times: number[] = [];
    for (let second = 0; second < seconds; second++) {
      const next = new Promise((resolve) => setTimeout(resolve, 1000));
      const scrapes = await Promise.all(Array.from({ length: SCRAPES }, () => scrape(port)));
      times.push(...scrapes.map(({ ms }) => ms));
      await next;
    }
    const [{ rss, cpu }] = await told;
    const { page } = await scrape(port);
    const at = (share: number) => times.sort((a, b) => a - b)[Math.ceil(times.length * share) - 1]!;
    const wrong = mistakes(page, PER_SECOND * seconds);
    console.log(
      [
        name.padEnd(10),
        `${at(0.5).toFixed(0)} ms`.padStart(8),
        `${at(0.99).toFixed(0)} ms`.padStart(8),
        `${(page.length / 1024).toFixed(0)} KiB`.padStart(10),
        `${(rss / 1048576).toFixed(0)} MiB`.padStart(9),
        `${(cpu * 100).toFixed(0)} %`.padStart(6),
        `  ${wrong.length === 0 ? "exact" : `${wrong.length} wrong: ${wrong[0]}`}`,
      ].join(""),
    );
    return wrong.length;
  } finally {
    child.kill();
  }
}

async function bench(seconds: number): Promise<number> {
  if (spawnSync("redis-server", ["--version"]).status !== 0)
    throw inputError("redis-server", "is not on PATH; install it (Debian: apt-get install redis-server).");
  const probe = createSocket().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  const redis = spawn("redis-server", ["--port", String(port), "--bind", "127.0.0.1", "--save", ""], {
    stdio: "ignore",
  });
  try {
    const queue = new Queue("bench", { connection: { host: "127.0.0.1", port, retryStrategy: () => 100 } });
    queue.on("error", () => {}); // Until it is up.
    await queue.addBulk(Array.from({ length: WAITING }, () => ({ name: "x", data: {} })));
    await queue.close();
    console.log(
      `${PER_SECOND} jobs/s for ${seconds} s, ${MODELS} models, ${SCRAPES} scrapes at once every second\n` +
        "          scrape p50     p99      page      RSS    CPU  counts",
    );
    let wrong = 0;
    for (const name of Object.keys(EXPORTERS) as Name[]) wrong += await measure(name, port, seconds);
    return wrong === 0 ? 0 : 1;
  } finally {
    redis.kill();
  }
}

const usage = `
npm run bench:exporter -- [--seconds 30]

Measures the queue's exporter and the article's, and compares every count with what was recorded. Starts a Redis of
its own; needs redis-server on PATH.

Exit code 0: every count is exact, 1: one is not, 2: could not run.
`;

const [name, redisPort, seconds] = process.argv.slice(2);
if (process.send && name !== undefined && Object.hasOwn(EXPORTERS, name))
  await serve(name as Name, Number(redisPort), Number(seconds));
else
  process.exitCode = await run({
    usage,
    options: { seconds: { type: "string" } },
    main({ seconds = "30" }) {
      if (!/^[1-9]\d{0,3}$/.test(seconds))
        throw inputError("--seconds", `is \`${seconds}\`, but must be a whole number from 1 to 9999.`);
      return bench(Number(seconds));
    },
  });
