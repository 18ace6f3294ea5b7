import { TableSortByFieldStateBuilder } from "@grafana/grafana-foundation-sdk/common";
import { DashboardLinkBuilder } from "@grafana/grafana-foundation-sdk/dashboard";
import { bullmq_job_count } from "../contracts/bullmq/metrics.gen.ts";
import type { Exporter } from "../contracts/metric.ts";
import { DCGM_FI_DEV_GPU_TEMP } from "../contracts/dcgm/metrics.gen.ts";
import { litellm_proxy_total_requests_metric_total } from "../contracts/litellm/metrics.gen.ts";
import { promtail_custom_nginx_request_duration_seconds } from "../contracts/log_pipeline/metrics.gen.ts";
import { nginx_up } from "../contracts/nginx/metrics.gen.ts";
import { ollama_queue_waiting } from "../contracts/ollama_queue/metrics.gen.ts";
import { sized } from "../panels/grid.ts";
import type { Panel } from "../panels/panel.ts";
import { stat, state, stats } from "../panels/stat.ts";
import { UP_DOWN } from "../panels/state-timeline.ts";
import { legend, redBelow, redFrom } from "../panels/style.ts";
import { table } from "../panels/table.ts";
import { timeseries } from "../panels/timeseries.ts";
import * as health from "../queries/health.ts";
import * as nginx from "../queries/nginx.ts";
import * as overview from "../queries/overview.ts";
import * as article from "../queries/queue-article.ts";
import * as reference from "../queries/queue-reference.ts";
import * as queue from "../queries/queue.ts";
import * as slo from "../queries/slo.ts";
import type { Objective, ObjectiveName } from "../stack.ts";
import { dashboard, row } from "./build/dashboard.ts";
import { FRONT_DOOR, REDIS } from "./build/words.ts";

const worker = ollama_queue_waiting.exporter;
const bullmq = bullmq_job_count.exporter;
const pipeline = promtail_custom_nginx_request_duration_seconds.exporter;
const proxy = litellm_proxy_total_requests_metric_total.exporter;
const gpu = DCGM_FI_DEV_GPU_TEMP.exporter;
const watches = [worker, bullmq, nginx_up.exporter, pipeline, proxy, gpu];

/**
 * One stage of the chain. All have one width and one width of axis, so that a moment stands at one place in all of
 * them and the stage that rose first can be seen.
 */
const stage = (
  board: string,
  exporter: Exporter,
  ...[title, queries, adjust = (panel) => panel]: Parameters<typeof timeseries>
): Panel =>
  sized(
    timeseries(title, queries, (panel) =>
      adjust(
        panel
          .axisWidth(64)
          .legend(legend("none"))
          .fillOpacity(20)
          .noValue(`no series: idle, or ${exporter.title} down`)
          .links([new DashboardLinkBuilder("The whole board").url(`/d/${board}?\${__url_time_range}`)]),
      ),
    ),
    { w: 24, h: 3 },
  );

const SHORT: Readonly<Record<ObjectiveName, string>> = {
  front_door_answers: "door answers",
  front_door_succeeds: "door succeeds",
  queue_starts: "queue starts",
  queue_succeeds: "queue succeeds",
  litellm_answers: "proxy answers",
  litellm_succeeds: "proxy succeeds",
};

// One screen of 1080 lines has room for about 22 grid units below Grafana's own bars: this board has 22.
export default dashboard("inference-overview", {
  title: "Inference overview",
  about:
    "Is it slow now, and why? One screen: what answers and which alerts fire; what users get; and the stages a request passes on one time axis, queue, proxy, front door and GPU. The stage that rose first is where to look: follow the links, which keep the time range.",
  variables: [],
  watches,
  rows: ({ exporters, objectives, rules: { loaded } }) => {
    const { variant, job } = exporters.ollama_queue ?? { variant: "article" };
    // Alerts alone are not worth a board.
    if (!watches.some(({ name }) => name in exporters)) return [];
    const promises = Object.entries(objectives) as [ObjectiveName, Objective][];
    const each = (of: typeof slo.attainment) =>
      promises.map(([name, promise]) => ({ ...of(name, promise, loaded), legend: SHORT[name] }));
    return [
      row(
        "Is everything there?",
        ...[
          state("Queue worker", health.exporterUp(worker), UP_DOWN),
          exporters.bullmq?.job === job
            ? state("Redis", queue.redis, REDIS)
            : state("BullMQ", health.exporterUp(bullmq), UP_DOWN),
          state("Front door", nginx.frontDoor, FRONT_DOOR),
          state("Log pipeline", health.exporterUp(pipeline), UP_DOWN),
          state("LiteLLM", health.exporterUp(proxy), UP_DOWN),
          state("GPU exporter", health.exporterUp(gpu), UP_DOWN),
        ].map((panel) => sized(panel, { w: 2, h: 3 })),
        sized(
          table(
            "Firing alerts",
            overview.firing.about,
            { severity: "Severity", alertname: "Alert" },
            [{ title: "Firing", query: overview.firing }],
            (panel) =>
              panel
                // There is room for two rows; of one severity the names are in order already.
                .sortBy([new TableSortByFieldStateBuilder().displayName("Severity").desc(false)])
                .noValue(loaded ? "no alert fires" : "no alert fires, or no rules are loaded"),
          ),
          { w: 12, h: 3 },
        ),
      ),
      row(
        "What do users get?",
        ...[
          stat("Duration p95", overview.requestDuration, (panel) => panel.decimals(1)),
          stat("5xx", overview.serverErrors, (panel) => panel.decimals(1).thresholds(redFrom(0.05))),
          stat("Failed jobs", (variant === "article" ? article : reference).errorRatio, (panel) =>
            panel.decimals(1).thresholds(redFrom(0.05)),
          ),
          stat("Proxy errors", overview.proxyErrors, (panel) => panel.decimals(1).thresholds(redFrom(0.05))),
        ].map((panel) => sized(panel, { w: 2, h: 4 })),
        sized(
          stats("Kept in 30 days", overview.KEPT, each(slo.attainment), "no events", (panel) =>
            panel.max(1).decimals(2),
          ),
          { w: 8, h: 4 },
        ),
        sized(
          stats("Error budget left", overview.LEFT, each(slo.budgetLeft), "no events", (panel) =>
            panel.decimals(0).thresholds(redBelow(0)),
          ),
          { w: 8, h: 4 },
        ),
      ),
      row(
        "Where did it slow down first?",
        variant === "article"
          ? stage("ollama-queue", worker, "1 Queue: mean wait, estimated", article.meanWait)
          : stage("ollama-queue", worker, "1 Queue: wait p95", overview.queueWait),
        stage("litellm", proxy, "2 Proxy: request p95", overview.proxyLatency),
        stage("nginx-open-webui", pipeline, "3 Front door: time to first byte p95", overview.timeToFirstByte),
        stage("gpu", gpu, "4 GPU: utilisation of the busiest card", overview.gpuLoad, (panel) =>
          // An idle card reports 0.
          panel.max(100).noValue(`no series: ${gpu.title} down`),
        ),
      ),
    ];
  },
});
