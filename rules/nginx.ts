/** The front door: does nginx answer, and does what stands behind it? */
import {
  promtail_custom_nginx_request_duration_seconds,
  promtail_custom_nginx_ttfb_seconds,
} from "../contracts/log_pipeline/metrics.gen.ts";
import {
  nginx_connections_accepted,
  nginx_connections_handled,
  nginx_up,
} from "../contracts/nginx/metrics.gen.ts";
import {
  and,
  divide,
  increase,
  matching,
  min,
  minus,
  rate,
  rateWithin,
  sum,
  times,
  where,
  type Window,
} from "../queries/promql.ts";
import { alert, type Group } from "./rule.ts";

const board = "nginx-open-webui";
const requests = promtail_custom_nginx_request_duration_seconds.count;
/** Long enough to be no accident of a minute. */
const LONG = "10m";
const UNREACHED = { status: matching("502|504") };
/** Requests that reached nothing, as a share of all, by route. */
const unreachedShare = (window: Window) =>
  divide(sum(rate(requests(UNREACHED), window)).by("route"), sum(rate(requests, window)).by("route"));
const ttfb = promtail_custom_nginx_ttfb_seconds;
/** One of the histogram's boundaries: longer than a loaded model needs to begin, even for a long prompt. */
const OUTLIER_SECONDS = 10;
const slow = minus(sum(rate(ttfb.count)), sum(rateWithin(ttfb, OUTLIER_SECONDS)));
const HUNG_UP = { status: "499" } as const;
/** Clients that hung up after more than that, without a first byte, by route. */
const gaveUp = (window: Window) =>
  minus(
    sum(rate(requests(HUNG_UP), window)).by("route"),
    sum(rateWithin(promtail_custom_nginx_request_duration_seconds(HUNG_UP), OUTLIER_SECONDS, window)).by(
      "route",
    ),
  );
const gaveUpShare = (window: Window) => divide(gaveUp(window), sum(rate(requests, window)).by("route"));
const slowShare = divide(slow, where(sum(rate(ttfb.count)), ">", 0));
/** So many requests in the window are no longer chance. */
const FEW = 5;

export const nginxRules: Group = {
  name: "nginx",
  rules: [
    alert("NginxDown", {
      expr: where(min(nginx_up).by("instance"), "==", 0),
      window: "1m",
      for: "1m",
      severity: "critical",
      why: "nginx reloads without a gap, so a minute is not a reload. Its exporter answers, so it is not the exporter.",
      summary: "nginx does not answer its exporter {{ $labels.instance }}",
      description: "The front door is shut: no user reaches Open WebUI, the queue or a model through it.",
      panel: { board, panel: "Front door" },
      runbook: "nginx",
    }),
    alert("NginxDropsConnections", {
      expr: where(
        minus(
          sum(increase(nginx_connections_accepted, "10m")).by("instance"),
          sum(increase(nginx_connections_handled, "10m")).by("instance"),
        ),
        ">=",
        1,
      ),
      window: "10m",
      for: "0s",
      severity: "warning",
      why: "Each is a user without an answer, and none is dropped before a limit is reached, so one is enough.",
      summary: "nginx dropped {{ $value | humanize }} connections in 10 minutes",
      description:
        "nginx accepted them and had no room: raise worker_connections, or the limit of open files (worker_rlimit_nofile).",
      panel: { board, panel: "Dropped connections" },
      runbook: "nginx",
    }),
    alert("UpstreamDown", {
      expr: and(
        and(
          where(unreachedShare(LONG), ">", 0.5),
          where(times(sum(rate(requests(UNREACHED), LONG)).by("route"), 600), ">=", FEW),
        ),
        where(unreachedShare("rate"), ">", 0.5),
      ),
      window: "2m",
      for: "5m",
      severity: "critical",
      why: "Every second request, and five in ten minutes. The last two minutes too, and for five: a restart of two minutes is over before, whatever the ten minutes still hold. Fewer requests than that are left to the objectives.",
      summary: "{{ $value | humanizePercentage }} of the requests to {{ $labels.route }} reach no upstream",
      description:
        "nginx answers 502 or 504: what stands behind the route {{ $labels.route }} does not run, is not where nginx looks for it, or does not answer in time.",
      panel: { board, panel: "Request rate by status class" },
      runbook: "nginx",
    }),
    alert("UpstreamHangs", {
      expr: and(
        and(where(gaveUpShare(LONG), ">", 0.5), where(times(gaveUp(LONG), 600), ">=", FEW)),
        where(gaveUpShare("rate"), ">", 0.5),
      ),
      // Who waits for a minute or more hangs up seldom.
      window: "5m",
      for: "5m",
      severity: "critical",
      why: "nginx waits an hour for an upstream that takes requests and says nothing, so nobody but the client ends them, with 499. Only those that lasted more than 10 s: whoever changes their mind does it sooner. Every second request, and five in ten minutes, and still in the last five.",
      summary:
        "{{ $value | humanizePercentage }} of the requests to {{ $labels.route }} are given up unanswered",
      description:
        "Clients waited more than 10 s for the first byte and hung up (499): what stands behind the route {{ $labels.route }} takes requests and does not answer.",
      panel: { board, panel: "Request rate by status class" },
      runbook: "nginx",
    }),
    alert("TtfbOutliers", {
      expr: and(where(where(slowShare, ">", 0.1), "<", 0.5), where(times(slow, 1800), ">=", FEW)),
      window: "30m",
      for: "10m",
      severity: "warning",
      why: "A cold model after a quiet time is one slow request. One in ten, and five in half an hour, is no longer the first of the day. Not where it is every second: then that is how these requests are (an answer that does not stream has its first byte at its end), and the objective says whether it is too long.",
      summary: "{{ $value | humanizePercentage }} of the requests wait more than 10 s for the first byte",
      description:
        "Most requests are answered sooner: for the others models are loaded anew, they queue behind long ones, or they do not stream.",
      panel: { board, panel: "Time to first byte (TTFB) p50 and p95" },
      runbook: "nginx",
    }),
  ],
};
