/** `ContractBroken`: a target of an exporter answers, but without a metric that every recording of it has and measures need. */
import { readContracts, type Contract, type MetricFacts, type Recording } from "../contracts/contract.ts";
import { exporters } from "../contracts/exporters.gen.ts";
import type { Exporter, Kind, Labels, Metric } from "../contracts/metric.ts";
import { ollama_queue_redis_up } from "../contracts/ollama_queue/metrics.gen.ts";
import * as gpu from "../queries/gpu.ts";
import * as litellm from "../queries/litellm.ts";
import * as nginx from "../queries/nginx.ts";
import {
  count,
  labelled,
  max,
  metricsOf,
  ofTarget,
  or,
  unless,
  upOf,
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

/** A metric that is always there, or always but while what `silencedBy` answers for is down. */
interface Always {
  readonly metric: AnyMetric;
  readonly silencedBy?: AnyMetric;
}

/** The measured metrics that have a sample in every recording of the variant that shows its program up, by name. */
export function always(name: ExporterName, variant: string): Always[] {
  contracts ??= readContracts();
  const own = contracts.find(({ exporter }) => exporter === name);
  const recordings = own?.recordings.filter((recording) => recording.variant === variant) ?? [];
  const facts = [...(own?.metrics.values() ?? [])];
  return (
    [...measured().values()]
      // A name that two exporters share is their runtime's, and goes with how they are started.
      .filter(({ exporter, facts: { shared } }) => exporter.name === name && shared !== true)
      .flatMap((metric): Always[] => {
        const of = family(metric.metric);
        const fact = facts.find((each) => of.includes(each.name));
        const answers = answersFor(fact?.absentWithout, facts, variant);
        // Not there for every card or model, whatever was recorded.
        if (fact?.lazy !== undefined && answers === undefined) return [];
        const up = answers ? recordings.filter((each) => !isDown(each, answers)) : recordings;
        if (up.length === 0 || !up.every((each) => of.some((one) => samples(each, one).length > 0)))
          return [];
        const silencedBy = answers && measured().get(answers.name);
        return [{ metric, ...(silencedBy && { silencedBy }) }];
      })
      .sort((a, b) => (a.metric.metric < b.metric.metric ? -1 : 1))
  );
}

const family = (metric: string): readonly string[] => [metric, metric.replace(/_(count|sum|bucket)$/, "")];
const samples = ({ families }: Recording, metric: string) => families.get(metric)?.samples ?? [];
/** The metric that says 0 while `program` is down, where the variant has it. */
const answersFor = (program: string | undefined, facts: readonly MetricFacts[], variant: string) =>
  program === undefined
    ? undefined
    : facts.find((each) => each.answersFor === program && each.variants.includes(variant));
const isDown = (recording: Recording, { name }: MetricFacts): boolean =>
  samples(recording, name).some(({ value }) => value === 0);

/** Targets of the exporter's job that have the metric. */
const having = (metric: AnyMetric, exporter: Exporter): Vector<"instance" | "job"> =>
  // Only there or not is asked, so any kind may be counted.
  count(ofTarget(metric as Metric<"gauge", Labels>, exporter)).by("instance", "job");
/** Targets of which what this metric answers for is down. */
const downAt = (metric: AnyMetric, exporter: Exporter): Vector<"instance" | "job"> =>
  where(max(ofTarget(metric as Metric<"gauge", Labels>, exporter)).by("instance", "job"), "==", 0);

/** One alert per exporter; each missing metric of each target is one of its series. */
export function contractRules(stack: Stack): Group {
  const names = (Object.keys(exporters) as ExporterName[]).filter((name) => stack.exporters[name]);
  return {
    name: "contracts",
    rules: names.flatMap((name) => {
      const { title, heartbeat } = exporters[name];
      const exporter = { name, title, heartbeat };
      const up = where(max(upOf(exporter)).by("instance", "job"), "==", 1);
      // On the reference worker's page there is nothing of BullMQ while Redis does not answer; RedisDown says so.
      const redis: AnyMetric | undefined =
        name === "bullmq" && onWorkersPage(stack) ? ollama_queue_redis_up : undefined;
      const [first, ...rest] = always(name, stack.exporters[name]!.variant).map(({ metric, silencedBy }) => {
        const missing = unless(up, having(metric, exporter));
        const silenced = silencedBy ?? redis;
        const broken = silenced ? unless(missing, downAt(silenced, exporter)) : missing;
        return labelled(broken, "metric", metric.metric);
      });
      if (first === undefined) return [];
      return alert("ContractBroken", {
        expr: rest.reduce<typeof first>((all, each) => or(all, each), first),
        window: "2m",
        for: "10m",
        severity: "warning",
        labels: { exporter: name },
        why: "Every recording of this variant has these metrics, idle or busy, so a target without one is another version or differently configured. What is rightly gone with a program behind it (Redis, nginx) has an alert of its own. Ten minutes: some come with the first look at the hardware.",
        summary: `{{ $labels.instance }} (${title}) answers, but without {{ $labels.metric }}`,
        description: `Panels and alerts that need {{ $labels.metric }} are silent, which looks like "all is well". Was the exporter updated, or its configuration? The variant in stack.yaml has to be the one that runs.`,
        panel: PANELS[name]!,
        runbook: "contracts",
      });
    }),
  };
}

const onWorkersPage = ({ exporters: { bullmq, ollama_queue: worker } }: Stack): boolean =>
  worker?.variant === "reference" && bullmq?.job === worker.job;
