import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { compare, renderChanges } from "../../contracts/compare.ts";
import { parseExposition, type Page } from "../../contracts/exposition.ts";

const page = (text: string): Page => parseExposition(Buffer.from(`${text}\nnginx_up 1\n`), "page.prom");
const changes = (before: string, after: string) => compare([page(before)], [page(after)]);
const recording = (path: string): Page =>
  parseExposition(readFileSync(`contracts/${path}.prom`), `contracts/${path}.prom`);

const counter = (name: string, help: string, labels = "") =>
  `# HELP ${name} ${help}\n# TYPE ${name} counter\n${name}${labels} 1`;

describe("metrics", () => {
  it("nothing changed, whatever the values", () => expect(changes("a 1", "a 2")).toEqual([]));
  it("added and removed", () =>
    expect(changes("# TYPE old counter\nold 1", "# TYPE fresh gauge\nfresh 1")).toEqual([
      { kind: "added", name: "fresh", type: "gauge" },
      { kind: "removed", name: "old", type: "counter" },
    ]));
  it("declared without a sample is neither removed nor stripped of its labels", () =>
    expect(changes('# TYPE a counter\na{model="x"} 1', "# TYPE a counter")).toEqual([]));
  it("type", () =>
    expect(changes("# TYPE a counter\na 1", "# TYPE a gauge\na 1")).toEqual([
      { kind: "type", name: "a", was: "counter", is: "gauge" },
    ]));
  it.each([
    [
      "# HELP a Used (in MB)\n# TYPE a gauge\na 1",
      "# HELP a Used (in MiB)\n# TYPE a gauge\na 1",
      "MB",
      "MiB",
    ],
    ["# HELP a Wait in ms.\na 1", "# HELP a Wait in seconds, as a gauge\na 1", "ms", "s"],
  ])("unit, as the HELP says it", (before, after, was, is) =>
    expect(changes(before, after)).toEqual([{ kind: "unit", name: "a", was, is }]),
  );
  it("but not where one HELP says none, or the name says it", () => {
    expect(changes("# HELP a Wait\na 1", "# HELP a Wait in ms\na 1")).toEqual([]);
    expect(
      changes("# HELP a_seconds Wait in ms\na_seconds 1", "# HELP a_seconds Wait in s\na_seconds 1"),
    ).toEqual([]);
  });
  it("several pages of one state count together", () =>
    expect(compare([page("a 1"), page("b 1")], [page("a 1\nb 1")])).toEqual([]));
});

describe("renamed, where the pages show it", () => {
  it("same help", () =>
    expect(
      changes(counter("worker_runs_total", "Finished jobs"), counter("ollama_jobs_total", "Finished jobs")),
    ).toEqual([
      {
        kind: "renamed",
        name: "worker_runs_total",
        to: "ollama_jobs_total",
        evidence: "same type, labels and help",
      },
    ]));
  it("similar name and help", () =>
    expect(
      changes(
        counter("ollama_job_total", "Total completed inference job"),
        counter("ollama_jobs_total", "Total completed inference jobs"),
      ),
    ).toMatchObject([{ kind: "renamed", evidence: "same type and labels, similar name and help" }]));
  it("same values under a similar name, although the help was rewritten", () =>
    expect(
      changes(
        `# HELP worker_jobs_total Work done\n# TYPE worker_jobs_total counter\nworker_jobs_total{m="x"} 412`,
        `# HELP worker_job_runs_total Finished so far\n# TYPE worker_job_runs_total counter\nworker_job_runs_total{m="x"} 412`,
      ),
    ).toMatchObject([{ kind: "renamed", evidence: "same type, labels and values, similar name" }]));
  it("another spelling, with what else changed under the new name", () =>
    expect(changes(counter("queueJobs_total", "x", '{q="1"}'), counter("queue_jobs_total", "y"))).toEqual([
      {
        kind: "renamed",
        name: "queueJobs_total",
        to: "queue_jobs_total",
        evidence: "same type, name the same but for its spelling",
      },
      { kind: "labels", name: "queue_jobs_total", added: [], removed: ["q"], renamed: [] },
    ]));
  it("the closest name wins where one help serves many", () =>
    expect(
      changes(
        counter("a_jobs_total", "Jobs"),
        `${counter("b_errors_total", "Jobs")}\n${counter("b_jobs_total", "Jobs")}`,
      ),
    ).toMatchObject([
      { kind: "renamed", name: "a_jobs_total", to: "b_jobs_total" },
      { kind: "added", name: "b_errors_total" },
    ]));
  it.each([
    ["another type", "# HELP a Jobs\n# TYPE a counter\na 1", "# HELP b Jobs\n# TYPE b gauge\nb 1"],
    ["other labels", counter("a_total", "Jobs", '{queue="x"}'), counter("b_total", "Jobs", '{model="x"}')],
    [
      "names alike, help not",
      counter("nginx_reading", "Connections whose request header is being read"),
      counter("nginx_writing", "Responses on their way back to a client"),
    ],
    [
      "similar names and values that anything may have",
      "# HELP a_jobs_total Work\n# TYPE a_jobs_total counter\na_jobs_total 0",
      "# HELP b_jobs_total Failures so far\n# TYPE b_jobs_total counter\nb_jobs_total 0",
    ],
    ["no help at all", "# TYPE a_total counter\na_total 1", "# TYPE b_total counter\nb_total 1"],
  ])("not with %s", (_, before, after) =>
    expect(
      changes(before, after)
        .map(({ kind }) => kind)
        .sort(),
    ).toEqual(["added", "removed"]),
  );
});

