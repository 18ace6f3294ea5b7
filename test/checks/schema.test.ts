import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { checks } from "../../checks/all.ts";
import { readBoard } from "../../checks/model/board.ts";
import { type Json } from "../../checks/model/shape.ts";
import { runChecks } from "../../checks/model/check.ts";
import { context } from "../../checks/model/context.ts";
import { renderProblem, type Problem } from "../../checks/model/problem.ts";
import { schemaVersion } from "../../checks/model/validate.ts";
import { readContracts } from "../../contracts/contract.ts";

const contracts = readContracts();
const PROM = { type: "prometheus", uid: "${prom}" };
const LOKI = { type: "loki", uid: "${loki}" };
const rangeOf = (expr: string, refId: string, legendFormat: string) => ({
  datasource: PROM,
  editorMode: "code",
  expr,
  instant: false,
  legendFormat,
  range: true,
  refId,
});

/** A correct board with each of the kinds that can be got wrong; `any` because the mistakes are no legal boards. */
const board = (): any => ({
  annotations: { list: [] },
  description: "Are jobs picked up in time?",
  links: [],
  refresh: "30s",
  schemaVersion: 42,
  tags: ["inference"],
  templating: {
    list: [
      {
        name: "prom",
        type: "datasource",
        query: "prometheus",
        current: { text: "prometheus", value: "prometheus" },
      },
      { name: "loki", type: "datasource", query: "loki", current: { text: "loki", value: "loki" } },
      {
        name: "model",
        type: "query",
        datasource: PROM,
        query: 'label_values(ollama_jobs_total{model!=""}, model)',
        refresh: 2,
        multi: true,
        includeAll: true,
        allValue: ".+",
      },
    ],
  },
  time: { from: "now-1h", to: "now" },
  title: "Queue",
  uid: "queue",
  panels: [
    {
      id: 1,
      type: "timeseries",
      title: "Jobs per minute",
      description: "Jobs finished.",
      datasource: PROM,
      gridPos: { h: 8, w: 12, x: 0, y: 0 },
      fieldConfig: {
        defaults: {
          unit: "suffix: jobs/min",
          min: 0,
          custom: { drawStyle: "line", fillOpacity: 10, lineWidth: 1 },
          thresholds: { mode: "absolute", steps: [{ color: "green", value: null }] },
        },
        overrides: [
          {
            matcher: { id: "byFrameRefID", options: "B" },
            properties: [{ id: "custom.fillOpacity", value: 0 }],
          },
        ],
      },
      options: { legend: { calcs: [], displayMode: "list", placement: "bottom", showLegend: true } },
      targets: [
        rangeOf(
          'sum by (model) (rate(ollama_jobs_total{model=~"$model"}[$__rate_interval])) * 60',
          "A",
          "{{model}}",
        ),
        rangeOf("sum(rate(ollama_errors_total[$__rate_interval])) * 60", "B", "errors"),
      ],
    },
    {
      id: 2,
      type: "stat",
      title: "Waiting",
      description: "Jobs that wait.",
      datasource: PROM,
      gridPos: { h: 4, w: 4, x: 12, y: 0 },
      fieldConfig: {
        defaults: {
          unit: "none",
          thresholds: {
            mode: "absolute",
            steps: [
              { color: "text", value: null },
              { color: "red", value: 50 },
            ],
          },
        },
        overrides: [],
      },
      options: {
        colorMode: "value",
        graphMode: "area",
        reduceOptions: { calcs: ["last"], fields: "", values: false },
      },
      targets: [rangeOf("max(ollama_queue_waiting) or on() vector(NaN)", "A", "waiting")],
    },
    {
      id: 3,
      type: "logs",
      title: "Access log",
      description: "Every request.",
      datasource: LOKI,
      gridPos: { h: 8, w: 24, x: 0, y: 8 },
      options: { showTime: true, sortOrder: "Descending" },
      targets: [
        {
          datasource: LOKI,
          direction: "backward",
          expr: '{job="nginx"} | json st="status", uri="uri" | line_format "{{.st}} {{.uri}}"',
          maxLines: 500,
          queryType: "range",
          refId: "A",
        },
      ],
    },
  ],
});

