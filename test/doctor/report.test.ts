import { describe, expect, it } from "vitest";
import { render } from "../../doctor/render.ts";
import {
  gravest,
  report,
  VERDICTS,
  type BoardReport,
  type Judgement,
  type PanelReport,
} from "../../doctor/report.ts";

const panel = (
  title: string,
  verdict: Judgement["verdict"],
  more: Partial<PanelReport> = {},
): PanelReport => ({
  id: 1,
  title,
  type: "stat",
  row: null,
  verdict,
  detail: "",
  targets: [],
  ...more,
});
const DOWN = { what: "The nginx exporter does not answer.", fix: "Start it." };
const board = (...panels: readonly PanelReport[]): BoardReport => ({
  file: "provisioning/dashboards/gpu.json",
  uid: "gpu",
  title: "GPU",
  variables: [],
  panels,
});
const of = (boards: readonly BoardReport[], more: object = {}) =>
  report({ servers: [], exporters: [], findings: [], boards, ...more });

describe("a report", () => {
  it("is ok while every panel has data, is idle, was not asked, or asks nothing", () => {
    const well = of([
      board(panel("a", "data"), panel("b", "idle"), panel("c", "not asked"), panel("d", "text")),
    ]);
    expect(well.ok).toBe(true);
    expect(well.counts).toEqual({
      ...Object.fromEntries(VERDICTS.map((each) => [each, 0])),
      data: 1,
      idle: 1,
      "not asked": 1,
      text: 1,
    });
  });
  it.each(VERDICTS.slice(0, 7))("is not ok with %s", (verdict) =>
    expect(of([board(panel("a", "data"), panel("b", verdict))]).ok).toBe(false),
  );
  it("is not ok with a variable without values", () =>
    expect(of([{ ...board(), variables: [{ name: "x", verdict: "label missing", detail: "" }] }]).ok).toBe(
      false,
    ));
  it("is ok with a warning, and not with an error", () => {
    const finding = { about: "Prometheus", ...DOWN };
    expect(of([], { findings: [{ severity: "warning", ...finding }] }).ok).toBe(true);
    expect(of([], { findings: [{ severity: "error", ...finding }] }).ok).toBe(false);
  });
  it("says one thing once", () => {
    const findings = ["a", "b"].map((about) => ({ severity: "error", about, ...DOWN }));
    expect(of([], { findings }).findings).toHaveLength(1);
  });
  it("the gravest of several counts, the first of equals", () => {
    const all = (["idle", "data", "exporter down", "metric missing", "exporter down"] as const).map(
      (verdict, index) => ({ verdict, detail: String(index) }),
    );
    expect(gravest(all as unknown as [Judgement, ...Judgement[]])).toEqual({
      verdict: "exporter down",
      detail: "2",
    });
  });
});

describe("as text", () => {
  it("aligns, cuts long lines at 100 columns, and says each cause once and in full", () => {
    const cause = { ...DOWN, evidence: "contracts/nginx/recordings/1.5.3.busy.prom:12" };
    const down = (title: string) => panel(title, "exporter down", { detail: "nginx exporter down", cause });
    const text = render(
      of(
        [
          board(
            panel("Load", "data", { detail: "12.5" }),
            down("A title that is much longer than a column can be wide"),
            down("Errors"),
            panel("Long", "idle", { detail: "x".repeat(200) }),
          ),
        ],
        {
          servers: [
            { name: "Prometheus", url: "http://p:9090", state: "ready", version: "3.15.0" },
            { name: "Loki", url: null, state: "not asked", version: null },
          ],
          exporters: [
            {
              exporter: "nginx",
              job: "nginx",
              state: "down",
              targets: [{ url: "http://n:1/metrics", health: "down", lastError: "x", scrapeInterval: "15s" }],
            },
            { exporter: "dcgm", job: "dcgm", state: "not scraped", targets: [] },
          ],
          findings: [
            { severity: "error", about: "exporter nginx", ...cause },
            { severity: "warning", about: "Prometheus", what: "Its clock.", fix: "Set it." },
          ],
        },
      ),
    );
    expect(text).toBe(
      `
  Prometheus      ready, version 3.15.0, http://p:9090
  Loki            not asked: no --loki

  down            nginx           job nginx               http://n:1/metrics every 15s
  not scraped     dcgm            job dcgm

GPU  provisioning/dashboards/gpu.json
  data            Load                                    12.5
  exporter down   A title that is much longer than a co…  nginx exporter down
  exporter down   Errors                                  nginx exporter down
  idle            Long                                    ${"x".repeat(41)}…

error: exporter nginx – A title that is much longer than a column can be wide, Errors
  The nginx exporter does not answer.
  Start it.
  contracts/nginx/recordings/1.5.3.busy.prom:12

warning: Prometheus
  Its clock.
  Set it.

4 panels: 1 data, 1 idle, 2 exporter down. 1 error and 1 warning beside the panels.`.slice(1),
    );
  });
  it("breaks a long sentence at blanks, and leaves a long word whole to be copied", () => {
    const word = "w".repeat(150);
    const text = render(
      of([board(panel("a", "query failed", { cause: { what: `${"abc ".repeat(40)}end`, fix: word } }))]),
    );
    expect(text).toContain(`\n  ${word}\n`);
    const lines = text.split("\n").filter((line) => !line.includes(word));
    expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(100);
    expect(text).toContain("abc end");
  });
  it("spells out what would colour the terminal, move the cursor or turn the text round", () => {
    const hostile = "\u001b[2J\r\nx\u202ey\u0085";
    const text = render(
      of([
        board(panel(hostile, "label missing", { detail: hostile, cause: { what: hostile, fix: hostile } })),
      ]),
    );
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
    expect(text).toContain("\\u001b[2J\\u000d\\u000ax\\u202ey\\u0085");
  });
  it("counts nothing as nothing", () => expect(render(of([]))).toBe("0 panels."));
});
