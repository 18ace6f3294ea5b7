/** A built board in Grafana's newer model: elements and a layout instead of panels with positions. */
import type { Json } from "./finish.ts";

type Object = { readonly [key: string]: Json };
type Spec = { readonly [key: string]: unknown };

/**
 * The spec of a `dashboard.grafana.app/v2` resource that shows the same panels, asks the same queries and has the same
 * variables as the classic board. It covers what the boards here are made of.
 *
 * @throws Error for a kind of variable or row that no board here has.
 */
export function v2Spec(board: Object): Spec {
  const rows = rowsOf(list(board["panels"]));
  return {
    title: board["title"],
    description: board["description"],
    tags: board["tags"],
    editable: board["editable"],
    preload: false,
    cursorSync: ["Off", "Crosshair", "Tooltip"][Number(board["graphTooltip"] ?? 0)],
    links: board["links"] ?? [],
    annotations: list(object(board["annotations"])["list"]).map(annotation),
    variables: list(object(board["templating"])["list"]).map(variable),
    timeSettings: {
      ...object(board["time"]),
      timezone: board["timezone"],
      autoRefresh: board["refresh"] ?? "",
      autoRefreshIntervals: ["5s", "10s", "30s", "1m", "5m", "15m", "30m", "1h", "2h", "1d"],
      hideTimepicker: false,
      fiscalYearStartMonth: board["fiscalYearStartMonth"] ?? 0,
    },
    elements: Object.fromEntries(
      rows.flatMap(({ panels }) => panels.map((panel) => [nameOf(panel), element(panel)])),
    ),
    layout: { kind: "RowsLayout", spec: { rows: rows.map(layoutRow) } },
  };
}

interface Row {
  /** Undefined for panels above the first row. */
  readonly row: Object | undefined;
  readonly panels: Object[];
}

/** A closed row holds its panels, an open one is followed by them. */
function rowsOf(panels: readonly Object[]): Row[] {
  const rows: Row[] = [];
  for (const panel of panels)
    if (panel["type"] === "row") rows.push({ row: panel, panels: [...list(panel["panels"])] });
    else {
      if (rows.length === 0) rows.push({ row: undefined, panels: [] });
      rows.at(-1)!.panels.push(panel);
    }
  return rows;
}

function layoutRow({ row, panels }: Row): Spec {
  if (row?.["repeat"] !== undefined)
    throw new Error(`the row ${String(row["title"])} repeats, which has no v2 form here`);
  // A row of the newer model counts from its own top.
  const top = Math.min(...panels.map((panel) => Number(object(panel["gridPos"])["y"])));
  return {
    kind: "RowsLayoutRow",
    spec: {
      ...(row === undefined ? { title: "", hideHeader: true } : { title: row["title"] }),
      collapse: row?.["collapsed"] ?? false,
      layout: {
        kind: "GridLayout",
        spec: {
          items: panels.map((panel) => {
            const { x, y, w, h } = object(panel["gridPos"]);
            const { repeat, repeatDirection: direction = "h" } = panel;
            return {
              kind: "GridLayoutItem",
              spec: {
                x,
                y: Number(y) - top,
                width: w,
                height: h,
                element: { kind: "ElementReference", name: nameOf(panel) },
                ...(repeat !== undefined && { repeat: { mode: "variable", value: repeat, direction } }),
              },
            };
          }),
        },
      },
    },
  };
}

const nameOf = (panel: Object): string => `panel-${String(panel["id"])}`;

