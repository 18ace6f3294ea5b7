/** Follows a table's columns through its transformations. */
import { get, list, object, string, type Json } from "./shape.ts";
import type { Fields } from "./fields.ts";

/** A column that a transformation names. */
export interface Reference {
  readonly transformation: string;
  readonly name: string;
  /** The columns there are at this point. */
  readonly among: Fields;
  /** False where a name that is not there does no harm: something to hide that is not shown anyway. */
  readonly needed: boolean;
}

/** The columns that come out in the end, and every column that is named on the way. */
export function follow(
  columns: Fields,
  transformations: unknown,
): { readonly columns: Fields; readonly references: readonly Reference[] } {
  const references: Reference[] = [];
  let now = columns;
  for (const each of list(transformations).map(object)) {
    if (each["disabled"] === true) continue;
    const id = string(each["id"]) ?? "";
    const options = object(each["options"]);
    const refer = (name: unknown, needed = true): void => {
      if (typeof name === "string" && name !== "")
        references.push({ transformation: id, name, among: now, needed });
    };
    // What it is applied to is a choice of frames that this does not follow.
    const step = "filter" in each && each["filter"] !== null ? undefined : STEPS[id];
    now = step ? step(now, options, refer) : { names: new Set(), patterns: [], open: true };
  }
  return { columns: now, references };
}

type Refer = (name: unknown, needed?: boolean) => void;
type Step = (columns: Fields, options: Json, refer: Refer) => Fields;
const renamed = (columns: Fields, change: (name: string) => string | undefined): Fields => ({
  ...columns,
  names: new Set([...columns.names].map(change).filter((name) => name !== undefined)),
});
const same: Step = (columns) => columns;

/** The transformations whose result is known; any other gives columns that nothing can be said about. */
const STEPS: Readonly<Record<string, Step>> = {
  merge: same,
  limit: same,
  filterByValue: same,
  filterByRefId: same,
  filterFramesByRefId: same,
  formatTime: same,
  formatString: same,
  sortBy(columns, options, refer) {
    for (const each of list(options["sort"])) refer(object(each)["field"]);
    return columns;
  },
  convertFieldType(columns, options, refer) {
    for (const each of list(options["conversions"])) refer(object(each)["targetField"]);
    return columns;
  },
  organize(columns, options, refer) {
    const hidden = object(options["excludeByName"]);
    const kept = object(options["includeByName"]);
    const names = object(options["renameByName"]);
    for (const [name, to] of Object.entries(names)) refer(to === "" || hidden[name] === true ? "" : name);
    for (const name of [...Object.keys(hidden), ...Object.keys(object(options["indexByName"]))])
      refer(name, false);
    const only = Object.values(kept).some((each) => each === true);
    return renamed(columns, (name) =>
      hidden[name] === true || (only && kept[name] !== true) ? undefined : string(names[name]) || name,
    );
  },
  filterFieldsByName(columns, options, refer) {
    const include = list(get(options, "include", "names"));
    if (!("include" in options) || get(options, "include", "pattern") || get(options, "byVariable") === true)
      return { ...columns, open: true };
    for (const name of include) refer(name);
    return include.length === 0
      ? columns
      : renamed(columns, (name) => (include.includes(name) ? name : undefined));
  },
  calculateField(columns, options) {
    const alias = string(options["alias"]) ?? "";
    if (alias === "" || options["replaceFields"] === true) return { ...columns, open: true };
    return { ...columns, names: new Set([...columns.names, alias]) };
  },
};
