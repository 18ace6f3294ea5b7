import type { LogNode, LogVector } from "./logql.ts";
import type { Vector } from "./promql.ts";

/** What is measured, in which unit, for whom to read. */
export interface Query<L extends string = string> {
  /** Shown as the panel's description: what it shows, what good looks like, what to do when it is bad. */
  readonly about: string;
  /** Grafana's unit id; the checks compare it with the metric's own unit. */
  readonly unit: string;
  readonly expr: Vector<L>;
  /** Legend text with `{{label}}`; made of the labels where absent. */
  readonly legend?: string;
  /** What a stat says when there is no series, where "exporter down" would be untrue. */
  readonly absent?: string;
  /** Variables of the board that must not narrow it, with the reason in `about`. */
  readonly unfiltered?: readonly string[];
  /**
   * Least step and with it the window: `$__rate_interval` becomes at least four times this. For what happens rarely
   * (jobs per minute) or is collected rarely (GPU values every 30 s).
   */
  readonly minStep?: `${number}${"s" | "m"}`;
}

/** A measure of any labels, none included: `never` does not fit `any` where it is a parameter. */
export type AnyQuery = Query<any> | Query<never>;

/** A Loki query that returns lines. */
export interface LineQuery {
  readonly about: string;
  readonly lines: { readonly node: LogNode };
}

/** A Loki query that returns numbers. */
export interface LogMetricQuery<L extends string = string> {
  readonly about: string;
  readonly unit: string;
  readonly logs: LogVector<L>;
  readonly legend?: string;
}

/** Names a measure; returns it unchanged, with its labels known to the compiler. */
export const query = <L extends string>(measure: Query<L>): Query<L> => Object.freeze(measure);
/** Names a measure that returns log lines. */
export const lineQuery = (measure: LineQuery): LineQuery => Object.freeze(measure);
/** Names a measure over log lines. */
export const logQuery = <L extends string>(measure: LogMetricQuery<L>): LogMetricQuery<L> =>
  Object.freeze(measure);