describe("labels and buckets", () => {
  it("added, removed, renamed", () =>
    expect(
      changes(
        'a{Hostname="h",model="x",old="1"} 1\na{Hostname="h",model="y",old="1"} 1',
        'a{hostname="h",modelName="x",gpu="1"} 1\na{hostname="h",modelName="y",gpu="1"} 1',
      ),
    ).toEqual([
      {
        kind: "labels",
        name: "a",
        added: ["gpu"],
        removed: ["old"],
        renamed: [
          { label: "Hostname", to: "hostname", evidence: "same but for its spelling" },
          { label: "model", to: "modelName", evidence: "same values" },
        ],
      },
    ]));
  const histogram = (...bounds: string[]) =>
    `# TYPE h histogram\n${[...bounds, "+Inf"].map((le) => `h_bucket{le="${le}"} 1`).join("\n")}\nh_sum 1\nh_count 1`;
  it("buckets", () =>
    expect(changes(histogram("0.5", "1"), histogram("0.5", "1", "2.5"))).toEqual([
      { kind: "buckets", name: "h", was: ["0.5", "1", "+Inf"], is: ["0.5", "1", "2.5", "+Inf"] },
    ]));
  it("but 1 and 1.0 are one bound", () => expect(changes(histogram("1"), histogram("1.0"))).toEqual([]));
});

describe("real upgrades", () => {
  const text = (before: string, after: string) =>
    renderChanges(compare([recording(before)], [recording(after)]));
  it("dcgm-exporter's main branch: one label on every metric, told once", () =>
    expect(
      text("dcgm/recordings/4.5.3-4.8.2.datacenter.busy", "dcgm/recordings/main-2026-05-12.datacenter.busy"),
    ).toMatch(
      /^labels Hostname → hostname \(same but for its spelling\): DCGM_FI_DEV_CORRECTABLE_REMAPPED_ROWS, .*$/,
    ));
  it("Alloy's default prefix is five renamed metrics", () => {
    const renamed = text(
      "log_pipeline/recordings/alloy-1.18.1.prefix.busy",
      "log_pipeline/recordings/alloy-1.18.1.default-prefix.busy",
    );
    expect(renamed).toMatch(/^renamed \(same type, labels and help\): /);
    expect(renamed.match(/→/g)).toHaveLength(5);
    expect(renamed).toContain("promtail_custom_nginx_ttfb_seconds → loki_process_custom_nginx_ttfb_seconds");
  });
  it("LiteLLM's buckets", () =>
    expect(text("litellm/recordings/1.80.5.busy", "litellm/recordings/1.109.1.busy")).toMatch(
      /^buckets 0\.005 0\.00625 .* → 0\.005 0\.01 .*: litellm_llm_api_latency_metric, /m,
    ));
});
