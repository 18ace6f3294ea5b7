import type { Board, Panel, Query } from "./board.ts";
import type { Context } from "./context.ts";
import { forQuery } from "./log-scope.ts";
import type { Mark, Place, Problem } from "./problem.ts";
import type { Span } from "./promql.ts";

/** What a check finds; the runner adds the check's id and severity. */
export interface Finding {
  readonly at: Place;
  readonly mark?: Mark;
  readonly what: string;
  readonly fix: string;
  readonly evidence?: string;
  readonly facts?: Readonly<Record<string, string>>;
  /** Only where it differs from the check's own. */
  readonly severity?: Problem["severity"];
}

/** A check: its id is the name of its file and of its page. */
export interface Check {
  readonly id: string;
  readonly severity: Problem["severity"];
  readonly find: (context: Context) => Iterable<Finding>;
}

/** A check that looks at one query at a time, and at the log only where the query may read that one. */
export const perQuery = (
  id: string,
  find: (query: Query, context: Context) => Iterable<Finding>,
  severity: Problem["severity"] = "error",
): Check => ({
  id,
  severity,
  *find(context) {
    for (const query of context.queries) yield* find(query, forQuery(query, context));
  },
});

/** A check that looks at one panel at a time (rows aside). */
export const perPanel = (
  id: string,
  find: (panel: Panel, board: Board, context: Context) => Iterable<Finding>,
  severity: Problem["severity"] = "error",
): Check => ({
  id,
  severity,
  *find(context) {
    for (const board of context.boards) for (const panel of board.panels) yield* find(panel, board, context);
  },
});

/** A check that looks at one board at a time. */
export const perBoard = (
  id: string,
  find: (board: Board, context: Context) => Iterable<Finding>,
  severity: Problem["severity"] = "error",
): Check => ({
  id,
  severity,
  *find(context) {
    for (const board of context.boards) yield* find(board, context);
  },
});

/** The place and mark of a stretch of a query. */
export const mark = (
  { text, at }: Query,
  { from, to }: Span,
): { readonly at: Place; readonly mark: Mark } => ({ at, mark: { text, from, to } });

/** Runs checks and sorts what they find by file, place and id, so that a report is the same on every run. */
export function runChecks(checks: readonly Check[], context: Context): Problem[] {
  const problems = checks.flatMap(({ id, severity, find }) =>
    [...find(context)].map((finding): Problem => ({ id, severity, ...finding, facts: finding.facts ?? {} })),
  );
  // Boards in their order, then the files of rules.
  const order = new Map(context.boards.map((board, index) => [board.file, index]));
  for (const { at } of context.queries) if (!order.has(at.file)) order.set(at.file, order.size);
  return problems
    .map((problem, index) => ({ problem, index }))
    .sort(
      (a, b) =>
        (order.get(a.problem.at.file) ?? 0) - (order.get(b.problem.at.file) ?? 0) || a.index - b.index,
    )
    .map(({ problem }) => problem);
}
