import {
  BigValueColorMode,
  BigValueGraphMode,
  BigValueTextMode,
  ReduceDataOptionsBuilder,
  VizOrientation,
} from "@grafana/grafana-foundation-sdk/common";
import { PanelBuilder } from "@grafana/grafana-foundation-sdk/stat";
import type { ValueMapping } from "@grafana/grafana-foundation-sdk/dashboard";
import { exportersOf, IDLE } from "../queries/promql.ts";
import type { Query } from "../queries/query.ts";
import { available, isNarrowed, target, type Context, type Panel } from "./panel.ts";
import { colors, gone, redFrom, words } from "./style.ts";

type Adjust = (panel: PanelBuilder) => PanelBuilder;

// `last`, not `lastNotNull`: the latter skips the NaN that says "gone" and shows the last number there ever was.
const last = (): ReduceDataOptionsBuilder => new ReduceDataOptionsBuilder().calcs(["last"]);

/**
 * What a stat says when there is no number: "queue exporter down". A gauge narrowed by a filter of the board may also
 * be gone because nothing matches, and then "down" would be a lie: "GPU exporter: no data".
 */
function goneText(query: Query<never>, context: Context): string {
  if (query.absent !== undefined) return query.absent;
  const { node } = query.expr;
  const title = exportersOf(node)[0]?.title ?? "exporter";
  const fallsBack = node.is === "binary" && node.op === "or";
  return isNarrowed(query, context) && !fallsBack ? `${title}: no data` : `${title} down`;
}

type Stat = (title: string, query: Query<never>, adjust?: Adjust, more?: readonly ValueMapping[]) => Panel;
const statOf =
  (shape: "range" | "instant", graph: BigValueGraphMode, tail: string): Stat =>
  (title, query, adjust = (panel) => panel, more = []) => ({
    title,
    size: { w: 4, h: 4 },
    build: (context) =>
      available(query, context)
        ? adjust(
            base(title, query, context, more)
              .graphMode(graph)
              .withTarget(target(query, title, shape, 0, context, tail)),
          )
        : undefined,
  });

/**
 * One number with its recent course behind it. Tells a number, "idle" and "exporter down" apart.
 * The query ends in `or on() vector(NaN)`, so that the last point is NaN when the exporter is gone.
 *
 * Its last argument are words for special values, e.g. `[words({ 0: ["none", colors.neutral] })]`.
 */
export const stat = statOf("range", BigValueGraphMode.Area, " or on() vector(NaN)");

/**
 * One number as of now, without a course behind it: for what has no meaningful history (a time to drain, a code).
 * Its last argument are words for special values, as for {@link stat}.
 */
export const statNow = statOf("instant", BigValueGraphMode.None, "");

/**
 * Several numbers of one unit side by side as of now, each with its name: what their legends say. A measure whose
 * exporter is switched off in stack.yaml is left out, and the panel with the last of them.
 *
 * @param about What all of them show; what each of them is follows by itself.
 * @param none What each says while it has no number, which is no fault.
 */
export const stats = (
  title: string,
  about: string,
  queries: readonly Query<never>[],
  none: string,
  adjust: Adjust = (panel) => panel,
): Panel => ({
  title,
  size: { w: 12, h: 4 },
  build: (context) => {
    const usable = queries.filter((query) => available(query, context));
    const [first] = usable;
    if (!first) return undefined;
    const panel = new PanelBuilder()
      .title(title)
      .description([about, ...usable.map((query) => `- ${query.legend}: ${query.about}`)].join("\n"))
      .unit(first.unit)
      .noValue(none)
      .mappings([gone(none, colors.neutral)])
      .thresholds(redFrom())
      .reduceOptions(last())
      .graphMode(BigValueGraphMode.None)
      .colorMode(BigValueColorMode.Value)
      .textMode(BigValueTextMode.ValueAndName)
      .orientation(VizOrientation.Vertical);
    usable.forEach((query, index) =>
      panel.withTarget(target(query, title, "instant", index, context, " or on() vector(NaN)")),
    );
    return adjust(panel);
  },
});

/** A state as a coloured field with a word in it. Every value the query can have needs a word. */
export const state = (
  title: string,
  query: Query<never>,
  states: ValueMapping,
  adjust: Adjust = (panel) => panel,
): Panel =>
  statNow(
    title,
    query,
    (panel) =>
      adjust(panel.colorMode(BigValueColorMode.Background).thresholds(redFrom(undefined, colors.absent))),
    [states],
  );

const base = (
  title: string,
  query: Query<never>,
  context: Context,
  more: readonly ValueMapping[],
): PanelBuilder => {
  const text = goneText(query, context);
  // A state may have a word of its own for the same value.
  const named = more.some(({ options }) => String(IDLE) in options);
  return new PanelBuilder()
    .title(title)
    .description(query.about)
    .unit(query.unit)
    .min(0)
    .noValue(text)
    .mappings([...more, ...(named ? [] : [words({ [IDLE]: ["idle", colors.neutral] })]), gone(text)])
    .thresholds(redFrom())
    .reduceOptions(last())
    .colorMode(BigValueColorMode.Value)
    .textMode(BigValueTextMode.Auto)
    .orientation(VizOrientation.Auto);
};
