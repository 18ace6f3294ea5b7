/** The boards on a real stack: right under load, and right about what is wrong when a program dies. */
import { spawnSync } from "node:child_process";
import { appendFileSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Queue } from "bullmq";
import { parseDocument } from "yaml";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseExposition } from "../../contracts/exposition.ts";
import type { Report } from "../../doctor/report.ts";
import { programs } from "../../stack/local/programs.ts";
import { startLocal, type Local } from "../../stack/local/start.ts";

let local: Local;

beforeAll(async () => {
  local = await startLocal({
    stack: "test/fixtures/stack.yaml",
    scrapeInterval: "2s",
    progress: (name) => console.log(`${name} runs`),
  });
});
afterAll(() => local?.processes.stop());

/** What `npm run doctor` says, of this run's boards unless others are given. */
function doctor(stack = local.stack, boards = local.provisioning): Report {
  const { prometheus, loki } = local.urls;
  const flags = ["--prometheus", prometheus!, ...(loki === undefined ? [] : ["--loki", loki])];
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    ["--import", "tsx", "scripts/doctor.ts", ...flags, "--stack", stack, "--boards", boards, "--json"],
    { encoding: "utf8" },
  );
  expect(stderr === "" || status !== 2, stderr).toBe(true);
  const report = JSON.parse(stdout) as Report;
  expect(status).toBe(report.ok ? 0 : 1);
  return report;
}

/** `verdict` by `board › panel`. */
const verdicts = ({ boards }: Report): Record<string, string> =>
  Object.fromEntries(
    boards.flatMap(({ uid, panels }) =>
      panels.map(({ title, verdict }) => [`${uid} › ${title}`, verdict] as const),
    ),
  );

/** The doctor's words about the first panel of that title. */
const detail = ({ boards }: Report, wanted: string): string | undefined =>
  boards.flatMap(({ panels }) => panels).find(({ title }) => title === wanted)?.detail;

/** Asks until the answer is right; the last one where it never is. */
async function eventually<T>(
  ask: () => T | Promise<T>,
  right: (answer: T) => boolean,
  seconds: number,
): Promise<T> {
  const until = Date.now() + seconds * 1000;
  for (;;) {
    const answer = await ask();
    if (right(answer) || Date.now() > until) return answer;
    await sleep(1000);
  }
}

/** Series on the exporter's page, as `name{labels}`, that begin with one of the names. */
async function onThePage(...names: readonly string[]): Promise<Map<string, number>> {
  const page = parseExposition(
    new Uint8Array(await (await fetch(local.urls.queue!)).arrayBuffer()),
    local.urls.queue!,
  );
  return new Map(
    [...page.families.values()].flatMap(({ samples }) =>
      samples
        .filter(({ name }) => names.includes(name))
        .map(({ name, labels, value }) => [`${name}${JSON.stringify(labels)}`, value] as const),
    ),
  );
}
const total = (series: ReadonlyMap<string, number>): number =>
  [...series.values()].reduce((a, b) => a + b, 0);

/** Asks Prometheus, at this moment. */
async function ask(expr: string): Promise<number | undefined> {
  const answer = await fetch(`${local.urls.prometheus}/api/v1/query?query=${encodeURIComponent(expr)}`);
  const { data } = (await answer.json()) as { data: { result: { value: [number, string] }[] } };
  return data.result[0] && Number(data.result[0].value[1]);
}

interface LoadedGroup {
  readonly file: string;
  readonly rules: readonly {
    readonly name: string;
    readonly query: string;
    readonly type: "alerting" | "recording";
    /** unknown: not evaluated yet. */
    readonly health: "ok" | "err" | "unknown";
    readonly lastError?: string;
  }[];
}

/** What Prometheus says of the rules it has loaded. */
async function loaded(): Promise<readonly LoadedGroup[]> {
  const answer = await fetch(`${local.urls.prometheus}/api/v1/rules`);
  return ((await answer.json()) as { data: { groups: LoadedGroup[] } }).data.groups;
}

