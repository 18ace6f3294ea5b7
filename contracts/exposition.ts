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
const NAME = /[a-zA-Z_:][a-zA-Z0-9_:]*/y;
const LABEL = /[a-zA-Z_][a-zA-Z0-9_]*/y;
const SUFFIXES = { histogram: ["_bucket", "_sum", "_count"], summary: ["_sum", "_count"] } as const;

/**
 * Reads a page in the Prometheus text exposition format 0.0.4, strictly: what makes Prometheus refuse the scrape
 * is an error here, and so is what makes a recording useless (no sample, a page cut off in the middle).
 *
 * @param bytes The page as served.
 * @param file Its name, for messages.
 * @throws InputError naming file and line: gzip, OpenMetrics, HTML, empty, bad syntax, duplicate TYPE or series,
 *   a histogram without its +Inf bucket.
 */
export function parseExposition(bytes: Uint8Array, file: string): Page {
  if (bytes[0] === 0x1f && bytes[1] === 0x8b)
    throw inputError(file, "is gzip; store the page uncompressed (curl --compressed, or gunzip it first).");
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw inputError(file, "is not UTF-8 text, so it is not a /metrics page.");
  }
  if (text.trim() === "") throw inputError(file, "is empty; a /metrics page has at least one sample.");
  if (/^# EOF\s*$/m.test(text) || /^# (UNIT|TYPE \S+ (unknown|info|stateset|gaugehistogram)\b)/m.test(text))
    throw inputError(
      file,
      "is OpenMetrics; record the text format instead: curl -H 'Accept: text/plain;version=0.0.4' URL.",
    );
  if (/^\s*</.test(text)) throw inputError(`${file}:1`, "is HTML, not a /metrics page; check the URL.");

  const drafts = new Map<string, Draft>();
  const seen = new Map<string, number>();
  const draft = (name: string, line: number): Draft => {
    let found = drafts.get(name);
    if (!found) drafts.set(name, (found = { name, type: undefined, help: undefined, line, samples: [] }));
    return found;
  };
  const familyOf = (sample: string): string => {
    if (drafts.has(sample)) return sample;
    for (const [type, suffixes] of Object.entries(SUFFIXES))
      for (const suffix of suffixes)
        if (sample.endsWith(suffix) && drafts.get(sample.slice(0, -suffix.length))?.type === type)
          return sample.slice(0, -suffix.length);
    return sample;
  };

  text.split("\n").forEach((raw, index) => {
    const line = index + 1;
    const place = `${file}:${line}`;
    const content = raw.endsWith("\r") ? raw.slice(0, -1) : raw;
    if (content.trim() === "") return;
    if (content.startsWith("#")) {
      const comment = /^#\s+(HELP|TYPE)\s+([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\s+(.*))?$/.exec(content);
      if (!comment) return;
      const family = draft(comment[2]!, line);
      const rest = comment[3] ?? "";
      if (comment[1] === "HELP") {
        if (family.help !== undefined)
          throw inputError(place, `has a second HELP for \`${family.name}\` (first: line ${family.line}).`);
        family.help = rest.replaceAll("\\n", "\n").replaceAll("\\\\", "\\");
        return;
      }
      if (family.type !== undefined)
        throw inputError(place, `has a second TYPE for \`${family.name}\` (first: line ${family.line}).`);
      if (!TYPES.has(rest))
        throw inputError(place, `has the unknown type \`${rest}\`; the page is cut off or damaged.`);
      if (family.samples.length > 0)
        throw inputError(place, `gives the type of \`${family.name}\` after its first sample.`);
      family.type = rest as ExpositionType;
      return;
    }
    const sample = parseSample(content, line, place);
    const key = `${sample.name}${JSON.stringify(Object.entries(sample.labels).sort())}`;
    const before = seen.get(key);
    if (before !== undefined)
      throw inputError(
        place,
        `repeats the series of line ${before}: \`${content.trim()}\`. Prometheus refuses such a page.`,
      );
    seen.set(key, line);
    draft(familyOf(sample.name), line).samples.push(sample);
  });

  const families = new Map<string, Family>();
  for (const [name, { type, help, line, samples }] of drafts)
    families.set(name, { name, type: type ?? "untyped", help: help ?? "", line, samples });
  if (![...families.values()].some((family) => family.samples.length > 0))
    throw inputError(file, "has no sample, only comments; it is not a /metrics page, or it is cut off.");
  for (const family of families.values())
    if (family.type === "histogram") requireWholeHistogram(family, file);
  return { file, families };
}

