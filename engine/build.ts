// Builds engine.wasm.br from the Go program beside it. Needs Go; nothing else in the project does.
//   npm run engine:build               build, compress, write stamp.json, wasm_exec.js and LICENSES.txt
//   npm run engine:build -- --check    build elsewhere and compare with stamp.json; exit 1 if different
//   npm run engine:build -- --new-go   build with another version of Go than the last time
import { execFileSync } from "node:child_process";
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants } from "node:zlib";
import { folder, hashSources, readStamp, sha256 } from "./stamp.ts";

const here = (name: string): string => fileURLToPath(new URL(name, folder));

// Everything that could make the same sources give other bytes is pinned, whatever the caller's settings.
const environment = {
  ...process.env,
  GOOS: "js",
  GOARCH: "wasm",
  GOFLAGS: "",
  GOEXPERIMENT: "",
  GOWASM: "",
  GOWORK: "off",
  GOTOOLCHAIN: "local",
};
const go = (...parameters: string[]): string =>
  execFileSync("go", parameters, {
    cwd: fileURLToPath(folder),
    env: environment,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
    maxBuffer: 64 * 1024 * 1024,
  }).trim();

process.exitCode = build(process.argv.slice(2));

function build(flags: readonly string[]): 0 | 1 | 2 {
  const unknown = flags.find((flag) => flag !== "--check" && flag !== "--new-go");
  if (unknown !== undefined) return refuse(`unknown option ${unknown}; there are --check and --new-go.`);
  const stamp = readStamp();
  let version: string;
  try {
    version = go("env", "GOVERSION");
  } catch {
    return refuse(`Go is not installed; install ${stamp.go} from https://go.dev/dl/ and run this again.`);
  }
  if (version !== stamp.go && !flags.includes("--new-go"))
    return refuse(
      `Go is ${version}, but the engine was built with ${stamp.go}; install that one, or move on with --new-go.`,
    );

  const temporary = mkdtempSync(join(tmpdir(), "engine-"));
  try {
    const built = join(temporary, "engine.wasm");
    try {
      go("build", "-trimpath", "-buildvcs=false", "-ldflags=-s -w", "-o", built, ".");
    } catch {
      return refuse("go build failed; its messages are above.");
    }
    const wasm = readFileSync(built);
    return flags.includes("--check") ? compare(stamp.wasm, sha256(wasm)) : write(version, wasm);
  } finally {
    rmSync(temporary, { recursive: true });
  }
}

function refuse(sentence: string): 2 {
  console.error(`engine:build: ${sentence}`);
  return 2;
}

function compare(committed: string, built: string): 0 | 1 {
  if (committed === built) {
    console.log(`engine.wasm is what the sources give: sha256 ${built}.`);
    return 0;
  }
  console.log(`engine.wasm is out of date: stamp.json has sha256 ${committed}, the sources give ${built}.`);
  console.log("Run `npm run engine:build` and commit the result.");
  return 1;
}

function write(version: string, wasm: Uint8Array): 0 {
  copyFileSync(join(go("env", "GOROOT"), "lib/wasm/wasm_exec.js"), here("wasm_exec.js"));
  writeFileSync(here("LICENSES.txt"), licenses(version));
  console.error("Compressing; this takes about a minute.");
  const compressed = brotliCompressSync(wasm, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
      [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS,
      [constants.BROTLI_PARAM_SIZE_HINT]: wasm.length,
    },
  });
  writeFileSync(here("engine.wasm.br"), compressed);
  const stamp = { go: version, wasm: sha256(wasm), sources: hashSources() };
  writeFileSync(here("stamp.json"), `${JSON.stringify(stamp, null, 2)}\n`);
  console.log(
    `engine.wasm.br: ${megabytes(compressed)} (${megabytes(wasm)} unpacked), built with ${version}.`,
  );
  return 0;
}

function megabytes(bytes: Uint8Array): string {
  return `${(bytes.length / 1e6).toFixed(1)} MB`;
}

/**
 * The licences of everything linked into the program: who passes it on has to pass these on too. One text is printed
 * once, under all the modules that have it.
 */
function licenses(version: string): string {
  const format = "{{with .Module}}{{if .Version}}{{.Path}} {{.Version}}\t{{.Dir}}{{end}}{{end}}";
  const linked = go("list", "-deps", "-f", format, ".").split("\n");
  const modules = [...new Set(linked.filter((line) => line !== ""))].sort();
  const owners = new Map<string, string[]>();
  for (const line of [`Go ${version}\t${go("env", "GOROOT")}`, ...modules]) {
    const [title = "", path = ""] = line.split("\t");
    const names = readdirSync(path).filter((name) => /^(LICEN[CS]E|NOTICE|COPYING|PATENTS)/i.test(name));
    if (names.length === 0) throw new Error(`${title} has no licence file in ${path}`);
    for (const name of names.sort()) {
      const text = readFileSync(join(path, name), "utf8").replaceAll("\r\n", "\n").trim();
      owners.set(text, [...(owners.get(text) ?? []), `${title} (${name})`]);
    }
  }
  const parts = [...owners].map(
    ([text, titles]) => `${titles.map((title) => `==== ${title}`).join("\n")}\n\n${text}\n`,
  );
  return `engine.wasm.br contains the following. wasm_exec.js is a part of Go.\n\n${parts.join("\n\n")}`;
}