/** Alerts that Prometheus has at this moment, pending ones included: `ExporterDown nginx`. */
async function alerts(): Promise<
  { readonly name: string; readonly state: string; readonly severity: string }[]
> {
  const answer = await fetch(`${local.urls.prometheus}/api/v1/alerts`);
  const { data } = (await answer.json()) as {
    data: { alerts: { state: string; labels: Record<string, string> }[] };
  };
  return data.alerts.map(({ state, labels }) => ({
    name: `${labels["alertname"]} ${labels["exporter"] ?? ""}`.trim(),
    state,
    severity: labels["severity"]!,
  }));
}

/** Waits until these alerts are pending or firing. @returns Those of them that are. */
const alerted = async (...names: readonly string[]): Promise<string[]> => {
  const there = async () => (await alerts()).map(({ name }) => name).filter((name) => names.includes(name));
  return [...new Set(await eventually(there, (found) => new Set(found).size === names.length, 20))].sort();
};

/** Does something with the queue itself, behind everybody's back. */
async function inRedis<T>(use: (queue: Queue) => Promise<T>): Promise<T> {
  const { REDIS_URL, QUEUE_NAME } = local.environment;
  const queue = new Queue(QUEUE_NAME!, { connection: { url: REDIS_URL!, maxRetriesPerRequest: 1 } });
  try {
    return await use(queue);
  } finally {
    await queue.close();
  }
}

/** Ends the load and waits until nothing is left to do. @returns Jobs in Redis by how they ended. */
async function drained(): Promise<{ completed: number; failed: number }> {
  await local.processes.kill("load", "SIGTERM");
  return inRedis(async (queue) => {
    const open = () => queue.getJobCountByTypes("waiting", "active", "delayed", "prioritized");
    expect(await eventually(open, (jobs) => jobs === 0, 90)).toBe(0);
    const { completed, failed } = await queue.getJobCounts("completed", "failed");
    return { completed: completed!, failed: failed! };
  });
}

/** Panels that may be calm although everything behind them runs: errors, budgets, prices and limits nobody has set. */
const CALM = [
  /^inference-overview › (Firing alerts|5xx|.*(errors|[Ff]ailed).*)$/,
  /^litellm › (Failure ratio|Failures per|Deployments failing|Cooldowns and fallbacks|Spend per hour|Least budget left|Requests and tokens left)/,
  /^nginx-open-webui › Dropped connections$/,
  // Between two waves of the load nothing waits.
  /^ollama-queue › Time to drain$/,
];
/** The others that have nothing to show. */
const quiet = (report: Report): string[] =>
  Object.entries(verdicts(report)).flatMap(([panel, verdict]) =>
    verdict === "data" || CALM.some((calm) => calm.test(panel)) ? [] : [`${verdict}: ${panel}`],
  );
const lively = (report: Report): boolean => report.ok && quiet(report).length === 0;

