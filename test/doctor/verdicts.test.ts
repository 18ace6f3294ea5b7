import { describe, expect, it } from "vitest";
import { readContract } from "../../contracts/contract.ts";
import { board, examine, examineIn, fake, send, stack, success, type World } from "./fake.ts";

/** What every exporter of test/fixtures/stack.yaml needs to be up. */
const UP = { ollama_queue: "up", bullmq: "up", nginx: "up", promtail: "up", dcgm: "up", litellm: "up" };
const nginx = (name: string, more: object = {}) => ({
  __name__: name,
  job: "nginx",
  instance: "nginx:1",
  ...more,
});
const up = (job: string) => ({ __name__: "up", job, instance: `${job}:1` });
const REFUSED = 'Get "http://nginx:1/metrics": dial tcp 10.0.0.2:1: connect: connection refused';

/** The verdict on one panel. */
async function verdict(expr: string | object, world: World) {
  const { panel } = await examineIn({ targets: UP, ...world }, board({ it: expr }));
  const { verdict: found, detail, cause } = panel("it");
  return { verdict: found, detail, ...cause };
}
const stat = (expr: string, mappings: readonly object[] = []) => ({
  type: "stat",
  targets: [{ refId: "A", expr, instant: true }],
  fieldConfig: { defaults: { mappings } },
});
const words = (of: Record<string, string>) => ({
  type: "value",
  options: Object.fromEntries(Object.entries(of).map(([value, text]) => [value, { text }])),
});
const gone = { type: "special", options: { match: "null+nan", result: { text: "nginx exporter down" } } };

describe.concurrent("data", () => {
  const expr = "sum(nginx_connections_active)";
  it("is a number", async () => {
    const world = { series: [nginx("nginx_connections_active")], answers: { [expr]: "12.5" } };
    expect(await verdict(expr, world)).toEqual({ verdict: "data", detail: "12.5" });
    expect(await verdict(stat(expr), world)).toEqual({ verdict: "data", detail: "12.5" });
  });
  it("is several series", async () => {
    const world: World = {
      series: [nginx("nginx_connections_active")],
      answers: {
        [expr]: [
          [{ a: "1" }, "0"],
          [{ a: "2" }, "7"],
        ],
      },
    };
    expect(await verdict(expr, world)).toEqual({ verdict: "data", detail: "2 series" });
  });
  it("is a word that means something, also that an exporter is down", async () => {
    const query = 'min(up{job="nginx"}) or on() vector(-1)';
    const world: World = {
      targets: { ...UP, nginx: REFUSED },
      series: [up("nginx")],
      answers: { [query]: "0" },
    };
    expect(await verdict(stat(query, [words({ 0: "down", 1: "up" })]), world)).toEqual({
      verdict: "data",
      detail: "“down”",
    });
  });
  it("stays data where only the past of the range has numbers", async () => {
    const old = await examineIn(
      { targets: UP, series: [nginx("nginx_connections_active")] },
      board({ it: expr }),
      {},
    );
    expect(old.panel("it").verdict).toBe("idle");
    const server = await fake(({ path, parameters }, response) => {
      if (path !== "/api/v1/query_range")
        return parameters.get("query") === "time()"
          ? success({ resultType: "scalar", result: [100_000, "100000"] })
          : parameters.get("query")?.startsWith("count by")
            ? success({ resultType: "vector", result: [{ metric: { job: "nginx" }, value: [1000, "1"] }] })
            : send(response, 404, "");
      return success({
        resultType: "matrix",
        result: [{ metric: {}, values: [[Number(parameters.get("start")), "3"]] }],
      });
    });
    const report = await examine({ prometheus: server.url, boards: [board({ it: expr })] });
    await server.stop();
    expect(report.boards[0]!.panels[0]).toMatchObject({ verdict: "data", detail: "1 series, none now" });
  });
});

