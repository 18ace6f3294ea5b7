import { describe, expect, it } from "vitest";
import { readBoard } from "../../checks/model/board.ts";
import { type Json } from "../../checks/model/shape.ts";
import { context } from "../../checks/model/context.ts";
import { scrapeSeconds, windowSeconds } from "../../checks/model/interval.ts";
import { carried, labelsOf, parting } from "../../checks/model/labels.ts";
import { anchored, onlyWithout, passesWithout } from "../../checks/model/matchers.ts";
import { parsePromql, selectors, type Binary, type Matcher } from "../../checks/model/promql.ts";
import { readContracts } from "../../contracts/contract.ts";

const variables: Json[] = [
  {
    name: "model",
    type: "query",
    query: "label_values(ollama_jobs_total, model)",
    includeAll: true,
    allValue: ".+",
  },
  {
    name: "any",
    type: "query",
    query: "label_values(ollama_jobs_total, model)",
    includeAll: true,
    allValue: ".*",
  },
  { name: "listed", type: "query", query: "label_values(ollama_jobs_total, model)", includeAll: true },
  { name: "class", type: "custom", query: "all : .*,2xx : 2..,5xx : 5.." },
  { name: "code", type: "custom", query: "200,500" },
  { name: "text", type: "textbox", query: "" },
];
const board = readBoard("a.json", { title: "A", templating: { list: variables } });
const here = context({
  boards: [board],
  contracts: readContracts(),
  added: new Map([["dcgm", ["cluster"]]]),
});
/** `exact: a b`, or both bounds. */
const labels = (source: string): string => {
  const { root, errors } = parsePromql(source);
  expect(errors, source).toEqual([]);
  const { sure, possible } = labelsOf(root!, board, here);
  const [low, high] = [[...sure].sort().join(" "), possible && [...possible].sort().join(" ")];
  return low === high ? `exact: ${low}` : `${low} … ${high ?? "anything"}`;
};

describe("labels of a selector", () => {
  it("are the recorded ones and those of the target", () => {
    expect(labels("nginx_up")).toBe("exact: instance job");
    expect(labels("ollama_generation_duration_ms_bucket")).toBe("exact: instance job le model");
    expect(labels("ollama_generation_duration_ms_count")).toBe("exact: instance job model");
  });
  it("of a name that every program has are known only for a recorded job", () => {
    expect(labels("up")).toBe("instance job … anything");
    expect(labels('up{job="kubelet"}')).toBe("instance job … anything");
    expect(labels('up{job="nginx"}')).toBe("instance job … cluster instance job");
    expect(labels("process_cpu_seconds_total")).toBe("instance job … anything");
  });
  it("are unknown for a metric that nobody recorded, and for a family without samples", () => {
    expect(labels("node_load1")).toBe(" … anything");
    expect(labels("{__name__=~'x.*'}")).toBe(" … anything");
    expect(labels("litellm_cache_hits_metric_total")).toBe(" … anything");
  });
  it("may be missing where some recordings lack them", () => {
    const { sure, possible } = labelsOf(parsePromql("DCGM_FI_DEV_GPU_TEMP").root!, board, here);
    expect([
      sure.has("gpu"),
      sure.has("Hostname"),
      possible?.has("Hostname"),
      possible?.has("cluster"),
    ]).toEqual([true, false, true, true]);
  });
  it("follow the total row and the matchers that leave it out or choose it", () => {
    expect(labels("ollama_jobs_total")).toBe("instance job … instance job model");
    expect(labels('ollama_jobs_total{model!=""}')).toBe("exact: instance job model");
    expect(labels('ollama_jobs_total{model=~"$model"}')).toBe("exact: instance job model");
    expect(labels('ollama_jobs_total{model=~"$any"}')).toBe("instance job … instance job model");
    expect(labels('ollama_jobs_total{model=""}')).toBe("exact: instance job");
  });
  it("are not sure where an empty value was recorded", () => {
    const [selector] = [
      ...selectors(parsePromql("promtail_custom_nginx_request_duration_seconds_count").root),
    ];
    const { sure, possible } = carried(selector!, here);
    expect([sure.has("route"), sure.has("method"), possible?.has("method")]).toEqual([true, false, true]);
  });
  it("of an unknown label in a matcher are not believed", () =>
    expect(labels('nginx_up{namespace="x"}')).toBe("exact: instance job"));
});

describe("labels of an expression", () => {
  it.each([
    ["sum(nginx_up)", "exact: "],
    ["sum by (job, foo) (nginx_up)", "exact: job"],
    ["sum by (foo) (node_load1)", " … foo"],
    ["sum by ($by) (nginx_up)", " … anything"],
    ["sum without (instance) (nginx_up)", "exact: job"],
    ["topk(3, nginx_up)", "exact: instance job"],
    ['count_values("v", nginx_up)', "exact: v"],
    ["rate(nginx_http_requests_total[5m])", "exact: instance job"],
    ["max_over_time(sum by (job) (nginx_up)[5m:])", "exact: job"],
    [
      "histogram_quantile(0.9, sum by (le, model) (rate(ollama_generation_duration_ms_bucket[5m])))",
      "exact: model",
    ],
    ["vector(1)", "exact: "],
    ["time()", "exact: "],
    ["-nginx_up", "exact: instance job"],
    ["nginx_up * 2", "exact: instance job"],
    ["nginx_up * $factor", "exact: instance job"],
    ["2 * sum(nginx_up)", "exact: "],
    ['absent(nginx_up{job="a", x=~"b"})', "exact: job"],
    ['label_replace(vector(0), "model", "none", "", "")', "exact: model"],
    ['label_replace(nginx_up, "host", "$1", "instance", "(.*):.*")', "instance job … host instance job"],
    ['label_join(nginx_up, "both", "-", "job", "instance")', "exact: both instance job"],
    ["sum by (job) (nginx_up) or vector(0)", " … job"],
    ['sum by (job) (nginx_up) or on() label_replace(vector(0), "job", "none", "", "")', "exact: job"],
    ["nginx_up and on() sum(up)", "exact: instance job"],
    ["nginx_up / on (job) nginx_connections_active", "exact: job"],
    ["nginx_up / ignoring (instance) nginx_connections_active", "exact: job"],
    ["sum by (job) (nginx_up) * on (job) group_left (instance) nginx_up", "exact: instance job"],
    ["sum by (job) (nginx_up) * on (job) group_right () nginx_up", "exact: instance job"],
    ["sum(nginx_up) / on() group_left() node_load1", "exact: "],
    ["$metric", " … anything"],
    ["$agg(nginx_up)", " … anything"],
    ["info(nginx_up)", " … anything"],
  ])("%s", (source, expected) => expect(labels(source)).toBe(expected));
});

