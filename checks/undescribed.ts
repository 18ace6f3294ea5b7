import { type Panel } from "./model/board.ts";
import { get, list, object, string } from "./model/shape.ts";
import { perBoard } from "./model/check.ts";

/** A panel that does not say what it shows: no title, no description, or numbers without a unit. */
export const undescribed = perBoard(
  "undescribed",
  function* (board) {
    if ((string(board.json["description"]) ?? "").trim() === "")
      yield {
        at: board.at,
        what: "The dashboard has no description, so nobody learns what question it answers or how to read it.",
        fix: "Write one sentence on what it is for, and how to read it.",
        facts: { missing: "description" },
      };
    for (const panel of board.panels) {
      // A library panel's words are in the library.
      if ("libraryPanel" in panel.json) continue;
      const missing = [
        ...(panel.title.trim() === "" && panel.type !== "text" ? ["title"] : []),
        ...((string(panel.json["description"]) ?? "").trim() === "" &&
        list(panel.json["targets"]).length > 0 &&
        panel.type !== "text"
          ? ["description"]
          : []),
        ...(lacksUnit(panel) ? ["unit"] : []),
      ];
      if (missing.length > 0)
        yield {
          at: panel.at,
          what: `The panel has no ${missing.join(" and no ")}, so ${missing.map((each) => SO[each]).join(", and ")}.`,
          fix: missing.map((each) => FIX[each]).join(" "),
          facts: { missing: missing.join(",") },
        };
    }
  },
  "warning",
);

const SO: Readonly<Record<string, string>> = {
  title: "nobody can say which panel is meant",
  description: "whoever is woken by it cannot read what good looks like",
  unit: "nobody can tell milliseconds from seconds or jobs from bytes",
};
const FIX: Readonly<Record<string, string>> = {
  title: "Give it a title.",
  description: "Say what it shows, what good looks like and what to do when it is bad.",
  unit: "Set the unit, or `none` where it is a plain number.",
};

function lacksUnit({ type, json, queries }: Panel): boolean {
  const defaults = object(get(json, "fieldConfig", "defaults"));
  if (
    (string(defaults["unit"]) ?? "") !== "" ||
    list(get(json, "fieldConfig", "overrides")).some((override) =>
      list(object(override)["properties"]).some((each) => object(each)["id"] === "unit"),
    ) ||
    list(json["targets"]).length === 0
  )
    return false;
  switch (type) {
    case "timeseries":
    case "gauge":
    case "bargauge":
      return !isState(defaults["mappings"]);
    case "stat":
      // With named fields it may show texts, such as a version.
      return (
        !isState(defaults["mappings"]) &&
        (string(get(json, "options", "reduceOptions", "fields")) ?? "") === "" &&
        get(json, "options", "textMode") !== "name"
      );
    case "table":
      return (
        queries.some(({ promql, logql }) => promql !== undefined || logql?.selections.some(({ fn }) => fn)) &&
        !hidesValues(json)
      );
    default:
      return false;
  }
}

/** Whether numbers are shown as words: two values at least have one. */
const isState = (mappings: unknown): boolean =>
  list(mappings)
    .map(object)
    .filter(({ type }) => type === "value" || type === "range")
    .reduce(
      (sum, { type, options }) => sum + (type === "range" ? 1 : Object.keys(object(options)).length),
      0,
    ) > 1;

/** Whether a table shows its labels only. */
const hidesValues = (json: unknown): boolean =>
  list(get(json, "transformations"))
    .map(object)
    .some(({ id, options }) =>
      id === "organize"
        ? Object.entries(object(get(options, "excludeByName"))).some(
            ([name, hidden]) => /^Value\b/.test(name) && hidden === true,
          )
        : id === "filterFieldsByName" || id === "reduce" || id === "groupBy",
    );
