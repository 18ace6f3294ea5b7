import { relative } from "node:path";
import type { Contract } from "../../contracts/contract.ts";
import { inputError } from "../../contracts/input-error.ts";
import type { LogContract } from "../../contracts/log-contract.ts";
import type { Board } from "./board.ts";
import { runChecks, type Check } from "./check.ts";
import { context, type DataSource } from "./context.ts";
import { withExceptions, type PlacedException } from "./exceptions.ts";
import type { Report } from "./problem.ts";
import { selectors } from "./promql.ts";
import type { Rule } from "./rules.ts";
import type { Scrape } from "./scrapes.ts";

/** Everything a run needs, already read. */
export interface RunInput {
  readonly checks: readonly Check[];
  readonly boards: readonly Board[];
  /** Alerting and recording rules, which are asked the same questions as the boards; undefined where none were given. */
  readonly rules?: readonly Rule[] | undefined;
  /** Whether these are all the dashboards there are. */
  readonly whole: boolean;
  readonly contracts: readonly Contract[];
  /** Pages brought along; undefined where the recordings are all there is. */
  readonly scrapes?: readonly Scrape[] | undefined;
  /** Address of the Prometheus that some of the pages come from. */
  readonly prometheus?: string | undefined;
  readonly log?: LogContract | undefined;
  readonly dataSources?: readonly DataSource[] | undefined;
  /** Variant by exporter that `stack.yaml` switches on. */
  readonly selected?: ReadonlyMap<string, string> | undefined;
  /** Configured job by exporter that `stack.yaml` switches on. */
  readonly jobs?: ReadonlyMap<string, string> | undefined;
  /** What that Prometheus had in the last hour: jobs by metric that the boards name. */
  readonly liveJobs?: ReadonlyMap<string, readonly string[]> | undefined;
  /** Labels that the scrape configuration adds, by exporter. */
  readonly added?: ReadonlyMap<string, readonly string[]> | undefined;
  readonly exceptions: readonly PlacedException[];
  /** `2026-11-21`. */
  readonly today: string;
}

/** What a checkout builds itself, of exporters that it has recorded. */
const isBuiltHere = (file: string): boolean =>
  ["provisioning", "stack/generated"].some((folder) => !relative(folder, file).startsWith(".."));

/**
 * Runs the checks over dashboards and rules.
 *
 * @returns The problems, and how much was looked at.
 * @throws InputError where there is nothing to look at: neither a dashboard nor a rule, or dashboards without a single query.
 */
export function run(input: RunInput): Report {
  const { boards, rules = [] } = input;
  if (boards.length === 0 && rules.length === 0)
    throw inputError(
      "dashboards",
      "none was found, so nothing was checked; build them first: npm run build:dashboards.",
    );
  const about = context({ ...input, isForeign: (file) => !input.whole && !isBuiltHere(file) });
  // A board of version 2 has no queries to read; saying that is the point of looking at it.
  if (about.queries.length === 0 && !boards.some(({ v2 }) => v2))
    throw inputError(
      boards.map(({ file }) => file).join(", "),
      "has no query at all, so nothing was checked; is this the file you meant?",
    );
  const metrics = new Set(
    about.queries.flatMap(({ promql }) => [...selectors(promql?.root)].map(({ metric }) => metric?.name)),
  );
  metrics.delete(undefined);
  return {
    problems: withExceptions(runChecks(input.checks, about), input.exceptions, {
      today: input.today,
      ids: input.checks.map(({ id }) => id),
      dashboards: boards.map(({ at }) => at.dashboard ?? at.file),
      whole: input.whole,
    }),
    counts: {
      dashboards: boards.length,
      ...(rules.length > 0 && { rules: rules.length }),
      panels: boards.reduce((sum, { panels }) => sum + panels.length, 0),
      queries: about.queries.length,
      metrics: metrics.size,
    },
  };
}
