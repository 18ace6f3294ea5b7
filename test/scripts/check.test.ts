import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { script } from "./spawn.ts";

const folder = mkdtempSync(join(tmpdir(), "check-"));
// Apart, because the first is checked as a whole folder.
const alone = mkdtempSync(join(tmpdir(), "check-"));
afterAll(() => [folder, alone].forEach((each) => rmSync(each, { recursive: true })));
const board = {
  uid: "gpu",
  title: "GPU",
  schemaVersion: 42,
  panels: [
    {
      id: 1,
      type: "timeseries",
      title: "Temperature",
      datasource: { type: "prometheus", uid: "prometheus" },
      targets: [{ refId: "A", expr: "max(DCGM_FI_DEV_GPU_TMP)" }],
    },
  ],
};
writeFileSync(join(folder, "gpu.json"), JSON.stringify(board));
writeFileSync(join(folder, "package.json"), "{}");

describe.concurrent("npm run check", () => {
  it("prints the report on stdout and what it passed over on stderr", async () => {
    const { code, stdout, stderr } = await script("scripts/check.ts", [folder]);
    expect(stdout).toContain("error unknown-metric  GPU › Temperature (A)\n\n    max(DCGM_FI_DEV_GPU_TMP)\n");
    expect(stdout).toMatch(/\d+ problems?\. 1 dashboard, 1 panel, 1 query, 1 metric checked\.\n$/);
    expect(stderr).toBe(`${folder}/package.json is no dashboard and was not checked.\n`);
    expect(code).toBe(1);
  });
  it("--json prints the same as data, and nothing else", async () => {
    const { code, stdout } = await script("scripts/check.ts", ["--json", join(folder, "gpu.json")]);
    const report = JSON.parse(stdout) as { problems: unknown[]; counts: unknown };
    expect(Object.keys(report)).toEqual(["problems", "counts"]);
    expect(report.problems).toContainEqual(
      expect.objectContaining({ id: "unknown-metric", severity: "error" }),
    );
    expect(report.counts).toEqual({ dashboards: 1, panels: 1, queries: 1, metrics: 1 });
    expect(code).toBe(1);
  });
  it("a warning alone is a problem as well", async () => {
    const warned = {
      ...board,
      description: "About it.",
      panels: board.panels.map((panel) => ({
        ...panel,
        gridPos: { x: 0, y: 0, w: 12, h: 8 },
        description: "What it shows.",
        fieldConfig: { defaults: { unit: "celsius" }, overrides: [] },
        targets: [
          { refId: "A", expr: "max by (Hostname) (DCGM_FI_DEV_GPU_TEMP)", datasource: panel.datasource },
        ],
      })),
    };
    const file = join(alone, "warned.json");
    writeFileSync(file, JSON.stringify(warned));
    const { code, stdout } = await script("scripts/check.ts", ["--json", file]);
    const { problems } = JSON.parse(stdout) as { problems: { severity: string }[] };
    expect(problems.map(({ severity }) => severity)).toEqual(["warning"]);
    expect(code).toBe(1);
  });
  it("what it cannot run on is one sentence on stderr, also with --json", async () => {
    const { code, stdout, stderr } = await script("scripts/check.ts", ["--json", join(folder, "none.json")]);
    expect([code, stdout, stderr]).toEqual([2, "", `${folder}/none.json: does not exist.\n`]);
  });
});
