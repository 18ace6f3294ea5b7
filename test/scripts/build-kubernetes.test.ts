import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { checks } from "../../checks/all.ts";
import type { Board } from "../../checks/model/board.ts";
import { find } from "../../checks/model/find.ts";
import { run } from "../../checks/model/run.ts";
import { readContracts } from "../../contracts/contract.ts";
import { readLogContract } from "../../contracts/log-contract.ts";
import { buildBoards } from "../../dashboards/build/dashboard.ts";
import type { Json } from "../../dashboards/build/finish.ts";
import { FORMATS, kubernetes, type Format } from "../../dashboards/build/kubernetes.ts";
import { readBoards } from "../../dashboards/build/read-boards.ts";
import { readStack } from "../../stack.ts";
import { script } from "./spawn.ts";

const stack = readStack("test/fixtures/stack.yaml");
const boards = buildBoards(await readBoards(), stack);
const rules = new Map([
  ["exporters.yml", readFileSync("stack/generated/prometheus/rules/exporters.yml", "utf8")],
]);
const formats = Object.keys(FORMATS) as Format[];
const scratch = mkdtempSync(join(tmpdir(), "kubernetes-"));
afterAll(() => rmSync(scratch, { recursive: true }));

function write(name: string, files: ReadonlyMap<string, string>): string {
  for (const [path, text] of files) {
    mkdirSync(dirname(join(scratch, name, path)), { recursive: true });
    writeFileSync(join(scratch, name, path), text);
  }
  return join(scratch, name);
}
const asFiles = (of: typeof boards) =>
  new Map([...of].map(([uid, board]) => [`dashboards/${uid}.json`, JSON.stringify(board, null, 2)]));
const resources = (format: Format) =>
  [...kubernetes(boards, rules, stack, format)].map(
    ([path, text]) => [path, parse(text, { version: "1.1" })] as [string, { [key: string]: any }],
  );

describe("what each format holds", () => {
  it("ConfigMaps that the sidecar finds, with the folder, and the board byte for byte as it is provisioned", () => {
    const files = new Map(resources("configmap"));
    expect([...files.keys()].filter((path) => path.startsWith("dashboards/")).length).toBe(boards.size);
    expect(files.get("dashboards/gpu.yaml")).toMatchObject({
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: {
        name: "inference-gpu",
        labels: { grafana_dashboard: "1" },
        annotations: { grafana_folder: "Inference" },
      },
      data: { "gpu.json": `${JSON.stringify(boards.get("gpu"), null, 2)}\n` },
    });
  });
  it("GrafanaDashboards of the operator", () => {
    const { apiVersion, kind, spec } = new Map(resources("operator")).get("dashboards/gpu.yaml")!;
    expect({ apiVersion, kind }).toEqual({
      apiVersion: "grafana.integreatly.org/v1beta1",
      kind: "GrafanaDashboard",
    });
    expect(spec).toMatchObject({
      folder: "Inference",
      instanceSelector: { matchLabels: { dashboards: "grafana" } },
    });
    expect(JSON.parse(spec.json)).toEqual(boards.get("gpu"));
  });
  it("resources of Grafana's own API, in a folder that is among them", () => {
    const files = new Map(resources("resource"));
    const folder = files.get("folder.yaml")!;
    expect(folder).toMatchObject({ kind: "Folder", spec: { title: "Inference" } });
    const { apiVersion, kind, metadata, spec } = files.get("dashboards/gpu.yaml")!;
    expect({ apiVersion, kind, name: metadata.name }).toEqual({
      apiVersion: "dashboard.grafana.app/v1beta1",
      kind: "Dashboard",
      name: "gpu",
    });
    expect(metadata.annotations["grafana.app/folder"]).toBe(folder["metadata"].name);
    expect(spec).toEqual(boards.get("gpu"));
  });
  it("the rules as PrometheusRules, but not among what goes to Grafana", () => {
    for (const format of ["configmap", "operator"] as const)
      expect(new Map(resources(format)).get("rules/exporters.yaml")).toMatchObject({
        apiVersion: "monitoring.coreos.com/v1",
        kind: "PrometheusRule",
        metadata: { name: "inference-exporters" },
        spec: parse(rules.get("exporters.yml")!),
      });
    for (const format of ["resource", "v2"] as const)
      expect(resources(format).filter(([path]) => path.startsWith("rules/"))).toEqual([]);
  });
  it.each(formats)("%s: the same bytes for the same boards", (format) =>
    expect([...kubernetes(boards, rules, stack, format)]).toEqual([
      ...kubernetes(new Map(boards), rules, stack, format),
    ]),
  );
});

