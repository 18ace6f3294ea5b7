import { existsSync, readdirSync, realpathSync } from "node:fs";
import { extname, join, relative, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { inputError } from "../../contracts/input-error.ts";
import type { Board } from "./dashboard.ts";

// Where this package's own boards are, and what their files end in: .ts among the sources, .js when built.
const SHIPPED = fileURLToPath(new URL("../", import.meta.url));
const BUILT_AS = extname(fileURLToPath(import.meta.url));

interface Loaded {
  readonly file: string;
  readonly board: Board;
}

/**
 * Reads every board file of a folder: `<uid>.ts` with a board as default export. The file's name is the board's uid
 * and the name of its JSON, so that one search finds all three. Without a folder: this package's boards, and those in
 * `dashboards` of the current folder, which take the place of ours of the same uid.
 *
 * @returns Boards sorted by file name, ours first.
 * @throws InputError naming the file: it throws while loading, has no board as default export, is not named after its
 *   board, or shares the board's title with another.
 */
export async function readBoards(folder?: string): Promise<Board[]> {
  if (folder !== undefined) return unmixed(await readFolder(folder, ".ts"));
  const shipped = await readFolder(relative("", SHIPPED), BUILT_AS);
  const own = isOwn("dashboards") ? await readFolder("dashboards", ".ts") : [];
  const kept = shipped.filter(({ board: { uid } }) => !own.some(({ board }) => board.uid === uid));
  return unmixed([...kept, ...own]);
}

/** Whether it is a folder of the user's with board files; many a folder of this name holds JSON only. */
const isOwn = (folder: string): boolean =>
  existsSync(folder) &&
  realpathSync(folder) !== realpathSync(SHIPPED) &&
  boardFiles(folder, ".ts").length > 0;

const boardFiles = (folder: string, extension: string): string[] =>
  readdirSync(folder)
    .filter((file) => file.endsWith(extension) && !file.endsWith(".d.ts"))
    .sort();

async function readFolder(folder: string, extension: string): Promise<Loaded[]> {
  const files = boardFiles(folder, extension);
  if (files.length === 0) throw inputError(folder, "has no board file (<uid>.ts).");
  const boards: Loaded[] = [];
  for (const file of files) {
    const path = join(folder, file);
    const board = await load(path);
    const uid = `${board.uid}${extension}`;
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
    boards.push({ file: path, board });
  }
  return boards;
}

/** The boards, no two of one title. */
function unmixed(boards: readonly Loaded[]): Board[] {
  boards.forEach(({ file, board }, index) => {
    const titled = boards.slice(0, index).find(({ board: other }) => other.title === board.title);
    if (titled)
      throw inputError(
        file,
        `has the title \`${board.title}\`, which ${titled.file} has already; Grafana then saves neither.`,
      );
  });
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
