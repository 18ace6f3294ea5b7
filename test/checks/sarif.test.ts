import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, it } from "vitest";
import type { Problem } from "../../checks/model/problem.ts";
import { renderSarif } from "../../checks/model/sarif.ts";

const file = "boards/a board.json";
const query = 'sum(rate(x{model=~"$model"}[5m]))';
const text = `{
  "title": "Queue",
  "panels": [
    { "title": "Jobs",
      "expr": ${JSON.stringify(query)} } ] }`;
const problem = (more: Partial<Problem>): Problem => ({
  id: "unknown-metric",
  severity: "error",
  at: { file, dashboard: "Queue", row: "Now", panel: "Jobs", refId: "A" },
  what: "Nobody emits `x`.",
  fix: "Did you mean `y`?",
  facts: {},
  ...more,
});
const sarif = (problems: readonly Problem[], of: string | undefined = text) =>
  JSON.parse(
    renderSarif({ problems, counts: { dashboards: 1, panels: 1, queries: 1, metrics: 0 } }, () => of),
  ) as {
    version: string;
    runs: [
      {
        tool: { driver: { version: string; rules: { id: string; shortDescription: { text: string } }[] } };
        results: {
          ruleId: string;
          ruleIndex: number;
          level: string;
          message: { text: string };
          locations: [
            { physicalLocation: { artifactLocation: { uri: string }; region: { startLine: number } } },
          ];
        }[];
      },
    ];
  };
const lines = (problems: readonly Problem[], of?: string) =>
  sarif(problems, of).runs[0].results.map(
    ({ locations: [{ physicalLocation }] }) => physicalLocation.region.startLine,
  );

describe("SARIF", () => {
  it("names rule, level, place and what to do", () => {
    const { version, runs } = sarif([
      problem({ mark: { text: query, from: 9, to: 10 }, evidence: "a.prom:3" }),
      problem({ id: "layout", severity: "warning", at: { file } }),
    ]);
    expect(version).toBe("2.1.0");
    expect(runs[0].tool.driver.rules.map(({ id }) => id)).toEqual(["layout", "unknown-metric"]);
    expect(runs[0].results.map(({ ruleId, ruleIndex, level }) => [ruleId, ruleIndex, level])).toEqual([
      ["unknown-metric", 1, "error"],
      ["layout", 0, "warning"],
    ]);
    const [{ message, locations }] = runs[0].results as [(typeof runs)[0]["results"][0]];
    expect(message.text).toBe("Queue › Now › Jobs › A\nx\nNobody emits `x`.\nDid you mean `y`? (a.prom:3)");
    expect(locations[0].physicalLocation.artifactLocation.uri).toBe("boards/a%20board.json");
  });
  it("finds the line of the query, else of the panel, else of the board, else the first", () => {
    const at = { file, dashboard: "Queue" };
    expect(
      lines([
        problem({ mark: { text: query, from: 0, to: 3 } }),
        problem({}),
        problem({ at }),
        problem({ at: { file } }),
      ]),
    ).toEqual([5, 4, 2, 1]);
    expect(lines([problem({})], "not the file any more")).toEqual([1]);
  });
  it("says of each rule what it finds, and of the tool its version", () => {
    const [{ tool }] = sarif([problem({})]).runs;
    const { version } = JSON.parse(readFileSync("package.json", "utf8")) as { version: string };
    expect(tool.driver.version).toBe(version);
    expect(tool.driver.rules[0]!.shortDescription.text).toMatch(
      /^A metric name in a panel, .* see checks\/README\.md\.$/,
    );
  });
  it.each([
    ["/elsewhere/a board.json", "file:///elsewhere/a%20board.json"],
    ["../a.json", pathToFileURL("../a.json").href],
    [resolve("boards/a.json"), "boards/a.json"],
    ["./boards/a.json", "boards/a.json"],
  ])("%s has the address %s", (path, uri) =>
    expect(
      sarif([problem({ at: { file: path } })]).runs[0].results[0]!.locations[0].physicalLocation
        .artifactLocation.uri,
    ).toBe(uri),
  );
  it("has no result where there is no problem", () => expect(sarif([]).runs[0].results).toEqual([]));
});
