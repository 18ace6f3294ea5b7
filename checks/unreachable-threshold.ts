import { colouredByThresholds } from "./missing-thresholds.ts";
import { type Panel } from "./model/board.ts";
import { get, list, number, object, string, type Json } from "./model/shape.ts";
import { perPanel, type Finding } from "./model/check.ts";
import { meaning } from "./model/contributions.ts";
import { selectors, walk, type Expr } from "./model/promql.ts";
import { upperBound } from "./model/upper-bound.ts";

/** What is whole in a unit of shares. */
const WHOLE: Readonly<Record<string, number>> = { percent: 100, percentunit: 1 };
/** So many times the whole is no share of it any more; twice may be one of what was asked for or promised. */
const FAR = 5;

/** A threshold beyond everything that the panel can show, so that its colour never comes. */
export const unreachableThreshold = perPanel("unreachable-threshold", function* (panel) {
  const defaults = object(get(panel.json, "fieldConfig", "defaults"));
  const overrides = list(get(panel.json, "fieldConfig", "overrides")).map(propertiesOf);
  // A field with a unit or scale of its own may be the one that the limit is for.
  const alike = !overrides.some((set) => "unit" in set || "min" in set || "max" in set);
  if (alike && colouredByThresholds(panel, defaults)) yield* beyond(panel, defaults);
  for (const set of overrides)
    if ("thresholds" in set && (alike || "unit" in set)) yield* beyond(panel, { ...defaults, ...set });
});

const propertiesOf = (override: unknown): Json =>
  Object.fromEntries(
    list(object(override)["properties"])
      .map(object)
      .map(({ id, value }) => [String(id), value]),
  );

/** The first of a field's limits that lies beyond its scale, its queries or its unit. */
function* beyond(panel: Panel, { thresholds, unit: given, min, max }: Json): Generator<Finding> {
  const steps = list(get(thresholds, "steps")).flatMap((step) => number(object(step)["value"]) ?? []);
  const relative = get(thresholds, "mode") === "percentage";
  const unit = string(given) ?? "";
  const whole = WHOLE[unit];
  const [low, high] = relative ? [0, 100] : [number(min), number(max)];
  for (const value of steps) {
    const facts = { threshold: String(value), unit };
    const scale = relative ? "100 % of the panel's scale" : `the panel's own \`max\` of ${high}`;
    if (high !== undefined && value > high)
      return yield {
        at: panel.at,
        severity: "warning",
        what: `The threshold ${value} lies above ${scale}, so its colour never shows while the values are where they are expected.`,
        fix: relative ? "Take a limit up to 100." : "Take a limit up to it, or raise `max`.",
        facts,
      };
    if (low !== undefined && value < low)
      return yield {
        at: panel.at,
        severity: "warning",
        what: `The threshold ${value} lies below ${relative ? "0 %" : `the panel's own \`min\` of ${low}`}, so the colour before it never shows while the values are where they are expected.`,
        fix: "Take a limit above it, or lower `min`.",
        facts,
      };
    if (relative || whole === undefined) continue;
    const most = mostOf(panel);
    if (most === undefined ? value < FAR * whole || mayCountCores(panel) : value <= most) continue;
    const percent = `${Number(((100 * value) / whole).toPrecision(6))} %`;
    const meant = Number((value / 100).toPrecision(6));
    return yield {
      at: panel.at,
      ...(most === undefined && { severity: "warning" }),
      what:
        most === undefined
          ? `The threshold ${value} is ${percent} in the panel's unit \`${unit}\`, which no share gets to, so its colour never shows.`
          : `The threshold ${value} is ${percent} in the panel's unit \`${unit}\`, but the query gives ${Number(((100 * most) / whole).toPrecision(6))} % at most, so its colour never shows.`,
      fix:
        meant <= whole
          ? `Write ${meant}, if that is what is meant: ${Number(((100 * meant) / whole).toPrecision(6))} %.`
          : "Take a limit that can be reached.",
      facts,
    };
  }
}

const shownRoots = ({ queries }: Panel): (Expr | undefined)[] =>
  queries.filter(({ target }) => target?.["hide"] !== true).map((query) => meaning(query));

/** The most that any query of the panel can give; undefined where one of them could give anything. */
function mostOf(panel: Panel): number | undefined {
  if (list(panel.json["transformations"]).length > 0) return undefined;
  const all = shownRoots(panel).map((root) => root && upperBound(root));
  return all.length === 0 || all.includes(undefined) ? undefined : Math.max(...all.map((each) => each ?? 0));
}

/** Whether it may be processor time, of which sixteen cores use 1600 %; or no query says what it is. */
const mayCountCores = (panel: Panel): boolean => {
  const roots = shownRoots(panel);
  return (
    roots.length === 0 ||
    roots.some(
      (root) =>
        ![...walk(root)].some(
          (each) => each.is === "binary" && each.op === "/" && each.right.is !== "number",
        ) &&
        [...selectors(root)].some(({ metric }) => /cpu|_seconds(_total|_sum)?$/i.test(metric?.name ?? "")),
    )
  );
};