describe("a board that does not fit", () => {
  const large = new Map([["large", { title: "x".repeat(1024 * 1024) } as { readonly [key: string]: Json }]]);
  it("into a ConfigMap is an error that names it", () =>
    expect(() => kubernetes(large, rules, stack, "configmap")).toThrow(
      /^board `large`: has 1048\d\d\d bytes, but a ConfigMap holds 1048576; split the board, or use --format operator or resource\.$/,
    ));
  it("fits elsewhere", () => expect(kubernetes(large, rules, stack, "operator").size).toBe(2));
  it("two boards of one resource name are an error", () => {
    const board = boards.get("gpu")!;
    expect(() =>
      kubernetes(
        new Map([
          ["my_gpu", board],
          ["my-gpu", board],
        ]),
        rules,
        stack,
        "configmap",
      ),
    ).toThrow("dashboards/my-gpu.yaml: would hold two boards, one of them `my-gpu`");
  });
});

describe("our own checks read what was written as they read provisioning/", () => {
  const selected = new Map(Object.entries(stack.exporters).map(([name, { variant }]) => [name, variant]));
  const report = (folder: string) => {
    const { boards, skipped, dataSources } = find([folder]);
    const { problems, counts } = run({
      boards,
      dataSources,
      checks,
      whole: false,
      contracts: readContracts(),
      log: readLogContract(),
      selected,
      exceptions: [],
      today: "2026-01-01",
    });
    return {
      skipped,
      counts,
      problems: problems
        .map(({ id, what, at: { dashboard, panel, part } }) =>
          JSON.stringify([dashboard, panel, part, id, what]),
        )
        .sort(),
    };
  };
  // A mistake in every board, so that nothing is not what is found.
  const broken = new Map(
    [...boards].map(([uid, board]) => [
      uid,
      JSON.parse(JSON.stringify(board).replaceAll("$__rate_interval", "10s")) as typeof board,
    ]),
  );
  const plain = report(write("plain", asFiles(broken)));

  it("finds something to compare", () => expect(plain.problems.length).toBeGreaterThan(10));
  it.each(["configmap", "operator", "resource"] as const)("%s", (format) => {
    expect(report(write(format, kubernetes(broken, rules, stack, format)))).toEqual(plain);
  });
  it("v2: the same, and that no file provisioner takes it", () => {
    const { problems, counts, skipped } = report(write("v2", kubernetes(broken, rules, stack, "v2")));
    expect(skipped).toEqual([]);
    expect(counts).toEqual(plain.counts);
    const own = problems.filter((each) => each.includes("v2-in-file-mount"));
    expect(own.length).toBe(boards.size);
    expect(problems.filter((each) => !own.includes(each))).toEqual(plain.problems);
  });
});

