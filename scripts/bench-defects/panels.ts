/** Defects of panels: what Grafana's JSON says around the queries. */
import { get, list, object, string, type Json } from "../../checks/model/shape.ts";
import { selectors } from "../../checks/model/promql.ts";
import {
  at,
  rewriteMatches,
  set,
  targets,
  type Defect,
  type DefectClass,
  type Good,
  type PanelAt,
  type TargetAt,
} from "./defect.ts";

const each =
  (plant: (panel: PanelAt, good: Good, index: number) => readonly Defect[]) =>
  (good: Good): Defect[] =>
    good.panels.flatMap((panel, index) => plant(panel, good, index));
const DEFAULTS = ["fieldConfig", "defaults"] as const;
const unitOf = (panel: PanelAt): string | undefined => string(at(panel, ...DEFAULTS, "unit"));
const legends = (panel: PanelAt): string[] =>
  list(panel.json["targets"]).map((target) => string(object(target)["legendFormat"]) ?? "");
/** Whether it draws several lines. */
const several = (panel: PanelAt): boolean =>
  panel.type === "timeseries" &&
  (panel.targets.length > 1 || legends(panel).some((each) => each.includes("{{")));
/** Transformations of a table after which its columns are still those of the queries. */
const KEEPS_COLUMNS =
  /^(merge|limit|filterByValue|filterByRefId|formatTime|formatString|sortBy|organize|convertFieldType|filterFieldsByName)$/;
/** Whether a transformation makes fields of its own, such as those that the lines hold. */
const makesFields = (panel: PanelAt): boolean =>
  list(panel.json["transformations"]).some(
    (each) => panel.type !== "table" || !KEEPS_COLUMNS.test(String(object(each)["id"])),
  );
/** Whether some label's value could make any name: of a legend, of none (Grafana makes one up), of an exemplar. */
const anyName = (panel: PanelAt): boolean =>
  list(panel.json["targets"]).some((each) => object(each)["exemplar"] === true) ||
  (panel.type !== "table" &&
    legends(panel).some(
      (each) => each === "__auto" || !/[A-Za-z]/.test(each.replace(/\{\{.*?\}\}|\$\w+/g, "")),
    ));
/** Whether it shows numbers as words, or has a unit for some of its fields only. */
const worded = (panel: PanelAt): boolean =>
  list(at(panel, ...DEFAULTS, "mappings")).filter((each) =>
    /^(value|range)$/.test(String(object(each)["type"])),
  ).length > 1 ||
  at(panel, "options", "textMode") === "name" ||
  JSON.stringify(at(panel, "fieldConfig", "overrides") ?? []).includes('"id":"unit"');
/** Whether anybody has said what unit the query's metric is in; a log's contract says it of its fields. */
const hasKnownUnit = ({ root }: TargetAt, { context }: Good): boolean => {
  const [first] = selectors(root);
  return (
    root === undefined ||
    context.emitted(first?.metric?.name ?? "").some(({ facts }) => facts.unit !== undefined)
  );
};
const measured = (panel: PanelAt): boolean => panel.targets.length > 0;

/** Whether a stat or gauge has its colour from thresholds in the panel's unit, and from those of the whole panel. */
const byThresholds = (panel: PanelAt): boolean =>
  /^(stat|gauge|bargauge)$/.test(panel.type) &&
  /^(undefined|thresholds)$/.test(String(get(at(panel, ...DEFAULTS, "color"), "mode"))) &&
  at(panel, "options", "colorMode") !== "none" &&
  at(panel, ...DEFAULTS, "thresholds", "mode") !== "percentage" &&
  !/"id":"(unit|min|max|thresholds)"/.test(JSON.stringify(at(panel, "fieldConfig", "overrides") ?? []));
/** The thresholds above the base, each with its place below the panel. */
const limits = (panel: PanelAt): { readonly at: readonly (string | number)[]; readonly value: number }[] =>
  list(at(panel, ...DEFAULTS, "thresholds", "steps")).flatMap((step, index) => {
    const value = object(step)["value"];
    return typeof value === "number"
      ? [{ at: [...DEFAULTS, "thresholds", "steps", index, "value"], value }]
      : [];
  });

/** A unit as it is mistaken for. */
const MISTAKEN: Readonly<Record<string, string>> = {
  s: "ms", ms: "s", Bps: "bps", bytes: "bits", mbytes: "bytes", percent: "percentunit", percentunit: "percent",
  celsius: "fahrenheit", watt: "kwatt", kwatth: "watth", reqps: "reqpm", rotmhz: "hertz",
}; // prettier-ignore

/** The panel with one more override. */
const withOverride = (panel: PanelAt, override: Json): Defect =>
  set(panel, ["fieldConfig", "overrides"], [...list(at(panel, "fieldConfig", "overrides")), override]);

