import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { stringify } from "yaml";
import { find } from "../../checks/model/find.ts";

const root = mkdtempSync(join(tmpdir(), "checks-"));
afterAll(() => rmSync(root, { recursive: true }));
let count = 0;
function folder(files: Record<string, string>): string {
  const path = join(root, String(count++));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(path, name)), { recursive: true });
    writeFileSync(join(path, name), text);
  }
  return path;
}
const sentence = (message: string) => expect.objectContaining({ name: "InputError", message });

const board = (title: string) => ({ title, schemaVersion: 42, panels: [] });

describe("what a run finds on disk", () => {
  const gpu = JSON.stringify(board("GPU"));
  it("dashboards in any depth, in the order of their names; other JSON is named, other files are not read", () => {
    const path = folder({
      "dashboards/b.json": gpu,
      "dashboards/a/a.json": gpu,
      "package.json": '{ "name": "x" }',
      "notes.txt": "{",
      "node_modules/x/x.json": "{",
      ".idea/x.json": "{",
    });
    const found = find([path, join(path, "dashboards")]);
    expect(found.boards.map(({ file }) => file)).toEqual([
      `${path}/dashboards/a/a.json`,
      `${path}/dashboards/b.json`,
    ]);
    expect(found.skipped).toEqual([`${path}/package.json`]);
    expect(found.dataSources).toBeUndefined();
  });
  it("data sources beside them", () => {
    const path = folder({
      "dashboards/gpu.json": gpu,
      "datasources/all.yaml":
        "apiVersion: 1\ndatasources:\n  - { name: Prometheus, uid: prom, type: prometheus, jsonData: { timeInterval: 15s } }\n  - { name: Loki, type: loki }\n  - { name: no type }\n",
      "datasources/none.yml": "# nothing yet\n",
    });
    expect(find([path]).dataSources).toEqual([
      { name: "Prometheus", uid: "prom", type: "prometheus", timeInterval: "15s" },
      { name: "Loki", uid: "", type: "loki" },
    ]);
  });
  it("what the API answers and what Kubernetes holds", () => {
    const path = folder({
      "api.json": JSON.stringify({ dashboard: board("From the API"), meta: {} }),
      "resource.json": JSON.stringify({
        apiVersion: "dashboard.grafana.app/v1beta1",
        kind: "Dashboard",
        metadata: {},
        spec: board("A resource"),
      }),
    });
    expect(find([path]).boards.map(({ title }) => title)).toEqual(["From the API", "A resource"]);
  });
  it("what operators and ConfigMaps hold, in JSON and YAML; other YAML and templates are passed over", () => {
    const text = (title: string) => JSON.stringify(board(title));
    const map = {
      apiVersion: "v1",
      kind: "ConfigMap",
      data: { "a.json": text("A"), "b.json": text("B"), "c.txt": "{" },
    };
    const path = folder({
      "list.yaml": stringify({ apiVersion: "v1", kind: "ConfigMapList", items: [map] }),
      "map.json": JSON.stringify({ ...map, data: { "d.json": text("D") } }),
      "operator.yml": `kind: Other\n---\n${stringify({ kind: "GrafanaDashboard", spec: { json: text("O") } })}`,
      "remote.yaml": stringify({ kind: "GrafanaDashboard", spec: { url: "https://example.com/a.json" } }),
      "template.yaml": "kind: ConfigMap\n{{- if .x }}\n  a: [\n",
      "compose.yaml": "services: [",
      "tsconfig.json": "{ // comments\n}",
    });
    const { boards, skipped } = find([path]);
    expect(boards.map(({ title, file }) => [title, file.slice(path.length + 1)])).toEqual([
      ["A", "list.yaml#1#a.json"],
      ["B", "list.yaml#1#b.json"],
      ["D", "map.json#d.json"],
      ["O", "operator.yml#2"],
    ]);
    expect(skipped).toEqual([`${path}/template.yaml`, `${path}/tsconfig.json`]);
  });
  it("a file outside of this checkout is not judged by its data sources", () => {
    const path = folder({ "gpu.json": gpu });
    expect(find([join(path, "gpu.json")]).dataSources).toBeUndefined();
    expect(find(["provisioning/dashboards/gpu.json"]).dataSources).toBeDefined();
  });
  it.each<[string, Record<string, string>, string, string]>([
    [
      "a dashboard inside a ConfigMap that is no JSON",
      { "m.yaml": 'kind: ConfigMap\ndata: { a.json: "{ a: 1 }" }\n' },
      "m.yaml",
      "#a.json:1:3: is not JSON: there is `a:` where a key in double quotes or } belongs.",
    ],
    ["YAML that is none", { "m.yaml": "kind: [\n" }, "m.yaml", ":2: is not YAML"],
    [
      "YAML without a dashboard",
      { "m.yaml": "a: 1\n" },
      "m.yaml",
      ": is YAML, but neither a dashboard (it has no `panels`) nor rules (it has no `groups`).",
    ],
  ])("%s", (_, files, name, message) => {
    const path = join(folder(files), name);
    expect(() => find([path])).toThrow(
      expect.objectContaining({
        name: "InputError",
        message: expect.stringContaining(path + message) as string,
      }),
    );
  });
  it.each<[string, Record<string, string>, string, string]>([
    ["no such path", {}, "gpu.json", "does not exist."],
    [
      "a file that is no dashboard",
      { "p.json": "{}" },
      "p.json",
      "is JSON, but not a dashboard: it has no `panels`.",
    ],
  ])("%s", (_, files, name, message) => {
    const path = join(folder(files), name);
    expect(() => find([path])).toThrow(sentence(`${path}: ${message}`));
  });
  it.each<[string, Record<string, string>, string]>([
    [
      "broken rules, named directly or in a folder",
      { "bad.yml": "groups: [\n" },
      "/bad.yml:2: is not YAML: ",
    ],
    ["a broken PrometheusRule", { "r.yaml": "kind: PrometheusRule\nspec: {\n" }, "/r.yaml:3: is not YAML: "],
  ])("%s", (_, files, message) => {
    const path = folder({ ...files, "gpu.json": gpu });
    for (const given of [path, join(path, Object.keys(files)[0]!)])
      expect(() => find([given])).toThrow(
        expect.objectContaining({
          name: "InputError",
          message: expect.stringContaining(path + message) as string,
        }),
      );
  });
  it("rules that are a template, and an empty file, are named; other broken YAML is not looked at", () => {
    const path = folder({
      "a.yaml": "groups:\n{{ if x }}\n- rules: [{ alert: A, expr: up }]\n{{ end }}\n",
      "b.yaml": "",
      "c.yaml": "services: [",
      "gpu.json": gpu,
    });
    const { rules, skipped } = find([path]);
    expect(rules).toBeUndefined();
    expect(skipped).toEqual([`${path}/a.yaml`, `${path}/b.yaml`]);
  });
  it.each([
    ["g.yml", "groups: x\n", /: has `groups`, but no rule in them: /],
    ["g.yml", "groups: []\n", /: has `groups`, but no rule in them: /],
    ["g.yml", "groups: [{ name: a, rules: [3, null] }]\n", /: has `groups`, but no rule in them: /],
    ["p.json", '{ "panels": "x" }', /: is JSON, but not a dashboard: its `panels` is no list\.$/],
    ["p.json", '[{ "panels": [] }]', /: is JSON, but not a dashboard: it has no `panels`\.$/],
    ["whisper.prom", "up 1\n", /: is a \/metrics page and no dashboard; `check` takes one after --scrape\.$/],
    ["page", "# TYPE up gauge\nup 1\n", /: is a \/metrics page and no dashboard; /],
  ])("%s with %j says what it is", (name, text, sentence) =>
    expect(() => find([join(folder({ [name]: text }), name)])).toThrow(sentence),
  );
  it("an empty path is not the current folder", () =>
    expect(() => find([""])).toThrow(sentence("'': is an empty path; name a file or a folder.")));
  it("version 2 is read, so that its check can say why Grafana will not load it", () => {
    const path = folder({
      "v2.json": '{"apiVersion":"dashboard.grafana.app/v2","spec":{"elements":{},"layout":{}}}',
    });
    expect(find([path]).boards).toMatchObject([{ v2: true, panels: [] }]);
  });
  it("data sources that are no YAML", () => {
    const path = folder({ "gpu.json": gpu, "datasources/all.yaml": "a: 1\na: 2\n" });
    expect(() => find([path])).toThrow(
      sentence(`${path}/datasources/all.yaml:2: is not YAML: Map keys must be unique.`),
    );
  });
});
