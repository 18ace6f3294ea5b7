import { describe, expect, it } from "vitest";
import { nginx_access_log } from "../../contracts/nginx_access_log/log.gen.ts";
import {
  countOverTime,
  lineRate,
  lines,
  printLog,
  quantileOverTime,
  topLines,
  type LogPrinting,
} from "../../queries/logql.ts";
import { matching } from "../../queries/promql.ts";

const plain: LogPrinting = { filters: [], jobs: { nginx_access_log: "front" } };
const filtered: LogPrinting = {
  ...plain,
  filters: ["route", "status", "model"].map((label) => ({
    label,
    exporters: ["nginx_access_log"],
    matcher: { op: "=~", value: `$${label}` },
  })),
};
const log = lines(nginx_access_log);

describe("what a log query prints", () => {
  it("lines of the configured stream", () => expect(printLog(log, plain)).toBe('{job="front"}'));
  it("filters whose label the streams carry", () =>
    expect(printLog(log, filtered)).toBe('{job="front", route=~"$route", status=~"$status"}'));
  it("a matcher of its own is not overruled", () =>
    expect(printLog(lines(nginx_access_log, { status: "499" }), filtered)).toBe(
      '{job="front", route=~"$route", status="499"}',
    ));
  it("a pipeline in its own order", () =>
    expect(
      printLog(log.search("q").json({ rt: "request_time", uri: "uri" }).format("{{.uri}} {{.rt}}"), plain),
    ).toBe('{job="front"} |~ `(?i)$q` | json rt="request_time", uri="uri" | line_format "{{.uri}} {{.rt}}"'));
  it("every field, for reading", () =>
    expect(printLog(log.everyField().json({ rt: "request_time" }), plain)).toBe(
      '{job="front"} | json | json rt="request_time"',
    ));
  it("an address without its query", () =>
    expect(
      printLog(countOverTime(log.json({ uri: "uri" }).withoutQuery("uri"), "range").by("uri"), plain),
    ).toBe(
      'sum by (uri) (count_over_time({job="front"} | json uri="uri" | label_format uri="{{ regexReplaceAll \\"[?].*\\" .uri \\"\\" }}" | __error__="" [$__range]))',
    ));
  it("a number filter drops what is no number", () =>
    expect(printLog(log.json({ rt: "request_time" }).number("rt", ">", 1), plain)).toBe(
      '{job="front"} | json rt="request_time" | rt > 1 | __error__=""',
    ));
  it("counts need no guard when nothing was parsed", () =>
    expect(printLog(countOverTime(log).by("status"), plain)).toBe(
      'sum by (status) (count_over_time({job="front"} [$__interval]))',
    ));
  it("counts over parsed lines are guarded, once", () => {
    expect(printLog(countOverTime(log.json({ uri: "uri" })).by("uri"), plain)).toBe(
      'sum by (uri) (count_over_time({job="front"} | json uri="uri" | __error__="" [$__interval]))',
    );
    expect(
      printLog(countOverTime(log.json({ rt: "request_time" }).number("rt", ">", 1), "range").by(), plain),
    ).toBe('sum(count_over_time({job="front"} | json rt="request_time" | rt > 1 | __error__="" [$__range]))');
  });
  it("a rate of lines", () =>
    expect(printLog(lineRate(log).by("route"), plain)).toBe(
      'sum by (route) (rate({job="front"} [$__interval]))',
    ));
  it("a quantile groups inside and is guarded after unwrap", () =>
    expect(printLog(quantileOverTime(0.95, log.json({ rt: "request_time" }), "rt").by("route"), plain)).toBe(
      'quantile_over_time(0.95, {job="front"} | json rt="request_time" | unwrap rt | __error__="" [$__interval]) by (route)',
    ));
  it("the greatest few", () =>
    expect(
      printLog(
        topLines(
          10,
          countOverTime(lines(nginx_access_log, { status: matching("[45]..") }), "range").by("status"),
        ),
        plain,
      ),
    ).toBe('topk(10, sum by (status) (count_over_time({job="front", status=~"[45].."} [$__range])))'));
  it("a step does not change the lines it starts from", () => {
    log.json({ uri: "uri" });
    expect(printLog(log, plain)).toBe('{job="front"}');
  });
});
