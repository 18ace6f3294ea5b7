// Generated from the recordings and contract.yaml beside it by `npm run contracts`. Do not edit.
import { counter, gauge, histogram, type Exporter } from "../metric.ts";

const exporter: Exporter = {"name":"litellm","title":"LiteLLM","heartbeat":"up"};
const target = { job: "any", instance: "any" } as const;

/**
 * Number of billable users in LiteLLM (excludes SCIM-deactivated users)
 *
 * gauge. Recorded: 1.109.1 (busy, failed-only, fresh, idle, options, private-exclude, workers-fresh, workers).
 * Not on every series, so not to be used: pid.
 * Seen at contracts/litellm/recordings/1.109.1.busy.prom:614
 */
export const litellm_active_users = gauge(exporter, "litellm_active_users", { ...target }, { variants: ["1.109.1"] });

/**
 * Remaining hours for api key budget to be reset
 *
 * gauge. Recorded: 1.109.1 (private-exclude); only declared: busy, failed-only, fresh, idle, options.
 * Seen at contracts/litellm/recordings/1.109.1.private-exclude.prom:294
 */
export const litellm_api_key_budget_remaining_hours_metric = gauge(exporter, "litellm_api_key_budget_remaining_hours_metric", { ...target }, { variants: ["1.109.1"] });

/**
 * Maximum budget set for api key
 *
 * gauge. Recorded: 1.109.1 (private-exclude); only declared: busy, failed-only, fresh, idle, options.
 * Seen at contracts/litellm/recordings/1.109.1.private-exclude.prom:291
 */
export const litellm_api_key_max_budget_metric = gauge(exporter, "litellm_api_key_max_budget_metric", { ...target }, { variants: ["1.109.1"] });

/**
 * Configured rate limit for the API Key in the current window (rpm_limit / tpm_limit), by rate_limit_type
 *
 * gauge. Recorded: no sample; only declared: busy, failed-only, fresh, idle, options, private-exclude.
 * Seen at contracts/litellm/recordings/1.109.1.busy.prom:309
 */
export const litellm_api_key_rate_limit_allowed_metric = gauge(exporter, "litellm_api_key_rate_limit_allowed_metric", { ...target }, { variants: [] });

/**
 * Requests or tokens the API Key has consumed in the current rate limit window, by rate_limit_type
 *
 * gauge. Recorded: no sample; only declared: busy, failed-only, fresh, idle, options, private-exclude.
 * Seen at contracts/litellm/recordings/1.109.1.busy.prom:311
 */
export const litellm_api_key_rate_limit_used_metric = gauge(exporter, "litellm_api_key_rate_limit_used_metric", { ...target }, { variants: [] });

/**
 * Total number of LiteLLM cache hits
 *
 * counter. Recorded: no sample; only declared: busy, failed-only, fresh, idle, options, private-exclude.
 * Seen at contracts/litellm/recordings/1.109.1.busy.prom:593
 */
export const litellm_cache_hits_metric_total = counter(exporter, "litellm_cache_hits_metric_total", { ...target }, { variants: [] });

/**
 * Total number of LiteLLM cache misses
 *
 * gauge, timestamp. Recorded: 1.109.1 (busy, idle, private-exclude), 1.82.6 (busy, idle).
 * Not on every series, so not to be used: api_key_alias, api_provider, end_user, hashed_api_key, team, team_alias, user.
 * Personal data, so not to be used: api_key_alias, end_user, hashed_api_key, user.
 * Seen at contracts/litellm/recordings/1.109.1.busy.prom:601
 */
export const litellm_cache_misses_metric_created = gauge(exporter, "litellm_cache_misses_metric_created", { ...target, model: "any", model_id: "any" }, { variants: ["1.109.1","1.82.6"] });

/**
 * Total number of LiteLLM cache misses
 *
 * counter. Recorded: 1.109.1 (busy, idle, options, private-exclude, workers), 1.82.6 (busy, idle); only declared: failed-only, fresh.
 * Not on every series, so not to be used: api_key_alias, api_provider, end_user, hashed_api_key, team, team_alias, user.
 * Personal data, so not to be used: api_key_alias, end_user, hashed_api_key, user.
 * Seen at contracts/litellm/recordings/1.109.1.busy.prom:597
 */
export const litellm_cache_misses_metric_total = counter(exporter, "litellm_cache_misses_metric_total", { ...target, model: "any", model_id: "any" }, { variants: ["1.109.1","1.82.6"] });

/**
 * Total tokens served from LiteLLM cache
 *
 * counter, tokens. Recorded: no sample; only declared: busy, failed-only, fresh, idle, options, private-exclude.
 * Seen at contracts/litellm/recordings/1.109.1.busy.prom:603
 */
export const litellm_cached_tokens_metric_total = counter(exporter, "litellm_cached_tokens_metric_total", { ...target }, { variants: [] });

/**
 * Total number of failures when emitting logs to callbacks (e.g. s3_v2, langfuse, etc)
 *
 * counter. Recorded: no sample; only declared: busy, failed-only, fresh, idle, options, private-exclude.
 * Seen at contracts/litellm/recordings/1.109.1.busy.prom:565
 */
export const litellm_callback_logging_failures_metric_total = counter(exporter, "litellm_callback_logging_failures_metric_total", { ...target }, { variants: [] });

/**
 * Total number of errors in CheckBatchCost by error type
 *
 * counter. Recorded: no sample; only declared: busy, failed-only, fresh, idle, options, private-exclude.
 * Seen at contracts/litellm/recordings/1.109.1.busy.prom:633
 */
export const litellm_check_batch_cost_errors_total = counter(exporter, "litellm_check_batch_cost_errors_total", { ...target }, { variants: [] });

/**
 * Number of unprocessed batches found by the last CheckBatchCost poll
 *
 * gauge. Recorded: 1.109.1 (busy, failed-only, fresh, idle, options, private-exclude, workers-fresh, workers).
 * Not on every series, so not to be used: pid.
 * Seen at contracts/litellm/recordings/1.109.1.busy.prom:630
 */
export const litellm_check_batch_cost_jobs_polled = gauge(exporter, "litellm_check_batch_cost_jobs_polled", { ...target }, { variants: ["1.109.1"] });

/**
 * Total number of batches successfully cost-tracked by CheckBatchCost
 *
 * counter. Recorded: no sample; only declared: busy, failed-only, fresh, idle, options, private-exclude.
 * Seen at contracts/litellm/recordings/1.109.1.busy.prom:631
 */
export const litellm_check_batch_cost_jobs_processed_total = counter(exporter, "litellm_check_batch_cost_jobs_processed_total", { ...target }, { variants: [] });

/**
 * Unix timestamp of the last CheckBatchCost job run
 *
 * gauge, timestamp. Recorded: 1.109.1 (busy, failed-only, fresh, idle, options, private-exclude, workers-fresh, workers).
 * Not on every series, so not to be used: pid.
 * Seen at contracts/litellm/recordings/1.109.1.busy.prom:637
 */
export const litellm_check_batch_cost_last_run_timestamp = gauge(exporter, "litellm_check_batch_cost_last_run_timestamp", { ...target }, { variants: ["1.109.1"] });

/**
 * Remaining hours for customer (end user) budget to be reset
 *
 * gauge. Recorded: 1.109.1 (private-exclude); only declared: busy, failed-only, fresh, idle, options.
 * Seen at contracts/litellm/recordings/1.109.1.private-exclude.prom:312
 */
export const litellm_customer_budget_remaining_hours_metric = gauge(exporter, "litellm_customer_budget_remaining_hours_metric", { ...target }, { variants: ["1.109.1"] });

/**
 * Maximum budget set for customer (end user)
 *
 * gauge. Recorded: 1.109.1 (private-exclude); only declared: busy, failed-only, fresh, idle, options.
 * Seen at contracts/litellm/recordings/1.109.1.private-exclude.prom:309
 */
export const litellm_customer_max_budget_metric = gauge(exporter, "litellm_customer_max_budget_metric", { ...target }, { variants: ["1.109.1"] });

/**
 * LLM Deployment Analytics - Number of times a deployment has been cooled down by LiteLLM load balancing logic. exception_status is the status of the exception that caused the deployment to be cooled down
 *
 * counter. Recorded: no sample; only declared: busy, failed-only, fresh, idle, options, private-exclude.
 * Seen at contracts/litellm/recordings/1.109.1.busy.prom:479
 */
