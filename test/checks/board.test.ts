import { describe, expect, it } from "vitest";
import { languageOf, readBoard, type Json } from "../../checks/model/board.ts";

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

  it("reads nothing of the newer model but its title", () => {
    for (const json of [
      {
        title: "Queue",
        elements: {},
        layout: {},
        variables: [{}],
        annotations: [{}],
        links: [{ title: "x" }],
      },
      {
        apiVersion: "dashboard.grafana.app/v2beta1",
        kind: "Dashboard",
        spec: { title: "Queue", elements: {} },
      },
    ]) {
      const board = read(json);
      expect([board.v2, board.title, board.panels, board.queries, board.variables]).toEqual([
        true,
        "Queue",
        [],
        [],
        [],
      ]);
    }
    expect(read({ title: "Queue", panels: [] }).v2).toBe(false);
  });

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
