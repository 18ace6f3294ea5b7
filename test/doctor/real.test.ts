import { describe, expect, it } from "vitest";
import { isProblem, type Report } from "../../doctor/report.ts";
import type { Stack } from "../../stack.ts";
import { boardsFor, examine, stack as fixture } from "./fake.ts";
import { hasPrometheus, prometheusWith, type Job } from "./live.ts";

const on = (name: keyof Stack["exporters"], more: object = {}) => ({
  [name]: { ...fixture.exporters[name]!, ...more },
});
/** Scraped every second, so that the tests take seconds. */
const stack: Stack = {
  ...fixture,
  dataSources: fixture.dataSources.map((source) =>
    source.type === "loki" ? source : { ...source, scrapeInterval: "1s" },
  ),
  exporters: {
    ...on("ollama_queue", { job: "queue", variant: "reference" }),
    ...on("bullmq", { job: "queue" }),
    ...on("nginx"),
    ...on("log_pipeline", { job: "promtail", variant: "promtail" }),
    ...on("dcgm"),
  },
};
const BUSY: readonly Job[] = [
  { job: "queue", page: "ollama_queue/reference-bullmq-6.7.0.busy", grows: true },
  { job: "nginx", page: "nginx/1.5.3.busy", grows: true },
  { job: "promtail", page: "log_pipeline/promtail-3.6.15.busy", grows: true },
  { job: "dcgm", page: "dcgm/4.5.3-4.8.2.geforce.busy", grows: true },
];

/** The real boards against a real Prometheus that scrapes these pages. */
async function look(jobs: readonly Job[], of = stack) {
  const boards = await boardsFor(of);
  const prometheus = await prometheusWith(jobs);
  try {
    return await examine({ prometheus: prometheus.url, stack: of, boards });
  } finally {
    await prometheus.stop();
  }
}
const changed = (job: string, more: Partial<Job>): readonly Job[] =>
  BUSY.map((each) => (each.job === job ? { ...each, ...more } : each));
const verdicts = ({ boards }: Report, uid: string) =>
  Object.fromEntries(
    boards.find((each) => each.uid === uid)!.panels.map(({ title, verdict }) => [title, verdict]),
  );
const problems = ({ boards }: Report) =>
  boards.flatMap(({ uid, panels, variables }) => [
    ...variables
      .filter(({ verdict }) => isProblem(verdict))
      .map(({ name, verdict }) => `${uid} $${name}: ${verdict}`),
    ...panels
      .filter(({ verdict }) => isProblem(verdict))
      .map(({ title, verdict }) => `${uid} ${title}: ${verdict}`),
  ]);

// Without the program there is nothing to ask; the other tests feed answers.
describe
  .skipIf(!hasPrometheus)
  .concurrent("a real Prometheus (skipped where `prometheus` is not on the PATH)", () => {
    it("that scrapes busy exporters: every panel shows data, or is rightly idle", async () => {
      const report = await look(BUSY);
      expect(problems(report)).toEqual([]);
      expect(report.findings).toEqual([]);
      expect(report.exporters.map(({ exporter, state }) => `${exporter} ${state}`).sort()).toEqual(
        Object.keys(stack.exporters)
          .map((name) => `${name} up`)
          .sort(),
      );
      expect(verdicts(report, "ollama-queue")).toMatchObject({
        Waiting: "data",
        "Jobs per minute by model": "data",
        "Latency heatmap": "data",
        Exporters: "data",
      });
      expect(verdicts(report, "nginx-open-webui")).toMatchObject({
        "Requests/s": "data",
        "Active connections": "data",
        "Front door": "data",
        "Dropped connections": "idle",
        "Access log": "not asked",
      });
      expect(verdicts(report, "gpu")).toMatchObject({
        Utilisation: "data",
        Cards: "data",
        "Last XID error": "idle",
        // A consumer's card has none.
        "Tensor and memory-interface activity": "idle",
      });
      expect(report.ok).toBe(true);
    });

    it("one exporter down: its panels say so, the others do not", async () => {
      const report = await look(changed("dcgm", { page: "refuse" }));
      const gpu = verdicts(report, "gpu");
      const { Exporter: state, "Last scrape": age, ...others } = gpu;
      // These two are about the scrape itself.
      expect([state, age]).toEqual(["data", "data"]);
      expect(new Set(Object.values(others))).toEqual(new Set(["exporter down"]));
      expect(problems(report).filter((each) => !each.startsWith("gpu "))).toEqual([
        "inference-overview 4 GPU: utilisation of the busiest card: exporter down",
      ]);
      expect(report.findings).toMatchObject([
        { about: "exporter dcgm", what: expect.stringContaining("HTTP status 500") as string },
      ]);
      expect(report.ok).toBe(false);
    });

    it("a fresh queue is no problem of a panel; a dead nginx is one of those that need it, and is named", async () => {
      const fresh = changed("queue", { page: "ollama_queue/reference-bullmq-6.7.0.fresh" });
      const report = await look(
        fresh.map((each) => (each.job === "nginx" ? { ...each, page: "nginx/1.5.3.nginx-down" } : each)),
      );
      expect(problems(report)).toEqual(
        [
          "Active connections",
          "Dropped connections",
          "Connections: reading, writing, waiting",
          "Does the log pipeline keep up?",
        ].map((title) => `nginx-open-webui ${title}: exporter down`),
      );
      expect(report.findings).toMatchObject([
        { severity: "error", about: "nginx", what: expect.stringContaining("nginx_up") as string },
      ]);
      expect(verdicts(report, "ollama-queue")).toMatchObject({
        Waiting: "idle",
        "Jobs per minute by model": "idle",
      });
      // It says “nginx down”, as it should.
      expect(verdicts(report, "nginx-open-webui")["Front door"]).toBe("data");
    });

    it("another version than stack.yaml says, another job, and an interval that does not fit", async () => {
      const of: Stack = { ...stack, dataSources: fixture.dataSources };
      const jobs = changed("dcgm", { page: "dcgm/3.1.7-3.1.4.geforce.busy" }).map((each) =>
        each.job === "nginx" ? { ...each, job: "web" } : each,
      );
      const report = await look(jobs, of);
      expect(
        report.boards
          .flatMap(({ panels }) => panels)
          .find(({ cause }) => cause?.what.includes("FB_RESERVED")),
      ).toMatchObject({
        verdict: "metric missing",
        cause: { what: expect.stringContaining("`3.1.7` has none") as string },
      });
      expect(verdicts(report, "nginx-open-webui")["Exporters"]).toBe("wrong job");
      expect(report.findings).toContainEqual(
        expect.objectContaining({
          about: "exporter nginx",
          fix: expect.stringContaining("exporters.nginx.job: web") as string,
        }),
      );
      expect(report.findings).toContainEqual(
        expect.objectContaining({
          severity: "warning",
          what: expect.stringContaining("every 1s, but stack.yaml says 15s") as string,
        }),
      );
    });
  });
