import { GraphDrawStyle } from "@grafana/grafana-foundation-sdk/common";
import { bullmq_job_count } from "../contracts/bullmq/metrics.gen.ts";
import { ollama_jobs_total, ollama_queue_waiting } from "../contracts/ollama_queue/metrics.gen.ts";
import { sized } from "../panels/grid.ts";
import { heatmap } from "../panels/heatmap.ts";
import { stat, statNow } from "../panels/stat.ts";
import { stateTimeline, UP_DOWN } from "../panels/state-timeline.ts";
import { colors, redFrom, words } from "../panels/style.ts";
import { text } from "../panels/text.ts";
import { colored, legendRight, p50p95, stacked, timeseries, all } from "../panels/timeseries.ts";
import * as health from "../queries/health.ts";
import { where } from "../queries/promql.ts";
import * as article from "../queries/queue-article.ts";
import * as reference from "../queries/queue-reference.ts";
import * as queue from "../queries/queue.ts";
import { dashboard, row } from "./build/dashboard.ts";
import { filter } from "./build/variables.ts";
import { REDIS } from "./build/words.ts";

const worker = ollama_queue_waiting.exporter;
const bullmq = bullmq_job_count.exporter;

const redisDown = words({ [queue.REDIS_DOWN]: ["Redis down", colors.warning] });
const NO_JOBS = "no series: no jobs, queue exporter down, or nothing matches the filter";
const setAside = timeseries("Failed, delayed and prioritised jobs", queue.jobsSetAside, (panel) =>
  panel.noValue("no series: BullMQ exporter or Redis down"),
);
const quiet = [" ", "transparent"] as const;
const SPEED = "Generation speed by model";
const RETRIES = "Retries: failed attempts and failed jobs";

/** Panels that each of the exporters fills in its own way. */
const ofArticle = (concurrency: number | undefined) => ({
  saturation:
    concurrency === undefined
      ? text("Worker saturation", "Not reported. Set `concurrency` in stack.yaml.", worker.name)
      : stat("Worker saturation", article.saturation(concurrency), (panel) => panel.decimals(0)),
  howLong: [
    timeseries("Time waiting in queue", article.meanWait, (panel) => panel.noValue(NO_JOBS)),
    timeseries(SPEED, article.generationSpeed, (panel) => panel.noValue(NO_JOBS)),
  ],
  wrong: [
    timeseries("Failures per minute", article.failures, colored(0, colors.bad)),
    setAside,
    timeseries(RETRIES, article.retries),
  ],
});
const ofReference = {
  saturation: stat("Worker saturation", reference.saturation, (panel) => panel.decimals(0)),
  howLong: [
    timeseries(
      "Time waiting in queue",
      reference.wait,
      all(p50p95, (panel) => panel.noValue(NO_JOBS)),
    ),
    // In the place of the mean that the article's exporter allows.
    {
      ...timeseries(
        "Tokens/s per request p50 and p95",
        reference.speed,
        all(p50p95, (panel) => panel.noValue(NO_JOBS)),
      ),
      key: SPEED,
    },
    timeseries("Model load time p95 by model", reference.loadP95, (panel) => panel.noValue(NO_JOBS)),
  ].map((panel) => sized(panel, { w: 8 })),
  wrong: [
    timeseries(
      "Failures per minute",
      reference.failures,
      all(stacked, (panel) => panel.drawStyle(GraphDrawStyle.Bars)),
    ),
    setAside,
    { ...timeseries("Retries, failed and stalled jobs", reference.retries), key: RETRIES },
  ],
};

export default dashboard("ollama-queue", {
  title: "Ollama Queue",
  about:
    "Are jobs picked up in time, and do they succeed? Read from top to bottom: the state now, the work done, the time it takes, what fails, and whether the exporters behind it answer.",
  variables: [filter(ollama_jobs_total, "model", "Model")],
  watches: [worker, bullmq],
  annotations: [
    {
      name: "Redis down",
      expr: () => queue.redisGone,
      color: colors.warning,
      text: "Redis did not answer a worker",
    },
    {
      name: "Worker restarted",
      expr: (window) => where(queue.restartsIn(window), ">", 0),
      color: colors.p50,
      text: "counters fell back to 0",
    },
  ],
  rows: ({ exporters }) => {
    const { variant, job, concurrency } = exporters.ollama_queue ?? { variant: "article" };
    const { errorRatio, LONGEST } = variant === "article" ? article : reference;
    const { saturation, howLong, wrong } = variant === "article" ? ofArticle(concurrency) : ofReference;
    return [
      row(
        "Right now",
        stat("Waiting", queue.waiting, undefined, [redisDown]),
        stat("Active", queue.active, undefined, [redisDown]),
        saturation,
        stat("Tokens/s", queue.tokenRate, (panel) => panel.decimals(1)),
        stat("Error ratio", errorRatio, (panel) => panel.decimals(1).thresholds(redFrom(0.05))),
        statNow("Time to drain", queue.timeToDrain, undefined, [
          words({ [queue.NONE_FINISHED]: ["none finished", colors.warning] }),
          redisDown,
        ]),
      ),
      row(
        "Is work getting done?",
        timeseries("Jobs per minute by model", queue.completed),
        timeseries("Token rate by model", [queue.tokenRateByModel, queue.promptTokenRateByModel]),
      ),
      row(
        "How long does it take?",
        timeseries(
          "Latency p50 and p95 by model",
          queue.latency(LONGEST),
          all(p50p95, legendRight, (panel) => panel.noValue(NO_JOBS)),
        ),
        heatmap("Latency heatmap", queue.latencyBuckets(LONGEST), "jobs"),
        ...howLong,
      ),
      row("What goes wrong?", ...wrong.map((panel) => sized(panel, { w: 8 }))),
      row(
        "Do the exporters answer?",
        sized(
          stateTimeline(
            "Exporters",
            "Whether the exporters behind this board answered, Redis behind them where they say so, and when a worker restarted. While one is down its panels say so; the numbers before that stay true. With several workers, one that is down, or does not reach Redis, is enough for down.",
            [
              { query: health.exporterUp(worker), words: UP_DOWN },
              // On one page with the worker's they answer or fail together.
              ...(exporters.bullmq?.job === job
                ? []
                : [{ query: health.exporterUp(bullmq), words: UP_DOWN }]),
              {
                query: queue.redis,
                words: REDIS,
              },
              {
                query: queue.restarts,
                words: words({ [-1]: quiet, 0: quiet, 1: ["restart", colors.warning] }),
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
    ];
  },
});
