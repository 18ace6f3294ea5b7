import { describe, expect, it } from "vitest";
import { readContracts } from "../../contracts/contract.ts";
import { parseExposition } from "../../contracts/exposition.ts";
import { readFileSync } from "node:fs";
import { readBoard } from "../../checks/model/board.ts";
import { runChecks } from "../../checks/model/check.ts";
import { context } from "../../checks/model/context.ts";
import { withScrapes, type Scrape } from "../../checks/model/scrapes.ts";
import { literalLe } from "../../checks/literal-le.ts";
import { unknownLabel } from "../../checks/unknown-label.ts";
import { unknownMetric } from "../../checks/unknown-metric.ts";

const contracts = readContracts();
const page = (exporter: string, text: string | Uint8Array, file = `${exporter}.prom`): Scrape => ({
  ...parseExposition(Buffer.from(text), file),
  exporter,
});
const recorded = (exporter: string, name: string): Scrape => {
  const file = `contracts/${exporter}/recordings/${name}.prom`;
  return page(exporter, readFileSync(file), file);
};
const problems = (scrapes: readonly Scrape[], ...exprs: string[]) => {
  const targets = exprs.map((expr, index) => ({ refId: String.fromCharCode(65 + index), expr }));
  const boards = [readBoard("a.json", { title: "A", panels: [{ type: "timeseries", title: "P", targets }] })];
  return runChecks([unknownMetric, unknownLabel], context({ boards, contracts, scrapes })).map(
    ({ severity, what }) => `${severity} ${what}`,
  );
};

const triton = `# TYPE triton_requests counter
triton_requests{model="a",job="x"} 1
# TYPE triton_wait_seconds histogram
triton_wait_seconds_bucket{model="a",le="+Inf"} 1
triton_wait_seconds_sum{model="a"} 1
triton_wait_seconds_count{model="a"} 1
`;

describe("pages brought along", () => {
  it("make an exporter that nobody recorded known, with Prometheus' own names of its labels", () => {
    const made = withScrapes(contracts, [page("triton", triton)]);
    const facts = made.find(({ exporter }) => exporter === "triton")!.metrics;
    expect(made).toHaveLength(contracts.length + 1);
    expect([...facts.get("triton_requests")!.labels.keys()]).toEqual(["exported_job", "model"]);
    expect(facts.get("triton_wait_seconds")).toMatchObject({
      type: "histogram",
      unit: "s",
      buckets: ["+Inf"],
      evidence: "triton.prom:4",
    });
    expect(problems([page("triton", triton)], "sum by (model) (rate(triton_wait_seconds_sum[5m]))")).toEqual(
      [],
    );
    expect(problems([page("triton", triton)], "sum by (queue) (rate(triton_requests[5m]))")).toEqual([
      "error No page given has the label `queue` on `triton_requests`, so grouping by it does not split anything.",
    ]);
  });
  it.each([
    ["gpu_power_draw_watts", "W"],
    ["node_hwmon_temp_celsius", "celsius"],
    ["gpu_energy_joules_total", "J"],
    ["node_cpu_frequency_hertz", "Hz"],
    ["cache_hit_ratio", "ratio"],
    ["gpu_power_watts_limit", undefined],
  ])("tell their unit by their last word: %s", (name, unit) => {
    const [contract] = withScrapes([], [page("x", `# TYPE ${name} untyped\n${name} 1\n`)]);
    expect(contract!.metrics.get(name)!.unit).toBe(unit);
  });
  it("are merged: what one of them has, the exporter emits", () => {
    const busy = `${triton}# TYPE triton_errors counter\ntriton_errors{model="a",why="oom"} 1\n`;
    const both = [page("triton", triton, "idle"), page("triton", busy, "busy")];
    expect(problems(both, "sum by (why) (triton_errors)")).toEqual([]);
    expect(withScrapes([], both)[0]!.metrics.get("triton_errors")!.recordings).toEqual(["busy"]);
  });
  it("one page is no proof that a metric does not exist, two are", () => {
    const idle = page("triton", triton, "idle");
    expect(problems([idle], "triton_errors")).toEqual([
      "warning idle does not have `triton_errors`. One page shows one moment: if it is lazily created with its first event, it is merely not there yet; if not, this panel stays empty without an error.",
    ]);
    expect(problems([idle, { ...idle, file: "busy" }], "triton_errors")).toEqual([
      "error Neither idle, busy nor a recorded exporter has `triton_errors`, so this panel stays empty without an error.",
    ]);
  });
  it("an exporter without a page is told once per board, as unknown", () =>
    expect(problems([page("triton", triton)], "kube_pod_info", "kube_node_info")).toEqual([
      "warning No page given has a metric whose name begins with `kube`, so it cannot be told whether `kube_pod_info`, or any other of them on this board, exists.",
    ]));
  it("a recorded metric of an exporter without a page is not said to run", () =>
    expect(problems([page("triton", triton)], "nginx_up", "nginx_connections_active", "up")).toEqual([
      expect.stringMatching(
        /^warning `nginx_up` is recorded of nginx, but no page given is of that exporter/,
      ),
    ]));
});

