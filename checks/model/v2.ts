/** Dashboards of the newer model (elements, layout), as the classic ones that say the same. */
import { get, list, number, object, string, type Json } from "./shape.ts";

/** Whether a dashboard is of the newer model. */
export const isV2 = (json: Json): boolean =>
  /^dashboard\.grafana\.app\/v[2-9]/.test(string(json["apiVersion"]) ?? "") ||
  ("elements" in json && "layout" in json);

/** The classic dashboard of the same content. Total: what has another shape is left out. */
export function classicOf(json: Json): Json {
  const spec = "elements" in json ? json : object(json["spec"]);
  const { elements, layout, variables, annotations, timeSettings, ...rest } = spec;
  const uid = string(get(json, "metadata", "name")) ?? json["uid"];
  return {
    ...rest,
    title: json["title"] ?? spec["title"],
    ...(uid !== undefined && { uid }),
    time: { from: get(timeSettings, "from"), to: get(timeSettings, "to") },
    panels: panelsOf(object(layout), object(elements), 0).panels,
    templating: { list: list(variables).map(object).map(variableOf) },
    annotations: { list: list(annotations).map(object).map(annotationOf) },
  };
}

interface Placed {
  readonly panels: readonly Json[];
  /** Where the next one begins. */
  readonly end: number;
}

/** Panels and rows of a layout from `y` on; a tab is read as a row. */
function panelsOf(layout: Json, elements: Json, y: number): Placed {
  const spec = object(layout["spec"]);
  const panels: Json[] = [];
  let end = y;
  for (const group of [...list(spec["rows"]), ...list(spec["tabs"])]) {
    const { title, layout: inner } = object(get(group, "spec"));
    panels.push({
      type: "row",
      title: string(title) ?? "",
      collapsed: false,
      panels: [],
      gridPos: { x: 0, y: end, w: 24, h: 1 },
    });
    const placed = panelsOf(object(inner), elements, end + 1);
    panels.push(...placed.panels);
    end = placed.end;
  }
  const columns = Math.min(24, Math.max(1, number(spec["maxColumnCount"]) ?? 3));
  list(spec["items"]).forEach((item, index) => {
    const at = object(get(item, "spec"));
    const element = elements[string(get(at, "element", "name")) ?? ""];
    const w = number(at["width"]) ?? Math.floor(24 / columns);
    const h = number(at["height"]) ?? 8;
    const x = number(at["x"]) ?? (index % columns) * w;
    const top = number(at["y"]) ?? Math.floor(index / columns) * h;
    const repeat = string(get(at, "repeat", "value"));
    end = Math.max(end, y + top + h);
    panels.push({
      ...panelOf(object(element)),
      gridPos: { x, y: y + top, w, h },
      ...(repeat !== undefined && { repeat, repeatDirection: get(at, "repeat", "direction") ?? "h" }),
    });
  });
  return { panels, end };
}

function panelOf(element: Json): Json {
  const { id, title, description, links, transparent, data, vizConfig, libraryPanel } = object(
    element["spec"],
  );
  const common = { id, title, description, links, transparent };
  if (libraryPanel !== undefined) return given({ id, title, libraryPanel });
  const { queries, transformations, queryOptions } = object(get(data, "spec"));
  const visual = object(vizConfig);
  return given({
    ...common,
    ...object(queryOptions),
    type: string(visual["group"]) ?? string(visual["kind"]) ?? "",
    options: get(visual, "spec", "options"),
    fieldConfig: get(visual, "spec", "fieldConfig"),
    targets: list(queries).map((each) => {
      const query = object(get(each, "spec"));
      return given({
        ...object(get(query["query"], "spec")),
        refId: query["refId"],
        hide: query["hidden"],
        datasource: sourceOf(query),
      });
    }),
    transformations: list(transformations).map((each) => ({
      id: get(each, "group") ?? get(each, "spec", "id") ?? get(each, "kind"),
      ...object(get(each, "spec")),
    })),
  });
}

/** The first version of the model keeps the source beside the query, the later ones inside it. */
function sourceOf(holder: Json): Json | undefined {
  const query = object(holder["query"]);
  const old = object(holder["datasource"]);
  const kind = string(query["kind"]);
  const type = string(query["group"]) ?? string(old["type"]) ?? (kind === "DataQuery" ? undefined : kind);
  const uid = string(get(query, "datasource", "name")) ?? string(old["uid"]);
  return type === undefined && uid === undefined ? undefined : given({ type, uid });
}

function variableOf(variable: Json): Json {
  const spec = object(variable["spec"]);
  const type = (string(variable["kind"]) ?? "").replace(/Variable$/, "").toLowerCase();
  if (type === "datasource") return { ...spec, type, query: spec["pluginId"] };
  if (type !== "query" && type !== "adhoc" && type !== "groupby") return { ...spec, type };
  const datasource = sourceOf(spec) ?? sourceOf({ query: { ...variable, kind: "DataQuery" } });
  const query = string(spec["query"]) ?? object(get(spec, "query", "spec"));
  const text = string(query) ?? string(object(query)["query"]) ?? string(get(query, "__legacyStringValue"));
  return given({ ...spec, type, datasource, query: text ?? (type === "query" ? query : undefined) });
}

function annotationOf(annotation: Json): Json {
  const spec = object(annotation["spec"]);
  return given({
    ...spec,
    builtIn: spec["builtIn"] === true ? 1 : spec["builtIn"],
    datasource: sourceOf(spec),
    expr: get(spec, "query", "spec", "expr"),
    step: get(spec, "query", "spec", "step"),
  });
}

/** Without the keys that have no value. */
const given = (json: Json): Json =>
  Object.fromEntries(Object.entries(json).filter(([, value]) => value !== undefined));
