import { describe, expect, it } from "vitest";
import { readBoard, type Board } from "../../checks/model/board.ts";
import { customOptions, fill, storedValue, type Value } from "../../doctor/values.ts";
import { questionOf, timeRange } from "../../doctor/view.ts";
import { board, stack } from "./fake.ts";

const values = (...all: readonly string[]): Value => ({ is: "values", values: all, escaped: true });
const filled = (text: string, value: Value) => fill(text, new Map([["v", value]]));

describe("a variable in a query", () => {
  // As Grafana 11 wrote them into PromQL.
  it.each([
    ["gemma3:27b", "gemma3:27b"],
    ["phi+4", "phi\\\\+4"],
    ["mistral (q4)", "mistral \\\\(q4\\\\)"],
    ["a.b|c", "a\\\\.b\\\\|c"],
    ["C:\\x", "C:\\\\\\\\x"],
  ])("%s is escaped as a part of a regular expression", (value, written) =>
    expect(filled('x{a=~"$v"}', values(value))).toBe(`x{a=~"${written}"}`),
  );
  it("several values are alternatives", () =>
    expect(filled('x{a=~"$v"}', values("phi+4", "b"))).toBe('x{a=~"(phi\\\\+4|b)"}'));
  it("a value of a single-valued variable is not escaped but for quotes", () =>
    expect(filled('x{a=~"$v"}', { is: "values", values: ['2.."'], escaped: false })).toBe('x{a=~"2..\\""}'));
  it.each([
    ["${v}", "a\\\\.b"],
    ["[[v]]", "a\\\\.b"],
    ["${v:raw}", "a.b"],
    ["${v:regex}", "a\\.b"],
    ["${v:pipe}", "a.b"],
    ["$w", "$w"],
    ["$1", "$1"],
  ])("%s", (use, written) => expect(filled(`x{a=~"${use}"}`, values("a.b"))).toBe(`x{a=~"${written}"}`));
  it("is replaced wherever it stands", () =>
    expect(filled('$v + x{a="$v"} # $v', { is: "raw", text: "up" })).toBe('up + x{a="up"} # $v'));
});

describe("a variable stands for", () => {
  const one = (type: string, more: object, options: readonly string[] = []) =>
    storedValue({ name: "v", type, json: { type, ...more }, at: { file: "" } }, options);
  const all = { current: { value: ["$__all"] }, includeAll: true, multi: true };
  it("its All value, as it stands", () =>
    expect(one("query", { ...all, allValue: ".+" }, ["a"])).toEqual({ is: "raw", text: ".+" }));
  it("all its options where All has none", () =>
    expect(one("query", all, ["a", "b"])).toEqual(values("a", "b")));
  it("what it was saved with", () =>
    expect(one("query", { multi: true, current: { value: ["b"] } }, ["a", "b"])).toEqual(values("b")));
  it("its first option otherwise", () =>
    expect(one("query", { multi: true }, ["a", "b"])).toEqual(values("a")));
  it("its text", () => expect(one("textbox", { query: "0.30" })).toMatchObject({ values: ["0.30"] }));
  it("its first interval, not Grafana's own choice", () =>
    expect(one("interval", { query: "1m,5m", current: { value: "$__auto_interval_v" } })).toEqual({
      is: "raw",
      text: "1m",
    }));
  it("one of the values written into it", () =>
    expect(customOptions("all : .+,2xx : 2..,a\\,b")).toEqual([".+", "2..", "a\\,b"]));
});

describe("the time range of a board", () => {
  const range = (time: unknown) => timeRange(readBoard("x.json", { panels: [], time }), 100_000);
  it.each([
    [{ from: "now-6h", to: "now" }, 78_400, 100_000],
    [{ from: "now-6h", to: "now-1h" }, 78_400, 96_400],
    [{ from: "1970-01-01T00:00:00Z", to: "1970-01-02T00:00:00Z" }, 0, 86_400],
    [{ from: 1000, to: 2000 }, 1, 2],
    [undefined, 96_400, 100_000],
    [{ from: "yesterday" }, 96_400, 100_000],
    [{ from: "now", to: "now-1h" }, 92_800, 96_400],
  ])("%j", (time, start, end) => expect(range(time)).toEqual({ start, end }));
});

describe("a panel asks", () => {
  const ask = (panel: object, of: (json: object) => Board = (json) => board({ it: json })) =>
    questionOf(of(panel).panels[0]!.queries[0]!, new Map(), { start: 96_400, end: 100_000 }, stack)!;
  const target = (expr: string, more: object = {}) => ({ targets: [{ refId: "A", expr, ...more }] });
  it("over the range, in Grafana's step and windows", () =>
    expect(ask(target("rate(x[$__rate_interval])"))).toEqual({
      language: "promql",
      text: "rate(x[60s])",
      range: { start: 96_400, end: 100_000 },
      step: 15,
    }));
  it("with its min step as the scrape interval", () =>
    expect(ask(target("rate(x[$__rate_interval])", { interval: "1m" }))).toMatchObject({
      text: "rate(x[240s])",
      step: 60,
    }));
  it("with the panel's own interval and width", () =>
    expect(ask({ ...target("x[$__interval]"), interval: ">5m", maxDataPoints: 60 })).toMatchObject({
      text: "x[300s]",
      step: 300,
    }));
  it("about one moment", () =>
    expect(ask(target("x[$__range]", { instant: true }))).not.toHaveProperty("step"));
  it("over both, as a range", () => expect(ask(target("x", { instant: true, range: true })).step).toBe(15));
  it("over a range of its own, and back in time", () =>
    expect(ask({ ...target("x[$__range]"), timeFrom: "24h", timeShift: "1h" })).toMatchObject({
      text: "x[86400s]",
      range: { start: 10_000, end: 96_400 },
    }));
  it("Loki, which has no scrape interval", () => {
    const loki = { type: "loki", uid: "loki" };
    const lines = {
      datasource: loki,
      ...target('count_over_time({job="x"} [$__auto])', { datasource: loki, maxLines: 200 }),
    };
    expect(ask(lines)).toMatchObject({
      language: "logql",
      text: 'count_over_time({job="x"} [5s])',
      step: 5,
      lines: 200,
    });
  });
  it("nobody here, where the data source is another", () => {
    const one = board({ it: { ...target("x"), datasource: { type: "influxdb", uid: "i" } } });
    const [query] = one.panels[0]!.queries;
    expect(questionOf(query!, new Map(), { start: 0, end: 1 }, stack)).toBeUndefined();
  });
});
