import { bullmq_job_count } from "../contracts/bullmq/metrics.gen.ts";
import { ollama_jobs_total, ollama_queue_waiting } from "../contracts/ollama_queue/metrics.gen.ts";
import { sized } from "../panels/grid.ts";
import { heatmap } from "../panels/heatmap.ts";
import { stat, statNow } from "../panels/stat.ts";
import { stateTimeline, UP_DOWN } from "../panels/state-timeline.ts";
import { colors, redFrom, words } from "../panels/style.ts";
import { text } from "../panels/text.ts";
import { colored, legendRight, p50p95, timeseries, all } from "../panels/timeseries.ts";
import * as health from "../queries/health.ts";
import { where } from "../queries/promql.ts";
import * as queue from "../queries/queue.ts";
import { dashboard, row } from "./build/dashboard.ts";
import { filter } from "./build/variables.ts";

const worker = ollama_queue_waiting.exporter;
const bullmq = bullmq_job_count.exporter;

export default dashboard("ollama-queue", {
  title: "Ollama Queue",
  about:
    "Are jobs picked up in time, and do they succeed? Read from top to bottom: the state now, the work done, the time it takes, what fails, and whether the exporters behind it answer.",
  variables: [filter(ollama_jobs_total, "model", "Model")],
  watches: [worker, bullmq],
  annotations: [
    {
      name: "Worker restarted",
      expr: (window) => where(queue.fallBacks(window), ">", 0),
      color: colors.p50,
      text: "counters fell back to 0",
    },
  ],
  rows: ({ exporters }) => [
    row(
      "Right now",
      stat("Waiting", queue.waiting),
      stat("Active", queue.active),
      exporters.ollama_queue?.concurrency === undefined
        ? text("Worker saturation", "Not reported. Set `concurrency` in stack.yaml.", worker.name)
        : stat("Worker saturation", queue.saturation(exporters.ollama_queue.concurrency), (panel) =>
            panel.decimals(0),
          ),
      stat("Tokens/s", queue.tokenRate, (panel) => panel.decimals(1)),
      stat("Error ratio", queue.errorRatio, (panel) => panel.decimals(1).thresholds(redFrom(0.05))),
      statNow("Time to drain", queue.timeToDrain, undefined, [
        words({ [queue.NONE_FINISHED]: ["none finished", colors.warning] }),
      ]),
    ),
    row(
      "Is work getting done?",
      timeseries("Jobs per minute by model", queue.completed),
      timeseries("Token rate by model", queue.tokenRateByModel),
    ),
    row(
      "How long does it take?",
      timeseries(
        "Latency p50 and p95 by model",
        [queue.latencyP50, queue.latencyP95],
        all(p50p95, legendRight),
      ),
      heatmap("Latency heatmap", queue.latencyBuckets, "jobs"),
      timeseries("Time waiting in queue", queue.meanWait),
      timeseries("Generation speed by model", queue.generationSpeed),
    ),
    row(
      "What goes wrong?",
      sized(timeseries("Failures per minute", queue.failures, colored(0, colors.bad)), { w: 8 }),
      sized(timeseries("Failed, delayed and prioritised jobs", queue.jobsSetAside), { w: 8 }),
      sized(
        timeseries("Retries: failed attempts and failed jobs", [
          { ...queue.failures, about: queue.failedForGood.about },
          queue.failedForGood,
        ]),
        { w: 8 },
      ),
    ),
    row(
      "Do the exporters answer?",
      sized(
        stateTimeline(
          "Exporters",
          "Whether the exporters behind this board answered, and when a worker restarted. While one is down its panels say so; the numbers before that stay true.",
          [
            { query: health.exporterUp(worker), words: UP_DOWN },
            { query: health.exporterUp(bullmq), words: UP_DOWN },
            {
              query: queue.restarts,
              words: words({
                [-1]: [" ", "transparent"],
                0: [" ", "transparent"],
                1: ["restart", colors.warning],
              }),
            },
          ],
        ),
        { w: 20 },
      ),
      sized(
        statNow("Last scrape", health.lastScrape(worker), (panel) => panel.decimals(0)),
        { h: 6 },
      ),
    ),
  ],
});
