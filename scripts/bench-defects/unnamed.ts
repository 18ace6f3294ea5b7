/** Defects that no check names: valid names, valid types, a wrong number or a wrong word. */
import { get, list, object } from "../../checks/model/shape.ts";
import { hasVariable } from "../../checks/model/variables.ts";
import { expressions, rewrite, set, type DefectClass, type Defect, type Good } from "./defect.ts";
import { knownSelectors } from "./names.ts";

/** Every threshold that is a limit (the lowest step has none), with another number. */
const thresholds =
  (change: (value: number) => number) =>
  (good: Good): Defect[] =>
    good.panels.flatMap((panel) => {
      const at = ["fieldConfig", "defaults", "thresholds", "steps"] as const;
      return list(get(panel.json, ...at)).flatMap((step, index) => {
        const value = object(step)["value"];
        return typeof value === "number" && value !== 0
          ? [set(panel, [...at, index, "value"], Number(change(value).toPrecision(6)))]
          : [];
      });
    });

export const UNNAMED: readonly DefectClass[] = [
  {
    name: "another metric of the same exporter, type, unit and labels",
    plant: (good) =>
      knownSelectors(good).flatMap(({ target, selector, name, facts }) => {
        const contract = good.context.contracts.find(({ exporter }) => exporter === facts.exporter);
        const variant = good.context.selected?.get(facts.exporter);
        const labels = [...facts.labels.keys()].join();
        const other = [...(contract?.metrics.values() ?? [])].find(
          (each) =>
            each.name !== facts.name &&
            each.type === facts.type &&
            each.unit === facts.unit &&
            [...each.labels.keys()].join() === labels &&
            (variant === undefined || each.variants.includes(variant)),
        );
        return other
          ? [
              rewrite(
                target,
                selector.metric!.from,
                selector.metric!.to,
                name.replace(facts.name, other.name),
              ),
            ]
          : [];
      }),
  },
  {
    name: "numerator and denominator swapped",
    plant: (good) =>
      expressions(good).flatMap(({ target, expr }) => {
        if (expr.is !== "binary" || expr.op !== "/" || expr.right.is === "number") return [];
        const { left, right } = expr;
        const between = target.expr.slice(left.to, right.from);
        const text =
          target.expr.slice(right.from, right.to) + between + target.expr.slice(left.from, left.to);
        return [rewrite(target, left.from, right.to, text)];
      }),
  },
  {
    name: "`!=` instead of `=`",
    plant: (good) =>
      knownSelectors(good).flatMap(({ target, selector }) =>
        selector.matchers
          .filter(({ op, value }) => /^=~?$/.test(op) && !hasVariable(value))
          .map(({ label, op, from, to }) =>
            rewrite(
              target,
              from,
              to,
              target.expr.slice(from, to).replace(label + op, `${label}!${op.at(-1)}`),
            ),
          ),
      ),
  },
  {
    name: "a matcher dropped",
    plant: (good) =>
      knownSelectors(good).flatMap(({ target, selector }) =>
        selector.matchers.map(({ from, to }) => {
          const comma = /^\s*,\s*/.exec(target.expr.slice(to))?.[0].length ?? 0;
          const before = comma > 0 ? 0 : (/,\s*$/.exec(target.expr.slice(0, from))?.[0].length ?? 0);
          return rewrite(target, from - before, to + comma, "");
        }),
      ),
  },
  {
    name: "another quantile than before: 0.95 became 0.5",
    plant: (good) =>
      expressions(good).flatMap(({ target, expr }) => {
        const of = expr.is === "call" && expr.fn === "histogram_quantile" ? expr.args[0] : undefined;
        return of?.is === "number" && !of.variable && of.value !== 0.5
          ? [rewrite(target, of.from, of.to, "0.5")]
          : [];
      }),
  },
  {
    name: "a threshold that is stale: 10 % higher",
    plant: thresholds((value) => value * 1.1),
  },
  {
    name: "a threshold in another scale: a thousandth",
    plant: thresholds((value) => value / 1000),
  },
  {
    name: "a threshold in another scale: a thousand times",
    plant: thresholds((value) => value * 1000),
  },
];
