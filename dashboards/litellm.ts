import { GraphDrawStyle } from "@grafana/grafana-foundation-sdk/common";
import { litellm_proxy_total_requests_metric_total } from "../contracts/litellm/metrics.gen.ts";
import { sized } from "../panels/grid.ts";
import { stat, statNow } from "../panels/stat.ts";
import { stateTimeline, UP_DOWN } from "../panels/state-timeline.ts";
import { colors, redFrom, words } from "../panels/style.ts";
import { table } from "../panels/table.ts";
import { text } from "../panels/text.ts";
import { all, byStatusClass, legendRight, p50p95, stacked, timeseries } from "../panels/timeseries.ts";
import * as health from "../queries/health.ts";
import * as litellm from "../queries/litellm.ts";
import { where } from "../queries/promql.ts";
import { collapsedRow, dashboard, row } from "./build/dashboard.ts";
import { filter } from "./build/variables.ts";

const { exporter } = litellm_proxy_total_requests_metric_total;
const noneSucceeded = words({ [litellm.NONE_SUCCEEDED]: ["none succeeded", colors.bad] });
const noLimit = words({ [litellm.NO_LIMIT]: ["no limit", colors.neutral] });
const quiet = [" ", "transparent"] as const;
const half = { w: 10 } as const;
const third = { w: 8 } as const;
const small = { w: 3 } as const;
const NONE_ANSWERED = "no series: no request answered, LiteLLM down, or nothing matches the filter";
const percentiles = all(p50p95, legendRight, (panel) => panel.noValue(NONE_ANSWERED));