/** A query of another dimension than the panel's. */
const foreignQuery = (panel: PanelAt): string =>
  /^m?s$/.test(unitOf(panel) ?? "")
    ? "sum(DCGM_FI_DEV_POWER_USAGE)"
    : "histogram_quantile(0.95, sum by (le) (rate(ollama_generation_duration_ms_bucket[$__rate_interval])))";

/** The panel before it under the same row. */
const before = ({ board, panels }: Good, index: number): PanelAt | undefined => {
  const row = (panel: PanelAt | undefined) => board.panels.find(({ json }) => json === panel?.json)?.row;
  const earlier = panels[index - 1];
  return earlier && row(earlier) === row(panels[index]) ? earlier : undefined;
};

export const PANELS: readonly DefectClass[] = [
  {
    name: "a key misspelt in a query",
    check: "schema",
    plant: each(({ targets, title }) =>
      targets.map(({ path, panel }) => {
        const target = object(list(panel.json["targets"])[path.at(-1) as number]);
        const { refId, ...rest } = target;
        return { where: title, edits: [{ at: path, to: { ...rest, refId, legendFromat: "p95" } }] };
      }),
    ),
  },
  {
    name: "a colour mode that Grafana does not have",
    check: "schema",
    plant: each((panel) =>
      // A list of alerts has no values to colour.
      list(panel.json["targets"]).length > 0
        ? [set(panel, [...DEFAULTS, "color"], { mode: "palette-clasic" })]
        : [],
    ),
  },
  {
    name: "a unit mistaken for its neighbour",
    check: "wrong-unit",
    plant: each((panel, good) => {
      const unit = MISTAKEN[unitOf(panel) ?? ""];
      // A transformation may count or average the values into something else.
      return unit !== undefined &&
        !makesFields(panel) &&
        panel.targets.some((target) => hasKnownUnit(target, good))
        ? [set(panel, [...DEFAULTS, "unit"], unit)]
        : [];
    }),
  },
  {
    name: "a conversion left out",
    check: "wrong-unit",
    plant: (good) =>
      targets(good, "promql")
        .filter(({ panel }) => unitOf(panel) !== undefined && unitOf(panel) !== "short")
        .filter((target) => hasKnownUnit(target, good))
        .flatMap((target) =>
          rewriteMatches(target, / ([*/] (60|1000|100|1024|3600000000))(?=\s|$|\))/g, () => ""),
        ),
  },
  {
    name: "two units on one axis",
    check: "mixed-units",
    plant: each((panel) => {
      if (panel.type !== "timeseries" || !measured(panel) || panel.targets[0]!.language !== "promql")
        return [];
      const own = list(panel.json["targets"]);
      const added = { ...object(own[0]), expr: foreignQuery(panel), refId: "Z", legendFormat: "other" };
      return [set(panel, ["targets"], [...own, added])];
    }),
  },
  {
    name: "a dashboard's data source that only its author's Grafana has",
    check: "unknown-data-source",
    plant: each((panel, { context }) => {
      const moved = (json: Json): Json => ({
        ...json,
        datasource: { ...object(json["datasource"]), uid: "PBFA97CFB590B2093" },
      });
      // Where nobody said which there are, it may be the reader's own.
      return measured(panel) && context.dataSources !== undefined
        ? [
            {
              where: panel.title,
              edits: [
                { at: [...panel.path, "datasource"], to: moved(panel.json)["datasource"] },
                { at: [...panel.path, "targets"], to: list(panel.json["targets"]).map(object).map(moved) },
              ],
            },
          ]
        : [];
    }),
  },
  {
    name: "a query of another data source than its panel",
    check: "mixed-data-sources",
    refusedBy: "a Loki query in a Prometheus panel",
    plant: each(({ targets }) =>
      targets
        .filter(({ panel }) => get(panel.json, "datasource", "uid") !== undefined)
        .map(({ path, where, language }) => ({
          where,
          edits: [
            {
              at: [...path, "datasource"],
              to:
                language === "logql"
                  ? { type: "prometheus", uid: "prometheus" }
                  : { type: "loki", uid: "loki" },
            },
          ],
        })),
    ),
  },
  {
    name: "two panels with one id",
    check: "duplicate-id",
    plant: each((panel, { panels }, index) =>
      index > 0 ? [set(panel, ["id"], panels[index - 1]!.json["id"])] : [],
    ),
  },
  {
    name: "two queries with one refId",
    check: "duplicate-id",
    plant: each(({ targets }) =>
      targets.slice(1).map(({ path, where }) => ({ where, edits: [{ at: [...path, "refId"], to: "A" }] })),
    ),
  },
  {
    name: "two panels of a row with one title",
    check: "equal-titles",
    plant: each((panel, good, index) => {
      const earlier = before(good, index);
      return earlier && earlier.title !== "" ? [set(panel, ["title"], earlier.title)] : [];
    }),
  },
  {
    name: "a panel beyond the right edge",
    check: "layout",
    plant: each((panel) => [set(panel, ["gridPos"], { ...object(at(panel, "gridPos")), x: 20, w: 12 })]),
  },
  {
    name: "a panel on top of another",
    check: "layout",
    plant: each((panel, good, index) => {
      const earlier = before(good, index);
      return earlier ? [set(panel, ["gridPos"], earlier.json["gridPos"])] : [];
    }),
  },
  {
    name: "a repeat's direction without a repeat",
    check: "orphan-repeat-direction",
    plant: each((panel) => (at(panel, "repeat") === undefined ? [set(panel, ["repeatDirection"], "h")] : [])),
  },
  {
    name: "an override of a name that nothing has",
    check: "override-matches-nothing",
    plant: each((panel) =>
      measured(panel) && !/^(logs|heatmap)$/.test(panel.type) && !makesFields(panel) && !anyName(panel)
        ? [
            withOverride(panel, {
              matcher: { id: "byName", options: "Latency (p98)" },
              properties: [{ id: "decimals", value: 1 }],
            }),
          ]
        : [],
    ),
  },
  {
    name: "an override of `Value` on several series",
    check: "value-by-name",
    plant: each((panel) =>
      several(panel)
        ? [
            withOverride(panel, {
              matcher: { id: "byName", options: "Value" },
              properties: [{ id: "decimals", value: 1 }],
            }),
          ]
        : [],
    ),
  },
  {
    name: "a stat that keeps the last number",
    check: "stale-stat",
    plant: each((panel) =>
      panel.type === "stat" && list(panel.json["targets"]).every((each) => object(each)["instant"] !== true)
        ? [set(panel, ["options", "reduceOptions", "calcs"], ["lastNotNull"])]
        : [],
    ),
  },
  {
    name: "thresholds left out",
    check: "missing-thresholds",
    plant: each((panel) =>
      panel.type === "stat" &&
      at(panel, ...DEFAULTS, "color") === undefined &&
      at(panel, "options", "colorMode") !== "none"
        ? [set(panel, [...DEFAULTS, "thresholds"], undefined)]
        : [],
    ),
  },
  {
    name: "a threshold as a percentage: 5 instead of 0.05",
    check: "unreachable-threshold",
    plant: each((panel) => {
      const whole = unitOf(panel) === "percentunit" ? 1 : unitOf(panel) === "percent" ? 100 : undefined;
      if (whole === undefined || !measured(panel) || !byThresholds(panel)) return [];
      return limits(panel).flatMap(({ at, value }) => {
        const wrong = Number((value * 100).toPrecision(6));
        // Less may be a share of something smaller, such as of what a container asked for.
        return wrong >= 5 * whole ? [set(panel, at, wrong)] : [];
      });
    }),
  },
  {
    name: "a threshold above the panel's own maximum",
    check: "unreachable-threshold",
    plant: each((panel) => {
      const max = at(panel, ...DEFAULTS, "max");
      const [last] = limits(panel).slice(-1);
      return typeof max === "number" && last !== undefined && byThresholds(panel)
        ? [set(panel, last.at, max * 1.5 + 1)]
        : [];
    }),
  },
  {
    name: "a legend switched off over several lines",
    check: "missing-legend",
    plant: each((panel) =>
      several(panel)
        ? [
            set(panel, ["options", "legend"], {
              ...object(at(panel, "options", "legend")),
              showLegend: false,
            }),
          ]
        : [],
    ),
  },
  {
    name: "a description left out",
    check: "undescribed",
    plant: each((panel) =>
      measured(panel) && (string(at(panel, "description")) ?? "") !== ""
        ? [set(panel, ["description"], undefined)]
        : [],
    ),
  },
  {
    name: "a title left out",
    check: "undescribed",
    plant: each((panel) =>
      panel.type === "text" || panel.title.trim() === "" ? [] : [set(panel, ["title"], "")],
    ),
  },
  {
    name: "a unit left out",
    check: "undescribed",
    refusedBy: "a measure without a unit",
    plant: each((panel) =>
      // Without these two the same number is shown.
      /^(stat|timeseries)$/.test(panel.type) &&
      !/^(none|short|undefined)$/.test(String(unitOf(panel))) &&
      !worded(panel)
        ? [set(panel, [...DEFAULTS, "unit"], undefined)]
        : [],
    ),
  },
];
