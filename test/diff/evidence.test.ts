import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { compareSides } from "../../diff/compare.ts";
import { withEvidence } from "../../diff/evidence.ts";
import { board, panel, target } from "./boards.ts";

const folder = mkdtempSync(join(tmpdir(), "evidence-"));
afterAll(() => rmSync(folder, { recursive: true }));
writeFileSync(
  join(folder, "two-cards.yaml"),
  `about: Two cards.
interval: 15s
moments:
  steady: { at: 10m, state: busy }
targets:
  - job: dcgm
    instance: gpu:9400
    up: 1x60
    series:
      heat{gpu="0"}: 40x60
      heat{gpu="1"}: 70x60
expect:
  gpu: {}
`,
);
const side = (expr: string) => ({
  name: "x",
  boards: [board([panel({ type: "stat", targets: [target(expr, { instant: true, legendFormat: "all" })] })])],
  dataSources: undefined,
});
const evidence = async (was: string, is: string) => {
  const [base, head] = [side(was), side(is)];
  const diff = await withEvidence(compareSides(base, head), base, head, folder);
  return diff.boards.flatMap(({ changes }) => changes.map(({ evidence }) => evidence));
};

it("shows the value before and after", async () =>
  expect(await evidence("max(heat)", "min(heat)")).toEqual([["two-cards, steady: 70 → 40"]]));
it("a metric that nobody emits", async () =>
  expect(await evidence("max(heat)", "max(heet)")).toEqual([['two-cards, steady: 70 → "No data"']]));
it("tells first the scenario in which both queries find what they ask for", async () => {
  // By name this one comes first; it has not the job of HEAD.
  writeFileSync(
    join(folder, "another-exporter.yaml"),
    readFileSync(join(folder, "two-cards.yaml"), "utf8").replace("job: dcgm", "job: other"),
  );
  expect(await evidence("max(heat)", 'min(heat{job="dcgm"})')).toEqual([
    ["two-cards, steady: 70 → 40", 'another-exporter, steady: 70 → "No data"'],
  ]);
  rmSync(join(folder, "another-exporter.yaml"));
});
it("says when nothing differs", async () =>
  expect(await evidence("max(heat)", "max(heat) + 0")).toEqual([
    ["the panel shows the same in every scenario"],
  ]));
it("says when a query fails", async () =>
  expect(await evidence("max(heat)", "max(heat) by")).toEqual([["two-cards, steady: 70 → query failed"]]));
it("has nothing to say without scenarios", async () => {
  const [base, head] = [side("max(heat)"), side("min(heat)")];
  const diff = compareSides(base, head);
  expect(await withEvidence(diff, base, head, join(folder, "none"))).toBe(diff);
});
