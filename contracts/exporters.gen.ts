// Generated from the recordings and contract.yaml beside it by `npm run contracts`. Do not edit.

/** Every exporter with a contract: what `stack.yaml` may switch on, and its defaults. */
export const exporters = {
  bullmq: {"about":"BullMQ's own `queue.exportPrometheusMetrics()`.","title":"BullMQ exporter","job":"bullmq","address":"host.docker.internal:9092","metricsPath":"/metrics","heartbeat":"bullmq_job_count","variants":["5","6"]},
  dcgm: {"about":"NVIDIA's dcgm-exporter.","title":"GPU exporter","job":"dcgm","address":"dcgm-exporter:9400","metricsPath":"/metrics","heartbeat":"DCGM_FI_DEV_GPU_TEMP","variants":["4.5.3","3.1.7","main"]},
  litellm: {"about":"The LiteLLM proxy's /metrics/ page.","title":"LiteLLM","job":"litellm","address":"litellm:4000","metricsPath":"/metrics/","heartbeat":"up","variants":["1.109.1","1.82.6","1.80.5"]},
  log_pipeline: {"about":"Promtail or Alloy reading nginx's access log, with the metrics it derives from each line.","title":"log pipeline","job":"promtail","address":"alloy:12345","metricsPath":"/metrics","heartbeat":"up","variants":["promtail","alloy-default-prefix","alloy"]},
  nginx: {"about":"nginx-prometheus-exporter, which reads nginx's stub_status page.","title":"nginx exporter","job":"nginx","address":"nginx-exporter:9113","metricsPath":"/metrics","heartbeat":"nginx_up","variants":["1.5.3","0.11"]},
  ollama_queue: {"about":"The queue worker's own exporter, in the worker's process.","title":"queue exporter","job":"ollama_queue","address":"host.docker.internal:9091","metricsPath":"/metrics","heartbeat":"ollama_errors_total","variants":["article","reference"]},
} as const;

/** Every log with a contract. */
export const logs = {
  nginx_access_log: {"about":"nginx's access log in the stack's JSON format, and the labels the pipeline gives each stream in Loki.","job":"nginx"},
} as const;
