/** The two sides of a comparison: a folder, a file, or the provisioning/ of a git ref. */
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Board } from "../checks/model/board.ts";
import type { DataSource } from "../checks/model/context.ts";
import { find } from "../checks/model/find.ts";
import { inputError, isInputError } from "../contracts/input-error.ts";

export interface Side {
  /** As given. */
  readonly name: string;
  readonly boards: readonly Board[];
  /** Undefined where none is provisioned beside the boards, as with a single file. */
  readonly dataSources: readonly DataSource[] | undefined;
}

/**
 * Reads one side. A path that exists is read as such; anything else is a git ref, whose provisioning/ is meant, or
 * `ref:path`. Of a ref the blobs are read: neither the index nor the work tree is touched.
 *
 * @throws InputError for what is neither, a ref without dashboards there, and what `find` refuses.
 */
export function readSide(given: string): Side {
  const side = existsSync(given) ? fromDisk(given) : fromGit(given);
  if (side.boards.length === 0)
    throw inputError(given, "has no dashboard; name a folder, a file or a ref that has one.");
  return side;
}

function fromDisk(given: string): Side {
  const { boards, dataSources } = find([given]);
  return { name: given, boards, dataSources: statSync(given).isDirectory() ? dataSources : undefined };
}

function fromGit(given: string): Side {
  const [, ref, path = "provisioning"] = /^(.+?)(?::(.+))?$/.exec(given) ?? [];
  const commit =
    ref === undefined || ref.startsWith("-")
      ? undefined
      : git(["rev-parse", "--verify", "--quiet", `${ref}^{commit}`]);
  if (commit === undefined)
    throw inputError(
      given,
      "is neither a path nor a git ref here; give a folder, a file, or a ref such as HEAD~1.",
    );
  const listed = git(["ls-tree", "-r", "-z", commit.toString().trim(), "--", path])?.toString() ?? "";
  // mode, type, name of the blob, path; a link's blob is a path and no dashboard.
  const blobs = [...listed.matchAll(/100\d{3} blob (\S+)\t([^\0]+)\0/g)].map(([, blob, file]) => ({
    blob: blob!,
    file: file!,
  }));
  if (blobs.length === 0)
    throw inputError(
      given,
      `the commit has nothing under \`${path}\`; say where the dashboards are: \`${ref}:folder\`.`,
    );
  // `find` reads files, and is the one reader there is.
  const folder = mkdtempSync(join(tmpdir(), "diff-"));
  try {
    for (const { blob, file } of blobs) {
      if (!/\.(json|ya?ml)$/.test(file)) continue;
      mkdirSync(dirname(join(folder, file)), { recursive: true });
      writeFileSync(join(folder, file), git(["cat-file", "blob", blob]) ?? "");
    }
    const { boards, dataSources } = find([folder]);
    return { name: given, boards, dataSources };
  } catch (thrown) {
    if (!isInputError(thrown)) throw thrown;
    throw Object.assign(thrown, { message: thrown.message.replaceAll(`${folder}/`, `${ref}:`) });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What git answers; undefined where it refuses or is not there. */
function git(args: readonly string[]): Buffer | undefined {
  try {
    return execFileSync("git", args, { stdio: ["ignore", "pipe", "ignore"], maxBuffer: 1 << 28 });
  } catch {
    return undefined;
  }
}
