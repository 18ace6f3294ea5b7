/** One look per meaning, on every board. */
import {
  ThresholdsConfigBuilder,
  ThresholdsMode,
  type Threshold,
  type ValueMapping,
  MappingType,
  SpecialValueMatch,
} from "@grafana/grafana-foundation-sdk/dashboard";
import {
  LegendDisplayMode,
  LegendPlacement,
  VizLegendOptionsBuilder,
} from "@grafana/grafana-foundation-sdk/common";

/** Colours by meaning. Grafana's own names follow its light and dark theme. */
export const colors = {
  good: "green",
  bad: "red",
  warning: "orange",
  /** Neither good nor bad: the text colour. */
  neutral: "text",
  /** Not there, not installed. A fixed grey, readable as a background. */
  absent: "#808080",
  p50: "blue",
  p95: "orange",
  waiting: "yellow",
  active: "green",
  "2xx": "green",
  "3xx": "blue",
  "4xx": "orange",
  "5xx": "red",
} as const;

/** Red from a value on; the reason belongs into the panel's description. Without a value: no judgement. */
export const redFrom = (value?: number, base: string = colors.neutral): ThresholdsConfigBuilder =>
  new ThresholdsConfigBuilder().mode(ThresholdsMode.Absolute).steps([
    // The lowest step has no value; JSON has null for it, the SDK's type has not.
    { value: null as unknown as number, color: base },
    ...(value === undefined ? [] : [{ value, color: colors.bad } satisfies Threshold]),
  ]);

/** Red below a value; the reason belongs into the panel's description. */
export const redBelow = (value: number): ThresholdsConfigBuilder =>
  new ThresholdsConfigBuilder().mode(ThresholdsMode.Absolute).steps([
    { value: null as unknown as number, color: colors.bad },
    { value, color: colors.neutral },
  ]);

/** Words (and colours) instead of numbers: `{ 0: ["down", "red"], 1: ["up", "green"] }`. Keep words short, they are cut. */
export const words = (
  by: Readonly<Record<string, readonly [text: string, color: string]>>,
): ValueMapping => ({
  type: MappingType.ValueToText,
  options: Object.fromEntries(
    Object.entries(by).map(([value, [text, color]], index) => [value, { text, color, index }]),
  ),
});

/** A colour for a range of numbers; the number itself stays. */
export const colorOf = (from: number, to: number, color: string): ValueMapping => ({
  type: MappingType.RangeToText,
  options: { from, to, result: { color, index: 0 } },
});

/** What a stat says when its query ends in NaN or has no series at all: as a rule, that the exporter is gone. */
export const gone = (text: string, color: string = colors.warning): ValueMapping => ({
  type: MappingType.SpecialValue,
  options: { match: SpecialValueMatch.NullAndNan, result: { text, color, index: 99 } },
});

/** A legend that fits the number of series: a table below for few, beside the plot for many, none for one. */
export const legend = (
  kind: "table" | "right" | "list" | "none",
  calcs: readonly string[] = ["lastNotNull", "max"],
): VizLegendOptionsBuilder =>
  new VizLegendOptionsBuilder()
    .showLegend(kind !== "none")
    .displayMode(kind === "table" || kind === "right" ? LegendDisplayMode.Table : LegendDisplayMode.List)
    .placement(kind === "right" ? LegendPlacement.Right : LegendPlacement.Bottom)
    .calcs(kind === "table" || kind === "right" ? [...calcs] : []);
