/** The two sides of a comparison: a folder, a file, a checkout, or a git ref. */
import { createHash } from "node:crypto";
import { execFileSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, normalize, relative } from "node:path";
import type { Board } from "../checks/model/board.ts";
import type { DataSource } from "../checks/model/context.ts";
import { find } from "../checks/model/find.ts";
import { inputError, isInputError, type InputError } from "../contracts/input-error.ts";
import type { Blob } from "./contracts.ts";
import { readRules, type Rule } from "../checks/model/rules.ts";

export interface Side {
  /** As given. */
  readonly name: string;
  readonly boards: readonly Board[];
  /** Undefined where none is provisioned beside the boards, as with a single file. */
  readonly dataSources: readonly DataSource[] | undefined;
  /** Whether it is a commit or a checkout with everything that belongs to it, and no part of one. */
  readonly whole?: boolean;
  /** Absent where nobody looked for rules, as with a single dashboard. */
  readonly rules?: readonly Rule[];
  /** Files that may hold a dashboard or rules and could not be read as such: empty ones, templates. */
  readonly skipped?: readonly string[];
  /** Files of contracts/; absent where the side is not whole. */
  readonly contracts?: readonly Blob[];
}

/** Where the parts of a whole side are. */
const BOARDS = "provisioning";
const RULES = [BOARDS, "rules", "stack/generated/prometheus"];
const CONTRACTS = "contracts";
const isContract = (file: string): boolean => /^[^/]+\/(contract\.yaml|recordings\/[^/]+)$/.test(file);
const isYaml = (file: string): boolean => /\.ya?ml$/.test(file);

/**
 * Reads both sides. A commit may be empty where the other side is the same place in another commit, or in a checkout: then
 * all is new, or all is gone.
 *
 * @throws InputError as {@link readSide}.
 */
export function readSides(base: string, head: string): [Side, Side] {
  const [was, is] = [base, head].map(sideOf);
  const placeIn = ({ name, whole }: Side): string =>
    whole ? "" : existsSync(name) ? name : name.replace(/^[^:]*/, "");
  const samePlace = placeIn(was!) === placeIn(is!);
  const mayBeEmpty = ({ name }: Side, other: Side): boolean =>
    samePlace && !existsSync(name) && !isEmpty(other);
  if (isEmpty(was!) && !mayBeEmpty(was!, is!)) throw nothingIn(base);
  if (isEmpty(is!) && !mayBeEmpty(is!, was!)) throw nothingIn(head);
  return [was!, is!];
}

/**
 * Reads one side. A path that exists is read as such, a folder that holds provisioning/ as a checkout; anything else
 * is a git ref, or `ref:path`. Of a ref the blobs are read: neither the index nor the work tree is touched.
 *
 * @throws InputError for what is neither, a side with neither dashboard nor rule, and what `find` and `readRules` refuse.
 */
export function readSide(given: string): Side {
  const side = sideOf(given);
  if (isEmpty(side)) throw nothingIn(given);
  return side;
}

// Unlike existsSync, stat tells what is there and may not be seen.
const sideOf = (given: string): Side =>
  statSync(given, { throwIfNoEntry: false }) ? fromDisk(given) : fromGit(given);
const isEmpty = ({ boards, rules = [] }: Side): boolean => boards.length === 0 && rules.length === 0;

function nothingIn(given: string): InputError {
  const [, ref, path] = existsSync(given) ? [] : (/^(.+?)(?::(.+))?$/.exec(given) ?? []);
  return inputError(
    given,
    ref === undefined
      ? "has no dashboard; name a folder, a file or a ref that has one."
      : `the commit has no dashboard under \`${path ?? BOARDS}\`; say where the dashboards are: \`${ref}:folder\`.`,
  );
}

function fromDisk(given: string): Side {
  if (!statSync(given).isDirectory()) {
    const rules = isYaml(given) ? readRules(readFileSync(given, "utf8"), given) : undefined;
    // Two files to be compared are one file before and after, whatever their names.
    if (rules)
      return {
        name: given,
        boards: [],
        dataSources: undefined,
        rules: rules.map((rule) => ({ ...rule, file: "rules" })),
      };
    return { name: given, boards: find([given]).boards, dataSources: undefined };
  }
  const whole = existsSync(join(given, BOARDS));
  const { boards, dataSources, skipped } = find([whole ? join(given, BOARDS) : given]);
  const rules = whole ? RULES.flatMap((place) => rulesUnder(given, place)) : rulesUnder(given);
  const folder = join(given, CONTRACTS);
  const contracts = filesUnder(folder)
    .filter(isContract)
    .map((path): Blob => {
      const read = (): Buffer => readFileSync(join(folder, path));
      return { path, id: blobId(read()), place: join(folder, path), read };
    });
  return { name: given, boards, dataSources, rules, skipped, whole, ...(whole && { contracts }) };
}

