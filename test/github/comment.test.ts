import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { panel, target } from "../diff/boards.ts";

const folder = mkdtempSync(join(tmpdir(), "github-test-"));
afterAll(() => rmSync(folder, { recursive: true }));
const at = (...path: readonly string[]): string => join(folder, ...path);

// Stands for GitHub: keeps the comments in a file, and refuses what FAKE_REFUSE names.
mkdirSync(at("bin"));
writeFileSync(
  at("bin/gh"),
  `#!${process.execPath}
const { readFileSync, writeFileSync } = require("node:fs");
const args = process.argv.slice(2);
const option = (name) => args[args.indexOf(name) + 1];
const method = args.includes("--method") ? option("--method") : "GET";
const path = args.find((each) => each.startsWith("repos/"));
if (args[0] !== "api" || process.env.GH_TOKEN !== "token" || !path.startsWith("repos/o/r/issues/")) process.exit(4);
if (process.env.FAKE_REFUSE === method) { console.error("HTTP 403"); process.exit(1); }
const comments = JSON.parse(readFileSync(process.env.FAKE_COMMENTS, "utf8"));
if (method === "GET") {
  const [, marker] = /startswith\\("(.*?)"\\)/.exec(option("--jq"));
  for (const { id, type, body } of comments) if (type === "Bot" && body.startsWith(marker)) console.log(id);
} else {
  const body = readFileSync(option("-F").replace(/^body=@/, ""), "utf8");
  if (method === "POST") comments.push({ id: comments.length + 1, type: "Bot", body });
  else comments.find(({ id }) => path === "repos/o/r/issues/comments/" + id).body = body;
  writeFileSync(process.env.FAKE_COMMENTS, JSON.stringify(comments));
}
`,
  { mode: 0o755 },
);

// A repository whose last commit changed a unit, on a branch beside main.
const repository = at("repository");
mkdirSync(join(repository, "provisioning"), { recursive: true });
const git = (...args: readonly string[]): string =>
  execFileSync("git", ["-c", "user.name=test", "-c", "user.email=test@example.org", ...args], {
    cwd: repository,
    encoding: "utf8",
  }).trim();
const commit = (unit: string, title = "GPU"): void => {
  const fieldConfig = { defaults: { unit }, overrides: [] };
  const json = { uid: "gpu", title, panels: [panel({ fieldConfig, targets: [target("max(temp)")] })] };
  writeFileSync(join(repository, "provisioning/gpu.json"), JSON.stringify(json));
  git("add", ".");
  git("commit", "--quiet", "--allow-empty", "--message", unit);
};
git("init", "--quiet", "--initial-branch", "main");
commit("celsius");
git("checkout", "--quiet", "-b", "change");
commit("short");
// What main got since then is not the change's.
git("checkout", "--quiet", "main");
commit("celsius", "Cards");
git("checkout", "--quiet", "-b", "nothing");
commit("celsius", "Cards");

beforeEach(() => {
  writeFileSync(at("comments.json"), "[]");
  for (const file of ["summary.md", "output"]) rmSync(at(file), { force: true });
});
interface Comment {
  readonly id: number;
  readonly type: string;
  readonly body: string;
}
const comments = (): Comment[] => JSON.parse(readFileSync(at("comments.json"), "utf8")) as Comment[];
const summary = (): string => (existsSync(at("summary.md")) ? readFileSync(at("summary.md"), "utf8") : "");
const run = (script: string, args: readonly string[], env: Readonly<Record<string, string>> = {}) =>
  spawnSync(join(process.cwd(), ".github/scripts", script), args, {
    cwd: repository,
    encoding: "utf8",
    env: {
      ...process.env,
      PATH: `${at("bin")}:${process.env["PATH"]}`,
      FAKE_COMMENTS: at("comments.json"),
      GITHUB_REPOSITORY: "o/r",
      GITHUB_STEP_SUMMARY: at("summary.md"),
      GITHUB_OUTPUT: at("output"),
      RUNNER_TEMP: folder,
      GH_TOKEN: "token",
      PR_NUMBER: "7",
      IS_FORK: "false",
      ...env,
    },
  });

