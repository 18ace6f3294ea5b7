/** A classic example board as the newer model writes it: elements by name, laid out in rows, as a resource. */
import { get, list, object, string, type Json } from "../../checks/model/shape.ts";

/** The resource that Grafana's API would answer. Only what the examples use is carried over. */
export function inNewerModel(board: Json): Json {
  const { uid, panels, templating, annotations, schemaVersion: _, ...spec } = board;
  const all = list(panels).map(object);
  const elements = all.filter(({ type }) => type !== "row").map((panel) => [nameOf(panel), element(panel)]);
  return {
    apiVersion: "dashboard.grafana.app/v2",
    kind: "Dashboard",
    metadata: { name: uid },
    spec: {
      ...spec,
      elements: Object.fromEntries(elements) as Json,
      layout: { kind: "RowsLayout", spec: { rows: rowsOf(all) } },
      variables: list(get(templating, "list")).map(object).map(variable),
      annotations: list(get(annotations, "list"))
        .map(object)
        .map(({ datasource, expr, ...rest }) => ({
          kind: "AnnotationQuery",
          spec: { ...rest, query: query(datasource, { expr }) },
        })),
    },
  };
}

const nameOf = ({ id }: Json): string => `panel-${String(id)}`;

function rowsOf(panels: readonly Json[]): Json[] {
  const rows: { title: unknown; items: Json[] }[] = [];
  for (const panel of panels) {
    const { x, y, w, h } = object(panel["gridPos"]);
    if (panel["type"] === "row") rows.push({ title: panel["title"], items: [] });
    else
      rows.at(-1)!.items.push({
        kind: "GridLayoutItem",
        spec: {
          element: { kind: "ElementReference", name: nameOf(panel) },
          ...{ x, y, width: w, height: h },
        },
      });
  }
  return rows.map(({ title, items }) => ({
    kind: "RowsLayoutRow",
    spec: { title, layout: { kind: "GridLayout", spec: { items } } },
  }));
}

function element(panel: Json): Json {
  const { type, datasource, gridPos: _, targets, options, fieldConfig, interval, ...rest } = panel;
  const { transformations, ...spec } = rest;
  const queries = list(targets)
    .map(object)
    .map(({ refId, datasource: own, ...text }) => ({
      kind: "PanelQuery",
      spec: { refId, hidden: false, query: query(own ?? datasource, text) },
    }));
  return {
    kind: "Panel",
    spec: {
      ...spec,
      data: {
        kind: "QueryGroup",
        spec: {
          queries,
          transformations: list(transformations)
            .map(object)
            .map(({ id, ...each }) => ({ kind: "Transformation", group: id, spec: each })),
          queryOptions: interval === undefined ? {} : { interval },
        },
      },
      vizConfig: { kind: "VizConfig", group: type, version: "13.2.1", spec: { options, fieldConfig } },
    },
  };
}

const query = (datasource: unknown, spec: Json): Json => ({
  kind: "DataQuery",
  group: string(get(datasource, "type")),
  version: "v0",
  datasource: { name: string(get(datasource, "uid")) },
  spec,
});

function variable({ type, query: text, datasource, ...spec }: Json): Json {
  switch (type) {
    case "datasource":
      return { kind: "DatasourceVariable", spec: { ...spec, pluginId: text } };
    case "query":
      return {
        kind: "QueryVariable",
        spec: {
          ...spec,
          query: query(datasource, typeof text === "string" ? { query: text } : object(text)),
        },
      };
    default:
      return { kind: type === "textbox" ? "TextVariable" : "CustomVariable", spec: { ...spec, query: text } };
  }
}
