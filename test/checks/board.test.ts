import { describe, expect, it } from "vitest";
import { languageOf, readBoard } from "../../checks/model/board.ts";
import { type Json } from "../../checks/model/shape.ts";

const read = (json: Json) => readBoard("a.json", json);

describe("readBoard", () => {
  it("survives any shape", () => {
    for (const odd of [null, 1, "x", [], {}, [null], [1], { list: 1 }, { list: [null] }])
      for (const key of ["panels", "rows", "templating", "annotations", "links", "title", "uid"])
        expect(read({ [key]: odd }).file).toBe("a.json");
    expect(
      read({ panels: [{ type: "row", panels: [null] }, { targets: [null, 1, { expr: 5 }] }] }).panels,
    ).toHaveLength(2);
  });

  it("gives panels of open and collapsed rows their row", () => {
    const { panels, rows } = read({
      panels: [
        { type: "stat", title: "Alone" },
        { type: "row", title: "Now" },
        { type: "stat", title: "Waiting" },
        { type: "row", title: "Later", collapsed: true, panels: [{ type: "stat", title: "Done" }] },
      ],
    });
    expect(panels.map(({ title, row, nested }) => [title, row, nested])).toEqual([
      ["Alone", undefined, false],
      ["Waiting", "Now", false],
      ["Done", "Later", true],
    ]);
    expect(rows.map(({ title }) => title)).toEqual(["Now", "Later"]);
  });

  it("reads the rows of boards before schema version 16", () => {
    const { panels, queries } = read({
      schemaVersion: 14,
      rows: [
        {
          title: "CPU",
          panels: [{ type: "graph", title: "Load", targets: [{ expr: "node_load1", refId: "A" }] }],
        },
      ],
    });
    expect(panels.map(({ title, row }) => [title, row])).toEqual([["Load", "CPU"]]);
    expect(queries.map(({ text }) => text)).toEqual(["node_load1"]);
  });

  it("survives any shape of the newer model", () => {
    for (const odd of [null, 1, "x", [], {}, [null], { a: null }, { a: { spec: 1 } }])
      for (const key of ["elements", "layout", "variables", "annotations", "timeSettings", "title"])
        expect(read({ elements: {}, layout: {}, [key]: odd }).v2).toBe(true);
  });

  const grid = (...items: [string, object][]) => ({
    kind: "GridLayout",
    spec: {
      items: items.map(([name, at]) => ({
        kind: "GridLayoutItem",
        spec: { ...at, element: { kind: "ElementReference", name } },
      })),
    },
  });
  it("reads the newer model as the classic board of the same content", () => {
    const panel = (title: string, queries: unknown[], vizConfig: object) => ({
      kind: "Panel",
      spec: { id: 1, title, data: { kind: "QueryGroup", spec: { queries } }, vizConfig },
    });
    const late = {
      kind: "PanelQuery",
      spec: {
        refId: "A",
        hidden: true,
        query: { kind: "DataQuery", group: "prometheus", datasource: { name: "p" }, spec: { expr: "up" } },
      },
    };
    const early = {
      kind: "PanelQuery",
      spec: {
        refId: "B",
        datasource: { type: "loki", uid: "l" },
        query: { kind: "loki", spec: { expr: '{job="nginx"}' } },
      },
    };
    const { panels, rows, queries, variables, v2, uid } = read({
      apiVersion: "dashboard.grafana.app/v2",
      kind: "Dashboard",
      metadata: { name: "queue" },
      spec: {
        title: "Queue",
        elements: {
          up: panel("Up", [late], { kind: "VizConfig", group: "stat", spec: { options: { a: 1 } } }),
          log: panel("Log", [early], { kind: "logs", spec: {} }),
        },
        layout: {
          kind: "RowsLayout",
          spec: {
            rows: [
              {
                kind: "RowsLayoutRow",
                spec: { title: "Now", layout: grid(["up", { x: 6, y: 0, width: 6, height: 4 }]) },
              },
              {
                kind: "RowsLayoutRow",
                spec: {
                  title: "Later",
                  layout: {
                    kind: "AutoGridLayout",
                    spec: { maxColumnCount: 2, items: [{ spec: { element: { name: "log" } } }] },
                  },
                },
              },
            ],
          },
        },
        variables: [
          { kind: "DatasourceVariable", spec: { name: "prom", pluginId: "prometheus" } },
          {
            kind: "QueryVariable",
            spec: {
              name: "model",
              query: {
                kind: "DataQuery",
                group: "prometheus",
                datasource: { name: "${prom}" },
                spec: { query: "label_values(ollama_jobs_total, model)" },
              },
            },
          },
        ],
        annotations: [],
      },
    });
    expect([v2, uid, rows.map(({ title }) => title)]).toEqual([true, "queue", ["Now", "Later"]]);
    expect(panels.map(({ title, row, type, json }) => [title, row, type, json["gridPos"]])).toEqual([
      ["Up", "Now", "stat", { x: 6, y: 1, w: 6, h: 4 }],
      ["Log", "Later", "logs", { x: 0, y: 6, w: 12, h: 8 }],
    ]);
    expect(queries.map(({ language, text, source }) => [language, text, source])).toEqual([
      ["promql", "label_values(ollama_jobs_total, model)", { type: "prometheus", uid: "${prom}" }],
      ["promql", "up", { type: "prometheus", uid: "p" }],
      ["logql", '{job="nginx"}', { type: "loki", uid: "l" }],
    ]);
    expect(panels[0]!.json["targets"]).toMatchObject([{ refId: "A", hide: true }]);
    expect(variables.map(({ name, type }) => [name, type])).toEqual([
      ["prom", "datasource"],
      ["model", "query"],
    ]);
  });

  it("puts library panels in their places, and names those that are elsewhere", () => {
    const place = { id: 3, gridPos: { x: 0, y: 0, w: 12, h: 8 } };
    const model = { type: "stat", title: "Up", targets: [{ refId: "A", expr: "up" }] };
    const { panels, unread } = read({
      __elements: { b: { name: "B", model: { ...model, title: "B" } } },
      panels: [
        { ...place, libraryPanel: { uid: "a", name: "A", model } },
        { type: "row", title: "R", panels: [{ ...place, libraryPanel: { uid: "b", name: "B" } }] },
        { ...place, libraryPanel: { uid: "c", name: "Elsewhere" } },
        { ...place, libraryPanel: 5 },
      ],
    });
    expect(panels.map(({ title, json }) => [title, json["id"]])).toEqual([
      ["Up", 3],
      ["B", 3],
    ]);
    expect(unread).toEqual(["Elsewhere", ""]);
  });

  it.each<[string, unknown, string, string]>([
    ["a name", "Prometheus", "up", "promql"],
    ["null, the default", null, "up", "promql"],
    ["a name that says it", "Loki (prod)", '{job="nginx"}', "logql"],
    ["a uid, and a query that says it", { uid: "P8E80" }, '{job="nginx"} |= "error"', "logql"],
    ["a uid, and a comparison", { uid: "P8E80" }, 'up{job="nginx"} != 1', "promql"],
    ["an import's input", "${DS_LOGS}", "up", "logql"],
    ["Amazon's Prometheus", { type: "grafana-amazonprometheus-datasource" }, "up", "promql"],
    ["another language", { type: "influxdb", uid: "x" }, "up", "other"],
  ])("tells the language of a query whose data source is %s", (_, datasource, expr, language) =>
    expect(
      read({
        __inputs: [{ name: "DS_LOGS", type: "datasource", pluginId: "loki" }],
        panels: [{ type: "stat", datasource, targets: [{ refId: "A", expr }] }],
      }).queries.map((each) => each.language),
    ).toEqual([language]),
  );

  it("names a panel without a title by its id", () =>
    expect(
      read({ panels: [{ type: "stat", id: 7 }, { type: "stat" }] }).panels.map(({ at }) => at.panel),
    ).toEqual(["panel 7", "panel without id"]));

  it("keeps the positions of what label_values asks", () => {
    const text = 'label_values( ollama_jobs_total{model!=""}, model)';
    const [query] = read({
      templating: {
        list: [{ name: "model", type: "query", datasource: { type: "prometheus" }, query: text }],
      },
    }).queries;
    expect(query?.label).toMatchObject({ name: "model", from: text.lastIndexOf("model") });
    const selector = query?.promql?.root;
    expect(selector?.is === "selector" && text.slice(selector.metric!.from, selector.metric!.to)).toBe(
      "ollama_jobs_total",
    );
  });
});

describe("languageOf", () => {
  const { variables } = read({ templating: { list: [{ name: "logs", type: "datasource", query: "loki" }] } });
  it.each([
    [{ type: "prometheus", uid: "x" }, "promql"],
    [{ type: "loki", uid: "x" }, "logql"],
    [{ uid: "${logs}" }, "logql"],
    ["$logs", "logql"],
    [{ type: "tempo" }, "other"],
    [{ uid: "x" }, "other"],
    [undefined, "promql"],
  ])("%j", (source, language) => expect(languageOf({ variables }, source)).toBe(language));
});
