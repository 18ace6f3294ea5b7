import { PHYSICAL, shapeOf } from "../contracts/unit.ts";
import { type Panel, type Query } from "./model/board.ts";
import { get, string } from "./model/shape.ts";
import { mark, perPanel, type Finding } from "./model/check.ts";
import type { Context } from "./model/context.ts";
import { fixed, shownUnit, type Shown } from "./model/grafana-unit.ts";
import { fieldColumns } from "./model/log-unit.ts";
import { mixtures } from "./model/mixture.ts";
import { shownTargets } from "./model/panel-unit.ts";
import { selectors } from "./model/promql.ts";
import { contradiction, type Contradiction } from "./model/unit-judgement.ts";
import { describe } from "./model/unit-words.ts";
import { bucketUnit, isTime, type Measured, type Value } from "./model/units.ts";
import { queryUnits } from "./model/query-unit.ts";

/** The unit a panel shows is not the unit of what it asks for. */
export const wrongUnit = perPanel("wrong-unit", function* (panel, _board, context) {
  if (panel.type === "heatmap") return yield* heatmap(panel, context);
  const mixed = new Set(mixtures(panel, context).flatMap(({ targets }) => targets.map(({ query }) => query)));
  for (const { query, id } of shownTargets(panel)) {
    // Two units on one axis are told once, by mixed-units.
    if (mixed.has(query)) continue;
    const found = judged(queryUnits(query, context).value, id, panel, query);
    if (found) yield found;
  }
  for (const { query, id, value } of fieldColumns(panel, context)) {
    const found = judged(value, id, panel, query);
    if (found) yield found;
  }
});

/** A heatmap has the unit of its buckets on the axis and the unit of what it counts in the cells. */
function* heatmap(panel: Panel, context: Context): Generator<Finding> {
  const given = (name: string) => string(get(panel.json, "options", name, "unit"));
  for (const query of panel.queries) {
    const { root, errors } = query.promql ?? { root: undefined, errors: [] };
    if (!root || errors.length > 0 || query.target?.["hide"] === true) continue;
    if (get(panel.json, "options", "calculate") === true) continue;
    if (![...selectors(root)].some(({ metric }) => metric?.name.endsWith("_bucket"))) continue;
    const ignored = string(get(panel.json, "fieldConfig", "defaults", "unit"));
    const axis = judged(bucketUnit(root, { context }), given("yAxis"), panel, query);
    if (axis)
      yield {
        ...axis,
        fix: `${axis.fix} For a heatmap that is options.yAxis.unit${ignored !== undefined && given("yAxis") === undefined ? "; Grafana ignores fieldConfig.defaults.unit there" : ""}.`,
      };
    const cells = given("cellValues");
    const found =
      cells === undefined ? undefined : judged(queryUnits(query, context).value, cells, panel, query);
    if (found) yield { ...found, fix: `${found.fix} For the cells that is options.cellValues.unit.` };
  }
}

function judged(value: Value, id: string | undefined, panel: Panel, query: Query): Finding | undefined {
  if (value.is !== "measured" || isTime(value)) return undefined;
  const counts = value.units.some((unit) => ["count", "rate"].includes(shapeOf(unit)));
  const shown = shownUnit(id, (noun, perTime) =>
    perTime && counts
      ? /^[a-z]{3,}$/i.test(noun)
      : value.units.some(({ of }) => Object.hasOwn(of, noun) && !PHYSICAL.has(noun)),
  );
  const found = shown && (!value.unnamed || isSure(value, shown)) ? contradiction(value, shown) : undefined;
  if (!shown || !found || (found.bare && (STATES.has(panel.type) || saysItself(found, panel, query))))
    return undefined;
  const real = describe(found.unit);
  return {
    ...mark(query, value.metric),
    ...(found.bare || found.slight ? { severity: "warning" as const } : {}),
    what: found.bare
      ? `This gives ${real.words}, but the panel shows bare numbers (unit \`${shown.id}\`): ${real.exampleText} would read as ${shown.print(real.example)}, and nobody can tell what of.`
      : `This gives ${real.words}, but the panel shows ${shownWords(shown)} (unit \`${shown.id}\`): ${real.exampleText} would read as ${shown.print(real.example)}.`,
    fix: fix(found, shown, real.id),
    evidence: value.facts.evidence,
    facts: { metric: value.metric.name, unit: real.words, shown: shown.id },
  };
}

/** Of a metric whose unit nobody said, only a ratio says something of a ratio, and a rate of a rate. */
const isSure = ({ units }: Measured, { unit }: Shown): boolean =>
  unit !== undefined &&
  ["ratio", "rate"].includes(shapeOf(unit)) &&
  units.some((each) => shapeOf(each) === shapeOf(unit));

/** Their numbers are read as words and colours. */
const STATES = new Set(["state-timeline", "status-history"]);

const shownWords = (shown: Shown): string => (shown.unit ? describe(shown.unit).words : "bare numbers");

function fix({ factor: exact, slight }: Contradiction, shown: Shown, id: string | undefined): string {
  const factor = slight ? undefined : exact;
  const convert =
    factor === undefined
      ? undefined
      : factor >= 1
        ? `multiply the expression by ${fixed(factor)}`
        : `divide the expression by ${fixed(1 / factor)}`;
  if (id !== undefined && id !== shown.id)
    return `Set the unit to \`${id}\`${convert === undefined ? "" : `, or ${convert}`}.`;
  return convert === undefined
    ? "Show it in a unit of the same quantity, or ask for what the unit says."
    : `${convert[0]!.toUpperCase()}${convert.slice(1)}.`;
}

/** A title, axis or legend that names the unit tells the reader what a bare number is. */
function saysItself({ unit }: Contradiction, panel: Panel, query: Query): boolean {
  const axis = string(get(panel.json, "fieldConfig", "defaults", "custom", "axisLabel"));
  const said = new Set(
    [panel.title, axis, string(query.target?.["legendFormat"])].flatMap((text) => wordsOf(text ?? "")),
  );
  const { words, exampleText } = describe(unit);
  // "per job" names no unit: a title may speak of jobs all the same.
  return wordsOf(`${words.split(" per ")[0]} ${exampleText}`).some(
    (word) =>
      !/^(of|a|the|in|from|point|us|[\d.]+)$/.test(word) &&
      (said.has(word) || said.has(SHORT.get(word) ?? "")),
  );
}

const SHORT: ReadonlyMap<string, string> = new Map([
  ["seconds", "sec"],
  ["milliseconds", "msec"],
]);
const wordsOf = (text: string): string[] =>
  text
    .toLowerCase()
    .split(/[^\p{L}\p{N}/%°$]+/u)
    .filter((word) => word !== "");
