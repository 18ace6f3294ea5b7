/** What the doctor found, as data: the shape of `npm run doctor -- --json`, explained in docs/doctor.md. */

/** What is to be said about a panel, a variable or a target. Those before `data` are problems, the gravest first. */
export const VERDICTS = [
  "query failed",
  "not scraped",
  "wrong job",
  "exporter down",
  "metric missing",
  "label missing",
  "no log stream",
  "data",
  "idle",
  "not asked",
  "text",
] as const;
export type Verdict = (typeof VERDICTS)[number];

/** Verdicts under which a panel shows what it should. */
const WELL: ReadonlySet<Verdict> = new Set(["data", "idle", "not asked", "text"]);
/** Whether a verdict is a problem. */
export const isProblem = (verdict: Verdict): boolean => !WELL.has(verdict);

/** Why something is not as it should be, and what to do. Two panels with one cause have equal texts. */
export interface Cause {
  readonly what: string;
  readonly fix: string;
  /** The recorded line that says so: `contracts/nginx/recordings/1.5.3.busy.prom:12`. */
  readonly evidence?: string;
}

/** A verdict with its reason; a problem always has a cause. */
export interface Judgement {
  readonly verdict: Verdict;
  /** A few words for a table: `4 series`, `B: BullMQ exporter down`. */
  readonly detail: string;
  readonly cause?: Cause;
}

/** One query of a panel. */
export interface TargetReport extends Judgement {
  readonly refId: string;
}
export interface PanelReport extends Judgement {
  readonly id: number | null;
  readonly title: string;
  readonly type: string;
  readonly row: string | null;
  readonly targets: readonly TargetReport[];
}
export interface VariableReport extends Judgement {
  readonly name: string;
}
export interface BoardReport {
  readonly file: string;
  readonly uid: string | null;
  readonly title: string;
  readonly variables: readonly VariableReport[];
  readonly panels: readonly PanelReport[];
}

/** Something beside the panels that is wrong (`error`, exit code 1) or worth knowing (`warning`). */
export interface Finding extends Cause {
  readonly severity: "error" | "warning";
  /** `Prometheus`, `exporter nginx`, `board gpu`. */
  readonly about: string;
}

export interface ServerReport {
  readonly name: "Prometheus" | "Loki" | "Grafana";
  /** Null where no address was given. */
  readonly url: string | null;
  readonly state: "ready" | "not ready" | "failed" | "not asked";
  readonly version: string | null;
}

/** `unknown`: Prometheus has it among its targets, but has not asked it yet. */
export type ExporterState = "up" | "down" | "unknown" | "not scraped" | "wrong job";

export interface ExporterReport {
  readonly exporter: string;
  readonly job: string;
  readonly state: ExporterState;
  readonly targets: readonly {
    readonly url: string;
    readonly health: "up" | "down" | "unknown";
    readonly lastError: string;
    /** As Prometheus says it, `15s`; null where only `up` was there to ask. */
    readonly scrapeInterval: string | null;
  }[];
}

/** The whole answer. */
export interface Report {
  /** Whether the exit code is 0: no problem on any board, and no finding of severity `error`. */
  readonly ok: boolean;
  /** Panels by verdict, every verdict named. */
  readonly counts: Readonly<Record<Verdict, number>>;
  readonly servers: readonly ServerReport[];
  readonly exporters: readonly ExporterReport[];
  readonly findings: readonly Finding[];
  readonly boards: readonly BoardReport[];
}

/** Adds up what was found. */
export function report(parts: Omit<Report, "ok" | "counts">): Report {
  const { servers, exporters, boards } = parts;
  // A server that is gone is the reason for more than one of them.
  const findings = parts.findings.filter(
    ({ what }, index) => parts.findings.findIndex((each) => each.what === what) === index,
  );
  const panels = boards.flatMap((board) => board.panels);
  const judged: readonly Judgement[] = [...panels, ...boards.flatMap(({ variables }) => variables)];
  return {
    ok:
      !judged.some(({ verdict }) => isProblem(verdict)) &&
      !findings.some(({ severity }) => severity === "error"),
    counts: Object.fromEntries(
      VERDICTS.map((verdict) => [verdict, panels.filter((panel) => panel.verdict === verdict).length]),
    ) as Record<Verdict, number>,
    servers,
    exporters,
    findings,
    boards,
  };
}

/** The judgement that stands for all of them: the gravest problem, else what shows most. The first of equals. */
export const gravest = <J extends Judgement>(judgements: readonly [J, ...J[]]): J =>
  judgements.reduce((worst, each) =>
    VERDICTS.indexOf(each.verdict) < VERDICTS.indexOf(worst.verdict) ? each : worst,
  );

/** A few of many names, for a sentence: `` `a`, `b` and 3 more ``. */
export function few(all: readonly string[]): string {
  const shown = all.slice(0, 4).map((each) => `\`${each}\``);
  return all.length > 4 ? `${shown.join(", ")} and ${all.length - 4} more` : shown.join(", ");
}
