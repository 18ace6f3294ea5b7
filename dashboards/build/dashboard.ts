import {
  AnnotationQueryBuilder,
  DashboardBuilder,
  DashboardCursorSync,
  DashboardLinkBuilder,
  DashboardLinkType,
  RowBuilder,
  type VariableModel,
} from "@grafana/grafana-foundation-sdk/dashboard";
import { exporters } from "../../contracts/exporters.gen.ts";
import type { Exporter, Kind, Labels, Metric } from "../../contracts/metric.ts";
import { COLUMNS, layOut } from "../../panels/grid.ts";
import {
  asDuration,
  inSeconds,
  type Context,
  type DataSourceRef,
  type Panel,
  type SdkPanel,
} from "../../panels/panel.ts";
import { PANEL_WINDOWS, print, type Filter, type Printing } from "../../queries/print.ts";
import { exportersOf, isUp, minus, where, type Vector, type Window } from "../../queries/promql.ts";
import { METRICS_TYPES, type ExporterName, type Stack } from "../../stack.ts";
import { finish, type Json } from "./finish.ts";
import {
  build as buildVariable,
  dataSourceVariable,
  filtersOf,
  labelValues,
  type Variable,
} from "./variables.ts";

/** A row: the question it answers, and panels in reading order. */
export interface Row {
  readonly title: string;
  readonly panels: readonly Panel[];
  readonly collapsed: boolean;
}
/** A row of panels under the question they answer. */
export const row = (title: string, ...panels: readonly Panel[]): Row => ({ title, panels, collapsed: false });
/** A row that is closed until somebody wants the detail. */
export const collapsedRow = (title: string, ...panels: readonly Panel[]): Row => ({
  title,
  panels,
  collapsed: true,
});

/** Something to mark on every panel's time axis: drawn where the expression is greater than 0. */
export interface Annotation {
  readonly name: string;
  /** Given the window that one step of the annotation needs. */
  readonly expr: (window: Window) => Vector<never>;
  readonly color: string;
  readonly text: string;
}

export interface Spec {
  readonly title: string;
  /** How to read the board. Shown as its description. */
  readonly about: string;
  readonly variables: readonly Variable[];
  /** Exporters whose outage is marked on the time axis. */
  readonly watches: readonly Exporter[];
  readonly annotations?: readonly Annotation[];
  /** From the stack, because what a board can show may depend on it. */
  readonly rows: readonly Row[] | ((stack: Stack) => readonly Row[]);
}

/** A board, not yet built for a stack. Its uid is its file's name and its address in Grafana: `/d/<uid>`. */
export interface Board extends Spec {
  readonly uid: string;
}

/** Declares a board. A board file's default export. */
export const dashboard = (uid: string, spec: Spec): Board => ({ uid, ...spec });

const METRICS: DataSourceRef = { type: "prometheus", uid: "${prom}" };
const LOGS: DataSourceRef = { type: "loki", uid: "${loki}" };

/**
 * Builds boards for a stack. Links lead to those of them that exist: a board of which the stack leaves nothing is
 * left out.
 *
 * @returns Finished JSON by uid, in the given order.
 * @throws Error when two panels of a board would get one id.
 */
export function buildBoards(
  boards: readonly Board[],
  stack: Stack,
): Map<string, { readonly [key: string]: Json }> {
  const filled = boards
    .map((board) => ({ board, rows: fill(board, stack) }))
    .filter(({ rows }) => rows.length > 0);
  const present = filled.map(({ board }) => board);
  return new Map(filled.map(({ board, rows }) => [board.uid, assemble(board, rows, present, stack)]));
}

/** Seconds between two scrapes of the data source the boards open with. */
const scrapeIntervalOf = ({ dataSources }: Stack): number =>
  inSeconds(dataSources.find(({ type }) => type in METRICS_TYPES)?.scrapeInterval ?? "15s");

