import { promtail_custom_nginx_request_duration_seconds } from "../contracts/log_pipeline/metrics.gen.ts";
import { nginx_up } from "../contracts/nginx/metrics.gen.ts";
import { nginx_access_log } from "../contracts/nginx_access_log/log.gen.ts";
import { sized } from "../panels/grid.ts";
import { logs } from "../panels/logs.ts";
import { stat, state, statNow } from "../panels/stat.ts";
import { stateTimeline, UP_DOWN } from "../panels/state-timeline.ts";
import { colors, redFrom, words } from "../panels/style.ts";
import { lineTable, logTable } from "../panels/table.ts";
import {
  all,
  colored,
  legendRight,
  logTimeseries,
  p50p95,
  stacked,
  timeseries,
} from "../panels/timeseries.ts";
import * as health from "../queries/health.ts";
import * as nginx from "../queries/nginx.ts";
import { dashboard, row } from "./build/dashboard.ts";
import { FRONT_DOOR } from "./build/words.ts";
import { choice, filter, textBox } from "./build/variables.ts";

const pipeline = promtail_custom_nginx_request_duration_seconds.exporter;
const exporter = nginx_up.exporter;
const log = nginx_access_log.log;

const nginxDown = words({ [nginx.NGINX_DOWN]: ["nginx down", colors.bad] });

export default dashboard("nginx-open-webui", {
  title: "nginx / Open WebUI",
  about:
    "Is the front door fast, and is it the door or the model? Read from top to bottom: the state now, the traffic, where the time goes, the volume, and the requests themselves. Connection numbers come from nginx, everything with a route or a status from its access log.",
  variables: [
    filter(promtail_custom_nginx_request_duration_seconds.count, "route", "Route", [log]),
    choice("status", "Status class", { all: ".+", "2xx": "2..", "3xx": "3..", "4xx": "4..", "5xx": "5.." }, [
      pipeline.name,
      log,
    ]),
    textBox("search", "Log filter (regular expression)", "", log),
  ],
  watches: [exporter, pipeline],
  rows: [
    row(
      "Right now",
      stat("Requests/s", nginx.requestRate, (panel) => panel.decimals(2)),
      stat("Error rate (4xx + 5xx)", nginx.errorRate, (panel) => panel.decimals(1).thresholds(redFrom(0.05))),
      stat("Bandwidth out", nginx.bandwidth),
      stat("Active connections", nginx.activeConnections, undefined, [nginxDown]),
      statNow(
        "Dropped connections",
        nginx.droppedConnections,
        (panel) => panel.decimals(0).thresholds(redFrom(1)),
        [nginxDown],
      ),
      state("Front door", nginx.frontDoor, FRONT_DOOR),
    ),
    row(
      "Who is asking, and what do they get?",
      timeseries("Request rate by route", nginx.requestRateByRoute, legendRight),
      timeseries(
        "Request rate by status class",
        nginx.requestRateByClass,
        all(
          stacked,
          legendRight,
          colored(0, colors["2xx"]),
          colored(1, colors["3xx"]),
          colored(2, colors["4xx"]),
          colored(3, colors["5xx"]),
        ),
      ),
    ),
    row(
      "Is it the door or the model?",
      timeseries("Request duration p50 and p95", nginx.requestDuration, p50p95),
      timeseries("Time to first byte (TTFB) p50 and p95", nginx.timeToFirstByte, p50p95),
      sized(timeseries("Model wait (TTFB − connect)", nginx.modelWait), { w: 8 }),
      sized(timeseries("Upstream connect time p95", nginx.upstreamConnect), { w: 8 }),
      sized(timeseries("Upstream response time p95", nginx.upstreamResponse), { w: 8 }),
    ),
    row(
      "How much goes through?",
      sized(timeseries("Outbound bandwidth by route", nginx.bandwidthByRoute), { w: 8 }),
      sized(
        timeseries("Connections: reading, writing, waiting", nginx.connectionStates, (panel) =>
          stacked(panel).noValue("no series: nginx or its exporter is down"),
        ),
        { w: 8 },
      ),
      sized(timeseries("Does the log pipeline keep up?", nginx.logPipeline), { w: 8 }),
    ),
    row(
      "Which requests?",
      logs("Access log", nginx.accessLog),
      lineTable(
        "Slowest requests",
        nginx.slowestRequests,
        {
          Time: "Time",
          rt: "Duration",
          ttfb: "TTFB",
          status: "Status",
          method: "Method",
          route: "Route",
          uri: "URI",
        },
        "rt",
        "no request took over 1 s",
        (panel) =>
          panel.overrideByName("Duration", [
            { id: "unit", value: "s" },
            { id: "custom.width", value: 90 },
          ]),
      ),
      logTable(
        "Errors by URI",
        nginx.errorsByUri,
        { status: "Status", uri: "URI", value: "Requests" },
        "no errors",
        (panel) => panel.overrideByName("URI", [{ id: "noValue", value: "(no request line)" }]),
      ),
      logTimeseries("Errors in the log", nginx.errorsInLog, legendRight),
      logTimeseries("Client aborts (499)", nginx.clientAborts, legendRight),
    ),
    row(
      "Do the exporters answer?",
      sized(
        stateTimeline(
          "Exporters",
          "Whether the programs behind this board answered. While one is down its panels say so; the numbers before that stay true.",
          [
            { query: health.exporterUp(exporter), words: UP_DOWN },
            { query: health.exporterUp(pipeline), words: UP_DOWN },
            { query: nginx.frontDoor, words: FRONT_DOOR },
          ],
        ),
        { w: 24 },
      ),
    ),
  ],
});
