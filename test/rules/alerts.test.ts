import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startEngine, type Engine } from "../../engine/engine.ts";
import { promtoolTests } from "./promtool.ts";
import { about, firing, type WrittenGroup } from "./simulate.ts";
import { books, groupsOf, jobsOf, stackFor } from "./stories.ts";
import { timeline } from "./timeline.ts";

const folder = mkdtempSync(join(tmpdir(), "rules-"));
const missing = spawnSync("promtool", ["--version"]).error !== undefined;
let engine: Engine;
beforeAll(async () => {
  engine = await startEngine();
});
afterAll(async () => {
  await engine.close();
  rmSync(folder, { recursive: true });
});

describe.each(books())("$file", (book) => {
  const stack = stackFor(book);
  const groups: WrittenGroup[] = [
    ...groupsOf(stack, "exporters"),
    ...(book.rules === "exporters" ? [] : groupsOf(stack, book.rules)),
  ];
  const jobs = jobsOf(stack);

  for (const [name, story] of Object.entries(book.alerts)) {
    const [first, second] = story.minutes;
    const fired = first + second;
    const played = async (kind: "healed" | "gap" | "absent") => {
      const { series, gap, end } = timeline(story, jobs, kind);
      return { at: await firing(engine, about(name, groups), series, end), gap, end };
    };
    describe(name, () => {
      it("does not fire just below, fires, and is over when it is over", async () => {
        const { at, end } = await played("healed");
        expect(at.slice(0, first + 1).flatMap((set) => [...set].filter((each) => each === name))).toEqual([]);
        expect([...at[fired]!].sort()).toEqual([name, ...(story.also ?? [])].sort());
        expect([...at[end]!].filter((each) => each === name)).toEqual([]);
      });
      it("does not flap when two scrapes fail", async () => {
        const { at, gap } = await played("gap");
        expect(at[gap - 1]).toContain(name);
        const missed = at
          .slice(gap - 1, fired + 1)
          .flatMap((set, index) => (set.has(name) ? [] : [gap - 1 + index]));
        expect(missed).toEqual([]);
      });
      it("leaves the word to ExporterDown when its exporters go away", async () => {
        const { at, end } = await played("absent");
        // What looks back over hours stays as long as they were bad.
        expect([...at[end]!].filter((each) => !story.also?.includes(each))).toEqual(["ExporterDown"]);
      });
    });
  }

  it.skipIf(missing)(
    "promtool says the same (skipped without promtool)",
    () => {
      const files = Object.entries(book.alerts).map(([name, story], index) => {
        const file = join(folder, `${basename(book.file, ".yaml")}-${index}`);
        writeFileSync(`${file}.rules.yml`, JSON.stringify({ groups: about(name, groups) }));
        const tests = promtoolTests(name, story, jobs, `${file}.rules.yml`);
        writeFileSync(`${file}.yml`, JSON.stringify(tests));
        return { file: `${file}.yml`, tests };
      });
      const judge = (...names: string[]) => {
        const { status, stdout, stderr } = spawnSync("promtool", ["test", "rules", ...names], {
          encoding: "utf8",
        });
        return { status, said: stdout + stderr };
      };
      expect(judge(...files.map(({ file }) => file))).toEqual({
        status: 0,
        said: expect.stringContaining("SUCCESS"),
      });
      // And it looked: one alert more than there is, and it disagrees.
      const { file, tests } = files[0]!;
      tests.tests[0]!.promql_expr_test[0]!.exp_samples.push({
        labels: '{alertname="NoSuchAlert"}',
        value: 1,
      });
      writeFileSync(file, JSON.stringify(tests));
      expect(judge(file).status).toBe(1);
    },
    300_000,
  );
});