describe.concurrent("idle", () => {
  it.each(["0", "NaN"])("is %s", async (value) => {
    const expr = "sum(nginx_connections_active)";
    const world = { series: [nginx("nginx_connections_active")], answers: { [expr]: value } };
    expect((await verdict(expr, world)).verdict).toBe("idle");
  });
  it("is the word for an exporter that is gone, while it is up", async () => {
    const expr = "sum(rate(nginx_http_requests_total[1m])) or on() vector(NaN)";
    const world = { series: [nginx("nginx_http_requests_total")], answers: { [expr]: "NaN" } };
    expect(await verdict(stat(expr, [gone]), world)).toEqual({
      verdict: "idle",
      detail: "“nginx exporter down”",
    });
  });
  it.each(["idle", "none", " "])("is the board's word %j", async (word) => {
    const expr = "sum(nginx_connections_active)";
    const world = { series: [nginx("nginx_connections_active")], answers: { [expr]: "-1" } };
    expect((await verdict(stat(expr, [words({ "-1": word })]), world)).verdict).toBe("idle");
  });
  it("is a metric that appears with its first event, while its exporter is up", async () => {
    const { heartbeat, metrics } = readContract("contracts/ollama_queue");
    const expr = `sum by (model) (rate(ollama_tokens_total{model=~".+"}[1m])) or on() 0 * max(${heartbeat})`;
    const series = [heartbeat, "ollama_tokens_total"].map((name) => ({
      __name__: name,
      job: "ollama_queue",
    }));
    expect(await verdict(expr, { series, answers: { [expr]: "0" } })).toEqual({
      verdict: "idle",
      detail: metrics.get("ollama_tokens_total")!.lazy,
    });
  });
  it("is a metric that a recording of the same version lacks as well", async () => {
    const process = { __name__: "up", job: "litellm", instance: "litellm:1" };
    expect(await verdict("litellm_deployment_state", { series: [process] })).toMatchObject({
      verdict: "idle",
    });
    // This one is only absent while nginx is down, which its exporter would say.
    expect(await verdict("nginx_connections_active", { series: [nginx("nginx_up")] })).toMatchObject({
      verdict: "metric missing",
      what: expect.stringContaining("as long as nginx answers") as string,
    });
  });
  it("is not what lacks because the exporter says that what it asks is down", async () => {
    const series = [nginx("nginx_up")];
    const said = [[{ instance: "nginx:1" }, "1"]] as const;
    const down = { 'count by (instance) (nginx_up{job="nginx"} == 0)': said };
    expect(await verdict("nginx_connections_active", { series, answers: down })).toMatchObject({
      verdict: "exporter down",
      detail: "nginx down",
      fix: "Start nginx; the numbers come back by themselves.",
    });
    const report = await examineIn({ targets: UP, series, answers: down }, board({ it: "nginx_up" }));
    expect(report.findings.map(({ about }) => about)).toContain("nginx");
    expect(report.ok).toBe(false);
    // One of two: what it lacks the other one has, but it is said.
    const half = {
      ...down,
      'count by (instance) (nginx_up{job="nginx"} == 1)': [[{ instance: "nginx:2" }, "1"]] as const,
    };
    const other = await examineIn(
      { targets: UP, series, answers: half },
      board({ it: "nginx_connections_active" }),
    );
    expect(other.findings.map(({ what }) => what)).toContainEqual(
      expect.stringContaining("at nginx:1 answers"),
    );
    expect(other.panel("it").verdict).toBe("metric missing");
  });
  it("is a value that did not happen, where it can", async () => {
    const name = "promtail_custom_nginx_bytes_sent_total";
    const series = [{ __name__: name, job: "promtail", status: "200", route: "ui" }];
    expect(await verdict(`sum(rate(${name}{status=~"5.."}[1m]))`, { series })).toEqual({
      verdict: "idle",
      detail: 'no series with status=~"5.." now',
    });
  });
});

describe.concurrent("exporter down", () => {
  const down = { targets: { ...UP, nginx: REFUSED }, series: [up("nginx")] };
  it("names the error and the fix", async () => {
    expect(await verdict(stat("sum(nginx_connections_active) or on() vector(NaN)", [gone]), down)).toEqual({
      verdict: "exporter down",
      detail: "nginx exporter down",
      what: `The nginx exporter (http://nginx:1/metrics) does not answer the scrape: ${REFUSED}.`,
      fix: expect.stringContaining("Nothing listens there: start the exporter") as string,
    });
  });
  it("is seen although a rate still has samples in its window", async () => {
    const expr = "sum(rate(nginx_http_requests_total[1m]))";
    expect((await verdict(expr, { ...down, answers: { [expr]: "4" } })).verdict).toBe("exporter down");
  });
  it("is seen behind a zero that a board puts there", async () => {
    const expr = "sum(rate(nginx_http_requests_total[1m])) or vector(0)";
    expect((await verdict(expr, { ...down, answers: { [expr]: "0" } })).verdict).toBe("exporter down");
  });
  it("of one half of a comparison is the panel's verdict, and says which half", async () => {
    const [a, b] = ["sum(DCGM_FI_DEV_POWER_USAGE)", "sum(nginx_connections_active)"];
    const world = {
      ...down,
      series: [...down.series, { __name__: "DCGM_FI_DEV_POWER_USAGE", job: "dcgm" }],
      answers: { [a]: "3" },
    };
    const targets = [
      { refId: "A", expr: a },
      { refId: "B", expr: b },
    ];
    expect(await verdict({ targets }, world)).toMatchObject({
      verdict: "exporter down",
      detail: "B: nginx exporter down",
    });
  });
  it("is not said where another series stands in", async () => {
    const expr = "sum(nginx_connections_active) or sum(DCGM_FI_DEV_POWER_USAGE)";
    const world = {
      ...down,
      series: [{ __name__: "DCGM_FI_DEV_POWER_USAGE", job: "dcgm" }],
      answers: { [expr]: "3" },
    };
    expect((await verdict(expr, world)).verdict).toBe("data");
  });
});

