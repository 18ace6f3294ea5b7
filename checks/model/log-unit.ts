/** The unit of a LogQL query: of its numbers, or of the columns made from its lines. */
import type { MetricFacts } from "../../contracts/contract.ts";
import { parseUnit, perSecond, quotient, shapeOf, type Unit } from "../../contracts/unit.ts";
import { type Panel, type Query } from "./board.ts";
import { get, list, object, string } from "./shape.ts";
import type { Context } from "./context.ts";
import { ourLogs, type Source } from "./log-scope.ts";
import { seconds, type Word } from "./promql.ts";
import type { Value } from "./units.ts";

/** Known for a single range aggregation, also inside `sum by (…)`; arithmetic is not followed. */
export function logUnit(query: Query, context: Context): Value {
  const [only, second] = ourLogs(query, context);
  if (!only || second || !only.selection.fn || only.parsed.arithmetic) return { is: "unknown" };
  if (only.around.some(({ op }) => op === "count" || op === "stdvar")) return { is: "unknown" };
  const { selection, reads, log } = only;
  const unwrapped = reads.find(({ as }) => as === "unwrap");
  if (selection.stages.some((stage) => stage.is === "unwrap" && stage.convert !== undefined))
    return { is: "unknown" };
  const field = unwrapped && unitOfField(unwrapped.source);
  const units = unit(selection.fn!, field, unwrapped !== undefined, seconds(selection.window?.text ?? ""));
  if (!units) return { is: "unknown" };
  const word = unwrapped ?? { name: selection.fn!, from: selection.from, to: selection.to };
  const facts = unwrapped?.source.is === "line" ? unwrapped.source.facts : [...log.fields.values()][0];
  return measured(units, word, log.name, facts?.evidence ?? "");
}

const measured = (units: readonly Unit[], metric: Word, exporter: string, evidence: string): Value => ({
  is: "measured",
  units,
  metric,
  facts: { name: metric.name, exporter, evidence } as MetricFacts,
  busyTime: false,
});

const unitOfField = (source: Source): Unit | undefined =>
  source.is === "line" && source.facts?.unit !== undefined ? parseUnit(source.facts.unit) : undefined;

function unit(
  fn: string,
  field: Unit | undefined,
  unwraps: boolean,
  window: number | undefined,
): Unit[] | undefined {
  // As `increase`: so many in a minute may be called "per minute".
  const inWindow = (each: Unit): Unit[] => [
    each,
    ...(window !== undefined || shapeOf(each) === "count"
      ? [quotient(each, { scale: window, of: { time: 1 } })]
      : []),
  ];
  switch (fn) {
    case "count_over_time":
      return inWindow(parseUnit("lines"));
    case "bytes_over_time":
      return inWindow(parseUnit("bytes"));
    case "bytes_rate":
      return [parseUnit("bytes/s")];
    case "rate":
      return unwraps ? field && [perSecond(field)] : [parseUnit("lines/s")];
    case "sum_over_time":
      return field && inWindow(field);
    case "avg_over_time":
    case "min_over_time":
    case "max_over_time":
    case "first_over_time":
    case "last_over_time":
    case "quantile_over_time":
    case "stddev_over_time":
      return field && [field];
    default:
      return undefined;
  }
}

/** A column of single lines: a field that a transformation took out of the line's labels. */
export interface FieldColumn {
  readonly query: Query;
  /** The unit its override sets. */
  readonly id: string;
  readonly value: Value;
}

/** The columns of log lines that have a unit of their own, and what the field really is. */
export function fieldColumns(panel: Panel, context: Context): FieldColumn[] {
  const transformations = list(panel.json["transformations"]).map(object);
  if (!transformations.some(({ id }) => id === "extractFields")) return [];
  const original = new Map(
    transformations
      .flatMap((each) => Object.entries(object(get(each, "options", "renameByName"))))
      .map(([name, shown]) => [String(shown), name]),
  );
  const columns = list(get(panel.json, "fieldConfig", "overrides")).flatMap((each) => {
    const matcher = object(object(each)["matcher"]);
    const properties = list(object(each)["properties"]).map(object);
    const id = string(properties.find((property) => property["id"] === "unit")?.["value"]);
    const shown = string(matcher["options"]) ?? "";
    return matcher["id"] === "byName" && id !== undefined ? [{ id, name: original.get(shown) ?? shown }] : [];
  });
  return panel.queries.flatMap((query) =>
    ourLogs(query, context).flatMap(({ log, names, reads }) =>
      columns.flatMap(({ id, name }): FieldColumn[] => {
        const source = names.get(name);
        const is = source && unitOfField(source);
        if (!is || source.is !== "line") return [];
        const read = reads.find(({ source: other }) => other.is === "line" && other.field === source.field);
        const word = read ?? { name, from: 0, to: query.text.length };
        return [{ query, id, value: measured([is], word, log.name, source.facts!.evidence) }];
      }),
    ),
  );
}
