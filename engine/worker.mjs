// @ts-check
// Runs the engine in a thread of its own, so that a crash of the Go program ends this thread and not its caller.
// Plain JavaScript, because Node 20 loads no TypeScript in a worker.
import { readFileSync } from "node:fs";
import { parentPort } from "node:worker_threads";
import { brotliDecompressSync } from "node:zlib";
import "./wasm_exec.js";

/**
 * @typedef {{ id: number, request: string, samples: Uint8Array }} Asked
 * @typedef {{ id: number, response: string }} Answered JSON: `result` or `error`.
 * @typedef {{ Go: new () => { importObject: WebAssembly.Imports, exit: (code: number) => void, run: (instance: WebAssembly.Instance) => Promise<void> },
 *   fs: { writeSync: (file: number, bytes: Uint8Array) => number },
 *   promqlEngine: (request: string, samples: Uint8Array) => string | undefined }} Global
 */

const port = /** @type {import("node:worker_threads").MessagePort} */ (parentPort);
const global = /** @type {Global} */ (/** @type {unknown} */ (globalThis));

// What Go writes before it dies is the only explanation there is; without this it would go to the console.
let written = "";
const decoder = new TextDecoder();
global.fs.writeSync = (_file, bytes) => {
  written += decoder.decode(bytes, { stream: true });
  return bytes.length;
};

const go = new global.Go();
go.exit = (code) => {
  throw new Error(`the engine ended with exit code ${code}`);
};

const wasm = brotliDecompressSync(readFileSync(new URL("./engine.wasm.br", import.meta.url)));
const { instance } = await WebAssembly.instantiate(wasm, go.importObject);
// Ends only with the Go program, which waits for calls for ever.
void go.run(instance);

port.on("message", (/** @type {Asked} */ { id, request, samples }) => {
  try {
    port.postMessage({ id, response: /** @type {string} */ (global.promqlEngine(request, samples)) });
  } catch (thrown) {
    // The program's memory cannot be trusted any more: an uncaught error ends the thread and reaches the caller.
    throw new Error(
      [thrown instanceof Error ? thrown.message : String(thrown), written.trim()].join("\n").trim(),
    );
  }
});
port.postMessage({ id: 0, response: "" });