describe("under load", () => {
  it("the doctor finds data in every panel", async () => {
    const report = await eventually(doctor, lively, 180);
    expect(report.findings).toEqual([]);
    expect(report.exporters.map(({ state }) => state)).toEqual(report.exporters.map(() => "up"));
    expect(quiet(report)).toEqual([]);
    expect(report.ok).toBe(true);
    show("under load", report);
  });

  it("Prometheus has loaded every rule, evaluates each without a complaint, and nobody is to get up", async () => {
    const written = readdirSync(join(local.processes.folder, "config/prometheus/rules")).sort();
    const alerting = (groups: readonly LoadedGroup[]) =>
      groups.flatMap(({ rules }) => rules).filter(({ type }) => type === "alerting");
    const groups = await eventually(
      loaded,
      // Those of the objectives once a minute, at a second that Prometheus chooses; of a month less often still.
      (each) => alerting(each).every(({ health }) => health !== "unknown"),
      120,
    );
    expect([...new Set(groups.map(({ file }) => basename(file)))].sort()).toEqual(written);
    const rules = groups.flatMap((group) => group.rules);
    expect(alerting(groups).length).toBeGreaterThan(15);
    expect(alerting(groups).filter(({ health }) => health !== "ok")).toEqual([]);
    expect(rules.filter(({ health }) => health === "err")).toEqual([]);
    // What Prometheus only warns of it says to whoever asks, not of its own rules.
    const warned = await Promise.all(
      rules.map(async ({ name, query }) => {
        const answer = await fetch(
          `${local.urls.prometheus}/api/v1/query?query=${encodeURIComponent(query)}`,
        );
        const {
          status,
          warnings = [],
          infos = [],
        } = (await answer.json()) as {
          status: string;
          warnings?: string[];
          infos?: string[];
        };
        return status === "success" && warnings.length + infos.length === 0
          ? []
          : [`${name}: ${status} ${[...warnings, ...infos].join("; ")}`];
      }),
    );
    expect(warned.flat()).toEqual([]);
    const now = await alerts();
    console.log(
      `--- rules under load: ${rules.length} of ${written.length} files; ${now.map(({ name, state }) => `${name} ${state}`).join(", ") || "no alert"}`,
    );
    expect(now.filter(({ state, severity }) => state === "firing" && severity === "critical")).toEqual([]);
  });

  it("what this machine cannot run is said to be not scraped, and the rest stays right", () => {
    const stack = join(local.processes.folder, "with-gpu.yaml");
    const document = parseDocument(readFileSync(local.stack, "utf8"));
    document.setIn(["exporters", "dcgm", "on"], true);
    writeFileSync(stack, String(document));
    const boards = join(local.processes.folder, "with-gpu");
    const built = spawnSync(
      process.execPath,
      ["--import", "tsx", "scripts/build-dashboards.ts", "--stack", stack, "--out", boards],
      { encoding: "utf8" },
    );
    expect(built.status, built.stderr).toBe(0);
    const seen = verdicts(doctor(stack, boards));
    const ofGpu = Object.entries(seen).filter(([panel]) => panel.startsWith("gpu › "));
    expect(ofGpu.length).toBeGreaterThan(10);
    expect(ofGpu.filter(([, verdict]) => verdict !== "not scraped")).toEqual([]);
    expect(seen["ollama-queue › Jobs per minute by model"]).toBe("data");
  });

  it("the exporter counts what Redis has: every finished job, and every job that failed for good", async () => {
    const { completed, failed } = await drained();
    expect(completed).toBeGreaterThan(20);
    expect(total(await onThePage("ollama_jobs_total"))).toBe(completed);
    expect(total(await onThePage("ollama_failed_jobs_total"))).toBe(failed);
    // A job that failed for good failed at least once, and some needed more than one try.
    const attempts = total(await onThePage("ollama_failed_attempts_total"));
    expect(attempts).toBeGreaterThan(failed);
    expect(total(await onThePage("ollama_errors_total"))).toBe(attempts);
    await local.processes.start("load");
  });
});

