import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, describe, expect, it } from "vitest";
import { readBoard } from "../../checks/model/board.ts";
import { compare } from "../../contracts/compare.ts";
import { parseExposition, type Page } from "../../contracts/exposition.ts";
import { effects } from "../../scripts/upgrade/effects.ts";
import { script } from "./spawn.ts";

const page = (text: string): Page => parseExposition(Buffer.from(`${text}\nnginx_up 1\n`), "page.prom");
const target = (expr: string, more: object = {}) => ({ refId: "A", expr, ...more });
const panels = (...targets: object[]) => ({
  title: "GPU",
  panels: targets.map((each, index) => ({
    id: index,
    type: "timeseries",
    title: `P${index}`,
    targets: [each],
  })),
});

/** What the change from one page to the other does to one query. */
function hit(before: string, after: string, query: string | object) {
  const board = readBoard("gpu.json", panels(typeof query === "string" ? target(query) : query));
  const [old, now] = [page(before), page(after)];
  return effects(old, now, compare([old], [now]), board.queries).hits.map(
    ({ breaking, what, change }) => `${breaking ? "breaks" : "look at"} ${change.kind}: ${what}`,
  );
}

const gauge = (name: string, labels = "", value = 7) => `# TYPE ${name} gauge\n${name}${labels} ${value}`;
const histogram = (name: string, ...bounds: string[]) =>
  `# TYPE ${name} histogram\n${[...bounds, "+Inf"].map((le) => `${name}_bucket{le="${le}"} 1`).join("\n")}\n${name}_sum 1\n${name}_count 1`;

describe("a metric that is gone", () => {
  const before = `${gauge("gpu_power")}\n${gauge("gpu_temp")}`;
  const after = gauge("gpu_temp");
  const gone = "breaks removed: asks for `gpu_power`, which is gone";
  it.each([
    ["by itself", "sum(gpu_power)"],
    ["as one operand", "gpu_temp * gpu_power"],
    ["as the condition of `and`", "gpu_temp and gpu_power"],
  ])("%s", (_, expr) => expect(hit(before, after, expr)).toEqual([gone]));
  it.each([
    ["that says nothing", "sum(gpu_power) or on() vector(NaN)"],
    ["of 0, as the heartbeat gives it", "sum(gpu_power) or on() 0 * max(gpu_temp)"],
    ["within a sum", "gpu_temp + (sum(gpu_power) or 0 * sum(gpu_temp))"],
    ["that marks a state", "max(gpu_power) or on() (max(gpu_temp) == 0) - 3"],
  ])("is a break in spite of a stand-in %s", (_, expr) =>
    expect(hit(before, after, expr)).toEqual([`${gone}, so only what stands in for it shows`]),
  );
  it.each([
    ["with another metric that answers as well", "gpu_power or gpu_temp"],
    ["behind `unless`", "gpu_temp unless gpu_power"],
    ["inside absent()", "absent(gpu_power)"],
    ["in what stands in for another", "gpu_temp or on() 0 * gpu_power"],
  ])("is no break %s", (_, expr) =>
    expect(hit(before, after, expr)).toEqual([
      "look at removed: asks for `gpu_power`, which is gone, but answers without it",
    ]),
  );
  it("does not concern who asks for another", () => expect(hit(before, after, "gpu_temp")).toEqual([]));
  it("nor is a metric that is only declared gone", () =>
    expect(hit("# TYPE jobs counter\njobs 1", "# TYPE jobs counter", "rate(jobs[5m])")).toEqual([]));
  it("is found behind a pattern of names", () =>
    expect(hit(before, after, '{__name__=~"gpu_.*"}')).toEqual([
      "look at removed: asks for `gpu_power`, which is gone, but answers without it",
    ]));
});

