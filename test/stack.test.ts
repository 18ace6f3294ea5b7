import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { Ajv } from "ajv";
import { readStack, stackSchema } from "../stack.ts";

const whole = readFileSync("test/fixtures/stack.yaml", "utf8");
const folder = mkdtempSync(join(tmpdir(), "stack-"));
let count = 0;
function written(text: string): string {
  const file = join(folder, `stack-${count++}.yaml`);
  writeFileSync(file, text);
  return file;
}
/** The message without the temporary folder. */
function refusal(text: string): string {
  const file = written(text);
  try {
    readStack(file);
  } catch (thrown) {
    return (thrown as Error).message.replace(file, "stack.yaml");
  }
  throw new Error(`accepted: ${text}`);
}
/** The whole file with one thing changed, so that everything else is right. */
function replaced(from: string, to: string): string {
  expect(whole).toContain(from);
  return whole.replace(from, to);
}

describe("a stack.yaml that cannot be used: one sentence with the line", () => {
  it.each([
    [
      "an unknown exporter",
      replaced("  bullmq:\n", "  bulmq:\n"),
      "stack.yaml:35: `exporters` has the unknown key `bulmq`; did you mean `bullmq`?",
    ],
    [
      "an unknown key",
      replaced("    url: http://loki", "    urll: http://loki"),
      "stack.yaml:20: `dataSources.1` has the unknown key `urll`; did you mean `url`?",
    ],
    [
      "an unknown key without a near one",
      replaced("  folder: Inference", "  colour: blue"),
      "stack.yaml:6: `grafana` has the unknown key `colour`.",
    ],
    [
      "a bad uid",
      replaced("uid: loki", "uid: lo ki"),
      "stack.yaml:19: `dataSources.1.uid` is `lo ki`, but must be 1 to 40 letters, digits, - or _, as Grafana wants a uid.",
    ],
    [
      "an unknown variant",
      replaced("variant: article", "variant: artcle"),
      "stack.yaml:31: `exporters.ollama_queue.variant` is `artcle`, but must be one of `article`, `reference`; did you mean `article`?",
    ],
    [
      "a version without quotes",
      replaced("variant: 1.5.3", "variant: 1.5"),
      'stack.yaml:44: `exporters.nginx.variant` is `1.5` without quotes, which makes it a number; write one of `"1.5.3"`, `"0.11"`.',
    ],
    [
      "a duration that is none",
      replaced("scrapeInterval: 15s", "scrapeInterval: 15 sec"),
      "stack.yaml:16: `dataSources.0.scrapeInterval` is `15 sec`, but must be a duration such as 15s or 1m.",
    ],
    [
      "a word for true",
      replaced("on: true", "on: yes"),
      "stack.yaml:28: `exporters.ollama_queue.on` is `yes`, but must be a boolean.",
    ],
    [
      "two data sources of one name",
      replaced("name: Loki", "name: Prometheus"),
      "stack.yaml:18: two data sources have the name `Prometheus`; give each its own.",
    ],
    [
      "two data sources of one uid",
      replaced("uid: loki", "uid: prometheus"),
      "stack.yaml:19: two data sources have the uid `prometheus`; give each its own.",
    ],
    [
      "a log without a Loki",
      whole.replace(/  - type: loki[^]*?\n\n/, "\n"),
      "its lines are in Loki, but there is no data source of type loki; add one or switch it off.",
    ],
    [
      "no metrics source",
      replaced("- type: prometheus", "- type: loki").replace("    scrapeInterval: 15s\n", ""),
      "there is no source of metrics; add one of type prometheus.",
    ],
    [
      "a scraped Loki",
      replaced("    url: http://loki:3100", "    url: http://loki:3100\n    scrapeInterval: 15s"),
      "stack.yaml:21: a Loki source is not scraped; leave scrapeInterval out.",
    ],
    ["a missing key", replaced("    uid: loki\n", ""), "`dataSources.1` lacks the key `uid`."],
    [
      "concurrency of zero",
      replaced("    # concurrency: 2", "    concurrency: 0"),
      "`exporters.ollama_queue.concurrency` must be >= 1 (it is `0`).",
    ],
    [
      "concurrency where it means nothing",
      replaced('    variant: "6"', '    variant: "6"\n    concurrency: 2'),
      "`exporters.bullmq` has the unknown key `concurrency`",
    ],
    [
      "a number for a duration",
      replaced("scrapeInterval: 15s", "scrapeInterval: 15"),
      "`dataSources.0.scrapeInterval` is `15`, but must be a duration such as 15s or 1m.",
    ],
    [
      "a job with a dollar",
      replaced("job: dcgm", "job: dc$prom"),
      "`exporters.dcgm.job` is `dc$prom`, but must be a scrape job of letters, digits and _ . : / -.",
    ],
    [
      "a filter that is a variable already",
      replaced('    variant: "6"', '    variant: "6"\n    filters: [cluster, price]'),
      "`price` is a variable of the boards already; a label of that name cannot be a filter.",
    ],
    [
      "everything off",
      whole.replaceAll("on: true", "on: false"),
      "every exporter is off, so there is nothing to show; switch one on.",
    ],
    [
      "an address that is a URL",
      replaced("address: dcgm-exporter:9400", "address: http://dcgm-exporter:9400"),
      "stack.yaml:57: `exporters.dcgm.address` is `http://dcgm-exporter:9400`, but must be host:port, such as nginx:9113, or a list of them.",
    ],
    [
      "a bad address in a list",
      replaced("address: dcgm-exporter:9400", "address: [gpu-1:9400, gpu-2]"),
      "stack.yaml:57: `exporters.dcgm.address.1` is `gpu-2`, but must be host:port, such as nginx:9113.",
    ],
    [
      "a list without an address",
      replaced("address: dcgm-exporter:9400", "address: []"),
      "stack.yaml:57: `exporters.dcgm.address` must NOT have fewer than 1 items.",
    ],
    [
      "a port alone",
      replaced("address: dcgm-exporter:9400", "address: 9400"),
      "stack.yaml:57: `exporters.dcgm.address` is `9400`, but must be host:port, such as nginx:9113, or a list of them.",
    ],
    [
      "an unknown upstream",
      replaced("  ollama: ollama", "  olama: ollama"),
      "stack.yaml:67: `upstreams` has the unknown key `olama`; did you mean `ollama`?",
    ],
    [
      "an upstream that would end a line of nginx.conf",
      replaced("ollama: ollama:11434", 'ollama: "ollama:11434;"'),
      "stack.yaml:67: `upstreams.ollama` is `ollama:11434;`, but must be host:port, such as nginx:9113.",
    ],
    [
      "a model with a quote",
      replaced("gemma3-27b: gemma3:27b", "gemma3-27b: 'gemma3\"27b'"),
      "stack.yaml:71: `models.gemma3-27b` is `gemma3\"27b`, but must be a model's name of letters, digits and . _ : / -.",
    ],
    [
      "an alias with a quote",
      replaced("gemma3-27b: gemma3:27b", "'gemma3\"27b': gemma3:27b"),
      "stack.yaml:70: `models` is `gemma3\"27b`, but must be a model's name of letters, digits and . _ : / -.",
    ],
    [
      "a retention of hours",
      replaced("  logs: 30d", "  logs: 12h"),
      "stack.yaml:76: `retention.logs` is `12h`, but must be a number of days or weeks such as 30d or 4w.",
    ],
    [
      "an unknown retention",
      replaced("  logs: 30d", "  log: 30d"),
      "stack.yaml:76: `retention` has the unknown key `log`; did you mean `logs`?",
    ],
    [
      "one job for pages under two paths",
      replaced("job: litellm", "job: nginx"),
      "stack.yaml:42: nginx and litellm have the job `nginx`, but one shows its metrics under /metrics, the other under /metrics/; give each its own.",
    ],
    [
      "Prometheus' own job",
      replaced("job: dcgm", "job: prometheus"),
      "stack.yaml:56: under the job `prometheus` Prometheus watches itself; give this exporter another.",
    ],
    ["not YAML", replaced("exporters:", "exporters: ["), "is not YAML:"],
    ["empty", "", "stack.yaml: is empty."],
    ["only comments", "# nothing\n", "stack.yaml: is empty."],
    ["a list", "- a\n", "the file is a list, but must be a mapping."],
  ])("%s", (_, text, sentence) => expect(refusal(text)).toContain(sentence));

  it("missing", () => expect(() => readStack("no-such.yaml")).toThrow("no-such.yaml: does not exist."));
});

