/** Whether Prometheus scrapes what stack.yaml says, and as it should. Answers in, findings out. */
import type { Contract } from "../contracts/contract.ts";
import { get, list, object, string } from "../checks/model/shape.ts";
import type { ExporterName, Stack, StackExporter } from "../stack.ts";
import { explain } from "./explain.ts";
import type { Cause, ExporterReport, ExporterState } from "./report.ts";

/** A target of Prometheus. */
export interface Target {
  readonly job: string;
  readonly instance: string;
  /** As configured, before relabeling. */
  readonly address: string;
  readonly url: string;
  readonly health: "up" | "down" | "unknown";
  readonly lastError: string;
  readonly scrapeInterval: string | null;
}

/** Reads /api/v1/targets; undefined where the answer has another shape. */
export function targetsOf(body: unknown): Target[] | undefined {
  const active = get(body, "data", "activeTargets");
  if (!Array.isArray(active)) return undefined;
  return active.map(object).map((target) => {
    const health = string(target["health"]);
    const url = string(target["scrapeUrl"]) ?? "";
    return {
      job: string(get(target, "labels", "job")) ?? "",
      instance: string(get(target, "labels", "instance")) ?? "",
      address: string(get(target, "discoveredLabels", "__address__")) ?? "",
      url,
      health: health === "up" || health === "down" ? health : "unknown",
      lastError: string(target["lastError"]) ?? "",
      scrapeInterval: string(target["scrapeInterval"]) ?? null,
    };
  });
}

/** Targets as far as the metric `up` shows them, for a server that has no list of targets. */
export const targetsOfUp = (body: unknown): Target[] =>
  list(get(body, "data", "result"))
    .map(object)
    .map(({ metric, value }) => {
      const instance = string(get(metric, "instance")) ?? "";
      return {
        job: string(get(metric, "job")) ?? "",
        instance,
        address: instance,
        url: instance,
        health: list(value)[1] === "1" ? "up" : "down",
        lastError: "",
        scrapeInterval: null,
      };
    });

/** An exporter of stack.yaml as Prometheus sees it. */
export interface Exporter {
  readonly name: string;
  readonly title: string;
  readonly stack: StackExporter;
  readonly state: ExporterState;
  readonly targets: readonly Target[];
  /** Why its panels have nothing; present in every state but `up`. */
  readonly trouble?: Trouble;
}

/** A cause, with the few words that fit a table. */
export interface Trouble {
  readonly short: string;
  readonly cause: Cause;
}

/**
 * The exporters of stack.yaml, switched on ones only.
 *
 * @param jobs Jobs under which series of each exporter are there now.
 */
export const exportersOf = (
  stack: Stack,
  contracts: readonly Contract[],
  targets: readonly Target[],
  jobs: ReadonlyMap<string, readonly string[]>,
): Exporter[] =>
  Object.entries(stack.exporters).map(([name, own]) => {
    const contract = contracts.find(({ exporter }) => exporter === name);
    const base = { name, title: contract?.title ?? name, stack: own, targets: ownTargets(own, targets) };
    return { ...base, ...stateOf(base, contract?.metricsPath ?? "/metrics", jobs.get(name) ?? []) };
  });

/** Its targets: those at its addresses where there are any, as exporters may share a job. */
function ownTargets({ job, addresses }: StackExporter, targets: readonly Target[]): Target[] {
  const ofJob = targets.filter((target) => target.job === job);
  const exact = ofJob.filter(
    ({ address, instance }) => addresses.includes(address) || addresses.includes(instance),
  );
  return exact.length > 0 ? exact : ofJob;
}

type Stated = Pick<Exporter, "state" | "trouble">;

function stateOf(
  { name, title, stack: { job, addresses }, targets }: Pick<Exporter, "name" | "title" | "stack" | "targets">,
  metricsPath: string,
  jobs: readonly string[],
): Stated {
  const stated = (state: ExporterState, short: string, cause: Cause): Stated => ({
    state,
    trouble: { short, cause },
  });
  const [first] = targets;
  const other = jobs.find((each) => each !== job);
  if (!first && other !== undefined)
    return stated("wrong job", `the ${title} has the job \`${other}\``, {
      what: `Prometheus scrapes the ${title} under the job \`${other}\`; stack.yaml and the boards say \`${job}\`.`,
      fix: `Set exporters.${name}.job: ${other} in stack.yaml and run npm run build:dashboards; or rename the job in prometheus.yml.`,
    });
  if (!first)
    return stated("not scraped", `no job \`${job}\` for the ${title}`, {
      what: `Prometheus has no target with the job \`${job}\`, so it does not scrape the ${title}.`,
      fix: `Add a scrape job \`${job}\` for ${addresses.map((address) => `${address}${metricsPath}`).join(", ")} to prometheus.yml (npm run build:stack writes the one of compose.yaml); or set exporters.${name}.on: false in stack.yaml and run npm run build:dashboards.`,
    });
  if (targets.some(({ health }) => health === "up")) return { state: "up" };
  const down = targets.find(({ health }) => health === "down");
  if (down) return stated("down", `${title} down`, whyDown(title, down, metricsPath));
  return stated("unknown", `${title} not asked yet`, {
    what: `Prometheus has not asked the ${title} (${first.url}) yet.`,
    fix: "Wait for one scrape interval and run this again.",
  });
}

/** Why a target is down, and what to do. */
export const whyDown = (title: string, { url, lastError }: Target, metricsPath: string): Cause => ({
  what: `The ${title} (${url}) does not answer the scrape${lastError === "" ? "" : `: ${lastError}`}.`.replace(
    /\.\.$/,
    ".",
  ),
  fix: explain({ lastError, url, metricsPath }),
});

/** For the report. */
export const exporterReport = ({ name, stack, state, targets }: Exporter): ExporterReport => ({
  exporter: name,
  job: stack.job,
  state,
  targets: targets.map(({ url, health, lastError, scrapeInterval }) => ({
    url,
    health,
    lastError,
    scrapeInterval,
  })),
});

/** What client libraries and Prometheus' own packages add to any page; Prometheus scrapes itself with them. */
const OF_LIBRARIES = /^(?:go|process|promhttp|prometheus|python|net)_/;

/** Metric names that tell an exporter from all others, to find it under whatever job. */
export function tellTales(name: string, stack: Stack, contracts: readonly Contract[]): string[] {
  const contract = contracts.find(({ exporter }) => exporter === name);
  if (!contract) return [];
  if (contract.heartbeat !== "up") return [contract.heartbeat];
  const variant = stack.exporters[name as ExporterName]?.variant ?? "";
  return [...contract.metrics.values()]
    .filter(
      (metric) =>
        metric.variants.includes(variant) &&
        !OF_LIBRARIES.test(metric.name) &&
        !contracts.some((other) => other.exporter !== name && other.metrics.has(metric.name)),
    )
    .slice(0, 50)
    .map(({ name: metric, type }) =>
      type === "histogram" || type === "summary" ? `${metric}_count` : metric,
    );
}
