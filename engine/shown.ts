/** What a panel of a built board shows at a moment: Grafana's part between the query and the eye, as far as it is measured. */
import type { Answer, Engine, Labels, Query } from "./engine.ts";
import { seconds } from "./scenario.ts";

interface Target {
  readonly expr: string;
  readonly refId: string;
  readonly legendFormat?: string;
  readonly interval?: string;
  readonly instant?: boolean;
  readonly datasource: { readonly type: string };
}
interface Mapping {
  readonly type: "value" | "special" | "range";
  readonly options: { readonly [key: string]: unknown };
}

/** A panel as it stands in a built board. */
export interface Panel {
  readonly id: number;
  readonly title: string;
  readonly type: string;
  readonly interval?: string;
  readonly maxDataPoints?: number;
  readonly targets?: readonly Target[];
  readonly options?: { readonly reduceOptions?: { readonly calcs: readonly string[] } };
  readonly fieldConfig?: {
    readonly defaults: { readonly mappings?: readonly Mapping[]; readonly noValue?: string };
    readonly overrides: readonly {
      readonly matcher: { readonly id: string; readonly options?: unknown };
      readonly properties: readonly { readonly id: string; readonly value?: unknown }[];
    }[];
  };
  readonly panels?: readonly Panel[];
}

/** The range a board is looked at with. */
export interface View {
  /** Seconds. */
  readonly range: number;
  /** Width of a panel in points. */
  readonly maxDataPoints: number;
  /** The data source's scrape interval, in seconds. */
  readonly scrapeInterval: number;
  /** Chosen values by variable; All (`.+`) where nothing is said. */
  readonly variables: Readonly<Record<string, string>>;
}

/** Steps that Grafana rounds an interval to, in seconds, as far as a day's board needs them. */
const STEPS = [
  1, 2, 5, 10, 15, 20, 30, 60, 120, 300, 600, 900, 1200, 1800, 3600, 7200, 10800, 21600, 43200, 86400,
];

/**
 * The intervals Grafana's Prometheus data source gives a target: `$__interval` is range / points, rounded, at least
 * the min step (the target's own, the panel's, or the scrape interval); `$__rate_interval` is the larger of
 * `$__interval` + scrape interval and four scrape intervals, where a target's own min step stands for the scrape interval.
 */
export function intervals(
  panel: Panel,
  target: Target,
  view: View,
): { readonly interval: number; readonly rateInterval: number } {
  const scrape = target.interval === undefined ? view.scrapeInterval : seconds(target.interval, panel.title);
  const least = Math.max(
    view.scrapeInterval,
    ...[panel.interval, target.interval].flatMap((text) =>
      text === undefined ? [] : [seconds(text, panel.title)],
    ),
  );
  const points = panel.maxDataPoints ?? view.maxDataPoints;
  const rounded = STEPS.find((step) => step >= view.range / points) ?? 86400;
  const interval = Math.max(rounded, least);
  return { interval, rateInterval: Math.max(interval + scrape, 4 * scrape) };
}

/** The expression with every variable replaced, as the server gets it. */
export function interpolate(panel: Panel, target: Target, view: View): string {
  const { interval, rateInterval } = intervals(panel, target, view);
  const built: Readonly<Record<string, string>> = {
    __rate_interval: `${rateInterval}s`,
    __interval: `${interval}s`,
    __range: `${view.range}s`,
  };
  return target.expr.replace(
    /\$(\w+)/g,
    (whole, name: string) =>
      built[name] ?? (name in view.variables ? view.variables[name]! : /^\d/.test(name) ? whole : ".+"),
  );
}

/** All panels of a board, those in closed rows included; rows left out. */
export const panelsOf = (board: { readonly panels: readonly Panel[] }): Panel[] =>
  board.panels.flatMap((panel) => (panel.type === "row" ? [...(panel.panels ?? [])] : [panel]));

/** The Prometheus targets of a panel. */
export const promTargets = (panel: Panel): readonly Target[] =>
  (panel.targets ?? []).filter(({ datasource }) => datasource.type === "prometheus");

/**
 * One query per Prometheus target, at a moment. A stat over a range shows the last point there is in the range, which need
 * not be of the moment: a query that ends in nothing leaves an old number standing. An instant query has no past. Points
 * are taken at every scrape, also where Grafana's step is longer, so that a moment need not lie on Grafana's grid.
 */
