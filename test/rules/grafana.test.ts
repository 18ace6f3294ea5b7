import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Ajv } from "ajv";
import { parse } from "yaml";
import { afterAll, describe, expect, it } from "vitest";
import { readRules, type Rule } from "../../checks/model/rules.ts";
import { ruleFiles } from "../../rules/all.ts";
import { grafanaAlerts } from "../../rules/grafana.ts";
import { readStack, type Stack } from "../../stack.ts";
import { stackFor } from "./stories.ts";

const closed = (properties: Record<string, object>, optional: readonly string[] = []) => ({
  type: "object",
  additionalProperties: false,
  properties,
  required: Object.keys(properties).filter((name) => !optional.includes(name)),
});
const duration = { type: "string", pattern: "^\\d+[smhd]$" };
const text = { type: "string", minLength: 1 };
const texts = { type: "object", additionalProperties: text };
const query = (refId: string, model: Record<string, object>) =>
  closed({
    refId: { const: refId },
    relativeTimeRange: closed({ from: { type: "integer", minimum: 1 }, to: { const: 0 } }),
    datasourceUid: text,
    model: closed({ refId: { const: refId }, datasource: closed({ type: text, uid: text }), ...model }),
  });
/** What Grafana reads in a file of alert rules (its types are in pkg/services/provisioning/alerting), no key besides. */
const schema = closed({
  apiVersion: { const: 1 },
  groups: {
    type: "array",
    minItems: 1,
    items: closed({
      orgId: { const: 1 },
      name: text,
      folder: text,
      // Only multiples of ten seconds.
      interval: { enum: ["1m", "5m"] },
      rules: {
        type: "array",
        minItems: 1,
        items: closed(
          {
            uid: { type: "string", pattern: "^[A-Za-z0-9_-]{1,40}$" },
            // A dollar would be a variable of Grafana's environment.
            title: { type: "string", pattern: "^[^$]{1,190}$" },
            condition: { const: "B" },
            data: {
              type: "array",
              items: [
                query("A", { expr: text, instant: { const: true }, range: { const: false } }),
                query("B", { type: { const: "math" }, expression: text }),
              ],
              minItems: 2,
              maxItems: 2,
            },
            noDataState: { const: "OK" },
            execErrState: { const: "Error" },
            for: duration,
            keepFiringFor: duration,
            missing_series_evals_to_resolve: { type: "integer", minimum: 1 },
            dashboardUid: text,
            panelId: { type: "integer", minimum: 1 },
            labels: { ...texts, required: ["severity"] },
            annotations: { ...texts, required: ["summary", "description", "runbook"] },
          },
          ["keepFiringFor", "dashboardUid", "panelId"],
        ),
      },
    }),
  },
});
const valid = new Ajv({ strict: false, allErrors: true }).compile(schema);

interface Written {
  readonly uid: string;
  readonly title: string;
  readonly data: readonly { readonly datasourceUid: string; readonly model: Record<string, unknown> }[];
  readonly for: string;
  readonly keepFiringFor?: string;
  readonly missing_series_evals_to_resolve: number;
  readonly dashboardUid?: string;
  readonly panelId?: number;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}
const written = (stack: Stack): Written[] =>
  (parse(grafanaAlerts(stack, "Generated")) as { groups: { rules: Written[] }[] }).groups.flatMap(
    ({ rules }) => rules,
  );
const STACKS = {
  "the reference exporter and Alloy": stackFor(),
  "the article's exporter and Promtail": readStack("test/fixtures/stack.yaml"),
};

