/** Library panels: kept apart from the boards that show them, and exported with them or not. */
import { get, list, object, string, type Json } from "./shape.ts";

/** A dashboard whose library panels stand in their places, and the names of those that it only refers to. */
export interface WithLibrary {
  readonly json: Json;
  readonly missing: readonly string[];
}

/**
 * Puts each library panel in its place: its model is in the panel (as the old API answers) or under `__elements` (an
 * export). One that is only referred to has neither type nor query; it is left out and named.
 */
export function withLibrary(json: Json): WithLibrary {
  const missing: string[] = [];
  const place = (value: unknown): unknown[] => {
    const panel = object(value);
    const inner = Array.isArray(panel["panels"]) ? { panels: list(panel["panels"]).flatMap(place) } : {};
    if (!("libraryPanel" in panel)) return [Object.keys(inner).length > 0 ? { ...panel, ...inner } : value];
    const library = object(panel["libraryPanel"]);
    const uid = string(library["uid"]) ?? "";
    const model = [library["model"], get(json, "__elements", uid, "model")].map(object);
    const found = model.find((each) => Object.keys(each).length > 0);
    if (!found && "type" in panel && panel["type"] !== "library-panel-ref") return [value];
    if (!found) {
      missing.push(string(library["name"]) ?? string(panel["title"]) ?? uid);
      return [];
    }
    const own = Object.fromEntries(
      ["id", "gridPos", "libraryPanel"].flatMap((key) => (key in panel ? [[key, panel[key]]] : [])),
    );
    return [{ ...found, ...own }];
  };
  const uses = (panels: unknown): boolean =>
    list(panels).some((each) => "libraryPanel" in object(each) || uses(object(each)["panels"]));
  if (!uses(json["panels"])) return { json, missing };
  return { json: { ...json, panels: list(json["panels"]).flatMap(place) }, missing };
}
