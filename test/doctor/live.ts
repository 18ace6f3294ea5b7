/** A real Prometheus that scrapes recorded pages, for the tests of the doctor. */
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { parseExposition } from "../../contracts/exposition.ts";

/** Whether there is a `prometheus` to start. */
export const hasPrometheus = spawnSync("prometheus", ["--version"]).status === 0;

/** What a scrape job finds: a recording such as `nginx/1.5.3.busy`, or `refuse` where nothing answers. */
export interface Job {
  readonly job: string;
  readonly page: string;
  /** Every counter of the page grows with each scrape. */
  readonly grows?: boolean;
}

/** Something that was started, and how to end it. */
export interface Running {
  readonly url: string;
  readonly stop: () => Promise<void>;
}

/**
 * Serves recordings and scrapes them every second.
 *
 * @returns When every job was asked at least `scrapes` times.
 */
export async function prometheusWith(jobs: readonly Job[], scrapes = 3): Promise<Running> {
  const pages = new Worker(new URL("pages.mjs", import.meta.url), {
    workerData: Object.fromEntries(
      jobs.flatMap((job) => (job.page === "refuse" ? [] : [[`/${job.job}`, pageOf(job)]])),
    ),
  });
  const asked = new Map(jobs.map(({ job }) => [`/${job}`, 0]));
  const port = await new Promise<number>((listening, reject) =>
    pages.once("error", reject).on("message", (told: number | string) => {
      if (typeof told === "number") listening(told);
      else asked.set(told, asked.get(told)! + 1);
    }),
  );
  const folder = mkdtempSync(join(tmpdir(), "doctor-"));
  writeFileSync(
    join(folder, "prometheus.yml"),
    JSON.stringify({
      global: { scrape_interval: "1s", scrape_timeout: "1s" },
      scrape_configs: jobs.map(({ job }) => ({
        job_name: job,
        metrics_path: `/${job}`,
        static_configs: [{ targets: [`127.0.0.1:${port}`] }],
      })),
    }),
  );
  const child = spawn(
    "prometheus",
    [
      `--config.file=${join(folder, "prometheus.yml")}`,
      `--storage.tsdb.path=${join(folder, "data")}`,
      "--web.listen-address=127.0.0.1:0",
    ],
    { stdio: ["ignore", "ignore", "pipe"] },
  );
  const stop = async (): Promise<void> => {
    const ended = new Promise((resolve) => child.once("exit", resolve));
    if (child.exitCode === null && child.kill("SIGKILL")) await ended;
    await pages.terminate();
    rmSync(folder, { recursive: true, force: true });
  };
  const url = await new Promise<string>((resolve, reject) => {
    let log = "";
    child.once("error", reject).once("exit", () => reject(new Error(`prometheus ended: ${log}`)));
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      log += text;
      const found = /"Listening on".*address=(127\.0\.0\.1:\d+)/.exec(log)?.[1];
      if (found !== undefined) resolve(`http://${found}`);
    });
  }).catch(async (thrown: unknown) => {
    await stop();
    throw thrown;
  });
  const answering = jobs.filter(({ page }) => page !== "refuse");
  for (let waited = 0; answering.some(({ job }) => asked.get(`/${job}`)! < scrapes); waited++) {
    if (waited > 400 || child.exitCode !== null) {
      await stop();
      throw new Error("prometheus did not scrape the pages.");
    }
    await new Promise((tick) => setTimeout(tick, 100));
  }
  return { url, stop };
}

/** The lines of a recording, and those that grow: between them stands the value. */
function pageOf({ page, grows = false }: Job): readonly (string | readonly [string, number])[] {
  const [exporter, name] = page.split("/");
  const file = join("contracts", exporter!, "recordings", `${name}.prom`);
  const bytes = readFileSync(file);
  const lines: (string | [string, number])[] = bytes.toString("utf8").trimEnd().split("\n");
  if (grows)
    for (const { type, samples } of parseExposition(bytes, file).families.values())
      if (type === "counter" || type === "histogram")
        for (const { line, value } of samples)
          lines[line - 1] = [String(lines[line - 1]).replace(/\S+$/, ""), value];
  return lines;
}