export const litellm_deployment_cooled_down_total = counter(exporter, "litellm_deployment_cooled_down_total", { ...target }, { variants: [] });

/**
 * LLM Deployment Analytics - Number of failed fallback requests from primary model -> fallback model
 *
 * counter. Recorded: no sample; only declared: busy, failed-only, fresh, idle, options, private-exclude.
 * Seen at contracts/litellm/recordings/1.109.1.busy.prom:563
 */
export const litellm_deployment_failed_fallbacks_total = counter(exporter, "litellm_deployment_failed_fallbacks_total", { ...target }, { variants: [] });

/**
 * LLM Deployment Analytics - Total number of failed LLM API calls for a specific LLM deploymeny. exception_status is the status of the exception from the llm api
 *
 * gauge, timestamp. Recorded: 1.109.1 (busy, failed-only, idle, private-exclude, private), 1.82.6 (busy, failed-only, idle, private), 1.80.5 (busy, failed-only, idle, private-old).
 * Not on every series, so not to be used: api_base, api_key_alias, client_ip, hashed_api_key, model_group, model_id, team, team_alias, user_agent.
 * Personal data, so not to be used: api_key_alias, client_ip, hashed_api_key, user_agent.
 * Seen at contracts/litellm/recordings/1.109.1.busy.prom:500
 */
export const litellm_deployment_failure_responses_created = gauge(exporter, "litellm_deployment_failure_responses_created", { ...target, api_provider: "any", exception_class: "any", exception_status: "any", litellm_model_name: "any", requested_model: "any" });

/**
 * LLM Deployment Analytics - Total number of failed LLM API calls for a specific LLM deploymeny. exception_status is the status of the exception from the llm api
 *
 * counter, requests. Recorded: 1.109.1 (busy, failed-only, idle, options, private-exclude, private, workers), 1.82.6 (busy, failed-only, idle, private), 1.80.5 (busy, failed-only, idle, private-old); only declared: fresh.
 * Not on every series, so not to be used: api_base, api_key_alias, client_ip, hashed_api_key, model_group, model_id, team, team_alias, user_agent.
 * Personal data, so not to be used: api_key_alias, client_ip, hashed_api_key, user_agent.
 * Seen at contracts/litellm/recordings/1.109.1.busy.prom:491
 */
export const litellm_deployment_failure_responses_total = counter(exporter, "litellm_deployment_failure_responses_total", { ...target, api_provider: "any", exception_class: "any", exception_status: "any", litellm_model_name: "any", requested_model: "any" });

/**
 * LLM Deployment Analytics - Latency per output token
 *
 * histogram, s/token. Recorded: 1.109.1 (busy, idle, options, private-exclude, private, workers), 1.82.6 (busy, idle, private), 1.80.5 (busy, idle, private-old); only declared: failed-only, fresh.
 * Not on every series, so not to be used: api_base, api_key_alias, api_provider, hashed_api_key, model_group, model_id, org_alias, org_id, team, team_alias.
 * Personal data, so not to be used: api_key_alias, hashed_api_key.
 * Seen at contracts/litellm/recordings/1.109.1.busy.prom:523
 */
export const litellm_deployment_latency_per_output_token = histogram(exporter, "litellm_deployment_latency_per_output_token", { ...target, litellm_model_name: "any" });

/**
 * LLM Deployment Analytics - Latency per output token
 *
 * gauge, timestamp. Recorded: 1.109.1 (busy, idle, private-exclude, private), 1.82.6 (busy, idle, private), 1.80.5 (busy, idle, private-old).
 * Not on every series, so not to be used: api_base, api_key_alias, api_provider, hashed_api_key, model_group, model_id, org_alias, org_id, team, team_alias.
 * Personal data, so not to be used: api_key_alias, hashed_api_key.
 * Seen at contracts/litellm/recordings/1.109.1.busy.prom:559
 */
export const litellm_deployment_latency_per_output_token_created = gauge(exporter, "litellm_deployment_latency_per_output_token_created", { ...target, litellm_model_name: "any" });

/**
 * Deployment RPM limit found in config
 *
 * gauge. Recorded: no sample; only declared: busy, failed-only, fresh, idle, options, private-exclude.
 * Seen at contracts/litellm/recordings/1.109.1.busy.prom:477
 */
export const litellm_deployment_rpm_limit = gauge(exporter, "litellm_deployment_rpm_limit", { ...target }, { variants: [] });

/**
 * LLM Deployment Analytics - The state of the deployment: 0 = healthy, 1 = partial outage, 2 = complete outage
 *
 * gauge. Recorded: 1.109.1 (busy, failed-only, idle, options, private-exclude, private, workers), 1.82.6 (busy, failed-only, idle, private), 1.80.5 (busy, failed-only, idle, private-old); only declared: fresh.
 * Not on every series, so not to be used: api_base, model_id, pid.
 * 0 healthy, 1 partial, 2 complete outage. Up to 1.82.6 rows with model_id="" and api_provider="" are phantoms.
 * Seen at contracts/litellm/recordings/1.109.1.busy.prom:473
 */
export const litellm_deployment_state = gauge(exporter, "litellm_deployment_state", { ...target, api_provider: "any", litellm_model_name: "any" });

/**
 * LLM Deployment Analytics - Total number of successful LLM API calls via litellm
 *
 * gauge, timestamp. Recorded: 1.109.1 (busy, idle, private-exclude, private), 1.82.6 (busy, idle, private), 1.80.5 (busy, idle, private-old).
 * Not on every series, so not to be used: api_base, api_key_alias, client_ip, hashed_api_key, model_group, model_id, team, team_alias, user_agent.
 * Personal data, so not to be used: api_key_alias, client_ip, hashed_api_key, user_agent.
 * Seen at contracts/litellm/recordings/1.109.1.busy.prom:487
 */
export const litellm_deployment_success_responses_created = gauge(exporter, "litellm_deployment_success_responses_created", { ...target, api_provider: "any", litellm_model_name: "any", requested_model: "any" });

/**
 * LLM Deployment Analytics - Total number of successful LLM API calls via litellm
 *
 * counter, requests. Recorded: 1.109.1 (busy, idle, options, private-exclude, private, workers), 1.82.6 (busy, idle, private), 1.80.5 (busy, idle, private-old); only declared: failed-only, fresh.
 * Not on every series, so not to be used: api_base, api_key_alias, client_ip, hashed_api_key, model_group, model_id, team, team_alias, user_agent.
 * Personal data, so not to be used: api_key_alias, client_ip, hashed_api_key, user_agent.
 * Seen at contracts/litellm/recordings/1.109.1.busy.prom:483
 */
export const litellm_deployment_success_responses_total = counter(exporter, "litellm_deployment_success_responses_total", { ...target, api_provider: "any", litellm_model_name: "any", requested_model: "any" });

/**
 * LLM Deployment Analytics - Number of successful fallback requests from primary model -> fallback model
 *
 * counter. Recorded: no sample; only declared: busy, failed-only, fresh, idle, options, private-exclude.
 * Seen at contracts/litellm/recordings/1.109.1.busy.prom:561
 */
export const litellm_deployment_successful_fallbacks_total = counter(exporter, "litellm_deployment_successful_fallbacks_total", { ...target }, { variants: [] });

/**
 * LLM Deployment Analytics - Total number of LLM API calls via litellm - success + failure
 *
 * gauge, timestamp. Recorded: 1.109.1 (busy, failed-only, idle, private-exclude, private), 1.82.6 (busy, failed-only, idle, private), 1.80.5 (busy, failed-only, idle, private-old).
 * Not on every series, so not to be used: api_base, api_key_alias, client_ip, hashed_api_key, model_group, model_id, team, team_alias, user_agent.
 * Personal data, so not to be used: api_key_alias, client_ip, hashed_api_key, user_agent.
 * Seen at contracts/litellm/recordings/1.109.1.busy.prom:516
 */
export const litellm_deployment_total_requests_created = gauge(exporter, "litellm_deployment_total_requests_created", { ...target, api_provider: "any", litellm_model_name: "any", requested_model: "any" });