describe("renamed", () => {
  it("a histogram, by its parts", () =>
    expect(
      hit(
        `# HELP a_wait_seconds Wait\n${histogram("a_wait_seconds", "1")}`,
        `# HELP b_wait_seconds Wait\n${histogram("b_wait_seconds", "1")}`,
        "rate(a_wait_seconds_count[5m])",
      ),
    ).toEqual(["breaks renamed: asks for `a_wait_seconds_count`, which is `b_wait_seconds_count` now"]));
  it("with another unit, told under both heads", () =>
    expect(
      hit(
        `# HELP job_wait_seconds Wait\n${gauge("job_wait_seconds")}`,
        `# HELP job_wait_milliseconds Wait\n${gauge("job_wait_milliseconds")}`,
        "job_wait_seconds",
      ),
    ).toEqual([
      "breaks unit: shows `job_wait_milliseconds` in s, but the numbers are ms now",
      "breaks renamed: asks for `job_wait_seconds`, which is `job_wait_milliseconds` now",
    ]));
});

describe("type, unit, buckets", () => {
  it("counter to gauge", () =>
    expect(hit("# TYPE a counter\na 1", "# TYPE a gauge\na 1", "rate(a[5m])")).toEqual([
      "breaks type: treats `a` as a counter, but it is a gauge now",
    ]));
  it("a type that was not said before changes nothing", () =>
    expect(hit("a 1", "# TYPE a gauge\na 1", "a")).toEqual([]));
  it("a summary has no buckets", () =>
    expect(hit(histogram("h", "1"), "# TYPE h summary\nh_sum 1\nh_count 1", "rate(h_bucket[5m])")).toContain(
      "breaks type: asks for `h_bucket`, which a summary does not have",
    ));
  it("but still a sum", () =>
    expect(hit(histogram("h", "1"), "# TYPE h summary\nh_sum 1\nh_count 1", "rate(h_sum[5m])")).toEqual([]));
  it("unit in the HELP; a count has none", () => {
    const [ms, s] = [
      `# HELP h Wait (in ms)\n${histogram("h", "1")}`,
      `# HELP h Wait in seconds\n${histogram("h", "1")}`,
    ];
    expect(hit(ms, s, "rate(h_sum[5m])")).toEqual([
      "breaks unit: shows `h` in ms, but the numbers are s now",
    ]);
    expect(hit(ms, s, "rate(h_count[5m])")).toEqual([]);
  });
  it("buckets break only who asks for one", () => {
    const [was, is] = [histogram("h", "1", "5"), histogram("h", "1", "10")];
    expect(hit(was, is, 'rate(h_bucket{le="5"}[5m])')).toEqual([
      'breaks buckets: asks for the bucket le="5", which is gone',
    ]);
    expect(hit(was, is, "histogram_quantile(0.9, rate(h_bucket[5m]))")[0]).toMatch(/^look at buckets/);
    expect(hit(was, is, "rate(h_count[5m])")).toEqual([]);
  });
});