describe("operands that never meet", () => {
  const apart = (source: string) => parting(parsePromql(source).root as Binary, board, here)?.label;
  it.each([
    ["rate(ollama_errors_total[5m]) / rate(ollama_generation_duration_ms_count[5m])", "model"],
    ["sum(nginx_up) * nginx_up", "instance"],
    ["nginx_up and sum(nginx_up)", "instance"],
    ["sum by (job) (nginx_up) / on (instance) nginx_up", "instance"],
  ])("%s", (source, label) => expect(apart(source)).toBe(label));
  it.each([
    "nginx_up / nginx_connections_active",
    "sum(nginx_up) / sum(up)",
    "sum(nginx_up) or nginx_up",
    "nginx_up / on() group_left() sum(nginx_up)",
    "rate(ollama_errors_total[5m]) / ignoring(model) group_right() rate(ollama_generation_duration_ms_count[5m])",
    "rate(ollama_jobs_total[5m]) / rate(ollama_errors_total[5m])",
    "nginx_up / node_load1",
    "nginx_up * $factor",
    'nginx_up{namespace="a"} / nginx_connections_active',
    "nginx_up / fill(0) sum(nginx_up)",
  ])("%s may meet", (source) => expect(apart(source)).toBeUndefined());
});

describe("matchers", () => {
  const matcher = (text: string): Matcher => [...selectors(parsePromql(`x{${text}}`).root)][0]!.matchers[0]!;
  it.each([
    ['a=""', true],
    ['a="b"', false],
    ['a!=""', false],
    ['a!="b"', true],
    ['a=~".*"', true],
    ['a=~".+"', false],
    ['a=~"b|"', true],
    ['a!~".+"', true],
    ['a=~"$model"', false],
    ['a=~"${model:regex}"', false],
    ['a=~"[[model]]"', false],
    ['a=~"$any"', true],
    ['a!~"$any"', false],
    ['a=~"$listed"', false],
    ['a=~"$class"', true],
    ['a=~"$code"', false],
    ['a=~"$text"', undefined],
    ['a=~"$unknown"', undefined],
    ['a=~"x$model"', undefined],
  ])("%s lets a series without the label pass: %s", (text, expected) =>
    expect(passesWithout(matcher(text), board)).toBe(expected),
  );
  it("that leave nothing but series without the label", () => {
    expect(['a=""', 'a!~".+"', 'a=~".*"', 'a!=""'].map((text) => onlyWithout(matcher(text)))).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });
  it("must match in full, and are not guessed at", () => {
    expect(anchored("5")?.test("500")).toBe(false);
    expect(anchored("(?i)OK|x")?.test("ok")).toBe(true);
    expect(anchored("[[:alpha:]]+")).toBeUndefined();
    expect(anchored("(")).toBeUndefined();
  });
});

describe("windows", () => {
  const window = (text: string, target: Json = {}, panel: Json = {}, timeInterval?: string) => {
    const made = readBoard("b.json", {
      title: "B",
      templating: {
        list: [{ name: "prom", type: "datasource", query: "prometheus", current: { text: "p", value: "p" } }],
      },
      panels: [
        {
          type: "timeseries",
          title: "P",
          datasource: { type: "prometheus", uid: "${prom}" },
          targets: [{ refId: "A", expr: `rate(x[${text}])`, ...target }],
          ...panel,
        },
      ],
    });
    const there = context({
      boards: [made],
      contracts: [],
      dataSources: [
        { name: "other", uid: "o", type: "prometheus", timeInterval: "5s" },
        { name: "P", uid: "p", type: "prometheus", ...(timeInterval !== undefined && { timeInterval }) },
      ],
    });
    const query = made.queries[0]!;
    const [selector] = [...selectors(query.promql?.root)];
    return [scrapeSeconds(query, there), windowSeconds(selector!.window!, query, there)];
  };
  it("are as short as Grafana can make them", () => {
    expect(window("5m")).toEqual([15, 300]);
    expect(window("$__rate_interval")).toEqual([15, 60]);
    expect(window("${__rate_interval}", {}, {}, "30s")).toEqual([30, 120]);
    expect(window("$__rate_interval", { interval: "1m" })).toEqual([15, 240]);
    expect(window("$__rate_interval", {}, { interval: "1m" })).toEqual([15, 75]);
    expect(window("$__interval")).toEqual([15, 15]);
    expect(window("$__interval", {}, { interval: "1m" })).toEqual([15, 60]);
    expect(window("$__range")).toEqual([15, undefined]);
    expect(window("$own")).toEqual([15, undefined]);
  });
});
