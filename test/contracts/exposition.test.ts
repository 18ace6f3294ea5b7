import { readdirSync, readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { parseExposition, type Page } from "../../contracts/exposition.ts";

const parse = (text: string | Uint8Array): Page =>
  parseExposition(typeof text === "string" ? Buffer.from(text) : text, "page.prom");
const samples = (text: string, family: string) => parse(text).families.get(family)!.samples;
const fixture = (name: string) => readFileSync(`test/fixtures/pages/${name}`);
const openMetrics =
  "is OpenMetrics; record the text format instead: curl -H 'Accept: text/plain;version=0.0.4' URL.";
const busy = readFileSync("contracts/ollama_queue/recordings/article-bullmq-6.7.0.busy.prom", "utf8");

describe("what is no page is refused with one sentence", () => {
  it.each<[string, string | Uint8Array, string]>([
    ["HTML", "<!doctype html>\n<html>", "page.prom:1: is HTML, not a /metrics page; check the URL."],
    ["JSON", '{\n  "status": "ok"\n}\n', "page.prom:1: is JSON, not a /metrics page; check the URL."],
    ["an empty JSON object", "{}", "page.prom:1: is JSON, not a /metrics page; check the URL."],
    ["a JSON list", "[1]", "page.prom:1: is JSON, not a /metrics page; check the URL."],
    ["nothing", "", "page.prom: is empty; a /metrics page has at least one sample."],
    ["blank lines", "\n \n", "page.prom: is empty; a /metrics page has at least one sample."],
    [
      "only comments",
      "# HELP nginx_up Status\n# TYPE nginx_up gauge\n",
      "page.prom: has no sample, only comments; it is not a /metrics page, or it is cut off.",
    ],
    [
      "gzip",
      gzipSync(busy),
      "page.prom: is gzip; store the page uncompressed (curl --compressed, or gunzip it first).",
    ],
    [
      "binary",
      Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0, 0xff),
      "page.prom: is not UTF-8 text, so it is not a /metrics page.",
    ],
    [
      "binary that happens to be UTF-8",
      Uint8Array.of(0, 1, 2, 10),
      "page.prom:1: is not a sample (no metric name): `\u0000\u0001\u0002`. The page is damaged, cut off, or not a /metrics page.",
    ],
    [
      "a byte order mark",
      "\uFEFFnginx_up 1\n",
      "page.prom:1: is not a sample (no metric name): `\uFEFFnginx_up 1`. The page is damaged, cut off, or not a /metrics page.",
    ],
    ["OpenMetrics", "# TYPE nginx_up gauge\nnginx_up 1\n# EOF\n", `page.prom: ${openMetrics}`],
    ["OpenMetrics types", "# TYPE build info\nbuild_info 1\n", `page.prom: ${openMetrics}`],
    ["LiteLLM's OpenMetrics", fixture("openmetrics.prom"), `page.prom: ${openMetrics}`],
    [
      "OpenMetrics, cut off before its end",
      String(fixture("openmetrics.prom")).replace("# EOF\n", ""),
      `page.prom:1: ${openMetrics}`,
    ],
  ])("%s", (_, page, message) =>
    expect(() => parse(page)).toThrow(expect.objectContaining({ name: "InputError", message })),
  );
});

describe("a page cut off", () => {
  const bad = (why: string, shown: string) =>
    `is not a sample (${why}): \`${shown}\`. The page is damaged, cut off, or not a /metrics page.`;
  it.each([
    ["in a name", "nginx_up 1\nnginx_conn", `page.prom:2: ${bad("no value", "nginx_conn")}`],
    ["in a label name", "a{mod", `page.prom:1: ${bad("no value for label mod", "a{mod")}`],
    ["before a label", "a{", `page.prom:1: ${bad("the labels do not end", "a{")}`],
    [
      "in a label value",
      'a{model="llama',
      `page.prom:1: ${bad("the value of label model does not end", 'a{model="llama')}`,
    ],
    [
      "after a label value",
      'a{model="llama"',
      `page.prom:1: ${bad("the labels do not end", 'a{model="llama"')}`,
    ],
    ["after the labels", 'a{model="llama"} ', `page.prom:1: ${bad("no value", 'a{model="llama"} ')}`],
    ["in an exponent", "a 1e", `page.prom:1: ${bad("`1e` is not a number", "a 1e")}`],
    [
      "in a HELP line",
      "nginx_up 1\n# HELP nginx_conn",
      "page.prom:2: has a HELP and nothing more for `nginx_conn`; the page is cut off.",
    ],
    [
      "in a TYPE line",
      "nginx_up 1\n# TYPE nginx_conn gau",
      "page.prom:2: has the unknown type `gau`; the page is cut off or damaged.",
    ],
  ])("%s", (_, page, message) => expect(() => parse(page)).toThrow(expect.objectContaining({ message })));

  it("inside a histogram, wherever", () => {
    const lines = busy.split("\n");
    const first = lines.findIndex((line) => line.startsWith("ollama_generation_duration_ms_bucket"));
    const series = lines.findIndex((line) => line.startsWith("ollama_generation_duration_ms_sum")) - first;
    for (let rows = 1; rows <= series; rows++)
      expect(() => parse(lines.slice(0, first + rows).join("\n"))).toThrow(
        `page.prom:${first + 1}: starts a histogram series of \`ollama_generation_duration_ms\` without its `,
      );
    expect(parse(lines.slice(0, first + series + 1).join("\n")).families.size).toBe(7);
  });
});

