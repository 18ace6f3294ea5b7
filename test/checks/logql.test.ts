import { describe, expect, it } from "vitest";
import { readLogContract } from "../../contracts/log-contract.ts";
import { readBoard } from "../../checks/model/board.ts";
import { ourLogs } from "../../checks/model/log-scope.ts";
import { parseLogql } from "../../checks/model/logql.ts";
import { examples } from "../../checks/model/pattern-values.ts";

/** One line per stage, so that a test reads like a pipeline. */
const stages = (query: string): string[] =>
  parseLogql(query).selections[0]!.stages.map((stage) => {
    switch (stage.is) {
      case "line filter":
        return `${stage.op} ${stage.value}`;
      case "parser":
        return `${stage.parser} ${stage.fields?.map(({ as, field }) => (field ? `${as.name}=${field.name}` : as.name)).join(", ") ?? "everything"}`;
      case "label filter":
        return `${stage.label.name} ${stage.op} ${stage.value}${stage.numeric ? ` (number${stage.unit ? `, ${stage.unit}` : ""})` : ""}`;
      case "line format":
        return `line_format reads ${stage.names.map(({ name }) => name).join(", ")}`;
      case "label format":
        return `label_format ${stage.sets.map(({ as, reads }) => `${as.name} from ${reads.map(({ name }) => name).join(", ")}`).join("; ")}`;
      case "unwrap":
        return `unwrap ${stage.convert ?? ""}(${stage.label.name})`;
      case "drop":
      case "keep":
        return `${stage.is} ${stage.labels.map(({ name }) => name).join(", ")} when ${stage.when.map(({ name }) => name).join(", ")}`;
      case "other stage":
        return "other";
    }
  });

describe("a pipeline", () => {
  it.each([
    ['{job="nginx"} |= "a" |~ `(?i)$search`', ["|= a", "|~ (?i)$search"]],
    ['{job="nginx"} | json', ["json everything"]],
    ['{job="nginx"} | json rt="request_time", uri', ["json rt=request_time, uri=uri"]],
    ['{job="nginx"} | regexp `(?P<verb>\\w+) (?P<path>\\S+)`', ["regexp verb, path"]],
    ['{job="nginx"} | pattern "<ip> - <_> <path>"', ["pattern ip, path"]],
    ['{job="nginx"} | logfmt --strict', ["logfmt everything"]],
    [
      '{job="nginx"} | rt > 0.3 | sent > 1KB | wait > 2s',
      ["rt > 0.3 (number)", "sent > 1KB (number, bytes)", "wait > 2s (number, duration)"],
    ],
    ['{job="nginx"} | a="x" and b!="y" or c=~"z"', ["a = x", "b != y", "c =~ z"]],
    ['{job="nginx"} | remote_addr = ip("10.0.0.0/8")', ["remote_addr = 10.0.0.0/8"]],
    ['{job="nginx"} | line_format "{{.st}} {{ .uri | lower }} a.b"', ["line_format reads st, uri"]],
    ['{job="nginx"} | line_format `{{ regexReplaceAll "a.b" .uri "c.d" }}`', ["line_format reads uri"]],
    [
      '{job="nginx"} | line_format `{{ range $q := fromJson .list }}{{ .name }}{{ end }}`',
      ["line_format reads "],
    ],
    ['{job="nginx"} | label_format a=b, c=`{{.d}}`', ["label_format a from b; c from d"]],
    ['{job="nginx"} | drop a, b="x" | keep c', ["drop a when b", "keep c when "]],
  ])("%s", (query, expected) => {
    expect(parseLogql(query).errors).toEqual([]);
    expect(stages(query)).toEqual(expected);
  });
  it("keeps the order around unwrap", () =>
    expect(
      stages('sum_over_time({job="nginx"} | json | __error__="" | unwrap duration(rt) | __error__="" [5m])'),
    ).toEqual(["json everything", "__error__ = ", "unwrap duration(rt)", "__error__ = "]));
});

