import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { checks } from "../checks/all.ts";
import { readBoard } from "../checks/model/board.ts";
import { type Json } from "../checks/model/shape.ts";
import { runChecks } from "../checks/model/check.ts";
import { context } from "../checks/model/context.ts";
import { renderProblem } from "../checks/model/problem.ts";
import { readContracts } from "../contracts/contract.ts";
import { buildBoards } from "../dashboards/build/dashboard.ts";
import { readBoards } from "../dashboards/build/read-boards.ts";
import { readStack } from "../stack.ts";

describe.each(["README.md", "checks/README.md"])("%s", (file) => {
  const text = readFileSync(file, "utf8");
  it("shows the report that the mistake in it really gives", async () => {
    const built = buildBoards(await readBoards(), readStack("test/fixtures/stack.yaml")).get("ollama-queue");
    const json = JSON.parse(
      JSON.stringify(built).replace(
        "sum by (model) (rate(ollama_jobs_total",
        "sum by (model) (rate(ollama_job_total",
      ),
    ) as Json;
    const board = readBoard("ollama-queue.json", json);
    const problems = runChecks(checks, context({ boards: [board], contracts: readContracts() }));
    expect(problems.map(({ id }) => id)).toEqual(["unknown-metric"]);
    expect(text).toContain(`\`\`\`\n${renderProblem(problems[0]!)}\n\`\`\``);
  });
  it("names only scripts that exist", () => {
    const { scripts } = JSON.parse(readFileSync("package.json", "utf8")) as { scripts: object };
    const named = [...text.matchAll(/npm run ([\w:]+)/g)].map(([, name]) => name!);
    expect(named.length).toBeGreaterThan(0);
    expect(named.filter((name) => !(name in scripts))).toEqual([]);
  });
});
