/** A real Prometheus that scrapes recorded pages, for the tests of the doctor. */
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
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
  const asked = new Map(jobs.map(({ job }) => [job, 0]));
  const pages = createServer((request, response) => {
    const job = jobs.find((each) => `/${each.job}` === request.url);
    if (!job || job.page === "refuse") return void response.writeHead(500).end();
    const count = asked.get(job.job)! + 1;
    asked.set(job.job, count);
    response.writeHead(200, { "content-type": "text/plain; version=0.0.4" });
    response.end(pageOf(job, count));
  });
  await new Promise<void>((listening) => pages.listen(0, "127.0.0.1", listening));
  const { port } = pages.address() as AddressInfo;
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
    pages.closeAllConnections();
    await new Promise((resolve) => pages.close(resolve));
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
  for (let waited = 0; answering.some(({ job }) => asked.get(job)! < scrapes); waited++) {
    if (waited > 400 || child.exitCode !== null) {
      await stop();
      throw new Error("prometheus did not scrape the pages.");
    }
    await new Promise((tick) => setTimeout(tick, 100));
  }
  return { url, stop };
}

/** The recording as it stands, or with its counters further on. */
function pageOf({ page, grows = false }: Job, count: number): string {
  const [exporter, name] = page.split("/");
  const file = join("contracts", exporter!, "recordings", `${name}.prom`);
  const bytes = readFileSync(file);
  const lines = bytes.toString("utf8").split("\n");
  if (grows)
    for (const { type, samples } of parseExposition(bytes, file).families.values())
      if (type === "counter" || type === "histogram")
        for (const { line, value } of samples)
          lines[line - 1] = lines[line - 1]!.replace(/\S+$/, String(value * (1 + count / 10)));
  return `${lines.join("\n").trimEnd()}\n`;
}