/**
 * LLM Deployment Analytics - Total number of LLM API calls via litellm - success + failure
 *
 * counter, requests. Recorded: 1.109.1 (busy, failed-only, idle, options, private-exclude, private, workers), 1.82.6 (busy, failed-only, idle, private), 1.80.5 (busy, failed-only, idle, private-old); only declared: fresh.
 * Not on every series, so not to be used: api_base, api_key_alias, client_ip, hashed_api_key, model_group, model_id, team, team_alias, user_agent.
 * Personal data, so not to be used: api_key_alias, client_ip, hashed_api_key, user_agent.
 * Seen at contracts/litellm/recordings/1.109.1.busy.prom:509
 */
export const litellm_deployment_total_requests_total = counter(exporter, "litellm_deployment_total_requests_total", { ...target, api_provider: "any", litellm_model_name: "any", requested_model: "any" });

/**
 * Deployment TPM limit found in config
 *
 * gauge. Recorded: no sample; only declared: busy, failed-only, fresh, idle, options, private-exclude.
 * Seen at contracts/litellm/recordings/1.109.1.busy.prom:475
 */
export const litellm_deployment_tpm_limit = gauge(exporter, "litellm_deployment_tpm_limit", { ...target }, { variants: [] });

/**
 * Total number of errors encountered during guardrail execution
 *
 * counter. Recorded: no sample; only declared: busy, failed-only, fresh, idle, options, private-exclude.
 * Seen at contracts/litellm/recordings/1.109.1.busy.prom:465
 */
export const litellm_guardrail_errors_total = counter(exporter, "litellm_guardrail_errors_total", { ...target }, { variants: [] });

/**
 * Latency (seconds) for guardrail execution
 *
 * histogram, s. Recorded: no sample; only declared: busy, failed-only, fresh, idle, options, private-exclude.
 * Seen at contracts/litellm/recordings/1.109.1.busy.prom:463
 */
export const litellm_guardrail_latency_seconds = histogram(exporter, "litellm_guardrail_latency_seconds", { ...target }, { variants: [] });

/**
 * Total number of guardrail invocations
 *
 * counter. Recorded: no sample; only declared: busy, failed-only, fresh, idle, options, private-exclude.
 * Seen at contracts/litellm/recordings/1.109.1.busy.prom:467
 */
export const litellm_guardrail_requests_total = counter(exporter, "litellm_guardrail_requests_total", { ...target }, { variants: [] });

/**
 * Number of images generated, from the image generation response
 *
 * counter. Recorded: no sample; only declared: busy, failed-only, fresh, idle, options, private-exclude.
 * Seen at contracts/litellm/recordings/1.109.1.busy.prom:265
 */
export const litellm_images_generated_metric_total = counter(exporter, "litellm_images_generated_metric_total", { ...target }, { variants: [] });

/**
 * Number of HTTP requests currently in-flight on this uvicorn worker
 *
 * gauge, requests. Recorded: 1.109.1 (busy, failed-only, fresh, idle, options, private-exclude, private, workers-fresh, workers), 1.82.6 (busy, failed-only, fresh, idle, private).
 * Counts the scrape itself: 1 when idle.
 * Seen at contracts/litellm/recordings/1.109.1.busy.prom:644
 */
export const litellm_in_flight_requests = gauge(exporter, "litellm_in_flight_requests", { ...target }, { variants: ["1.109.1","1.82.6"] });

/**
 * Audio input tokens reported in prompt_tokens_details.audio_tokens
 *
 * counter, tokens. Recorded: no sample; only declared: busy, failed-only, fresh, idle, options, private-exclude.
 * Seen at contracts/litellm/recordings/1.109.1.busy.prom:257
 */
export const litellm_input_audio_tokens_metric_total = counter(exporter, "litellm_input_audio_tokens_metric_total", { ...target }, { variants: [] });

/**
 * Provider-side input tokens written to prompt cache (e.g. Anthropic cache_creation_input_tokens)
 *
 * counter, tokens. Recorded: no sample; only declared: busy, failed-only, fresh, idle, options, private-exclude.
 * Seen at contracts/litellm/recordings/1.109.1.busy.prom:255
 */
export const litellm_input_cache_creation_tokens_metric_total = counter(exporter, "litellm_input_cache_creation_tokens_metric_total", { ...target }, { variants: [] });

/**
 * Provider-side cached input tokens (e.g. OpenAI prompt_tokens_details.cached_tokens, Anthropic cache_read_input_tokens)
 *
 * counter, tokens. Recorded: no sample; only declared: busy, failed-only, fresh, idle, options, private-exclude.
 * Seen at contracts/litellm/recordings/1.109.1.busy.prom:253
 */
export const litellm_input_cached_tokens_metric_total = counter(exporter, "litellm_input_cached_tokens_metric_total", { ...target }, { variants: [] });

/**
 * Total number of input tokens from LLM requests
 *
 * gauge, timestamp. Recorded: 1.109.1 (busy, idle, private-exclude, private), 1.82.6 (busy, idle, private), 1.80.5 (busy, idle, private-old).
 * Not on every series, so not to be used: api_key_alias, api_provider, end_user, hashed_api_key, model_id, org_alias, org_id, team, team_alias, user, user_email.
 * Personal data, so not to be used: api_key_alias, end_user, hashed_api_key, user, user_email.
 * Seen at contracts/litellm/recordings/1.109.1.busy.prom:243
 */
export const litellm_input_tokens_metric_created = gauge(exporter, "litellm_input_tokens_metric_created", { ...target, model: "any", requested_model: "any" });

/**
 * Total number of input tokens from LLM requests
 *
 * counter, tokens. Recorded: 1.109.1 (busy, idle, options, private-exclude, private, workers), 1.82.6 (busy, idle, private), 1.80.5 (busy, idle, private-old); only declared: failed-only, fresh.
 * Not on every series, so not to be used: api_key_alias, api_provider, end_user, hashed_api_key, model_id, org_alias, org_id, team, team_alias, user, user_email.
 * Personal data, so not to be used: api_key_alias, end_user, hashed_api_key, user, user_email.
 * Seen at contracts/litellm/recordings/1.109.1.busy.prom:239
 */
export const litellm_input_tokens_metric_total = counter(exporter, "litellm_input_tokens_metric_total", { ...target, model: "any", requested_model: "any" });

/**
 * deprecated - use litellm_proxy_failed_requests_metric
 *
 * gauge, timestamp. Recorded: 1.109.1 (busy, failed-only, idle, private-exclude), 1.82.6 (busy, failed-only, idle), 1.80.5 (busy, failed-only, idle).
 * Not on every series, so not to be used: api_key_alias, end_user, hashed_api_key, model_id, team, team_alias, user.
 * Personal data, so not to be used: api_key_alias, end_user, hashed_api_key, user.
 * Seen at contracts/litellm/recordings/1.109.1.busy.prom:576
 */
export const litellm_llm_api_failed_requests_metric_created = gauge(exporter, "litellm_llm_api_failed_requests_metric_created", { ...target, model: "any" });

/**
 * deprecated - use litellm_proxy_failed_requests_metric
 *
 * counter, requests. Recorded: 1.109.1 (busy, failed-only, idle, options, private-exclude, workers), 1.82.6 (busy, failed-only, idle), 1.80.5 (busy, failed-only, idle); only declared: fresh.
 * Not on every series, so not to be used: api_key_alias, end_user, hashed_api_key, model_id, team, team_alias, user.
 * Personal data, so not to be used: api_key_alias, end_user, hashed_api_key, user.
 * @deprecated Use litellm_proxy_failed_requests_metric_total.
 * Seen at contracts/litellm/recordings/1.109.1.busy.prom:569
 */
export const litellm_llm_api_failed_requests_metric_total = counter(exporter, "litellm_llm_api_failed_requests_metric_total", { ...target, model: "any" });

/**
 * Total latency (seconds) for a models LLM API call
 *
 * histogram, s. Recorded: 1.109.1 (busy, idle, options, private-exclude, private, workers), 1.82.6 (busy, idle, private), 1.80.5 (busy, idle, private-old); only declared: failed-only, fresh.
 * Not on every series, so not to be used: api_key_alias, api_provider, end_user, hashed_api_key, model_group, model_id, org_alias, org_id, service_tier, team, team_alias, user.
 * Personal data, so not to be used: api_key_alias, end_user, hashed_api_key, user.
 * Seen at contracts/litellm/recordings/1.109.1.busy.prom:131
 */
export const litellm_llm_api_latency_metric = histogram(exporter, "litellm_llm_api_latency_metric", { ...target, model: "any", requested_model: "any" });

