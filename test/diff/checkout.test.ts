import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { script } from "../scripts/spawn.ts";
import { panel, target } from "./boards.ts";

// A repository with a board, a rule and a recording; its second commit renamed what the rule records and the metric.
const folder = mkdtempSync(join(tmpdir(), "diff-test-"));
afterAll(() => rmSync(folder, { recursive: true }));
const git = (args: readonly string[], input = ""): string =>
  execFileSync("git", ["-c", "user.name=test", "-c", "user.email=test@example.org", ...args], {
    cwd: folder,
    input,
    encoding: "utf8",
  }).trim();
const RULES = "stack/generated/prometheus/rules/gpu.yml";
const commit = (record: string, metric: string): void => {
  const panels = [panel({ targets: [target("gpu:temp:max")] })];
  for (const [file, text] of [
    ["provisioning/gpu.json", JSON.stringify({ uid: "gpu", title: "GPU", panels })],
    [RULES, `groups: [{ name: gpu, rules: [{ record: "${record}", expr: max(gpu_temp) }] }]`],
    ["contracts/gpu/recordings/1.0.busy.prom", `# TYPE ${metric} gauge\n${metric} 41\n`],
  ] as const) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), text);
  }
  git(["add", "."]);
  git(["commit", "--quiet", "--message", "next"]);
};
git(["init", "--quiet"]);
commit("gpu:temp:max", "gpu_temp");
commit("gpu:temp:peak", "gputemp");

const diff = (...args: readonly string[]) => script("scripts/diff.ts", ["--no-evidence", ...args], folder);

// One after the other: each starts programs, and a busy machine is no failure.
describe("npm run diff of whole commits", () => {
  const expected = `Rules of ${RULES}
  breaking  recording rule \`gpu:temp:peak\`: renamed from \`gpu:temp:max\`: what asks for the old name stays empty
            used by panel GPU › Temperature

Contract of gpu
  breaking  renamed (same type, name the same but for its spelling): gpu_temp → gputemp
            used by recording rule gpu:temp:peak

Changes: 2 breaking. Compared 1 with 1 dashboard, 1 with 1 rule, 1 with 1 recording.
`;
  it("compares boards, rules and contracts, and counts them", async () => {
    const { code, stdout, stderr } = await diff("HEAD~1", "HEAD");
    expect(stderr).toBe("");
    expect(stdout).toContain(expected);
    expect(code).toBe(1);
  });
  it("reads a checkout like a commit", async () => {
    expect((await diff("HEAD~1", ".")).stdout).toContain(expected);
    expect((await diff("HEAD", ".")).code).toBe(0);
  });
  it("does not take a folder of dashboards for a commit without rules", async () => {
    for (const path of ["provisioning", "HEAD:./provisioning/"]) {
      const { code, stdout } = await diff("HEAD", path);
      expect(stdout).toBe(`HEAD → ${path}\n\nNo change. Compared 1 with 1 dashboard.\n`);
      expect(code).toBe(0);
    }
  });
  it("compares two rule files", async () =>
    expect((await diff(`HEAD~1:${RULES}`, RULES)).stdout).toMatch(
      /review {4}recording rule `gpu:temp:peak`: renamed from `gpu:temp:max`\n/,
    ));
  it("a commit without dashboards is the one before them, or after; two such are nothing to compare", async () => {
    const bare = git(["commit-tree", git(["mktree"]), "-m", "nothing yet"]);
    const added = await diff(bare, "HEAD");
    expect(added.stdout).toContain("GPU  /d/gpu (new)\n");
    expect([added.code, added.stderr]).toEqual([1, ""]);
    expect((await diff(bare, ".")).stdout).toContain("GPU  /d/gpu (new)\n");
    expect((await diff("HEAD:provisioning", `${bare}:provisioning`)).stdout).toContain(
      "GPU  /d/gpu (gone)\n",
    );
    for (const [base, head, named] of [
      [bare, bare, bare],
      ["HEAD:provisionin", "HEAD:provisioning", "HEAD:provisionin"],
      ["HEAD:provisioning", "HEAD:provisionin", "HEAD:provisionin"],
    ] as const) {
      const { code, stdout, stderr } = await diff(base, head);
      expect([code, stdout]).toEqual([2, ""]);
      expect(stderr).toMatch(new RegExp(`^${named}: the commit has no dashboard under \`provisionin`));
    }
  });
  it("rules that do not parse are no rules that were removed", async () => {
    const other = mkdtempSync(join(folder, "other-"));
    writeFileSync(join(other, "gpu.json"), '{ "uid": "gpu", "title": "GPU", "panels": [] }');
    writeFileSync(join(other, "bad.yml"), "groups: [\n");
    const broken = await diff("HEAD:provisioning", other);
    expect([broken.code, broken.stdout]).toEqual([2, ""]);
    expect(broken.stderr).toMatch(/bad\.yml:2: is not YAML: .*\n$/);
    writeFileSync(
      join(other, "bad.yml"),
      "groups:\n{{ if x }}\n- rules: [{ alert: A, expr: up }]\n{{ end }}\n",
    );
    expect((await diff(other, other)).stderr).toBe(
      `${other}/bad.yml is empty or a template and was not compared.\n`,
    );
    rmSync(other, { recursive: true });
  });
  it("names a broken rule file of a commit by the commit", async () => {
    const blob = git(["hash-object", "-w", "--stdin"], "groups: [{ name: g, rules: [{ record: a }] }]");
    const rules = git(["mktree"], `100644 blob ${blob}\tbroken.yml\n`);
    const boards = git(["rev-parse", "HEAD:provisioning"]);
    const tree = git(["mktree"], `040000 tree ${boards}\tprovisioning\n040000 tree ${rules}\trules\n`);
    const made = git(["commit-tree", tree, "-m", "broken"]);
    const { code, stdout, stderr } = await diff(made, "HEAD");
    expect({ code, stdout, stderr }).toEqual({
      code: 2,
      stdout: "",
      stderr: `${made}:rules/broken.yml:1: \`a\` has no \`expr\`; say what it asks for.\n`,
    });
  });
});