describe("comment.sh", () => {
  const say = (text: string, env: Readonly<Record<string, string>> = {}, key = "all") => {
    writeFileSync(at("body.md"), text);
    return run("comment.sh", [at("body.md"), key], env);
  };
  const marked = (text: string): string => `<!-- inference-dashboards diff of all -->\n${text}`;
  it("writes a comment once, and rewrites it from then on", () => {
    expect(say("`one` $(touch x) *two*").status).toBe(0);
    expect(comments().map(({ body }) => body)).toEqual([marked("`one` $(touch x) *two*")]);
    expect(say("other").status).toBe(0);
    expect(comments().map(({ body }) => body)).toEqual([marked("other")]);
    expect(summary()).toBe("");
  });
  it("leaves alone what a person wrote, and the comment of another folder", () => {
    const person = { id: 1, type: "User", body: marked("quoted") };
    writeFileSync(at("comments.json"), JSON.stringify([person]));
    say("mine");
    say("of boards", {}, 'bo"ards -->');
    expect(comments().map(({ body }) => body)).toEqual([
      person.body,
      marked("mine"),
      "<!-- inference-dashboards diff of bo_ards____ -->\nof boards",
    ]);
  });
  it.each([
    ["a fork", { IS_FORK: "true" }],
    ["no pull request", { PR_NUMBER: "" }],
    ["no wish for a comment", { COMMENT: "false" }],
    ["a token that may not read", { FAKE_REFUSE: "GET" }],
    ["a token that may not write", { FAKE_REFUSE: "POST" }],
  ])("with %s the text goes into the job's summary", (_, env) => {
    const { status, stdout } = say("told", env);
    expect(status).toBe(0);
    expect(summary()).toBe("told");
    expect(stdout).toContain("in the job's summary.\n");
    expect(comments()).toEqual([]);
  });
  it("a comment that may not be rewritten is told in the summary", () => {
    say("one");
    say("two", { FAKE_REFUSE: "PATCH" });
    expect(summary()).toBe("two");
  });
  it("with nothing to tell it corrects an older comment, and begins none", () => {
    say("no change", { UPDATE_ONLY: "true" });
    expect(comments()).toEqual([]);
    say("a change");
    say("no change", { UPDATE_ONLY: "true" });
    expect(comments().map(({ body }) => body)).toEqual([marked("no change")]);
  });
});

