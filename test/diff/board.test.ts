import { describe, expect, it } from "vitest";
import { compareBoards } from "../../diff/board.ts";
import { board, panel, row, target, told, toldOfPanel } from "./boards.ts";

const steps = (...colors: readonly (readonly [string, number | null])[]) => ({
  thresholds: { mode: "absolute", steps: colors.map(([color, value]) => ({ color, value })) },
});
const defaults = (values: object) => ({
  fieldConfig: { defaults: { unit: "celsius", ...values }, overrides: [] },
});

describe("a panel", () => {
  it("that is the same is no change", () => expect(toldOfPanel({}, {})).toEqual([]));
  it.each([
    [
      "unit",
      defaults({}),
      defaults({ unit: "fahrenheit" }),
      ["breaking unit: unit `celsius` → `fahrenheit`"],
    ],
    ["first unit", { fieldConfig: {} }, defaults({}), ["review unit: unit none → `celsius`"]],
    [
      "threshold's value",
      defaults(steps(["green", null], ["red", 80])),
      defaults(steps(["green", null], ["red", 90])),
      ["review thresholds: thresholds `green, red from 80` → `green, red from 90`"],
    ],
    [
      "threshold's direction",
      defaults(steps(["green", null], ["red", 80])),
      defaults(steps(["red", null], ["green", 80])),
      [
        "breaking thresholds: thresholds `green, red from 80` → `red, green from 80`: high is bad → low is bad",
      ],
    ],
    [
      "threshold's direction from a base without meaning",
      defaults(steps(["text", null], ["red", 0.05])),
      defaults(steps(["red", null], ["green", 0.05])),
      [
        "breaking thresholds: thresholds `text, red from 0.05` → `red, green from 0.05`: high is bad → low is bad",
      ],
    ],
    [
      "base without meaning",
      defaults(steps(["text", null], ["red", 0.05])),
      defaults(steps(["green", null], ["red", 0.05])),
      ["review thresholds: thresholds `text, red from 0.05` → `green, red from 0.05`"],
    ],
    [
      "order of colours that have no name",
      defaults(steps(["#0f0", null], ["#f00", 80])),
      defaults(steps(["#f00", null], ["#0f0", 80])),
      [
        "breaking thresholds: thresholds `#0f0, #f00 from 80` → `#f00, #0f0 from 80`: the colours are reversed",
      ],
    ],
    [
      "unit of an override",
      {
        fieldConfig: {
          overrides: [
            { matcher: { id: "byName", options: "Fan" }, properties: [{ id: "unit", value: "percent" }] },
          ],
        },
      },
      {
        fieldConfig: {
          overrides: [
            { matcher: { id: "byName", options: "Fan" }, properties: [{ id: "unit", value: "percentunit" }] },
          ],
        },
      },
      ["breaking unit: unit of override byName `Fan` `percent` → `percentunit`"],
    ],
    [
      "value mapping",
      {},
      defaults({ mappings: [{ type: "value", options: { "-1": { text: "idle", color: "text" } } }] }),
      ["review mapping: value mapping + `-1 is idle in text`"],
    ],
    ["title", {}, { title: "Heat" }, ["review renamed: renamed `Temperature` → `Heat`"]],
    [
      "type",
      {},
      { type: "stat", options: { colorMode: "value" } },
      ["review retyped: retyped `timeseries` → `stat`"],
    ],
    ["description", {}, { description: "Hot." }, ["cosmetic description: description changed"]],
    [
      "legend",
      { targets: [target("a")] },
      { targets: [target("a", { legendFormat: "card" })] },
      ["review legend: legend `{{gpu}}` → `card`"],
    ],
    [
      "data source",
      {},
      { datasource: { type: "prometheus", uid: "other" } },
      ["review data source: data source uid `prometheus` → `other`"],
    ],
    ["min step", {}, { interval: "1m" }, ["review min step: min step + `1m`"]],
    [
      "anything else",
      { options: { stacking: "none" } },
      { options: { stacking: "normal" } },
      ["review settings: options.stacking `none` → `normal`"],
    ],
    [
      "end of a long text",
      defaults({ noValue: "no series: the exporter does not answer, or nothing matches the filter" }),
      defaults({ noValue: "no series: the exporter does not answer, or nothing matches the choice" }),
      [
        "cosmetic text for no value: text for no value `… nothing matches the filter` → `… nothing matches the choice`",
      ],
    ],
    ["size", {}, { gridPos: { x: 0, y: 0, w: 24, h: 8 } }, ["cosmetic resized: width 12 → 24"]],
  ])("with another %s", (_, was, is, says) => expect(toldOfPanel(was, is)).toEqual(says));

  it("is told from the next by its id, wherever it stands and whatever it is called", () => {
    const was = board([panel(), panel({ id: 2, title: "Power" })]);
    const is = board([panel({ id: 2, title: "Power" }), panel({ title: "Heat" })]);
    expect(told(was, is)).toEqual([
      "review renamed: renamed `Temperature` → `Heat`",
      "cosmetic moved: moved in the reading order",
    ]);
  });
  it("with another id is found by its title, and with another title by its query", () => {
    expect(toldOfPanel({}, { id: 7 })).toEqual([
      expect.stringMatching(/^review panel id: panel id `1` → `7`/),
    ]);
    expect(toldOfPanel({}, { id: 7, title: "Heat" })).toEqual([
      "review renamed: renamed `Temperature` → `Heat`",
      expect.stringMatching(/^review panel id/),
    ]);
  });
  it("that went or came", () => {
    const [one, two] = [panel(), panel({ id: 2, title: "Power", targets: [target("sum(b)")] })];
    expect(told(board([one, two]), board([one]))).toEqual(["review panel removed: panel removed"]);
    expect(told(board([one]), board([one, two]))).toEqual(["review panel added: timeseries added: `sum(b)`"]);
  });
  it("in another row has moved; under a renamed row, or pushed down, it has not", () => {
    const rows = [row(10, "Now"), panel(), row(11, "Later")];
    expect(told(board(rows), board([row(10, "Now"), row(11, "Later"), panel()]))).toEqual([
      "cosmetic moved: moved from row `Now` to `Later`",
    ]);
    expect(told(board(rows), board([row(10, "Right now"), panel(), row(11, "Later")]))).toEqual([
      "cosmetic row: row `Now` renamed to `Right now`",
    ]);
    expect(toldOfPanel({}, { gridPos: { x: 0, y: 8, w: 12, h: 8 } })).toEqual([
      "cosmetic layout: 1 panel is shifted, in the same order",
    ]);
  });
});