describe("what makes Prometheus refuse the scrape is an error here", () => {
  it("a series twice, whatever the order of its labels", () =>
    expect(() => parse('a{b="1",c="2"} 1\na{c="2",b="1"} 2\n')).toThrow(
      'page.prom:2: repeats the series of line 1: `a{c="2",b="1"} 2`. Prometheus refuses such a page.',
    ));
  it("but a value that looks like two labels is none of it", () =>
    expect(samples('a{b="1,c=1:2"} 1\na{b="1",c="2"} 2\n', "a")).toHaveLength(2));
  it("a second TYPE, a second HELP", () => {
    expect(() => parse("# TYPE a gauge\na 1\n# TYPE a gauge\n")).toThrow(
      "page.prom:3: has a second TYPE for `a` (first: line 1).",
    );
    expect(() => parse("# HELP a x\n# HELP a x\na 1\n")).toThrow(
      "page.prom:2: has a second HELP for `a` (first: line 1).",
    );
  });
  it("a type behind its samples", () =>
    expect(() => parse("a 1\n# TYPE a gauge\n")).toThrow(
      "page.prom:2: gives the type of `a` after its first sample.",
    ));
  it("a quote in a model name that the exporter did not escape", () =>
    expect(() => parse(fixture("unescaped-quote.prom"))).toThrow(
      'page.prom:11: is not a sample (a comma or } is missing between labels): `ollama_jobs_total{model="we"ird\\m"} 1`.',
    ));
  it.each([
    ['a{b="1",b="2"} 1', "label b twice"],
    ["a{b=1} 1", "no value for label b"],
    ['a{1b="1"} 1', "no label name"],
    ["a 1 2 3", "text after the value"],
    ["a 1 now", "the timestamp is not a whole number"],
    ['a 1 # {trace_id="x"} 1', "text after the value"],
    ["a 0x1", "`0x1` is not a number"],
  ])("%s", (line, why) => expect(() => parse(`${line}\n`)).toThrow(`page.prom:1: is not a sample (${why})`));
});

describe("what is right is read", () => {
  it("escapes in label values", () =>
    expect(samples('a{b="C:\\\\dir \\"x\\" \\n \\y"} 1\n', "a")[0]!.labels).toEqual({
      b: 'C:\\dir "x" \n \\y',
    }));
  it("escapes in HELP", () =>
    expect(parse("# HELP a one\\ntwo \\\\n\n# TYPE a gauge\na 1\n").families.get("a")!.help).toBe(
      "one\ntwo \\n",
    ));
  it("labels called like what every object has", () =>
    expect(samples('a{constructor="x",toString="y"} 1\n', "a")[0]!.labels).toEqual({
      constructor: "x",
      toString: "y",
    }));
  it("braces, commas and letters of any script inside a value", () =>
    expect(samples('a{b="}{,=é🙂"} 1\n', "a")[0]!.labels).toEqual({ b: "}{,=é🙂" }));
  it("timestamps", () => expect(samples("a 1 1700000000000\n", "a")[0]!.value).toBe(1));
  it("no final newline", () => expect(samples('a 1\na{b="2"} 2', "a")[1]!.value).toBe(2));
  it("lines that end as on Windows", () =>
    expect(samples("# TYPE a counter\r\na 1\r\n", "a")[0]!.value).toBe(1));
  it.each(['a{b="1", c="2"} 1', 'a{ b = "1" , c="2" , } 1', 'a {b="1",c="2"}1'])("blanks as in %s", (line) =>
    expect(samples(`${line}\n`, "a")[0]!.labels).toEqual({ b: "1", c: "2" }),
  );
  it("an empty label value is there, unlike in Prometheus", () =>
    expect(samples('a{b=""} 1\na{} 2\n', "a").map(({ labels }) => labels)).toEqual([{ b: "" }, {}]));
  it.each([
    ["NaN", NaN],
    ["+Inf", Infinity],
    ["-Inf", -Infinity],
    ["inf", Infinity],
    ["1.5e-3", 0.0015],
    ["-0.5", -0.5],
    ["9.223372036854775e+18", 9.223372036854775e18],
    [".5", 0.5],
    ["1.", 1],
  ])("the value %s", (text, value) => expect(samples(`a ${text}\n`, "a")[0]!.value).toBe(value));
  it("a family that is only declared is there, without samples", () =>
    expect(parse("a 1\n# HELP b never happened\n# TYPE b counter\n").families.get("b")).toEqual({
      name: "b",
      type: "counter",
      help: "never happened",
      line: 2,
      samples: [],
    }));
  it("x_count belongs to x only where x is a histogram or summary", () => {
    const { families } = parse("# TYPE a summary\na_sum 1\na_count 1\n# TYPE b gauge\nb 1\nb_count 1\n");
    expect([...families.keys()]).toEqual(["a", "b", "b_count"]);
    expect(families.get("a")!.samples.map(({ name }) => name)).toEqual(["a_sum", "a_count"]);
  });
  it("every recording", () => {
    for (const file of readdirSync("contracts", { recursive: true, encoding: "utf8" }))
      if (file.endsWith(".prom"))
        expect(parse(readFileSync(`contracts/${file}`)).families.size).toBeGreaterThan(0);
  });
});