function element(panel: Object): Spec {
  const { id, title, description, transparent, type, options, fieldConfig, links } = panel;
  return {
    kind: "Panel",
    spec: {
      id,
      title,
      description: description ?? "",
      transparent: transparent ?? false,
      links: links ?? [],
      data: {
        kind: "QueryGroup",
        spec: {
          queries: list(panel["targets"]).map(({ refId, hide, datasource, ...target }) => ({
            kind: "PanelQuery",
            spec: { refId, hidden: hide ?? false, query: query(datasource, target) },
          })),
          transformations: list(panel["transformations"]).map(({ id: group, ...spec }) => ({
            kind: "Transformation",
            group,
            spec,
          })),
          queryOptions: Object.fromEntries(
            ["interval", "maxDataPoints", "timeFrom", "timeShift"].flatMap((key) =>
              panel[key] === undefined ? [] : [[key, panel[key]]],
            ),
          ),
        },
      },
      vizConfig: {
        kind: "VizConfig",
        group: type,
        version: "",
        spec: { options: options ?? {}, fieldConfig: fieldConfig ?? { defaults: {}, overrides: [] } },
      },
    },
  };
}

/** In this model the data source stands in the query, by its uid under the key `name`. */
function query(datasource: Json | undefined, spec: Spec): Spec {
  const { type, uid } = object(datasource);
  return {
    kind: "DataQuery",
    group: type ?? "",
    version: "v0",
    ...(uid !== undefined && { datasource: { name: uid } }),
    spec,
  };
}

/** Grafana finds what it does not know of an annotation, its expression among it, in the query and in legacyOptions. */
function annotation({ datasource, enable, hide, iconColor, name, builtIn, expr, ...rest }: Object): Spec {
  return {
    kind: "AnnotationQuery",
    spec: {
      name,
      enable,
      hide: hide ?? false,
      iconColor,
      builtIn: builtIn === 1,
      query: query(datasource, { expr: expr ?? "", ...rest }),
      legacyOptions: { expr: expr ?? "", ...rest },
    },
  };
}

const KINDS: Readonly<Record<string, string>> = {
  query: "QueryVariable",
  datasource: "DatasourceVariable",
  custom: "CustomVariable",
  textbox: "TextVariable",
};
const HIDE = ["dontHide", "hideLabel", "hideVariable"];
const REFRESH = ["never", "onDashboardLoad", "onTimeRangeChanged"];
const SORT = [
  "disabled",
  "alphabeticalAsc",
  "alphabeticalDesc",
  "numericalAsc",
  "numericalDesc",
  "alphabeticalCaseInsensitiveAsc",
  "alphabeticalCaseInsensitiveDesc",
];

function variable(given: Object): Spec {
  const kind = KINDS[String(given["type"])];
  if (kind === undefined) throw new Error(`a variable of type ${String(given["type"])} has no v2 form here`);
  const { name, label, current, skipUrlSync, description } = given;
  const common = {
    name,
    ...(label !== undefined && { label }),
    ...(description !== undefined && { description }),
    current,
    hide: HIDE[Number(given["hide"] ?? 0)],
    skipUrlSync: skipUrlSync ?? false,
  };
  if (kind === "TextVariable") return { kind, spec: { ...common, query: given["query"] } };
  const several = {
    multi: given["multi"] ?? false,
    includeAll: given["includeAll"] ?? false,
    ...(given["allValue"] !== undefined && { allValue: given["allValue"] }),
    allowCustomValue: given["allowCustomValue"] ?? true,
    options: [],
  };
  if (kind === "CustomVariable") return { kind, spec: { ...common, ...several, query: given["query"] } };
  const refresh = REFRESH[Number(given["refresh"] ?? (kind === "DatasourceVariable" ? 1 : 0))];
  const regex = given["regex"] ?? "";
  if (kind === "DatasourceVariable")
    return { kind, spec: { ...common, ...several, refresh, regex, pluginId: given["query"] } };
  return {
    kind,
    spec: {
      ...common,
      ...several,
      refresh,
      regex,
      sort: SORT[Number(given["sort"] ?? 0)],
      definition: given["definition"],
      query: query(given["datasource"], { query: given["query"], refId: name ?? "" }),
    },
  };
}

const object = (value: Json | undefined): Object => (value ?? {}) as Object;
const list = (value: Json | undefined): Object[] => (value ?? []) as unknown as Object[];
