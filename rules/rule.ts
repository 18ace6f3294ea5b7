/** Rules as plain data, made of the same typed measures as the panels. print.ts writes them. */
import type { Node } from "../queries/promql.ts";

/** Of a rule: Prometheus takes `1h`, but nothing relative. */
export type Duration = `${number}${"s" | "m" | "h" | "d"}`;

/** A panel that shows what a rule is about. */
export interface PanelRef {
  readonly board: string;
  /** Its title, or its `key` where it has one. */
  readonly panel: string;
}

/** What an expression needs to be known of it; its labels are those the alert has. */
interface Expression {
  readonly node: Node;
}

export interface Alert {
  readonly alert: string;
  /** Each series it returns is one alert. */
  readonly expr: Expression;
  /** What `rate` means here. Never less than four scrapes, however long they are. */
  readonly window: Duration;
  readonly for: Duration;
  /** How long it stays after the expression stopped: one missed scrape must neither end it nor start it anew. */
  readonly keepFiringFor?: Duration;
  /** critical: get up. warning: today or tomorrow. */
  readonly severity: "critical" | "warning";
  /** One line with what is wrong, where. Go template. */
  readonly summary: string;
  /** What the value says and what to do first. Go template. */
  readonly description: string;
  /** Why this threshold and this time; a comment in the file. */
  readonly why: string;
  /** Absent only where no board of ours shows it. */
  readonly panel?: PanelRef | undefined;
  /** Page under docs/runbooks/ without `.md`; its section is the alert's name. */
  readonly runbook: string;
  readonly labels?: Readonly<Record<string, string>>;
}

/** A series that Prometheus computes and stores. */
export interface Recording {
  /** `level:metric:operations`. */
  readonly record: string;
  readonly expr: Expression;
  readonly window: Duration;
  readonly labels?: Readonly<Record<string, string>>;
}

export type Rule = Alert | Recording;

/** Rules that are evaluated together, in their order. */
export interface Group {
  readonly name: string;
  /** Where it should not be the scrape interval. */
  readonly interval?: Duration;
  readonly rules: readonly Rule[];
}

/** How long most alerts stay once their cause is gone. Twenty scrapes of 15 s: longer than any restart. */
export const KEEP: Duration = "5m";

/** Declares an alert. It stays for {@link KEEP} where nothing else is said. */
export const alert = (name: string, spec: Omit<Alert, "alert">): Alert =>
  Object.freeze({ keepFiringFor: KEEP, ...spec, alert: name });

/** Declares a recorded series. */
export const record = (name: string, spec: Omit<Recording, "record">): Recording =>
  Object.freeze({ ...spec, record: name });