/**
 * Total latency (seconds) for a models LLM API call
 *
 * gauge, timestamp. Recorded: 1.109.1 (busy, idle, private-exclude, private), 1.82.6 (busy, idle, private), 1.80.5 (busy, idle, private-old).
 * Not on every series, so not to be used: api_key_alias, api_provider, end_user, hashed_api_key, model_group, model_id, org_alias, org_id, service_tier, team, team_alias, user.
 * Personal data, so not to be used: api_key_alias, end_user, hashed_api_key, user.
 * Seen at contracts/litellm/recordings/1.109.1.busy.prom:173
 */
export const litellm_llm_api_latency_metric_created = gauge(exporter, "litellm_llm_api_latency_metric_created", { ...target, model: "any", requested_model: "any" });

/**
 * Time to first token for a models LLM API call
 *
 * histogram, s. Recorded: 1.109.1 (busy, idle, options, private-exclude, private, workers), 1.82.6 (busy, idle, private), 1.80.5 (busy, idle, private-old); only declared: failed-only, fresh.
 * Not on every series, so not to be used: api_key_alias, api_provider, end_user, hashed_api_key, model_group, model_id, org_alias, org_id, requested_model, service_tier, team, team_alias, user.
 * Personal data, so not to be used: api_key_alias, end_user, hashed_api_key, user.
 * Appears late: Streaming requests only.
 * Seen at contracts/litellm/recordings/1.109.1.busy.prom:177
 */
export const litellm_llm_api_time_to_first_token_metric = histogram(exporter, "litellm_llm_api_time_to_first_token_metric", { ...target, model: "any" });

/**
 * Time to first token for a models LLM API call
 *
 * gauge, timestamp. Recorded: 1.109.1 (busy, idle, private-exclude, private), 1.82.6 (busy, idle, private), 1.80.5 (busy, idle, private-old).
 * Not on every series, so not to be used: api_key_alias, api_provider, end_user, hashed_api_key, model_group, model_id, org_alias, org_id, requested_model, service_tier, team, team_alias, user.
 * Personal data, so not to be used: api_key_alias, end_user, hashed_api_key, user.
 * Seen at contracts/litellm/recordings/1.109.1.busy.prom:219
 */
export const litellm_llm_api_time_to_first_token_metric_created = gauge(exporter, "litellm_llm_api_time_to_first_token_metric_created", { ...target, model: "any" });

/**
 * Total number of managed batches created
 *
 * counter, timestamp. Recorded: no sample; only declared: busy, failed-only, fresh, idle, options, private-exclude.
 * Seen at contracts/litellm/recordings/1.109.1.busy.prom:618
 */
export const litellm_managed_batch_created_total = counter(exporter, "litellm_managed_batch_created_total", { ...target }, { variants: [] });

/**
 * Duration of completed managed batches in seconds (completed_at - created_at)
 *
 * histogram, s. Recorded: no sample; only declared: busy, failed-only, fresh, idle, options, private-exclude.
 * Seen at contracts/litellm/recordings/1.109.1.busy.prom:622
 */
export const litellm_managed_batch_duration_seconds = histogram(exporter, "litellm_managed_batch_duration_seconds", { ...target }, { variants: [] });

/**
 * Total number of managed files created
 *
 * counter, timestamp. Recorded: no sample; only declared: busy, failed-only, fresh, idle, options, private-exclude.
 * Seen at contracts/litellm/recordings/1.109.1.busy.prom:624
 */
export const litellm_managed_file_created_total = counter(exporter, "litellm_managed_file_created_total", { ...target }, { variants: [] });

/**
 * Total number of managed file deletions (success or blocked)
 *
 * counter. Recorded: no sample; only declared: busy, failed-only, fresh, idle, options, private-exclude.
 * Seen at contracts/litellm/recordings/1.109.1.busy.prom:626
 */
export const litellm_managed_file_deleted_total = counter(exporter, "litellm_managed_file_deleted_total", { ...target }, { variants: [] });

/**
 * Size of the most recent managed batch file in bytes (last-seen value per label combination)
 *
 * gauge, bytes. Recorded: no sample; only declared: busy, failed-only, fresh, idle, options, private-exclude.
 * Seen at contracts/litellm/recordings/1.109.1.busy.prom:620
 */
export const litellm_managed_file_size_bytes = gauge(exporter, "litellm_managed_file_size_bytes", { ...target }, { variants: [] });

/**
 * Total spend on MCP tool calls, segmented by tool and server name
 *
 * counter. Recorded: no sample; only declared: busy, failed-only, fresh, idle, options, private-exclude.
 * Seen at contracts/litellm/recordings/1.109.1.busy.prom:640
 */
export const litellm_mcp_tool_call_spend_metric_total = counter(exporter, "litellm_mcp_tool_call_spend_metric_total", { ...target }, { variants: [] });

/**
 * Total MCP tool calls, segmented by tool and server name
 *
 * counter. Recorded: no sample; only declared: busy, failed-only, fresh, idle, options, private-exclude.
 * Seen at contracts/litellm/recordings/1.109.1.busy.prom:638
 */
export const litellm_mcp_tool_calls_total = counter(exporter, "litellm_mcp_tool_calls_total", { ...target }, { variants: [] });

/**
 * Remaining hours for org budget to be reset
 *
 * gauge. Recorded: 1.109.1 (private-exclude); only declared: busy, failed-only, fresh, idle, options.
 * Seen at contracts/litellm/recordings/1.109.1.private-exclude.prom:285
 */
export const litellm_org_budget_remaining_hours_metric = gauge(exporter, "litellm_org_budget_remaining_hours_metric", { ...target }, { variants: ["1.109.1"] });

/**
 * Maximum budget set for org
 *
 * gauge. Recorded: 1.109.1 (private-exclude); only declared: busy, failed-only, fresh, idle, options.
 * Seen at contracts/litellm/recordings/1.109.1.private-exclude.prom:282
 */
export const litellm_org_max_budget_metric = gauge(exporter, "litellm_org_max_budget_metric", { ...target }, { variants: ["1.109.1"] });

/**
 * Audio output tokens reported in completion_tokens_details.audio_tokens
 *
 * counter, tokens. Recorded: no sample; only declared: busy, failed-only, fresh, idle, options, private-exclude.
 * Seen at contracts/litellm/recordings/1.109.1.busy.prom:261
 */
export const litellm_output_audio_tokens_metric_total = counter(exporter, "litellm_output_audio_tokens_metric_total", { ...target }, { variants: [] });

/**
 * Reasoning tokens reported in completion_tokens_details.reasoning_tokens
 *
 * counter, tokens. Recorded: no sample; only declared: busy, failed-only, fresh, idle, options, private-exclude.
 * Seen at contracts/litellm/recordings/1.109.1.busy.prom:259
 */
export const litellm_output_reasoning_tokens_metric_total = counter(exporter, "litellm_output_reasoning_tokens_metric_total", { ...target }, { variants: [] });

/**
 * Total number of output tokens from LLM requests
 *
 * gauge, timestamp. Recorded: 1.109.1 (busy, idle, private-exclude, private), 1.82.6 (busy, idle, private), 1.80.5 (busy, idle, private-old).
 * Not on every series, so not to be used: api_key_alias, api_provider, end_user, hashed_api_key, model_id, org_alias, org_id, team, team_alias, user, user_email.
 * Personal data, so not to be used: api_key_alias, end_user, hashed_api_key, user, user_email.
 * Seen at contracts/litellm/recordings/1.109.1.busy.prom:251
 */
export const litellm_output_tokens_metric_created = gauge(exporter, "litellm_output_tokens_metric_created", { ...target, model: "any", requested_model: "any" });

/**
 * Total number of output tokens from LLM requests
 *
 * counter, tokens. Recorded: 1.109.1 (busy, idle, options, private-exclude, private, workers), 1.82.6 (busy, idle, private), 1.80.5 (busy, idle, private-old); only declared: failed-only, fresh.
 * Not on every series, so not to be used: api_key_alias, api_provider, end_user, hashed_api_key, model_id, org_alias, org_id, team, team_alias, user, user_email.
 * Personal data, so not to be used: api_key_alias, end_user, hashed_api_key, user, user_email.
 * Seen at contracts/litellm/recordings/1.109.1.busy.prom:247
 */
export const litellm_output_tokens_metric_total = counter(exporter, "litellm_output_tokens_metric_total", { ...target, model: "any", requested_model: "any" });

