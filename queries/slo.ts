/**
 * Service levels: how many events there were, and how many of them were bad. Of these two the recording rules, the
 * burn rate alerts and the boards are made.
 */
import * as units from "@grafana/grafana-foundation-sdk/units";
import {
  litellm_llm_api_time_to_first_token_metric,
  litellm_proxy_total_requests_metric_total,
} from "../contracts/litellm/metrics.gen.ts";
import {
  promtail_custom_nginx_request_duration_seconds,
  promtail_custom_nginx_ttfb_seconds,
} from "../contracts/log_pipeline/metrics.gen.ts";
import { gauge, type Exporter, type Histogram, type Metric } from "../contracts/metric.ts";
import {
  ollama_errors_total,
  ollama_failed_jobs_total,
  ollama_jobs_total,
  ollama_queue_wait_seconds,
} from "../contracts/ollama_queue/metrics.gen.ts";
import { up } from "../contracts/prometheus/metrics.gen.ts";
import {
  divide,
  ifEmitted,
  matching,
  minus,
  not,
  or,
  orElse,
  plus,
  rate,
  rateWithin,
  sum,
  times,
  type Vector,
  type Window,
} from "./promql.ts";
import { query } from "./query.ts";

/** What an objective measures: events per second over a window, and the bad ones among them. */
export interface Level {
  /** For a title: `Front door answers`. */
  readonly title: string;
  /** What a good event is, after "Share of"; `{within}` stands for the objective's time. */
  readonly good: string;
  readonly exporter: Exporter;
  readonly events: (window: Window, within: number) => Vector<never>;
  readonly bad: (window: Window, within: number) => Vector<never>;
  /** Whether a row of bad events begins with the first of them, so that it is absent while nothing was bad. */
  readonly lazy?: true;
  /** Where `within` has to be a boundary of a histogram. */
  readonly of?: Histogram<any>;
}

const timely = (title: string, good: string, of: Histogram<any>): Level => ({
  title,
  good,
  exporter: of.exporter,
  of,
  events: (window) => sum(rate(of.count, window)),
  bad: (window, within) => minus(sum(rate(of.count, window)), sum(rateWithin(of, within, window))),
});

const duration = promtail_custom_nginx_request_duration_seconds;
const requests = duration.count;
const ttfb = promtail_custom_nginx_ttfb_seconds;
/** What nginx logs where nothing was answered: the client hung up, the upstream was not reached, or was too slow. */
const UNANSWERED = "499|502|504";
const answered = { status: { op: "!~", value: UNANSWERED } } as const;
const unanswered = { status: matching(UNANSWERED) };
/** One row per status, so that what is answered and what is not can stand beside each other, each with or without the other. */
const longUnanswered = (window: Window, within: number): Vector<"status"> =>
  minus(
    sum(rate(requests(unanswered), window)).by("status"),
    sum(rateWithin(duration(unanswered), within, window)).by("status"),
  );
// Refused scrapes and health checks ask for no model.
const asked = litellm_proxy_total_requests_metric_total({ requested_model: not("") });
const done = (window: Window) =>
  // The article's total row is there from the start; the reference's rows of a model begin at 0.
  ifEmitted(
    ollama_failed_jobs_total,
    sum(rate(ollama_jobs_total, window)),
    sum(rate(ollama_jobs_total({ model: "" }), window)),
  );
const failed = (window: Window) =>
  ifEmitted(
    ollama_failed_jobs_total,
    sum(rate(ollama_failed_jobs_total, window)),
    sum(rate(ollama_errors_total, window)),
  );

/** By the names that stack.yaml uses. */
export const levels = {
  front_door_answers: {
    title: "Front door answers",
    good: "requests whose answer began within {within}. Without an answer (499, 502, 504) one counts as late if it lasted longer, and not at all if it did not",
    exporter: ttfb.exporter,
    of: ttfb,
    events: (window, within) =>
      sum(or(sum(rate(ttfb.count(answered), window)).by("status"), longUnanswered(window, within))),
    bad: (window, within) =>
      sum(
        or(
          minus(
            sum(rate(ttfb.count(answered), window)).by("status"),
            sum(rateWithin(ttfb(answered), within, window)).by("status"),
          ),
          longUnanswered(window, within),
        ),
      ),
  },
  front_door_succeeds: {
    title: "Front door succeeds",
    good: "requests that did not end with 5xx. Who hung up (499) did not",
    exporter: requests.exporter,
    events: (window) => sum(rate(requests, window)),
    bad: (window) => sum(rate(requests({ status: matching("5..") }), window)),
    lazy: true,
  },
  queue_starts: timely(
    "Queue starts",
    "jobs that a worker took within {within}. Jobs that still wait are not in it",
    ollama_queue_wait_seconds,
  ),
  queue_succeeds: {
    title: "Queue succeeds",
    good: "jobs that did not fail for good (with the article's exporter: attempts that did not fail)",
    exporter: ollama_jobs_total.exporter,
    events: (window) => plus(done(window), failed(window)),
    bad: failed,
  },
  litellm_answers: timely(
    "LiteLLM answers",
    "streaming requests whose first token came within {within}",
    litellm_llm_api_time_to_first_token_metric,
  ),
  litellm_succeeds: {
    title: "LiteLLM succeeds",
    good: "requests to a model that did not end with 5xx or a timeout (408)",
    exporter: asked.exporter,
    events: (window) => sum(rate(asked, window)),
    bad: (window) => sum(rate(asked({ status_code: matching("5..|408") }), window)),
    lazy: true,
  },
} as const satisfies Readonly<Record<string, Level>>;

