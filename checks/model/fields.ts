/** The names that a panel's fields can have when Grafana looks for overrides and columns. */
import { type Board, type Panel, type Query } from "./board.ts";
import { get, list, object, string, type Json } from "./shape.ts";
import type { Context } from "./context.ts";
import { labelsOf } from "./labels.ts";
import { isBuiltInSource, sourceRef } from "./sources.ts";
import { hasVariable } from "./variables.ts";

/** What is known of a panel's fields. */
export interface Fields {
  /** Names that fields have for sure or may have. */
  readonly names: ReadonlySet<string>;
  /** Names that come from a template such as `p95 {{model}}`. */
  readonly patterns: readonly RegExp[];
  /** True where other names are possible, so that nothing can be called missing. */
  readonly open: boolean;
}

const OPEN: Fields = { names: new Set(), patterns: [], open: true };
const SERIES = new Set([
  "timeseries",
  "stat",
  "gauge",
  "bargauge",
  "state-timeline",
  "status-history",
  "barchart",
  "piechart",
]);

/** The refIds of a panel's queries, those that Grafana gives out included; undefined where they are another panel's. */
export function refIds({ json }: Panel): ReadonlySet<string> | undefined {
  if (sourceRef(json["datasource"])?.uid === "-- Dashboard --" || "libraryPanel" in json) return undefined;
  const targets = list(json["targets"]).map(object);
  if (targets.some(({ datasource }) => sourceRef(datasource)?.uid === "-- Dashboard --")) return undefined;
  const given = new Set(targets.flatMap(({ refId }) => (string(refId) ? [string(refId)!] : [])));
  let next = 0;
  for (const { refId } of targets) {
    if (string(refId)) continue;
    while (given.has(letter(next))) next++;
    given.add(letter(next));
  }
  return given;
}
const letter = (index: number): string => String.fromCharCode(65 + index);

/** The names of series, before transformations. Open for tables: see {@link columnsOf}. */
export function seriesOf(panel: Panel): Fields {
  if (!SERIES.has(panel.type) || list(panel.json["transformations"]).length > 0) return OPEN;
  if (get(panel.json, "options", "reduceOptions", "values") === true) return OPEN;
  const defaults = get(panel.json, "fieldConfig", "defaults", "displayName");
  if (refIds(panel) === undefined || (string(defaults) ?? "") !== "") return OPEN;
  const shown = list(panel.json["targets"])
    .map(object)
    .filter(({ hide }) => hide !== true);
  const queries = panel.queries.filter(({ target }) => target?.["hide"] !== true);
  // Expressions and other query languages name their fields by rules of their own.
  if (queries.length < shown.length || queries.some(({ language }) => language === "other")) return OPEN;
  const names = new Set(["Time", "Value"]);
  const patterns: RegExp[] = [];
  for (const { target } of queries) {
    const legend = string(target?.["legendFormat"]) ?? "";
    const format = target?.["format"] ?? "time_series";
    if (legend === "" || legend === "__auto" || format !== "time_series" || target?.["exemplar"] === true)
      return OPEN;
    if (/\{\{/.test(legend) || hasVariable(legend)) patterns.push(template(legend));
    else names.add(legend);
  }
  for (const name of displayNames(panel.json))
    if (hasVariable(name)) return OPEN;
    else names.add(name);
  return { names, patterns, open: false };
}

/** A legend as the names it can produce. */
const template = (legend: string): RegExp =>
  new RegExp(
    `^${legend
      .split(/\{\{.*?\}\}|\$\w+|\$\{[^}]*\}|\[\[[^\]]*\]\]/)
      .map((fixed) => fixed.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"))
      .join(".*")}$`,
    "s",
  );

/** Names that overrides give, which later overrides may use. */
export const displayNames = (json: Json): string[] =>
  list(get(json, "fieldConfig", "overrides"))
    .flatMap((override) => list(object(override)["properties"]))
    .map(object)
    .filter(({ id }) => id === "displayName")
    .flatMap(({ value }) => (string(value) ? [string(value)!] : []));

/** The columns of a table before its transformations. `Value #A` is known even where the labels are not. */
export function columnsOf(panel: Panel, board: Board, context: Context): Fields {
  const refs = refIds(panel);
  const shown = list(panel.json["targets"])
    .map(object)
    .filter(({ hide }) => hide !== true);
  const source = sourceRef(panel.json["datasource"])?.uid;
  if (
    !refs ||
    shown.length === 0 ||
    (source !== undefined && source !== "-- Mixed --" && isBuiltInSource(source))
  )
    return OPEN;
  const names = new Set(["Time", "Value", ...[...refs].map((refId) => `Value #${refId}`)]);
  const queries = panel.queries.filter(({ target }) => target?.["hide"] !== true);
  if (queries.length < shown.length) return { ...OPEN, names };
  let open = false;
  for (const query of queries) {
    const labels = isTable(query)
      ? labelsOf(query.promql!.root!, board, context).possible
      : groupedOnce(query);
    if (labels) for (const label of labels) names.add(label);
    else open = true;
  }
  return { names, patterns: [], open };
}

const isTable = ({ promql, target }: Query): boolean =>
  promql?.root !== undefined && promql.errors.length === 0 && target?.["format"] === "table";

/** Functions of LogQL that choose among series and keep their labels. */
const CHOOSING = /^(topk|bottomk|approx_topk|sort|sort_desc)$/;

/**
 * The labels of a LogQL query that Loki answers as a table: one asked for the present only, whose grouping is all that
 * decides them. Undefined for any other.
 */
function groupedOnce({ logql, target }: Query): ReadonlySet<string> | undefined {
  if (target?.["queryType"] !== "instant" && target?.["instant"] !== true) return undefined;
  if (!logql || logql.errors.length > 0 || logql.arithmetic || logql.replaced.length > 0) return undefined;
  const grouping = logql.aggregates.find(({ op }) => !CHOOSING.test(op));
  if (!grouping || grouping.without || grouping.by?.some(({ name }) => hasVariable(name))) return undefined;
  return new Set((grouping.by ?? []).map(({ name }) => name));
}

/** Whether a field of this name is possible. A `Value #…` of a query that is not there is not, whatever else may be. */
export const canBe = ({ names, patterns, open }: Fields, name: string): boolean =>
  names.has(name) || patterns.some((pattern) => pattern.test(name)) || open;