/**
 * Latency overhead (milliseconds) added by LiteLLM processing
 *
 * histogram, s. Recorded: 1.109.1 (busy, idle, options, private-exclude, private, workers), 1.82.6 (busy, idle, private), 1.80.5 (busy, idle, private-old); only declared: failed-only, fresh.
 * Not on every series, so not to be used: api_base, api_key_alias, api_provider, hashed_api_key, litellm_model_name, model_id.
 * Personal data, so not to be used: api_key_alias, hashed_api_key.
 * Seen at contracts/litellm/recordings/1.109.1.busy.prom:327
 */
export const litellm_overhead_latency_metric = histogram(exporter, "litellm_overhead_latency_metric", { ...target, model_group: "any" });

/**
 * Latency overhead (milliseconds) added by LiteLLM processing
 *
 * gauge, timestamp. Recorded: 1.109.1 (busy, idle, private-exclude, private), 1.82.6 (busy, idle, private), 1.80.5 (busy, idle, private-old).
 * Not on every series, so not to be used: api_base, api_key_alias, api_provider, hashed_api_key, litellm_model_name, model_id.
 * Personal data, so not to be used: api_key_alias, hashed_api_key.
 * Seen at contracts/litellm/recordings/1.109.1.busy.prom:369
 */
export const litellm_overhead_latency_metric_created = gauge(exporter, "litellm_overhead_latency_metric_created", { ...target, model_group: "any" });

/**
 * Total internal latency (seconds) added by LiteLLM, including pre/post-call guardrails (excludes the LLM API call)
 *
 * histogram, s. Recorded: 1.109.1 (busy, idle, options, private-exclude, workers); only declared: failed-only, fresh.
 * Not on every series, so not to be used: api_key_alias, hashed_api_key.
 * Personal data, so not to be used: api_key_alias, hashed_api_key.
 * Seen at contracts/litellm/recordings/1.109.1.busy.prom:373
 */
export const litellm_overhead_with_guardrails_latency_metric = histogram(exporter, "litellm_overhead_with_guardrails_latency_metric", { ...target, api_base: "any", api_provider: "any", litellm_model_name: "any", model_group: "any", model_id: "any" }, { variants: ["1.109.1"] });

/**
 * Total internal latency (seconds) added by LiteLLM, including pre/post-call guardrails (excludes the LLM API call)
 *
 * gauge, timestamp. Recorded: 1.109.1 (busy, idle, private-exclude).
 * Not on every series, so not to be used: api_key_alias, hashed_api_key.
 * Personal data, so not to be used: api_key_alias, hashed_api_key.
 * Seen at contracts/litellm/recordings/1.109.1.busy.prom:415
 */
export const litellm_overhead_with_guardrails_latency_metric_created = gauge(exporter, "litellm_overhead_with_guardrails_latency_metric_created", { ...target, api_base: "any", api_provider: "any", litellm_model_name: "any", model_group: "any", model_id: "any" }, { variants: ["1.109.1"] });

/**
 * Configured rate limit for the Project on the requested model in the current window (model_rpm_limit / model_tpm_limit / model_itpm_limit / model_otpm_limit), by rate_limit_type
 *
 * gauge. Recorded: no sample; only declared: busy, failed-only, fresh, idle, options, private-exclude.
 * Seen at contracts/litellm/recordings/1.109.1.busy.prom:317
 */
export const litellm_project_model_rate_limit_allowed_metric = gauge(exporter, "litellm_project_model_rate_limit_allowed_metric", { ...target }, { variants: [] });

/**
 * Requests or tokens the Project has consumed on the requested model in the current rate limit window, by rate_limit_type
 *
 * gauge. Recorded: no sample; only declared: busy, failed-only, fresh, idle, options, private-exclude.
 * Seen at contracts/litellm/recordings/1.109.1.busy.prom:319
 */
export const litellm_project_model_rate_limit_used_metric = gauge(exporter, "litellm_project_model_rate_limit_used_metric", { ...target }, { variants: [] });

/**
 * Total prompt/input tokens written to provider prompt cache (e.g. Anthropic/Bedrock)
 *
 * counter, tokens. Recorded: no sample; only declared: busy, failed-only, fresh, idle, options, private-exclude.
 * Seen at contracts/litellm/recordings/1.109.1.busy.prom:607
 */
export const litellm_provider_cache_creation_input_tokens_metric_total = counter(exporter, "litellm_provider_cache_creation_input_tokens_metric_total", { ...target }, { variants: [] });

/**
 * Total prompt/input tokens read from provider prompt cache (e.g. OpenAI/Anthropic/Gemini/Bedrock)
 *
 * counter, tokens. Recorded: no sample; only declared: busy, failed-only, fresh, idle, options, private-exclude.
 * Seen at contracts/litellm/recordings/1.109.1.busy.prom:605
 */
export const litellm_provider_cache_read_input_tokens_metric_total = counter(exporter, "litellm_provider_cache_read_input_tokens_metric_total", { ...target }, { variants: [] });

/**
 * Remaining budget for provider - used when you set provider budget limits
 *
 * gauge. Recorded: no sample; only declared: busy, failed-only, fresh, idle, options, private-exclude.
 * Seen at contracts/litellm/recordings/1.109.1.busy.prom:469
 */
export const litellm_provider_remaining_budget_metric = gauge(exporter, "litellm_provider_remaining_budget_metric", { ...target }, { variants: [] });

/**
 * Total number of failed responses from proxy - the client did not get a success response from litellm proxy
 *
 * gauge, timestamp. Recorded: 1.109.1 (busy, failed-only, idle, private-exclude, private), 1.82.6 (busy, failed-only, idle, private), 1.80.5 (busy, failed-only, idle, private-old).
 * Not on every series, so not to be used: api_key_alias, api_provider, client_ip, end_user, hashed_api_key, model_id, org_alias, org_id, team, team_alias, user, user_agent, user_email.
 * Personal data, so not to be used: api_key_alias, client_ip, end_user, hashed_api_key, user, user_agent, user_email.
 * Seen at contracts/litellm/recordings/1.109.1.busy.prom:49
 */
export const litellm_proxy_failed_requests_metric_created = gauge(exporter, "litellm_proxy_failed_requests_metric_created", { ...target, exception_class: "any", exception_status: "any", requested_model: "any", route: "any" });

/**
 * Total number of failed responses from proxy - the client did not get a success response from litellm proxy
 *
 * counter, requests. Recorded: 1.109.1 (busy, failed-only, idle, options, private-exclude, private, workers), 1.82.6 (busy, failed-only, idle, private), 1.80.5 (busy, failed-only, idle, private-old); only declared: fresh.
 * Not on every series, so not to be used: api_key_alias, api_provider, client_ip, end_user, hashed_api_key, model_id, org_alias, org_id, team, team_alias, user, user_agent, user_email.
 * Personal data, so not to be used: api_key_alias, client_ip, end_user, hashed_api_key, user, user_agent, user_email.
 * Seen at contracts/litellm/recordings/1.109.1.busy.prom:39
 */
export const litellm_proxy_failed_requests_metric_total = counter(exporter, "litellm_proxy_failed_requests_metric_total", { ...target, exception_class: "any", exception_status: "any", requested_model: "any", route: "any" });

/**
 * Total number of requests made to the proxy server - track number of client side requests
 *
 * gauge, timestamp. Recorded: 1.109.1 (busy, failed-only, idle, private-exclude, private), 1.82.6 (busy, failed-only, idle, private), 1.80.5 (busy, failed-only, idle, private-old).
 * Not on every series, so not to be used: api_key_alias, api_provider, client_ip, end_user, hashed_api_key, model_id, org_alias, org_id, team, team_alias, user, user_agent, user_email.
 * Personal data, so not to be used: api_key_alias, client_ip, end_user, hashed_api_key, user, user_agent, user_email.
 * Seen at contracts/litellm/recordings/1.109.1.busy.prom:72
 */
export const litellm_proxy_total_requests_metric_created = gauge(exporter, "litellm_proxy_total_requests_metric_created", { ...target, requested_model: "any", route: "any", status_code: "any" });