function parseSample(text: string, line: number, place: string): Sample {
  const shown = text.length > 60 ? `${text.slice(0, 60)}…` : text;
  const bad = (why: string) =>
    inputError(
      place,
      `is not a sample (${why}): \`${shown}\`. The page is damaged, cut off, or not a /metrics page.`,
    );
  let at = 0;
  const take = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    const found = pattern.exec(text)?.[0];
    if (found !== undefined) at += found.length;
    return found;
  };
  const space = /[ \t]*/y;

  const name = take(NAME);
  if (name === undefined) throw bad("no metric name");
  take(space);
  const labels: Record<string, string> = {};
  if (text[at] === "{") {
    at++;
    for (;;) {
      take(space);
      if (text[at] === "}") break;
      const label = take(LABEL);
      if (label === undefined) throw bad("no label name");
      take(space);
      if (text[at] !== "=" || text[at + 1] !== '"') throw bad(`no value for label ${label}`);
      at += 2;
      let value = "";
      for (; text[at] !== '"'; at++) {
        const character = text[at];
        if (character === undefined) throw bad(`the value of label ${label} does not end`);
        if (character !== "\\") value += character;
        else {
          const escaped = text[++at];
          value +=
            escaped === "n" ? "\n" : escaped === '"' || escaped === "\\" ? escaped : `\\${escaped ?? ""}`;
        }
      }
      at++;
      if (label in labels) throw bad(`label ${label} twice`);
      labels[label] = value;
      take(space);
      if (text[at] === ",") at++;
      else if (text[at] !== "}") throw bad("a comma or } is missing between labels");
    }
    at++;
  }
  const rest = text
    .slice(at)
    .trim()
    .split(/[ \t]+/);
  if (rest.length > 2 || rest[0] === "") throw bad(rest[0] === "" ? "no value" : "text after the value");
  const value = parseValue(rest[0]!);
  if (value === undefined) throw bad(`\`${rest[0]}\` is not a number`);
  if (rest[1] !== undefined && !/^-?\d+$/.test(rest[1])) throw bad("the timestamp is not a whole number");
  return { name, labels, value, line };
}

function parseValue(text: string): number | undefined {
  if (/^[+-]?inf(inity)?$/i.test(text)) return text.startsWith("-") ? -Infinity : Infinity;
  if (/^nan$/i.test(text)) return NaN;
  return /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(text) ? Number(text) : undefined;
}

/** A page cut off inside a histogram still parses; its last series then has no +Inf bucket, sum or count. */
function requireWholeHistogram(family: Family, file: string): void {
  const parts = new Map<string, { line: number; has: Set<string> }>();
  for (const { name, labels, line } of family.samples) {
    const { le, ...rest } = labels;
    const key = JSON.stringify(Object.entries(rest).sort());
    let part = parts.get(key);
    if (!part) parts.set(key, (part = { line, has: new Set() }));
    part.has.add(name.slice(family.name.length));
    if (le === "+Inf") part.has.add("+Inf");
  }
  for (const { line, has } of parts.values())
    for (const need of ["+Inf", "_sum", "_count"])
      if (!has.has(need))
        throw inputError(
          `${file}:${line}`,
          `starts a histogram series of \`${family.name}\` without its ${need === "+Inf" ? "+Inf bucket" : `\`${need}\``}; the page is cut off.`,
        );
}
