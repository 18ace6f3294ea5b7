/** Whether each exporter can be asked at all, told apart: it does not answer, or nobody asks it. */
import { notScraped, upOf, where } from "../queries/promql.ts";
import type { ExporterName, Stack } from "../stack.ts";
import { alert, type Alert, type Group, type PanelRef } from "./rule.ts";

const PANELS: Readonly<Record<string, PanelRef>> = {
  bullmq: { board: "ollama-queue", panel: "Exporters" },
  dcgm: { board: "gpu", panel: "Exporter" },
  litellm: { board: "litellm", panel: "LiteLLM" },
  log_pipeline: { board: "nginx-open-webui", panel: "Exporters" },
  nginx: { board: "nginx-open-webui", panel: "Exporters" },
  ollama_queue: { board: "ollama-queue", panel: "Exporters" },
};

/** Two alerts per scrape job: exporters of one job answer or fail together, and are called by the one whose page it is. */
export function exporterRules(stack: Stack): Group {
  const jobs = new Map<string, ExporterName>();
  const names = Object.keys(stack.exporters) as ExporterName[];
  // BullMQ's metrics are a guest on the worker's page, so where both have one job it is the worker's.
  for (const name of [...names.filter((each) => each !== "bullmq"), ...names]) {
    const job = stack.exporters[name]?.job;
    if (job !== undefined && !jobs.has(job)) jobs.set(job, name);
  }
  return { name: "exporters", rules: [...jobs.values()].flatMap(rulesOf) };
}

function rulesOf(name: ExporterName): Alert[] {
  // Also one that only the stack knows, because the user recorded it; nothing but its `up` is asked for.
  const exporter = { name, title: name, heartbeat: "up" };
  const common = {
    window: "1m",
    for: "2m",
    // Both are about the scrape itself, so there is no gap to bridge.
    keepFiringFor: "0s",
    severity: "warning",
    labels: { exporter: name },
    panel: PANELS[name],
    runbook: "exporters",
  } as const;
  return [
    alert("ExporterDown", {
      ...common,
      expr: where(upOf(exporter), "==", 0),
      why: "Longer than a restart. An idle exporter answers, so this is never a lack of traffic.",
      summary: "{{ $labels.instance }} (job {{ $labels.job }}) does not answer",
      description:
        "Prometheus asks for its metrics and gets none. Does the program run, and does the address lead to it? The last error is on Prometheus' page /targets. What you do not run, switch off in stack.yaml.",
    }),
    alert("ExporterNotScraped", {
      ...common,
      expr: notScraped(exporter),
      why: "Longer than Prometheus needs to read a new configuration.",
      summary: "Prometheus has no target under the job {{ $labels.job }}",
      description:
        "stack.yaml names this exporter, but nobody asks for its metrics. Does Prometheus run with the configuration that `npm run build:stack` made?",
    }),
  ];
}