function fromGit(given: string): Side {
  const [, ref, folderOrFile] = /^(.+?)(?::(.+))?$/.exec(given) ?? [];
  const commit =
    ref === undefined || ref.startsWith("-")
      ? undefined
      : git(["rev-parse", "--verify", "--quiet", `${ref}^{commit}`]);
  if (commit === undefined)
    throw inputError(
      given,
      "is neither a path nor a git ref here; give a folder, a file, or a ref such as HEAD~1.",
    );
  const whole = folderOrFile === undefined;
  // git knows neither `./boards` nor `boards/`.
  const path = whole ? BOARDS : normalize(folderOrFile).replace(/(?<=.)\/$/, "");
  const places = whole ? [...RULES, CONTRACTS] : [path];
  const listed = git(["ls-tree", "-r", "-z", commit.toString().trim(), "--", ...places])?.toString() ?? "";
  // mode, type, name of the blob, path; a link's blob is a path and no dashboard.
  const blobs = [...listed.matchAll(/100\d{3} blob (\S+)\t([^\0]+)\0/g)].map(([, blob, file]) => ({
    blob: blob!,
    file: file!,
  }));
  const read = (blob: string): Buffer => git(["cat-file", "blob", blob]) ?? Buffer.alloc(0);
  const contracts = blobs.flatMap(({ blob, file }): Blob[] => {
    const path = relative(CONTRACTS, file);
    return whole && isContract(path)
      ? [{ path, id: blob, place: `${ref}:${file}`, read: () => read(blob) }]
      : [];
  });
  // `find` reads files, and is the one reader there is.
  const folder = mkdtempSync(join(tmpdir(), "diff-"));
  try {
    for (const { blob, file } of blobs) {
      if (!/\.(json|ya?ml)$/.test(file) || (whole && file.startsWith(`${CONTRACTS}/`))) continue;
      mkdirSync(dirname(join(folder, file)), { recursive: true });
      writeFileSync(join(folder, file), read(blob));
    }
    // A commit may have nothing there.
    const place = whole ? join(folder, BOARDS) : folder;
    const { boards, dataSources, skipped } = find(existsSync(place) ? [place] : []);
    const rules = rulesUnder(folder);
    const names = skipped.map((file) => file.replace(`${folder}/`, `${ref}:`));
    return { name: given, boards, dataSources, rules, skipped: names, whole, ...(whole && { contracts }) };
  } catch (thrown) {
    if (!isInputError(thrown)) throw thrown;
    throw Object.assign(thrown, { message: thrown.message.replaceAll(`${folder}/`, `${ref}:`) });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The rules below a folder, their files named from `root` on. */
const rulesUnder = (root: string, place = ""): Rule[] =>
  filesUnder(join(root, place))
    .filter(isYaml)
    .map((file) => join(root, place, file))
    .flatMap((file) => readRules(readFileSync(file, "utf8"), file) ?? [])
    .map((rule) => ({ ...rule, file: relative(root, rule.file) }));

/** Files below a folder, sorted; none where there is no folder. */
function filesUnder(folder: string, below = ""): string[] {
  if (!existsSync(join(folder, below))) return [];
  return readdirSync(join(folder, below), { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(below, entry.name);
      if (entry.name.startsWith(".") || entry.name === "node_modules") return [];
      return entry.isDirectory() ? filesUnder(folder, path) : entry.isFile() ? [path] : [];
    });
}

/** The name git would give to this content, so that a checkout is compared with a ref without reading the ref. */
const blobId = (content: Buffer): string =>
  createHash("sha1").update(`blob ${content.length}\0`).update(content).digest("hex");

/** What git answers; undefined where it refuses or is not there. */
function git(args: readonly string[]): Buffer | undefined {
  try {
    return execFileSync("git", args, { stdio: ["ignore", "pipe", "ignore"], maxBuffer: 1 << 28 });
  } catch {
    return undefined;
  }
}
