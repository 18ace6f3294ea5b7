/** LiteLLM: does it still have a backend for each model? */
import {
  litellm_deployment_failure_responses_total,
  litellm_deployment_state,
  litellm_deployment_total_requests_total,
} from "../contracts/litellm/metrics.gen.ts";
import { and, divide, matching, max, not, rate, sum, times, where } from "../queries/promql.ts";
import { alert, type Group } from "./rule.ts";

const board = "litellm";
/** What a client did wrong (unknown model, wrong key) is 4xx and booked on deployments that do not exist. */
const failed = sum(
  rate(
    litellm_deployment_failure_responses_total({
      exception_status: matching("5..|408"),
      api_provider: { op: "!~", value: "|None" },
    }),
  ),
).by("litellm_model_name");
const asked = sum(
  rate(litellm_deployment_total_requests_total({ api_provider: { op: "!~", value: "|None" } })),
).by("litellm_model_name");

export const litellmRules: Group = {
  name: "litellm",
  rules: [
    alert("LitellmDeploymentOutage", {
      expr: where(max(litellm_deployment_state({ api_provider: not("") })).by("litellm_model_name"), "==", 2),
      window: "1m",
      for: "2m",
      severity: "critical",
      why: "LiteLLM sets it aside for seconds after some failures; longer is an outage. Only 2 (complete): 1 stays after a single failure until the next request.",
      summary: "LiteLLM does not ask any deployment of {{ $labels.litellm_model_name }} any more",
      description: "Every request for this model fails until its backend answers again.",
      panel: { board, panel: "State of the deployments" },
      runbook: "litellm",
    }),
    alert("LitellmDeploymentFails", {
      expr: and(
        where(divide(failed, asked), ">", 0.5),
        // Five in the window: up to LiteLLM 1.88 one streaming request counts three times.
        where(times(failed, 900), ">=", 5),
      ),
      window: "15m",
      for: "5m",
      severity: "critical",
      why: "Every second request of a model for 20 minutes. Fewer than five failures are left to the objectives.",
      summary: "{{ $value | humanizePercentage }} of the requests to {{ $labels.litellm_model_name }} fail",
      description:
        "Its backend answers with an error, too late or not at all. Failures per deployment shows which.",
      panel: { board, panel: "Failures per deployment" },
      runbook: "litellm",
    }),
  ],
};
