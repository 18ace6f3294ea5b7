import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, describe, expect, it } from "vitest";
import { script } from "./spawn.ts";

const folder = mkdtempSync(join(tmpdir(), "check-"));
// Apart, because the first is checked as a whole folder.
const alone = mkdtempSync(join(tmpdir(), "check-"));
const nothing = mkdtempSync(join(tmpdir(), "check-"));
afterAll(() => [folder, alone, nothing].forEach((each) => rmSync(each, { recursive: true })));
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
  it("passes over the stack.yaml of another program, but not a wrong one of ours", async () => {
    const place = mkdtempSync(join(alone, "stack-"));
    const judge = () => script("scripts/check.ts", [join(folder, "gpu.json")], place);
    writeFileSync(join(place, "stack.yaml"), "resolver: lts-20.1\npackages: [.]\n");
    const { code, stderr } = await judge();
    expect([code, stderr]).toEqual([
      1,
      "stack.yaml is that of another program (it has neither `dataSources` nor `exporters`) and was passed over; name yours with --stack.\n",
    ]);
    writeFileSync(join(place, "stack.yaml"), "exporter: {}\nexporters: {}\n");
    expect(await judge()).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/^stack\.yaml:/) as string,
    });
  });
  it("--scrape judges by pages that are brought along, gzip and OpenMetrics among them", async () => {
    const [file, page] = [join(alone, "triton.json"), join(alone, "triton.prom.gz")];
    const targets = ["triton_requests_total", "triton_requests"].map((expr, index) => ({
      refId: "AB"[index],
      expr: `sum(rate(${expr}[5m]))`,
    }));
    writeFileSync(file, JSON.stringify({ ...board, panels: [{ ...board.panels[0], targets }] }));
    writeFileSync(page, gzipSync("# TYPE triton_requests counter\ntriton_requests_total 1\n# EOF\n"));
    const { code, stdout } = await script("scripts/check.ts", ["--json", file, "--scrape", `triton=${page}`]);
    const { problems } = JSON.parse(stdout) as { problems: { id: string; at: object; what: string }[] };
    expect(problems.filter(({ id }) => id === "unknown-metric")).toEqual([
      expect.objectContaining({
        severity: "warning",
        at: expect.objectContaining({ refId: "B" }) as object,
        what: expect.stringContaining(`${page} does not have \`triton_requests\``) as string,
        fix: "Did you mean `triton_requests_total`?",
        evidence: `${page}:2`,
      }),
    ]);
    expect(code).toBe(1);
  });
  it("--log-contract judges LogQL by what is described there; a log of elsewhere is not ours", async () => {
    const [file, log] = [join(alone, "logs.json"), join(alone, "proxy.yaml")];
    const targets = [
      { refId: "A", expr: 'avg_over_time({job="proxy"} | json | unwrap tok | __error__="" [5m])' },
    ];
    const datasource = { type: "loki", uid: "l" };
    writeFileSync(file, JSON.stringify({ ...board, panels: [{ ...board.panels[0], datasource, targets }] }));
    writeFileSync(
      log,
      "about: Our proxy.\njob: proxy\nstreamLabels: { job: {} }\nfields:\n  took: { type: number, unit: s, source: here }\nsource: here\n",
    );
    const found = async (...args: string[]) => {
      const { stdout } = await script("scripts/check.ts", ["--json", file, ...args]);
      const { problems } = JSON.parse(stdout) as { problems: { id: string; evidence: string }[] };
      return problems.filter(({ id }) => /log|stream/.test(id));
    };
    expect(await found("--log-contract", log)).toEqual([
      expect.objectContaining({ id: "unknown-log-field", fix: "Did you mean `took`?", evidence: `${log}:5` }),
    ]);
    expect(await found()).toEqual([]);
  });
  it.each([
    [
      ["--log-contract", "a.yaml", "--log-contract", "b.yaml", folder],
      "--log-contract: can be given once only; describe the log that the boards read most.",
    ],
    [["--log-contract", "none.yaml", folder], "none.yaml: does not exist."],
    [
      ["--scrape", "page.prom"],
      "--scrape: needs a dashboard to check: npm run check -- board.json --scrape page.prom.",
    ],
    [["--json", "--sarif", folder], "--sarif: cannot be printed together with --json; give one of them."],
    [
      ["--job", "a=b", folder],
      "--job: belongs to --scrape or --prometheus; without them the jobs are those of stack.yaml.",
    ],
    [
      ["--scrape", join(folder, "none.prom"), folder],
      `${folder}/none.prom: is not a file that exists; an address starts with http:// or https://.`,
    ],
    [
      ["--scrape", "contracts/nginx/recordings/1.5.3.busy.prom", "--job", "ngimx=y", folder],
      "--job ngimx=y: `ngimx` is no exporter here; did you mean `nginx`? Write EXPORTER=JOB.",
    ],
    [[""], "'': is an empty path; name a file or a folder."],
    [[nothing], `${nothing}: has no dashboard and no rules in it, so nothing was checked.`],
    [["--stack", nothing, folder], `${nothing}: is a folder where a file is needed.`],
    [
      ["--scrape", "contracts/nginx/recordings/1.5.3.busy.prom", "--job", "nginx", folder],
      "--job nginx: must be EXPORTER=JOB, as in --job litellm=proxy.",
    ],
  ])("%j is one sentence", async (args, message) => {
    const { code, stdout, stderr } = await script("scripts/check.ts", args);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr.trim().split("\n").at(-1)).toBe(message);
  });
});

it.each(["scripts/bench.ts", "scripts/schema.ts"])(
  "%s does nothing with a flag it does not know",
  async (file) =>
    expect(await script(file, ["--nope"])).toEqual({
      code: 2,
      stdout: "",
      stderr: "--nope: is no flag of this command. See --help.\n",
    }),
);
