/** `ContractBroken`: an exporter answers, but without a metric that every recording of it has and measures need. */
import { readContracts, type Contract } from "../contracts/contract.ts";
import { exporters } from "../contracts/exporters.gen.ts";
import type { Kind, Labels, Metric } from "../contracts/metric.ts";
import * as gpu from "../queries/gpu.ts";
import * as litellm from "../queries/litellm.ts";
import * as nginx from "../queries/nginx.ts";
import {
  count,
  labelled,
  max,
  metricsOf,
  or,
  upOf,
  unless,
  where,
  type Node,
  type Vector,
} from "../queries/promql.ts";
import * as article from "../queries/queue-article.ts";
import * as reference from "../queries/queue-reference.ts";
import * as queue from "../queries/queue.ts";
import type { ExporterName, Stack } from "../stack.ts";
import { alert, type Group, type PanelRef } from "./rule.ts";

const PANELS: Readonly<Record<string, PanelRef>> = {
  bullmq: { board: "ollama-queue", panel: "Failed, delayed and prioritised jobs" },
  dcgm: { board: "gpu", panel: "Cards" },
  litellm: { board: "litellm", panel: "LiteLLM" },
  log_pipeline: { board: "nginx-open-webui", panel: "Does the log pipeline keep up?" },
  nginx: { board: "nginx-open-webui", panel: "Front door" },
  ollama_queue: { board: "ollama-queue", panel: "Tokens/s" },
};

type AnyMetric = Metric<Kind, Labels>;

let found: Map<string, AnyMetric> | undefined;

/** Metrics of all measures, by name: those of an expression wherever an export holds one. */
function measured(): ReadonlyMap<string, AnyMetric> {
  if (found) return found;
  const all = new Map<string, AnyMetric>();
  const visit = (value: unknown): void => {
    if (typeof value !== "object" || value === null) return;
    const { node } = value as { node?: Node };
    // A measure of log lines has another kind of node, and asks for no metric.
    if (node !== undefined && "is" in node)
      for (const metric of metricsOf(node)) all.set(metric.metric, whole(metric));
    else for (const inner of Object.values(value)) visit(inner);
  };
  for (const measures of [gpu, litellm, nginx, queue, article, reference]) visit({ ...measures });
  return (found = all);
}

/** All of its rows, whatever a measure picks of them: a total row is a sample too. */
const whole = (metric: AnyMetric): AnyMetric =>
  ({ ...metric, where: {}, facts: { ...metric.facts, rollUp: [] } }) as unknown as AnyMetric;

let contracts: readonly Contract[] | undefined;

/** The measured metrics that have a sample in every recording of the variant, by name. */
export function always(name: ExporterName, variant: string): AnyMetric[] {
  contracts ??= readContracts();
  const recordings = contracts
    .filter(({ exporter }) => exporter === name)
    .flatMap((contract) => contract.recordings.filter((recording) => recording.variant === variant));
  const family = (metric: string): readonly string[] => [metric, metric.replace(/_(count|sum|bucket)$/, "")];
  return (
    [...measured().values()]
      // A name that two exporters share is their runtime's, and goes with how they are started.
      .filter(({ exporter, facts }) => exporter.name === name && facts.shared !== true)
      .filter(
        ({ metric }) =>
          recordings.length > 0 &&
          recordings.every(({ families }) =>
            family(metric).some((each) => (families.get(each)?.samples.length ?? 0) > 0),
          ),
      )
      .sort((a, b) => (a.metric < b.metric ? -1 : 1))
  );
}

/** One alert per exporter; each missing metric is one of its series. */
export function contractRules(stack: Stack): Group {
  const names = (Object.keys(exporters) as ExporterName[]).filter((name) => stack.exporters[name]);
  return {
    name: "contracts",
    rules: names.flatMap((name) => {
      const { title, heartbeat } = exporters[name];
      const exporter = { name, title, heartbeat };
      const up = where(max(upOf(exporter)), "==", 1);
      // On the reference worker's page there is nothing of BullMQ while Redis does not answer; RedisDown says so.
      const answers = name === "bullmq" && onWorkersPage(stack) ? unless(up, queue.redisGone) : up;
      const [first, ...rest] = always(name, stack.exporters[name]!.variant).map((metric): Vector<"metric"> =>
        // Only there or not is asked, so any kind may be counted.
        labelled(unless(answers, count(metric as Metric<"gauge", Labels>)), "metric", metric.metric),
      );
      if (first === undefined) return [];
      return alert("ContractBroken", {
        expr: rest.reduce<Vector<"metric">>((all, each) => or(all, each), first),
        window: "2m",
        for: "10m",
        severity: "warning",
        labels: { exporter: name },
        why: "Every recording of this variant has these metrics, idle or busy, so without one the exporter is another version or differently configured. Ten minutes: some come with the first look at the hardware.",
        summary: `The ${title} answers, but without {{ $labels.metric }}`,
        description: `Panels and alerts that need {{ $labels.metric }} are silent, which looks like "all is well". Was the exporter updated, or its configuration? The variant in stack.yaml has to be the one that runs.`,
        panel: PANELS[name]!,
        runbook: "contracts",
      });
    }),
  };
}

const onWorkersPage = ({ exporters: { bullmq, ollama_queue: worker } }: Stack): boolean =>
  worker?.variant === "reference" && bullmq?.job === worker.job;