/**
 * Total number of requests made to the proxy server - track number of client side requests
 *
 * counter, requests. Recorded: 1.109.1 (busy, failed-only, idle, options, private-exclude, private, workers), 1.82.6 (busy, failed-only, idle, private), 1.80.5 (busy, failed-only, idle, private-old); only declared: fresh.
 * Not on every series, so not to be used: api_key_alias, api_provider, client_ip, end_user, hashed_api_key, model_id, org_alias, org_id, team, team_alias, user, user_agent, user_email.
 * Personal data, so not to be used: api_key_alias, client_ip, end_user, hashed_api_key, user, user_agent, user_email.
 * Seen at contracts/litellm/recordings/1.109.1.busy.prom:59
 */
export const litellm_proxy_total_requests_metric_total = counter(exporter, "litellm_proxy_total_requests_metric_total", { ...target, requested_model: "any", route: "any", status_code: "any" });

/**
 * Remaining budget for api key
 *
 * gauge, USD. Recorded: 1.109.1 (busy, idle, options, private-exclude, workers), 1.82.6 (busy, idle), 1.80.5 (busy, idle); only declared: failed-only, fresh.
 * Not on every series, so not to be used: api_key_alias, hashed_api_key, pid.
 * Personal data, so not to be used: api_key_alias, hashed_api_key.
 * +Inf is no limit. Without its labels (prometheus_exclude_labels) it is 0 whatever the budget.
 * Seen at contracts/litellm/recordings/1.109.1.busy.prom:283
 */
export const litellm_remaining_api_key_budget_metric = gauge(exporter, "litellm_remaining_api_key_budget_metric", { ...target });

/**
 * Remaining Requests API Key can make for model (model based rpm limit on key)
 *
 * gauge, requests. Recorded: 1.109.1 (busy, idle, options, private-exclude, workers), 1.82.6 (busy, idle), 1.80.5 (busy, idle); only declared: failed-only, fresh.
 * Not on every series, so not to be used: api_key_alias, hashed_api_key, model_id, pid.
 * Personal data, so not to be used: api_key_alias, hashed_api_key.
 * 9.22e18 is no limit. Its label `model` is the name clients use.
 * Seen at contracts/litellm/recordings/1.109.1.busy.prom:303
 */
export const litellm_remaining_api_key_requests_for_model = gauge(exporter, "litellm_remaining_api_key_requests_for_model", { ...target, model: "any" });

/**
 * Remaining Tokens API Key can make for model (model based tpm limit on key)
 *
 * gauge, tokens. Recorded: 1.109.1 (busy, idle, options, private-exclude, workers), 1.82.6 (busy, idle), 1.80.5 (busy, idle); only declared: failed-only, fresh.
 * Not on every series, so not to be used: api_key_alias, hashed_api_key, model_id, pid.
 * Personal data, so not to be used: api_key_alias, hashed_api_key.
 * 9.22e18 is no limit. Its label `model` is the name clients use.
 * Seen at contracts/litellm/recordings/1.109.1.busy.prom:307
 */
export const litellm_remaining_api_key_tokens_for_model = gauge(exporter, "litellm_remaining_api_key_tokens_for_model", { ...target, model: "any" });

/**
 * Remaining budget for customer (end user)
 *
 * gauge, USD. Recorded: 1.109.1 (private-exclude); only declared: busy, failed-only, fresh, idle, options.
 * +Inf is no limit. Without its labels (prometheus_exclude_labels) it is 0 whatever the budget.
 * Seen at contracts/litellm/recordings/1.109.1.private-exclude.prom:306
 */
export const litellm_remaining_customer_budget_metric = gauge(exporter, "litellm_remaining_customer_budget_metric", { ...target }, { variants: ["1.109.1"] });

/**
 * Remaining budget for org
 *
 * gauge, USD. Recorded: 1.109.1 (private-exclude); only declared: busy, failed-only, fresh, idle, options.
 * +Inf is no limit. Without its labels (prometheus_exclude_labels) it is 0 whatever the budget.
 * Seen at contracts/litellm/recordings/1.109.1.private-exclude.prom:279
 */
export const litellm_remaining_org_budget_metric = gauge(exporter, "litellm_remaining_org_budget_metric", { ...target }, { variants: ["1.109.1"] });

/**
 * LLM Deployment Analytics - remaining requests for model, returned from LLM API Provider
 *
 * gauge. Recorded: no sample; only declared: busy, failed-only, fresh, idle.
 * Seen at contracts/litellm/recordings/1.80.5.busy.prom:376
 */
export const litellm_remaining_requests = gauge(exporter, "litellm_remaining_requests", { ...target }, { variants: [] });

/**
 * LLM Deployment Analytics - remaining requests for model, returned from LLM API Provider
 *
 * gauge. Recorded: no sample; only declared: busy, failed-only, fresh, idle, options, private-exclude.
 * Seen at contracts/litellm/recordings/1.109.1.busy.prom:321
 */
export const litellm_remaining_requests_metric = gauge(exporter, "litellm_remaining_requests_metric", { ...target }, { variants: [] });

/**
 * Remaining budget for team
 *
 * gauge, USD. Recorded: 1.109.1 (private-exclude); only declared: busy, failed-only, fresh, idle, options.
 * +Inf is no limit. Without its labels (prometheus_exclude_labels) it is 0 whatever the budget.
 * Seen at contracts/litellm/recordings/1.109.1.private-exclude.prom:267
 */
export const litellm_remaining_team_budget_metric = gauge(exporter, "litellm_remaining_team_budget_metric", { ...target }, { variants: ["1.109.1"] });

/**
 * remaining tokens for model, returned from LLM API Provider
 *
 * gauge. Recorded: no sample; only declared: busy, failed-only, fresh, idle.
 * Seen at contracts/litellm/recordings/1.80.5.busy.prom:378
 */
export const litellm_remaining_tokens = gauge(exporter, "litellm_remaining_tokens", { ...target }, { variants: [] });

/**
 * remaining tokens for model, returned from LLM API Provider
 *
 * gauge. Recorded: no sample; only declared: busy, failed-only, fresh, idle, options, private-exclude.
 * Seen at contracts/litellm/recordings/1.109.1.busy.prom:323
 */
export const litellm_remaining_tokens_metric = gauge(exporter, "litellm_remaining_tokens_metric", { ...target }, { variants: [] });

/**
 * Remaining budget for user
 *
 * gauge, USD. Recorded: 1.109.1 (busy, idle, options, private-exclude, workers), 1.82.6 (busy, idle); only declared: failed-only, fresh.
 * Not on every series, so not to be used: pid, user.
 * Personal data, so not to be used: user.
 * +Inf is no limit. Without its labels (prometheus_exclude_labels) it is 0 whatever the budget.
 * Seen at contracts/litellm/recordings/1.109.1.busy.prom:290
 */
export const litellm_remaining_user_budget_metric = gauge(exporter, "litellm_remaining_user_budget_metric", { ...target }, { variants: ["1.109.1","1.82.6"] });

/**
 * Time spent in request queue before processing starts (seconds)
 *
 * histogram, s. Recorded: 1.109.1 (busy, idle, options, private-exclude, workers), 1.82.6 (busy, idle); only declared: failed-only, fresh.
 * Not on every series, so not to be used: api_key_alias, api_provider, end_user, hashed_api_key, org_alias, org_id, team, team_alias, user.
 * Personal data, so not to be used: api_key_alias, end_user, hashed_api_key, user.
 * Seen at contracts/litellm/recordings/1.109.1.busy.prom:419
 */
export const litellm_request_queue_time_seconds = histogram(exporter, "litellm_request_queue_time_seconds", { ...target, model: "any", model_id: "any", requested_model: "any" }, { variants: ["1.109.1","1.82.6"] });

/**
 * Time spent in request queue before processing starts (seconds)
 *
 * gauge, timestamp. Recorded: 1.109.1 (busy, idle, private-exclude), 1.82.6 (busy, idle).
 * Not on every series, so not to be used: api_key_alias, api_provider, end_user, hashed_api_key, org_alias, org_id, team, team_alias, user.
 * Personal data, so not to be used: api_key_alias, end_user, hashed_api_key, user.
 * Seen at contracts/litellm/recordings/1.109.1.busy.prom:461
 */
export const litellm_request_queue_time_seconds_created = gauge(exporter, "litellm_request_queue_time_seconds_created", { ...target, model: "any", model_id: "any", requested_model: "any" }, { variants: ["1.109.1","1.82.6"] });

