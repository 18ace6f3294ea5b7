import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
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
