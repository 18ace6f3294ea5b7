/** Word diff: what is the same, gone and new between two texts. */

export interface Piece {
  readonly is: "same" | "gone" | "new";
  readonly text: string;
}

/** Above this many comparisons the middle part is told as replaced. */
const MOST = 4_000_000;

/** The pairs of positions of a longest common subsequence, ascending. */
export function common<T>(was: readonly T[], is: readonly T[], same: (a: T, b: T) => boolean = Object.is) {
  let start = 0;
  while (start < was.length && start < is.length && same(was[start]!, is[start]!)) start++;
  let end = 0;
  while (
    end < was.length - start &&
    end < is.length - start &&
    same(was[was.length - 1 - end]!, is[is.length - 1 - end]!)
  )
    end++;
  const pairs = Array.from({ length: start }, (_, index): [number, number] => [index, index]);
  const [rows, columns] = [was.length - start - end, is.length - start - end];
  if (rows * columns <= MOST) {
    const length = Array.from({ length: rows + 1 }, () => new Uint32Array(columns + 1));
    for (let row = rows - 1; row >= 0; row--)
      for (let column = columns - 1; column >= 0; column--)
        length[row]![column] = same(was[start + row]!, is[start + column]!)
          ? length[row + 1]![column + 1]! + 1
          : Math.max(length[row + 1]![column]!, length[row]![column + 1]!);
    for (let row = 0, column = 0; row < rows && column < columns;)
      if (same(was[start + row]!, is[start + column]!)) pairs.push([start + row++, start + column++]);
      else if (length[row + 1]![column]! >= length[row]![column + 1]!) row++;
      else column++;
  }
  for (let back = end; back > 0; back--) pairs.push([was.length - back, is.length - back]);
  return pairs;
}

const TOKEN =
  /"(?:[^"\\]|\\[^])*"|'(?:[^'\\]|\\[^])*'|`[^`]*`|\$\{[^}]*\}|\[\[[^\]]*\]\]|[$\p{L}\p{N}_][\p{L}\p{N}_:.]*|[=!<>|]+[=~]?|\S/gu;
/** In prose an apostrophe begins no string. */
const PROSE = /[\p{L}\p{N}_'’-]+|\S/gu;

/** The words of a query or a sentence, blanks left out. A label's value is one word. */
export const tokens = (text: string): string[] => text.match(TOKEN) ?? [];

/** Both texts in one, word by word; line breaks and repeated blanks become one blank. */
export function wordDiff(was: string, is: string, kind: "query" | "prose" = "query"): Piece[] {
  const pattern = kind === "query" ? TOKEN : PROSE;
  const [old, now] = [spaced(was, pattern), spaced(is, pattern)];
  const kept = common(old, now, (a, b) => a.word === b.word);
  const runs: Run[] = [];
  const push = (same: boolean, gone: Token[], come: Token[]): void => {
    if (gone.length + come.length === 0) return;
    const last = runs.at(-1);
    if (last?.same === same) (last.old.push(...gone), last.now.push(...come));
    else runs.push({ same, old: gone, now: come });
  };
  let [a, b] = [0, 0];
  for (const [x, y] of [...kept, [old.length, now.length] as const]) {
    push(false, old.slice(a, x), now.slice(b, y));
    push(true, old.slice(x, x + 1), now.slice(y, y + 1));
    [a, b] = [x + 1, y + 1];
  }
  calm(runs);
  return runs
    .flatMap(({ same, old, now }): Piece[] =>
      same
        ? [{ is: "same", text: text(now) }]
        : [
            { is: "gone", text: text(old) },
            { is: "new", text: text(now) },
          ],
    )
    .filter(({ text }) => text !== "");
}

interface Run {
  readonly same: boolean;
  readonly old: Token[];
  readonly now: Token[];
}

/** A short common stretch between two longer replaced ones is chance and no anchor for the eye: it is told with them. */
function calm(runs: Run[]): void {
  const length = ({ old, now }: Run): number => Math.max(text(old).length, text(now).length);
  for (let index = 1; index < runs.length - 1;) {
    const [before, run, after] = [runs[index - 1]!, runs[index]!, runs[index + 1]!];
    if (!run.same || length(run) > Math.min(length(before), length(after))) index++;
    else {
      const [old, now] = [before, run, after].reduce<[Token[], Token[]]>(
        ([a, b], each) => [
          [...a, ...each.old],
          [...b, ...each.now],
        ],
        [[], []],
      );
      runs.splice(index - 1, 3, { same: false, old, now });
      index = Math.max(1, index - 2);
    }
  }
}

interface Token {
  readonly word: string;
  readonly blank: boolean;
}
const spaced = (text: string, pattern: RegExp): Token[] =>
  [...text.trim().matchAll(pattern)].map((found) => ({
    word: found[0],
    blank: /\s/.test(text.trim()[found.index - 1] ?? ""),
  }));
const text = (words: readonly Token[]): string =>
  words.map(({ word, blank }) => (blank ? ` ${word}` : word)).join("");
