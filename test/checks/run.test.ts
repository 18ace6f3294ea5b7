import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { readBoard } from "../../checks/model/board.ts";
import { perPanel, type Check } from "../../checks/model/check.ts";
import { readExceptions, withExceptions, type PlacedException } from "../../checks/model/exceptions.ts";
import { renderProblem, type Problem } from "../../checks/model/problem.ts";
import { run } from "../../checks/model/run.ts";

const folder = mkdtempSync(join(tmpdir(), "exceptions-"));
afterAll(() => rmSync(folder, { recursive: true }));
const file = join(folder, "exceptions.yaml");
const sentence = (message: string) => expect.objectContaining({ name: "InputError", message });

const board = (title: string, ...exprs: string[]) => ({
  title,
  schemaVersion: 42,
  panels: exprs.map((expr, id) => ({
    id,
    type: "timeseries",
    title: `Panel ${id}`,
    datasource: { type: "prometheus", uid: "prometheus" },
    targets: [{ refId: "A", expr }],
  })),
});

const everyPanel: Check = perPanel("every-panel", function* ({ at }) {
  yield { at, what: "A panel.", fix: "None." };
});
const input = { checks: [everyPanel], whole: true, contracts: [], exceptions: [], today: "2026-11-21" };
const boards = [
  readBoard("gpu.json", board("GPU", "sum(a) / sum(b)", "a")),
  readBoard("queue.json", board("Queue", "c")),
];

describe("a run", () => {
  it("counts what it looked at", () =>
    expect(run({ ...input, boards })).toMatchObject({
      problems: [{ at: { panel: "Panel 0" } }, { at: { panel: "Panel 1" } }, { at: { dashboard: "Queue" } }],
      counts: { dashboards: 2, panels: 3, queries: 3, metrics: 3 },
    }));
  it("is an error without a dashboard, and without a query", () => {
    expect(() => run({ ...input, boards: [] })).toThrow(
      sentence(
        "dashboards: none was found, so nothing was checked; build them first: npm run build:dashboards.",
      ),
    );
    expect(() => run({ ...input, boards: [readBoard("empty.json", board("Empty"))] })).toThrow(
      sentence("empty.json: has no query at all, so nothing was checked; is this the file you meant?"),
    );
  });
});

describe("exceptions", () => {
  const problems = run({ ...input, boards }).problems;
  const known = { today: "2026-11-21", ids: ["every-panel"], dashboards: ["GPU", "Queue"], whole: true };
  const exception = (over: Partial<PlacedException>): PlacedException => ({
    id: "every-panel",
    dashboard: "GPU",
    reason: "Known.",
    until: "2026-11-21",
    file: "checks/exceptions.yaml",
    place: "checks/exceptions.yaml:1",
    ...over,
  });
  const after = (over: Partial<PlacedException>, more: Partial<typeof known> = {}) =>
    withExceptions(problems, [exception(over)], { ...known, ...more });
  const complaint = (left: readonly Problem[]) =>
    left.filter(({ id }) => id === "exception").map(({ what }) => what);

  it("take out a panel, or a whole dashboard, up to and with their last day", () => {
    expect(after({ panel: "Panel 0" }).map(({ at }) => at.panel ?? at.dashboard)).toEqual([
      "Panel 1",
      "Panel 0",
    ]);
    expect(after({}).map(({ at }) => at.dashboard)).toEqual(["Queue"]);
  });
  it("name a variable as the report does", () => {
    const variable: Problem = {
      ...problems[0]!,
      at: { file: "gpu.json", dashboard: "GPU", part: "variable model" },
    };
    expect(withExceptions([variable], [exception({ panel: "variable model" })], known)).toEqual([]);
  });
  it("once expired excuse nothing and are a problem themselves", () => {
    const left = after({ until: "2026-11-20" });
    expect(left).toHaveLength(4);
    expect(renderProblem(left[3]!)).toBe(`error exception  checks/exceptions.yaml › every-panel, GPU

  This exception ended on 2026-11-20, so what it excused is reported again.
  Repair it, or give a new date together with a reason that still holds.  checks/exceptions.yaml:1
  Explained in checks/README.md`);
  });
  it("that match nothing are a problem, and say what they may have meant", () => {
    expect(complaint(after({ panel: "Panel 9" }))).toEqual([
      "This exception matches no problem, so it would hide the next one that comes.",
    ]);
    expect(complaint(after({ id: "every-pannel" }))).toEqual([
      "There is no check `every-pannel`; did you mean `every-panel`?",
    ]);
    expect(complaint(after({ dashboard: "Queues" }))).toEqual([
      "No dashboard has the title `Queues`; did you mean `Queue`?",
    ]);
  });
  it("for a dashboard that was not looked at are left alone", () =>
    expect(complaint(after({ dashboard: "Nginx" }, { whole: false }))).toEqual([]));

  const read = (text: string) => {
    writeFileSync(file, text);
    return readExceptions(file);
  };
  it("are read with their place; there need not be any", () => {
    const exceptions = read(
      "- id: layout\n  dashboard: GPU\n  reason: Known.\n  until: 2027-01-31\n- { id: layout, dashboard: Queue, reason: Known., until: 2027-01-31 }\n",
    );
    expect(exceptions.map(({ dashboard, place }) => [dashboard, place])).toEqual([
      ["GPU", `${file}:1`],
      ["Queue", `${file}:5`],
    ]);
    expect(readExceptions(join(folder, "none.yaml"))).toEqual([]);
  });
  it.each([
    ["- { id: layout, dashboard: GPU, until: 2027-01-31 }", ":1: `0` lacks the key `reason`."],
    [
      "- { id: layout, dashboard: GPU, reason: x, until: soon }",
      ":1: `0.until` is `soon`, but must be a date such as 2027-03-31.",
    ],
    [
      "- { id: layout, dashboard: GPU, reason: x, until: 2027-02-30 }",
      ":1: `2027-02-30` is not a day of the calendar.",
    ],
    [
      "- { id: layout, dashboard: GPU, reason: x, until: 2027-01-31, pannel: x }",
      ":1: `0` has the unknown key `pannel`; did you mean `panel`?",
    ],
  ])("%s", (text, message) => {
    expect(() => read(text)).toThrow(sentence(file + message));
  });
});

it("a title with line breaks or terminal colours makes no line and no colour of its own", () => {
  const evil = "Whisper\n::error::title\u001b[31m\u2028x\u0085y";
  const text = renderProblem({
    id: "unknown-metric",
    severity: "error",
    at: { file: "a.json", dashboard: evil, row: evil, panel: evil, part: evil },
    mark: { text: "a +\r\u001b[31m b", from: 10, to: 11 },
    what: `The legend \`${evil}\` is wrong.`,
    fix: evil,
    evidence: evil,
    facts: {},
  });
  expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u0080-\u009f\u2028]/);
  const lines = text.split("\n");
  expect(lines.filter((line) => /^\s*::/.test(line))).toEqual([]);
  expect(lines).toHaveLength(7);
  expect(lines.slice(2, 4)).toEqual(["    a +  [31m b", `    ${" ".repeat(10)}^`]);
});