describe("labels", () => {
  const before = gauge("gpu_power", '{Hostname="h",gpu="0"}');
  const after = gauge("gpu_power", '{hostname="h",gpu="0"}');
  it.each([
    ["selects by", target('sum(gpu_power{Hostname="h"})')],
    ["groups by", target("sum by (Hostname) (gpu_power)")],
    ["matches on", target("gpu_power * on (Hostname) gpu_power")],
    ["has in its legend", target("max by (gpu) (gpu_power)", { legendFormat: "{{Hostname}}" })],
  ])("a query that %s one that is renamed", (verb, query) =>
    expect(hit(before, after, query)[0]).toBe(
      `breaks labels: ${verb} \`Hostname\`, which is \`hostname\` now`,
    ),
  );
  it("one in `ignoring` does no harm", () =>
    expect(hit(before, gauge("gpu_power", '{gpu="0"}'), "gpu_power / ignoring (Hostname) gpu_power")).toEqual(
      [],
    ));
  it("a matcher that lets series without it pass is only worth a look", () =>
    expect(hit(before, gauge("gpu_power", '{gpu="0"}'), 'sum(gpu_power{Hostname!="x"})')).toEqual([
      "look at labels: selects by `Hostname`, which is gone",
    ]));
  it("the page's own job is exported_job in Prometheus", () =>
    expect(hit(gauge("a", '{job="x"}'), gauge("a", '{b="x"}'), "sum by (exported_job) (a)")).toEqual([
      "breaks labels: groups by `exported_job`, which is gone",
    ]));
  it("a new one is seen only where the series show all of theirs", () => {
    const [was, is] = [gauge("a", '{gpu="0"}'), gauge("a", '{gpu="0",bus="1"}')];
    expect(hit(was, is, "a")).toEqual(["look at labels: shows series that now carry `bus` as well"]);
    expect(hit(was, is, "topk(3, a)")).toHaveLength(1);
    expect(hit(was, is, "sum by (gpu) (a)")).toEqual([]);
    expect(hit(was, is, "sum without (bus) (a)")).toEqual([]);
  });
  it("one that only one side gets keeps two metrics from matching", () => {
    const was = `${gauge("a", '{gpu="0"}')}\n${gauge("b", '{gpu="0"}')}`;
    const is = `${gauge("a", '{gpu="0",bus="1"}')}\n${gauge("b", '{gpu="0"}')}`;
    const torn =
      "breaks labels: combines series of which one side alone changes `bus`, so they no longer match";
    expect(hit(was, is, "a / b")).toContain(torn);
    for (const expr of ["a / a", "a / on (gpu) b", "a / ignoring (bus) b", "sum(a) / sum(b)", "a * 60"])
      expect(hit(was, is, expr), expr).not.toContain(torn);
    // They never matched, so nothing is lost.
    expect(
      hit(
        `${gauge("a", '{gpu="0"}')}\n${gauge("b", '{x="0"}')}`,
        `${gauge("a", '{gpu="0",bus="1"}')}\n${gauge("b", '{x="0"}')}`,
        "a / b",
      ),
    ).not.toContain(torn);
  });
});

describe("variables", () => {
  const variable = (query: string) => ({
    title: "GPU",
    templating: { list: [{ type: "query", name: "gpu", query }] },
  });
  it.each(["label_values(gpu_power, gpu)", "query_result(gpu_power)", "metrics(gpu_power)"])(
    "%s",
    (query) => {
      const [old, now] = [page(gauge("gpu_power", '{gpu="0"}')), page("")];
      const { hits } = effects(
        old,
        now,
        compare([old], [now]),
        readBoard("gpu.json", variable(query)).queries,
      );
      expect(hits.map(({ what }) => what)).toEqual(["asks for `gpu_power`, which is gone"]);
    },
  );
  it("a metric named by a variable is not judged, and said to be so", () => {
    const [old, now] = [page(gauge("a")), page("")];
    const { queries } = readBoard(
      "gpu.json",
      panels(target("sum($metric)"), target("sum(${kind}_power)"), target("sum(nginx_up) * $price")),
    );
    const { hits, unknown } = effects(old, now, compare([old], [now]), queries);
    expect(hits).toEqual([]);
    expect(unknown.map(({ text }) => text)).toEqual(["sum($metric)", "sum(${kind}_power)"]);
  });
});

