import { type Panel } from "./model/board.ts";
import { get, list, object, string, type Json } from "./model/shape.ts";
import { perPanel } from "./model/check.ts";

/** A panel that takes its colours from thresholds and sets none. */
export const missingThresholds = perPanel("missing-thresholds", function* (panel) {
  const defaults = object(get(panel.json, "fieldConfig", "defaults"));
  if (list(get(defaults, "thresholds", "steps")).length > 0 || !colouredByThresholds(panel, defaults)) return;
  yield {
    at: panel.at,
    what: "The panel is coloured by thresholds but sets none, so Grafana uses its own: green, and red from 80 on. 120 jobs, 21 GiB and 92 % all turn red.",
    fix: 'Set `thresholds`; a single base step of `text` (or `green`) where no limit is meant: `{"mode":"absolute","steps":[{"color":"text","value":null}]}`.',
  };
});

/** Whether the colours that a panel shows are those of its thresholds. */
export function colouredByThresholds({ type, json }: Panel, defaults: Json): boolean {
  const mode = string(get(defaults, "color", "mode"));
  const byDefault = mode === undefined || mode === "thresholds";
  const options = object(json["options"]);
  switch (type) {
    case "stat":
      return byDefault && options["colorMode"] !== "none";
    case "gauge":
      // The ring around it shows the limits whatever colours the value.
      return byDefault || options["showThresholdMarkers"] !== false;
    case "bargauge":
      return byDefault;
    case "state-timeline":
    case "status-history":
      return mode === "thresholds";
    case "timeseries":
    case "barchart":
    case "trend": {
      const style = string(get(defaults, "custom", "thresholdsStyle", "mode"));
      // An override that brings its own limits is why the panel draws them.
      if (setsThresholds(json)) return false;
      return mode === "thresholds" || (style !== undefined && style !== "off");
    }
    case "table":
      return (
        (byDefault && isColoured(object(defaults["custom"]))) ||
        list(get(json, "fieldConfig", "overrides")).some((override) =>
          columnIsColoured(object(override), byDefault),
        )
      );
    default:
      return false;
  }
}

const setsThresholds = (json: Json): boolean =>
  list(get(json, "fieldConfig", "overrides")).some((override) =>
    list(object(override)["properties"]).some((each) => object(each)["id"] === "thresholds"),
  );

const COLOURED = /^(color-|gauge$|basic$|gradient-gauge$|lcd-gauge$)/;
const isColoured = (custom: Json): boolean =>
  COLOURED.test(string(get(custom, "cellOptions", "type")) ?? string(custom["displayMode"]) ?? "");

function columnIsColoured(override: Json, byDefault: boolean): boolean {
  const set = Object.fromEntries(
    list(override["properties"])
      .map(object)
      .map(({ id, value }) => [String(id), value]),
  );
  const mode = string(get(set["color"], "mode"));
  return (
    isColoured({ cellOptions: set["custom.cellOptions"], displayMode: set["custom.displayMode"] }) &&
    !("thresholds" in set) &&
    (mode === undefined ? byDefault : mode === "thresholds")
  );
}