describe("what the recordings say of a page", () => {
  const idle = recorded("litellm", "1.109.1.idle");
  it("what comes with its first event may be missing", () =>
    expect(
      problems(
        [recorded("litellm", "1.109.1.fresh")],
        "sum(rate(litellm_proxy_failed_requests_metric_total[5m]))",
      ),
    ).toEqual([]));
  it("what only another version has is an error, unless the panel asks for this one's as well", () => {
    const only = "error `litellm_remaining_requests` is recorded of another version of litellm; by its names";
    expect(problems([idle], "litellm_remaining_requests")).toEqual([expect.stringContaining(only)]);
    expect(
      problems([idle], "litellm_remaining_requests", "litellm_proxy_total_requests_metric_total"),
    ).toEqual([]);
    expect(problems([recorded("litellm", "1.80.5.idle")], "litellm_remaining_requests")).toEqual([]);
  });
  it("what no recording of the page's version has is a warning where it is not always there", () => {
    const geforce = recorded("dcgm", "3.1.7-3.1.4.geforce.busy");
    expect(problems([geforce], "max(DCGM_FI_PROF_PIPE_TENSOR_ACTIVE)")).toEqual([
      expect.stringMatching(
        /^warning `DCGM_FI_PROF_PIPE_TENSOR_ACTIVE` is recorded of another version of dcgm; by its names .* is `3\.1\.7`, of which no recording has it, and it is not always there: Data-centre cards only .*, so nothing is shown\.$/,
      ),
    ]);
    const later = recorded("dcgm", "4.5.3-4.8.2.geforce.busy");
    expect(problems([later], "max(DCGM_FI_PROF_PIPE_TENSOR_ACTIVE)")).toEqual([]);
  });
  it("a name of several exporters may be that of one without a page", () =>
    expect(problems([recorded("nginx", "0.11.busy")], "process_start_time_seconds")).toEqual([]));
  it("what every recording has and the page has not is an error", () => {
    const old = page("dcgm", 'DCGM_FI_DEV_GPU_TEMP{gpu="0"} 40\n', "old.prom");
    expect(problems([old], "DCGM_FI_DEV_SM_CLOCK")).toEqual([
      expect.stringMatching(/^error Every recording of dcgm .* but old\.prom has not/),
    ]);
  });
  it("a label that the page's series lack is told with the page's name", () =>
    expect(
      problems(
        [page("litellm", "litellm_spend_metric_total 1\n", "mine")],
        "sum by (model) (litellm_spend_metric_total)",
      ),
    ).toEqual([
      expect.stringMatching(/^warning `litellm_spend_metric_total` has no label `model` in .*mine/),
    ]));
});

describe("without a page, a board of elsewhere", () => {
  const said = (isForeign: boolean, ...exprs: string[]) => {
    const targets = exprs.map((expr) => ({ refId: "A", expr }));
    const boards = [readBoard("a.json", { title: "A", panels: [{ type: "stat", title: "P", targets }] })];
    return runChecks([unknownMetric], context({ boards, contracts, isForeign: () => isForeign })).map(
      ({ severity, what, fix }) => `${severity} ${what} ${fix}`,
    );
  };
  it("is told once that an exporter was not recorded, and how to show it", () =>
    expect(said(true, "vllm_running", "vllm_waiting")).toEqual([
      "warning Nobody recorded an exporter whose names begin with `vllm`, and no page was given, so it cannot be told whether `vllm_running`, or any other of them on this board, exists. Give the page of its exporter: --scrape NAME=FILE_OR_URL.",
    ]));
  it("may ask for what a version of tomorrow emits, but a slip is one", () =>
    expect(said(true, "litellm_thing_of_tomorrow", "ollama_job_total")).toEqual([
      "warning No recording of litellm has `litellm_thing_of_tomorrow`, and no page was given: if the version that runs does not emit it either, this panel stays empty without an error. Give its page: --scrape litellm=FILE_OR_URL.",
      expect.stringMatching(
        /^error No recorded exporter emits `ollama_job_total`.*Did you mean `ollama_jobs_total`/,
      ),
    ]));
  it("is not one of ours, which asks for recorded exporters only", () =>
    expect(said(false, "vllm_running", "vllm_waiting")).toEqual([
      expect.stringContaining("error No recorded exporter emits `vllm_running`"),
      expect.stringContaining("error No recorded exporter emits `vllm_waiting`"),
    ]));
});

describe("what a live Prometheus has", () => {
  const live = (...les: string[]): Scrape => {
    const buckets = les.map((le) => `door_seconds_bucket{le="${le}"} 1\n`).join("");
    const text = `# TYPE door_seconds histogram\n${buckets}door_seconds_sum 1\ndoor_seconds_count 1\n`;
    return { ...page("door", text, "http://p:9090 (job door)"), live: true };
  };
  const said = (scrape: Scrape) => {
    const targets = [{ refId: "A", expr: 'sum(rate(door_seconds_bucket{le="5"}[5m]))' }];
    const boards = [readBoard("a.json", { title: "A", panels: [{ type: "stat", title: "P", targets }] })];
    const about = context({ boards, contracts: [], scrapes: [scrape], prometheus: "http://p:9090" });
    return runChecks([literalLe], about).map(({ severity, what }) => `${severity} ${what}`);
  };
  it("a bound as it is stored there is empty only after an upgrade", () =>
    expect(said(live("5", "+Inf"))).toEqual([
      "warning http://p:9090 has this `le` as it is written here, as Prometheus 2 stores it. Prometheus 3 stores it as `5.0`: after an upgrade `5` matches nothing.",
    ]));
  it("and one that is stored otherwise is empty now", () =>
    expect(said(live("5.0", "+Inf"))).toEqual([
      "error Prometheus 3 stores this `le` as `5.0`, so `5` matches nothing there.",
    ]));
  it("a page says nothing of what is stored", () =>
    expect(said({ ...live("5", "+Inf"), live: false })).toEqual([
      "error Prometheus 3 stores this `le` as `5.0`, so `5` matches nothing there.",
    ]));
});
