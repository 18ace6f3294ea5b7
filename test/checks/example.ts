/** Turns the short YAML of a check's page into a whole dashboard, so that an example shows only what matters. */
import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { readContracts, type Contract } from "../../contracts/contract.ts";
import { readLogContract } from "../../contracts/log-contract.ts";
import { parseScrape } from "../../contracts/scrape.ts";
import { checks } from "../../checks/all.ts";
import { readBoard } from "../../checks/model/board.ts";
import { type Json } from "../../checks/model/shape.ts";
import { runChecks } from "../../checks/model/check.ts";
import { context } from "../../checks/model/context.ts";
import type { Problem } from "../../checks/model/problem.ts";
import type { Scrape } from "../../checks/model/scrapes.ts";
import { inNewerModel } from "./newer-model.ts";

/** What an example may say. Everything else is a correct board around it. */
interface Example {
  /** PromQL of the panel's targets A, B, …; Loki's in `logql`. */
  expr?: string | string[];
  logql?: string | string[];
  /** The panel's unit; `short` when not said. */
  unit?: string;
  /** Variables beside the data source variable `prom` (and `loki` where `logql` is used), whole. */
  variables?: Json[];
  /** Merged into each target; null removes a key. */
  target?: Json;
  /** Merged into the panel; null removes a key. */
  panel?: Json;
  /** Configured job by exporter, as of a stack.yaml; nobody said when it is left out. */
  jobs?: Record<string, string>;
  /** Pages brought along, by exporter: a recording's path, or the page itself. */
  scrapes?: Record<string, string>;
  /** Scrape interval of the Prometheus data source; 15s when not said. */
  timeInterval?: string;
  /** Instead of the one panel, several, each merged into it. */
  panels?: Json[];
  /** Merged into the dashboard; null removes a key. */
  dashboard?: Json;
  /** Instead of the one dashboard, several, each merged into it. */
  dashboards?: Json[];
  /** The same boards in the newer model: elements and layout. */
  newerModel?: boolean;
}

let contracts: Contract[] | undefined;

/** All problems that all checks find in an example. */
export function problemsOf(yaml: string): Problem[] {
  const example = parse(yaml) as Example;
  const boards = (example.dashboards ?? [{}]).map((each, index) => {
    const json = merge(merge(dashboard(example), example.dashboard ?? {}), each) as Json;
    return readBoard(
      index === 0 ? "example.json" : `example-${index + 1}.json`,
      example.newerModel ? inNewerModel(json) : json,
    );
  });
  contracts ??= readContracts();
  return runChecks(
    checks,
    context({
      boards,
      contracts,
      scrapes: example.scrapes && Object.entries(example.scrapes).map(scrape),
      log: readLogContract(),
      jobs: example.jobs && new Map(Object.entries(example.jobs)),
      dataSources: [
        {
          name: "Prometheus",
          uid: "prometheus",
          type: "prometheus",
          timeInterval: example.timeInterval ?? "15s",
        },
        { name: "Loki", uid: "loki", type: "loki" },
      ],
    }),
  );
}

function scrape([exporter, given]: [string, string]): Scrape {
  const file = given.endsWith(".prom") ? given : `${exporter}.prom`;
  const bytes = given.endsWith(".prom") ? readFileSync(given) : Buffer.from(given);
  return { ...parseScrape(bytes, file), exporter };
}

/** Panels that know neither a legend nor a tooltip of this shape. */
const WITHOUT_LEGEND = new Set(["logs", "table", "stat", "gauge", "heatmap", "text"]);

const many = (value: string | string[] | undefined): string[] => (value === undefined ? [] : [value].flat());

function dashboard(example: Example): Json {
  const logql = many(example.logql);
  const exprs = many(example.expr);
  const language = logql.length > 0 ? "loki" : "prometheus";
  const variable = language === "loki" ? "loki" : "prom";
  const source = { type: language, uid: `\${${variable}}` };
  const texts = logql.length > 0 ? logql : exprs.length > 0 ? exprs : ["max(ollama_queue_waiting)"];
  const targets = texts.map((expr, index) =>
    merge(
      {
        datasource: source,
        expr,
        legendFormat: String.fromCharCode(97 + index),
        refId: String.fromCharCode(65 + index),
        ...(language === "prometheus"
          ? { range: true, instant: false, editorMode: "code" }
          : { queryType: "range" }),
      },
      example.target ?? {},
    ),
  );
  const panel = {
    id: 2,
    type: "timeseries",
    title: "Panel",
    description: "What it shows.",
    datasource: source,
    gridPos: { x: 0, y: 1, w: 12, h: 8 },
    fieldConfig: {
      defaults: {
        unit: example.unit ?? "short",
        noValue: "no data",
        thresholds: { mode: "absolute", steps: [{ color: "green", value: null }] },
      },
      overrides: [],
    },
    options: WITHOUT_LEGEND.has(String(example.panel?.["type"] ?? example.panels?.[0]?.["type"]))
      ? {}
      : {
          legend: { calcs: [], displayMode: "list", placement: "bottom", showLegend: true },
          tooltip: { mode: "multi", sort: "desc" },
        },
    targets,
  };
  return {
    uid: "example",
    title: "Example",
    description: "An example.",
    schemaVersion: 42,
    tags: [],
    templating: {
      list: [
        { name: variable, type: "datasource", query: language, current: { text: language, value: language } },
        ...(example.variables ?? []),
      ],
    },
    panels: [
      {
        id: 1,
        type: "row",
        title: "Row",
        collapsed: false,
        panels: [],
        gridPos: { x: 0, y: 0, w: 24, h: 1 },
      },
      ...(example.panels ?? [{}]).map((each, index) =>
        merge(
          index === 0
            ? merge(panel, example.panel ?? {})
            : merge(
                merge(panel, {
                  id: 2 + index,
                  title: `Panel ${index + 1}`,
                  gridPos: { x: 12 * (index % 2), y: 1 + 8 * Math.floor(index / 2) },
                }),
                example.panel ?? {},
              ),
          each,
        ),
      ),
    ],
  };
}

/** Deep merge; a list replaces a list, null removes a key. */
function merge(base: unknown, over: unknown): unknown {
  if (
    typeof base !== "object" ||
    base === null ||
    Array.isArray(base) ||
    typeof over !== "object" ||
    over === null ||
    Array.isArray(over)
  )
    return over;
  const merged: Record<string, unknown> = { ...base };
  for (const [key, value] of Object.entries(over))
    if (value === null && key !== "value") delete merged[key];
    else merged[key] = key in merged ? merge(merged[key], value) : value;
  return merged;
}