describe("what it leaves out", () => {
  const least =
    "dataSources: [{ type: prometheus, name: P, uid: p, url: 'http://p' }]\nexporters: { nginx: { on: true, variant: '0.11' }, dcgm: { on: false, variant: main } }\n";
  it("has the contract's default, or is off", () => {
    const stack = readStack(written(least));
    expect(stack.exporters.nginx).toMatchObject({ job: "nginx", variant: "0.11", filters: [] });
    expect(Object.keys(stack.exporters)).toEqual(["nginx"]);
    expect(stack.logs).toEqual({});
    expect(stack.dataSources[0]).toMatchObject({ scrapeInterval: "15s" });
    expect(stack.grafana.dashboardsPath).toBe("/etc/grafana/provisioning/dashboards");
    expect(stack.exporters.nginx!.addresses).toEqual(["nginx-exporter:9113"]);
    expect(stack.upstreams).toEqual({
      queue: "queue-api:3000",
      ollama: "ollama:11434",
      ui: "open-webui:8080",
    });
    expect(stack.models).toEqual({});
    expect(stack.retention).toEqual({ metrics: "30d", logs: "30d" });
  });
  it("and leaves alone what is there beside it", () => {
    const stack = readStack(
      written(`${least}upstreams: { ollama: "gpu:11434" }\nretention: { metrics: 90d }\n`),
    );
    expect(stack.upstreams).toMatchObject({ queue: "queue-api:3000", ollama: "gpu:11434" });
    expect(stack.retention).toEqual({ metrics: "90d", logs: "30d" });
  });
});

it("an exporter may have several addresses", () =>
  expect(
    readStack(written(replaced("address: dcgm-exporter:9400", "address: [gpu-1:9400, gpu-2:9400]"))).exporters
      .dcgm!.addresses,
  ).toEqual(["gpu-1:9400", "gpu-2:9400"]));

it("the schema itself is a valid, strict JSON Schema", () => {
  expect(() => new Ajv({ strict: true, allowUnionTypes: true }).compile(stackSchema())).not.toThrow();
});
