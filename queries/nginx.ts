/** The front door: nginx as its own exporter sees it, and as its access log tells it. */
import * as units from "@grafana/grafana-foundation-sdk/units";
import {
  loki_source_file_read_lines_total,
  promtail_custom_nginx_bytes_sent_total,
  promtail_custom_nginx_request_duration_seconds,
  promtail_custom_nginx_ttfb_seconds,
  promtail_custom_nginx_upstream_connect_seconds,
  promtail_custom_nginx_upstream_response_seconds,
  promtail_read_lines_total,
} from "../contracts/log_pipeline/metrics.gen.ts";
import {
  nginx_connections_accepted,
  nginx_connections_active,
  nginx_connections_handled,
  nginx_connections_reading,
  nginx_connections_waiting,
  nginx_connections_writing,
  nginx_http_requests_total,
  nginx_up,
} from "../contracts/nginx/metrics.gen.ts";
import { nginx_access_log } from "../contracts/nginx_access_log/log.gen.ts";
import { countOverTime, lines, topLines } from "./logql.ts";
import {
  and,
  divide,
  increase,
  isUp,
  matching,
  max,
  mean,
  min,
  minus,
  orElse,
  orIdle,
  orZero,
  quantile,
  rate,
  statusClass,
  sum,
  times,
  where,
  type Vector,
} from "./promql.ts";
import { lineQuery, logQuery, query } from "./query.ts";

// There is no request counter: the histogram's count is one, and equals the lines of the log exactly.
const requests = promtail_custom_nginx_request_duration_seconds.count;
const fromTheLog =
  "Counted from the access log: it stands still while Loki is down (see Does the log pipeline keep up?), and the first request of a series is invisible to a rate.";
const filtered = `${fromTheLog} Obeys the route and status filters.`;

export const requestRate = query({
  about: `Requests per second. ${filtered}`,
  unit: units.RequestsPerSecond,
  expr: orZero(sum(rate(requests))),
});

export const errorRate = query({
  about: `Requests answered with 4xx or 5xx, as a share of all. ${fromTheLog} Obeys the route filter, not the status filter. Idle: no request. Red from 5 %: more than stray bots and mistyped addresses; Errors by URI shows what fails. A client that hangs up in the middle of a streamed answer is logged as 200 and is not in it.`,
  unit: units.PercentUnit,
  expr: orIdle(divide(orZero(sum(rate(requests({ status: matching("[45]..") })))), sum(rate(requests)))),
  unfiltered: ["status"],
});

export const bandwidth = query({
  about: `Bytes sent to clients per second, headers included. ${filtered}`,
  unit: units.BytesPerSecondSI,
  expr: orZero(sum(rate(promtail_custom_nginx_bytes_sent_total))),
});

/** What a number of nginx's own is when the exporter answers and nginx does not. */
export const NGINX_DOWN = -2;
const orNginxDown = (of: Vector<never>): Vector<never> =>
  orElse(of, minus(times(0, where(max(nginx_up), "==", 0)), -NGINX_DOWN));

export const activeConnections = query({
  about:
    "Open client connections as nginx counts them, waiting keep-alive connections included. The exporter's own connection is one of them. Not filtered: nginx does not know the route here.",
  unit: units.Short,
  expr: orNginxDown(sum(nginx_connections_active)),
});

export const droppedConnections = query({
  about:
    "Connections that nginx accepted but could not handle, in the time range shown. 0 is the only good number: red from 1, because each is a user without an answer. Raise worker_connections, or the limit of open files.",
  unit: units.Short,
  expr: orNginxDown(
    // Without nginx_up the last hour's number would still be there, a 0 of a dead exporter.
    and(
      minus(
        sum(increase(nginx_connections_accepted, "range")),
        sum(increase(nginx_connections_handled, "range")),
      ),
      max(nginx_up),
    ),
  ),
});

/** What {@link frontDoor} is when the exporter, or Prometheus' knowledge of it, is missing. */
export const FRONT_DOOR = { nginxDown: 0, up: 1, exporterDown: -1, notScraped: -2 } as const;

