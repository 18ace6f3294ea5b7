import { inputError } from "./input-error.ts";

/** The types of the text exposition format 0.0.4. */
export type ExpositionType = "counter" | "gauge" | "histogram" | "summary" | "untyped";

/** One line with a value. */
export interface Sample {
  /** As written, with `_bucket`, `_sum` or `_count` where the family is a histogram or summary. */
  readonly name: string;
  /** Every label written on the line, an empty value included: `method=""` is present here, absent in Prometheus. */
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
  /** Line in the page, from 1. */
  readonly line: number;
}

/** All samples under one `# TYPE` line. */
export interface Family {
  readonly name: string;
  readonly type: ExpositionType;
  readonly help: string;
  /** Line of the first mention (HELP, TYPE or sample), from 1. */
  readonly line: number;
  /** Empty where only HELP and TYPE are written: what never happened is absent, not 0. */
  readonly samples: readonly Sample[];
}

/** One scraped page. */
export interface Page {
  readonly file: string;
  readonly families: ReadonlyMap<string, Family>;
}

interface Draft {
  name: string;
  type: ExpositionType | undefined;
  help: string | undefined;
  line: number;
  samples: Sample[];
}

const TYPES = new Set<string>(["counter", "gauge", "histogram", "summary", "untyped"]);
const COMMENT = /^#[ \t]+(HELP|TYPE)[ \t]+([a-zA-Z_:][a-zA-Z0-9_:]*)(?:[ \t]+(.*))?$/;
const NAME = /([a-zA-Z_:][a-zA-Z0-9_:]*)[ \t]*/y;
const LABEL = /[ \t]*([a-zA-Z_][a-zA-Z0-9_]*)[ \t]*=[ \t]*"([^"\\]*(?:\\.[^"\\]*)*)"[ \t]*/y;
const END_OF_LABELS = /[ \t]*\}/y;
const VALUE = /[ \t]*([^ \t]+)(?:[ \t]+(-?\d+))?[ \t]*$/y;

/**
 * Reads a page in the Prometheus text exposition format 0.0.4, strictly: what makes Prometheus refuse the scrape
 * is an error here, and so is what makes a recording useless (no sample, a page cut off in the middle). One cut
 * cannot be seen: inside the last number of a page whose last family is not a histogram.
 *
 * @param bytes The page as served.
 * @param file Its name, for messages.
 * @throws InputError naming file and line: gzip, OpenMetrics, HTML, JSON, empty, bad syntax, duplicate TYPE or
 *   series, a histogram without its +Inf bucket.
 */
export function parseExposition(bytes: Uint8Array, file: string): Page {
  const lines = pageText(bytes, file).split("\n");
  const drafts = new Map<string, Draft>();
  const seen = new Map<string, number>();
  let line = 0;
  for (const raw of lines) {
    line++;
    const content = raw.endsWith("\r") ? raw.slice(0, -1) : raw;
    if (content.trim() === "") continue;
    if (content.startsWith("#")) {
      readComment(content, line, file, drafts);
      continue;
    }
    const sample = parseSample(content, line, file);
    const key = sample.name + labelsKey(sample.labels);
    const before = seen.get(key);
    if (before !== undefined)
      throw inputError(
        `${file}:${line}`,
        `repeats the series of line ${before}: \`${content.trim()}\`. Prometheus refuses such a page.`,
      );
    seen.set(key, line);
    draftOf(drafts, familyOf(sample.name, drafts), line).samples.push(sample);
  }

  if (seen.size === 0)
    throw inputError(file, "has no sample, only comments; it is not a /metrics page, or it is cut off.");
  const families = new Map<string, Family>();
  for (const [name, draft] of drafts) {
    const family = { ...draft, type: draft.type ?? "untyped", help: draft.help ?? "" };
    // What follows a HELP is its TYPE or its samples.
    if (draft.help !== undefined && draft.type === undefined && draft.samples.length === 0)
      throw inputError(
        `${file}:${draft.line}`,
        `has a HELP and nothing more for \`${name}\`; the page is cut off.`,
      );
    // OpenMetrics types `x` and writes `x_total`; a page cut off has no `# EOF` to know it by.
    const total = drafts.get(`${name}_total`);
    if (family.type === "counter" && family.samples.length === 0 && total && total.type === undefined)
      throw inputError(`${file}:${draft.line}`, OPEN_METRICS);
    if (family.type === "histogram") requireWholeHistogram(family, file);
    families.set(name, family);
  }
  return { file, families };
}

const OPEN_METRICS =
  "is OpenMetrics; record the text format instead: curl -H 'Accept: text/plain;version=0.0.4' URL.";

/** The page as text, or the sentence about what it is instead. */
function pageText(bytes: Uint8Array, file: string): string {
  if (bytes[0] === 0x1f && bytes[1] === 0x8b)
    throw inputError(file, "is gzip; store the page uncompressed (curl --compressed, or gunzip it first).");
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw inputError(file, "is not UTF-8 text, so it is not a /metrics page.");
  }
  if (text.trim() === "") throw inputError(file, "is empty; a /metrics page has at least one sample.");
  if (/^# EOF\s*$/m.test(text) || /^# (UNIT|TYPE \S+ (unknown|info|stateset|gaugehistogram)\b)/m.test(text))
    throw inputError(file, OPEN_METRICS);
  if (/^\s*</.test(text)) throw inputError(`${file}:1`, "is HTML, not a /metrics page; check the URL.");
  if (/^\s*(\{\s*("[^"]*"\s*:|\}\s*$)|\[)/.test(text))
    throw inputError(`${file}:1`, "is JSON, not a /metrics page; check the URL.");
  return text;
}

function draftOf(drafts: Map<string, Draft>, name: string, line: number): Draft {
  let found = drafts.get(name);
  if (!found) drafts.set(name, (found = { name, type: undefined, help: undefined, line, samples: [] }));
  return found;
}

/** The family a sample belongs to: `x` for `x_bucket`, but only where `x` is a histogram. */
function familyOf(sample: string, drafts: ReadonlyMap<string, Draft>): string {
  if (drafts.has(sample)) return sample;
  const cut = sample.lastIndexOf("_");
  const suffix = sample.slice(cut);
  if (suffix !== "_bucket" && suffix !== "_sum" && suffix !== "_count") return sample;
  const base = sample.slice(0, cut);
  const type = drafts.get(base)?.type;
  return type === "histogram" || (type === "summary" && suffix !== "_bucket") ? base : sample;
}

function readComment(content: string, line: number, file: string, drafts: Map<string, Draft>): void {
  const comment = COMMENT.exec(content);
  if (!comment) return;
  const [, kind, name, rest = ""] = comment as unknown as [string, string, string, string?];
  const place = `${file}:${line}`;
  const family = draftOf(drafts, name, line);
  if (kind === "HELP") {
    if (family.help !== undefined)
      throw inputError(place, `has a second HELP for \`${name}\` (first: line ${family.line}).`);
    family.help = rest.replace(/\\([\\n])/g, (_, escaped: string) => (escaped === "n" ? "\n" : "\\"));
    return;
  }
  if (family.type !== undefined)
    throw inputError(place, `has a second TYPE for \`${name}\` (first: line ${family.line}).`);
  if (!TYPES.has(rest))
    throw inputError(place, `has the unknown type \`${rest}\`; the page is cut off or damaged.`);
  if (family.samples.length > 0)
    throw inputError(place, `gives the type of \`${name}\` after its first sample.`);
  family.type = rest as ExpositionType;
}

/** Equal for equal label sets. The length in front of a value keeps any value from imitating another label. */
function labelsKey(labels: Sample["labels"], without?: string): string {
  let key = "";
  for (const label of Object.keys(labels).sort())
    if (label !== without) key += `,${label}=${labels[label]!.length}:${labels[label]}`;
  return key;
}

function parseSample(text: string, line: number, file: string): Sample {
  NAME.lastIndex = 0;
  const name = NAME.exec(text)?.[1];
  if (name === undefined) throw notASample(text, line, file, "no metric name");
  let at = NAME.lastIndex;
  const labels: Record<string, string> = {};
  if (text[at] === "{") {
    at++;
    for (;;) {
      END_OF_LABELS.lastIndex = at;
      if (END_OF_LABELS.test(text)) break;
      LABEL.lastIndex = at;
      const found = LABEL.exec(text);
      if (!found) throw notASample(text, line, file, whyNoLabel(text.slice(at)));
      const [, label, value] = found as unknown as [string, string, string];
      if (Object.hasOwn(labels, label)) throw notASample(text, line, file, `label ${label} twice`);
      labels[label] = value.includes("\\") ? unescaped(value) : value;
      at = LABEL.lastIndex;
      if (text[at] === ",") at++;
      else if (text[at] !== "}")
        throw notASample(
          text,
          line,
          file,
          text[at] === undefined ? "the labels do not end" : "a comma or } is missing between labels",
        );
    }
    at = END_OF_LABELS.lastIndex;
  }
  VALUE.lastIndex = at;
  const found = VALUE.exec(text);
  if (!found) throw notASample(text, line, file, whyNoValue(text.slice(at)));
  const value = parseValue(found[1]!);
  if (value === undefined) throw notASample(text, line, file, `\`${found[1]}\` is not a number`);
  return { name, labels, value, line };
}

const notASample = (text: string, line: number, file: string, why: string) =>
  inputError(
    `${file}:${line}`,
    `is not a sample (${why}): \`${text.length > 60 ? `${text.slice(0, 60)}…` : text}\`. The page is damaged, cut off, or not a /metrics page.`,
  );

function whyNoLabel(rest: string): string {
  const label = /^[ \t]*([a-zA-Z_][a-zA-Z0-9_]*)[ \t]*(=[ \t]*")?/.exec(rest);
  if (!label) return rest.trim() === "" ? "the labels do not end" : "no label name";
  return label[2] === undefined
    ? `no value for label ${label[1]}`
    : `the value of label ${label[1]} does not end`;
}

function whyNoValue(rest: string): string {
  const words = rest.trim().split(/[ \t]+/);
  if (words[0] === "") return "no value";
  return words.length === 2 ? "the timestamp is not a whole number" : "text after the value";
}

/** A backslash before anything else is no escape and stays, as in Prometheus. */
const unescaped = (value: string): string =>
  value.replace(/\\([n"\\])/g, (_, escaped: string) => (escaped === "n" ? "\n" : escaped));

function parseValue(text: string): number | undefined {
  if (/^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(text)) return Number(text);
  if (/^[+-]?inf(inity)?$/i.test(text)) return text.startsWith("-") ? -Infinity : Infinity;
  return /^nan$/i.test(text) ? NaN : undefined;
}

/** A page cut off inside a histogram still parses; its last series then has no +Inf bucket, sum or count. */
function requireWholeHistogram(family: Family, file: string): void {
  const parts = new Map<string, { line: number; inf: boolean; sum: boolean; count: boolean }>();
  const [bucket, sum, count] = ["_bucket", "_sum", "_count"].map((suffix) => family.name + suffix);
  for (const sample of family.samples) {
    const key = labelsKey(sample.labels, "le");
    let part = parts.get(key);
    if (!part) parts.set(key, (part = { line: sample.line, inf: false, sum: false, count: false }));
    if (sample.name === bucket && sample.labels["le"] === "+Inf") part.inf = true;
    else if (sample.name === sum) part.sum = true;
    else if (sample.name === count) part.count = true;
  }
  for (const { line, inf, sum, count } of parts.values())
    if (!inf || !sum || !count)
      throw inputError(
        `${file}:${line}`,
        `starts a histogram series of \`${family.name}\` without its ${inf ? (sum ? "`_count`" : "`_sum`") : "+Inf bucket"}; the page is cut off.`,
      );
}
