import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { readContract, readContracts } from "../../contracts/contract.ts";
import { parseExposition } from "../../contracts/exposition.ts";

const root = mkdtempSync(join(tmpdir(), "contracts-"));
afterAll(() => rmSync(root, { recursive: true }));

const yaml = `about: nginx-prometheus-exporter.
title: nginx exporter
heartbeat: nginx_up
variants:
  1.5.3: { recordings: 1.5.3., about: "1.5.3" }
`;
const page = "# TYPE nginx_up gauge\nnginx_up 1\n";
let count = 0;
/** An exporter's folder with the given files; the contract and one recording are right unless given. */
function folder(files: Record<string, string> = {}): string {
  const path = join(root, String(count++), "nginx");
  const all = { "contract.yaml": yaml, "recordings/1.5.3.busy.prom": page, ...files };
  for (const [name, text] of Object.entries(all)) {
    mkdirSync(dirname(join(path, name)), { recursive: true });
    writeFileSync(join(path, name), text);
  }
  return path;
}

describe("a contract that fits no recording is refused with one sentence", () => {
  const refused = (files: Record<string, string>, sentence: string) => {
    const path = folder(files);
    expect(() => readContract(path)).toThrow(
      expect.objectContaining({
        name: "InputError",
        message: `${path}/${sentence.replaceAll("<folder>", path)}`,
      }),
    );
  };
  const withLine = (line: string) => ({ "contract.yaml": yaml + line });

  it("no YAML", () =>
    refused(
      { "contract.yaml": "about: x\nabout: y\n" },
      "contract.yaml:2: is not YAML: Map keys must be unique.",
    ));
  it("an unknown key", () =>
    refused(
      withLine("hartbeat: up\n"),
      "contract.yaml:6: the file has the unknown key `hartbeat`; did you mean `heartbeat`?",
    ));
  it("an unknown key further in", () =>
    refused(
      withLine("metrics:\n  nginx_up: { unti: ratio, source: HELP }\n"),
      "contract.yaml:7: `metrics.nginx_up` has the unknown key `unti`; did you mean `unit`?",
    ));
  it("a line without a source", () =>
    refused(
      withLine("metrics:\n  nginx_up: { unit: ratio }\n"),
      "contract.yaml:7: `metrics.nginx_up` lacks the key `source`.",
    ));
  it("a variant without a recording", () =>
    refused(
      withLine('  "0.11": { recordings: 0.11., about: "0.11" }\n'),
      "contract.yaml:6: variant `0.11` has no recording in <folder>/recordings.",
    ));
  it("a recording without a variant", () =>
    refused(
      { "recordings/0.11.busy.prom": page },
      "recordings/0.11.busy.prom: fits no variant of <folder>/contract.yaml; add one whose `recordings` is a prefix of the file's name.",
    ));
  it("families of an exporter that is not there", () =>
    refused(withLine("elsewhere: { go_*: golang }\n"), "contract.yaml:6: there is no exporter `golang`."));
  it("a heartbeat that one recording lacks", () =>
    refused(
      { "recordings/1.5.3.fresh.prom": "go_goroutines 9\n" },
      "contract.yaml:3: the heartbeat `nginx_up` has no sample in <folder>/recordings/1.5.3.fresh.prom; choose a metric every recording contains, or `up`.",
    ));
  it("a heartbeat that one recording only declares", () =>
    refused(
      { "recordings/1.5.3.fresh.prom": "# TYPE nginx_up gauge\ngo_goroutines 9\n" },
      "contract.yaml:3: the heartbeat `nginx_up` has no sample in <folder>/recordings/1.5.3.fresh.prom; choose a metric every recording contains, or `up`.",
    ));
  it("a line for a metric that no recording has", () =>
    refused(
      withLine("metrics:\n  nginx_upp: { unit: ratio, source: HELP }\n"),
      "contract.yaml:7: no recording has `nginx_upp`; did you mean `nginx_up`?",
    ));
  it("a glob that fits nothing", () =>
    refused(
      withLine("metrics:\n  dcgm_*: { unit: ratio, source: HELP }\n"),
      "contract.yaml:7: no recording has `dcgm_*`.",
    ));
  it("a line for a label that no recording has", () =>
    refused(
      withLine("labels:\n  route: { values: [ui], source: recordings }\n"),
      "contract.yaml:7: no recording has the label `route`.",
    ));
  it("a closed set that a recording contradicts", () =>
    refused(
      {
        ...withLine("labels:\n  state: { values: [active], source: recordings }\n"),
        "recordings/1.5.3.idle.prom": `${page}nginx_connections{state="active"} 1\nnginx_connections{state="idle"} 1\n`,
      },
      "contract.yaml:7: `state` is said to be closed, but <folder>/recordings/1.5.3.idle.prom has `idle` on `nginx_connections`.",
    ));
  it("a pattern that a recording contradicts", () =>
    refused(
      {
        ...withLine('labels:\n  status: { pattern: "[1-5][0-9][0-9]", source: nginx }\n'),
        "recordings/1.5.3.idle.prom": `${page}requests_total{status="2000"} 1\n`,
      },
      "contract.yaml:7: `status` is said to be closed, but <folder>/recordings/1.5.3.idle.prom has `2000` on `requests_total`.",
    ));
});