interface FilledRow extends Row {
  readonly built: readonly { readonly panel: Panel; readonly sdk: SdkPanel }[];
}

const runs =
  (stack: Stack) =>
  (name: string): boolean =>
    name === "prometheus" || name in stack.exporters || name in stack.logs;

/** The filters of a board in this stack: its own variables, and the labels the user wants to choose by. */
function filtersFor(
  { variables, watches }: Board,
  stack: Stack,
): { readonly filters: readonly Filter[]; readonly extra: readonly Filter[] } {
  const filters = filtersOf(variables.filter((variable) => wanted(variable, stack)));
  const labels = new Set(watches.flatMap(({ name }) => stack.exporters[name as ExporterName]?.filters ?? []));
  const extra = [...labels]
    .filter((label) => !filters.some((each) => each.label === label))
    .map((label): Filter => ({
      label,
      exporters: watches
        .map(({ name }) => name)
        .filter((name) => stack.exporters[name as ExporterName]?.filters.includes(label)),
      matcher: { op: "=~", value: `$${label}` },
    }));
  return { filters, extra };
}

const wanted = (variable: Variable, stack: Stack): boolean => {
  if (variable.is === "filter") return runs(stack)(variable.metric.exporter.name);
  return variable.is === "choice" ? variable.exporters.some(runs(stack)) : runs(stack)(variable.needs);
};

function printingFor(board: Board, stack: Stack): Printing {
  const { filters, extra } = filtersFor(board, stack);
  const variants = (metric: Metric<Kind, Labels>) => metric.facts.variants;
  return {
    windows: PANEL_WINDOWS,
    filters: [...filters, ...extra],
    added: Object.fromEntries(
      Object.entries(stack.exporters).map(([name, { filters: labels }]) => [name, labels]),
    ),
    emits: (metric) => {
      const { name } = metric.exporter;
      return (
        runs(stack)(name) &&
        (variants(metric)?.includes(stack.exporters[name as ExporterName]?.variant ?? "") ?? true)
      );
    },
    jobs: Object.fromEntries(
      (Object.keys(exporters) as ExporterName[]).map((name) => [
        name,
        stack.exporters[name]?.job ?? exporters[name].job,
      ]),
    ),
  };
}

function fill(board: Board, stack: Stack): FilledRow[] {
  const printing = printingFor(board, stack);
  const context: Context = {
    printing,
    logPrinting: { filters: printing.filters, jobs: stack.logs },
    metrics: METRICS,
    logs: LOGS,
    scrapeInterval: scrapeIntervalOf(stack),
    runs: runs(stack),
  };
  return (typeof board.rows === "function" ? board.rows(stack) : board.rows)
    .map((each) => ({
      ...each,
      built: each.panels.flatMap((panel) => {
        const sdk = panel.build(context);
        return sdk ? [{ panel, sdk }] : [];
      }),
    }))
    .filter(({ built }) => built.length > 0);
}

function assemble(
  board: Board,
  rows: readonly FilledRow[],
  present: readonly Board[],
  stack: Stack,
): { readonly [key: string]: Json } {
  const builder = new DashboardBuilder(board.title)
    .uid(board.uid)
    .description(board.about)
    .tags(["inference"])
    .timezone("browser")
    .tooltip(DashboardCursorSync.Crosshair)
    .refresh("30s")
    .time({ from: "now-1h", to: "now" })
    .readonly();
  for (const { uid, title } of present)
    if (uid !== board.uid)
      builder.link(
        new DashboardLinkBuilder(title)
          .type(DashboardLinkType.Link)
          .url(`/d/${uid}`)
          .icon("dashboard")
          .tooltip(title)
          .keepTime(true)
          .includeVars(true),
      );
  for (const annotation of annotationsOf(board, stack)) builder.annotation(annotation);

  const panels = place(board, rows);
  const json = finish({
    ...builder.build(),
    templating: { list: variablesOf(board, panels, stack) },
    panels,
  });
  return json;
}