describe("a metric query", () => {
  const parsed = parseLogql(
    'topk(5, sum by (route, $by) (quantile_over_time(0.95, {job="nginx", status=~"$status"} | json | unwrap rt [$__auto]) by (route))) * 2',
  );
  it("has its function, window and both groupings", () => {
    const [only] = parsed.selections;
    expect([only!.fn, only!.window?.text, only!.by?.map(({ name }) => name)]).toEqual([
      "quantile_over_time",
      "$__auto",
      ["route"],
    ]);
    expect(parsed.aggregates.map(({ op, by }) => [op, by?.map(({ name }) => name)])).toEqual([
      ["topk", undefined],
      ["sum", ["route", "$by"]],
    ]);
  });
  it("knows its matchers, operators and no error", () => {
    expect(parsed.selections[0]!.matchers.map(({ label, op, value }) => label + op + value)).toEqual([
      "job=nginx",
      "status=~$status",
    ]);
    expect([parsed.arithmetic, parsed.errors]).toEqual([true, []]);
  });
  it("keeps every position true", () => {
    for (const word of parsed.aggregates[1]!.by!)
      expect(parsed.source.slice(word.from, word.to)).toBe(word.name);
  });
  it("tells what label_replace makes", () =>
    expect(
      parseLogql('label_replace(rate({job="nginx"}[5m]), "class", "$1", "status", "(.)..")').replaced.map(
        ({ name }) => name,
      ),
    ).toEqual(["class"]));
});

describe("where a name comes from", () => {
  const log = readLogContract();
  const sources = (expr: string, legendFormat?: string): string[] => {
    const target = { refId: "A", expr, datasource: { type: "loki" }, legendFormat };
    const [query] = readBoard("x.json", {
      title: "X",
      panels: [{ type: "timeseries", targets: [target] }],
    }).queries;
    return ourLogs(query!, { log, added: new Map() }).flatMap(({ reads }) =>
      reads.map(
        ({ name, as, source }) =>
          `${as} ${name}: ${source.is}${source.is === "line" ? ` ${source.field}${source.aside ? " aside" : ""}` : source.is === "stream" && source.hides ? " hides" : source.is === "missing" ? ` after ${source.after}` : ""}`,
      ),
    );
  };
  it.each([
    ['{job="nginx"} | status="200"', ["filter status: stream"]],
    ['{job="nginx"} | json | status="200"', ["filter status: stream hides"]],
    ['{job="nginx"} | json | status_extracted="200"', ["filter status_extracted: line status aside"]],
    [
      '{job="nginx"} | json st="status" | st="200"',
      ["extraction status: line status", "filter st: line status"],
    ],
    [
      '{job="nginx"} | json st="status" | uri="/"',
      ["extraction status: line status", "filter uri: missing after some"],
    ],
    ['{job="nginx"} | json x="nope" | x="1"', ["extraction nope: missing after all", "filter x: unknown"]],
    ['{job="nginx"} | uri="/"', ["filter uri: missing after nothing"]],
    [
      '{job="nginx"} | json | detected_level="error" | __error__=""',
      ["filter detected_level: metadata", "filter __error__: unknown"],
    ],
    ['{job="nginx"} | logfmt | level="error"', ["filter level: unknown"]],
    [
      '{job="nginx"} | json | line_format "{{.uri}}" | json | deep="x"',
      ["template uri: line uri", "filter deep: unknown"],
    ],
    ['{job="nginx"} | json | label_format u=uri | u="/"', ["label_format uri: line uri", "filter u: made"]],
    ['{job="nginx"} | json | keep route | uri="/"', ["filter uri: missing after all"]],
    [
      'sum by (route, nope) (rate({job="nginx"} | json | __error__="" [5m]))',
      ["filter __error__: unknown", "grouping route: stream", "grouping nope: missing after all"],
    ],
    [
      'sum by (class) (label_replace(rate({job="nginx"}[5m]), "class", "$1", "status", "(.).."))',
      ["grouping class: made"],
    ],
    ['sum by ($by) (rate({job="nginx"}[5m]))', ["grouping $by: unknown"]],
  ])("%s", (query, expected) => expect(sources(query)).toEqual(expected));
  it("looks at the legend of numbers", () =>
    expect(sources('sum by (route) (rate({job="nginx"}[5m]))', "{{route}} {{ nope }}")).toEqual([
      "grouping route: stream",
      "legend route: stream",
      "legend nope: missing after nothing",
    ]));
  it.each([
    '{job="other"} | json | nope="x"',
    '{job=~"$job"} | json | nope="x"',
    '{app="nginx"} | json | nope="x"',
    '{job="nginx", cluster="x"} | json | nope="x"',
    '{filename="/var/log/syslog"} | json | nope="x"',
    '{job="nginx"} | json | nope >=',
  ])("says nothing of %s", (query) => expect(sources(query)).toEqual([]));
});

describe("the texts of a pattern", () => {
  it("lists them", () => expect(examples("[1-2]x[ab]")).toEqual(["1xa", "1xb", "2xa", "2xb"]));
  it.each([".*", "a+", "[^a]", "[0-9][0-9][0-9][0-9]"])("gives up on %s", (pattern) =>
    expect(examples(pattern)).toBeUndefined(),
  );
});