describe.concurrent("not scraped and wrong job", () => {
  const { nginx: _, ...others } = UP;
  it("no target at all", async () => {
    expect(await verdict("sum(nginx_connections_active)", { targets: others })).toEqual({
      verdict: "not scraped",
      detail: "no job `nginx` for the nginx exporter",
      what: "Prometheus has no target with the job `nginx`, so it does not scrape the nginx exporter.",
      fix: "Add a scrape job `nginx` for host.docker.internal:9113/metrics to prometheus.yml (npm run build:stack writes the one of compose.yaml); or set exporters.nginx.on: false in stack.yaml and run npm run build:dashboards.",
    });
  });
  it("a target that was not asked yet", async () => {
    const world = { targets: { ...UP, nginx: "unknown" } };
    expect(await verdict("sum(nginx_connections_active)", world)).toMatchObject({
      verdict: "not scraped",
      fix: "Wait for one scrape interval and run this again.",
    });
  });
  it("the same exporter under another job", async () => {
    const world = {
      targets: { ...others, edge: "up" },
      series: [{ __name__: "nginx_up", job: "edge" }, up("edge")],
    };
    expect(await verdict('min(up{job="nginx"}) or on() vector(-1)', world)).toEqual({
      verdict: "wrong job",
      detail: "the nginx exporter has the job `edge`",
      what: "Prometheus scrapes the nginx exporter under the job `edge`; stack.yaml and the boards say `nginx`.",
      fix: "Set exporters.nginx.job: edge in stack.yaml and run npm run build:dashboards; or rename the job in prometheus.yml.",
    });
  });
  it("a query that names a job nobody has", async () => {
    const world = { series: [up("nginx"), nginx("nginx_up")] };
    expect(await verdict('up{job="web"}', world)).toMatchObject({
      verdict: "not scraped",
      what: 'Prometheus has no target with job="web"; there are `nginx`.',
    });
    expect(await verdict('nginx_up{job="web"}', world)).toMatchObject({
      verdict: "wrong job",
      what: '`nginx_up` is there, but not with job="web": it has the job `nginx`.',
    });
  });
  it("a metric of an exporter that is switched off", async () => {
    const { nginx: __, ...exporters } = stack.exporters;
    const { panel } = await examineIn({ targets: UP }, board({ it: "nginx_up" }), {
      stack: { ...stack, exporters },
    });
    expect(panel("it")).toMatchObject({ verdict: "not scraped", detail: "nginx is not switched on" });
  });
  it("a generic metric whose exporter is down, while others have it too", async () => {
    const name = "process_resident_memory_bytes";
    const series = [{ __name__: name, job: "litellm" }];
    expect(
      await verdict(`${name}{job="nginx"}`, { targets: { ...UP, nginx: REFUSED }, series }),
    ).toMatchObject({
      verdict: "exporter down",
      detail: "nginx exporter down",
    });
  });
});

