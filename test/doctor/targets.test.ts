import { describe, expect, it } from "vitest";
import { readContracts } from "../../contracts/contract.ts";
import { explain } from "../../doctor/explain.ts";
import { scrapeFindings } from "../../doctor/scrape.ts";
import { exportersOf, targetsOf, targetsOfUp, type Target } from "../../doctor/targets.ts";
import type { Stack } from "../../stack.ts";
import { stack as whole, success, vector } from "./fake.ts";

const contracts = readContracts();
/** A stack of one exporter, so that the others are silent. */
const stack: Stack = {
  ...whole,
  exporters: { nginx: { ...whole.exporters.nginx!, addresses: ["one:9113", "two:9113"] } },
};
const target = (more: Partial<Target> = {}): Target => ({
  job: "nginx",
  instance: "one:9113",
  address: "one:9113",
  url: "http://one:9113/metrics",
  health: "up",
  lastError: "",
  scrapeInterval: "15s",
  ...more,
});
const two = target({ instance: "two:9113", address: "two:9113", url: "http://two:9113/metrics" });
const look = (targets: readonly Target[], jobs: readonly string[] = [], of = stack) => {
  const known = new Map([["nginx", jobs]]);
  const exporters = exportersOf(of, contracts, targets, known);
  return { exporters, findings: scrapeFindings(exporters, targets, known, of, contracts) };
};

describe("an exporter", () => {
  it("is well when all its addresses are scraped as stack.yaml says", () => {
    const { exporters, findings } = look([target(), two], ["nginx"]);
    expect(exporters.map(({ state }) => state)).toEqual(["up"]);
    expect(findings).toEqual([]);
  });
  it("of which one of two is down is up, with a finding", () => {
    const { exporters, findings } = look([
      target(),
      { ...two, health: "down", lastError: "context deadline exceeded" },
    ]);
    expect(exporters[0]!.state).toBe("up");
    expect(findings).toMatchObject([
      {
        severity: "error",
        what: "The nginx exporter (http://two:9113/metrics) does not answer the scrape: context deadline exceeded.",
      },
    ]);
  });
  it("of which one address is not scraped says so", () => {
    expect(look([target()]).findings).toMatchObject([
      { severity: "error", what: "The job `nginx` does not scrape two:9113, which stack.yaml names." },
    ]);
  });
  it("at addresses of another spelling is taken as it is", () => {
    expect(look([target({ instance: "a", address: "a" })]).findings).toEqual([]);
  });
  it("that shares its job with another is judged by its own address", () => {
    const shared: Stack = {
      ...whole,
      exporters: {
        ollama_queue: { ...whole.exporters.ollama_queue!, job: "queue", addresses: ["worker:9091"] },
        bullmq: { ...whole.exporters.bullmq!, job: "queue", addresses: ["board:9092"] },
      },
    };
    const targets = [
      target({ job: "queue", address: "worker:9091", instance: "worker:9091", url: "w" }),
      target({ job: "queue", address: "board:9092", instance: "board:9092", url: "b", health: "down" }),
    ];
    expect(
      exportersOf(shared, contracts, targets, new Map()).map(({ name, state }) => [name, state]),
    ).toEqual([
      ["ollama_queue", "up"],
      ["bullmq", "down"],
    ]);
  });
});

describe("a scrape interval", () => {
  it("longer than stack.yaml says is an error: windows hold too few samples", () => {
    const { findings } = look([target({ scrapeInterval: "1m" }), two]);
    expect(findings).toMatchObject([
      {
        severity: "error",
        what: expect.stringContaining(
          "is scraped every 1m, but stack.yaml says 15s for the data source Prometheus",
        ) as string,
        fix: expect.stringContaining(
          "scrape_interval: 15s for the job in prometheus.yml; or scrapeInterval: 1m",
        ) as string,
      },
    ]);
  });
  it("shorter is a warning", () =>
    expect(look([target({ scrapeInterval: "5s" }), two]).findings).toMatchObject([{ severity: "warning" }]));
  it("that nobody can say is not judged", () =>
    expect(look([target({ scrapeInterval: null }), two]).findings).toEqual([]));
});

