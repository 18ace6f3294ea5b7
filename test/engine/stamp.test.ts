import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { folder, hashSources, hashWasm, readStamp } from "../../engine/stamp.ts";

const rebuild = "run `npm run engine:build` and commit the result";

test("the engine was built from the sources that lie beside it", () => {
  expect(hashSources(), `the Go sources changed: ${rebuild}`).toEqual(readStamp().sources);
  expect(Object.keys(readStamp().sources)).toEqual(
    expect.arrayContaining(["go.mod", "go.sum", "main.go", "wasm_exec.js"]),
  );
});

test("the compressed program is the one that was stamped", () => {
  expect(hashWasm(), `engine.wasm.br and stamp.json do not belong together: ${rebuild}`).toBe(
    readStamp().wasm,
  );
});

test("the licences are those of the versions in go.mod", () => {
  const version = /prometheus\/prometheus (v\S+)/.exec(readFileSync(new URL("go.mod", folder), "utf8"))?.[1];
  const licenses = readFileSync(new URL("LICENSES.txt", folder), "utf8");
  expect(version).toMatch(/^v0\.3\d\d\./);
  expect(licenses).toContain(`==== github.com/prometheus/prometheus ${version} (NOTICE)`);
  expect(licenses).toContain(`==== Go ${readStamp().go} (LICENSE)`);
});

const build = (path: string, ...flags: string[]): { status: number | null; stdout: string; stderr: string } =>
  spawnSync(process.execPath, ["--import", "tsx", fileURLToPath(new URL("build.ts", folder)), ...flags], {
    encoding: "utf8",
    env: { ...process.env, PATH: path },
  });

test("a build without Go ends with one sentence and exit code 2", () => {
  expect(build("", "--check")).toMatchObject({
    status: 2,
    stdout: "",
    stderr: `engine:build: Go is not installed; install ${readStamp().go} from https://go.dev/dl/ and run this again.\n`,
  });
  expect(build("", "--chek")).toMatchObject({
    status: 2,
    stderr: expect.stringContaining("unknown option --chek"),
  });
});

test.skipIf(process.platform === "win32")(
  "a build with another Go ends with one sentence and exit code 2",
  () => {
    const path = mkdtempSync(join(tmpdir(), "other-go-"));
    try {
      writeFileSync(join(path, "go"), "#!/bin/sh\necho go1.0\n");
      chmodSync(join(path, "go"), 0o755);
      const { go } = readStamp();
      expect(build(path, "--check")).toMatchObject({
        status: 2,
        stdout: "",
        stderr: `engine:build: Go is go1.0, but the engine was built with ${go}; install that one, or move on with --new-go.\n`,
      });
    } finally {
      rmSync(path, { recursive: true });
    }
  },
);