describe("Redis dies", () => {
  it("the exporter answers, says so, and forgets nothing", async () => {
    const before = await onThePage("ollama_jobs_total", "ollama_errors_total");
    await local.processes.kill("redis");
    expect(await onThePage("ollama_queue_redis_up")).toEqual(new Map([["ollama_queue_redis_up{}", 0]]));
    expect((await onThePage("ollama_queue_waiting", "bullmq_job_count")).size).toBe(0);
    for (const [series, value] of await onThePage("ollama_jobs_total", "ollama_errors_total"))
      expect(value, series).toBeGreaterThanOrEqual(before.get(series) ?? 0);
  });
  it("the boards say so, and show no 0", async () => {
    expect(
      await eventually(
        () => ask("ollama_queue_redis_up"),
        (up) => up === 0,
        20,
      ),
    ).toBe(0);
    const stats = ["Waiting", "Active", "Time to drain"];
    const report = await eventually(
      doctor,
      (each) => stats.every((title) => detail(each, title) === "“Redis down”"),
      30,
    );
    show("Redis killed", report);
    for (const title of stats) expect(detail(report, title), title).toBe("“Redis down”");
    expect(detail(report, "Failed, delayed and prioritised jobs")).toBe("Redis down");
    expect(report.findings.map(({ about }) => about)).toEqual(["Redis"]);
    expect(await alerted("RedisDown")).toEqual(["RedisDown"]);
    // Counted by the worker, which is there.
    expect(verdicts(report)["ollama-queue › Worker saturation"]).toMatch(/^(data|idle)$/);
  });
  it("once it is back all is as before, and no job is lost", async () => {
    await local.processes.start("redis");
    const report = await eventually(doctor, lively, 120);
    expect(report.ok).toBe(true);
    const { completed, failed } = await drained();
    expect(total(await onThePage("ollama_jobs_total"))).toBe(completed);
    expect(total(await onThePage("ollama_failed_jobs_total"))).toBe(failed);
    await local.processes.start("load");
  });
});

describe("the worker dies in the middle of a job", () => {
  let completed: number;
  it("the boards say that the exporter is down, and show no 0", async () => {
    ({ completed } = await drained());
    // An Ollama that hangs keeps the worker busy until it dies.
    local.processes.send("fake-ollama", "SIGSTOP");
    await inRedis((queue) => queue.add("generate", { model: "llama3.2:3b", prompt: "hello" }));
    const busy = async () => total(await onThePage("ollama_worker_active_jobs"));
    expect(await eventually(busy, (jobs) => jobs === 1, 10)).toBe(1);
    await local.processes.kill("queue-worker");
    local.processes.send("fake-ollama", "SIGCONT");

    // What is made of rates stays as long as their window has samples.
    const gone = (report: Report) =>
      Object.entries(verdicts(report)).filter(([, each]) => each === "exporter down");
    const report = await eventually(doctor, (each) => gone(each).length >= 17, 90);
    show("worker killed", report);
    const silent = Object.entries(verdicts(report)).filter(
      ([panel, verdict]) => panel.startsWith("ollama-queue › ") && verdict !== "exporter down",
    );
    expect(silent.map(([panel]) => panel)).toEqual(["ollama-queue › Last scrape"]);
    const down = report.exporters.filter(({ state }) => state === "down");
    expect(down.map(({ exporter }) => exporter)).toEqual(["bullmq", "ollama_queue"]);
    // One job, so one alert, called by the exporter that gives the job its name.
    expect(await alerted("ExporterDown ollama_queue")).toEqual(["ExporterDown ollama_queue"]);
  });
  it("its job is taken up again by the next one, and is counted once", async () => {
    await local.processes.start("queue-worker");
    await inRedis(async (queue) => {
      const left = () => queue.getJobCountByTypes("waiting", "active", "delayed", "prioritized");
      expect(await eventually(left, (jobs) => jobs === 0, 150)).toBe(0);
      expect((await queue.getJobCounts("completed"))["completed"]).toBe(completed + 1);
    });
    expect(total(await onThePage("ollama_jobs_total"))).toBe(1);
    expect(total(await onThePage("ollama_stalled_jobs_total"))).toBe(1);
    await local.processes.start("load");
    const report = await eventually(doctor, lively, 120);
    show("worker back", report);
    expect(report.ok).toBe(true);
  });
});

