import type { DataTransformerConfig, DynamicConfigValue } from "@grafana/grafana-foundation-sdk/dashboard";
import { PanelBuilder } from "@grafana/grafana-foundation-sdk/table";
import { exportersOf } from "../queries/promql.ts";
import type { LineQuery, LogMetricQuery, Query } from "../queries/query.ts";
import { available, logTarget, refId, target, type Panel } from "./panel.ts";
import { colors, redFrom } from "./style.ts";

/** A column: its heading, the measure behind it, and how its cells look beyond the measure's unit. */
export interface Column<L extends string> {
  readonly title: string;
  readonly query: Query<L>;
  readonly look?: readonly DynamicConfigValue[];
}

/** A bar in the cell, for a quantity with a known end. */
export const bar = (max: number, color: string): readonly DynamicConfigValue[] => [
  { id: "min", value: 0 },
  { id: "max", value: max },
  { id: "color", value: { mode: "fixed", fixedColor: color } },
  { id: "custom.cellOptions", value: { type: "gauge", mode: "basic" } },
];

/** Red text or red background from a value on. */
export const redCell = (from: number, where: "text" | "background"): readonly DynamicConfigValue[] => [
  {
    id: "thresholds",
    value: {
      mode: "absolute",
      steps: [
        { color: where === "text" ? colors.neutral : "transparent", value: null },
        { color: colors.bad, value: from },
      ],
    },
  },
  { id: "color", value: { mode: "thresholds" } },
  {
    id: "custom.cellOptions",
    value: where === "text" ? { type: "color-text" } : { type: "color-background", mode: "basic" },
  },
];

/**
 * One row per combination of labels, one column per measure, as of now. All measures carry the same labels.
 * A column whose metric the exporter does not have now is left away by Grafana.
 *
 * @param labels Label columns in order, with their headings: `{ instance: "Instance", gpu: "GPU" }`.
 */
export const table = <L extends string>(
  title: string,
  about: string,
  labels: Readonly<Record<L, string>>,
  columns: readonly Column<L>[],
  adjust: (panel: PanelBuilder) => PanelBuilder = (panel) => panel,
): Panel => ({
  title,
  size: { w: 24, h: 6 },
  build: (context) => {
    const usable = columns.filter(({ query }) => available(query, context));
    if (usable.length === 0) return undefined;
    const names = Object.keys(labels) as L[];
    const valueColumn = (index: number) => (usable.length === 1 ? "Value" : `Value #${refId(index)}`);
    const panel = base(
      title,
      about,
      `${exportersOf(usable[0]!.query.expr.node)[0]?.title ?? "exporter"} down, or nothing matches the filter`,
    );
    usable.forEach(({ query }, index) => panel.withTarget(target(query, title, "table", index, context)));
    panel.transformations([
      { id: "merge", options: {} },
      {
        id: "sortBy",
        options: {
          fields: {},
          // The first label is the machine, the second its parts.
          sort: [{ field: names[1] ?? names[0], desc: false }],
        },
      },
      organize(
        ["Time"],
        names,
        Object.fromEntries([
          ...names.map((name) => [name, labels[name]]),
          ...usable.map((column, index) => [valueColumn(index), column.title]),
        ]),
      ),
    ]);
    usable.forEach(({ title: heading, query, look }) =>
      panel.overrideByName(heading, [
        { id: "unit", value: query.unit },
        { id: "noValue", value: "–" },
        ...(look ?? []),
      ]),
    );
    return adjust(panel);
  },
});

/**
 * The series of one log query, greatest first, as of now: `topLines(10, countOverTime(…))`.
 *
 * @param columns Headings by label, and of the number under `value`.
 */
export const logTable = <L extends string>(
  title: string,
  query: LogMetricQuery<L>,
  columns: Readonly<Record<L | "value", string>>,
  noValue: string,
  adjust: (panel: PanelBuilder) => PanelBuilder = (panel) => panel,
): Panel => ({
  title,
  size: { w: 12, h: 9 },
  build: (context) => {
    if (!available(query, context)) return undefined;
    const { value, ...labels } = columns as Record<string, string>;
    return adjust(
      base(title, query.about, noValue)
        .withTarget(logTarget(query, "instant", 0, context))
        .transformations([
          { id: "sortBy", options: { fields: {}, sort: [{ field: "Value #A", desc: true }] } },
          organize(["Time"], Object.keys(labels), { ...labels, "Value #A": value! }),
        ])
        .overrideByName(value!, [{ id: "unit", value: query.unit }]),
    );
  },
});

/**
 * Log lines as rows: extracted fields and stream labels become columns.
 *
 * @param columns Headings by field name, in order; all other fields are dropped.
 * @param sortBy Field to sort by, greatest first; it is read as a number.
 */
export const lineTable = (
  title: string,
  query: LineQuery,
  columns: Readonly<Record<string, string>>,
  sortBy: string,
  noValue: string,
  adjust: (panel: PanelBuilder) => PanelBuilder = (panel) => panel,
): Panel => ({
  title,
  size: { w: 12, h: 9 },
  build: (context) =>
    available(query, context)
      ? adjust(
          base(title, query.about, noValue)
            // Only the newest lines are fetched, and sorted here.
            .withTarget(logTarget(query, "range", 0, context).maxLines(500))
            .transformations([
              {
                id: "extractFields",
                options: { source: "labels", format: "json", replace: false, keepTime: false },
              },
              {
                id: "convertFieldType",
                options: { fields: {}, conversions: [{ targetField: sortBy, destinationType: "number" }] },
              },
              { id: "sortBy", options: { fields: {}, sort: [{ field: sortBy, desc: true }] } },
              { id: "filterFieldsByName", options: { include: { names: Object.keys(columns) } } },
              organize(
                [],
                Object.keys(columns),
                Object.fromEntries(Object.entries(columns).filter(([name, heading]) => name !== heading)),
              ),
            ]),
        )
      : undefined,
});

const organize = (
  exclude: readonly string[],
  order: readonly string[],
  rename: Readonly<Record<string, string>>,
): DataTransformerConfig => ({
  id: "organize",
  options: {
    excludeByName: Object.fromEntries(exclude.map((name) => [name, true])),
    indexByName: Object.fromEntries(order.map((name, index) => [name, index])),
    renameByName: rename,
  },
});

const base = (title: string, about: string, noValue: string): PanelBuilder =>
  new PanelBuilder()
    .title(title)
    .description(about)
    .noValue(noValue)
    .thresholds(redFrom(undefined, colors.good));
