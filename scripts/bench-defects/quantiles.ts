/** Quantiles that are called something else than they are. */
import { list, object, string } from "../../checks/model/shape.ts";
import { expressions, rewrite, set, targets, type Defect, type DefectClass, type PanelAt } from "./defect.ts";

const quantileOf = (expr: string): string | undefined => /histogram_quantile\(\s*(0\.\d+)/.exec(expr)?.[1];
const percentile = (quantile: string): string => `p${Number((Number(quantile) * 100).toPrecision(4))}`;

/** The panel with one percentile in its words said wrong. */
const sayingAnother = (panel: PanelAt): Defect[] => {
  const said = [...new Set(panel.targets.map(({ expr }) => quantileOf(expr)))].flatMap((each) => each ?? []);
  return said
    .map(percentile)
    .filter((word) => new RegExp(`\\b${word}\\b`).test(panel.title))
    .map((word) => set(panel, ["title"], panel.title.replace(word, "p98")));
};

export const QUANTILES: readonly DefectClass[] = [
  {
    name: "a legend that says p98 of another percentile",
    check: "misnamed-quantile",
    plant: (good) =>
      targets(good, "promql").flatMap((target) => {
        const json = object(list(target.panel.json["targets"])[target.path.at(-1) as number]);
        const legend = string(json["legendFormat"]) ?? "";
        const quantile = quantileOf(target.expr);
        const word = quantile === undefined ? undefined : percentile(quantile);
        return word !== undefined && new RegExp(`\\b${word}\\b`).test(legend)
          ? [
              {
                where: target.where,
                edits: [{ at: [...target.path, "legendFormat"], to: legend.replace(word, "p98") }],
              },
            ]
          : [];
      }),
  },
  {
    name: "a title that says p98 of another percentile",
    check: "misnamed-quantile",
    plant: (good) => good.panels.flatMap(sayingAnother),
  },
  {
    name: "a quantile as a percentage: 95 instead of 0.95",
    check: "misnamed-quantile",
    plant: (good) =>
      expressions(good).flatMap(({ target, expr }) => {
        const of = expr.is === "call" && expr.fn === "histogram_quantile" ? expr.args[0] : undefined;
        return of?.is === "number" && !of.variable
          ? [rewrite(target, of.from, of.to, String(Number((of.value * 100).toPrecision(4))))]
          : [];
      }),
  },
];
