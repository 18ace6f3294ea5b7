import { accessSync, constants, existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { get, list, object, string, type Json } from "../../checks/model/shape.ts";

const WORKFLOWS = ".github/workflows";
const files = ["action.yml", ...readdirSync(WORKFLOWS).map((file) => join(WORKFLOWS, file))];
const read = (file: string): Json => object(parse(readFileSync(file, "utf8")));
const steps = (json: Json): Json[] => [
  ...list(get(json, "runs", "steps")).map(object),
  ...Object.values(object(json["jobs"])).flatMap((job) => list(get(job, "steps")).map(object)),
];
const { scripts } = JSON.parse(readFileSync("package.json", "utf8")) as { scripts: Record<string, string> };

/** What is wrong with a workflow or an action; empty where nothing is. */
function faults(text: string, json: Json): string[] {
  const found: string[] = [];
  for (const step of steps(json)) {
    const [uses, run] = [string(step["uses"]), string(step["run"])];
    if (uses !== undefined && !uses.startsWith("./")) {
      if (!/^[\w.-]+\/[\w./-]+@[0-9a-f]{40}$/.test(uses)) found.push(`${uses} is not pinned by a commit`);
      else if (!new RegExp(`${uses} # v\\d+\\.\\d+\\.\\d+$`, "m").test(text))
        found.push(`${uses} does not say its version`);
    }
    if (run?.includes("${{")) found.push(`a value is written into a command: ${run}`);
    for (const [, name] of run?.matchAll(/npm run ([\w:-]+)/g) ?? [])
      if (!Object.hasOwn(scripts, name!)) found.push(`there is no npm run ${name}`);
    for (const [, path] of run?.matchAll(
      /(?:"\$GITHUB_ACTION_PATH\/|(?<=\s|^))((?:\.ci|\.github|scripts)\/[\w./-]+)/g,
    ) ?? [])
      if (!existsSync(path!)) found.push(`there is no ${path}`);
  }
  if (/pull_request_target/.test(text.replace(/#.*$/gm, ""))) found.push("pull_request_target");
  if (json["jobs"] !== undefined && json["permissions"] === undefined) found.push("no permissions are given");
  return found;
}

describe.each(files)("%s", (file) => {
  it("is sound", () => {
    const json = read(file);
    expect(steps(json).length).toBeGreaterThan(0);
    expect(faults(readFileSync(file, "utf8"), json)).toEqual([]);
  });
});

describe("what is unsound is found", () => {
  const step = (more: string): string => `permissions: {}\njobs: { a: { steps: [{ ${more} }] } }`;
  it.each([
    [step("uses: actions/checkout@v6"), ["actions/checkout@v6 is not pinned by a commit"]],
    [
      step(`uses: "actions/checkout@${"a".repeat(40)}"`),
      [`actions/checkout@${"a".repeat(40)} does not say its version`],
    ],
    [
      step('run: "echo ${{ github.event.pull_request.title }}"'),
      ["a value is written into a command: echo ${{ github.event.pull_request.title }}"],
    ],
    [step("run: npm run nothing"), ["there is no npm run nothing"]],
    [step("run: sudo .ci/nothing"), ["there is no .ci/nothing"]],
    [`on: pull_request_target\n${step("run: npm test")}`, ["pull_request_target"]],
    ["jobs: { a: { steps: [{ run: npm test }] } }", ["no permissions are given"]],
    [step("run: npm run check"), []],
  ])("%j", (text, says) => expect(faults(text, object(parse(text)))).toEqual(says));
});

it("no job may write but the one that comments, and it only there", () => {
  const granted = files.flatMap((file) => {
    const json = read(file);
    const all = [json, ...Object.values(object(json["jobs"])).map(object)];
    return all.flatMap((each) =>
      Object.entries(object(each["permissions"])).map(([what, how]) => `${file} ${what}: ${String(how)}`),
    );
  });
  expect(granted.filter((each) => each.endsWith("write"))).toEqual([
    ".github/workflows/diff.yml pull-requests: write",
  ]);
});
it("no checkout leaves its token where a pull request's code can read it", () => {
  const checkouts = files.flatMap((file) =>
    steps(read(file)).filter(({ uses }) => string(uses)?.startsWith("actions/checkout@")),
  );
  expect(checkouts.length).toBeGreaterThan(0);
  expect(checkouts.map((step) => get(step, "with", "persist-credentials"))).toEqual(
    checkouts.map(() => false),
  );
});
it("every input of the action has a default, and is used", () => {
  const json = read("action.yml");
  const text = readFileSync("action.yml", "utf8");
  const inputs = Object.entries(object(json["inputs"]));
  expect(inputs.length).toBeGreaterThan(0);
  for (const [name, input] of inputs) {
    expect(object(input)["default"], name).toBeTypeOf("string");
    expect(text).toContain(`inputs.${name}`);
  }
});
it.each(readdirSync(".github/scripts"))(".github/scripts/%s can be executed", (file) =>
  expect(() => accessSync(join(".github/scripts", file), constants.X_OK)).not.toThrow(),
);

it("a pull request is a fork's where it comes from another repository, also into a fork", () => {
  const asked = steps(read("action.yml")).flatMap((step) => string(get(step, "env", "IS_FORK")) ?? []);
  expect(asked).toEqual(["${{ github.event.pull_request.head.repo.full_name != github.repository }}"]);
});
