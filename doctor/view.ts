/** A board as Grafana opens it: its time range, and its queries with everything filled in. */
import { type Board, type Language, type Query } from "../checks/model/board.ts";
import { get, list, number, object, string } from "../checks/model/shape.ts";
import { seconds } from "../checks/model/promql.ts";
import { sourceRef, sourceVariable, variableName } from "../checks/model/sources.ts";
import { intervals } from "../engine/shown.ts";
import { METRICS_TYPES, type Stack } from "../stack.ts";
import { fill, type Value, type Values } from "./values.ts";

/** Seconds since 1970. */
export interface TimeRange {
  readonly start: number;
  readonly end: number;
}

const DAY = 86400;
const UNITS: Readonly<Record<string, number>> = {
  s: 1,
  m: 60,
  h: 3600,
  d: DAY,
  w: 7 * DAY,
  M: 30 * DAY,
  y: 365 * DAY,
};

/** The range a board opens with; one hour where it does not say, or says it in a way of its own. */
export function timeRange(board: Board, now: number): TimeRange {
  const [from, to] = ["from", "to"].map((key) => moment(get(board.json, "time", key), now));
  const end = to ?? now;
  return { start: from !== undefined && from < end ? from : end - 3600, end };
}

/** `now-6h`, `now/d`, a date, or milliseconds. Where a day begins is the reader's business, so `/d` is passed over. */
function moment(value: unknown, now: number): number | undefined {
  if (typeof value === "number") return value / 1000;
  const text = string(value) ?? "";
  const relative = /^now(?:-(\d+)([smhdwMy]))?(?:\/[smhdwMy])?$/.exec(text);
  if (relative) return now - Number(relative[1] ?? 0) * (UNITS[relative[2] ?? "s"] ?? 1);
  const date = Date.parse(text);
  return Number.isNaN(date) ? undefined : date / 1000;
}

/** A panel may look at a range of its own (`timeFrom`) or back in time (`timeShift`). */
export function panelRange({ panel }: Query, range: TimeRange): TimeRange {
  const of = (key: string): number | undefined => {
    const text = /^(?:now-)?(\d+[smhdw])$/.exec(string(panel?.json[key]) ?? "")?.[1];
    return text === undefined ? undefined : seconds(text);
  };
  const end = range.end - (of("timeShift") ?? 0);
  return { start: end - (of("timeFrom") ?? range.end - range.start), end };
}

/** What is asked of a server, everything filled in. `step` in seconds; absent for a question about one moment. */
export interface Question {
  readonly language: Exclude<Language, "other">;
  readonly text: string;
  readonly range: TimeRange;
  readonly step?: number;
  /** Log lines at most. */
  readonly lines?: number;
}

/** A panel of this many points; on a wider screen lines have more of them, and say the same. */
const POINTS = 1000;

/**
 * A panel's target as Grafana asks it, but up to now: Grafana ends at the last full step, which is up to one step ago.
 *
 * @returns Undefined for a data source that is neither Prometheus nor Loki.
 */
export function questionOf(
  query: Query,
  values: Values,
  range: TimeRange,
  stack: Stack,
): Question | undefined {
  const { language, panel, target, board } = query;
  if (language === "other") return undefined;
  const own = panelRange(query, range);
  const length = own.end - own.start;
  const plain = (text: unknown): { interval?: string } => {
    const filled = fill(string(text) ?? "", values).replace(/^>/, "");
    return /^(\d+[smhd])+$/.test(filled) ? { interval: filled } : {};
  };
  const points = number(panel?.json["maxDataPoints"]);
  const { interval, rateInterval } = intervals(
    {
      id: 0,
      title: panel?.title ?? "",
      type: panel?.type ?? "",
      ...plain(panel?.json["interval"]),
      ...(points !== undefined && points > 0 && { maxDataPoints: points }),
    },
    { expr: query.text, refId: "", datasource: { type: "" }, ...plain(query.interval) },
    {
      range: length,
      maxDataPoints: POINTS,
      // Loki's data source has no scrape interval.
      scrapeInterval: language === "promql" ? scrapeSeconds(query.source, board, stack) : 1,
      variables: {},
    },
  );
  const text = fill(query.text, new Map([...values, ...builtIn(interval, rateInterval, own, board)]));
  if (language === "logql") {
    const lines = number(target?.["maxLines"]) ?? 1000;
    const instant =
      target?.["queryType"] === "instant" || (target?.["instant"] === true && target["range"] !== true);
    return { language, text, range: own, lines, ...(!instant && { step: interval }) };
  }
  const instant = target?.["instant"] === true && target["range"] !== true;
  return { language, text, range: own, ...(!instant && { step: interval }) };
}

/** The variables that Grafana itself defines, for a text that asks over a range. */
export function builtIn(
  interval: number,
  rateInterval: number,
  { start, end }: TimeRange,
  board: Board,
): [string, Value][] {
  const length = Math.ceil(end - start);
  const values: Readonly<Record<string, string>> = {
    __interval: `${interval}s`,
    __interval_ms: String(interval * 1000),
    __auto: `${interval}s`,
    __rate_interval: `${rateInterval}s`,
    __rate_interval_ms: String(rateInterval * 1000),
    __range: `${length}s`,
    __range_s: String(length),
    __range_ms: String(length * 1000),
    __from: String(Math.round(start * 1000)),
    __to: String(Math.round(end * 1000)),
    __dashboard: board.title,
  };
  return Object.entries(values).map(([name, text]) => [name, { is: "raw", text }]);
}

/** The scrape interval that stack.yaml says for the data source behind a reference; the first one's otherwise. */
function scrapeSeconds(source: unknown, board: Board, stack: Stack): number {
  const ref = sourceRef(source);
  const current = ref && get(sourceVariable(board, ref)?.json, "current", "value");
  const wanted = ref && variableName(ref.uid) !== undefined ? string([current].flat()[0]) : ref?.uid;
  const metrics = stack.dataSources.filter(({ type }) => type in METRICS_TYPES);
  const found = metrics.find(({ uid, name }) => uid === wanted || name === wanted) ?? metrics[0];
  return seconds(found?.scrapeInterval ?? "") ?? 15;
}

/** The targets of a panel that Grafana asks: hidden ones are not. */
export const asked = (queries: readonly Query[]): Query[] =>
  queries.filter(({ target, text }) => target?.["hide"] !== true && text.trim() !== "");

/** How many targets a panel shows, those included that are no query in PromQL or LogQL. */
export const shownTargets = (panel: Board["panels"][number]): readonly unknown[] =>
  list(panel.json["targets"]).filter((target) => object(target)["hide"] !== true);