describe("the verb", () => {
  const folder = mkdtempSync(join(tmpdir(), "upgrade-"));
  afterAll(() => rmSync(folder, { recursive: true }));
  const upgrade = (...args: string[]) => script("scripts/upgrade.ts", args);
  const [alloy, bare] = ["prefix", "default-prefix"].map(
    (each) => `contracts/log_pipeline/recordings/alloy-1.18.1.${each}.busy.prom`,
  ) as [string, string];
  const board = join(folder, "pipeline.json");
  writeFileSync(
    board,
    JSON.stringify({
      ...panels(target("rate(promtail_custom_nginx_bytes_sent_total[5m])")),
      title: "Pipeline",
    }),
  );

  it("names the panel that breaks, and exits 1", async () => {
    const { code, stdout } = await upgrade(alloy, bare, "--dashboards", board);
    expect(stdout).toContain(
      "  breaks   Pipeline › P0 (A) asks for `promtail_custom_nginx_bytes_sent_total`, which is `loki_process_custom_nginx_bytes_sent_total` now.",
    );
    expect(stdout.trim().split("\n").at(-1)).toMatch(
      /^Broken: 1 panel, 0 variables, 0 annotations\. 5 changes among \d+ metrics; 1 of 1 queries on 1 dashboard ask/,
    );
    expect(code).toBe(1);
  });
  it("as data", async () => {
    const { code, stdout } = await upgrade(alloy, bare, "--json", "--dashboards", board);
    const { hits, counts } = JSON.parse(stdout) as { hits: object[]; counts: object };
    expect(hits).toMatchObject([
      { change: { kind: "renamed" }, breaking: true, origin: "target", at: { panel: "P0" } },
    ]);
    expect(counts).toMatchObject({ dashboards: 1, queries: 1, asking: 1, breaking: 1 });
    expect(code).toBe(1);
  });
  it("names the alert that breaks as well", async () => {
    const rules = join(folder, "rules.yml");
    const expr = "rate(promtail_custom_nginx_bytes_sent_total[5m]) == 0";
    writeFileSync(rules, JSON.stringify({ groups: [{ name: "door", rules: [{ alert: "Quiet", expr }] }] }));
    const { code, stdout } = await upgrade(alloy, bare, "--dashboards", rules);
    expect(stdout).toContain(`breaks   ${rules} › door › alert Quiet asks for`);
    expect(stdout.trim().split("\n").at(-1)).toMatch(
      /^Broken: 0 panels, 0 variables, 0 annotations, 1 rule\..* 1 of 1 queries on 0 dashboards and in 1 rule ask/,
    );
    expect(code).toBe(1);
  });
  it("nothing breaks: exit 0, and it says when nobody asked", async () => {
    const nginx = ["0.11", "1.5.3"].map((version) => `contracts/nginx/recordings/${version}.busy.prom`);
    const { code, stdout } = await upgrade(...nginx, "--dashboards", board);
    expect(stdout).toContain("nginxexporter_build_info → nginx_exporter_build_info");
    expect(stdout).toContain("Nothing given asks for any of these metrics");
    expect(code).toBe(0);
  });
  it.each([
    ["one page only", [alloy], "upgrade: needs two pages"],
    ["a word too many", [alloy, bare, board], "is one word too many; dashboards follow --dashboards."],
    ["no such file", [alloy, "gone.prom"], "gone.prom: is not a file that exists"],
    [
      "a page of another exporter",
      [alloy, "contracts/nginx/recordings/0.11.busy.prom"],
      "no metric in common",
    ],
    ["a dashboard for a page", [alloy, board], "is JSON, not a /metrics page"],
    [
      "no dashboard",
      [alloy, bare, "--dashboards", "docs/adr"],
      "docs/adr: has no dashboard and no rule to look at.",
    ],
  ])("%s: exit 2 and one sentence", async (_, args, sentence) => {
    const { code, stdout, stderr } = await upgrade(...args);
    expect(stderr).toContain(sentence);
    expect(stderr.trim().split("\n")).toHaveLength(1);
    expect([code, stdout]).toEqual([2, ""]);
  });
  it("reads gzip, and finds nothing changed in the same page unpacked", async () => {
    const packed = join(folder, "alloy.prom.gz");
    writeFileSync(packed, gzipSync(readFileSync(alloy)));
    const { code, stdout } = await upgrade(packed, alloy, "--dashboards", board);
    expect(stdout).toContain("0 changes among");
    expect(code).toBe(0);
  });
  it("compares a recording with itself as equal", () => {
    const same = parseExposition(readFileSync(alloy), alloy);
    expect(effects(same, same, compare([same], [same]), []).hits).toEqual([]);
  });
});