export const frontDoor = query({
  about:
    "nginx down: an exporter answers but its nginx does not. Exporter down: one does not answer, and nothing is known of its nginx. Not scraped: Prometheus has no such job.",
  unit: "none",
  expr: orElse(
    orElse(
      // Up only where every exporter says so: of several, the one that answers must not speak for the others.
      orElse(where(min(nginx_up), "==", 0), and(min(nginx_up), where(isUp(nginx_up.exporter), "==", 1))),
      minus(times(0, isUp(nginx_up.exporter)), -FRONT_DOOR.exporterDown),
    ),
    FRONT_DOOR.notScraped,
  ),
  legend: "nginx",
});

export const requestRateByRoute = query({
  about: `Requests per second by route: queue, direct (straight to the model), speaches, internal, ui. ${filtered} A series vanishes when its method, route and status were not seen for max_idle_duration, and its first request after that is invisible to a rate; Errors in the log counts lines instead.`,
  unit: units.RequestsPerSecond,
  expr: orZero(sum(rate(requests)).by("route"), "no requests"),
});

const ofClass = (name: "2xx" | "3xx" | "4xx" | "5xx") =>
  query({
    about: `Requests per second by status class. ${fromTheLog} Obeys the route filter, not the status filter.`,
    unit: units.RequestsPerSecond,
    expr: orZero(sum(rate(requests({ status: statusClass(name) })))),
    legend: name,
  });
export const requestRateByClass = [ofClass("2xx"), ofClass("3xx"), ofClass("4xx"), ofClass("5xx")] as const;

const quantiles = (about: string, of: typeof promtail_custom_nginx_ttfb_seconds) => {
  const p = (q: number, legend: string) =>
    query({ about, unit: units.Seconds, expr: quantile(q, of), legend, minStep: "1m" });
  return [p(0.5, "p50"), p(0.95, "p95")] as const;
};

const topBucket =
  "The longest bucket ends at 30 s, so a p95 of exactly 30 s means 30 s or more. Nothing is drawn while no request ends.";
export const requestDuration = quantiles(
  `From the first byte read from the client to the last byte sent. A streamed answer lasts as long as the model writes. ${topBucket} ${filtered}`,
  promtail_custom_nginx_request_duration_seconds,
);
export const timeToFirstByte = quantiles(
  `Time to first byte: from asking the upstream until its response header. A cold model is an outlier here: Ollama loads the weights before it answers. Requests that nginx answers itself, that were retried, or that ended in 499, 502 or 504 are not in it. ${topBucket} ${filtered}`,
  promtail_custom_nginx_ttfb_seconds,
);

const unfinished = { op: "!~", value: "499|502|504" } as const;
export const modelWait = query({
  about: `Time to first byte minus time to connect, on average: how long the model (or the service behind nginx) thought before it began to answer. Rises with cold models and full queues; a slow network shows under Upstream connect instead. Without 499, 502 and 504, which have no first byte. Counted from the access log; obeys the route filter, not the status filter.`,
  unit: units.Seconds,
  // Without those three statuses both histograms saw exactly the same requests, so the means may be subtracted.
  expr: minus(
    mean(promtail_custom_nginx_ttfb_seconds({ status: unfinished })),
    mean(promtail_custom_nginx_upstream_connect_seconds({ status: unfinished })),
  ),
  legend: "mean",
  minStep: "1m",
});

export const upstreamConnect = query({
  about: `95 % of connections to the upstream were open within this time. Spikes mean that the upstream has no free connection or is overloaded. The longest bucket ends at 1 s. ${filtered}`,
  unit: units.Seconds,
  expr: quantile(0.95, promtail_custom_nginx_upstream_connect_seconds),
  legend: "p95",
  minStep: "1m",
});

