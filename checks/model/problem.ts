import { relative } from "node:path";
import { fileURLToPath } from "node:url";

/** Where a problem is, in the words a reader of the board knows. */
export interface Place {
  /** The file as given on the command line: `provisioning/dashboards/gpu.json`. */
  readonly file: string;
  /** Title of the dashboard; absent for a file that is none. */
  readonly dashboard?: string;
  readonly row?: string;
  readonly panel?: string;
  readonly refId?: string;
  /** What it is about when it is no panel: `variable model`, `annotation Restarts`, `link GPU`. */
  readonly part?: string;
}

/** A stretch of a query that the problem is about. */
export interface Mark {
  /** The whole query as it stands in the file. */
  readonly text: string;
  readonly from: number;
  readonly to: number;
}

/** One defect, as data; `render` makes the words for a terminal. */
export interface Problem {
  /** The check's id, which is also its page: `checks/<id>.md`. */
  readonly id: string;
  readonly severity: "error" | "warning";
  readonly at: Place;
  readonly mark?: Mark;
  /** What is wrong and what happens if it stays. One or two sentences. */
  readonly what: string;
  /** What to do. One sentence. */
  readonly fix: string;
  /** Where the fact comes from: `contracts/nginx/recordings/1.5.3.busy.prom:12`. */
  readonly evidence?: string;
  /** The same facts, for programs: `{ metric: "ollama_job_total", nearest: "ollama_jobs_total" }`. */
  readonly facts: Readonly<Record<string, string>>;
}

/** What was looked at, so that "nothing checked" can never look like "nothing wrong". */
export interface Counts {
  readonly dashboards: number;
  readonly panels: number;
  /** Only where rules were looked at. */
  readonly rules?: number;
  readonly queries: number;
  readonly metrics: number;
}

/** The answer of a run. */
export interface Report {
  readonly problems: readonly Problem[];
  readonly counts: Counts;
}

const WIDTH = 96;

/** The page that explains a problem, as seen from the current folder: `checks/<id>.md`. */
export const pageOf = (id: string): string =>
  relative("", fileURLToPath(new URL(`../${id === "exception" ? "README" : id}.md`, import.meta.url)));

/**
 * A text of a dashboard on one line: line breaks and control characters in it, as in a title, would make lines of their
 * own in a log, or colour a terminal.
 */
export const oneLine = (text: string): string => text.replace(/[\p{Cc}\u2028\u2029]+/gu, " ");

/** One problem as text: severity and id, place, the query with carets, what, fix with evidence, the page. */
export function renderProblem({ id, severity, at, mark, what, fix, evidence }: Problem): string {
  const path = [at.dashboard ?? at.file, at.row, at.panel, at.part]
    .filter((step) => step !== undefined)
    .join(" › ");
  const lines = [oneLine(`${severity} ${id}  ${path}${at.refId === undefined ? "" : ` (${at.refId})`}`), ""];
  if (mark) lines.push(...caretLines(mark).map((line) => `    ${line}`.trimEnd()));
  lines.push(
    oneLine(`  ${what}`),
    oneLine(`  ${fix}${evidence === undefined ? "" : `  ${evidence}`}`),
    `  Explained in ${pageOf(id)}`,
  );
  return lines.join("\n");
}

/** The line of a query that holds the mark, shortened around it to fit, and the carets below it. */
function caretLines({ text, from, to }: Mark): string[] {
  const start = text.lastIndexOf("\n", from - 1) + 1;
  const next = text.indexOf("\n", from);
  // Sign for sign, so that the carets stay below what they mark.
  const line = text.slice(start, next < 0 ? text.length : next).replace(/[\p{Cc}\u2028\u2029]/gu, " ");
  let at = from - start;
  const length = Math.max(1, Math.min(to, start + line.length) - from);
  let shown = line;
  if (shown.length > WIDTH && at > WIDTH / 3) {
    const cut = Math.min(at - Math.floor(WIDTH / 4), shown.length - WIDTH);
    if (cut > 0) {
      shown = `…${shown.slice(cut + 1)}`;
      at -= cut;
    }
  }
  if (shown.length > WIDTH) shown = `${shown.slice(0, WIDTH - 1)}…`;
  return [shown, " ".repeat(at) + "^".repeat(Math.max(1, Math.min(length, shown.length - at)))];
}

/** `1 rule`, `2 rules`. */
export const many = (count: number, one: string): string => `${count} ${one}${count === 1 ? "" : "s"}`;

/** The whole report as text, the counts in its last line. */
export function renderReport({ problems, counts }: Report): string {
  const summary = `${problems.length === 0 ? "No problems" : many(problems.length, "problem")}. ${many(counts.dashboards, "dashboard")}, ${many(counts.panels, "panel")}, ${counts.rules === undefined ? "" : `${many(counts.rules, "rule")}, `}${counts.queries} quer${counts.queries === 1 ? "y" : "ies"}, ${many(counts.metrics, "metric")} checked.`;
  return [...problems.map(renderProblem), summary].join("\n\n");
}