describe("diff.sh", () => {
  const on = (branch: string, env: Readonly<Record<string, string>>) => {
    git("checkout", "--quiet", branch);
    return run("diff.sh", [], env);
  };
  it("comments what HEAD changed since it left its base, and names the file", () => {
    const { status, stderr } = on("change", { BASE: "main" });
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    const [comment, ...more] = comments();
    expect(more).toEqual([]);
    expect(comment!.body).toContain("**breaking** · unit `celsius` → `short`");
    expect(comment!.body).not.toContain("Cards");
    expect(readFileSync(at("output"), "utf8")).toBe(`diff=${at("inference-dashboards-diff.md")}\n`);
  });
  it("fails on what is breaking where that is asked for, after the comment", () => {
    expect(on("change", { BASE: "main", FAIL_ON: "breaking" }).status).toBe(1);
    expect(comments()).toHaveLength(1);
  });
  it("compares one folder under a comment of its own", () => {
    expect(on("change", { BASE: git("rev-parse", "main"), DASHBOARDS: "./provisioning/" }).status).toBe(0);
    expect(comments()[0]!.body).toMatch(/^<!-- inference-dashboards diff of \.\/provisioning\/ -->\n### /);
  });
  it("begins no comment where nothing changed", () => {
    expect(on("nothing", { BASE: "main", FAIL_ON: "breaking" }).status).toBe(0);
    expect(comments()).toEqual([]);
    expect(summary()).toBe("");
  });
  it("tells dashboards that are all new", () => {
    git("checkout", "--quiet", "-B", "first", "change");
    mkdirSync(join(repository, "boards"), { recursive: true });
    writeFileSync(join(repository, "boards/gpu.json"), '{ "title": "GPU", "panels": [] }');
    git("add", ".");
    git("commit", "--quiet", "--message", "first");
    const { status } = on("first", { BASE: "main", DASHBOARDS: "boards" });
    expect(status).toBe(0);
    expect(comments().map(({ body }) => body)).toEqual([expect.stringContaining("#### GPU (new)")]);
  });
  it("without a base there is nothing to do", () => {
    const { status, stdout } = on("change", { BASE: "" });
    expect({ status, stdout }).toEqual({
      status: 0,
      stdout: "Nothing to compare with: this run belongs to no pull request, and no base is given.\n",
    });
  });
  it("a folder that neither commit has is a mistake, told where GitHub takes commands again", () => {
    const { status, stdout } = on("change", { BASE: "main", DASHBOARDS: "boards" });
    expect(status).toBe(2);
    expect(stdout).toMatch(
      /^::stop-commands::(\w{32})\n\S+:boards: the commit has no dashboard under `boards`; .*\n::\1::\n::error::The comparison could not run; the reason stands above\.\n$/,
    );
    expect(comments()).toEqual([]);
  });
  it.each([
    [
      { BASE: "nowhere" },
      "::error::base: `nowhere` is not in this clone; check out with `fetch-depth: 0`.\n",
    ],
    [{ BASE: "--help" }, "::error::base: `--help` is not in this clone; check out with `fetch-depth: 0`.\n"],
    [{ BASE: "main", FAIL_ON: "all" }, "::error::fail-on: takes only `breaking`, not `all`.\n"],
    [{ BASE: "main", FAIL_ON: "Breaking" }, "::error::fail-on: takes only `breaking`, not `Breaking`.\n"],
  ])("%j is one sentence, exit code 2, and no comment", (env, sentence) => {
    const { status, stdout } = on("change", env);
    expect({ status, stdout }).toEqual({ status: 2, stdout: sentence });
    expect(comments()).toEqual([]);
    expect(summary()).toBe("");
  });
});

describe("check.sh", () => {
  const page = at("gpu.prom");
  it("prints the report, leaves SARIF, and fails where there is a problem", () => {
    writeFileSync(page, "# HELP heat Celsius.\n# TYPE heat gauge\nheat 41\n");
    const { status, stdout, stderr } = run("check.sh", [], { SCRAPE: `\n  gpu=${page}  \n` });
    expect(stderr).toBe("");
    const [, token] = /^::stop-commands::([0-9a-f]{32})\n/.exec(stdout) ?? [];
    expect(stdout.indexOf(`\n::${token}::\n`)).toBeGreaterThan(stdout.indexOf("unknown-metric"));
    expect(stdout).toContain("unknown-metric");
    expect(status).toBe(1);
    expect(readFileSync(at("output"), "utf8")).toBe(`sarif=${at("inference-dashboards.sarif")}\n`);
    const sarif = JSON.parse(readFileSync(at("inference-dashboards.sarif"), "utf8")) as {
      version: string;
      runs: { results: unknown[] }[];
    };
    expect(sarif.version).toBe("2.1.0");
    expect(sarif.runs[0]!.results.length).toBeGreaterThan(0);
  });
  it("with a page that is not there is exit code 2, without SARIF", () => {
    const { status, stdout } = run("check.sh", [], { SCRAPE: at("nowhere.prom") });
    expect(status).toBe(2);
    expect(stdout).toContain("nowhere.prom: ");
    expect(existsSync(at("output"))).toBe(false);
  });
});

describe("plain.sh", () => {
  it("keeps what a program prints from being a command, with another token each time, and its exit code", () => {
    const said = () => run("plain.sh", ["bash", "-c", "echo ::error::a; echo ::b:: >&2; exit 3"]);
    const [one, two] = [said(), said()];
    expect([one.status, one.stderr]).toEqual([3, ""]);
    expect(one.stdout).toMatch(/^::stop-commands::([0-9a-f]{32})\n::error::a\n::b::\n::\1::\n$/);
    expect(one.stdout).not.toBe(two.stdout);
  });
});
