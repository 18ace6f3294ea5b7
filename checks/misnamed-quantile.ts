import { type Panel, type Query } from "./model/board.ts";
import { list, object, string } from "./model/shape.ts";
import { mark, perPanel, type Finding } from "./model/check.ts";
import { meaning } from "./model/contributions.ts";
import { walk, type Expr, type Span } from "./model/promql.ts";

/** A quantile that is called another one than it is, or that no series can have. */
export const misnamedQuantile = perPanel("misnamed-quantile", function* (panel) {
  const shown = panel.queries.filter(({ target }) => target?.["hide"] !== true);
  const found = shown.map((query) => ({ query, quantiles: quantilesOf(query) }));
  for (const { query, quantiles } of found) {
    yield* quantiles.flatMap((each) => beyond(query, each));
    const named = percentilesIn(string(query.target?.["legendFormat"]) ?? "");
    const [only] = quantiles;
    if (named.length !== 1 || !only || new Set(quantiles.map(({ value }) => value)).size !== 1) continue;
    if (only.value !== undefined && inRange(only.value) && only.value !== named[0]!.value)
      yield {
        ...mark(query, only),
        what: `The legend says ${named[0]!.word}, and this is the ${ordinal(only.value)} percentile: whoever reads it takes one for the other.`,
        fix: `Write ${asQuantile(named[0]!.value)} here, or p${asPercent(only.value)} in the legend.`,
        facts: { quantile: String(only.value), named: named[0]!.word },
      };
  }
  yield* title(panel, found);
});

interface Quantile extends Span {
  /** Undefined where a variable stands. */
  readonly value: number | undefined;
}
interface Found {
  readonly query: Query;
  readonly quantiles: readonly Quantile[];
}

/** The numbers that functions are asked for as quantiles. */
function quantilesOf(query: Query): Quantile[] {
  if (query.logql)
    return [...query.text.matchAll(/\bquantile_over_time\(\s*(\d*\.?\d+)\s*,/g)].map((match) => ({
      value: Number(match[1]),
      from: match.index + match[0].indexOf(match[1]!),
      to: match.index + match[0].indexOf(match[1]!) + match[1]!.length,
    }));
  return [...walk(meaning(query))].flatMap((expr): Quantile[] => {
    const of = argument(expr);
    if (!of) return [];
    const { from, to } = of;
    return [{ from, to, value: of.is === "number" && !of.variable ? of.value : undefined }];
  });
}

const argument = (expr: Expr): Expr | undefined =>
  expr.is === "aggregate" && expr.op === "quantile"
    ? expr.param
    : expr.is === "call" && /^(histogram_quantile|quantile_over_time)$/.test(expr.fn)
      ? expr.args[0]
      : undefined;

const inRange = (value: number): boolean => value >= 0 && value <= 1;

/** Such a quantile is infinite, and a panel draws nothing. */
const beyond = (query: Query, quantile: Quantile): Finding[] =>
  quantile.value === undefined || inRange(quantile.value)
    ? []
    : [
        {
          ...mark(query, quantile),
          what: `A quantile is a number from 0 to 1. Of ${quantile.value} the answer is infinite whatever happens, and the panel is empty.`,
          fix:
            quantile.value > 1 && quantile.value <= 100
              ? `Write ${asQuantile(quantile.value / 100)}.`
              : "Write a number from 0 to 1: 0.95 is the 95th percentile.",
          facts: { quantile: String(quantile.value) },
        },
      ];

/** A percentile in the title that none of the queries asks for, where each of them says what it asks for. */
function* title(panel: Panel, found: readonly Found[]): Generator<Finding> {
  const values = new Set(found.flatMap(({ quantiles }) => quantiles.map(({ value }) => value)));
  const known =
    found.length > 0 &&
    found.length === list(panel.json["targets"]).filter((each) => object(each)["hide"] !== true).length &&
    found.every(({ quantiles }) => quantiles.length > 0) &&
    [...values].every((value) => value !== undefined && inRange(value));
  if (!known) return;
  for (const { word, value } of percentilesIn(panel.title))
    if (!values.has(value))
      yield {
        at: panel.at,
        what: `The title says ${word}, and the queries ask for ${[...values].map((each) => `p${asPercent(each!)}`).join(", ")}: whoever reads it takes one for the other.`,
        fix: `Ask for ${asQuantile(value)}, or correct the title.`,
        facts: { named: word },
      };
}

/** Percentiles as people write them: `p95`, `P99.9`, `p999`, `95th percentile`. */
function percentilesIn(text: string): { readonly word: string; readonly value: number }[] {
  const words = text.matchAll(
    /(?<![\w.$])p(\d{2,4}(?:\.\d+)?)(?![\w.])|(?<![\w.])(\d{1,2}(?:\.\d+)?)(?:st|nd|rd|th) (?:percentile|quantile)/gi,
  );
  return [...words].map(([word, short, long]) => {
    const digits = (short ?? long)!;
    // p999 is 99.9.
    const percent =
      /^\d{3,}$/.test(digits) && digits !== "100" ? `${digits.slice(0, 2)}.${digits.slice(2)}` : digits;
    return { word, value: asQuantile(Number(percent) / 100) };
  });
}

/** Without what floating point adds: 0.999, not 0.9990000000000001. */
const asQuantile = (value: number): number => Number(value.toPrecision(6));
const asPercent = (value: number): number => Number((value * 100).toPrecision(6));
const ordinal = (value: number): string => {
  const percent = String(asPercent(value));
  const ending = /(?<!1)1$/.test(percent)
    ? "st"
    : /(?<!1)2$/.test(percent)
      ? "nd"
      : /(?<!1)3$/.test(percent)
        ? "rd"
        : "th";
  return `${percent}${ending}`;
};