describe.concurrent("metric missing", () => {
  it("although every recording of the version has it", async () => {
    expect(await verdict("max(DCGM_FI_DEV_GPU_TEMP)", {})).toMatchObject({
      verdict: "metric missing",
      detail: "no `DCGM_FI_DEV_GPU_TEMP`",
      what: "The GPU exporter is up, but its page has no `DCGM_FI_DEV_GPU_TEMP`, which every recording of `4.5.3` has.",
      evidence: expect.stringMatching(/^contracts\/dcgm\/recordings\/.*\.prom:\d+$/) as string,
    });
  });
  it("because another version emits it, which is named", async () => {
    expect(await verdict("rate(DCGM_FI_DEV_PCIE_TX_THROUGHPUT[5m])", {})).toMatchObject({
      verdict: "metric missing",
      what: "`DCGM_FI_DEV_PCIE_TX_THROUGHPUT` is not on the page of the GPU exporter: only `3.1.7` emits it, and stack.yaml says `4.5.3`.",
    });
  });
  it("and is not hidden by a zero for as long as the exporter is there", async () => {
    const expr = "max(DCGM_FI_DEV_FB_USED) or on() 0 * max(DCGM_FI_DEV_GPU_TEMP)";
    const world = { series: [{ __name__: "DCGM_FI_DEV_GPU_TEMP", job: "dcgm" }], answers: { [expr]: "0" } };
    expect(await verdict(expr, world)).toMatchObject({
      verdict: "metric missing",
      detail: "no `DCGM_FI_DEV_FB_USED`",
    });
  });
  it("unless it is optional: zero times another measure", async () => {
    const expr = "sum(DCGM_FI_DEV_FB_RESERVED) or 0 * sum(DCGM_FI_DEV_FB_USED)";
    const world = { series: [{ __name__: "DCGM_FI_DEV_FB_USED", job: "dcgm" }], answers: { [expr]: "0" } };
    expect((await verdict(expr, world)).verdict).toBe("idle");
  });
  it("because of a typing mistake", async () => {
    expect(await verdict("rate(ollama_job_total[1m])", {})).toMatchObject({
      verdict: "metric missing",
      what: "There is no `ollama_job_total`, and no recorded exporter emits it.",
      fix: "Did you mean `ollama_jobs_total`?",
    });
  });
  it("suggests a live metric as well", async () => {
    const world = { series: [{ __name__: "my_app_requests_total", job: "app" }] };
    expect(await verdict("rate(my_app_request_total[1m])", world)).toMatchObject({
      fix: "Did you mean `my_app_requests_total`?",
    });
  });
  it("because a recording rule is not loaded", async () => {
    expect(await verdict("job:up:sum", {})).toMatchObject({
      verdict: "metric missing",
      fix: expect.stringContaining("rule_files") as string,
    });
  });
  it("is not said of a metric that nobody recorded and that is there", async () => {
    const world = {
      series: [{ __name__: "my_app_up", job: "app" }],
      answers: { "sum by (zone) (my_app_up)": "1" },
    };
    expect((await verdict("sum by (zone) (my_app_up)", world)).verdict).toBe("data");
  });
});

describe.concurrent("label missing", () => {
  it("a grouping by a label that the metric never has, although there is a number", async () => {
    const expr = "sum by (route) (nginx_connections_active)";
    const world = { series: [nginx("nginx_connections_active")], answers: { [expr]: "1" } };
    expect(await verdict(expr, world)).toMatchObject({
      verdict: "label missing",
      detail: "no label `route` on `nginx_connections_active`",
    });
  });
  it("a label that every recording has, but not this page", async () => {
    const expr = "max by (queue) (bullmq_job_count)";
    const world = {
      series: [{ __name__: "bullmq_job_count", job: "bullmq", state: "failed" }],
      answers: { [expr]: "1" },
    };
    expect(await verdict(expr, world)).toMatchObject({
      verdict: "label missing",
      what: "`bullmq_job_count` is there, but no series has the label `queue`, which every recording has.",
    });
  });
  it("a label that is made in the query is there", async () => {
    const expr = 'sum by (class) (label_replace(nginx_connections_active, "class", "x", "", ""))';
    const world = { series: [nginx("nginx_connections_active")], answers: { [expr]: "1" } };
    expect((await verdict(expr, world)).verdict).toBe("data");
  });
  it("a value that a closed set does not have", async () => {
    const world = { series: [{ __name__: "bullmq_job_count", job: "bullmq", queue: "q", state: "failed" }] };
    expect(await verdict('bullmq_job_count{state="dealyed"}', world)).toMatchObject({
      verdict: "label missing",
      what: '`bullmq_job_count` is there, but not with state="dealyed": there are `failed`.',
    });
  });
  it("an instance that is not there any more", async () => {
    const world = { series: [nginx("nginx_up")] };
    expect(await verdict('nginx_up{instance="old:1"}', world)).toMatchObject({
      verdict: "label missing",
      fix: expect.stringContaining("Choose another value") as string,
    });
  });
  it("a filter of stack.yaml that the scrape configuration does not add", async () => {
    const own = { ...stack.exporters.nginx!, filters: ["cluster"] };
    const { panel } = await examineIn(
      { targets: UP, series: [nginx("nginx_up")] },
      board({ it: 'nginx_up{cluster=~".+"}' }),
      { stack: { ...stack, exporters: { ...stack.exporters, nginx: own } } },
    );
    expect(panel("it").cause).toEqual({
      what: "stack.yaml gives nginx the filter `cluster`, but no series of `nginx_up` has that label.",
      fix: "Let the scrape job add it (labels: { cluster: … } in prometheus.yml), or take it out of exporters.nginx.filters and run npm run build:dashboards.",
    });
  });
  it("label values that would mean something elsewhere stay text", async () => {
    const hostile = { ...nginx("nginx_up"), instance: '\u001b[31m"}) or vector(1) #', zone: "__proto__" };
    expect(await verdict('nginx_up{instance="x"}', { series: [hostile] })).toMatchObject({
      verdict: "label missing",
      what: expect.stringContaining("\u001b[31m") as string,
    });
  });
});

