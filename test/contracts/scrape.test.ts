import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { parseExposition } from "../../contracts/exposition.ts";
import { parseScrape } from "../../contracts/scrape.ts";

const parse = (text: string) => parseScrape(Buffer.from(text), "page.om");
const sentence = (message: string) => expect.objectContaining({ name: "InputError", message });
const busy = readFileSync("contracts/nginx/recordings/1.5.3.busy.prom");

const openMetrics = `# HELP litellm_requests Requests.
# TYPE litellm_requests counter
# UNIT litellm_seconds seconds
litellm_requests_total{model="a # {b} \\"c\\""} 3 1700000000.123 # {trace_id="x"} 1 1700000000
litellm_requests_created{model="a"} 1.7e9
# TYPE litellm_seconds histogram
litellm_seconds_bucket{le="1.0"} 1 # {trace_id="y"} 0.5
litellm_seconds_bucket{le="+Inf"} 2
litellm_seconds_sum 3.5
litellm_seconds_count 2
# TYPE litellm_build info
litellm_build_info{version="1"} 1
# TYPE litellm_state stateset
litellm_state{litellm_state="on"} 1
# TYPE litellm_other unknown
litellm_other 5
# EOF
`;

describe("a page in any form that Prometheus accepts", () => {
  it("the text format is read as a recording is", () =>
    expect(parseScrape(busy, "x")).toEqual(parseExposition(busy, "x")));
  it("gzip is told by its bytes, not by its name", () =>
    expect(parseScrape(gzipSync(busy), "x")).toEqual(parseExposition(busy, "x")));
  it("gzip that is cut off is one sentence", () =>
    expect(() => parseScrape(gzipSync(busy).subarray(0, 200), "page.prom.gz")).toThrow(
      sentence("page.prom.gz: is damaged gzip; fetch the page again."),
    ));
  it("OpenMetrics has the names and types that Prometheus stores, and true line numbers", () => {
    const { families } = parse(openMetrics);
    expect([...families].map(([name, { type, samples }]) => [name, type, samples.length])).toEqual([
      ["litellm_requests_total", "counter", 1],
      ["litellm_requests_created", "untyped", 1],
      ["litellm_seconds", "histogram", 4],
      ["litellm_build_info", "gauge", 1],
      ["litellm_state", "gauge", 1],
      ["litellm_other", "untyped", 1],
    ]);
    expect(families.get("litellm_requests_total")).toMatchObject({
      help: "Requests.",
      samples: [{ labels: { model: 'a # {b} "c"' }, value: 3, line: 4 }],
    });
  });
  it("gzip of OpenMetrics", () =>
    expect(parseScrape(gzipSync(openMetrics), "page.om")).toEqual(parse(openMetrics)));
  it.each([
    [
      "# TYPE a counter\na 1\n# EOF\n",
      "page.om:2: is a sample of the counter `a`, but does not end in `_total`.",
    ],
    ["# TYPE a meter\na 1\n# EOF\n", "page.om:1: has the type `meter`, which OpenMetrics does not have."],
    ["a 1\n# EOF\nb 1\n# EOF\n", "page.om:2: says that the page ends, but more follows."],
  ])("%j", (text, message) => expect(() => parse(text)).toThrow(sentence(message)));
  it("OpenMetrics that is cut off, and so has no end, is not guessed at", () =>
    expect(() => parse(openMetrics.replace("# EOF\n", ""))).toThrow(/is OpenMetrics/));
  it("Go's gauge and counter of one name stay two", () => {
    const { families } = parse(`# HELP go_memstats_alloc_bytes In use.
# TYPE go_memstats_alloc_bytes gauge
go_memstats_alloc_bytes 5
# HELP go_memstats_alloc_bytes Ever allocated.
# TYPE go_memstats_alloc_bytes counter
go_memstats_alloc_bytes_total 7
# EOF
`);
    expect([...families.values()].map(({ name, type, help }) => [name, type, help])).toEqual([
      ["go_memstats_alloc_bytes", "gauge", "In use."],
      ["go_memstats_alloc_bytes_total", "counter", "Ever allocated."],
    ]);
  });
});
