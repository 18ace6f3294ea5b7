/** Which unit Grafana writes behind the numbers of each target of a panel. */
import { type Panel, type Query } from "./board.ts";
import { get, list, object, string, type Json } from "./shape.ts";
import { hasVariable } from "./variables.ts";

/** A target and the unit its numbers get. */
export interface ShownTarget {
  readonly query: Query;
  /** Undefined: none is set. */
  readonly id: string | undefined;
  /** Whether an override of its own decides it. */
  readonly own: boolean;
  /** Numbers with one text here stand on one axis. */
  readonly axis: string;
}

const WITH_FIELD_UNIT = new Set(
  "timeseries trend barchart stat gauge bargauge table piechart histogram state-timeline status-history".split(
    " ",
  ),
);
/** Transformations after which a value is still the value of its target. */
const HARMLESS = new Set(
  "merge sortBy organize limit filterByValue joinByField seriesToColumns convertFieldType".split(" "),
);

/** The targets of a panel whose unit can be told; none where transformations or expressions make new numbers. */
export function shownTargets(panel: Panel): ShownTarget[] {
  const transformations = list(panel.json["transformations"])
    .map(object)
    .filter((each) => each["disabled"] !== true);
  if (!WITH_FIELD_UNIT.has(panel.type) || transformations.some(({ id }) => !HARMLESS.has(string(id) ?? "")))
    return [];
  const organize = transformations
    .filter(({ id }) => id === "organize")
    .map((each) => object(each["options"]));
  const excluded = (name: string): boolean =>
    organize.some((each) => get(each, "excludeByName", name) === true);
  return panel.queries
    .filter(({ target }) => target?.["hide"] !== true)
    .flatMap((query) => {
      const columns = [`Value #${string(query.target?.["refId"]) ?? ""}`, "Value"];
      if (panel.type === "table" && columns.some(excluded)) return [];
      const rename = (name: string): string =>
        organize.reduce((now, each) => string(get(each, "renameByName", now)) || now, name);
      const legend = string(query.target?.["legendFormat"]) ?? "";
      // A table has columns; anything else has series, whose names the legend gives or Grafana makes up.
      const columnar = query.target?.["format"] === "table" || query.target?.["queryType"] === "instant";
      const auto = legend === "" || legend === "__auto";
      const names = [...(auto || columnar ? [] : [legend]), ...columns.map(rename), ...columns];
      const open = !columnar && (auto || legend.includes("{{") || hasVariable(legend));
      const found = fieldSettings(panel, query, { names, open });
      return found ? [{ query, ...found }] : [];
    });
}

interface Names {
  readonly names: readonly string[];
  /** Whether series may have names beside these. */
  readonly open: boolean;
}

/** Overrides are applied in order, the last one wins. Undefined where it is open whether one applies. */
function fieldSettings(panel: Panel, query: Query, names: Names): Omit<ShownTarget, "query"> | undefined {
  let id = string(get(panel.json, "fieldConfig", "defaults", "unit"));
  let placement = string(get(panel.json, "fieldConfig", "defaults", "custom", "axisPlacement")) ?? "auto";
  let own = false;
  for (const override of list(get(panel.json, "fieldConfig", "overrides")).map(object)) {
    const properties = list(override["properties"]).map(object);
    const unit = properties.find((property) => property["id"] === "unit");
    const axis = properties.find((property) => property["id"] === "custom.axisPlacement");
    if (!unit && !axis) continue;
    const applies = matches(object(override["matcher"]), query, names);
    if (applies === undefined) return undefined;
    if (!applies) continue;
    if (unit) {
      id = string(unit["value"]);
      own = true;
    }
    placement = string(axis?.["value"]) ?? placement;
  }
  if (id !== undefined && hasVariable(id)) return undefined;
  return { id, own, axis: `${id ?? ""} ${placement}` };
}

/** Whether an override's matcher fits a target's values; undefined where its series have names nobody knows yet. */
function matches(matcher: Json, query: Query, { names, open }: Names): boolean | undefined {
  const options = matcher["options"];
  switch (matcher["id"]) {
    case "byFrameRefID":
      return options === query.target?.["refId"];
    case "byType":
      return options === "number";
    case "byName":
      return names.some((name) => name === options)
        ? true
        : open && !/^Value\b/.test(String(options))
          ? undefined
          : false;
    case "byNames": {
      const given = list(object(options)["names"]).map(String);
      const found = names.some((name) => given.includes(name));
      return found
        ? object(options)["mode"] !== "exclude"
        : open
          ? undefined
          : object(options)["mode"] === "exclude";
    }
    case "byRegexp": {
      const pattern = /^\/(.*)\/[a-z]*$/.exec(String(options))?.[1] ?? String(options);
      try {
        return open ? undefined : names.some((name) => new RegExp(pattern).test(name));
      } catch {
        return undefined;
      }
    }
    default:
      return undefined;
  }
}