describe("a page", () => {
  it("scraped under two jobs counts twice", () => {
    const { findings } = look([target(), target({ job: "web" }), two], ["nginx", "web"]);
    expect(findings).toMatchObject([
      {
        severity: "error",
        what: expect.stringContaining("http://one:9113/metrics 2 times, as `nginx`, `web`") as string,
      },
    ]);
  });
  it("beside which another job has the same metrics is added up with it", () => {
    const other = target({ job: "web", url: "http://three:9113/metrics" });
    expect(look([target(), two, other], ["nginx", "web"]).findings).toMatchObject([
      { severity: "error", what: expect.stringContaining("has series under `nginx`, `web`") as string },
    ]);
  });
});

describe("answers", () => {
  it.each([undefined, null, "x", {}, success({}), success({ activeTargets: {} })])(
    "%j are no targets",
    (body) => expect(targetsOf(body)).toBeUndefined(),
  );
  it("with targets of the wrong shape are read as far as they go", () =>
    expect(targetsOf(success({ activeTargets: [null, { labels: { job: 1 }, health: "odd" }] }))).toEqual(
      Array(2).fill({
        job: "",
        instance: "",
        address: "",
        url: "",
        health: "unknown",
        lastError: "",
        scrapeInterval: null,
      }),
    ));
  it("about `up` stand in where there is no list of targets", () =>
    expect(targetsOfUp(vector([{ job: "nginx", instance: "one:9113" }, "0"]))).toEqual([
      target({ url: "one:9113", health: "down", scrapeInterval: null }),
    ]));
});

describe("the last error of a target is explained", () => {
  const url = "http://nginx-exporter:9113/metrics";
  it.each([
    [
      'Get "http://x": dial tcp 127.0.0.1:9113: connect: connection refused',
      "http://127.0.0.1:9113/metrics",
      "use its service name",
    ],
    [
      'Get "http://x": dial tcp 172.17.0.1:9113: connect: connection refused',
      "http://host.docker.internal:9113/metrics",
      "an exporter bound to 127.0.0.1 cannot be reached",
    ],
    [
      'Get "http://x": dial tcp 10.0.0.2:9113: connect: connection refused',
      url,
      "Nothing listens there: start the exporter",
    ],
    [
      'Get "http://x": dial tcp: lookup nginx-exporter on 127.0.0.11:53: no such host',
      url,
      "no host `nginx-exporter`",
    ],
    ["server returned HTTP status 401 Unauthorized", url, "require_auth_for_metrics_endpoint: false"],
    ["server returned HTTP status 404 Not Found", url, "is another program listening there?"],
    ["server returned HTTP status 500 Internal Server Error", url, "its log says why"],
    ["server returned HTTP status 429 Too Many Requests", url, "does not answer 200"],
    ['Get "http://x": context deadline exceeded', url, "longer than scrape_timeout"],
    ['Get "https://x": http: server gave HTTP response to HTTPS client', url, "`scheme` of the scrape job"],
    [
      'received unsupported Content-Type "application/octet-stream" and no fallback_scrape_protocol specified for target',
      url,
      "fallback_scrape_protocol: PrometheusText0.0.4",
    ],
    [
      "non-compliant scrape target sending blank Content-Type and no fallback_scrape_protocol specified for target",
      url,
      "fallback_scrape_protocol",
    ],
    ['expected equal, got "INVALID"', url, "that is not escaped"],
    [
      'expected equal, got "\\"} 1\\n\\n" ("INVALID") while parsing: "a{model=\\"x\\"y\\"} 1\\n\\n"',
      url,
      "that is not escaped",
    ],
    ['"INVALID" is not a valid start token', url, "that is not escaped"],
    ['strconv.ParseFloat: parsing "undefined": invalid syntax', url, "a value that is no number"],
    ["data does not end with # EOF", url, "says it is OpenMetrics and is not"],
    ["body size limit exceeded", url, "raise the limit"],
    ['Get "http://x": EOF', url, "closed the connection"],
    ["unexpected EOF", url, "closed the connection"],
    ["something nobody has seen", url, "Ask the page yourself"],
  ])("%s (%s)", (lastError, at, words) =>
    expect(explain({ lastError, url: at, metricsPath: "/metrics" })).toContain(words),
  );
  it("a page at another path is named with its slashes", () => {
    const lastError = "server returned HTTP status 404 Not Found";
    expect(explain({ lastError, url: "http://litellm:4000/metrics", metricsPath: "/metrics/" })).toContain(
      "set metrics_path: /metrics/",
    );
  });
});
