/** LiteLLM: does it still have a backend for each model? */
import {
  litellm_deployment_failure_responses_total,
  litellm_deployment_state,
  litellm_deployment_success_responses_total,
  litellm_deployment_total_requests_total,
} from "../contracts/litellm/metrics.gen.ts";
import {
  and,
  divide,
  matching,
  min,
  not,
  rate,
  sum,
  times,
  unless,
  where,
  type Window,
} from "../queries/promql.ts";
import { alert, type Group } from "./rule.ts";

const board = "litellm";
/** Requests that reached a deployment; others are booked on deployments that do not exist. */
const REAL = { api_provider: { op: "!~", value: "|None" } } as const;
const MODEL = "litellm_model_name";

/** What a client did wrong (unknown model, wrong key) is another 4xx. */
const failed = (window: Window) =>
  sum(
    rate(
      litellm_deployment_failure_responses_total({ exception_status: matching("5..|408"), ...REAL }),
      window,
    ),
  ).by(MODEL);
const asked = (window: Window) => sum(rate(litellm_deployment_total_requests_total(REAL), window)).by(MODEL);
const mostFail = (window: Window) => where(divide(failed(window), asked(window)), ">", 0.5);
/** Of any kind: a backend that does not know the model (404) or the key (401) is set aside as well. */
const anyFailed = sum(rate(litellm_deployment_failure_responses_total(REAL))).by(MODEL);
const answered = sum(rate(litellm_deployment_success_responses_total(REAL))).by(MODEL);

export const litellmRules: Group = {
  name: "litellm",
  rules: [
    alert("LitellmDeploymentOutage", {
      expr: and(
        // The least of all deployments and worker processes: one that is not set aside can still answer, and a process
        // keeps what it saw last.
        where(min(litellm_deployment_state({ api_provider: not("") })).by(MODEL), "==", 2),
        unless(where(anyFailed, ">", 0), where(answered, ">", 0)),
      ),
      window: "10m",
      for: "2m",
      severity: "critical",
      why: "A state stays until the next answer, hours without requests included, so it says nothing about now: requests have to fail within ten minutes and none may succeed. Two minutes more: LiteLLM asks again after its cooldown of seconds.",
      summary: "No deployment of {{ $labels.litellm_model_name }} answers, and LiteLLM has set them aside",
      description:
        "For ten minutes its requests failed and none succeeded; state {{ $value }} is a complete outage. With prometheus_metrics_config that leaves out model_id the deployments of a model are one series, and it is the state of a deployment.",
      panel: { board, panel: "State of the deployments" },
      runbook: "litellm",
    }),
    alert("LitellmDeploymentFails", {
      expr: and(
        and(mostFail("rate"), mostFail("5m")),
        // Five in the window: up to LiteLLM 1.88 one streaming request counts three times.
        where(times(failed("rate"), 900), ">=", 5),
      ),
      window: "15m",
      for: "8m",
      severity: "critical",
      why: "More than half over 15 minutes, and still over the last five: these keep what has ended for five minutes, so eight let a restart of three minutes pass. Fewer than five failures are left to the objectives.",
      summary: "{{ $value | humanizePercentage }} of the requests to {{ $labels.litellm_model_name }} fail",
      description:
        "Of the last 15 minutes. Its backend answers with an error, too late or not at all. Failures per deployment shows which.",
      panel: { board, panel: "Failures per deployment" },
      runbook: "litellm",
    }),
  ],
};
