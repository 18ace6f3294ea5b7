/** Reads scripts/findings/boards.yaml: which public dashboards are tried, at which commit, and against which pages. */
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { inputError } from "../../contracts/input-error.ts";
import { readYaml } from "../../contracts/read-yaml.ts";

/** A file of a public repository, at one commit. */
export interface PublicFile {
  readonly repository: string;
  readonly commit: string;
  readonly path: string;
  /** Git's id of its content. Absent where only a copy made by hand was at hand, which cannot have it. */
  readonly blob?: string;
}

/** A `/metrics` page in a public repository. */
export interface PublicPage extends PublicFile {
  readonly exporter: string;
}

/** A public file with dashboards. */
export interface PublicBoard extends PublicFile {
  readonly licence: string;
  /** Recordings under contracts/ that it is checked against. */
  readonly recordings?: readonly string[];
  /** Pages of public repositories that it is checked against. */
  readonly pages?: readonly PublicPage[];
  readonly dashboards: number;
  readonly panels: number;
  readonly queries: number;
  /** What a reader of its table has to know. */
  readonly note?: string;
}

const text = { type: "string", minLength: 1 };
const publicFile = {
  repository: { type: "string", pattern: "^[\\w.-]+/[\\w.-]+$", description: "owner/name" },
  commit: { type: "string", pattern: "^[0-9a-f]{40}$", description: "a full commit id of 40 digits" },
  path: { type: "string", pattern: "^[^/]", description: "a path inside the repository" },
  blob: { type: "string", pattern: "^[0-9a-f]{40}$", description: "git's id of the content, of 40 digits" },
};
const count = { type: "integer", minimum: 0 };
const SCHEMA = {
  type: "object",
  additionalProperties: {
    type: "object",
    additionalProperties: false,
    required: ["repository", "commit", "path", "licence", "dashboards", "panels", "queries"],
    properties: {
      ...publicFile,
      licence: text,
      note: text,
      dashboards: count,
      panels: count,
      queries: count,
      recordings: {
        type: "array",
        items: {
          type: "string",
          pattern: "^contracts/\\w+/recordings/[^/]+\\.prom$",
          description: "a recording under contracts/",
        },
      },
      pages: {
        type: "array",
        items: {
          type: "object",
          additionalProperties: false,
          required: ["exporter", "repository", "commit", "path"],
          properties: { exporter: text, ...publicFile },
        },
      },
    },
  },
};

/**
 * Reads the list, by the short name of each board.
 *
 * @throws InputError with file and line for a key that is none, a short commit id, a board without a page.
 */
export function readPublicBoards(file = "scripts/findings/boards.yaml"): ReadonlyMap<string, PublicBoard> {
  const { value, place } = readYaml<Record<string, PublicBoard>>(file, SCHEMA);
  for (const [name, { recordings = [], pages = [] }] of Object.entries(value))
    if (recordings.length + pages.length === 0)
      throw inputError(
        place(name),
        `\`${name}\` has neither \`recordings\` nor \`pages\` to be checked against.`,
      );
  return new Map(Object.entries(value));
}

/** Every public file that the list needs, dashboards and pages, each once. */
export function publicFiles(boards: ReadonlyMap<string, PublicBoard>): PublicFile[] {
  const all = [...boards.values()].flatMap((board): PublicFile[] => [board, ...(board.pages ?? [])]);
  return [...new Map(all.map((each) => [`${each.repository}/${each.path}`, each])).values()];
}

/** Where a public file lies below a folder of copies. */
export const copyOf = (folder: string, { repository, path }: PublicFile): string =>
  join(folder, ...repository.split("/"), ...path.split("/"));

/**
 * The copy of a public file.
 *
 * @throws InputError where it is not there, or its content is not that of the commit.
 */
export function readCopy(folder: string, file: PublicFile): Uint8Array {
  const copy = copyOf(folder, file);
  if (!existsSync(copy))
    throw inputError(copy, "does not exist; fetch the boards first: npm run findings -- --fetch FOLDER.");
  const bytes = readFileSync(copy);
  requireContent(copy, bytes, file);
  return bytes;
}

/** @throws InputError where the bytes are not those that git knows under the file's id. */
export function requireContent(place: string, bytes: Uint8Array, { blob, commit }: PublicFile): void {
  if (blob === undefined) return;
  const id = createHash("sha1").update(`blob ${bytes.length}\0`).update(bytes).digest("hex");
  if (id !== blob)
    throw inputError(
      place,
      `is not the file of commit ${commit.slice(0, 7)}; fetch it again at that commit.`,
    );
}
