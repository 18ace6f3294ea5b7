import { readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { inputError } from "../../contracts/input-error.ts";
import type { Board } from "./dashboard.ts";

/**
 * Reads every board file of a folder: `<uid>.ts` with a board as default export. The file's name is the board's uid
 * and the name of its JSON, so that one search finds all three.
 *
 * @returns Boards sorted by file name.
 * @throws InputError naming the file: it throws while loading, has no board as default export, is not named after its
 *   board, or shares the board's title with another.
 */
export async function readBoards(folder = "dashboards"): Promise<Board[]> {
  const files = readdirSync(folder)
    .filter((file) => file.endsWith(".ts"))
    .sort();
  if (files.length === 0) throw inputError(folder, "has no board file (<uid>.ts).");
  const boards: { readonly file: string; readonly board: Board }[] = [];
  for (const file of files) {
    const path = join(folder, file);
    const board = await load(path);
    const uid = `${board.uid}.ts`;
    const same = boards.find(({ board: other }) => other.uid === board.uid);
    if (same)
      throw inputError(
        path,
        `has the uid \`${board.uid}\`, which ${same.file} has already; a uid is a board's address.`,
      );
    if (file !== uid)
      throw inputError(
        path,
        `holds the board \`${board.uid}\`; name the file ${uid}, or the board after the file.`,
      );
    const titled = boards.find(({ board: other }) => other.title === board.title);
    if (titled)
      throw inputError(
        path,
        `has the title \`${board.title}\`, which ${titled.file} has already; Grafana then saves neither.`,
      );
    boards.push({ file: path, board });
  }
  return boards.map(({ board }) => board);
}

async function load(path: string): Promise<Board> {
  let module: { readonly default?: unknown };
  try {
    module = (await import(pathToFileURL(resolve(path)).href)) as { readonly default?: unknown };
  } catch (thrown) {
    throw inputError(
      path,
      `throws while it is loaded: ${thrown instanceof Error ? thrown.message : String(thrown)}`,
    );
  }
  const board = module.default as Partial<Board> | undefined;
  if (typeof board?.uid !== "string" || board.rows === undefined)
    throw inputError(
      path,
      'has no board as its default export; write `export default dashboard("<uid>", { … })`.',
    );
  return board as Board;
}