export const queriesAt = (panel: Panel, view: View, time: number): Query[] =>
  promTargets(panel).map((target) => {
    const expr = interpolate(panel, target, view);
    const lasting = panel.type === "stat" && target.instant !== true;
    return {
      expr: lasting ? `last_over_time((${expr})[${view.range}s:${view.scrapeInterval}s])` : expr,
      time,
    };
  });

/** A series as it is shown: its name in the legend, and a number or the word that stands for it. */
export interface Shown {
  readonly name: string;
  readonly value: number | string;
}

/**
 * What a panel shows, given the answers to its targets in order.
 *
 * @returns One entry per series; for a stat without any series the text it shows instead; otherwise empty.
 * @throws Error with the engine's message when a query failed.
 */
export function shown(panel: Panel, answers: readonly Answer[]): readonly Shown[] {
  const targets = promTargets(panel);
  const series = answers.flatMap((answer, index) => {
    if (answer.resultType === "error") throw new Error(`target ${targets[index]!.refId}: ${answer.error}`);
    if (answer.resultType === "scalar")
      return [
        { name: legend(targets[index]!, {}), value: number(answer.result), refId: targets[index]!.refId },
      ];
    if (answer.resultType !== "vector")
      throw new Error(`target ${targets[index]!.refId} is a ${answer.resultType}, which no panel shows`);
    // The columns of a table are its targets, and every one has the same rows.
    const column = panel.type === "table" ? `${targets[index]!.refId} ` : "";
    return answer.result.map(({ labels, value }) => ({
      name: column + legend(targets[index]!, labels),
      value: number(value),
      refId: targets[index]!.refId,
    }));
  });
  const mappings = (refId: string): readonly Mapping[] =>
    (panel.fieldConfig?.overrides
      .find(({ matcher }) => matcher.id === "byFrameRefID" && matcher.options === refId)
      ?.properties.find(({ id }) => id === "mappings")?.value as readonly Mapping[] | undefined) ??
    panel.fieldConfig?.defaults.mappings ??
    [];
  if (panel.type === "stat" && series.length === 0) {
    const text = word(mappings("A"), NaN) ?? panel.fieldConfig?.defaults.noValue ?? "No data";
    return [{ name: "", value: text }];
  }
  return series.flatMap(({ name, value, refId }): Shown[] => {
    const mapped = word(mappings(refId), value);
    // A line has a gap at NaN, a cell stays empty.
    if (mapped === undefined && Number.isNaN(value)) return [];
    return [{ name, value: mapped ?? value }];
  });
}

const number = (value: number | string): number =>
  value === "NaN" ? NaN : value === "+Inf" ? Infinity : value === "-Inf" ? -Infinity : Number(value);

const legend = ({ legendFormat = "" }: Target, labels: Labels): string =>
  legendFormat.replace(/\{\{\s*(\w+)\s*\}\}/g, (_, name: string) => labels[name] ?? "");

function word(mappings: readonly Mapping[], value: number): string | undefined {
  for (const { type, options } of mappings) {
    if (type === "value") {
      const found = options[String(value)] as { readonly text?: string } | undefined;
      if (found?.text !== undefined) return found.text;
    }
    if (type === "special" && Number.isNaN(value) && ["nan", "null+nan"].includes(String(options["match"])))
      return (options["result"] as { readonly text?: string }).text;
  }
  return undefined;
}

/** What every panel shows at a moment, by panel id, of series that were loaded under a name. Asked in one batch. */
export async function showAll(
  engine: Engine,
  data: string,
  panels: readonly Panel[],
  view: View,
  time: number,
): Promise<Map<number, readonly Shown[] | Error>> {
  const withQueries = panels.filter((panel) => promTargets(panel).length > 0);
  const queries = withQueries.map((panel) => queriesAt(panel, view, time));
  const answers = await engine.evaluate(data, queries.flat());
  let at = 0;
  return new Map(
    withQueries.map((panel, index): [number, readonly Shown[] | Error] => {
      const own = answers.slice(at, (at += queries[index]!.length));
      try {
        return [panel.id, shown(panel, own)];
      } catch (thrown) {
        return [panel.id, thrown as Error];
      }
    }),
  );
}
