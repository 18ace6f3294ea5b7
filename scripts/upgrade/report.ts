/** The report of an upgrade, as text and as data. */
import { groupChanges, renderGroup, type Change } from "../../contracts/compare.ts";
import type { Board, Query } from "../../checks/model/board.ts";
import type { Rule } from "../../checks/model/rules.ts";
import { oneLine } from "../../checks/model/problem.ts";
import { many } from "../../checks/model/problem.ts";
import type { Effects, Hit } from "./effects.ts";

/** Everything the report is about. */
export interface Upgrade extends Effects {
  readonly changes: readonly Change[];
  /** Metrics on the old page. */
  readonly metrics: number;
  readonly boards: readonly Board[];
  readonly rules: readonly Rule[];
  /** How many queries the boards and rules have. */
  readonly queries: number;
}

/** Where a query is, in the words of the board. */
export const placeOf = ({ at }: Query): string =>
  oneLine(
    `${[at.dashboard ?? at.file, at.row, at.panel, at.part].filter((step) => step !== undefined).join(" › ")}${at.refId === undefined ? "" : ` (${at.refId})`}`,
  );

/** Each change with what it does below it, and in the last line how much was looked at. */
export function renderUpgrade(upgrade: Upgrade): string {
  const { hits, boards, rules, queries, asking, metrics, unknown } = upgrade;
  // When a series began is of no interest by itself, and doubles every line.
  const quiet = ({ name }: Change): boolean =>
    name.endsWith("_created") && !hits.some(({ change }) => change.name === name);
  const changes = upgrade.changes.filter((change) => !quiet(change));
  const blocks = groupChanges(changes).map((group) => {
    const own = hits.filter(({ change }) => group.changes.includes(change));
    return [renderGroup(group), ...new Set([...own].sort(breakingFirst).map(hitLine))].join("\n");
  });
  const left = upgrade.changes.length - changes.length;
  if (left > 0) blocks.push(`Left out: the same for ${many(left, "_created time")} of these metrics.`);
  if (changes.some(({ kind }) => kind === "removed"))
    blocks.push(
      "Removed means that the new page does not show it. If the old one was busier, it may just not have happened yet.",
    );
  for (const query of unknown)
    blocks.push(
      `not judged  ${placeOf(query)}: a variable names its metric, so compare what it offers with the changes above.`,
    );
  const looked = `${many(changes.length, "change")} among ${many(metrics, "metric")}; ${asking} of ${queries} queries on ${many(boards.length, "dashboard")}${rules.length > 0 ? ` and in ${many(rules.length, "rule")}` : ""} ask for one of them.`;
  const verdict =
    asking === 0
      ? "Nothing given asks for any of these metrics, so nothing here could break."
      : `Broken: ${many(breakingPlaces(hits, "target"), "panel")}, ${many(breakingPlaces(hits, "variable"), "variable")}, ${many(breakingPlaces(hits, "annotation"), "annotation")}${rules.length > 0 ? `, ${many(breakingPlaces(hits, "rule"), "rule")}` : ""}.`;
  return [...blocks, `${verdict} ${looked}`].join("\n\n");
}

const hitLine = ({ breaking, query, what }: Hit): string =>
  `  ${breaking ? "breaks " : "look at"}  ${placeOf(query)} ${what}.`;
const breakingFirst = (a: Hit, b: Hit): number => Number(b.breaking) - Number(a.breaking);

/** Panels, variables, annotations or rules that break; two queries of one panel are one. */
function breakingPlaces(hits: readonly Hit[], origin: Query["origin"]): number {
  const broken = hits.filter(({ breaking, query }) => breaking && query.origin === origin);
  return new Set(
    broken.map(({ query }) => query.panel ?? query.variable ?? `${query.at.file} ${query.at.part}`),
  ).size;
}

/** The same as plain data. */
export const asData = ({ changes, hits, boards, rules, queries, asking, metrics, unknown }: Upgrade) => ({
  changes,
  hits: hits.map(({ change, breaking, query, what }) => ({
    change: { kind: change.kind, name: change.name },
    breaking,
    origin: query.origin,
    at: query.at,
    what,
  })),
  notJudged: unknown.map(({ at }) => at),
  counts: {
    metrics,
    dashboards: boards.length,
    rules: rules.length,
    queries,
    asking,
    breaking: hits.filter(({ breaking }) => breaking).length,
  },
});