describe("targets", () => {
  it("keep their identity when a letter shifts", () =>
    expect(
      toldOfPanel({ targets: [target("a")] }, { targets: [target("b"), target("a", { refId: "B" })] }),
    ).toEqual(["review query: query added: `b`", "cosmetic refId: target A is now B"]));
  it("name their letter only where there are several", () => {
    const one = compareBoards(
      board([panel({ targets: [target("a")] })]),
      board([panel({ targets: [target("b")] })]),
      () => [],
    );
    expect(one?.changes.map(({ refId }) => refId)).toEqual([undefined]);
    const two = (expr: string) => board([panel({ targets: [target("x"), target(expr, { refId: "B" })] })]);
    expect(compareBoards(two("a"), two("b"), () => [])?.changes.map(({ refId }) => refId)).toEqual(["B"]);
  });
});

describe("a board", () => {
  const variables = (...list: readonly object[]) => ({ templating: { list } });
  const gpu = {
    name: "gpu",
    type: "query",
    query: "label_values(a, gpu)",
    datasource: { type: "prometheus", uid: "p" },
  };
  it.each([
    ["uid", {}, { uid: "cards" }, [/^breaking uid: uid `gpu` → `cards`/]],
    [
      "time range",
      { time: { from: "now-1h", to: "now" } },
      { time: { from: "now-6h", to: "now" } },
      ["review time range: time range from `now-1h` → `now-6h`"],
    ],
    [
      "link",
      { links: [] },
      { links: [{ title: "Queue", url: "/d/queue" }] },
      [/^review links: links \+ `Queue`$/],
    ],
    ["variable gone", variables(gpu), variables(), [/^breaking variable: variable `gpu` removed/]],
    [
      "variable new",
      variables(),
      variables(gpu),
      ["review variable: variable `gpu` added (query): `label_values(a, gpu)`"],
    ],
    [
      "variable renamed",
      variables(gpu),
      variables({ ...gpu, name: "card" }),
      [/^breaking variable: variable `gpu` renamed to `card`/],
    ],
    [
      "variable's query",
      variables(gpu),
      variables({ ...gpu, query: "label_values(b, gpu)" }),
      ["review variable: variable `gpu`: metric a → b"],
    ],
    [
      "variable's label",
      variables(gpu),
      variables({ ...gpu, label: "Card" }),
      ["cosmetic variable: variable `gpu`: label + `Card`"],
    ],
    [
      "annotation's query",
      { annotations: { list: [{ name: "Down", expr: "up == 0" }] } },
      { annotations: { list: [{ name: "Down", expr: "up == 1" }] } },
      ["review annotation: annotation `Down`: number 0 → 1"],
    ],
    ["count of saves", { version: 1 }, { version: 2 }, []],
  ])("with another %s", (_, was, is, says) =>
    expect(told(board([panel()], was), board([panel()], is))).toEqual(
      says.map((each) => (typeof each === "string" ? each : expect.stringMatching(each))),
    ),
  );
  it("names the metrics that came and went", () =>
    expect(
      compareBoards(
        board([panel({ targets: [target("sum(a) + c")] })]),
        board([panel({ targets: [target("sum(b) + c")] })]),
        () => [],
      )?.metrics,
    ).toEqual({ added: ["b"], gone: ["a"] }));
});
