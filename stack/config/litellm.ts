/** LiteLLM's configuration: Ollama's models under aliases, and metrics without personal data. */
import type { Stack } from "../../stack.ts";

/**
 * Which metrics LiteLLM emits and with which labels. A list of what is allowed, not of what is left out: a label with
 * personal data that a later version adds stays out by itself, and no budget gauge shows an unlabelled 0.0, as it does
 * once `prometheus_exclude_labels` takes its last label. The pages are recorded (1.82.6 and 1.109.1, `private`); on
 * 1.80.5 a filtered time to first token loses streamed requests from other metrics as well.
 */
const METRICS: readonly { group: string; metrics: readonly string[]; labels: readonly string[] }[] = [
  {
    group: "tokens",
    metrics: ["litellm_input_tokens_metric", "litellm_output_tokens_metric", "litellm_total_tokens_metric"],
    labels: ["model", "requested_model"],
  },
  {
    group: "requests_and_spend",
    metrics: ["litellm_requests_metric", "litellm_spend_metric"],
    labels: ["model"],
  },
  {
    group: "proxy_total",
    metrics: ["litellm_proxy_total_requests_metric"],
    labels: ["requested_model", "status_code", "route"],
  },
  {
    group: "proxy_failed",
    metrics: ["litellm_proxy_failed_requests_metric"],
    labels: ["requested_model", "exception_status", "exception_class", "route"],
  },
  {
    group: "latency",
    metrics: ["litellm_request_total_latency_metric", "litellm_llm_api_latency_metric"],
    labels: ["model", "requested_model"],
  },
  { group: "ttft", metrics: ["litellm_llm_api_time_to_first_token_metric"], labels: ["model"] },
  { group: "overhead", metrics: ["litellm_overhead_latency_metric"], labels: ["model_group"] },
  {
    group: "per_token",
    metrics: ["litellm_deployment_latency_per_output_token"],
    labels: ["litellm_model_name"],
  },
  {
    group: "deployment",
    metrics: ["litellm_deployment_total_requests", "litellm_deployment_success_responses"],
    labels: ["requested_model", "litellm_model_name", "api_provider"],
  },
  {
    group: "deployment_failures",
    metrics: ["litellm_deployment_failure_responses"],
    labels: ["requested_model", "litellm_model_name", "api_provider", "exception_status", "exception_class"],
  },
  {
    group: "queue_time",
    metrics: ["litellm_request_queue_time_seconds"],
    labels: ["model", "requested_model"],
  },
  {
    group: "cooldowns",
    metrics: ["litellm_deployment_cooled_down"],
    labels: ["litellm_model_name", "api_provider", "exception_status"],
  },
  {
    group: "fallbacks",
    metrics: ["litellm_deployment_successful_fallbacks", "litellm_deployment_failed_fallbacks"],
    labels: ["requested_model", "fallback_model"],
  },
  { group: "state", metrics: ["litellm_deployment_state"], labels: ["litellm_model_name", "api_provider"] },
];

export const litellm = ({ models, upstreams }: Stack): object => ({
  model_list: Object.entries(models).map(([alias, model]) => ({
    model_name: alias,
    litellm_params: { model: `ollama/${model}`, api_base: `http://${upstreams.ollama}` },
  })),
  litellm_settings: {
    callbacks: ["prometheus"],
    prometheus_metrics_config: METRICS.map(({ group, metrics, labels }) => ({
      group,
      metrics,
      include_labels: labels,
    })),
  },
  general_settings: { master_key: "os.environ/LITELLM_MASTER_KEY" },
});