/**
 * Total latency (seconds) for a request to LiteLLM
 *
 * histogram, s. Recorded: 1.109.1 (busy, idle, options, private-exclude, private, workers), 1.82.6 (busy, idle, private), 1.80.5 (busy, idle, private-old); only declared: failed-only, fresh.
 * Not on every series, so not to be used: api_key_alias, api_provider, end_user, hashed_api_key, model_group, model_id, org_alias, org_id, service_tier, team, team_alias, user.
 * Personal data, so not to be used: api_key_alias, end_user, hashed_api_key, user.
 * Seen at contracts/litellm/recordings/1.109.1.busy.prom:85
 */
export const litellm_request_total_latency_metric = histogram(exporter, "litellm_request_total_latency_metric", { ...target, model: "any", requested_model: "any" });

/**
 * Total latency (seconds) for a request to LiteLLM
 *
 * gauge, timestamp. Recorded: 1.109.1 (busy, idle, private-exclude, private), 1.82.6 (busy, idle, private), 1.80.5 (busy, idle, private-old).
 * Not on every series, so not to be used: api_key_alias, api_provider, end_user, hashed_api_key, model_group, model_id, org_alias, org_id, service_tier, team, team_alias, user.
 * Personal data, so not to be used: api_key_alias, end_user, hashed_api_key, user.
 * Seen at contracts/litellm/recordings/1.109.1.busy.prom:127
 */
export const litellm_request_total_latency_metric_created = gauge(exporter, "litellm_request_total_latency_metric_created", { ...target, model: "any", requested_model: "any" });

/**
 * deprecated - use litellm_proxy_total_requests_metric. Total number of LLM calls to litellm - track total per API Key, team, user
 *
 * gauge, timestamp. Recorded: 1.109.1 (busy, idle, private-exclude, private), 1.82.6 (busy, idle, private), 1.80.5 (busy, idle, private-old).
 * Not on every series, so not to be used: api_key_alias, api_provider, client_ip, end_user, hashed_api_key, model_id, org_alias, org_id, requested_model, team, team_alias, user, user_agent, user_email.
 * Personal data, so not to be used: api_key_alias, client_ip, end_user, hashed_api_key, user, user_agent, user_email.
 * Seen at contracts/litellm/recordings/1.109.1.busy.prom:587
 */
export const litellm_requests_metric_created = gauge(exporter, "litellm_requests_metric_created", { ...target, model: "any" });

/**
 * deprecated - use litellm_proxy_total_requests_metric. Total number of LLM calls to litellm - track total per API Key, team, user
 *
 * counter, requests. Recorded: 1.109.1 (busy, idle, options, private-exclude, private, workers), 1.82.6 (busy, idle, private), 1.80.5 (busy, idle, private-old); only declared: failed-only, fresh.
 * Not on every series, so not to be used: api_key_alias, api_provider, client_ip, end_user, hashed_api_key, model_id, org_alias, org_id, requested_model, team, team_alias, user, user_agent, user_email.
 * Personal data, so not to be used: api_key_alias, client_ip, end_user, hashed_api_key, user, user_agent, user_email.
 * @deprecated Use litellm_proxy_total_requests_metric_total.
 * Seen at contracts/litellm/recordings/1.109.1.busy.prom:583
 */
export const litellm_requests_metric_total = counter(exporter, "litellm_requests_metric_total", { ...target, model: "any" });

/**
 * Share of the provider's bill LiteLLM captured as spend over the scheduled check's window (captured spend / provider bill), by api_provider; NaN when the last check produced no rate
 *
 * gauge. Recorded: no sample; only declared: busy, failed-only, fresh, idle, options, private-exclude.
 * Seen at contracts/litellm/recordings/1.109.1.busy.prom:591
 */
export const litellm_spend_capture_rate = gauge(exporter, "litellm_spend_capture_rate", { ...target }, { variants: [] });

/**
 * Total spend on LLM requests
 *
 * gauge, timestamp. Recorded: 1.109.1 (busy, idle, private-exclude, private), 1.82.6 (busy, idle, private), 1.80.5 (busy, idle, private-old).
 * Not on every series, so not to be used: api_key_alias, api_provider, client_ip, end_user, hashed_api_key, model_id, org_alias, org_id, requested_model, service_tier, team, team_alias, user, user_agent, user_email.
 * Personal data, so not to be used: api_key_alias, client_ip, end_user, hashed_api_key, user, user_agent, user_email.
 * Seen at contracts/litellm/recordings/1.109.1.busy.prom:227
 */
export const litellm_spend_metric_created = gauge(exporter, "litellm_spend_metric_created", { ...target, model: "any" });

/**
 * Total spend on LLM requests
 *
 * counter, USD. Recorded: 1.109.1 (busy, idle, options, private-exclude, private, workers), 1.82.6 (busy, idle, private), 1.80.5 (busy, idle, private-old); only declared: failed-only, fresh.
 * Not on every series, so not to be used: api_key_alias, api_provider, client_ip, end_user, hashed_api_key, model_id, org_alias, org_id, requested_model, service_tier, team, team_alias, user, user_agent, user_email.
 * Personal data, so not to be used: api_key_alias, client_ip, end_user, hashed_api_key, user, user_agent, user_email.
 * Seen at contracts/litellm/recordings/1.109.1.busy.prom:223
 */
export const litellm_spend_metric_total = counter(exporter, "litellm_spend_metric_total", { ...target, model: "any" });

/**
 * Remaining days for team budget to be reset
 *
 * gauge. Recorded: 1.109.1 (private-exclude); only declared: busy, failed-only, fresh, idle, options.
 * Seen at contracts/litellm/recordings/1.109.1.private-exclude.prom:273
 */
export const litellm_team_budget_remaining_hours_metric = gauge(exporter, "litellm_team_budget_remaining_hours_metric", { ...target }, { variants: ["1.109.1"] });

/**
 * Maximum budget set for team
 *
 * gauge. Recorded: 1.109.1 (private-exclude); only declared: busy, failed-only, fresh, idle, options.
 * Seen at contracts/litellm/recordings/1.109.1.private-exclude.prom:270
 */
export const litellm_team_max_budget_metric = gauge(exporter, "litellm_team_max_budget_metric", { ...target }, { variants: ["1.109.1"] });

/**
 * Number of members in a team
 *
 * gauge. Recorded: 1.109.1 (private-exclude); only declared: busy, failed-only, fresh, idle, options.
 * Seen at contracts/litellm/recordings/1.109.1.private-exclude.prom:276
 */
export const litellm_team_members_metric = gauge(exporter, "litellm_team_members_metric", { ...target }, { variants: ["1.109.1"] });

/**
 * Configured rate limit for the Team in the current window (team rpm_limit / tpm_limit), by rate_limit_type
 *
 * gauge. Recorded: no sample; only declared: busy, failed-only, fresh, idle, options, private-exclude.
 * Seen at contracts/litellm/recordings/1.109.1.busy.prom:313
 */
export const litellm_team_rate_limit_allowed_metric = gauge(exporter, "litellm_team_rate_limit_allowed_metric", { ...target }, { variants: [] });

/**
 * Requests or tokens the Team has consumed in the current rate limit window, by rate_limit_type
 *
 * gauge. Recorded: no sample; only declared: busy, failed-only, fresh, idle, options, private-exclude.
 * Seen at contracts/litellm/recordings/1.109.1.busy.prom:315
 */
export const litellm_team_rate_limit_used_metric = gauge(exporter, "litellm_team_rate_limit_used_metric", { ...target }, { variants: [] });

/**
 * Total number of teams in LiteLLM
 *
 * gauge. Recorded: 1.109.1 (busy, failed-only, fresh, idle, options, private-exclude, workers-fresh, workers), 1.82.6 (busy, failed-only, fresh, idle).
 * Not on every series, so not to be used: pid.
 * Seen at contracts/litellm/recordings/1.109.1.busy.prom:617
 */
export const litellm_teams_count = gauge(exporter, "litellm_teams_count", { ...target }, { variants: ["1.109.1","1.82.6"] });

/**
 * Total number of input + output tokens from LLM requests
 *
 * gauge, timestamp. Recorded: 1.109.1 (busy, idle, private-exclude, private), 1.82.6 (busy, idle, private), 1.80.5 (busy, idle, private-old).
 * Not on every series, so not to be used: api_key_alias, api_provider, end_user, hashed_api_key, model_id, org_alias, org_id, team, team_alias, user, user_email.
 * Personal data, so not to be used: api_key_alias, end_user, hashed_api_key, user, user_email.
 * Seen at contracts/litellm/recordings/1.109.1.busy.prom:235
 */
