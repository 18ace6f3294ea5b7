import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { readContract } from "../../contracts/contract.ts";
import { programs } from "../../stack/local/programs.ts";
import { built, file, here, read, run, temporary, written, type Change } from "./built.ts";

const folder = temporary();
const have = programs();
const promtool = run("promtool", "--version").status === 0;

describe("all files", () => {
  it.each([...built().keys()])("%s says that it is generated, in its first line", (name) =>
    expect(file(name).split("\n")[0]).toMatch(
      /^(#|\/\/) Generated from stack\.yaml by `npm run build:stack`\. Do not edit\.$/,
    ),
  );
  it("are the same bytes whatever the order in stack.yaml", () => {
    const { exporters } = parse(readFileSync("test/fixtures/stack.yaml", "utf8")) as { exporters: object };
    const reversed = Object.fromEntries(Object.entries(exporters).reverse());
    expect(built([[["exporters"], reversed]])).toEqual(built());
  });
  it("hold no secret, only where it is", () => {
    const all = [...built().values()].join("\n");
    expect(all).toContain("master_key: os.environ/LITELLM_MASTER_KEY");
    expect(all.match(/(password|secret|sk-)\S*/gi)).toBeNull();
  });
  it("want a Loki", () =>
    expect(() =>
      built([
        [["dataSources", 1], undefined],
        [["exporters", "nginx_access_log", "on"], false],
      ]),
    ).toThrow(
      "stack.yaml: `dataSources` has no source of type loki, but the access log has to go somewhere",
    ));
});

describe("prometheus.yml", () => {
  const jobs = (changes: readonly Change[] = []) =>
    Object.fromEntries(
      (read("prometheus/prometheus.yml", changes).scrape_configs as { job_name: string }[]).map(
        ({ job_name: job, ...rest }) => [job, rest],
      ),
    );
  it("asks LiteLLM under its own path and with its key, and nobody else", () => {
    expect(jobs()["litellm"]).toEqual({
      metrics_path: "/metrics/",
      authorization: { credentials_file: "/run/litellm/key" },
      static_configs: [{ targets: ["litellm:4000"] }],
    });
    expect(jobs()["dcgm"]).toEqual({ static_configs: [{ targets: ["dcgm-exporter:9400"] }] });
    expect(jobs()["prometheus"]).toEqual({ static_configs: [{ targets: ["localhost:9090"] }] });
  });
  it("has one job for exporters that share it, with each address once", () => {
    const shared = jobs([
      [
        ["exporters", "ollama_queue", "address"],
        ["worker-1:9091", "worker-2:9091"],
      ],
      [["exporters", "bullmq", "job"], "ollama_queue"],
      [["exporters", "bullmq", "address"], "worker-2:9091"],
    ]);
    expect(shared["bullmq"]).toBeUndefined();
    expect(shared["ollama_queue"]).toEqual({
      static_configs: [{ targets: ["worker-2:9091", "worker-1:9091"] }],
    });
  });
  it.each(["ollama_queue", "bullmq", "nginx", "log_pipeline", "dcgm", "litellm"])(
    "does not ask %s when it is off, and has no alert for it",
    (name) => {
      const off: Change[] = [[["exporters", name, "on"], false]];
      const job = name === "log_pipeline" ? "promtail" : name;
      expect(Object.keys(jobs()).filter((each) => !(each in jobs(off)))).toEqual([job]);
      expect(file("prometheus/rules/exporters.yml")).toContain(`absent(up{job="${job}"})`);
      expect(file("prometheus/rules/exporters.yml", off)).not.toContain(`"${job}"`);
    },
  );
  it.each([
    ["1s", "666ms"],
    ["5s", "3333ms"],
    ["6s", "4s"],
    ["15s", "10s"],
    ["1m", "10s"],
  ])("scrapes every %s, as the data source says, and waits %s", (interval, timeout) =>
    expect(
      read("prometheus/prometheus.yml", [[["dataSources", 0, "scrapeInterval"], interval]]).global,
    ).toEqual({
      scrape_interval: interval,
      scrape_timeout: timeout,
      evaluation_interval: interval,
    }),
  );
  it("keeps samples as long as stack.yaml says", () =>
    expect(file("prometheus/flags", [[["retention", "metrics"], "4w"]]).split("\n")[1]).toBe(
      "--storage.tsdb.retention.time=4w",
    ));

  it.skipIf(!promtool)("promtool takes it, and its rules (skipped without promtool)", () => {
    const at = join(folder, "promtool");
    written(built([], here(at)), at);
    const { status, said } = run("promtool", "check", "config", join(at, "prometheus/prometheus.yml"));
    // The key file is looked for.
    expect([status, said]).toEqual([1, expect.stringContaining(join(at, "key"))]);
    writeFileSync(join(at, "key"), "");
    expect(run("promtool", "check", "config", join(at, "prometheus/prometheus.yml"))).toEqual({
      status: 0,
      said: expect.stringMatching(/exporters\.yml\n  SUCCESS: 12 rules found/),
    });
  });
  it.skipIf(!promtool)("tells a dead exporter from one that nobody asks (skipped without promtool)", () => {
    const at = written(built(), join(folder, "rules"));
    const alert = (name: string, labels: object) => ({
      eval_time: "5m",
      alertname: name,
      exp_alerts: [labels],
    });
    const names = ["bullmq", "litellm", "log_pipeline", "nginx", "ollama_queue"];
    const only = built(names.map((name) => [["exporters", name, "on"], false]));
    writeFileSync(join(at, "only.yml"), only.get("prometheus/rules/exporters.yml")!);
    const labels = { exp_labels: { severity: "warning", job: "dcgm", exporter: "dcgm" } };
    const series = (instance: string, values: string) => ({
      series: `up{job="dcgm",instance="${instance}"}`,
      values,
    });
    const annotations = Object.fromEntries(
      (
        parse(readFileSync(join(at, "only.yml"), "utf8")).groups[0].rules as {
          alert: string;
          annotations: object;
        }[]
      ).map((rule) => [rule.alert, rule.annotations]),
    );
    const expected = (name: string, text: string, more: object = {}) => ({
      exp_labels: { ...labels.exp_labels, ...more },
      exp_annotations: { ...annotations[name], summary: text },
    });
    const tests = {
      rule_files: ["only.yml"],
      evaluation_interval: "15s",
      tests: [
        {
          interval: "15s",
          input_series: [series("a:9400", "1x40"), series("b:9400", "1x4 0x36")],
          alert_rule_test: [
            alert(
              "ExporterDown",
              expected("ExporterDown", "b:9400 (job dcgm) does not answer", { instance: "b:9400" }),
            ),
            { eval_time: "5m", alertname: "ExporterNotScraped", exp_alerts: [] },
          ],
        },
        {
          interval: "15s",
          input_series: [],
          alert_rule_test: [
            { eval_time: "5m", alertname: "ExporterDown", exp_alerts: [] },
            alert(
              "ExporterNotScraped",
              expected("ExporterNotScraped", "Prometheus has no target under the job dcgm"),
            ),
          ],
        },
      ],
    };
    writeFileSync(join(at, "tests.yml"), JSON.stringify(tests));
    expect(run("promtool", "test", "rules", join(at, "tests.yml"))).toEqual({
      status: 0,
      said: expect.stringContaining("SUCCESS"),
    });
  });
});

describe("loki.yml", () => {
  it("keeps lines as long as stack.yaml says, takes none that it would delete, and reports to nobody", () => {
    const loki = read("loki/loki.yml", [[["retention", "logs"], "2w"]]);
    expect(loki.limits_config).toMatchObject({
      retention_period: "2w",
      reject_old_samples: true,
      reject_old_samples_max_age: "2w",
    });
    expect(loki.compactor.retention_enabled).toBe(true);
    expect(loki.analytics).toEqual({ reporting_enabled: false });
  });
  it("listens where it is told to", () =>
    expect(read("loki/loki.yml", [], here("/x")).server).toMatchObject({
      http_listen_address: "127.0.0.1",
      http_listen_port: 2,
      grpc_listen_address: "127.0.0.1",
      grpc_listen_port: 3,
    }));
  it.skipIf(!have.loki)("Loki takes it (skipped without loki)", () => {
    const at = written(built([], here(join(folder, "loki"))), join(folder, "loki"));
    expect(run(have.loki!, `-config.file=${at}/loki/loki.yml`, "-verify-config").status).toBe(0);
    writeFileSync(join(at, "bad.yml"), `${readFileSync(join(at, "loki/loki.yml"), "utf8")}\nretention: 1d\n`);
    expect(run(have.loki!, `-config.file=${at}/bad.yml`, "-verify-config").status).toBe(1);
  });
});

describe("litellm.yaml", () => {
  const settings = () => read("litellm/litellm.yaml").litellm_settings;
  const contract = readContract("contracts/litellm");
  interface Group {
    metrics: string[];
    include_labels: string[];
  }
  const groups = (): Group[] => settings().prometheus_metrics_config;

  it("offers the models of stack.yaml, from Ollama", () =>
    expect(read("litellm/litellm.yaml").model_list).toEqual([
      {
        model_name: "gemma3-27b",
        litellm_params: { model: "ollama/gemma3:27b", api_base: "http://ollama:11434" },
      },
      {
        model_name: "llama3.2-3b",
        litellm_params: { model: "ollama/llama3.2:3b", api_base: "http://ollama:11434" },
      },
    ]));
  it("emits no label with personal data", () => {
    const personal = [
      "client_ip",
      "user_agent",
      "end_user",
      "user",
      "user_email",
      "hashed_api_key",
      "api_key_alias",
    ];
    const labels = new Set(groups().flatMap(({ include_labels: each }) => each));
    expect(labels.size).toBeGreaterThan(5);
    expect([...labels].filter((label) => personal.includes(label))).toEqual([]);
  });
  it("asks for metrics and labels that LiteLLM has", () => {
    const declared = new Map<string, Set<string>>();
    for (const { file: name, families } of contract.recordings)
      if (name.includes("1.109.1."))
        for (const [family, { samples }] of families)
          for (const { labels } of [{ labels: {} }, ...samples]) {
            const known = declared.get(family) ?? new Set();
            for (const label of Object.keys(labels)) known.add(label);
            declared.set(family, known);
          }
    for (const { metrics, include_labels: labels } of groups())
      for (const metric of metrics) {
        const known = declared.get(metric) ?? declared.get(`${metric}_total`);
        expect([metric, known !== undefined]).toEqual([metric, true]);
        // What was never seen with a sample has no labels to compare.
        if (known!.size > 0) expect(labels.filter((label) => !known!.has(label))).toEqual([]);
      }
  });
});

describe("Ollama's address", () => {
  it("is told to the worker and to Open WebUI, each in its own word", () =>
    expect(
      file("ollama.env", [[["upstreams", "ollama"], "host.docker.internal:11434"]])
        .split("\n")
        .slice(1),
    ).toEqual([
      "OLLAMA_URL=http://host.docker.internal:11434",
      "OLLAMA_BASE_URL=http://host.docker.internal:11434",
      "",
    ]));
});

it("npm run build:stack writes them, finds what is stale, and refuses a stack it cannot read", () => {
  const out = join(folder, "generated");
  const build = (...args: string[]) =>
    run(process.execPath, "--import", "tsx", "scripts/build-stack.ts", "--out", out, ...args);
  const fixture = ["--stack", "test/fixtures/stack.yaml"];
  const bad = join(folder, "bad.yaml");
  writeFileSync(bad, readFileSync("test/fixtures/stack.yaml", "utf8").replace("upstreams:", "upstream:"));
  expect(build("--stack", bad)).toEqual({
    status: 2,
    said: `${bad}:65: the file has the unknown key \`upstream\`; did you mean \`upstreams\`?\n`,
  });
  expect(existsSync(out)).toBe(false);
  expect(build(...fixture)).toMatchObject({
    status: 0,
    said: expect.stringContaining("16 files, 16 written."),
  });
  expect(readFileSync(join(out, "loki/loki.yml"), "utf8")).toBe(file("loki/loki.yml"));
  expect(build(...fixture, "--check")).toEqual({ status: 0, said: "16 files, 0 stale.\n" });
  writeFileSync(join(out, "prometheus/rules/old.yml"), "groups: []\n");
  expect(build(...fixture, "--check")).toEqual({
    status: 1,
    said: `extra ${out}/prometheus/rules/old.yml\n16 files, 1 stale.\n`,
  });
});
