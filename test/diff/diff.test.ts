import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { script } from "../scripts/spawn.ts";
import { panel, target } from "./boards.ts";

// A repository of two commits, beside nothing else.
const folder = mkdtempSync(join(tmpdir(), "diff-test-"));
afterAll(() => rmSync(folder, { recursive: true }));
const git = (...args: string[]): string =>
  execFileSync("git", ["-c", "user.name=test", "-c", "user.email=test@example.org", ...args], {
    cwd: folder,
    encoding: "utf8",
  }).trim();
const write = (expr: string, more: object = {}): void => {
  const gpu = { uid: "gpu", title: "GPU", panels: [panel({ targets: [target(expr)], ...more })] };
  mkdirSync(join(folder, "provisioning/dashboards"), { recursive: true });
  writeFileSync(join(folder, "provisioning/dashboards/gpu.json"), JSON.stringify(gpu));
};
git("init", "--quiet");
write("max(DCGM_FI_DEV_GPU_TEMP)");
git("add", ".");
git("commit", "--quiet", "--message", "one");
write("max(DCGM_FI_DEV_GPU_UTIL)", { fieldConfig: { defaults: { unit: "percent" }, overrides: [] } });
git("commit", "--quiet", "--all", "--message", "two");
cpSync(join(folder, "provisioning"), join(folder, "copy"), { recursive: true });
writeFileSync(join(folder, "broken.json"), '{ "panels": [ }');
mkdirSync(join(folder, "empty"));

const diff = (...args: readonly string[]) => script("scripts/diff.ts", args, folder);

describe.concurrent("npm run diff", () => {
  it("compares two commits and touches neither index nor work tree", async () => {
    const { code, stdout, stderr } = await diff("--no-evidence", "HEAD~1", "HEAD");
    expect(stdout).toContain("  Temperature\n    breaking  unit `celsius` → `percent`\n    review    metric");
    expect(stdout).toContain("max([-DCGM_FI_DEV_GPU_TEMP-]{+DCGM_FI_DEV_GPU_UTIL+})");
    expect(stdout).toMatch(/Changes: 1 breaking, 1 review\. Compared 1 with 1 dashboard\.\n$/);
    expect(stderr).toBe("");
    expect(code).toBe(1);
    expect(git("status", "--porcelain", "--untracked-files=no")).toBe("");
  });
  it("takes a folder, a file and ref:path for either side", async () => {
    for (const same of [
      "copy",
      "copy/dashboards/gpu.json",
      "HEAD:provisioning/dashboards/gpu.json",
      "provisioning",
    ]) {
      const { code, stdout } = await diff("--no-evidence", "HEAD", same);
      expect(stdout).toBe(`HEAD → ${same}\n\nNo change. Compared 1 with 1 dashboard.\n`);
      expect(code).toBe(0);
    }
  });
  it("--json is the same as data", async () => {
    const { code, stdout } = await diff("--json", "--no-evidence", "HEAD~1", "HEAD");
    const found = JSON.parse(stdout) as {
      boards: { uid: string; changes: { risk: string; kind: string }[] }[];
    };
    expect(found.boards.map(({ uid }) => uid)).toEqual(["gpu"]);
    expect(found.boards[0]!.changes.map(({ risk, kind }) => `${risk} ${kind}`).sort()).toEqual([
      "breaking unit",
      "review query",
    ]);
    expect(found).toMatchObject({
      metrics: { added: ["DCGM_FI_DEV_GPU_UTIL"], gone: ["DCGM_FI_DEV_GPU_TEMP"] },
    });
    expect(code).toBe(1);
  });
  it("--markdown is a comment", async () => {
    const { stdout } = await diff("--markdown", "--no-evidence", "HEAD~1", "HEAD");
    expect(stdout).toMatch(/^### Dashboards: `HEAD~1` → `HEAD`\n\n\*\*Changes: 1 breaking, 1 review\./);
    expect(stdout).toContain("<del>DCGM_FI_DEV_GPU_TEMP</del>");
  });
  it("--fail-on breaking lets the rest pass", async () => {
    expect((await diff("--no-evidence", "--fail-on", "breaking", "HEAD~1", "HEAD")).code).toBe(1);
    writeFileSync(
      join(folder, "reviewed.json"),
      JSON.stringify({
        uid: "gpu",
        title: "GPU",
        panels: [panel({ targets: [target("min(DCGM_FI_DEV_GPU_TEMP)")] })],
      }),
    );
    const { code, stdout } = await diff("--no-evidence", "--fail-on", "breaking", "HEAD~1", "reviewed.json");
    expect(stdout).toContain("aggregation max → min");
    expect(code).toBe(0);
  });
  it.each([
    [["HEAD"], "diff: needs two folders, files or git refs: npm run diff -- BASE HEAD. See --help."],
    [["HEAD", "HEAD", "copy"], "copy: is one too many; diff compares two. See --help."],
    [
      ["nowhere", "HEAD"],
      "nowhere: is neither a path nor a git ref here; give a folder, a file, or a ref such as HEAD~1.",
    ],
    [
      ["HEAD:docs", "HEAD"],
      "HEAD:docs: the commit has no dashboard under `docs`; say where the dashboards are: `HEAD:folder`.",
    ],
    [["broken.json", "HEAD"], "broken.json:1:15: is not JSON: there is `}` where a value or ] belongs."],
    [["empty", "HEAD"], "empty: has no dashboard; name a folder, a file or a ref that has one."],
    [["--json", "--markdown", "HEAD", "HEAD"], "--json: does not go with --markdown; give one of them."],
    [["--fail-on", "review", "HEAD", "HEAD"], "--fail-on: takes only `breaking`, not `review`."],
    [["--jsn", "HEAD", "HEAD"], "--jsn: is no flag of this command; did you mean `--json`? See --help."],
  ])("%j is one sentence and exit code 2", async (args, sentence) => {
    const { code, stdout, stderr } = await diff(...args);
    expect({ code, stdout, stderr }).toEqual({ code: 2, stdout: "", stderr: `${sentence}\n` });
  });
  it("a broken file of a commit is named by the commit, and nothing stays behind", async () => {
    const temporary = mkdtempSync(join(tmpdir(), "diff-home-"));
    const blob = git("hash-object", "-w", "broken.json");
    const inner = execFileSync("git", ["mktree"], {
      cwd: folder,
      input: `100644 blob ${blob}\tgpu.json\n`,
      encoding: "utf8",
    }).trim();
    const tree = execFileSync("git", ["mktree"], {
      cwd: folder,
      input: `040000 tree ${inner}\tprovisioning\n`,
      encoding: "utf8",
    }).trim();
    const commit = git("commit-tree", tree, "-m", "broken");
    const before = process.env["TMPDIR"];
    process.env["TMPDIR"] = temporary;
    const running = diff(commit, "HEAD");
    if (before === undefined) delete process.env["TMPDIR"];
    else process.env["TMPDIR"] = before;
    const { code, stderr } = await running;
    expect(stderr).toBe(
      `${commit}:provisioning/gpu.json:1:15: is not JSON: there is \`}\` where a value or ] belongs.\n`,
    );
    expect(code).toBe(2);
    expect(readdirSync(temporary).filter((name) => name.startsWith("diff-"))).toEqual([]);
    rmSync(temporary, { recursive: true });
  });
});