export const litellm_total_tokens_metric_created = gauge(exporter, "litellm_total_tokens_metric_created", { ...target, model: "any", requested_model: "any" });

/**
 * Total number of input + output tokens from LLM requests
 *
 * counter, tokens. Recorded: 1.109.1 (busy, idle, options, private-exclude, private, workers), 1.82.6 (busy, idle, private), 1.80.5 (busy, idle, private-old); only declared: failed-only, fresh.
 * Not on every series, so not to be used: api_key_alias, api_provider, end_user, hashed_api_key, model_id, org_alias, org_id, team, team_alias, user, user_email.
 * Personal data, so not to be used: api_key_alias, end_user, hashed_api_key, user, user_email.
 * Seen at contracts/litellm/recordings/1.109.1.busy.prom:231
 */
export const litellm_total_tokens_metric_total = counter(exporter, "litellm_total_tokens_metric_total", { ...target, model: "any", requested_model: "any" });

/**
 * Total number of users in LiteLLM
 *
 * gauge. Recorded: 1.109.1 (busy, failed-only, fresh, idle, options, private-exclude, workers-fresh, workers), 1.82.6 (busy, failed-only, fresh, idle).
 * Not on every series, so not to be used: pid.
 * Seen at contracts/litellm/recordings/1.109.1.busy.prom:611
 */
export const litellm_total_users = gauge(exporter, "litellm_total_users", { ...target }, { variants: ["1.109.1","1.82.6"] });

/**
 * Remaining hours for user budget to be reset
 *
 * gauge. Recorded: 1.109.1 (private-exclude); only declared: busy, failed-only, fresh, idle, options.
 * Seen at contracts/litellm/recordings/1.109.1.private-exclude.prom:303
 */
export const litellm_user_budget_remaining_hours_metric = gauge(exporter, "litellm_user_budget_remaining_hours_metric", { ...target }, { variants: ["1.109.1"] });

/**
 * Maximum budget set for user
 *
 * gauge. Recorded: 1.109.1 (private-exclude); only declared: busy, failed-only, fresh, idle, options.
 * Seen at contracts/litellm/recordings/1.109.1.private-exclude.prom:300
 */
export const litellm_user_max_budget_metric = gauge(exporter, "litellm_user_max_budget_metric", { ...target }, { variants: ["1.109.1"] });

/**
 * Seconds of video generated, from usage.duration_seconds on video generation calls
 *
 * counter. Recorded: no sample; only declared: busy, failed-only, fresh, idle, options, private-exclude.
 * Seen at contracts/litellm/recordings/1.109.1.busy.prom:263
 */
export const litellm_video_duration_seconds_metric_total = counter(exporter, "litellm_video_duration_seconds_metric_total", { ...target }, { variants: [] });

/**
 * Requests that carried usage but were logged at $0 on a model whose pricing entry has a non-zero rate, by reason (missing_pricing_key, pricing_not_applied, cost_calculation_error)
 *
 * counter. Recorded: no sample; only declared: busy, failed-only, fresh, idle, options, private-exclude.
 * Seen at contracts/litellm/recordings/1.109.1.busy.prom:589
 */
export const litellm_zero_cost_requests_total = counter(exporter, "litellm_zero_cost_requests_total", { ...target }, { variants: [] });

/**
 * Total user and system CPU time spent in seconds.
 *
 * counter, s. Recorded: 1.109.1 (busy, failed-only, fresh, idle, options, private-exclude, private), 1.82.6 (busy, failed-only, fresh, idle, private), 1.80.5 (busy, failed-only, fresh, idle, private-old).
 * Seen at contracts/litellm/recordings/1.109.1.busy.prom:30
 */
export const process_cpu_seconds_total = counter(exporter, "process_cpu_seconds_total", { ...target }, { shared: true });

/**
 * Maximum number of open file descriptors.
 *
 * gauge. Recorded: 1.109.1 (busy, failed-only, fresh, idle, options, private-exclude, private), 1.82.6 (busy, failed-only, fresh, idle, private), 1.80.5 (busy, failed-only, fresh, idle, private-old).
 * Seen at contracts/litellm/recordings/1.109.1.busy.prom:36
 */
export const process_max_fds = gauge(exporter, "process_max_fds", { ...target }, { shared: true });

/**
 * Number of open file descriptors.
 *
 * gauge. Recorded: 1.109.1 (busy, failed-only, fresh, idle, options, private-exclude, private), 1.82.6 (busy, failed-only, fresh, idle, private), 1.80.5 (busy, failed-only, fresh, idle, private-old).
 * Seen at contracts/litellm/recordings/1.109.1.busy.prom:33
 */
export const process_open_fds = gauge(exporter, "process_open_fds", { ...target }, { shared: true });

/**
 * Resident memory size in bytes.
 *
 * gauge, bytes. Recorded: 1.109.1 (busy, failed-only, fresh, idle, options, private-exclude, private), 1.82.6 (busy, failed-only, fresh, idle, private), 1.80.5 (busy, failed-only, fresh, idle, private-old).
 * Seen at contracts/litellm/recordings/1.109.1.busy.prom:24
 */
export const process_resident_memory_bytes = gauge(exporter, "process_resident_memory_bytes", { ...target }, { shared: true });

/**
 * Start time of the process since unix epoch in seconds.
 *
 * gauge, timestamp. Recorded: 1.109.1 (busy, failed-only, fresh, idle, options, private-exclude, private), 1.82.6 (busy, failed-only, fresh, idle, private), 1.80.5 (busy, failed-only, fresh, idle, private-old).
 * Seen at contracts/litellm/recordings/1.109.1.busy.prom:27
 */
export const process_start_time_seconds = gauge(exporter, "process_start_time_seconds", { ...target }, { shared: true });

/**
 * Virtual memory size in bytes.
 *
 * gauge, bytes. Recorded: 1.109.1 (busy, failed-only, fresh, idle, options, private-exclude, private), 1.82.6 (busy, failed-only, fresh, idle, private), 1.80.5 (busy, failed-only, fresh, idle, private-old).
 * Seen at contracts/litellm/recordings/1.109.1.busy.prom:21
 */
export const process_virtual_memory_bytes = gauge(exporter, "process_virtual_memory_bytes", { ...target }, { shared: true });

/**
 * Number of times this generation was collected
 *
 * counter. Recorded: 1.109.1 (busy, failed-only, fresh, idle, options, private-exclude, private), 1.82.6 (busy, failed-only, fresh, idle, private), 1.80.5 (busy, failed-only, fresh, idle, private-old).
 * Seen at contracts/litellm/recordings/1.109.1.busy.prom:13
 */
export const python_gc_collections_total = counter(exporter, "python_gc_collections_total", { ...target, generation: "any" });

/**
 * Objects collected during gc
 *
 * counter. Recorded: 1.109.1 (busy, failed-only, fresh, idle, options, private-exclude, private), 1.82.6 (busy, failed-only, fresh, idle, private), 1.80.5 (busy, failed-only, fresh, idle, private-old).
 * Seen at contracts/litellm/recordings/1.109.1.busy.prom:3
 */
export const python_gc_objects_collected_total = counter(exporter, "python_gc_objects_collected_total", { ...target, generation: "any" });

/**
 * Uncollectable objects found during GC
 *
 * counter. Recorded: 1.109.1 (busy, failed-only, fresh, idle, options, private-exclude, private), 1.82.6 (busy, failed-only, fresh, idle, private), 1.80.5 (busy, failed-only, fresh, idle, private-old).
 * Seen at contracts/litellm/recordings/1.109.1.busy.prom:8
 */
export const python_gc_objects_uncollectable_total = counter(exporter, "python_gc_objects_uncollectable_total", { ...target, generation: "any" });

/**
 * Python platform information
 *
 * gauge. Recorded: 1.109.1 (busy, failed-only, fresh, idle, options, private-exclude, private), 1.82.6 (busy, failed-only, fresh, idle, private), 1.80.5 (busy, failed-only, fresh, idle, private-old).
 * Seen at contracts/litellm/recordings/1.109.1.busy.prom:18
 */
export const python_info = gauge(exporter, "python_info", { ...target, implementation: "any", major: "any", minor: "any", patchlevel: "any", version: "any" });