describe.concurrent("query failed, not asked, text", () => {
  it("a query that the server refuses, with its words", async () => {
    expect(await verdict("nginx_up", { answers: { nginx_up: 422 } })).toMatchObject({
      verdict: "query failed",
      what: expect.stringMatching(/^Prometheus at http:\S+ answered HTTP 422: told to fail\.$/) as string,
      fix: "Ask it in Grafana's Explore: nginx_up",
    });
  });
  it("what no server here can be asked", async () => {
    expect(
      await verdict(
        { targets: [{ refId: "A", expr: "x", datasource: { type: "mysql", uid: "m" } }], datasource: null },
        {},
      ),
    ).toMatchObject({
      verdict: "not asked",
    });
    expect(
      await verdict(
        { targets: [{ refId: "A", rawSql: "SELECT 1", datasource: { type: "mysql", uid: "m" } }] },
        {},
      ),
    ).toMatchObject({
      verdict: "not asked",
    });
    expect((await verdict({ libraryPanel: { uid: "x", name: "y" } }, {})).verdict).toBe("not asked");
  });
  it("log lines without --loki", async () => {
    const loki = { type: "loki", uid: "loki" };
    expect(
      await verdict(
        {
          type: "logs",
          datasource: loki,
          targets: [{ refId: "A", expr: '{job="nginx"}', datasource: loki }],
        },
        {},
      ),
    ).toEqual({
      verdict: "not asked",
      detail: "no --loki was given",
    });
  });
  it("a panel without queries, and one whose queries are hidden", async () => {
    expect((await verdict({ type: "text", options: { content: "x" } }, {})).verdict).toBe("text");
    expect((await verdict({ targets: [{ refId: "A", expr: "up", hide: true }] }, {})).verdict).toBe("text");
  });
});

describe.concurrent("variables", () => {
  const query = (text: string, more: object = {}) => ({
    name: "model",
    type: "query",
    datasource: { type: "prometheus", uid: "prometheus" },
    query: text,
    includeAll: true,
    multi: true,
    current: { text: ["All"], value: ["$__all"] },
    ...more,
  });
  const judged = async (variable: object, world: World = {}) =>
    (await examineIn({ targets: UP, ...world }, board({}, [variable]))).boards[0]!.variables[0];
  it("has values", async () => {
    const series = ["a", "b"].map((model) => ({ __name__: "ollama_jobs_total", job: "ollama_queue", model }));
    expect(await judged(query("label_values(ollama_jobs_total, model)"), { series })).toEqual({
      name: "model",
      verdict: "data",
      detail: "2 values",
    });
  });
  it("has none for the reason a panel would have", async () => {
    expect(await judged(query("label_values(ollama_jobs_total, model)"))).toMatchObject({ verdict: "idle" });
    expect(
      await judged(query("label_values(nginx_up, model)"), { series: [nginx("nginx_up")] }),
    ).toMatchObject({
      verdict: "label missing",
    });
    expect(
      await judged(query("label_values(nginx_up, instance)"), { targets: { ...UP, nginx: REFUSED } }),
    ).toMatchObject({ verdict: "exporter down" });
  });
  it("gives its values to the panels where All has no expression of its own", async () => {
    const series = ["a.b", "c"].map((model) => ({
      __name__: "ollama_jobs_total",
      job: "ollama_queue",
      model,
    }));
    const expr = 'ollama_jobs_total{model=~"$model"}';
    const asked = 'ollama_jobs_total{model=~"(a\\\\.b|c)"}';
    const { panel } = await examineIn(
      { targets: UP, series, answers: { [asked]: "5" } },
      board({ it: expr }, [query("label_values(ollama_jobs_total, model)")]),
    );
    expect(panel("it")).toMatchObject({ verdict: "data", detail: "5" });
  });
});
