import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { checks } from "../../checks/all.ts";
import { find } from "../../checks/model/find.ts";
import { renderProblem, renderReport } from "../../checks/model/problem.ts";
import { ruleQueries } from "../../checks/model/rules.ts";
import { run } from "../../checks/model/run.ts";
import { readContracts } from "../../contracts/contract.ts";

const contracts = readContracts();
const folder = mkdtempSync(join(tmpdir(), "rules-"));
afterAll(() => rmSync(folder, { recursive: true }));

let files = 0;
/** A file of rules, each an expression; what begins with `name =` is recorded under that name. */
function rulesFile(...exprs: readonly string[]): string {
  const file = join(folder, `${files++}.yml`);
  const rules = exprs.map((expr) => {
    const [, record, of] = /^(\S+) = (.*)$/.exec(expr) ?? [];
    return record === undefined ? { alert: "Slow", expr } : { record, expr: of };
  });
  writeFileSync(file, JSON.stringify({ groups: [{ name: "queue", rules }] }));
  return file;
}
const judge = (...exprs: readonly string[]) =>
  run({
    checks,
    ...find([rulesFile(...exprs)]),
    whole: false,
    contracts,
    exceptions: [],
    today: "2026-01-01",
  });
const found = (...exprs: readonly string[]) => judge(...exprs).problems.map(({ id }) => id);

describe("rules are asked what boards are asked", () => {
  it("a metric that nobody emits, with the place in the words of the file", () => {
    const [problem] = judge("sum(rate(ollama_job_total[5m])) == 0").problems;
    expect(problem).toMatchObject({
      id: "unknown-metric",
      at: { row: "queue", part: "alert Slow" },
      what: "No recorded exporter emits `ollama_job_total`, so this rule stays empty without an error.",
      fix: "Did you mean `ollama_jobs_total`?",
    });
    expect(renderProblem(problem!)).toMatch(/^error unknown-metric {2}\S+\.yml › queue › alert Slow\n/);
  });
  it.each([
    ["sum by (kind) (rate(ollama_jobs_total[5m])) > 1", "unknown-label"],
    ["rate(ollama_queue_waiting[5m]) > 1", "rate-of-gauge"],
    [
      "histogram_quantile(0.9, sum(rate(ollama_generation_duration_ms_bucket[5m]))) > 1",
      "quantile-without-le",
    ],
    ["sum(rate(ollama_jobs_total[5m])) > 1", "counted-twice"],
    ["sum by (user) (rate(litellm_requests_metric_total[5m])) > 1", "personal-data"],
    ["sum(nginx_up", "syntax"],
  ])("%s: %s", (expr, id) => expect(found(expr)).toContain(id));
  it("a recorded series that no rule given records", () => {
    const recorded = "job:nginx_connections:sum = sum(nginx_connections_active)";
    expect(found(recorded, "job:nginx_connections:sum > 5")).toEqual([]);
    expect(judge(recorded, "job:nginx_connection:sum > 5").problems).toMatchObject([
      { id: "unknown-metric", fix: "Did you mean `job:nginx_connections:sum`?" },
    ]);
  });
  it("and nothing of panels: a right rule has no problem, and is counted", () => {
    const report = judge("max(nginx_up) == 0");
    expect(renderReport(report)).toBe(
      "No problems. 0 dashboards, 0 panels, 1 rule, 1 query, 1 metric checked.",
    );
  });
});

describe("where rules are found", () => {
  it("the generated ones, all of them", () => {
    const { rules } = find(["stack/generated/prometheus/rules"]);
    const written = readFileSync("stack/generated/prometheus/rules/slo.yml", "utf8");
    const inSlo = rules!.filter(({ file }) => file.endsWith("slo.yml"));
    expect(inSlo).toHaveLength(written.match(/^ +- (alert|record): /gm)!.length);
    expect(ruleQueries(rules!)).toHaveLength(rules!.length);
  });
  it("Loki's are left out: no check knows their streams", () => {
    const { rules } = find([rulesFile('sum(rate({job="nginx"} | json [5m])) > 1')]);
    expect(rules).toHaveLength(1);
    expect(ruleQueries(rules!)).toEqual([]);
  });
  it("a board beside them that asks for what they do not record is told", () => {
    const board = join(folder, "board.json");
    writeFileSync(
      board,
      JSON.stringify({
        title: "Objectives",
        panels: [{ id: 1, title: "Kept", type: "stat", targets: [{ refId: "A", expr: "job:slo:ratio" }] }],
      }),
    );
    const input = { checks, whole: false, contracts, exceptions: [], today: "2026-01-01" };
    const unknown = (paths: readonly string[]) =>
      run({ ...input, ...find(paths) }).problems.filter(({ id }) => id === "unknown-metric");
    expect(unknown([board])).toEqual([]);
    expect(unknown([board, rulesFile("job:other:ratio = max(nginx_up)")])).toMatchObject([
      { what: expect.stringContaining("No rule that was given records `job:slo:ratio`") as string },
    ]);
  });
  it("YAML that is neither is refused by name", () => {
    const file = join(folder, "values.yaml");
    writeFileSync(file, "replicas: 2\n");
    expect(() => find([file])).toThrow(
      `${file}: is YAML, but neither a dashboard (it has no \`panels\`) nor rules (it has no \`groups\`).`,
    );
  });
});
