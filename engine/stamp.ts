import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { brotliDecompressSync } from "node:zlib";

/** The folder of the engine, as a URL that ends in a slash. */
export const folder = new URL("./", import.meta.url);

/** What `engine.wasm.br` was built from: kept beside it, so that a test without Go can tell when it is out of date. */
export interface Stamp {
  /** The compiler: `go1.26.8`. `wasm_exec.js` is a part of it. */
  readonly go: string;
  /** SHA-256 of the program before compression, whose bytes vary with the version of Node. */
  readonly wasm: string;
  /** SHA-256 of every file the build reads, by name. */
  readonly sources: Readonly<Record<string, string>>;
}

/** SHA-256 of bytes, in hexadecimal. */
export const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

/**
 * The stamp as written by the last build.
 *
 * @throws Error where the file is missing or not JSON.
 */
export const readStamp = (): Stamp =>
  JSON.parse(readFileSync(new URL("stamp.json", folder), "utf8")) as Stamp;

/** SHA-256 of the files as they are now, by name: Go's sources and modules, and the runtime copied from Go. */
export function hashSources(): Record<string, string> {
  const names = readdirSync(folder).filter((name) => /\.go$|^go\.(mod|sum)$|^wasm_exec\.js$/.test(name));
  return Object.fromEntries(names.sort().map((name) => [name, sha256(readFileSync(new URL(name, folder)))]));
}

/** SHA-256 of the program in `engine.wasm.br`, decompressed. */
export const hashWasm = (): string =>
  sha256(brotliDecompressSync(readFileSync(new URL("engine.wasm.br", folder))));