describe.each(Object.entries(STACKS))("alerts for Grafana, of %s", (_, stack) => {
  const rules = written(stack);
  const prometheus = [...ruleFiles(stack, "Generated")].flatMap(([name, content]) =>
    readRules(content, name)!,
  );

  it("are what Grafana reads from a file", () => {
    expect(valid(parse(grafanaAlerts(stack, "Generated"))), JSON.stringify(valid.errors)).toBe(true);
    const { groups, ...rest } = parse(grafanaAlerts(stack, "Generated")) as { groups: object[] };
    expect(valid({ ...rest, groups: [{ ...groups[0], interval: "15s" }] })).toBe(false);
  });
  it("are the same alerts as Prometheus', with the same expressions, as npm run diff reads both", () => {
    const same = ({ group, name, expr, labels, json }: Rule, own = labels) => ({
      group,
      name: [name, own["exporter"] ?? own["objective"]].filter((part) => part !== undefined).join(" "),
      expr,
      labels,
      for: json["for"],
      keep: json["keep_firing_for"] ?? json["keepFiringFor"],
    });
    const alerts = prometheus.filter(({ kind }) => kind === "alert").map((rule) => same(rule));
    const read = readRules(grafanaAlerts(stack, "Generated"), "inference-alerts.yaml")!;
    expect(read.map((rule) => same(rule, {}))).toEqual(alerts);
    expect(read.every(({ kind, promql: { root } }) => kind === "alert" && root !== undefined)).toBe(true);
    expect(alerts.length).toBeGreaterThan(20);
  });
  it("have uids and titles of their own", () => {
    for (const key of ["uid", "title"] as const)
      expect(new Set(rules.map((rule) => rule[key])).size).toBe(rules.length);
  });
  it("link to the panel that Prometheus' alert links to, by both of the ways Grafana knows", () => {
    const links = prometheus
      .filter(({ kind }) => kind === "alert")
      .map(({ annotations }) => /\/d\/(.+)\?viewPanel=(\d+)$/.exec(String(annotations["dashboard"]))!);
    expect(rules.map(({ dashboardUid, panelId }) => [dashboardUid, panelId])).toEqual(
      links.map(([, board, panel]) => [board, Number(panel)]),
    );
    expect(
      rules.map(({ annotations: { __dashboardUid__: board, __panelId__: panel } }) => [board, panel]),
    ).toEqual(links.map(([, board, panel]) => [board, panel]));
  });
  it("say the value in Grafana's words", () => {
    const templates = rules.flatMap(({ annotations }) =>
      Object.values(annotations).flatMap((each) => each.match(/\{\{.*?\}\}/g) ?? []),
    );
    const known =
      /^\{\{ (\$labels\.\w+|\$values\.A\.Value( \| (humanize|humanizePercentage|humanizeDuration))?) \}\}$/;
    expect(templates.filter((each) => !known.test(each))).toEqual([]);
    expect(templates).toContain("{{ $values.A.Value | humanizePercentage }}");
    expect(templates.length).toBeGreaterThan(20);
  });
  it("ask the data source of stack.yaml, and take any value for an alert", () => {
    const asked = rules.map(({ data }) => [data[0]!.datasourceUid, data[1]!.model["expression"]]);
    expect(asked).toEqual(rules.map(() => ["prometheus", "is_nan($A) + 1"]));
  });
  it("stay as long as Prometheus' when one series of several is gone", () => {
    const of = (title: string) => rules.find((each) => each.title === title)!;
    expect([of("GpuTooHot").keepFiringFor, of("GpuTooHot").missing_series_evals_to_resolve]).toEqual([
      "5m",
      5,
    ]);
    const down = of("ExporterDown nginx");
    expect([down.keepFiringFor, down.missing_series_evals_to_resolve]).toEqual([undefined, 1]);
  });
});

it("a uid is of the alert's name and labels alone, and short for any exporter's name", () => {
  const stack = stackFor();
  const uids = (of: Stack) => written(of).map(({ uid }) => uid);
  expect(uids(stack)).toEqual(
    expect.arrayContaining(["GpuTooHot", "ExporterDown-nginx", "SloBurnsFast-queue_starts"]),
  );
  const slow = stack.dataSources.map((source) => ({ ...source, uid: "other", scrapeInterval: "1m" }));
  expect(uids({ ...stack, dataSources: slow, grafana: { ...stack.grafana, folder: "Else" } })).toEqual(
    uids(stack),
  );
  const usual = uids(stack);
  const mine = (name: string): string[] => {
    const exporters = { ...stack.exporters, [name]: { ...stack.exporters.nginx!, job: "mine" } };
    return uids({ ...stack, exporters: exporters as Stack["exporters"] }).filter(
      (uid) => !usual.includes(uid),
    );
  };
  const [long, longer] = [
    "an_exporter_with_a_name_that_goes_on_and_on",
    "an_exporter_with_a_name_that_goes_on_too",
  ];
  const both = [...mine(long!), ...mine(longer!), ...mine("a b"), ...mine("a.b")];
  expect(both.filter((uid) => !/^[A-Za-z0-9_-]{1,40}$/.test(uid))).toEqual([]);
  expect(new Set(both).size).toBe(8);
});

describe("npm run build:stack -- --grafana-alerts", () => {
  const folder = mkdtempSync(join(tmpdir(), "grafana-alerts-"));
  afterAll(() => rmSync(folder, { recursive: true }));
  const build = (...args: readonly string[]) => {
    const all = ["--import", "tsx", "scripts/build-stack.ts", "--stack", "test/fixtures/stack.yaml", ...args];
    const { status, stdout, stderr } = spawnSync(process.execPath, all, { encoding: "utf8" });
    return { status, stdout, stderr };
  };
  const out = join(folder, "generated");
  const alerting = join(folder, "alerting");
  const file = join(alerting, "inference-alerts.yaml");

  it("writes the file beside the others, only when asked, and finds it stale", () => {
    expect(build("--out", out).stdout).toContain("16 files, 16 written.");
    expect(existsSync(alerting)).toBe(false);
    expect(build("--out", out, "--grafana-alerts", alerting)).toEqual({
      status: 0,
      stdout: `added ${file}\n17 files, 1 written.\n`,
      stderr: "",
    });
    const content = readFileSync(file, "utf8");
    expect(content.split("\n")[0]).toMatch(/^# Generated from stack\.yaml .* Do not edit\.$/);
    writeFileSync(file, `${content}# changed\n`);
    expect(build("--out", out, "--grafana-alerts", alerting, "--check")).toMatchObject({
      status: 1,
      stdout: `changed ${file}\n17 files, 1 stale.\n`,
    });
  });
  it("writes nothing at all where the folder is none", () => {
    const blocked = join(folder, "blocked");
    writeFileSync(blocked, "");
    const other = join(folder, "other");
    const { status, stderr } = build("--out", other, "--grafana-alerts", blocked);
    expect(stderr).toBe(
      `${blocked}/inference-alerts.yaml: lies below a file where a folder is needed; move that file away. Nothing was changed.\n`,
    );
    expect([status, existsSync(other)]).toEqual([2, false]);
  });
});
