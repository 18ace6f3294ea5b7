/** Defects of names: metrics, labels and values that the exporters do not have. */
import { string } from "../../checks/model/shape.ts";
import { selectors, type Selector } from "../../checks/model/promql.ts";
import { hasVariable } from "../../checks/model/variables.ts";
import type { MetricFacts } from "../../contracts/contract.ts";
import { at, expressions, rewrite, targets, type DefectClass, type Good, type TargetAt } from "./defect.ts";

/** Every selector of a metric that is known, with what is known of it. */
export const knownSelectors = (
  good: Good,
): {
  readonly target: TargetAt;
  readonly selector: Selector;
  readonly name: string;
  readonly facts: MetricFacts;
}[] =>
  targets(good, "promql").flatMap((target) =>
    [...selectors(target.root)].flatMap((selector) => {
      const facts = selector.metric && good.context.emitted(selector.metric.name)[0]?.facts;
      return facts ? [{ target, selector, name: selector.metric.name, facts }] : [];
    }),
  );

/** The metric's name replaced wherever the new one is what the context says. */
const renamed = (
  good: Good,
  name: (name: string, facts: MetricFacts) => string | undefined,
  valid: boolean,
) =>
  knownSelectors(good).flatMap(({ target, selector, name: old, facts }) => {
    const to = name(old, facts);
    if (to === undefined || to === old || good.context.emitted(to).length > 0 !== valid) return [];
    return [rewrite(target, selector.metric!.from, selector.metric!.to, to)];
  });

/** Names that tutorials and posts use and no exporter has. */
const TUTORIALS: Readonly<Record<string, string>> = {
  ollama_queue: "ollama_queue_length",
  bullmq: "bullmq_queue_waiting",
  dcgm: "dcgm_gpu_utilization",
  nginx: "nginx_http_response_count_total",
  log_pipeline: "nginx_http_response_time_seconds_count",
  litellm: "litellm_requests_total",
};

export const NAMES: readonly DefectClass[] = [
  {
    name: "a letter missing from a metric's name",
    check: "unknown-metric",
    refusedBy: `a metric nobody emits; "Did you mean 'ollama_jobs_total'?"`,
    plant: (good) => {
      const shorter = (name: string) => name.slice(0, name.length >> 1) + name.slice((name.length >> 1) + 1);
      return renamed(good, shorter, false);
    },
  },
  {
    name: "`_total` left out",
    check: "unknown-metric",
    refusedBy: `a metric nobody emits; "Did you mean 'ollama_jobs_total'?"`,
    plant: (good) => renamed(good, (name) => name.replace(/_total$/, ""), false),
  },
  {
    name: "a metric's name out of a tutorial",
    check: "unknown-metric",
    refusedBy: `a metric nobody emits; "Did you mean 'ollama_jobs_total'?"`,
    plant: (good) => renamed(good, (_, { exporter }) => TUTORIALS[exporter], false),
  },
  {
    name: "a metric that only another variant of the exporter has",
    check: "unknown-metric",
    plant: (good) =>
      renamed(
        good,
        (_, { exporter, type }) => {
          const variant = good.context.selected?.get(exporter);
          const contract = good.context.contracts.find((each) => each.exporter === exporter);
          return [...(contract?.metrics.values() ?? [])].find(
            (each) =>
              variant !== undefined &&
              each.type === type &&
              type !== "histogram" &&
              each.variants.length > 0 &&
              !each.variants.includes(variant),
          )?.name;
        },
        true,
      ),
  },
  {
    name: "a label misspelt in a matcher",
    check: "unknown-label",
    refusedBy: "a label the metric does not carry",
    plant: (good) =>
      knownSelectors(good).flatMap(({ target, selector }) =>
        selector.matchers
          .filter(({ label }) => label !== "__name__")
          .map(({ label, from }) => rewrite(target, from, from + label.length, `${label}s`)),
      ),
  },
  {
    name: "a grouping by a label that the metric does not carry",
    check: "unknown-label",
    refusedBy: "a label it does not carry",
    plant: (good) =>
      expressions(good).flatMap(({ target, expr }) =>
        expr.is === "aggregate"
          ? (expr.by ?? [])
              .filter(({ name }) => name !== "le" && !hasVariable(name))
              .map(({ name, from, to }) => rewrite(target, from, to, `${name}_name`))
          : [],
      ),
  },
  {
    name: "a label misspelt in a legend",
    check: "unknown-label",
    plant: (good) =>
      targets(good, "promql").flatMap((target) => {
        // A table writes its columns' names, not the legend.
        if (target.panel.type === "table") return [];
        const legend = string(legendOf(target)) ?? "";
        return [...legend.matchAll(/\{\{\s*(\w+)\s*\}\}/g)].map(([whole, label]) => ({
          where: target.where,
          edits: [
            {
              at: [...target.path, "legendFormat"],
              to: legend.replace(whole, whole.replace(label!, `${label}s`)),
            },
          ],
        }));
      }),
  },
  {
    name: "a value that the label never has",
    check: "impossible-label-value",
    refusedBy: "a value outside the closed set",
    plant: (good) =>
      knownSelectors(good).flatMap(({ target, selector, facts }) =>
        selector.matchers
          .filter(({ label, op, value }) => {
            const known = facts.labels.get(label);
            const closed = known?.closed !== undefined || known?.pattern !== undefined;
            const job = label === "job" && good.context.jobs !== undefined && !op.startsWith("!");
            return (closed || job) && value !== "" && !hasVariable(value);
          })
          .map((matcher) => {
            const { op, value } = matcher;
            // Status classes as people write them; else a word that is not quite right.
            const wrong = value
              .split("|")
              .map((each) => (each.includes("..") ? each.replace("..", "xx") : `${each}s`))
              .join("|");
            return rewrite(target, matcher.from, matcher.to, `${matcher.label}${op}"${wrong}"`);
          }),
      ),
  },
  {
    name: "a bucket chosen by a whole number",
    check: "literal-le",
    plant: (good) =>
      knownSelectors(good)
        .filter(({ name }) => name.endsWith("_bucket"))
        .map(({ target, selector }) => {
          const after = selector.metric!.to;
          const has = target.expr[after] === "{";
          return rewrite(target, after, after + (has ? 1 : 0), has ? '{le="1", ' : '{le="1"}');
        }),
  },
  {
    name: "a grouping by personal data",
    check: "personal-data",
    refusedBy: "personal data",
    plant: (good) => {
      // One metric with such a label stands for all of them: nothing on a good board shows any.
      const known = good.context.contracts
        .flatMap(({ metrics }) => [...metrics.values()])
        .flatMap((facts) =>
          [...facts.labels.values()].filter(({ personal }) => personal).map(({ name }) => ({ facts, name })),
        )
        .find(({ facts }) => facts.type === "counter");
      if (!known) return [];
      return targets(good, "promql")
        .filter(({ panel }) => panel.type === "timeseries")
        .map((target) =>
          rewrite(
            target,
            0,
            target.expr.length,
            `sum by (${known.name}) (rate(${known.facts.name}[$__rate_interval]))`,
          ),
        );
    },
  },
];

const legendOf = ({ panel, path }: TargetAt): unknown =>
  (at(panel, "targets") as readonly Record<string, unknown>[])[path.at(-1) as number]?.["legendFormat"];