export default dashboard("litellm", {
  title: "LiteLLM",
  about:
    "Who is waiting for which model, and is it the proxy or the backend? Read from top to bottom: the state now, what is asked for, where the time goes, how many tokens, which deployments fail, and what it costs. Model is the name clients ask for (gemma3-27b), not the backend's (gemma3:27b); panels it cannot narrow say so. No panel uses a label with personal data.",
  // The only label by which requests, failures, tokens and latency can all be chosen, in every version. Its own name
  // keeps it apart from `model` of the queue's board, whose values are the backend's.
  variables: [filter(litellm_proxy_total_requests_metric_total, "requested_model", "Model")],
  watches: [exporter],
  annotations: [
    {
      name: "LiteLLM restarted",
      expr: (window) => where(litellm.restartsIn(window), ">", 0),
      color: colors.p50,
      text: "counters fell back to 0",
    },
  ],
  rows: [
    row(
      "Right now",
      sized(
        stat("Requests/s", litellm.requestRate, (panel) => panel.decimals(2)),
        small,
      ),
      sized(
        stat("Failure ratio", litellm.failureRatio, (panel) => panel.decimals(1).thresholds(redFrom(0.05))),
        small,
      ),
      sized(stat("In flight", litellm.inFlight), small),
      sized(
        stat("p95 latency", litellm.latencyP95, (panel) => panel.decimals(1), [noneSucceeded]),
        small,
      ),
      sized(
        stat("p95 time to first token", litellm.firstTokenP95, (panel) => panel.decimals(1), [noneSucceeded]),
        small,
      ),
      sized(
        stat("Input tokens/s", litellm.inputRate, (panel) => panel.decimals(1)),
        small,
      ),
      sized(
        stat("Output tokens/s", litellm.outputRate, (panel) => panel.decimals(1)),
        small,
      ),
      sized(
        stat("Deployments failing", litellm.failing, (panel) => panel.thresholds(redFrom(1))),
        small,
      ),
    ),
    row(
      "What is asked for, and what fails?",
      timeseries(
        "Requests per minute by model and status",
        litellm.requestsByModel,
        all(legendRight, byStatusClass),
      ),
      timeseries(
        "Failures per minute by exception class",
        litellm.failuresByClass,
        all(stacked, legendRight, (panel) => panel.drawStyle(GraphDrawStyle.Bars)),
      ),
    ),
    row(
      "Where does the time go?",
      timeseries(
        "Total latency p50, p95 and p99 by model",
        litellm.totalLatency,
        all(percentiles, (panel) =>
          panel.overrideByQuery("C", [{ id: "color", value: { mode: "shades", fixedColor: "purple" } }]),
        ),
      ),
      timeseries(
        "Backend latency and proxy overhead p95",
        [litellm.apiLatencyP95, litellm.overheadP95],
        all(legendRight, (panel) => panel.noValue(NONE_ANSWERED)),
      ),
      timeseries("Time to first token p50 and p95 (streaming only)", litellm.timeToFirstToken, percentiles),
      timeseries("Queue time in LiteLLM p50 and p95", litellm.queueTime, percentiles),
    ),
    row(
      "How many tokens?",
      sized(timeseries("Input and output tokens/s by model", litellm.tokenRates), third),
      sized(
        timeseries("Tokens per request", litellm.tokensPerRequest, (panel) => panel.noValue(NONE_ANSWERED)),
        third,
      ),
      sized(
        timeseries(
          "Time per output token p50 and p95",
          litellm.timePerOutputToken,
          all(p50p95, (panel) => panel.noValue(NONE_ANSWERED)),
        ),
        third,
      ),
    ),
    row(
      "Do the deployments answer?",
      sized(
        stateTimeline("State of the deployments", litellm.deploymentState.about, [
          {
            query: litellm.deploymentState,
            words: words({
              0: ["healthy", colors.good],
              1: ["partial outage", colors.warning],
              2: ["complete outage", colors.bad],
              [-1]: ["not known", colors.absent],
            }),
          },
        ]),
        half,
      ),
      sized(
        timeseries(
          "Failures per deployment",
          litellm.failuresByDeployment,
          all(stacked, (panel) => panel.drawStyle(GraphDrawStyle.Bars)),
        ),
        half,
      ),
      sized(
        text(
          "Cooldowns and fallbacks",
          "Not shown: LiteLLM names such metrics, but no recording has a sample of them. They need a second deployment or a configured fallback.",
          exporter.name,
        ),
        { h: 8 },
      ),
    ),
    row(
      "Does LiteLLM answer?",
      sized(
        stateTimeline(
          "LiteLLM",
          "Whether LiteLLM answered the scrape, and when it restarted. Down: its panels say so; the numbers before that stay true. A 401 (the target's error in Prometheus says so) means that /metrics needs a key: set require_auth_for_metrics_endpoint: false.",
          [
            { query: health.exporterUp(exporter), words: UP_DOWN },
            {
              query: litellm.restarts,
              words: words({ [-1]: quiet, 0: quiet, 1: ["restart", colors.warning] }),
            },
          ],
        ),
        { w: 20 },
      ),
      sized(
        statNow("Last scrape", health.lastScrape(exporter), (panel) => panel.decimals(0)),
        { h: 6 },
      ),
    ),
    collapsedRow(
      "What does it cost, and what is left?",
      sized(timeseries("Spend per hour by model", litellm.spend), { w: 12 }),
      sized(
        statNow("Least budget left of a key", litellm.keyBudget, (panel) => panel.decimals(2), [noLimit]),
        { w: 6 },
      ),
      sized(
        statNow("Least budget left of a user", litellm.userBudget, (panel) => panel.decimals(2), [noLimit]),
        { w: 6 },
      ),
      table(
        "Requests and tokens left",
        litellm.left.about,
        { model: "Model" },
        [
          {
            title: "Requests left",
            query: litellm.left.requests,
            look: [{ id: "mappings", value: [noLimit] }],
          },
          { title: "Tokens left", query: litellm.left.tokens, look: [{ id: "mappings", value: [noLimit] }] },
        ],
        (panel) => panel.noValue("not reported: no request yet, no such metric, or LiteLLM down"),
      ),
    ),
  ],
});