const problems = (...jsons: Json[]): Problem[] =>
  runChecks(
    checks,
    context({
      boards: jsons.map((json, index) => readBoard(`dashboards/${index}.json`, json)),
      contracts,
      dataSources: [
        { name: "Prometheus", uid: "prometheus", type: "prometheus" },
        { name: "Loki", uid: "loki", type: "loki" },
      ],
    }),
  );

describe("the schema", () => {
  it("is that of the installed SDK; after an upgrade: npm run schema", () => {
    const sdk = JSON.parse(
      readFileSync("node_modules/@grafana/grafana-foundation-sdk/package.json", "utf8"),
    ) as {
      version: string;
    };
    expect(schemaVersion()).toBe(sdk.version.replace(/^v/, ""));
  });
  it("has nothing against a correct board", () => expect(problems(board()).map(renderProblem)).toEqual([]));
  it("ends in a newline and has sorted keys", () => {
    const text = readFileSync("checks/dashboard.schema.json", "utf8");
    const keys = Object.keys((JSON.parse(text) as { definitions: object }).definitions);
    expect(keys).toEqual([...keys].sort());
    expect(text.endsWith("}\n")).toBe(true);
  });
});

// Each planted mistake, and the check that catches it.
const planted: readonly (readonly [string, string, (json: any) => void])[] = [
  [
    "legendFormat misspelt",
    "schema",
    ({ panels: [p] }) => Object.assign(p.targets[0], { legendFormatt: "x" }),
  ],
  ["a colour mode that does not exist", "schema", ({ panels }) => (panels[1].options.colorMode = "vale")],
  [
    "a draw style that does not exist",
    "schema",
    ({ panels: [p] }) => (p.fieldConfig.defaults.custom.drawStyle = "lines"),
  ],
  ["a direction that does not exist", "schema", ({ panels }) => (panels[2].targets[0].direction = "up")],
  [
    "a unit's name instead of its id",
    "schema",
    ({ panels: [p] }) => (p.fieldConfig.defaults.unit = "milliseconds"),
  ],
  ["custom.lineWidht", "schema", ({ panels: [p] }) => (p.fieldConfig.defaults.custom.lineWidht = 2)],
  ["fillOpacity 200", "schema", ({ panels: [p] }) => (p.fieldConfig.defaults.custom.fillOpacity = 200)],
  [
    "an override's property misspelt",
    "schema",
    ({ panels: [p] }) => (p.fieldConfig.overrides[0].properties[0].id = "custom.lineStile"),
  ],
  [
    "an override's value of the wrong type",
    "schema",
    ({ panels: [p] }) => (p.fieldConfig.overrides[0].properties[0].value = "none"),
  ],
  [
    "a threshold without a colour",
    "schema",
    ({ panels }) => delete panels[1].fieldConfig.defaults.thresholds.steps[1].color,
  ],
  ["a field of Loki on a Prometheus query", "schema", ({ panels: [p] }) => (p.targets[0].maxLines = 5)],
  ["a variable of an unknown type", "schema", ({ templating }) => (templating.list[2].type = "qury")],
  [
    "a refresh that is no number Grafana knows",
    "schema",
    ({ templating }) => (templating.list[2].refresh = 5),
  ],
  ["a misspelt key of the board", "schema", (json) => (json.refersh = "30s")],
  ["refresh that is no duration", "schema", (json) => (json.refresh = "often")],
  ["no uid", "schema", (json) => delete json.uid],
  ["a uid with a blank", "schema", (json) => (json.uid = "my queue")],
  ["no title", "schema", (json) => delete json.title],
  ["no panel id", "schema", ({ panels: [p] }) => delete p.id],
  ["panel id 0", "schema", ({ panels: [p] }) => (p.id = 0)],
  ["a panel 25 wide", "schema", ({ panels: [p] }) => (p.gridPos.w = 25)],
  ["a panel of the old kind", "schema", ({ panels: [p] }) => (p.type = "graph")],
  ["a legend that is a text", "schema", ({ panels: [p] }) => (p.options.legend = "bottom")],
  [
    "a row without id",
    "schema",
    ({ panels }) =>
      panels.unshift({ type: "row", title: "Now", panels: [], gridPos: { h: 1, w: 24, x: 0, y: 40 } }),
  ],
  [
    "no data source",
    "unknown-data-source",
    ({ panels: [p] }) => [p, p.targets[0]].forEach((each) => delete each.datasource),
  ],
  [
    "a data source without uid",
    "unknown-data-source",
    ({ panels: [p] }) => [p, p.targets[0]].forEach((each) => (each.datasource = { type: "prometheus" })),
  ],
  [
    "a data source by a name that is not there",
    "unknown-data-source",
    ({ panels: [p] }) => (p.datasource = "Prom"),
  ],
  ["a Loki query in a Prometheus panel", "mixed-data-sources", ({ panels }) => (panels[2].datasource = PROM)],
  ["no refId", "duplicate-id", ({ panels: [p] }) => delete p.targets[0].refId],
  ["a refId twice", "duplicate-id", ({ panels: [p] }) => (p.targets[1].refId = "A")],
  ["a panel id twice", "duplicate-id", ({ panels }) => (panels[1].id = 1)],
  ["panels that overlap", "layout", ({ panels }) => (panels[1].gridPos = { h: 4, w: 4, x: 4, y: 0 })],
  ["x + w over 24", "layout", ({ panels }) => (panels[1].gridPos.x = 22)],
  [
    "an override for a query that is not there",
    "override-matches-nothing",
    ({ panels: [p] }) => (p.fieldConfig.overrides[0].matcher.options = "C"),
  ],
  [
    "PromQL that does not parse",
    "syntax",
    ({ panels }) => (panels[1].targets[0].expr = "max(ollama_queue_waiting"),
  ],
  [
    "lastNotNull over a range",
    "stale-stat",
    ({ panels }) => (panels[1].options.reduceOptions.calcs = ["lastNotNull"]),
  ],
  [
    "the legend as the SDK leaves it",
    "missing-legend",
    ({ panels: [p] }) => (p.options.legend.showLegend = false),
  ],
  [
    "repeatDirection as the SDK leaves it",
    "orphan-repeat-direction",
    ({ panels: [p] }) => (p.repeatDirection = "h"),
  ],
  [
    "thresholds as the SDK leaves them",
    "missing-thresholds",
    ({ panels }) => delete panels[1].fieldConfig.defaults.thresholds,
  ],
  [
    "a link's placement as the SDK leaves it",
    "hidden-placement",
    ({ links }) => links.push({ title: "GPU", type: "link", url: "/d/gpu", placement: "inControlsMenu" }),
  ],
  [
    "a board of the newer model",
    "v2-in-file-mount",
    (json) => Object.assign(json, { elements: {}, layout: {} }),
  ],
];

describe("planted mistakes", () => {
  for (const [name, id, plant] of planted)
    it(`${name}: ${id}`, () => {
      const json = board();
      plant(json);
      const found = problems(json);
      const own = found.filter((problem) => problem.id === id);
      expect(found.map(renderProblem).join("\n\n")).toContain(` ${id}  `);
      // One mistake, one problem: never the several answers of a validator.
      expect(own.map(renderProblem)).toHaveLength(1);
    });
  it("two boards with one uid and title", () =>
    expect(problems(board(), board()).map(({ id }) => id)).toEqual(["duplicate-id", "equal-titles"]));
});
