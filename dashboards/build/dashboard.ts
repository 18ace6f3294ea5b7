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
import type { Exporter } from "../../contracts/metric.ts";
import { COLUMNS, layOut } from "../../panels/grid.ts";
import {
  asDuration,
  inSeconds,
  type Context,
  type DataSourceRef,
  type Panel,
  type SdkPanel,
} from "../../panels/panel.ts";
import { panelId } from "../../panels/panel-id.ts";
import { PANEL_WINDOWS, print, type Filter, type Printing } from "../../queries/print.ts";
import {
  exportersOf,
  isUp,
  metricsOf,
  minus,
  where,
  type Vector,
  type Window,
} from "../../queries/promql.ts";
import { METRICS_TYPES, type DataSource, type ExporterName, type Stack } from "../../stack.ts";
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
  const plans = boards.map((board) => plan(board, stack)).filter(({ rows }) => rows.length > 0);
  const present = plans.map(({ board }) => board);
  return new Map(plans.map((each) => [each.board.uid, assemble(each, present, stack)]));
}

/** The data source the boards open with. */
const metricsSource = ({ dataSources }: Stack): DataSource =>
  dataSources.find(({ type }) => type in METRICS_TYPES)!;

interface FilledRow extends Row {
  readonly built: readonly { readonly panel: Panel; readonly sdk: SdkPanel }[];
}

/** A board with what the stack decides about it. */
interface Plan {
  readonly board: Board;
  /** Of its variables those that mean something in this stack. */
  readonly variables: readonly Variable[];
  /** Filters for labels that only stack.yaml names. */
  readonly extra: readonly Filter[];
  readonly context: Context;
  readonly rows: readonly FilledRow[];
}

const runs =
  (stack: Stack) =>
  (name: string): boolean =>
    name === "prometheus" || name in stack.exporters || name in stack.logs;

/** Labels that the user wants to choose by and the board has no variable for. */
function extraFilters({ watches }: Board, own: readonly Filter[], { exporters: on }: Stack): Filter[] {
  const asked = (name: string): readonly string[] => on[name as ExporterName]?.filters ?? [];
  const names = watches.map(({ name }) => name);
  return [...new Set(names.flatMap(asked))]
    .filter((label) => !own.some((each) => each.label === label))
    .map((label) => ({
      label,
      // A board may ask for numbers of an exporter that it does not watch: tokens per joule are the queue's. They come from
      // the same cluster; an instance is another for each exporter.
      exporters: (label === "instance" ? names : Object.keys(on)).filter((name) =>
        asked(name).includes(label),
      ),
      matcher: { op: "=~", value: `$${label}` },
    }));
}

const wanted = (variable: Variable, stack: Stack): boolean => {
  if (variable.is === "filter") return runs(stack)(variable.metric.exporter.name);
  return variable.is === "choice" ? variable.exporters.some(runs(stack)) : runs(stack)(variable.needs);
};

const printingFor = (filters: readonly Filter[], stack: Stack): Printing => ({
  windows: PANEL_WINDOWS,
  filters,
  added: Object.fromEntries(
    Object.entries(stack.exporters).map(([name, { filters: labels }]) => [name, labels]),
  ),
  emits: ({ exporter: { name }, facts: { variants } }) =>
    runs(stack)(name) && (variants?.includes(stack.exporters[name as ExporterName]?.variant ?? "") ?? true),
  jobs: Object.fromEntries(
    // Also those that only the stack knows, because the user recorded them.
    (Object.keys({ ...exporters, ...stack.exporters }) as ExporterName[]).map((name) => [
      name,
      stack.exporters[name]?.job ?? exporters[name].job,
    ]),
  ),
});

function plan(board: Board, stack: Stack): Plan {
  const variables = board.variables.filter((variable) => wanted(variable, stack));
  const own = filtersOf(variables);
  const extra = extraFilters(board, own, stack);
  const printing = printingFor([...own, ...extra], stack);
  const context: Context = {
    printing,
    logPrinting: { filters: printing.filters, jobs: stack.logs },
    metrics: METRICS,
    logs: LOGS,
    scrapeInterval: inSeconds(metricsSource(stack).scrapeInterval ?? "15s"),
    runs: runs(stack),
  };
  const rows = (typeof board.rows === "function" ? board.rows(stack) : board.rows)
    .map((each) => ({
      ...each,
      built: each.panels.flatMap((panel) => {
        const sdk = panel.build(context);
        return sdk ? [{ panel, sdk }] : [];
      }),
    }))
    .filter(({ built }) => built.length > 0);
  return { board, variables, extra, context, rows };
}

function assemble(own: Plan, present: readonly Board[], stack: Stack): { readonly [key: string]: Json } {
  const { board } = own;
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
  for (const annotation of annotationsOf(own)) builder.annotation(annotation);

  const panels = place(own);
  return finish({ ...builder.build(), templating: { list: variablesOf(own, panels, stack) }, panels });
}

/** Rows and panels with ids and positions, as Grafana stores them. */
function place({ board, rows }: Plan): object[] {
  const ids = new Map<number, string>();
  const id = (key: string): number => {
    const made = panelId(board.uid, key);
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

function variablesOf(
  { board: { watches }, variables, extra, context: { printing } }: Plan,
  panels: readonly object[],
  stack: Stack,
): VariableModel[] {
  const logSource = stack.dataSources.find(({ type }) => type === "loki");
  const usesLogs = JSON.stringify(panels).includes(LOGS.uid);
  return [
    dataSourceVariable("prom", "Metrics", "prometheus", metricsSource(stack)),
    ...(usesLogs && logSource ? [dataSourceVariable("loki", "Logs", "loki", logSource)] : []),
    ...extra.map(({ label, exporters: names }) => {
      const jobs = watches.filter(({ name }) => names.includes(name)).map(({ name }) => printing.jobs[name]);
      return labelValues(label, label, `up{job=~"${jobs.join("|")}"}`, METRICS);
    }),
    ...variables.map((variable, index) =>
      buildVariable(variable, METRICS, printing, [...extra, ...filtersOf(variables.slice(0, index))]),
    ),
  ];
}

function annotationsOf({
  board: { annotations = [], watches },
  context: { printing, scrapeInterval, runs: isOn },
}: Plan): AnnotationQueryBuilder[] {
  const watched = watches
    .filter(({ name }) => isOn(name))
    // On one page they answer or fail together.
    .filter(
      ({ name }, index, on) =>
        on.findIndex((each) => printing.jobs[each.name] === printing.jobs[name]) === index,
    );
  const outages = watched.map((exporter): Annotation => ({
    name: `${exporter.title[0]!.toUpperCase()}${exporter.title.slice(1)} down`,
    // 0 draws nothing, so the outage must be the 1.
    expr: () => where(minus(1, isUp(exporter)), ">", 0),
    color: "orange",
    text: `${exporter.title} did not answer the scrape`,
  }));
  // An event is seen by one step only if the step's window can hold it.
  const step = asDuration(Math.max(60, 4 * scrapeInterval));
  const possible = annotations.filter(({ expr }) => {
    const { node } = expr(step);
    return exportersOf(node).every(({ name }) => isOn(name)) && metricsOf(node).every(printing.emits);
  });
  return [...outages, ...possible].map(({ name, expr, color, text }) =>
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
