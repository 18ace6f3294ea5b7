/** The stack's files as the tests want them: of the fixture's stack with something changed, in a temporary folder. */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll } from "vitest";
import { parse, parseDocument } from "yaml";
import { stackFiles } from "../../stack/config/files.ts";
import { COMPOSE, type Places } from "../../stack/config/places.ts";
import { readStack } from "../../stack.ts";

/** A key of stack.yaml and its value; undefined takes the key out. */
export type Change = readonly [path: readonly (string | number)[], value: unknown];

/** A folder for one test file, removed at its end. */
export function temporary(): string {
  const folder = mkdtempSync(join(tmpdir(), "stack-config-"));
  afterAll(() => rmSync(folder, { recursive: true }));
  return folder;
}

export function built(changes: readonly Change[] = [], places: Places = COMPOSE): Map<string, string> {
  const document = parseDocument(readFileSync("test/fixtures/stack.yaml", "utf8"));
  for (const [path, value] of changes)
    if (value === undefined) document.deleteIn(path);
    else document.setIn(path, value);
  const folder = mkdtempSync(join(tmpdir(), "stack-"));
  try {
    writeFileSync(join(folder, "stack.yaml"), String(document));
    return stackFiles(readStack(join(folder, "stack.yaml")), places);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

export const file = (name: string, changes: readonly Change[] = [], places?: Places): string =>
  built(changes, places).get(name)!;

/** Parsed, and deliberately without a type: it is what the programs read. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export const read = (name: string, changes: readonly Change[] = [], places?: Places): any =>
  parse(file(name, changes, places));

/** Writes them to disk, so that the programs can be asked what they think of them, and answers the folder. */
export function written(files: ReadonlyMap<string, string>, into: string): string {
  for (const [name, text] of files) {
    mkdirSync(dirname(join(into, name)), { recursive: true });
    writeFileSync(join(into, name), text);
  }
  return into;
}

/** Places below a folder; nginx listens on the given port, the others' ports are made up. */
export const here = (folder: string, port = 5): Places => ({
  prometheus: {
    self: "127.0.0.1:1",
    rules: join(folder, "prometheus/rules"),
    litellmKeyFile: join(folder, "key"),
  },
  loki: { listen: "127.0.0.1:2", grpcListen: "127.0.0.1:3", data: join(folder, "loki-data") },
  promtail: { listen: "127.0.0.1:4", positions: join(folder, "positions.yaml") },
  nginx: {
    listen: `127.0.0.1:${port}`,
    status: `unix:${folder}/status`,
    scratch: join(folder, "scratch"),
    errorLog: "stderr",
  },
  accessLog: join(folder, "access.log"),
});

/** What a program answers and prints, both streams together. */
export function run(command: string, ...args: string[]): { status: number | null; said: string } {
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: "utf8" });
  return { status, said: `${stdout}${stderr}` };
}
