/** OpenMetrics 1.0, turned into the text format that Prometheus keeps it as. */
import { inputError } from "./input-error.ts";

/** What each type of OpenMetrics is called in the text format, and what the names of its samples end in. */
const KINDS: Readonly<Record<string, { readonly type: string; readonly suffix: string }>> = {
  counter: { type: "counter", suffix: "_total" },
  gauge: { type: "gauge", suffix: "" },
  histogram: { type: "histogram", suffix: "" },
  summary: { type: "summary", suffix: "" },
  unknown: { type: "untyped", suffix: "" },
  info: { type: "gauge", suffix: "_info" },
  stateset: { type: "gauge", suffix: "" },
  // Its buckets go down as well; the text format has no word for that.
  gaugehistogram: { type: "untyped", suffix: "_bucket" },
};
const COMMENT = /^# (HELP|TYPE|UNIT) ([a-zA-Z_:][a-zA-Z0-9_:]*)(?: (.*))?$/;
/** The name and labels, the value, a timestamp in seconds, an exemplar. */
const SAMPLE = /^([a-zA-Z_:][^\s{]*(?:\{(?:[^"}]|"(?:[^"\\]|\\.)*")*\})?) (\S+)(?: (-?[\d.]+))?( # \{.*)?$/;

/** Whether a page says that it is OpenMetrics: it ends in `# EOF`. */
export const isOpenMetrics = (text: string): boolean => /(^|\n)# EOF\n?$/.test(text);

/**
 * The same page in the text format 0.0.4, line for line: a counter's family is named `x_total` as its samples are,
 * exemplars are left out, and what the text format does not know (units) becomes an empty line.
 *
 * @throws InputError naming file and line for a type that does not exist, a counter's sample without `_total`, and
 *   text after the end.
 */
export function toTextFormat(text: string, file: string): string {
  const lines = text.replace(/\n$/, "").split("\n");
  // By name the type of the family that is being read: Go's `x` (gauge) and `x_total` (counter) are both named `x`.
  const types = new Map<string, string>();
  return lines
    .map((line, index) => {
      const place = `${file}:${index + 1}`;
      if (line === "# EOF" && index === lines.length - 1) return "";
      if (line === "# EOF") throw inputError(place, "says that the page ends, but more follows.");
      const [, keyword, name, rest = ""] = COMMENT.exec(line) ?? [];
      if (keyword !== undefined) {
        const given = typeOf(lines, index, name!);
        const kind = Object.hasOwn(KINDS, given) ? KINDS[given] : undefined;
        if (!kind) throw inputError(place, `has the type \`${given}\`, which OpenMetrics does not have.`);
        types.set(name!, given);
        return keyword === "UNIT"
          ? ""
          : `# ${keyword} ${name}${kind.suffix} ${keyword === "TYPE" ? kind.type : rest}`;
      }
      const found = SAMPLE.exec(line);
      // What is no sample is named by the reader of the text format.
      if (!found) return line;
      const family = found[1]!.replace(/\{.*$/s, "");
      if (types.get(family) === "counter")
        throw inputError(place, `is a sample of the counter \`${family}\`, but does not end in \`_total\`.`);
      const time = found[3] === undefined ? "" : ` ${Math.round(Number(found[3]) * 1000)}`;
      return `${found[1]} ${found[2]}${time}`;
    })
    .join("\n");
}

/** The type that stands among the comments around a line, all of the same family. */
function typeOf(lines: readonly string[], index: number, name: string): string {
  const isOwn = (line: string | undefined): boolean => COMMENT.exec(line ?? "")?.[2] === name;
  let first = index;
  while (isOwn(lines[first - 1])) first--;
  for (let at = first; isOwn(lines[at]); at++) {
    const [, keyword, , type] = COMMENT.exec(lines[at]!)!;
    if (keyword === "TYPE") return type ?? "";
  }
  return "unknown";
}