export type LevelName = keyof typeof levels;

/** An objective of stack.yaml, as far as a query needs it. */
export interface Promised {
  readonly target: number;
  readonly within?: number;
}

const levelOf = (name: LevelName): Level => levels[name];

/** Events per second. */
export const events = (name: LevelName, { within = 0 }: Promised, window: Window): Vector<never> =>
  levelOf(name).events(window, within);
/** Bad events per second; 0 where there are events and none was bad yet, because what never happened is absent. */
export function badEvents(name: LevelName, promise: Promised, window: Window): Vector<never> {
  const { bad, of } = levelOf(name);
  const some = bad(window, promise.within ?? 0);
  // A histogram has all its buckets from its first event on.
  return of ? some : or(some, times(0, events(name, promise, window)));
}

/** A series of the recording rules. They are Prometheus' own and know no filter of a board. */
const recorded = (name: string): Metric<"gauge", { readonly objective: "any" }> =>
  gauge(up.exporter, name, { objective: "any" });

const COUNTED = { events: "objective:slo_events", bad: "objective:slo_bad_events" } as const;

/** What rules/slo.ts records, one series per objective. */
export const RECORDED = {
  events: recorded(`${COUNTED.events}:rate5m`),
  bad: recorded(`${COUNTED.bad}:rate5m`),
  /** All samples of one of these in a window, added up: `objective:slo_events:sum30d_rate5m`. */
  sumOf: (which: keyof typeof COUNTED, window: string) => recorded(`${COUNTED[which]}:sum${window}_rate5m`),
  /** Share of bad events over a window, for the alerts: `objective:slo_bad_events:ratio_1h`. */
  ratio: (window: string) => recorded(`objective:slo_bad_events:ratio_${window}`),
} as const;

/** The time over which an objective holds. */
export const PERIOD = "30d";

/** Share of bad events over the period: 0 where there are events and none was bad yet, NaN or nothing without events. */
function badRatio(name: LevelName, promise: Promised, loaded: boolean): Vector<never> {
  // Of several clusters in one data source, bad and all events can be added up; shares cannot.
  if (loaded)
    return divide(
      sum(RECORDED.sumOf("bad", PERIOD)({ objective: name })),
      sum(RECORDED.sumOf("events", PERIOD)({ objective: name })),
    );
  const { bad: badOf, lazy } = levelOf(name);
  const bad = badOf(PERIOD, promise.within ?? 0);
  return divide(lazy ? orElse(bad, 0) : bad, events(name, promise, PERIOD));
}

const goodOf = (name: LevelName, { within }: Promised): string =>
  levelOf(name).good.replace("{within}", `${within} s`);
const percent = (share: number): string => `${Number((share * 100).toFixed(2))} %`;

/**
 * Share of good events over the last 30 days, whatever the time range of the board; NaN without events.
 *
 * @param loaded Whether Prometheus has the recorded series; without them it computes a month each time.
 */
export const attainment = (name: LevelName, promise: Promised, loaded: boolean) =>
  query({
    about: `Promised: ${percent(promise.target)}. Counted: ${goodOf(name, promise)}.`,
    unit: units.PercentUnit,
    expr: minus(1, badRatio(name, promise, loaded)),
    legend: levelOf(name).title,
  });

/**
 * What is left of the bad events that the objective allows in 30 days: 1 all, 0 none, below 0 the promise is broken; NaN
 * without events.
 */
export const budgetLeft = (name: LevelName, promise: Promised, loaded: boolean) =>
  query({
    about: `Up to ${percent(1 - promise.target)} may be otherwise than: ${goodOf(name, promise)}.`,
    unit: units.PercentUnit,
    expr: minus(1, divide(badRatio(name, promise, loaded), budgetOf(promise))),
    legend: levelOf(name).title,
  });

/** Share of events that may be bad, without the dust of floating point. */
export const budgetOf = ({ target }: Promised): number => Number((1 - target).toFixed(6));