describe.runIf(programs().nginx && programs().nginxExporter)("nginx", () => {
  it("dies: its exporter answers, and the boards say which of the two it is", async () => {
    await local.processes.kill("nginx");
    expect(
      await eventually(
        () => ask("nginx_up"),
        (up) => up === 0,
        20,
      ),
    ).toBe(0);
    expect(await alerted("NginxDown")).toEqual(["NginxDown"]);
    const report = doctor();
    show("nginx killed", report);
    expect(detail(report, "Front door")).toContain("nginx down");
    expect(report.findings.map(({ about }) => about)).toEqual(["nginx"]);
    expect(verdicts(report)["nginx-open-webui › Active connections"]).toBe("exporter down");
    await local.processes.start("nginx");
    expect(
      await eventually(
        () => ask("nginx_up"),
        (up) => up === 1,
        20,
      ),
    ).toBe(1);
  });
  it("'s exporter dies: its panels say so, and those made of the log go on", async () => {
    await local.processes.kill("nginx-exporter");
    expect(
      await eventually(
        () => ask('up{job="nginx"}'),
        (up) => up === 0,
        20,
      ),
    ).toBe(0);
    const report = await eventually(
      doctor,
      (each) => verdicts(each)["nginx-open-webui › Active connections"] === "exporter down",
      30,
    );
    show("nginx exporter killed", report);
    expect(await alerted("ExporterDown nginx")).toEqual(["ExporterDown nginx"]);
    // It still has a target, and what nginx itself does is not known: pending at most, from before.
    const about = (await alerts()).filter(({ name }) =>
      ["ExporterNotScraped nginx", "NginxDown"].includes(name),
    );
    expect(about.filter(({ state }) => state === "firing")).toEqual([]);
    expect(verdicts(report)["nginx-open-webui › Active connections"]).toBe("exporter down");
    if (local.urls.loki) expect(verdicts(report)["nginx-open-webui › Request rate by route"]).toBe("data");
    await local.processes.start("nginx-exporter");
    expect((await eventually(doctor, ({ ok }) => ok, 90)).ok).toBe(true);
  });
});

describe.runIf(programs().loki && (programs().alloy ?? programs().promtail))("the log", () => {
  const requests = "sum(promtail_custom_nginx_request_duration_seconds_count)";
  it("filled with broken lines breaks no panel, and every request is still counted", async () => {
    await local.processes.kill("load", "SIGTERM");
    const log = join(local.processes.folder, "access.log");
    const broken = [
      '{"status":200,"method":"GE',
      "not json at all",
      "",
      '{"status":"-","request_time":"-"}',
      "\u0000\u0001",
    ];
    appendFileSync(
      log,
      `${Array.from({ length: 200 }, (_, index) => broken[index % broken.length]).join("\n")}\n`,
    );
    for (let index = 0; index < 20; index++) await fetch(`${local.urls.nginx}/favicon.ico?after=${index}`);
    const valid = readFileSync(log, "utf8")
      .split("\n")
      .filter((line) => line.startsWith('{"time_local"')).length;
    expect(
      await eventually(
        () => ask(requests),
        (count) => count === valid,
        30,
      ),
    ).toBe(valid);
    const report = doctor();
    show("broken log lines", report);
    expect(
      report.boards.flatMap(({ panels }) => panels).filter(({ verdict }) => verdict === "query failed"),
    ).toEqual([]);
    expect(verdicts(report)["nginx-open-webui › Access log"]).toBe("data");
  });
});

/** For whoever reads the run: what is not as usual. */
function show(when: string, { boards, counts, exporters }: Report): void {
  const said = Object.entries(counts).filter(([, count]) => count > 0);
  console.log(
    [
      `--- ${when}: ${said.map(([verdict, count]) => `${count} ${verdict}`).join(", ")}; down: ${
        exporters
          .filter(({ state }) => state !== "up")
          .map(({ exporter }) => exporter)
          .join(", ") || "none"
      }`,
      ...boards.flatMap(({ uid, panels }) =>
        panels
          .filter(({ verdict }) => verdict !== "data")
          .map(({ title, verdict, detail }) => `    ${verdict.padEnd(15)} ${uid} › ${title}: ${detail}`),
      ),
    ].join("\n"),
  );
}