export const upstreamResponse = query({
  about: `95 % of upstream answers were complete within this time. Far below Request duration: the client reads slowly. ${topBucket} ${filtered}`,
  unit: units.Seconds,
  expr: quantile(0.95, promtail_custom_nginx_upstream_response_seconds),
  legend: "p95",
  minStep: "1m",
});

export const bandwidthByRoute = query({
  about: `Bytes sent to clients per second, by route. ${filtered}`,
  unit: units.BytesPerSecondSI,
  expr: orZero(sum(rate(promtail_custom_nginx_bytes_sent_total)).by("route"), "no requests"),
});

const connections = (legend: string, expr: Vector<never>) =>
  query({
    about:
      "Open client connections by what they do: nginx reads a request, writes an answer, or waits for the next request of a kept-alive connection. Many writing: answers take long. Not filtered.",
    unit: units.Short,
    expr,
    legend,
  });
export const connectionStates = [
  connections("reading", sum(nginx_connections_reading)),
  connections("writing", sum(nginx_connections_writing)),
  connections("waiting", sum(nginx_connections_waiting)),
] as const;

const pipelineAbout =
  "The same requests counted at three places: by nginx itself (every server, and one per scrape), as lines read from the log, and as lines turned into metrics. They should run together. While Loki is down Promtail soon stops reading and its numbers freeze at 0 here: nginx goes on, so that is not a lack of traffic. Not filtered.";
const pipeline = (legend: string, expr: Vector<never>) =>
  query({
    about: pipelineAbout,
    unit: units.RequestsPerSecond,
    expr,
    legend,
    unfiltered: ["route", "status"],
  });
export const logPipeline = [
  pipeline("served by nginx", sum(rate(nginx_http_requests_total))),
  pipeline("lines read (Promtail)", orZero(sum(rate(promtail_read_lines_total)))),
  pipeline("lines read (Alloy)", orZero(sum(rate(loki_source_file_read_lines_total)))),
  pipeline("turned into metrics", orZero(sum(rate(requests)))),
] as const;

const log = lines(nginx_access_log);

export const accessLog = lineQuery({
  about:
    "nginx's access log, newest first: status, method, address, seconds. Obeys the route and status filters and the log filter, a regular expression that is looked for in the whole line, whatever its case. Click a line for all its fields.",
  lines: log
    .search("search")
    .everyField()
    .json({ st: "status", m: "method", uri: "uri", rt: "request_time" })
    .format("{{.st}} {{.m}} {{.uri}} {{.rt}}s"),
});

export const slowestRequests = lineQuery({
  about:
    "Requests that took longer than 1 s, slowest first, out of the newest 500 of them. Obeys the filters.",
  lines: log
    .search("search")
    .json({ rt: "request_time", ttfb: "upstream_header_time", uri: "uri" })
    .number("rt", ">", 1),
});

export const errorsByUri = logQuery({
  about:
    "The ten addresses with the most 4xx and 5xx answers in the time range, counted line by line, without what follows a question mark: that differs from call to call and may hold a key. Obeys the route filter, not the status filter. An empty address is a request line that nginx could not read.",
  unit: units.Short,
  logs: topLines(
    10,
    countOverTime(
      lines(nginx_access_log, { status: matching("[45]..") })
        .json({ uri: "uri" })
        .withoutQuery("uri"),
      "range",
    ).by("status", "uri"),
  ),
});

export const errorsInLog = logQuery({
  about:
    "Lines with 4xx or 5xx, by status, counted in Loki: the first error after a quiet time shows here although a rate cannot see it. Obeys the route filter, not the status filter.",
  unit: units.Short,
  logs: countOverTime(lines(nginx_access_log, { status: matching("[45]..") })).by("status"),
});

export const clientAborts = logQuery({
  about:
    "Clients that hung up before the answer began (status 499), by route. Rising means that people do not wait for the model. Hanging up in the middle of a streamed answer is logged as 200 and is not in it. Obeys the route filter.",
  unit: units.Short,
  logs: countOverTime(lines(nginx_access_log, { status: "499" })).by("route"),
});
