import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Report } from "../../doctor/report.ts";
import { fake, prometheus } from "../doctor/fake.ts";
import { script } from "./spawn.ts";

const folder = mkdtempSync(join(tmpdir(), "doctor-"));
const file = (name: string, content: string): string => {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
};
const stack = file(
  "stack.yaml",
  `dataSources: [{ type: prometheus, name: Prometheus, uid: prometheus, url: "http://p:9090" }]
exporters: { nginx: { on: true, variant: 1.5.3, address: "nginx:1" } }
`,
);
const source = { type: "prometheus", uid: "prometheus" };
const board = (expr: string) =>
  JSON.stringify({
    uid: "web",
    title: "Web",
    panels: [
      {
        id: 3,
        type: "stat",
        title: "Open",
        datasource: source,
        targets: [{ refId: "A", expr, instant: true, datasource: source }],
      },
    ],
  });
const good = file("good.json", board("nginx_connections_active"));
const wrong = file("wrong.json", board("nginx_connection_active"));

let server: Awaited<ReturnType<typeof fake>>;
beforeAll(async () => {
  server = await fake(
    prometheus({
      targets: { nginx: "up" },
      series: [{ __name__: "nginx_connections_active", job: "nginx" }],
      answers: { nginx_connections_active: "3" },
    }),
  );
});
afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true });
});
const doctor = (...args: readonly string[]) => script("scripts/doctor.ts", args);

describe.concurrent("npm run doctor", () => {
  it("exits 0 where every panel has data, with the report on stdout and progress on stderr", async () => {
    const { code, stdout, stderr } = await doctor(
      "--prometheus",
      server.url,
      "--stack",
      stack,
      "--boards",
      good,
    );
    expect(stdout).toBe(`  Prometheus      ready, version 3.15.0, ${server.url}
  Loki            not asked: no --loki
  Grafana         not asked: no --grafana

  up              nginx           job nginx               http://nginx:1/metrics every 15s

Web  ${good}
  data            Open                                    3

1 panel: 1 data.
`);
    expect(stderr).toBe("Web: 1 panel\n");
    expect(code).toBe(0);
  });
  it("exits 1 where one has a problem, and says what to do", async () => {
    const { code, stdout } = await doctor("--prometheus", server.url, "--stack", stack, "--boards", wrong);
    expect(stdout).toContain(
      "metric missing – Open\n  There is no `nginx_connection_active`, and no recorded",
    );
    expect(stdout).toContain("\n  Did you mean `nginx_connections_active`?\n");
    expect(code).toBe(1);
  });
  it("--json prints the same as data, and nothing else on stdout", async () => {
    const { code, stdout } = await doctor(
      "--json",
      "--prometheus",
      server.url,
      "--stack",
      stack,
      "--boards",
      wrong,
    );
    const report = JSON.parse(stdout) as Report;
    expect(Object.keys(report)).toEqual(["ok", "counts", "servers", "exporters", "findings", "boards"]);
    expect(report.boards[0]!.panels[0]).toEqual({
      id: 3,
      title: "Open",
      type: "stat",
      row: null,
      verdict: "metric missing",
      detail: "no `nginx_connection_active`",
      cause: expect.objectContaining({ fix: "Did you mean `nginx_connections_active`?" }) as object,
      targets: [expect.objectContaining({ refId: "A", verdict: "metric missing" })],
    });
    expect(report.ok).toBe(false);
    expect(code).toBe(1);
  });
  const v2 = file(
    "v2.json",
    JSON.stringify({ apiVersion: "dashboard.grafana.app/v2", spec: { elements: {}, layout: {} } }),
  );
  const empty = mkdtempSync(join(folder, "empty-"));
  it.each([
    ["without an address", ["--boards", good], "--prometheus: is needed"],
    [
      "with a password in the address",
      ["--prometheus", "http://a:s3cret@p", "--boards", good],
      "--prometheus: the address has a password in it",
    ],
    [
      "where nothing listens",
      ["--prometheus", "http://127.0.0.1:1", "--boards", good],
      "--prometheus: Prometheus at http://127.0.0.1:1 does not answer",
    ],
    [
      "with a timeout that is none",
      ["--prometheus", "http://p", "--timeout", "soon", "--boards", good],
      "--timeout: `soon` is no number of seconds",
    ],
    [
      "with an unknown flag",
      ["--prometeus", "http://p"],
      "--prometeus: is no flag of this command; did you mean `--prometheus`?",
    ],
    [
      "with a folder without boards",
      ["--prometheus", "http://p", "--boards", empty],
      "has no dashboard in it",
    ],
    [
      "with a board of schema version 2",
      ["--prometheus", "http://p", "--boards", v2],
      "is a dashboard of schema version 2",
    ],
  ])("%s exits 2 with one sentence and nothing on stdout", async (_, args, sentence) => {
    const { code, stdout, stderr } = await doctor(...args);
    expect(stderr).toContain(sentence);
    expect(stderr).not.toContain("s3cret");
    expect(stderr.trimEnd().split("\n")).toHaveLength(1);
    expect(stdout).toBe("");
    expect(code).toBe(2);
  });
  it("without a stack.yaml says what to name", async () =>
    expect(await script("scripts/doctor.ts", ["--prometheus", "http://p", "--boards", good], empty)).toEqual({
      code: 2,
      stdout: "",
      stderr: "stack.yaml: does not exist; say with --stack which file names the exporters that run.\n",
    }));
});