describe("v2 says what the classic board says, as our own reader of v2 reads it", () => {
  const read = (folder: string): Map<string | undefined, Board> =>
    new Map(find([folder]).boards.map((board) => [board.uid, board]));
  const classic = read(write("classic", asFiles(boards)));
  const newer = read(write("newer", kubernetes(boards, rules, stack, "v2")));
  it.each([...boards.keys()])("%s", (uid) => {
    const [was, is] = [classic.get(uid)!, newer.get(uid)!];
    expect(is.v2).toBe(true);
    expect(is.title).toBe(was.title);
    const panels = ({ panels }: Board) =>
      panels.map(({ title, type, row, json }) => ({
        id: json["id"],
        title,
        type,
        row,
        options: json["options"],
        fieldConfig: json["fieldConfig"] ?? { defaults: {}, overrides: [] },
        transformations: json["transformations"] ?? [],
        description: json["description"] ?? "",
        interval: json["interval"],
        maxDataPoints: json["maxDataPoints"],
        gridPos: json["gridPos"],
      }));
    expect(panels(is)).toEqual(panels(was));
    const queries = ({ queries }: Board) =>
      queries.map(({ origin, language, text, source, interval, target, at }) => ({
        origin,
        language,
        text,
        source,
        interval,
        legend: target?.["legendFormat"],
        instant: target?.["instant"],
        panel: at.panel,
      }));
    expect(queries(is).length).toBeGreaterThan(10);
    expect(queries(is)).toEqual(queries(was));
    const variables = ({ variables }: Board) =>
      variables.map(({ name, type, json }) => ({
        name,
        // The newer model calls a box for text by another name.
        type: type === "textbox" ? "text" : type,
        current: json["current"],
        multi: json["multi"] ?? false,
        all: json["allValue"],
      }));
    const noMulti = (each: { readonly type: string; readonly multi: unknown }) =>
      each.type === "text" ? { ...each, multi: false } : each;
    expect(variables(is).map(noMulti)).toEqual(variables(was).map(noMulti));
    expect(is.json["links"]).toEqual(was.json["links"]);
  });
  it("a panel repeats, and what cannot be said is an error", () => {
    const board = JSON.parse(JSON.stringify(boards.get("gpu"))) as { panels: any[] };
    const panel = board.panels.find(({ type }) => type !== "row");
    panel.repeat = "gpu";
    const of = new Map([["gpu", board as unknown as { readonly [key: string]: Json }]]);
    const [again] = read(write("repeated", kubernetes(of, rules, stack, "v2"))).values();
    expect(again!.panels.filter(({ json }) => json["repeat"] === "gpu").map(({ title }) => title)).toEqual([
      panel.title,
    ]);
    board.panels.find(({ type }) => type === "row").repeat = "gpu";
    expect(() => kubernetes(of, rules, stack, "v2")).toThrow("repeats, which has no v2 form here");
  });
  it("a closed row keeps its panels", () => {
    const board = JSON.parse(JSON.stringify(boards.get("gpu"))) as { panels: any[] };
    const panel = board.panels.find(({ type }) => type !== "row");
    board.panels = [
      {
        type: "row",
        title: "Closed",
        collapsed: true,
        id: 1,
        gridPos: { x: 0, y: 0, w: 24, h: 1 },
        panels: [panel],
      },
    ];
    const of = new Map([["gpu", board as unknown as { readonly [key: string]: Json }]]);
    const text = parse(kubernetes(of, rules, stack, "v2").get("dashboards/gpu.yaml")!);
    expect(text.spec.layout.spec.rows).toMatchObject([{ spec: { title: "Closed", collapse: true } }]);
    expect(Object.keys(text.spec.elements)).toEqual([`panel-${panel.id}`]);
  });
});

describe("the verb", () => {
  const out = join(scratch, "verb");
  const verb = (...args: string[]) =>
    script("scripts/build-kubernetes.ts", ["--stack", "test/fixtures/stack.yaml", "--out", out, ...args]);
  it("writes, is then not stale, and takes away what another format left", { timeout: 60_000 }, async () => {
    expect(await verb()).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/dashboards, \d+ files, \d+ written\.\n$/),
    });
    expect(await verb("--check")).toMatchObject({ code: 0, stdout: expect.stringContaining(" 0 stale.") });
    expect(await verb("--check", "--format", "resource")).toMatchObject({ code: 1 });
    expect(await verb("--format", "resource")).toMatchObject({ code: 0 });
    expect(readdirSync(out).sort()).toEqual(["dashboards", "folder.yaml", "rules"]);
    expect(readdirSync(join(out, "rules"))).toEqual([]);
  });
  it.each([
    [
      ["--format", "configmaps"],
      "--format configmaps: is none of configmap, operator, resource, v2; did you mean `configmap`?",
    ],
    [["--rules", "nowhere"], "nowhere: does not exist; run npm run build:stack, which writes the rules."],
  ])("%s: one sentence, exit code 2", { timeout: 30_000 }, async (args, message) => {
    expect(await verb(...args)).toMatchObject({ code: 2, stdout: "", stderr: `${message}\n` });
  });
});
