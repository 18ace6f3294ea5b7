import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { inputError } from "../../contracts/input-error.ts";
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

it("anything else is a defect of ours, with its stack", async () => {
  expect(await verb([], () => Promise.reject(new TypeError("x is undefined")))).toBe(2);
  expect(stderr).toMatch(/^TypeError: x is undefined\n +at .*\n[^]*This is a defect of inference-dashboards/);
});
