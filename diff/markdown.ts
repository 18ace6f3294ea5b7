/** A comparison as Markdown, for a comment on a pull request. */
import type { BoardDiff, Diff, Part } from "./change.ts";
import { groups, type Entry } from "./group.ts";
import { belowChange, metricLines, shorten, summary } from "./render.ts";
import type { Piece } from "./words.ts";

/** GitHub refuses a comment of more than 65 536 characters. */
export const MOST = 65_000;

/** The comparison, at most {@link MOST} characters: what does not fit is cut off, the summary stands above it. */
export function renderMarkdown(diff: Diff, most = MOST): string {
  const head = `### Dashboards: ${code(diff.base)} → ${code(diff.head)}\n\n**${summary(diff)}**`;
  const blocks = [
    ...(diff.dataSources.length > 0
      ? ["#### Data sources", ...diff.dataSources.map((each) => item({ change: each, at: [] }))]
      : []),
    ...diff.boards.flatMap(boardBlocks),
    ...diff.rules.flatMap((part) => partBlocks("Rules", part)),
    ...diff.contracts.flatMap((part) => partBlocks("Contract", part)),
  ];
  const notice = (left: number): string =>
    `\n\n> Cut off: ${left} more entries do not fit into one comment. \`npm run diff\` shows them all.`;
  let text = head;
  for (const [index, block] of blocks.entries()) {
    const next = `${text}\n\n${block}`;
    const room = index === blocks.length - 1 ? 0 : notice(blocks.length).length;
    if (next.length + room > most) return `${text}${notice(blocks.length - index)}`;
    text = next;
  }
  return text;
}

function boardBlocks({ title, uid, status, changes, metrics }: BoardDiff): string[] {
  const mark = { added: " (new)", removed: " (gone)", changed: "" }[status];
  return [
    `#### ${prose(title)}${uid === undefined ? "" : ` ${code(`/d/${uid}`)}`}${mark}`,
    ...groups(changes).flatMap(({ title, entries }) => [
      ...(title === "" ? [] : [`**${prose(title)}**`]),
      ...entries.map(item),
    ]),
    ...metricLines(metrics).map((line) => line.replace(/[A-Za-z_:][\w:]*(?=,|$)/g, (name) => code(name))),
  ];
}

const partBlocks = (of: string, { title, changes }: Part): string[] => [
  `#### ${of} ${code(title)}`,
  ...groups(changes).flatMap(({ entries }) => entries.map(item)),
];

const item = ({ change, at }: Entry): string =>
  [
    `${change.risk === "breaking" ? "**breaking**" : change.risk} · ${sentence(change.what)}${at.length === 0 ? "" : ` (${prose(at.join("; "))})`}`,
    // Inside <pre> nothing but HTML is read, so a query's stars and underscores stay as they are.
    ...(change.words ? [`<pre>${shorten(change.words).map(marked).join("").trim()}</pre>`] : []),
    ...belowChange(change).map((line) => `- ${prose(line)}`),
  ].join("\n\n");

const escaped = (text: string): string =>
  text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replace(/[\p{Cc}\u2028\u2029]/gu, " ");
const marked = ({ is, text }: Piece): string => {
  const [blank, word] = [/^\s*/.exec(text)![0], escaped(text.trim())];
  return is === "same"
    ? escaped(text)
    : `${blank}${is === "gone" ? `<del>${word}</del>` : `<ins>${word}</ins>`}`;
};
/** Text from a dashboard must not become a heading, a link, a mention or a table. */
const prose = (text: string): string => escaped(text).replace(/[\\`*_{}[\]#|~@$]/g, (sign) => `\\${sign}`);
const code = (text: string): string => `\`${text.replaceAll("`", "'")}\``;
/** A sentence of ours: what stands in backquotes is code, the rest is prose. */
const sentence = (text: string): string =>
  text
    .split(/(`[^`]*`)/)
    .map((part) => (part.startsWith("`") && part.length > 1 ? part : prose(part)))
    .join("");
