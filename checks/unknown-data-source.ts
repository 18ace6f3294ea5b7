import { type Board, type Variable } from "./model/board.ts";
import { object, string } from "./model/shape.ts";
import { perBoard, type Finding } from "./model/check.ts";
import type { DataSource } from "./model/context.ts";
import {
  importInputs,
  isBuiltInSource,
  sourceRefs,
  sourceVariable,
  variableName,
  type PlacedRef,
  type SourceRef,
} from "./model/sources.ts";

/** A reference to a data source that Grafana does not have, or that is of another type. */
export const unknownDataSource = perBoard("unknown-data-source", function* (board, { dataSources }) {
  const inputs = importInputs(board);
  const told = new Set<string>();
  const none: PlacedRef[] = [];
  for (const placed of sourceRefs(board)) {
    const { at, ref } = placed;
    if (!ref) none.push(placed);
    else if (variableName(ref.uid) !== undefined) {
      const name = variableName(ref.uid)!;
      const variable = sourceVariable(board, ref);
      if (variable) yield* ofVariable(at, ref, variable);
      else if (inputs.has(name)) {
        if (!told.has(name))
          yield {
            at: board.at,
            severity: "warning",
            what: `\`\${${name}}\` is filled in when somebody imports this board by hand. Loaded from a folder it stays as it is, and the panels say "Datasource \${${name}} was not found".`,
            fix: `Declare a data source variable \`${name}\`, or write the uid.`,
            facts: { input: name },
          };
        told.add(name);
      } else
        yield {
          at,
          what: `The board has no variable \`${name}\`, so this says "Datasource \${${name}} was not found".`,
          fix: nearestVariable(board, ref) ?? `Declare a data source variable \`${name}\`.`,
          facts: { variable: name },
        };
    } else if (dataSources && !isBuiltInSource(ref.uid)) yield* ofUid(at, ref, dataSources);
  }
  if (none.length > 0)
    yield {
      at: none[0]!.at,
      severity: "warning",
      what: `No data source is named${none.length === 1 ? "" : ` here and in ${none.length - 1} more place${none.length > 2 ? "s" : ""}`}, so Grafana asks whichever is the default: another one tomorrow, and no error if it has no such series.`,
      fix: "Name it: `{type, uid}`, or a data source variable.",
      facts: { places: String(none.length) },
    };
  if (dataSources)
    for (const variable of board.variables)
      if (variable.type === "datasource") yield* ofCurrent(variable, dataSources);
});

function* ofVariable(at: Finding["at"], ref: SourceRef, variable: Variable): Generator<Finding> {
  if (variable.type !== "datasource" || ref.type === undefined) return;
  const type = string(variable.json["query"]) ?? "";
  if (type !== "" && !sameType(type, ref.type))
    yield {
      at,
      what: `This wants a ${ref.type} data source, but \`${variable.name}\` offers ${type} ones: its queries are sent in the wrong language.`,
      fix: `Use a data source variable of type ${ref.type}.`,
      facts: { variable: variable.name, type, wanted: ref.type },
    };
}

function* ofUid(at: Finding["at"], ref: SourceRef, sources: readonly DataSource[]): Generator<Finding> {
  const found = sources.find(({ uid, name }) => uid === ref.uid || (ref.byName && name === ref.uid));
  if (!found)
    yield {
      at,
      what: `Grafana will have no data source \`${ref.uid}\`, so this says "Datasource ${ref.uid} was not found".`,
      fix: suggestion(ref.uid, ref.type, sources),
      facts: { uid: ref.uid },
    };
  else if (ref.type !== undefined && !sameType(found.type, ref.type))
    yield {
      at,
      what: `\`${ref.uid}\` is of type ${found.type}, but the reference says ${ref.type}: its queries are sent in the wrong language.`,
      fix: suggestion("", ref.type, sources),
      facts: { uid: ref.uid, type: found.type, wanted: ref.type },
    };
}

function* ofCurrent(variable: Variable, sources: readonly DataSource[]): Generator<Finding> {
  const type = string(variable.json["query"]) ?? "";
  for (const value of [object(variable.json["current"])["value"]].flat()) {
    const uid = string(value) ?? "";
    if (uid === "" || uid === "$__all" || isBuiltInSource(uid)) continue;
    const found = sources.find((each) => each.uid === uid);
    if (found && sameType(found.type, type)) continue;
    yield {
      at: variable.at,
      what: found
        ? `The variable offers ${type} data sources, but starts with \`${uid}\`, which is of type ${found.type}.`
        : `The variable starts with \`${uid}\`, which is no data source that Grafana will have: it takes the first by name instead.`,
      fix: suggestion(uid, type, sources),
      facts: { uid, type },
    };
  }
}

/** A plugin's own name may hold the type it stands for: `grafana-amazonprometheus-datasource`. */
const sameType = (a: string, b: string): boolean => a === b || a.includes(b) || b.includes(a);

function suggestion(uid: string, type: string | undefined, sources: readonly DataSource[]): string {
  const named = sources.find((each) => each.name === uid);
  const fitting = sources.filter((each) => type === undefined || sameType(each.type, type));
  return named
    ? `That is a name; its uid is \`${named.uid}\`.`
    : fitting.length === 0
      ? "Provision it, or refer to one that exists."
      : `Use ${fitting.map((each) => `\`${each.uid}\``).join(" or ")}.`;
}

function nearestVariable(board: Board, ref: SourceRef): string | undefined {
  const fitting = board.variables.filter(
    ({ type, json }) =>
      type === "datasource" && (ref.type === undefined || sameType(string(json["query"]) ?? "", ref.type)),
  );
  return fitting.length === 1 ? `Did you mean \`\${${fitting[0]!.name}}\`?` : undefined;
}
