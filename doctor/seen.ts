/** What the answer to a panel's target looks like to a reader: numbers, words, only zeros, or nothing. */
import { type Panel } from "../checks/model/board.ts";
import { get, list, object, string, type Json } from "../checks/model/shape.ts";
import type { Question } from "./view.ts";

/** Labels by name. */
export type Labels = Readonly<Record<string, string>>;

/** `idle`: zero, not a number, or the board's own word for nothing going on. `nothing`: no sample, or the word for that. */
export type Kind = "number" | "word" | "idle" | "nothing";

export interface Seen {
  /** At the end of the range, or at the moment asked for. */
  readonly now: Kind;
  /** Whether there is a number anywhere in the range, or a word now. */
  readonly some: boolean;
  /** For a table: `4 series`, `12.5`, `"down"`. */
  readonly text: string;
}

interface Series {
  readonly labels: Labels;
  /** Seconds and value, in order. */
  readonly samples: readonly (readonly [number, number])[];
}

/** Words of the boards for "nothing goes on". A state timeline gives it a blank. */
const IDLE = /^(idle|none|)$/i;

/**
 * Looks at the data of a query's answer.
 *
 * @returns Undefined where it is no result of a query.
 */
export function seen(data: unknown, question: Question, panel: Panel, target: Json): Seen | undefined {
  const lines = linesOf(data);
  if (lines !== undefined)
    return {
      now: lines > 0 ? "number" : "nothing",
      some: lines > 0,
      text: lines === 1 ? "1 line" : `${lines} lines`,
    };
  const all = seriesOf(data);
  if (!all) return undefined;
  const mappings = mappingsOf(panel, string(target["refId"]) ?? "");
  // The last point of a range; half a step covers rounding.
  const since = question.step === undefined ? -Infinity : question.range.end - question.step / 2;
  const current = all.flatMap(({ samples }) => samples.slice(-1)).filter(([time]) => time >= since);
  const kinds = current.map(([, value]) => kindOf(value, mappings));
  const now = (["number", "word", "idle"] as const).find((kind) => kinds.includes(kind)) ?? "nothing";
  return {
    now,
    // A word of the past, such as "not scraped", is over.
    some:
      now === "word" ||
      all.some(({ samples }) => samples.some(([, value]) => kindOf(value, mappings) === "number")),
    text: inWords(
      current.map(([, value]) => wordFor(value, mappings) ?? value),
      all.length,
    ),
  };
}

/** What stands there now: the one number, the words in quotes, or how many series there are. */
function inWords(current: readonly (number | string)[], all: number): string {
  const [first] = current;
  if (first === undefined) return all === 0 ? "no series" : `${all} series, none now`;
  const same = current.every((each) => each === first);
  if (typeof first === "string" && same) return `“${first}”`;
  return current.length === 1 ? String(Number(Number(first).toPrecision(4))) : `${current.length} series`;
}

/** The number of log lines; undefined where the answer holds numbers. */
function linesOf(data: unknown): number | undefined {
  if (string(get(data, "resultType")) !== "streams") return undefined;
  return list(get(data, "result")).reduce<number>(
    (sum, stream) => sum + list(object(stream)["values"]).length,
    0,
  );
}

/** The series of a vector, matrix, scalar or string. */
function seriesOf(data: unknown): Series[] | undefined {
  const result = get(data, "result");
  const samples = (values: unknown): (readonly [number, number])[] =>
    list(values).flatMap((pair) => {
      const [time, value] = list(pair);
      return typeof time === "number" && typeof value === "string" ? [[time, toNumber(value)] as const] : [];
    });
  const each = (key: "value" | "values"): Series[] | undefined =>
    Array.isArray(result)
      ? result.map(object).map((one) => ({
          labels: Object.fromEntries(
            Object.entries(object(one["metric"])).flatMap(([name, text]) =>
              typeof text === "string" ? [[name, text]] : [],
            ),
          ),
          samples: samples(key === "value" ? [one["value"]] : one["values"]),
        }))
      : undefined;
  switch (string(get(data, "resultType"))) {
    case "vector":
      return each("value");
    case "matrix":
      return each("values");
    case "scalar":
      return Array.isArray(result) ? [{ labels: {}, samples: samples([result]) }] : undefined;
    case "string":
      return [];
    default:
      return undefined;
  }
}

/** The label sets of a vector; undefined where it is none. */
export const labelSets = (data: unknown): Labels[] | undefined =>
  string(get(data, "resultType")) === "vector" ? seriesOf(data)?.map(({ labels }) => labels) : undefined;

const toNumber = (text: string): number =>
  text === "+Inf" ? Infinity : text === "-Inf" ? -Infinity : text === "" ? NaN : Number(text);

function mappingsOf(panel: Panel, refId: string): readonly Json[] {
  const override = list(get(panel.json, "fieldConfig", "overrides"))
    .map(object)
    .find(
      (each) => get(each, "matcher", "id") === "byFrameRefID" && get(each, "matcher", "options") === refId,
    );
  const own = list(override?.["properties"])
    .map(object)
    .find(({ id }) => id === "mappings");
  return list(own ? own["value"] : get(panel.json, "fieldConfig", "defaults", "mappings")).map(object);
}

function kindOf(value: number, mappings: readonly Json[]): Kind {
  const word = wordFor(value, mappings);
  // A word for "not a number" is how a board says that nobody is there.
  if (word !== undefined) return Number.isNaN(value) ? "nothing" : IDLE.test(word.trim()) ? "idle" : "word";
  return value === 0 || Number.isNaN(value) ? "idle" : "number";
}

/** The word a panel shows instead of a number. */
function wordFor(value: number, mappings: readonly Json[]): string | undefined {
  for (const { type, options } of mappings) {
    const found =
      type === "value"
        ? string(get(options, String(value), "text"))
        : type === "special"
          ? isSpecial(value, string(get(options, "match")))
            ? string(get(options, "result", "text"))
            : undefined
          : type === "range" && within(value, object(options))
            ? string(get(options, "result", "text"))
            : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}

const isSpecial = (value: number, match: string | undefined): boolean =>
  Number.isNaN(value) && (match === "nan" || match === "null+nan");

const within = (value: number, { from, to }: Json): boolean =>
  value >= (typeof from === "number" ? from : -Infinity) && value <= (typeof to === "number" ? to : Infinity);
