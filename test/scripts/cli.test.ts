import { readFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { inputError } from "../../contracts/input-error.ts";
import { many } from "../../checks/model/problem.ts";
import { run } from "../../scripts/cli.ts";

let stdout: string;
let stderr: string;
beforeEach(() => {
  stdout = stderr = "";
  vi.spyOn(console, "log").mockImplementation((text: string) => void (stdout += `${text}\n`));
  vi.spyOn(console, "error").mockImplementation((...words: unknown[]) => {
    stderr += `${words.map((word) => (word instanceof Error ? word.stack : word)).join(" ")}\n`;
  });
});
afterEach(() => vi.restoreAllMocks());

const verb = (argv: string[], main: () => number | Promise<number> = () => 0, allowPositionals = false) =>
  run(
    {
      usage: "\nnpm run verb -- [--json] [--name NAME]\n",
      options: { json: { type: "boolean" }, name: { type: "string" } },
      allowPositionals,
      main,
    },
    argv,
  );

it("the exit code is main's", async () => {
  expect(await verb(["--json", "--name", "x"], () => 1)).toBe(1);
  expect(await verb([], async () => 0)).toBe(0);
  expect([stdout, stderr]).toEqual(["", ""]);
});

it("main gets flags and words", async () => {
  const got: unknown[] = [];
  await run(
    {
      usage: "",
      options: { json: { type: "boolean" } },
      allowPositionals: true,
      main: ({ json }, words) => got.push(json, words),
    },
    ["a", "--json", "b"],
  );
  expect(got).toEqual([true, ["a", "b"]]);
});

it("--help prints the usage and runs nothing", async () => {
  const main = vi.fn(() => 1);
  expect(await verb(["--jsn", "--help"], main)).toBe(0);
  expect(stdout).toBe("npm run verb -- [--json] [--name NAME]\n");
  expect(main).not.toHaveBeenCalled();
});

it.each([
  [["--jsn"], "--jsn: is no flag of this command; did you mean `--json`? See --help.\n"],
  [["--zzzzzz"], "--zzzzzz: is no flag of this command. See --help.\n"],
  [["-j"], "-j: is no flag of this command. See --help.\n"],
  [["--json=yes"], "--json: takes no value. See --help.\n"],
  [["--name"], "--name: needs a value. See --help.\n"],
  [["--name", "--json"], "--name: needs a value. See --help.\n"],
  [["gpu.json"], "gpu.json: is one word too many. See --help.\n"],
])("%j is refused with one sentence", async (argv, sentence) => {
  const main = vi.fn(() => 0);
  expect(await verb(argv, main)).toBe(2);
  expect(stderr).toBe(sentence);
  expect(main).not.toHaveBeenCalled();
});

it("bad input is one sentence", async () => {
  const main = () => {
    throw inputError("stack.yaml:3", "is wrong.");
  };
  expect(await verb([], main)).toBe(2);
  expect([stdout, stderr]).toEqual(["", "stack.yaml:3: is wrong.\n"]);
});

describe("a file that the file system does not give", () => {
  const refused = (more: object) => () => Promise.reject(Object.assign(new Error("refused"), more));
  it.each([
    [
      { code: "EACCES", syscall: "open", path: "a.json" },
      "a.json: cannot be read by this user; change its owner or mode, or that of its folder.\n",
    ],
    [
      { code: "EPERM", syscall: "scandir", path: "boards" },
      "boards: cannot be read by this user; change its owner or mode, or that of its folder.\n",
    ],
    [
      { code: "ENOTDIR", syscall: "open", path: "a.json/b" },
      "a.json/b: lies below a file where a folder is needed.\n",
    ],
    [
      { code: "EIO", syscall: "read" },
      "a given file: cannot be read, its disk does not answer as it should.\n",
    ],
  ])("%j is one sentence", async (more, sentence) => {
    expect(await verb([], refused(more))).toBe(2);
    expect([stdout, stderr]).toEqual(["", sentence]);
  });
  it("a folder read as a file is named, although Node does not", async () => {
    expect(await verb(["--name", "test"], () => (readFileSync("test"), 0))).toBe(2);
    expect(stderr).toBe("test: is a folder where a file is needed.\n");
  });
  it.each([
    { code: "EACCES", syscall: "spawn git", path: "git" },
    { code: "ENOENT", syscall: "open", path: "a" },
  ])("%j is none of these", async (more) => {
    expect(await verb([], refused(more))).toBe(2);
    expect(stderr).toContain("This is a defect of inference-dashboards");
  });
});

it("anything else is a defect of ours, with its stack", async () => {
  expect(await verb([], () => Promise.reject(new TypeError("x is undefined")))).toBe(2);
  expect(stderr).toMatch(/^TypeError: x is undefined\n +at .*\n[^]*This is a defect of inference-dashboards/);
});

it("counts in words", () =>
  expect([many(0, "file"), many(1, "file"), many(2, "file")]).toEqual(["0 files", "1 file", "2 files"]));
