/** A comparison as text for a terminal. */
import { countByRisk, RISKS, type BoardDiff, type Change, type Diff, type Metrics } from "./change.ts";
import { groups, MANY, type Entry } from "./group.ts";
import { oneLine } from "../checks/model/problem.ts";
import { usedBy } from "./uses.ts";
import type { Piece } from "./words.ts";

/** How much of what did not change is shown on either side of a change, in characters. */
const AROUND = 30;

/** The whole comparison, the counts in its last line. */
export function renderDiff(diff: Diff): string {
  const parts = [
    `${diff.base} → ${diff.head}`,
    ...(diff.dataSources.length > 0 ? [["Data sources", ...groupLines(diff.dataSources)].join("\n")] : []),
    ...diff.boards.map(renderBoard),
    ...diff.rules.map((part) => [`Rules of ${part.title}`, ...groupLines(part.changes)].join("\n")),
    ...diff.contracts.map((part) => [`Contract of ${part.title}`, ...groupLines(part.changes)].join("\n")),
    ...(diff.metrics.gone.length > 0 ? [`No dashboard uses any more: ${diff.metrics.gone.join(", ")}`] : []),
    summary(diff),
  ];
  return parts.join("\n\n");
}

/** One sentence with all counts, so that "nothing compared" can never look like "nothing changed". */
export function summary(diff: Diff): string {
  const counts = countByRisk(diff);
  const told = RISKS.filter((risk) => counts[risk] > 0).map((risk) => `${counts[risk]} ${risk}`);
  const { base, head, rules, recordings } = diff.compared;
  const sizes = [
    `${base} with ${head} dashboard${head === 1 ? "" : "s"}`,
    ...(rules ? [`${rules.base} with ${rules.head} rule${rules.head === 1 ? "" : "s"}`] : []),
    ...(recordings
      ? [`${recordings.base} with ${recordings.head} recording${recordings.head === 1 ? "" : "s"}`]
      : []),
  ];
  return `${told.length === 0 ? "No change" : `Changes: ${told.join(", ")}`}. Compared ${sizes.join(", ")}.`;
}

function renderBoard(board: BoardDiff): string {
  const mark = { added: " (new)", removed: " (gone)", changed: "" }[board.status];
  const head = oneLine(`${board.title}${board.uid === undefined ? "" : `  /d/${board.uid}`}${mark}`);
  return [head, ...groupLines(board.changes), ...metricLines(board.metrics).map((line) => `  ${line}`)].join(
    "\n",
  );
}

/** `metrics newly used: …`, one line for each direction that has any. */
export const metricLines = ({ added, gone }: Metrics): string[] => [
  ...(added.length > 0 ? [`metrics newly used: ${added.join(", ")}`] : []),
  ...(gone.length > 0 ? [`metrics no longer used: ${gone.join(", ")}`] : []),
];

const groupLines = (changes: readonly Change[]): string[] =>
  groups(changes).flatMap(({ title, entries }) => {
    const own = entries.flatMap((entry) => entryLines(entry, entry.at.length >= MANY));
    return title === ""
      ? own.map((line) => `  ${line}`)
      : [oneLine(`  ${title}`), ...own.map((line) => `    ${line}`)];
  });

const entryLines = ({ change, at }: Entry, many: boolean): string[] => [
  oneLine(`${change.risk.padEnd(8)}  ${many ? "" : at.map((each) => `${each}: `).join("")}${change.what}`),
  ...(change.words ? [`          ${shorten(change.words).map(marked).join("").trim()}`] : []),
  ...belowChange(change).map((line) => oneLine(`          ${line}`)),
  ...(many ? at.map((each) => oneLine(`          on ${each}`)) : []),
];

/** What is told of a change on lines of its own: what its panel shows, and who relies on it. */
export const belowChange = (change: Change): string[] => [
  ...(change.evidence ?? []),
  ...[usedBy(change.usedBy) ?? []].flat(),
];

const marked = ({ is, text }: Piece): string => {
  const [blank, word] = [/^\s*/.exec(text)![0], text.trim()];
  return is === "same" ? text : is === "gone" ? `${blank}[-${word}-]` : `${blank}{+${word}+}`;
};

/** Pieces with long unchanged stretches cut out at a word. */
export const shorten = (pieces: readonly Piece[]): Piece[] =>
  pieces.map((piece, index) => {
    const { is, text } = piece;
    if (is !== "same") return piece;
    const head = index === 0 ? "" : text.slice(0, AROUND).replace(/[\w:]*$/, "");
    const tail = index === pieces.length - 1 ? "" : text.slice(-AROUND).replace(/^[\w:]*/, "");
    return text.length <= head.length + tail.length + AROUND / 2 ? piece : { is, text: `${head}…${tail}` };
  });
