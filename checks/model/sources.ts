/** References to data sources, as panels, queries, variables and annotations write them. */
import { type Board, type Variable } from "./board.ts";
import { get, list, object, string } from "./shape.ts";
import type { Place } from "./problem.ts";

/** A reference that names something. */
export interface SourceRef {
  /** The uid, or the name where only that is given. */
  readonly uid: string;
  readonly type: string | undefined;
  /** True for the old way, a plain string, which may be a name. */
  readonly byName: boolean;
}

/** A reference and where it stands. */
export interface PlacedRef {
  readonly at: Place;
  /** Undefined where nothing is named, which is Grafana's default data source. */
  readonly ref: SourceRef | undefined;
}

const BUILT_IN = new Set([
  "-- Grafana --",
  "-- Mixed --",
  "-- Dashboard --",
  "grafana",
  "__expr__",
  "-100",
  "default",
]);

/** Whether Grafana itself provides it. */
export const isBuiltInSource = (uid: string): boolean => BUILT_IN.has(uid);

/** What a `datasource` names; a variable is written `${name}` however it was spelt. */
export function sourceRef(value: unknown): SourceRef | undefined {
  const given = string(value) ?? string(object(value)["uid"]);
  if (given === undefined || given === "") return undefined;
  const type = string(object(value)["type"]);
  // An expression is known by its type: an export makes an import input of its uid, as of any other.
  if (type === "__expr__") return { uid: "__expr__", type, byName: false };
  const name = variableName(given);
  return {
    uid: name === undefined ? given : `\${${name}}`,
    type,
    byName: typeof value === "string" && name === undefined && !isBuiltInSource(given),
  };
}

/** The variable's name where the whole text is one. */
export const variableName = (text: string): string | undefined =>
  /^(?:\$(\w+)|\$\{(\w+)(?::\w+)?\}|\[\[(\w+)(?::\w+)?\]\])$/
    .exec(text)
    ?.slice(1)
    .find((each) => each !== undefined);

/** The data source variable that a reference means. */
export const sourceVariable = (board: Board, { uid }: SourceRef): Variable | undefined =>
  board.variables.find(({ name }) => name === variableName(uid));

/** Every reference of a board, a panel's and its queries' equal ones once. */
export function* sourceRefs(board: Board): Generator<PlacedRef> {
  for (const panel of board.panels) {
    const own = sourceRef(panel.json["datasource"]);
    const seen = new Set<string>();
    if (own) {
      seen.add(own.uid);
      yield { at: panel.at, ref: own };
    }
    for (const target of list(panel.json["targets"]).map(object)) {
      const ref = sourceRef(target["datasource"]);
      if (!ref && own) continue;
      // An empty query beside a text or a list of boards asks nobody.
      if (!ref && string(target["expr"]) === undefined) continue;
      if (seen.has(ref?.uid ?? "")) continue;
      seen.add(ref?.uid ?? "");
      const refId = string(target["refId"]);
      yield { at: { ...panel.at, ...(refId !== undefined && { refId }) }, ref };
    }
  }
  for (const variable of board.variables)
    if (variable.type === "query" || variable.type === "adhoc")
      yield { at: variable.at, ref: sourceRef(variable.json["datasource"]) };
  for (const annotation of list(get(board.json, "annotations", "list")).map(object))
    if (annotation["builtIn"] !== 1)
      yield {
        at: { ...board.at, part: `annotation ${string(annotation["name"]) ?? ""}` },
        ref: sourceRef(annotation["datasource"]),
      };
}

/** Names that Grafana's import dialogue fills in: `DS_PROMETHEUS` of an exported board. */
export const importInputs = (board: Board): ReadonlySet<string> =>
  new Set(
    list(board.json["__inputs"]).flatMap((each) => {
      const name = string(object(each)["name"]);
      return name === undefined ? [] : [name];
    }),
  );