/** Rows and panels with ids and positions, as Grafana stores them. */
function place(board: Board, rows: readonly FilledRow[]): object[] {
  const ids = new Map<number, string>();
  const id = (key: string): number => {
    const made = hash(`${board.uid}/${key}`);
    const other = ids.get(made);
    if (other !== undefined)
      throw new Error(
        `Board ${board.uid}: \`${key}\` and \`${other}\` would get one panel id; give one of them a \`key\`.`,
      );
    ids.set(made, key);
    return made;
  };
  let y = 0;
  return rows.flatMap(({ title, collapsed, built }): object[] => {
    const header = {
      ...new RowBuilder(title).collapsed(collapsed).build(),
      id: id(`row ${title}`),
      gridPos: { x: 0, y, w: COLUMNS, h: 1 },
    };
    const { positions, bottom } = layOut(
      built.map(({ panel }) => panel.size),
      y + 1,
    );
    const panels = built.map(({ panel, sdk }, index) => ({
      ...sdk.build(),
      id: id(panel.key ?? panel.title),
      gridPos: positions[index]!,
    }));
    // A closed row holds its panels; below an open one they stand beside it.
    y = collapsed ? y + 1 : bottom;
    return collapsed ? [{ ...header, panels }] : [header, ...panels];
  });
}

/** A number from a key, the same for ever: links to a panel outlive its neighbours. FNV-1a. */
function hash(key: string): number {
  let value = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(key)) value = Math.imul(value ^ byte, 0x01000193) >>> 0;
  return (value % 999_999) + 1;
}

function variablesOf(board: Board, panels: readonly object[], stack: Stack): VariableModel[] {
  const printing = printingFor(board, stack);
  const { extra } = filtersFor(board, stack);
  const metricsSource = stack.dataSources.find(({ type }) => type in METRICS_TYPES)!;
  const logSource = stack.dataSources.find(({ type }) => type === "loki");
  const usesLogs = JSON.stringify(panels).includes(LOGS.uid);
  const kept = board.variables.filter((variable) => wanted(variable, stack));
  return [
    dataSourceVariable("prom", "Metrics", "prometheus", metricsSource),
    ...(usesLogs && logSource ? [dataSourceVariable("loki", "Logs", "loki", logSource)] : []),
    ...extra.map(({ label, exporters: names }) =>
      labelValues(label, label, `up{job=~"${names.map((name) => printing.jobs[name]).join("|")}"}`, METRICS),
    ),
    ...kept.map((variable, index) =>
      buildVariable(variable, METRICS, printing, [...extra, ...filtersOf(kept.slice(0, index))]),
    ),
  ];
}

function annotationsOf(
  { annotations = [], watches, ...board }: Board,
  stack: Stack,
): AnnotationQueryBuilder[] {
  const printing = printingFor({ annotations, watches, ...board }, stack);
  const watched = watches.filter(({ name }) => runs(stack)(name));
  const outages = watched.map((exporter): Annotation => ({
    name: `${exporter.title[0]!.toUpperCase()}${exporter.title.slice(1)} down`,
    // 0 draws nothing, so the outage must be the 1.
    expr: () => where(minus(1, isUp(exporter)), ">", 0),
    color: "orange",
    text: `${exporter.title} did not answer the scrape`,
  }));
  // An event is seen by one step only if the step's window can hold it.
  const step = asDuration(Math.max(60, 4 * scrapeIntervalOf(stack)));
  const wanted = annotations.filter(({ expr }) =>
    exportersOf(expr(step).node).every(({ name }) => runs(stack)(name)),
  );
  return [...outages, ...wanted].map(({ name, expr, color, text }) =>
    new AnnotationQueryBuilder()
      .name(name)
      .datasource(METRICS)
      .enable(true)
      .hide(false)
      .iconColor(color)
      .expr(print(expr(step).node, printing))
      .step(step)
      .titleFormat(name)
      .textFormat(text),
  );
}