describe("what is read from pages and contract together", () => {
  it("the last line that fits a metric wins", () => {
    const { metrics } = readContract(
      folder({
        "contract.yaml": `${yaml}metrics:\n  nginx_*: { unit: connections, source: HELP }\n  nginx_up: { unit: ratio, source: HELP }\n`,
        "recordings/1.5.3.busy.prom": `${page}nginx_active 1\n`,
      }),
    );
    expect([...metrics.values()].map(({ name, unit }) => [name, unit])).toEqual([
      ["nginx_active", "connections"],
      ["nginx_up", "ratio"],
    ]);
  });
  it("families that another exporter describes are left to it", () => {
    const path = folder({
      "contract.yaml": `${yaml}elsewhere: { process_*: nginx }\n`,
      "recordings/1.5.3.busy.prom": `${page}process_open_fds 9\nnginx_process_count 1\n`,
    });
    expect([...readContract(path).metrics.keys()]).toEqual(["nginx_process_count", "nginx_up"]);
  });
  it("a metric that is only declared has no variant and the line of its declaration", () => {
    const path = folder({
      "recordings/1.5.3.busy.prom": `${page}# HELP lazy Never yet\n# TYPE lazy counter\n`,
    });
    expect(readContract(path).metrics.get("lazy")).toMatchObject({
      type: "counter",
      variants: [],
      recordings: [],
      declaredIn: ["1.5.3.busy"],
      evidence: `${path}/recordings/1.5.3.busy.prom:3`,
    });
  });
  it("an empty label value is no total: the row was written with that label", () => {
    const { metrics } = readContract(
      folder({ "recordings/1.5.3.busy.prom": `${page}requests{method=""} 1\nrequests{method="GET"} 2\n` }),
    );
    expect(metrics.get("requests")).toMatchObject({ rollUp: [] });
    expect(metrics.get("requests")!.labels.get("method")).toMatchObject({ always: true, seen: ["GET"] });
  });
  it("a total row that stands alone on a fresh page is known from the busy one", () => {
    const { metrics } = readContract(
      folder({
        "recordings/1.5.3.busy.prom": `${page}jobs{model="a"} 1\njobs 1\n`,
        "recordings/1.5.3.fresh.prom": `${page}jobs 0\n`,
      }),
    );
    expect(metrics.get("jobs")!.rollUp).toEqual(["model"]);
    expect(metrics.get("jobs")!.labels.get("model")).toMatchObject({ always: true, missingIn: [] });
  });
});

describe("facts of the recordings", () => {
  const contracts = readContracts();
  const contract = (exporter: string) => contracts.find((each) => each.exporter === exporter)!;
  const metrics = contracts.flatMap((each) => [...each.metrics.values()]);

  it("total rows stand beside labelled ones in three metrics of the queue, and nowhere else", () =>
    expect(
      metrics.filter(({ rollUp }) => rollUp.length > 0).map(({ name, rollUp }) => [name, ...rollUp]),
    ).toEqual([
      ["ollama_jobs_total", "model"],
      ["ollama_tokens_per_second", "model"],
      ["ollama_tokens_total", "model"],
    ]));
  it("no metric of dcgm-exporter has Hostname in every version", () => {
    const labels = [...contract("dcgm").metrics.values()]
      .filter(({ variants }) => variants.includes("main"))
      .map((metric) => metric.labels.get("Hostname"));
    expect(labels.length).toBeGreaterThan(10);
    for (const label of labels) {
      expect(label?.always).toBe(false);
      expect(label?.missingIn).toContain("main-2026-05-12.datacenter.busy");
    }
  });
  it("the job that Promtail writes arrives as exported_job", () => {
    const custom = [...contract("log_pipeline").metrics.values()].filter(({ name }) =>
      name.startsWith("promtail_custom_nginx_"),
    );
    expect(custom.length).toBeGreaterThan(4);
    for (const { labels } of custom) {
      expect(labels.has("job")).toBe(false);
      expect(labels.get("exported_job")).toMatchObject({ always: true, missingIn: [] });
    }
  });
  it("what Prometheus adds itself keeps its job", () => {
    expect(contract("prometheus").addedByPrometheus).toBe(true);
    expect(contract("prometheus").metrics.get("up")!.labels.has("job")).toBe(true);
  });
  it("the heartbeat is in every recording", () => {
    for (const { heartbeat, recordings } of contracts)
      if (heartbeat !== "up")
        for (const { families } of recordings)
          expect(families.get(heartbeat)!.samples.length).toBeGreaterThan(0);
    expect(contract("ollama_queue").heartbeat).toBe("ollama_errors_total");
  });
  it("what stands on the queue exporter's page and is BullMQ's, BullMQ's contract knows", () => {
    const file = "contracts/ollama_queue/recordings/reference-bullmq-6.7.0.busy.prom";
    const onPage = [...parseExposition(readFileSync(file), file).families.values()].filter(({ name }) =>
      name.startsWith("bullmq_"),
    );
    expect(onPage).toHaveLength(3);
    for (const { name, type } of onPage) {
      expect(contract("ollama_queue").metrics.has(name)).toBe(false);
      expect(contract("bullmq").metrics.get(name)?.type).toBe(type);
    }
  });
  it("process_* is emitted by more than one exporter, so its name alone says nothing", () =>
    expect(
      contracts
        .filter((each) => each.metrics.has("process_resident_memory_bytes"))
        .map(({ exporter }) => exporter),
    ).toEqual(expect.arrayContaining(["litellm", "nginx"])));
  it("the queue's histogram has its own buckets, and a +Inf bucket last", () =>
    expect(contract("ollama_queue").metrics.get("ollama_generation_duration_ms")!.buckets).toEqual(
      "500 1000 2000 5000 10000 30000 60000 120000 300000 600000 +Inf".split(" "),
    ));
  it("every metric points at the line that proves it", () => {
    for (const { evidence } of metrics)
      expect(evidence).toMatch(/^contracts\/\w+\/recordings\/[\w.-]+\.prom:\d+$/);
  });
});
