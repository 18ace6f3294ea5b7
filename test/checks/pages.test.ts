import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { checks } from "../../checks/all.ts";
import { renderProblem } from "../../checks/model/problem.ts";
import { problemsOf } from "./example.ts";

const HEADINGS = [
  "What it finds",
  "Why it matters",
  "How to fix",
  "When it is right to ignore it",
  "Examples",
];

describe("every check has one file, one page and a place in the list", () => {
  const ids = checks.map(({ id }) => id);
  const files = (ending: string) =>
    readdirSync("checks")
      .filter((file) => file.endsWith(ending) && file !== "all.ts" && file !== "README.md")
      .map((file) => file.slice(0, -ending.length));
  it("no id twice", () => expect(new Set(ids).size).toBe(ids.length));
  it("files", () => expect(files(".ts").sort()).toEqual([...ids].sort()));
  it("pages", () => expect(files(".md").sort()).toEqual([...ids].sort()));
});

for (const { id } of checks) {
  const page = existsSync(`checks/${id}.md`) ? readFileSync(`checks/${id}.md`, "utf8") : "";
  const blocks = [...page.matchAll(/^```(fails|report|passes)\n(.*?)^```$/gms)].map(([, kind, text]) => ({
    kind: kind!,
    text: text!,
  }));

  describe(id, () => {
    it("has a page with every heading, in order", () => {
      expect([...page.matchAll(/^## (.*)$/gm)].map((found) => found[1])).toEqual(HEADINGS);
      expect(page.startsWith(`# ${id}\n`)).toBe(true);
    });
    it("has an example that fails and one that passes", () => {
      expect(blocks.map(({ kind }) => kind)).toEqual(expect.arrayContaining(["fails", "report", "passes"]));
    });
    blocks.forEach(({ kind, text }, index) => {
      if (kind === "fails")
        it(`example ${index + 1} gives exactly its report`, () => {
          expect(blocks[index + 1]?.kind, "a `report` block follows each `fails` block").toBe("report");
          expect(`${problemsOf(text).map(renderProblem).join("\n\n")}\n`).toBe(blocks[index + 1]!.text);
        });
      if (kind === "passes")
        it(`example ${index + 1} gives no problem`, () =>
          expect(problemsOf(text).map(renderProblem)).toEqual([]));
    });
  });
}
