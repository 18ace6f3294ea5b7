/** Replaces generated files: all of them or none, and only those that differ. */
import * as nodeFs from "node:fs";
import { basename, dirname, join } from "node:path";
import { inputError } from "../contracts/input-error.ts";

/** Content by path, relative to the folder, with `/` between its steps. */
export type Files = ReadonlyMap<string, string | Uint8Array>;

/** A file that is not on disk as it should be. */
export interface Stale {
  readonly path: string;
  /** `extra`: it is there, but nothing generates it any more. */
  readonly is: "changed" | "missing" | "extra";
}

/** What was done about it, for the line a verb prints. */
const DONE: Readonly<Record<Stale["is"], string>> = {
  changed: "changed",
  missing: "added",
  extra: "removed",
};

export interface OutputOptions {
  /** Whether a file that is there but not among `files` was generated once and has to go; asked with its path. */
  readonly remove: (path: string) => boolean;
}

/** What of `node:fs` changes a disk; a test hands in one that fails half-way. */
export type Disk = Pick<
  typeof nodeFs,
  "copyFileSync" | "fsyncSync" | "mkdirSync" | "renameSync" | "rmSync" | "writeFileSync"
>;

/**
 * What a verb does with the files it made: replaces them, or with `check` only looks; one line on stdout for each that
 * is not as it should be.
 *
 * @returns Those files, sorted by path.
 * @throws InputError as {@link writeAll}.
 */
export function writeOrCheck(
  folder: string,
  files: Files,
  options: OutputOptions,
  check: boolean | undefined,
): Stale[] {
  const changed = check ? staleFiles(folder, files, options) : writeAll(folder, files, options);
  for (const { path, is } of changed) console.log(`${check ? is : DONE[is]} ${folder}/${path}`);
  return changed;
}

/**
 * What {@link writeAll} would change, sorted by path: for `--check`, and for telling what a build did.
 *
 * @throws InputError where a folder stands in place of a file, or a file in place of a folder.
 */
export function staleFiles(folder: string, files: Files, { remove }: OutputOptions): Stale[] {
  const stale: Stale[] = [];
  for (const [path, content] of files) {
    const before = contentOf(join(folder, path));
    if (before === undefined) stale.push({ path, is: "missing" });
    else if (Buffer.compare(before, bytes(content)) !== 0) stale.push({ path, is: "changed" });
  }
  for (const path of filesUnder(folder))
    if (!files.has(path) && remove(path)) stale.push({ path, is: "extra" });
  return stale.sort((a, b) => (a.path < b.path ? -1 : 1));
}

/**
 * Makes the folder hold these files. Files that are right already are not touched, so nothing that watches the
 * folder reloads them. The others are first written beside their place and renamed when every one of them is safely
 * on disk: a reader sees the old file or the new one, never half of one. Only a power cut between two renames can
 * leave some old and some new; the next build mends that.
 *
 * @returns What was changed, sorted by path.
 * @throws InputError naming the file and the fix when anything fails; everything is then as it was before.
 */
export function writeAll(folder: string, files: Files, options: OutputOptions, disk: Disk = nodeFs): Stale[] {
  const stale = staleFiles(folder, files, options);
  const aside: string[] = [];
  const folders: { readonly from: string; readonly to: string }[] = [];
  const undo: { readonly place: string; readonly step: () => void }[] = [];
  let at = folder;
  try {
    const moves = stale.map(({ path, is }) => {
      at = join(folder, path);
      // Beside its place, as a rename is atomic only within one file system. Git and Grafana ignore *.tmp.
      const beside = (what: string) => join(dirname(at), `.${basename(at)}.${process.pid}.${what}.tmp`);
      const move = { place: at, is, fresh: beside("new"), old: beside("old") };
      if (is === "missing") {
        const made = disk.mkdirSync(dirname(at), { recursive: true });
        if (made !== undefined) folders.unshift({ from: dirname(at), to: made });
      } else {
        aside.push(move.old);
        disk.copyFileSync(at, move.old);
      }
      if (is !== "extra") {
        aside.push(move.fresh);
        writeSynced(move.fresh, bytes(files.get(path)!), disk);
      }
      return move;
    });
    for (const { place, is, fresh, old } of moves) {
      at = place;
      if (is === "extra") disk.rmSync(place);
      else disk.renameSync(fresh, place);
      undo.unshift({
        place,
        step: () => (is === "missing" ? nodeFs.rmSync(place) : nodeFs.renameSync(old, place)),
      });
    }
  } catch (thrown) {
    const lost = undo.filter(({ step }) => !succeeds(step)).map(({ place }) => place);
    // What could not be put back is still there as *.old.tmp; throwing that away as well would lose it.
    if (lost.length === 0) for (const file of aside) succeeds(() => nodeFs.rmSync(file, { force: true }));
    for (const { from, to } of folders)
      for (let each = from; each.length >= to.length; each = dirname(each))
        succeeds(() => nodeFs.rmdirSync(each));
    throw explained(
      at,
      thrown,
      lost.length === 0
        ? "Nothing was changed."
        : `Could not be put back: ${lost.join(", ")}; the old content stands beside each as *.old.tmp.`,
    );
  }
  for (const file of aside) succeeds(() => nodeFs.rmSync(file, { force: true }));
  return stale;
}

const bytes = (content: string | Uint8Array): Uint8Array =>
  typeof content === "string" ? Buffer.from(content) : content;

/** Without the sync a full disk or a power cut may show up only after the rename. */
function writeSynced(file: string, content: Uint8Array, disk: Disk): void {
  const handle = nodeFs.openSync(file, "w");
  try {
    disk.writeFileSync(handle, content);
    disk.fsyncSync(handle);
  } finally {
    nodeFs.closeSync(handle);
  }
}

function contentOf(file: string): Buffer | undefined {
  try {
    return nodeFs.readFileSync(file);
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw explained(file, thrown, "Nothing was changed.");
  }
}

/** Paths relative to the folder. What is not ours to look through is left out, should the folder be a whole checkout. */
function filesUnder(folder: string, below = ""): string[] {
  if (!nodeFs.existsSync(join(folder, below))) return [];
  return nodeFs.readdirSync(join(folder, below), { withFileTypes: true }).flatMap((entry) => {
    const path = below === "" ? entry.name : `${below}/${entry.name}`;
    if (entry.isDirectory())
      return entry.name === "node_modules" || entry.name === ".git" ? [] : filesUnder(folder, path);
    return entry.isFile() ? [path] : [];
  });
}

function succeeds(step: () => void): boolean {
  try {
    step();
    return true;
  } catch {
    return false;
  }
}

const FIXES: Readonly<Record<string, string>> = {
  EISDIR: "is a folder, but a file belongs there; move the folder away.",
  ENOTDIR: "lies below a file where a folder is needed; move that file away.",
  EEXIST: "lies below a file where a folder is needed; move that file away.",
  ENOSPC: "cannot be written, the disk is full; free some space.",
  EDQUOT: "cannot be written, your disk quota is used up; free some space.",
  EROFS: "cannot be written, its file system is mounted read-only; mount it writable.",
  EACCES: "cannot be read or written by this user; change its owner or mode, or that of its folder.",
  EPERM: "cannot be read or written by this user; change its owner or mode, or that of its folder.",
};

/** A failure of the disk in one sentence; anything else is a defect of ours and stays as it is. */
function explained(file: string, thrown: unknown, state: string): unknown {
  const { code, message } = thrown as NodeJS.ErrnoException;
  if (code === undefined) return thrown;
  return inputError(file, `${FIXES[code] ?? `cannot be written (${message}).`} ${state}`);
}
