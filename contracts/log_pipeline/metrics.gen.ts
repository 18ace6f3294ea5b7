// Generated from the recordings and contract.yaml beside it by `npm run contracts`. Do not edit.
import { counter, gauge, histogram, type Exporter } from "../metric.ts";

const exporter: Exporter = {"name":"log_pipeline","title":"log pipeline","heartbeat":"up"};
const target = { job: "any", instance: "any" } as const;

/**
 * A metric with a constant '1' value labeled by version, revision, branch, goversion from which alloy was built, and the goos and goarch for the build.
 *
 * gauge. Recorded: alloy-default-prefix (busy), alloy (fresh, busy).
 * Seen at contracts/log_pipeline/recordings/alloy-1.18.1.default-prefix.busy.prom:3
 */
export const alloy_build_info = gauge(exporter, "alloy_build_info", { ...target, branch: "any", goarch: "any", goos: "any", goversion: "any", revision: "any", tags: "any", version: "any" }, { variants: ["alloy-default-prefix","alloy"] });

/**
 * Tracks if the controller is currently in the middle of a graph evaluation
 *
 * gauge. Recorded: alloy-default-prefix (busy), alloy (fresh, busy).
 * Seen at contracts/log_pipeline/recordings/alloy-1.18.1.default-prefix.busy.prom:6
 */
export const alloy_component_controller_evaluating = gauge(exporter, "alloy_component_controller_evaluating", { ...target, controller_id: "any", controller_path: "any" }, { variants: ["alloy-default-prefix","alloy"] });

/**
 * Total number of running components.
 *
 * gauge. Recorded: alloy-default-prefix (busy), alloy (fresh, busy).
 * Seen at contracts/log_pipeline/recordings/alloy-1.18.1.default-prefix.busy.prom:10
 */
export const alloy_component_controller_running_components = gauge(exporter, "alloy_component_controller_running_components", { ...target, controller_id: "any", controller_path: "any", health_type: "any" }, { variants: ["alloy-default-prefix","alloy"] });

/**
 * Time spent by components waiting to be evaluated after their dependency is updated.
 *
 * histogram, s. Recorded: alloy-default-prefix (busy), alloy (fresh, busy).
 * Seen at contracts/log_pipeline/recordings/alloy-1.18.1.default-prefix.busy.prom:13
 */
export const alloy_component_dependencies_wait_seconds = histogram(exporter, "alloy_component_dependencies_wait_seconds", { ...target, controller_id: "any", controller_path: "any" }, { variants: ["alloy-default-prefix","alloy"] });

/**
 * Tracks the number of components waiting to be evaluated in the worker pool
 *
 * gauge. Recorded: alloy-default-prefix (busy), alloy (fresh, busy).
 * Seen at contracts/log_pipeline/recordings/alloy-1.18.1.default-prefix.busy.prom:45
 */
export const alloy_component_evaluation_queue_size = gauge(exporter, "alloy_component_evaluation_queue_size", { ...target, controller_id: "any", controller_path: "any" }, { variants: ["alloy-default-prefix","alloy"] });

/**
 * Time spent performing component evaluation
 *
 * histogram, s. Recorded: alloy-default-prefix (busy), alloy (fresh, busy).
 * Seen at contracts/log_pipeline/recordings/alloy-1.18.1.default-prefix.busy.prom:49
 */
export const alloy_component_evaluation_seconds = histogram(exporter, "alloy_component_evaluation_seconds", { ...target, controller_id: "any", controller_path: "any" }, { variants: ["alloy-default-prefix","alloy"] });

/**
 * Indicates that two components are connected in the graph
 *
 * gauge. Recorded: alloy-default-prefix (busy), alloy (fresh, busy).
 * Seen at contracts/log_pipeline/recordings/alloy-1.18.1.default-prefix.busy.prom:81
 */
export const alloy_component_graph_connection = gauge(exporter, "alloy_component_graph_connection", { ...target, controller_id: "any", controller_path: "any", from: "any", to: "any" }, { variants: ["alloy-default-prefix","alloy"] });

/**
 * Hash of the currently active config file.
 *
 * gauge. Recorded: alloy-default-prefix (busy), alloy (fresh, busy).
 * Seen at contracts/log_pipeline/recordings/alloy-1.18.1.default-prefix.busy.prom:85
 */
export const alloy_config_hash = gauge(exporter, "alloy_config_hash", { ...target, cluster_name: "any", sha256: "any" }, { variants: ["alloy-default-prefix","alloy"] });

/**
 * Timestamp of the last successful configuration load.
 *
 * gauge, timestamp. Recorded: alloy-default-prefix (busy), alloy (fresh, busy).
 * Seen at contracts/log_pipeline/recordings/alloy-1.18.1.default-prefix.busy.prom:88
 */
export const alloy_config_last_load_success_timestamp_seconds = gauge(exporter, "alloy_config_last_load_success_timestamp_seconds", { ...target }, { variants: ["alloy-default-prefix","alloy"] });

/**
 * Config loaded successfully.
 *
 * gauge. Recorded: alloy-default-prefix (busy), alloy (fresh, busy).
 * Seen at contracts/log_pipeline/recordings/alloy-1.18.1.default-prefix.busy.prom:91
 */
export const alloy_config_last_load_successful = gauge(exporter, "alloy_config_last_load_successful", { ...target }, { variants: ["alloy-default-prefix","alloy"] });

/**
 * Configuration load failures.
 *
 * counter. Recorded: alloy-default-prefix (busy), alloy (fresh, busy).
 * Seen at contracts/log_pipeline/recordings/alloy-1.18.1.default-prefix.busy.prom:94
 */
export const alloy_config_load_failures_total = counter(exporter, "alloy_config_load_failures_total", { ...target }, { variants: ["alloy-default-prefix","alloy"] });

/**
 * Total number of global ids.
 *
 * gauge. Recorded: alloy-default-prefix (busy), alloy (fresh, busy).
 * Seen at contracts/log_pipeline/recordings/alloy-1.18.1.default-prefix.busy.prom:97
 */
export const alloy_labelstore_global_ids_count = gauge(exporter, "alloy_labelstore_global_ids_count", { ...target }, { variants: ["alloy-default-prefix","alloy"] });

/**
 * Last time stale check was ran expressed in unix timestamp.
 *
 * gauge, timestamp. Recorded: alloy-default-prefix (busy), alloy (fresh, busy).
 * Seen at contracts/log_pipeline/recordings/alloy-1.18.1.default-prefix.busy.prom:100
 */
export const alloy_labelstore_last_stale_check_timestamp = gauge(exporter, "alloy_labelstore_last_stale_check_timestamp", { ...target }, { variants: ["alloy-default-prefix","alloy"] });

/**
 * Total bytes, host-wide, received across all network interfaces.
 *
 * counter, bytes. Recorded: alloy-default-prefix (busy), alloy (fresh, busy).
 * Seen at contracts/log_pipeline/recordings/alloy-1.18.1.default-prefix.busy.prom:103
 */
export const alloy_resources_machine_rx_bytes_total = counter(exporter, "alloy_resources_machine_rx_bytes_total", { ...target }, { variants: ["alloy-default-prefix","alloy"] });

/**
 * Total bytes, host-wide, sent across all given network interface.
 *
 * counter, bytes. Recorded: alloy-default-prefix (busy), alloy (fresh, busy).
 * Seen at contracts/log_pipeline/recordings/alloy-1.18.1.default-prefix.busy.prom:106
 */
export const alloy_resources_machine_tx_bytes_total = counter(exporter, "alloy_resources_machine_tx_bytes_total", { ...target }, { variants: ["alloy-default-prefix","alloy"] });

/**
 * Total user and system CPU time spent in seconds.
 *
 * counter, s. Recorded: alloy-default-prefix (busy), alloy (fresh, busy).
 * Seen at contracts/log_pipeline/recordings/alloy-1.18.1.default-prefix.busy.prom:109
 */
export const alloy_resources_process_cpu_seconds_total = counter(exporter, "alloy_resources_process_cpu_seconds_total", { ...target }, { variants: ["alloy-default-prefix","alloy"] });

/**
 * Current resident memory size in bytes.
 *
 * gauge, bytes. Recorded: alloy-default-prefix (busy), alloy (fresh, busy).
 * Seen at contracts/log_pipeline/recordings/alloy-1.18.1.default-prefix.busy.prom:112
 */
export const alloy_resources_process_resident_memory_bytes = gauge(exporter, "alloy_resources_process_resident_memory_bytes", { ...target }, { variants: ["alloy-default-prefix","alloy"] });

/**
 * Start time of the process since Unix epoch in seconds.
 *
 * gauge, timestamp. Recorded: alloy-default-prefix (busy), alloy (fresh, busy).
 * Seen at contracts/log_pipeline/recordings/alloy-1.18.1.default-prefix.busy.prom:115
 */
export const alloy_resources_process_start_time_seconds = gauge(exporter, "alloy_resources_process_start_time_seconds", { ...target }, { variants: ["alloy-default-prefix","alloy"] });

/**
 * Current virtual memory size in bytes.
 *
 * gauge, bytes. Recorded: alloy-default-prefix (busy), alloy (fresh, busy).
 * Seen at contracts/log_pipeline/recordings/alloy-1.18.1.default-prefix.busy.prom:118
 */
export const alloy_resources_process_virtual_memory_bytes = gauge(exporter, "alloy_resources_process_virtual_memory_bytes", { ...target }, { variants: ["alloy-default-prefix","alloy"] });

/**
 * The number of deprecated flags currently set.
 *
 * counter. Recorded: promtail (after-idle, after-return, busy, fresh, idle, loki-down), alloy-default-prefix (busy), alloy (fresh, busy).
 * Seen at contracts/log_pipeline/recordings/alloy-1.18.1.default-prefix.busy.prom:121
 */
export const deprecated_flags_inuse_total = counter(exporter, "deprecated_flags_inuse_total", { ...target });

/**
 * Heap size target percentage configured by the user, otherwise 100. This value is set by the GOGC environment variable, and the runtime/debug.SetGCPercent function. Sourced from /gc/gogc:percent.
 *
 * gauge. Recorded: promtail (after-idle, after-return, busy, fresh, idle, loki-down), alloy-default-prefix (busy), alloy (fresh, busy).
 * Seen at contracts/log_pipeline/recordings/alloy-1.18.1.default-prefix.busy.prom:133
 */
export const go_gc_gogc_percent = gauge(exporter, "go_gc_gogc_percent", { ...target }, { shared: true });

/**
 * Go runtime memory limit configured by the user, otherwise math.MaxInt64. This value is set by the GOMEMLIMIT environment variable, and the runtime/debug.SetMemoryLimit function. Sourced from /gc/gomemlimit:bytes.
 *
 * gauge, bytes. Recorded: promtail (after-idle, after-return, busy, fresh, idle, loki-down), alloy-default-prefix (busy), alloy (fresh, busy).
 * Seen at contracts/log_pipeline/recordings/alloy-1.18.1.default-prefix.busy.prom:136
 */
export const go_gc_gomemlimit_bytes = gauge(exporter, "go_gc_gomemlimit_bytes", { ...target }, { shared: true });

/**
 * Number of goroutines that currently exist.
 *
 * gauge. Recorded: promtail (after-idle, after-return, busy, fresh, idle, loki-down), alloy-default-prefix (busy), alloy (fresh, busy).
 * Seen at contracts/log_pipeline/recordings/alloy-1.18.1.default-prefix.busy.prom:139
 */
export const go_goroutines = gauge(exporter, "go_goroutines", { ...target }, { shared: true });

/**
 * Information about the Go environment.
 *
 * gauge. Recorded: promtail (after-idle, after-return, busy, fresh, idle, loki-down), alloy-default-prefix (busy), alloy (fresh, busy).
 * Seen at contracts/log_pipeline/recordings/alloy-1.18.1.default-prefix.busy.prom:142
 */
export const go_info = gauge(exporter, "go_info", { ...target, version: "any" }, { shared: true });

/**
 * Number of bytes allocated in heap and currently in use. Equals to /memory/classes/heap/objects:bytes.
 *
 * gauge, bytes. Recorded: promtail (after-idle, after-return, busy, fresh, idle, loki-down), alloy-default-prefix (busy), alloy (fresh, busy).
 * Seen at contracts/log_pipeline/recordings/alloy-1.18.1.default-prefix.busy.prom:145
 */
export const go_memstats_alloc_bytes = gauge(exporter, "go_memstats_alloc_bytes", { ...target }, { shared: true });

/**
 * Total number of bytes allocated in heap until now, even if released already. Equals to /gc/heap/allocs:bytes.
 *
 * counter, bytes. Recorded: promtail (after-idle, after-return, busy, fresh, idle, loki-down), alloy-default-prefix (busy), alloy (fresh, busy).
 * Seen at contracts/log_pipeline/recordings/alloy-1.18.1.default-prefix.busy.prom:148
 */
export const go_memstats_alloc_bytes_total = counter(exporter, "go_memstats_alloc_bytes_total", { ...target }, { shared: true });

/**
 * Number of bytes used by the profiling bucket hash table. Equals to /memory/classes/profiling/buckets:bytes.
 *
 * gauge, bytes. Recorded: promtail (after-idle, after-return, busy, fresh, idle, loki-down), alloy-default-prefix (busy), alloy (fresh, busy).
 * Seen at contracts/log_pipeline/recordings/alloy-1.18.1.default-prefix.busy.prom:151
 */
export const go_memstats_buck_hash_sys_bytes = gauge(exporter, "go_memstats_buck_hash_sys_bytes", { ...target }, { shared: true });

/**
 * Total number of heap objects frees. Equals to /gc/heap/frees:objects + /gc/heap/tiny/allocs:objects.
 *
 * counter. Recorded: promtail (after-idle, after-return, busy, fresh, idle, loki-down), alloy-default-prefix (busy), alloy (fresh, busy).
 * Seen at contracts/log_pipeline/recordings/alloy-1.18.1.default-prefix.busy.prom:154
 */
export const go_memstats_frees_total = counter(exporter, "go_memstats_frees_total", { ...target }, { shared: true });

/**
 * Number of bytes used for garbage collection system metadata. Equals to /memory/classes/metadata/other:bytes.
 *
 * gauge, bytes. Recorded: promtail (after-idle, after-return, busy, fresh, idle, loki-down), alloy-default-prefix (busy), alloy (fresh, busy).
 * Seen at contracts/log_pipeline/recordings/alloy-1.18.1.default-prefix.busy.prom:157
 */
export const go_memstats_gc_sys_bytes = gauge(exporter, "go_memstats_gc_sys_bytes", { ...target }, { shared: true });

/**
 * Number of heap bytes allocated and currently in use, same as go_memstats_alloc_bytes. Equals to /memory/classes/heap/objects:bytes.
 *
 * gauge, bytes. Recorded: promtail (after-idle, after-return, busy, fresh, idle, loki-down), alloy-default-prefix (busy), alloy (fresh, busy).
 * Seen at contracts/log_pipeline/recordings/alloy-1.18.1.default-prefix.busy.prom:160
 */
export const go_memstats_heap_alloc_bytes = gauge(exporter, "go_memstats_heap_alloc_bytes", { ...target }, { shared: true });

/**
 * Number of heap bytes waiting to be used. Equals to /memory/classes/heap/released:bytes + /memory/classes/heap/free:bytes.
 *
 * gauge, bytes. Recorded: promtail (after-idle, after-return, busy, fresh, idle, loki-down), alloy-default-prefix (busy), alloy (fresh, busy).
 * Seen at contracts/log_pipeline/recordings/alloy-1.18.1.default-prefix.busy.prom:163
 */
export const go_memstats_heap_idle_bytes = gauge(exporter, "go_memstats_heap_idle_bytes", { ...target }, { shared: true });

/**
 * Number of heap bytes that are in use. Equals to /memory/classes/heap/objects:bytes + /memory/classes/heap/unused:bytes
 *
 * gauge, bytes. Recorded: promtail (after-idle, after-return, busy, fresh, idle, loki-down), alloy-default-prefix (busy), alloy (fresh, busy).
 * Seen at contracts/log_pipeline/recordings/alloy-1.18.1.default-prefix.busy.prom:166
 */
export const go_memstats_heap_inuse_bytes = gauge(exporter, "go_memstats_heap_inuse_bytes", { ...target }, { shared: true });

/**
 * Number of currently allocated objects. Equals to /gc/heap/objects:objects.
 *
 * gauge. Recorded: promtail (after-idle, after-return, busy, fresh, idle, loki-down), alloy-default-prefix (busy), alloy (fresh, busy).
 * Seen at contracts/log_pipeline/recordings/alloy-1.18.1.default-prefix.busy.prom:169
 */
export const go_memstats_heap_objects = gauge(exporter, "go_memstats_heap_objects", { ...target }, { shared: true });

/**
 * Number of heap bytes released to OS. Equals to /memory/classes/heap/released:bytes.
 *
 * gauge, bytes. Recorded: promtail (after-idle, after-return, busy, fresh, idle, loki-down), alloy-default-prefix (busy), alloy (fresh, busy).
 * Seen at contracts/log_pipeline/recordings/alloy-1.18.1.default-prefix.busy.prom:172
 */
export const go_memstats_heap_released_bytes = gauge(exporter, "go_memstats_heap_released_bytes", { ...target }, { shared: true });

/**
 * Number of heap bytes obtained from system. Equals to /memory/classes/heap/objects:bytes + /memory/classes/heap/unused:bytes + /memory/classes/heap/released:bytes + /memory/classes/heap/free:bytes.
 *
 * gauge, bytes. Recorded: promtail (after-idle, after-return, busy, fresh, idle, loki-down), alloy-default-prefix (busy), alloy (fresh, busy).
 * Seen at contracts/log_pipeline/recordings/alloy-1.18.1.default-prefix.busy.prom:175
 */
export const go_memstats_heap_sys_bytes = gauge(exporter, "go_memstats_heap_sys_bytes", { ...target }, { shared: true });

/**
 * Number of seconds since 1970 of last garbage collection.
 *
 * gauge, timestamp. Recorded: promtail (after-idle, after-return, busy, fresh, idle, loki-down), alloy-default-prefix (busy), alloy (fresh, busy).
 * Seen at contracts/log_pipeline/recordings/alloy-1.18.1.default-prefix.busy.prom:178
 */
export const go_memstats_last_gc_time_seconds = gauge(exporter, "go_memstats_last_gc_time_seconds", { ...target }, { shared: true });

/**
 * Total number of heap objects allocated, both live and gc-ed. Semantically a counter version for go_memstats_heap_objects gauge. Equals to /gc/heap/allocs:objects + /gc/heap/tiny/allocs:objects.
 *
 * counter. Recorded: promtail (after-idle, after-return, busy, fresh, idle, loki-down), alloy-default-prefix (busy), alloy (fresh, busy).
 * Seen at contracts/log_pipeline/recordings/alloy-1.18.1.default-prefix.busy.prom:181
 */
export const go_memstats_mallocs_total = counter(exporter, "go_memstats_mallocs_total", { ...target }, { shared: true });

/**
 * Number of bytes in use by mcache structures. Equals to /memory/classes/metadata/mcache/inuse:bytes.
 *
 * gauge, bytes. Recorded: promtail (after-idle, after-return, busy, fresh, idle, loki-down), alloy-default-prefix (busy), alloy (fresh, busy).
 * Seen at contracts/log_pipeline/recordings/alloy-1.18.1.default-prefix.busy.prom:184
 */
export const go_memstats_mcache_inuse_bytes = gauge(exporter, "go_memstats_mcache_inuse_bytes", { ...target }, { shared: true });

/**
 * Number of bytes used for mcache structures obtained from system. Equals to /memory/classes/metadata/mcache/inuse:bytes + /memory/classes/metadata/mcache/free:bytes.
 *
 * gauge, bytes. Recorded: promtail (after-idle, after-return, busy, fresh, idle, loki-down), alloy-default-prefix (busy), alloy (fresh, busy).
 * Seen at contracts/log_pipeline/recordings/alloy-1.18.1.default-prefix.busy.prom:187
 */
export const go_memstats_mcache_sys_bytes = gauge(exporter, "go_memstats_mcache_sys_bytes", { ...target }, { shared: true });

/**
 * Number of bytes in use by mspan structures. Equals to /memory/classes/metadata/mspan/inuse:bytes.
 *
 * gauge, bytes. Recorded: promtail (after-idle, after-return, busy, fresh, idle, loki-down), alloy-default-prefix (busy), alloy (fresh, busy).
 * Seen at contracts/log_pipeline/recordings/alloy-1.18.1.default-prefix.busy.prom:190
 */
export const go_memstats_mspan_inuse_bytes = gauge(exporter, "go_memstats_mspan_inuse_bytes", { ...target }, { shared: true });

/**
 * Number of bytes used for mspan structures obtained from system. Equals to /memory/classes/metadata/mspan/inuse:bytes + /memory/classes/metadata/mspan/free:bytes.
 *
 * gauge, bytes. Recorded: promtail (after-idle, after-return, busy, fresh, idle, loki-down), alloy-default-prefix (busy), alloy (fresh, busy).
 * Seen at contracts/log_pipeline/recordings/alloy-1.18.1.default-prefix.busy.prom:193
 */
export const go_memstats_mspan_sys_bytes = gauge(exporter, "go_memstats_mspan_sys_bytes", { ...target }, { shared: true });

/**
 * Number of heap bytes when next garbage collection will take place. Equals to /gc/heap/goal:bytes.
 *
 * gauge, bytes. Recorded: promtail (after-idle, after-return, busy, fresh, idle, loki-down), alloy-default-prefix (busy), alloy (fresh, busy).
 * Seen at contracts/log_pipeline/recordings/alloy-1.18.1.default-prefix.busy.prom:196
 */
export const go_memstats_next_gc_bytes = gauge(exporter, "go_memstats_next_gc_bytes", { ...target }, { shared: true });

/**
 * Number of bytes used for other system allocations. Equals to /memory/classes/other:bytes.
 *
 * gauge, bytes. Recorded: promtail (after-idle, after-return, busy, fresh, idle, loki-down), alloy-default-prefix (busy), alloy (fresh, busy).
 * Seen at contracts/log_pipeline/recordings/alloy-1.18.1.default-prefix.busy.prom:199
 */
export const go_memstats_other_sys_bytes = gauge(exporter, "go_memstats_other_sys_bytes", { ...target }, { shared: true });

/**
 * Number of bytes obtained from system for stack allocator in non-CGO environments. Equals to /memory/classes/heap/stacks:bytes.
 *
 * gauge, bytes. Recorded: promtail (after-idle, after-return, busy, fresh, idle, loki-down), alloy-default-prefix (busy), alloy (fresh, busy).
 * Seen at contracts/log_pipeline/recordings/alloy-1.18.1.default-prefix.busy.prom:202
 */
export const go_memstats_stack_inuse_bytes = gauge(exporter, "go_memstats_stack_inuse_bytes", { ...target }, { shared: true });

/**
 * Number of bytes obtained from system for stack allocator. Equals to /memory/classes/heap/stacks:bytes + /memory/classes/os-stacks:bytes.
 *
 * gauge, bytes. Recorded: promtail (after-idle, after-return, busy, fresh, idle, loki-down), alloy-default-prefix (busy), alloy (fresh, busy).
 * Seen at contracts/log_pipeline/recordings/alloy-1.18.1.default-prefix.busy.prom:205
 */
export const go_memstats_stack_sys_bytes = gauge(exporter, "go_memstats_stack_sys_bytes", { ...target }, { shared: true });

/**
 * Number of bytes obtained from system. Equals to /memory/classes/total:byte.
 *
 * gauge, bytes. Recorded: promtail (after-idle, after-return, busy, fresh, idle, loki-down), alloy-default-prefix (busy), alloy (fresh, busy).
 * Seen at contracts/log_pipeline/recordings/alloy-1.18.1.default-prefix.busy.prom:208
 */
export const go_memstats_sys_bytes = gauge(exporter, "go_memstats_sys_bytes", { ...target }, { shared: true });

/**
 * The current runtime.GOMAXPROCS setting, or the number of operating system threads that can execute user-level Go code simultaneously. Sourced from /sched/gomaxprocs:threads.
 *
 * gauge. Recorded: promtail (after-idle, after-return, busy, fresh, idle, loki-down), alloy-default-prefix (busy), alloy (fresh, busy).
 * Seen at contracts/log_pipeline/recordings/alloy-1.18.1.default-prefix.busy.prom:211
 */
export const go_sched_gomaxprocs_threads = gauge(exporter, "go_sched_gomaxprocs_threads", { ...target }, { shared: true });

/**
 * Number of OS threads created.
 *
 * gauge. Recorded: promtail (after-idle, after-return, busy, fresh, idle, loki-down), alloy-default-prefix (busy), alloy (fresh, busy).
 * Seen at contracts/log_pipeline/recordings/alloy-1.18.1.default-prefix.busy.prom:214
 */
export const go_threads = gauge(exporter, "go_threads", { ...target }, { shared: true });

/**
 * The current number of concurrent streams in the connection with the most concurrent streams.
 *
 * gauge. Recorded: promtail (after-idle, after-return, busy, fresh, idle, loki-down).
 * Seen at contracts/log_pipeline/recordings/promtail-3.6.15.after-idle.prom:99
 */
export const grpc_concurrent_streams_by_conn_max = gauge(exporter, "grpc_concurrent_streams_by_conn_max", { ...target }, { variants: ["promtail"] });

/**
 * The max number of concurrent streams that can be accepted (0 means no limit).
 *
 * gauge. Recorded: promtail (after-idle, after-return, busy, fresh, idle, loki-down).
 * Seen at contracts/log_pipeline/recordings/promtail-3.6.15.after-idle.prom:102
 */
export const grpc_concurrent_streams_limit = gauge(exporter, "grpc_concurrent_streams_limit", { ...target }, { variants: ["promtail"] });

/**
 * Current number of inflight requests.
 *
 * gauge. Recorded: promtail (after-idle, after-return, busy, fresh, idle, loki-down).
 * Seen at contracts/log_pipeline/recordings/promtail-3.6.15.after-idle.prom:105
 */
export const inflight_requests = gauge(exporter, "inflight_requests", { ...target, method: "any", route: "any" }, { variants: ["promtail"] });

/**
 * Number of times baggage restrictions were successfully updated
 *
 * counter. Recorded: promtail (after-idle, after-return, busy, fresh, idle, loki-down).
 * Seen at contracts/log_pipeline/recordings/promtail-3.6.15.after-idle.prom:109
 */
export const jaeger_tracer_baggage_restrictions_updates_total = counter(exporter, "jaeger_tracer_baggage_restrictions_updates_total", { ...target, result: "any" }, { variants: ["promtail"] });

/**
 * Number of times baggage was truncated as per baggage restrictions
 *
 * counter. Recorded: promtail (after-idle, after-return, busy, fresh, idle, loki-down).
 * Seen at contracts/log_pipeline/recordings/promtail-3.6.15.after-idle.prom:113
 */
export const jaeger_tracer_baggage_truncations_total = counter(exporter, "jaeger_tracer_baggage_truncations_total", { ...target }, { variants: ["promtail"] });

/**
 * Number of times baggage was successfully written or updated on spans
 *
 * counter. Recorded: promtail (after-idle, after-return, busy, fresh, idle, loki-down).
 * Seen at contracts/log_pipeline/recordings/promtail-3.6.15.after-idle.prom:116
 */
export const jaeger_tracer_baggage_updates_total = counter(exporter, "jaeger_tracer_baggage_updates_total", { ...target, result: "any" }, { variants: ["promtail"] });

/**
 * Number of sampled spans finished by this tracer
 *
 * counter. Recorded: promtail (after-idle, after-return, busy, fresh, idle, loki-down).
 * Seen at contracts/log_pipeline/recordings/promtail-3.6.15.after-idle.prom:120
 */
export const jaeger_tracer_finished_spans_total = counter(exporter, "jaeger_tracer_finished_spans_total", { ...target, sampled: "any" }, { variants: ["promtail"] });

/**
 * Current number of spans in the reporter queue
 *
 * gauge. Recorded: promtail (after-idle, after-return, busy, fresh, idle, loki-down).
 * Seen at contracts/log_pipeline/recordings/promtail-3.6.15.after-idle.prom:125
 */
export const jaeger_tracer_reporter_queue_length = gauge(exporter, "jaeger_tracer_reporter_queue_length", { ...target }, { variants: ["promtail"] });

/**
 * Number of spans successfully reported
 *
 * counter. Recorded: promtail (after-idle, after-return, busy, fresh, idle, loki-down).
 * Seen at contracts/log_pipeline/recordings/promtail-3.6.15.after-idle.prom:128
 */
export const jaeger_tracer_reporter_spans_total = counter(exporter, "jaeger_tracer_reporter_spans_total", { ...target, result: "any" }, { variants: ["promtail"] });

/**
 * Number of times the Sampler succeeded to retrieve sampling strategy
 *
 * counter. Recorded: promtail (after-idle, after-return, busy, fresh, idle, loki-down).
 * Seen at contracts/log_pipeline/recordings/promtail-3.6.15.after-idle.prom:133
 */
export const jaeger_tracer_sampler_queries_total = counter(exporter, "jaeger_tracer_sampler_queries_total", { ...target, result: "any" }, { variants: ["promtail"] });

/**
 * Number of times the Sampler succeeded to retrieve and update sampling strategy
 *
 * counter. Recorded: promtail (after-idle, after-return, busy, fresh, idle, loki-down).
 * Seen at contracts/log_pipeline/recordings/promtail-3.6.15.after-idle.prom:137
 */
export const jaeger_tracer_sampler_updates_total = counter(exporter, "jaeger_tracer_sampler_updates_total", { ...target, result: "any" }, { variants: ["promtail"] });

/**
 * Number of errors decoding tracing context
 *
 * counter. Recorded: promtail (after-idle, after-return, busy, fresh, idle, loki-down).
 * Seen at contracts/log_pipeline/recordings/promtail-3.6.15.after-idle.prom:141
 */
export const jaeger_tracer_span_context_decoding_errors_total = counter(exporter, "jaeger_tracer_span_context_decoding_errors_total", { ...target }, { variants: ["promtail"] });

/**
 * Number of spans started by this tracer as sampled
 *
 * counter. Recorded: promtail (after-idle, after-return, busy, fresh, idle, loki-down).
 * Seen at contracts/log_pipeline/recordings/promtail-3.6.15.after-idle.prom:144
 */
export const jaeger_tracer_started_spans_total = counter(exporter, "jaeger_tracer_started_spans_total", { ...target, sampled: "any" }, { variants: ["promtail"] });

/**
 * Number of times debug spans were throttled
 *
 * counter. Recorded: promtail (after-idle, after-return, busy, fresh, idle, loki-down).
 * Seen at contracts/log_pipeline/recordings/promtail-3.6.15.after-idle.prom:149
 */
export const jaeger_tracer_throttled_debug_spans_total = counter(exporter, "jaeger_tracer_throttled_debug_spans_total", { ...target }, { variants: ["promtail"] });

/**
 * Number of times throttler successfully updated
 *
 * counter. Recorded: promtail (after-idle, after-return, busy, fresh, idle, loki-down).
 * Seen at contracts/log_pipeline/recordings/promtail-3.6.15.after-idle.prom:152
 */
export const jaeger_tracer_throttler_updates_total = counter(exporter, "jaeger_tracer_throttler_updates_total", { ...target, result: "any" }, { variants: ["promtail"] });

/**
 * Number of traces started by this tracer as sampled
 *
 * counter. Recorded: promtail (after-idle, after-return, busy, fresh, idle, loki-down).
 * Seen at contracts/log_pipeline/recordings/promtail-3.6.15.after-idle.prom:156
 */
export const jaeger_tracer_traces_total = counter(exporter, "jaeger_tracer_traces_total", { ...target, sampled: "any", state: "any" }, { variants: ["promtail"] });

/**
 * The number of experimental features in use.
 *
 * counter. Recorded: promtail (after-idle, after-return, busy, fresh, idle, loki-down).
 * Seen at contracts/log_pipeline/recordings/promtail-3.6.15.after-idle.prom:162
 */
export const loki_experimental_features_in_use_total = counter(exporter, "loki_experimental_features_in_use_total", { ...target }, { variants: ["promtail"] });

/**
 * Total number of log messages created by Loki itself.
 *
 * counter. Recorded: promtail (after-idle, after-return, busy, fresh, idle, loki-down).
 * Seen at contracts/log_pipeline/recordings/promtail-3.6.15.after-idle.prom:165
 */
export const loki_internal_log_messages_total = counter(exporter, "loki_internal_log_messages_total", { ...target, level: "any" }, { variants: ["promtail"] });

/**
 * Histogram of log flushes using the line-buffered logger.
 *
 * histogram. Recorded: promtail (after-idle, after-return, busy, fresh, idle, loki-down).
 * Seen at contracts/log_pipeline/recordings/promtail-3.6.15.after-idle.prom:171
 */
export const loki_log_flushes = histogram(exporter, "loki_log_flushes", { ...target }, { variants: ["promtail"] });

/**
 * DEPRECATED. Use internal_log_messages_total for the same functionality. Total number of log messages created by Loki itself.
 *
 * counter. Recorded: promtail (after-idle, after-return, busy, fresh, idle, loki-down).
 * Seen at contracts/log_pipeline/recordings/promtail-3.6.15.after-idle.prom:185
 */
export const loki_log_messages_total = counter(exporter, "loki_log_messages_total", { ...target, level: "any" }, { variants: ["promtail"] });

/**
 * Total count of duplicates found while executing LogQL queries.
 *
 * counter. Recorded: promtail (after-idle, after-return, busy, fresh, idle, loki-down).
 * Seen at contracts/log_pipeline/recordings/promtail-3.6.15.after-idle.prom:191
 */
export const loki_logql_querystats_duplicates_total = counter(exporter, "loki_logql_querystats_duplicates_total", { ...target }, { variants: ["promtail"] });

/**
 * Total count of lines sent from ingesters while executing LogQL queries.
 *
 * counter. Recorded: promtail (after-idle, after-return, busy, fresh, idle, loki-down).
 * Seen at contracts/log_pipeline/recordings/promtail-3.6.15.after-idle.prom:194
 */
export const loki_logql_querystats_ingester_sent_lines_total = counter(exporter, "loki_logql_querystats_ingester_sent_lines_total", { ...target }, { variants: ["promtail"] });

/**
 * The total number of panic triggered
 *
 * counter. Recorded: promtail (after-idle, after-return, busy, fresh, idle, loki-down).
 * Seen at contracts/log_pipeline/recordings/promtail-3.6.15.after-idle.prom:197
 */
export const loki_panic_total = counter(exporter, "loki_panic_total", { ...target }, { variants: ["promtail"] });

/**
 * Total bytes sent to clients
 *
 * counter. Recorded: alloy-default-prefix (busy).
 * Seen at contracts/log_pipeline/recordings/alloy-1.18.1.default-prefix.busy.prom:217
 */
export const loki_process_custom_nginx_bytes_sent_total = counter(exporter, "loki_process_custom_nginx_bytes_sent_total", { ...target, component_id: "any", component_path: "any", exported_job: "any", filename: "any", method: "any", route: ["queue","direct","speaches","internal","ui"], status: "any" }, { variants: ["alloy-default-prefix"] });

/**
 * Total nginx request duration
 *
 * histogram, s. Recorded: alloy-default-prefix (busy).
 * Seen at contracts/log_pipeline/recordings/alloy-1.18.1.default-prefix.busy.prom:245
 */
export const loki_process_custom_nginx_request_duration_seconds = histogram(exporter, "loki_process_custom_nginx_request_duration_seconds", { ...target, component_id: "any", component_path: "any", exported_job: "any", filename: "any", method: "any", route: ["queue","direct","speaches","internal","ui"], status: "any" }, { variants: ["alloy-default-prefix"] });

/**
 * Time to first byte from upstream (upstream_header_time)
 *
 * histogram, s. Recorded: alloy-default-prefix (busy).
 * Seen at contracts/log_pipeline/recordings/alloy-1.18.1.default-prefix.busy.prom:559
 */
export const loki_process_custom_nginx_ttfb_seconds = histogram(exporter, "loki_process_custom_nginx_ttfb_seconds", { ...target, component_id: "any", component_path: "any", exported_job: "any", filename: "any", method: "any", route: ["queue","direct","speaches","internal","ui"], status: "any" }, { variants: ["alloy-default-prefix"] });

/**
 * Upstream connection establishment time
 *
 * histogram, s. Recorded: alloy-default-prefix (busy).
 * Seen at contracts/log_pipeline/recordings/alloy-1.18.1.default-prefix.busy.prom:741
 */
export const loki_process_custom_nginx_upstream_connect_seconds = histogram(exporter, "loki_process_custom_nginx_upstream_connect_seconds", { ...target, component_id: "any", component_path: "any", exported_job: "any", filename: "any", method: "any", route: ["queue","direct","speaches","internal","ui"], status: "any" }, { variants: ["alloy-default-prefix"] });

/**
 * Upstream total response time
 *
 * histogram, s. Recorded: alloy-default-prefix (busy).
 * Seen at contracts/log_pipeline/recordings/alloy-1.18.1.default-prefix.busy.prom:923
 */
export const loki_process_custom_nginx_upstream_response_seconds = histogram(exporter, "loki_process_custom_nginx_upstream_response_seconds", { ...target, component_id: "any", component_path: "any", exported_job: "any", filename: "any", method: "any", route: ["queue","direct","speaches","internal","ui"], status: "any" }, { variants: ["alloy-default-prefix"] });

/**
 * The number of cache corruptions for the index cache.
 *
 * counter. Recorded: promtail (after-idle, after-return, busy, fresh, idle, loki-down).
 * Seen at contracts/log_pipeline/recordings/promtail-3.6.15.after-idle.prom:200
 */
export const loki_querier_index_cache_corruptions_total = counter(exporter, "loki_querier_index_cache_corruptions_total", { ...target }, { variants: ["promtail"] });

/**
 * The number of errors for the index cache while encoding the body.
 *
 * counter. Recorded: promtail (after-idle, after-return, busy, fresh, idle, loki-down).
 * Seen at contracts/log_pipeline/recordings/promtail-3.6.15.after-idle.prom:203
 */
export const loki_querier_index_cache_encode_errors_total = counter(exporter, "loki_querier_index_cache_encode_errors_total", { ...target }, { variants: ["promtail"] });

/**
 * The number of gets for the index cache.
 *
 * counter. Recorded: promtail (after-idle, after-return, busy, fresh, idle, loki-down).
 * Seen at contracts/log_pipeline/recordings/promtail-3.6.15.after-idle.prom:206
 */
export const loki_querier_index_cache_gets_total = counter(exporter, "loki_querier_index_cache_gets_total", { ...target }, { variants: ["promtail"] });

/**
 * The number of cache hits for the index cache.
 *
 * counter. Recorded: promtail (after-idle, after-return, busy, fresh, idle, loki-down).
 * Seen at contracts/log_pipeline/recordings/promtail-3.6.15.after-idle.prom:209
 */
export const loki_querier_index_cache_hits_total = counter(exporter, "loki_querier_index_cache_hits_total", { ...target }, { variants: ["promtail"] });

/**
 * The number of puts for the index cache.
 *
 * counter. Recorded: promtail (after-idle, after-return, busy, fresh, idle, loki-down).
 * Seen at contracts/log_pipeline/recordings/promtail-3.6.15.after-idle.prom:212
 */
export const loki_querier_index_cache_puts_total = counter(exporter, "loki_querier_index_cache_puts_total", { ...target }, { variants: ["promtail"] });

/**
 * Number of bytes total.
 *
 * gauge, bytes. Recorded: alloy-default-prefix (busy), alloy (fresh, busy).
 * Seen at contracts/log_pipeline/recordings/alloy-1.18.1.default-prefix.busy.prom:1141
 */
export const loki_source_file_file_bytes_total = gauge(exporter, "loki_source_file_file_bytes_total", { ...target, component_id: "any", component_path: "any", path: "any" }, { variants: ["alloy-default-prefix","alloy"] });

/**
 * Number of active files.
 *
 * gauge. Recorded: alloy-default-prefix (busy), alloy (fresh, busy).
 * Seen at contracts/log_pipeline/recordings/alloy-1.18.1.default-prefix.busy.prom:1144
 */
export const loki_source_file_files_active_total = gauge(exporter, "loki_source_file_files_active_total", { ...target, component_id: "any", component_path: "any" }, { variants: ["alloy-default-prefix","alloy"] });

/**
 * Number of bytes read.
 *
 * gauge, bytes. Recorded: alloy-default-prefix (busy), alloy (busy).
 * Seen at contracts/log_pipeline/recordings/alloy-1.18.1.default-prefix.busy.prom:1147
 */
export const loki_source_file_read_bytes_total = gauge(exporter, "loki_source_file_read_bytes_total", { ...target, component_id: "any", component_path: "any", path: "any" }, { variants: ["alloy-default-prefix","alloy"] });

/**
 * Number of lines read.
 *
 * counter, lines. Recorded: alloy-default-prefix (busy), alloy (busy).
 * Seen at contracts/log_pipeline/recordings/alloy-1.18.1.default-prefix.busy.prom:1150
 */
export const loki_source_file_read_lines_total = counter(exporter, "loki_source_file_read_lines_total", { ...target, component_id: "any", component_path: "any", path: "any" }, { variants: ["alloy-default-prefix","alloy"] });

/**
 * Number of times batches has had to be retried.
 *
 * counter. Recorded: alloy-default-prefix (busy), alloy (busy).
 * Seen at contracts/log_pipeline/recordings/alloy-1.18.1.default-prefix.busy.prom:1153
 */
export const loki_write_batch_retries_total = counter(exporter, "loki_write_batch_retries_total", { ...target, component_id: "any", component_path: "any", host: "any", tenant: "any" }, { variants: ["alloy-default-prefix","alloy"] });

/**
 * Number of bytes dropped because failed to be sent to the ingester after all retries.
 *
 * counter, bytes. Recorded: alloy-default-prefix (busy), alloy (busy).
 * Seen at contracts/log_pipeline/recordings/alloy-1.18.1.default-prefix.busy.prom:1156
 */
export const loki_write_dropped_bytes_total = counter(exporter, "loki_write_dropped_bytes_total", { ...target, component_id: "any", component_path: "any", host: "any", reason: "any", tenant: "any" }, { variants: ["alloy-default-prefix","alloy"] });

/**
 * Number of log entries dropped because failed to be sent to the ingester after all retries.
 *
 * counter, lines. Recorded: alloy-default-prefix (busy), alloy (busy).
 * Seen at contracts/log_pipeline/recordings/alloy-1.18.1.default-prefix.busy.prom:1163
 */
export const loki_write_dropped_entries_total = counter(exporter, "loki_write_dropped_entries_total", { ...target, component_id: "any", component_path: "any", host: "any", reason: "any", tenant: "any" }, { variants: ["alloy-default-prefix","alloy"] });

/**
 * Write latency for entries
 *
 * histogram, s. Recorded: alloy-default-prefix (busy), alloy (busy).
 * Seen at contracts/log_pipeline/recordings/alloy-1.18.1.default-prefix.busy.prom:1170
 */
export const loki_write_entry_propagation_latency_seconds = histogram(exporter, "loki_write_entry_propagation_latency_seconds", { ...target, component_id: "any", component_path: "any", host: "any", tenant: "any" }, { variants: ["alloy-default-prefix","alloy"] });

/**
 * Duration of send requests.
 *
 * histogram, s. Recorded: alloy-default-prefix (busy), alloy (busy).
 * Seen at contracts/log_pipeline/recordings/alloy-1.18.1.default-prefix.busy.prom:1185
 */
export const loki_write_request_duration_seconds = histogram(exporter, "loki_write_request_duration_seconds", { ...target, component_id: "any", component_path: "any", host: "any", status_code: "any", tenant: "any" }, { variants: ["alloy-default-prefix","alloy"] });

/**
 * Number of bytes for requests.
 *
 * histogram, bytes. Recorded: alloy-default-prefix (busy), alloy (busy).
 * Seen at contracts/log_pipeline/recordings/alloy-1.18.1.default-prefix.busy.prom:1201
 */
export const loki_write_request_size_bytes = histogram(exporter, "loki_write_request_size_bytes", { ...target, component_id: "any", component_path: "any", host: "any", tenant: "any" }, { variants: ["alloy-default-prefix","alloy"] });

/**
 * Number of bytes sent.
 *
 * counter, bytes. Recorded: alloy-default-prefix (busy), alloy (busy).
 * Seen at contracts/log_pipeline/recordings/alloy-1.18.1.default-prefix.busy.prom:1218
 */
export const loki_write_sent_bytes_total = counter(exporter, "loki_write_sent_bytes_total", { ...target, component_id: "any", component_path: "any", host: "any", tenant: "any" }, { variants: ["alloy-default-prefix","alloy"] });

/**
 * Number of log entries sent to the ingester.
 *
 * counter, lines. Recorded: alloy-default-prefix (busy), alloy (busy).
 * Seen at contracts/log_pipeline/recordings/alloy-1.18.1.default-prefix.busy.prom:1221
 */
export const loki_write_sent_entries_total = counter(exporter, "loki_write_sent_entries_total", { ...target, component_id: "any", component_path: "any", host: "any", tenant: "any" }, { variants: ["alloy-default-prefix","alloy"] });

/**
 * Total number of connections attempted by the given dialer a given name.
 *
 * counter. Recorded: promtail (after-idle, after-return, busy, fresh, idle, loki-down), alloy-default-prefix (busy), alloy (fresh, busy).
 * Seen at contracts/log_pipeline/recordings/alloy-1.18.1.default-prefix.busy.prom:1224
 */
export const net_conntrack_dialer_conn_attempted_total = counter(exporter, "net_conntrack_dialer_conn_attempted_total", { ...target, dialer_name: "any" });

/**
 * Total number of connections closed which originated from the dialer of a given name.
 *
 * counter. Recorded: promtail (after-idle, after-return, busy, fresh, idle, loki-down), alloy-default-prefix (busy), alloy (fresh, busy).
 * Seen at contracts/log_pipeline/recordings/alloy-1.18.1.default-prefix.busy.prom:1227
 */
export const net_conntrack_dialer_conn_closed_total = counter(exporter, "net_conntrack_dialer_conn_closed_total", { ...target, dialer_name: "any" });

/**
 * Total number of connections successfully established by the given dialer a given name.
 *
 * counter. Recorded: promtail (after-idle, after-return, busy, fresh, idle, loki-down), alloy-default-prefix (busy), alloy (fresh, busy).
 * Seen at contracts/log_pipeline/recordings/alloy-1.18.1.default-prefix.busy.prom:1230
 */
export const net_conntrack_dialer_conn_established_total = counter(exporter, "net_conntrack_dialer_conn_established_total", { ...target, dialer_name: "any" });

/**
 * Total number of connections failed to dial by the dialer a given name.
 *
 * counter. Recorded: promtail (after-idle, after-return, busy, fresh, idle, loki-down), alloy-default-prefix (busy), alloy (fresh, busy).
 * Seen at contracts/log_pipeline/recordings/alloy-1.18.1.default-prefix.busy.prom:1233
 */
export const net_conntrack_dialer_conn_failed_total = counter(exporter, "net_conntrack_dialer_conn_failed_total", { ...target, dialer_name: "any", reason: "any" });

/**
 * Total user and system CPU time spent in seconds.
 *
 * counter, s. Recorded: promtail (after-idle, after-return, busy, fresh, idle, loki-down), alloy-default-prefix (busy), alloy (fresh, busy).
 * Seen at contracts/log_pipeline/recordings/alloy-1.18.1.default-prefix.busy.prom:1239
 */
export const process_cpu_seconds_total = counter(exporter, "process_cpu_seconds_total", { ...target }, { shared: true });

/**
 * Maximum number of open file descriptors.
 *
 * gauge. Recorded: promtail (after-idle, after-return, busy, fresh, idle, loki-down), alloy-default-prefix (busy), alloy (fresh, busy).
 * Seen at contracts/log_pipeline/recordings/alloy-1.18.1.default-prefix.busy.prom:1242
 */
export const process_max_fds = gauge(exporter, "process_max_fds", { ...target }, { shared: true });

/**
 * Number of bytes received by the process over the network.
 *
 * counter, bytes. Recorded: promtail (after-idle, after-return, busy, fresh, idle, loki-down), alloy-default-prefix (busy), alloy (fresh, busy).
 * Seen at contracts/log_pipeline/recordings/alloy-1.18.1.default-prefix.busy.prom:1245
 */
export const process_network_receive_bytes_total = counter(exporter, "process_network_receive_bytes_total", { ...target }, { shared: true });

/**
 * Number of bytes sent by the process over the network.
 *
 * counter, bytes. Recorded: promtail (after-idle, after-return, busy, fresh, idle, loki-down), alloy-default-prefix (busy), alloy (fresh, busy).
 * Seen at contracts/log_pipeline/recordings/alloy-1.18.1.default-prefix.busy.prom:1248
 */
export const process_network_transmit_bytes_total = counter(exporter, "process_network_transmit_bytes_total", { ...target }, { shared: true });

/**
 * Number of open file descriptors.
 *
 * gauge. Recorded: promtail (after-idle, after-return, busy, fresh, idle, loki-down), alloy-default-prefix (busy), alloy (fresh, busy).
 * Seen at contracts/log_pipeline/recordings/alloy-1.18.1.default-prefix.busy.prom:1251
 */
export const process_open_fds = gauge(exporter, "process_open_fds", { ...target }, { shared: true });

/**
 * Resident memory size in bytes.
 *
 * gauge, bytes. Recorded: promtail (after-idle, after-return, busy, fresh, idle, loki-down), alloy-default-prefix (busy), alloy (fresh, busy).
 * Seen at contracts/log_pipeline/recordings/alloy-1.18.1.default-prefix.busy.prom:1254
 */
export const process_resident_memory_bytes = gauge(exporter, "process_resident_memory_bytes", { ...target }, { shared: true });

/**
 * Start time of the process since unix epoch in seconds.
 *
 * gauge, timestamp. Recorded: promtail (after-idle, after-return, busy, fresh, idle, loki-down), alloy-default-prefix (busy), alloy (fresh, busy).
 * Seen at contracts/log_pipeline/recordings/alloy-1.18.1.default-prefix.busy.prom:1257
 */
export const process_start_time_seconds = gauge(exporter, "process_start_time_seconds", { ...target }, { shared: true });

/**
 * Virtual memory size in bytes.
 *
 * gauge, bytes. Recorded: promtail (after-idle, after-return, busy, fresh, idle, loki-down), alloy-default-prefix (busy), alloy (fresh, busy).
 * Seen at contracts/log_pipeline/recordings/alloy-1.18.1.default-prefix.busy.prom:1260
 */
export const process_virtual_memory_bytes = gauge(exporter, "process_virtual_memory_bytes", { ...target }, { shared: true });

/**
 * Maximum amount of virtual memory available in bytes.
 *
 * gauge, bytes. Recorded: promtail (after-idle, after-return, busy, fresh, idle, loki-down), alloy-default-prefix (busy), alloy (fresh, busy).
 * Seen at contracts/log_pipeline/recordings/alloy-1.18.1.default-prefix.busy.prom:1263
 */
export const process_virtual_memory_max_bytes = gauge(exporter, "process_virtual_memory_max_bytes", { ...target }, { shared: true });

/**
 * Exemplars in to remote storage, compare to exemplars out for queue managers. Deprecated, check prometheus_wal_watcher_records_read_total and prometheus_remote_storage_exemplars_dropped_total
 *
 * counter. Recorded: promtail (after-idle, after-return, busy, fresh, idle, loki-down), alloy-default-prefix (busy), alloy (fresh, busy).
 * Seen at contracts/log_pipeline/recordings/alloy-1.18.1.default-prefix.busy.prom:1266
 */
export const prometheus_remote_storage_exemplars_in_total = counter(exporter, "prometheus_remote_storage_exemplars_in_total", { ...target });

/**
 * HistogramSamples in to remote storage, compare to histograms out for queue managers. Deprecated, check prometheus_wal_watcher_records_read_total and prometheus_remote_storage_histograms_dropped_total
 *
 * counter. Recorded: promtail (after-idle, after-return, busy, fresh, idle, loki-down), alloy-default-prefix (busy), alloy (fresh, busy).
 * Seen at contracts/log_pipeline/recordings/alloy-1.18.1.default-prefix.busy.prom:1269
 */
export const prometheus_remote_storage_histograms_in_total = counter(exporter, "prometheus_remote_storage_histograms_in_total", { ...target });

/**
 * Samples in to remote storage, compare to samples out for queue managers. Deprecated, check prometheus_wal_watcher_records_read_total and prometheus_remote_storage_samples_dropped_total
 *
 * counter. Recorded: promtail (after-idle, after-return, busy, fresh, idle, loki-down), alloy-default-prefix (busy), alloy (fresh, busy).
 * Seen at contracts/log_pipeline/recordings/alloy-1.18.1.default-prefix.busy.prom:1272
 */
export const prometheus_remote_storage_samples_in_total = counter(exporter, "prometheus_remote_storage_samples_in_total", { ...target });

/**
 * The number of times release has been called for strings that are not interned.
 *
 * counter. Recorded: promtail (after-idle, after-return, busy, fresh, idle, loki-down), alloy-default-prefix (busy), alloy (fresh, busy).
 * Seen at contracts/log_pipeline/recordings/alloy-1.18.1.default-prefix.busy.prom:1275
 */
export const prometheus_remote_storage_string_interner_zero_reference_releases_total = counter(exporter, "prometheus_remote_storage_string_interner_zero_reference_releases_total", { ...target });

/**
 * The total number of template text expansion failures.
 *
 * counter. Recorded: promtail (after-idle, after-return, busy, fresh, idle, loki-down).
 * Seen at contracts/log_pipeline/recordings/promtail-3.6.15.after-idle.prom:269
 */
export const prometheus_template_text_expansion_failures_total = counter(exporter, "prometheus_template_text_expansion_failures_total", { ...target }, { variants: ["promtail"] });

/**
 * The total number of template text expansions.
 *
 * counter. Recorded: promtail (after-idle, after-return, busy, fresh, idle, loki-down).
 * Seen at contracts/log_pipeline/recordings/promtail-3.6.15.after-idle.prom:272
 */
export const prometheus_template_text_expansions_total = counter(exporter, "prometheus_template_text_expansions_total", { ...target }, { variants: ["promtail"] });

/**
 * The current number of watcher goroutines.
 *
 * gauge. Recorded: promtail (after-idle, after-return, busy, fresh, idle, loki-down), alloy-default-prefix (busy), alloy (fresh, busy).
 * Seen at contracts/log_pipeline/recordings/alloy-1.18.1.default-prefix.busy.prom:1278
 */
export const prometheus_treecache_watcher_goroutines = gauge(exporter, "prometheus_treecache_watcher_goroutines", { ...target });

/**
 * The total number of ZooKeeper failures.
 *
 * counter. Recorded: promtail (after-idle, after-return, busy, fresh, idle, loki-down), alloy-default-prefix (busy), alloy (fresh, busy).
 * Seen at contracts/log_pipeline/recordings/alloy-1.18.1.default-prefix.busy.prom:1281
 */
export const prometheus_treecache_zookeeper_failures_total = counter(exporter, "prometheus_treecache_zookeeper_failures_total", { ...target });

/**
 * Number of times batches has had to be retried.
 *
 * counter. Recorded: promtail (after-idle, after-return, busy, idle, loki-down).
 * Seen at contracts/log_pipeline/recordings/promtail-3.6.15.after-idle.prom:281
 */
export const promtail_batch_retries_total = counter(exporter, "promtail_batch_retries_total", { ...target, host: "any", tenant: "any" }, { variants: ["promtail"] });

/**
 * A metric with a constant '1' value labeled by version, revision, branch, goversion from which promtail was built, and the goos and goarch for the build.
 *
 * gauge. Recorded: promtail (after-idle, after-return, busy, fresh, idle, loki-down).
 * Seen at contracts/log_pipeline/recordings/promtail-3.6.15.after-idle.prom:284
 */
export const promtail_build_info = gauge(exporter, "promtail_build_info", { ...target, branch: "any", goarch: "any", goos: "any", goversion: "any", revision: "any", tags: "any", version: "any" }, { variants: ["promtail"] });

/**
 * Number of reload fail times.
 *
 * counter. Recorded: promtail (after-idle, after-return, busy, fresh, idle, loki-down).
 * Seen at contracts/log_pipeline/recordings/promtail-3.6.15.after-idle.prom:287
 */
export const promtail_config_reload_fail_total = counter(exporter, "promtail_config_reload_fail_total", { ...target }, { variants: ["promtail"] });

/**
 * Number of reload success times.
 *
 * counter. Recorded: promtail (after-idle, after-return, busy, fresh, idle, loki-down).
 * Seen at contracts/log_pipeline/recordings/promtail-3.6.15.after-idle.prom:290
 */
export const promtail_config_reload_success_total = counter(exporter, "promtail_config_reload_success_total", { ...target }, { variants: ["promtail"] });

/**
 * Total bytes sent to clients
 *
 * counter, bytes. Recorded: promtail (after-return, busy, after-idle, idle, loki-down), alloy (busy).
 * Not on every series, so not to be used: component_id, component_path.
 * Appears late: As the request duration.
 * Seen at contracts/log_pipeline/recordings/alloy-1.18.1.prefix.busy.prom:360
 */
export const promtail_custom_nginx_bytes_sent_total = counter(exporter, "promtail_custom_nginx_bytes_sent_total", { ...target, exported_job: "any", filename: "any", method: "any", route: ["queue","direct","speaches","internal","ui"], status: "any" }, { variants: ["promtail","alloy"] });

/**
 * Total nginx request duration
 *
 * histogram, s. Recorded: promtail (after-return, busy, after-idle, idle, loki-down), alloy (busy).
 * Not on every series, so not to be used: component_id, component_path.
 * Appears late: No row before the first line of that method, route and status; dropped after max_idle_duration (5m by default).
 * There is no request counter; its _count is one.
 * Seen at contracts/log_pipeline/recordings/alloy-1.18.1.prefix.busy.prom:388
 */
export const promtail_custom_nginx_request_duration_seconds = histogram(exporter, "promtail_custom_nginx_request_duration_seconds", { ...target, exported_job: "any", filename: "any", method: "any", route: ["queue","direct","speaches","internal","ui"], status: "any" }, { variants: ["promtail","alloy"] });

/**
 * Time to first byte from upstream (upstream_header_time)
 *
 * histogram, s. Recorded: promtail (after-return, busy, after-idle, idle, loki-down), alloy (busy).
 * Not on every series, so not to be used: component_id, component_path.
 * Appears late: As the request duration.
 * Misses what never reached an upstream, was retried, or ended in 499, 502 or 504. 1002 of 1320 requests.
 * Seen at contracts/log_pipeline/recordings/alloy-1.18.1.prefix.busy.prom:702
 */
export const promtail_custom_nginx_ttfb_seconds = histogram(exporter, "promtail_custom_nginx_ttfb_seconds", { ...target, exported_job: "any", filename: "any", method: "any", route: ["queue","direct","speaches","internal","ui"], status: "any" }, { variants: ["promtail","alloy"] });

/**
 * Upstream connection establishment time
 *
 * histogram, s. Recorded: promtail (after-return, busy, after-idle, idle, loki-down), alloy (busy).
 * Not on every series, so not to be used: component_id, component_path.
 * Appears late: As the request duration.
 * Misses what never reached an upstream or was retried. 1054 of 1320 requests.
 * Seen at contracts/log_pipeline/recordings/alloy-1.18.1.prefix.busy.prom:884
 */
export const promtail_custom_nginx_upstream_connect_seconds = histogram(exporter, "promtail_custom_nginx_upstream_connect_seconds", { ...target, exported_job: "any", filename: "any", method: "any", route: ["queue","direct","speaches","internal","ui"], status: "any" }, { variants: ["promtail","alloy"] });

/**
 * Upstream total response time
 *
 * histogram, s. Recorded: promtail (after-return, busy, after-idle, idle, loki-down), alloy (busy).
 * Not on every series, so not to be used: component_id, component_path.
 * Appears late: As the request duration.
 * Misses what never reached an upstream or was retried. 1054 of 1320 requests.
 * Seen at contracts/log_pipeline/recordings/alloy-1.18.1.prefix.busy.prom:1066
 */
export const promtail_custom_nginx_upstream_response_seconds = histogram(exporter, "promtail_custom_nginx_upstream_response_seconds", { ...target, exported_job: "any", filename: "any", method: "any", route: ["queue","direct","speaches","internal","ui"], status: "any" }, { variants: ["promtail","alloy"] });

/**
 * Number of bytes dropped because failed to be sent to the ingester after all retries.
 *
 * counter, bytes. Recorded: promtail (after-idle, after-return, busy, idle, loki-down).
 * Seen at contracts/log_pipeline/recordings/promtail-3.6.15.after-idle.prom:293
 */
export const promtail_dropped_bytes_total = counter(exporter, "promtail_dropped_bytes_total", { ...target, host: "any", reason: "any", tenant: "any" }, { variants: ["promtail"] });

/**
 * Number of log entries dropped because failed to be sent to the ingester after all retries.
 *
 * counter, lines. Recorded: promtail (after-idle, after-return, busy, idle, loki-down).
 * Seen at contracts/log_pipeline/recordings/promtail-3.6.15.after-idle.prom:299
 */
export const promtail_dropped_entries_total = counter(exporter, "promtail_dropped_entries_total", { ...target, host: "any", reason: "any", tenant: "any" }, { variants: ["promtail"] });

/**
 * Number of bytes encoded and ready to send.
 *
 * counter, bytes. Recorded: promtail (after-idle, after-return, busy, fresh, idle, loki-down).
 * Seen at contracts/log_pipeline/recordings/promtail-3.6.15.after-idle.prom:305
 */
export const promtail_encoded_bytes_total = counter(exporter, "promtail_encoded_bytes_total", { ...target, host: "any" }, { variants: ["promtail"] });

/**
 * Number of bytes total.
 *
 * gauge, bytes. Recorded: promtail (after-idle, after-return, busy, fresh, idle, loki-down).
 * Seen at contracts/log_pipeline/recordings/promtail-3.6.15.after-idle.prom:308
 */
export const promtail_file_bytes_total = gauge(exporter, "promtail_file_bytes_total", { ...target, path: "any" }, { variants: ["promtail"] });

/**
 * Number of active files.
 *
 * gauge. Recorded: promtail (after-idle, after-return, busy, fresh, idle, loki-down).
 * Seen at contracts/log_pipeline/recordings/promtail-3.6.15.after-idle.prom:311
 */
export const promtail_files_active_total = gauge(exporter, "promtail_files_active_total", { ...target }, { variants: ["promtail"] });

/**
 * The total number of bytes that have been mutated.
 *
 * counter, bytes. Recorded: promtail (after-idle, after-return, busy, idle, loki-down).
 * Seen at contracts/log_pipeline/recordings/promtail-3.6.15.after-idle.prom:314
 */
export const promtail_mutated_bytes_total = counter(exporter, "promtail_mutated_bytes_total", { ...target, host: "any", reason: "any", tenant: "any" }, { variants: ["promtail"] });

/**
 * The total number of log entries that have been mutated.
 *
 * counter. Recorded: promtail (after-idle, after-return, busy, idle, loki-down).
 * Seen at contracts/log_pipeline/recordings/promtail-3.6.15.after-idle.prom:320
 */
export const promtail_mutated_entries_total = counter(exporter, "promtail_mutated_entries_total", { ...target, host: "any", reason: "any", tenant: "any" }, { variants: ["promtail"] });

/**
 * Number of bytes read.
 *
 * gauge, bytes. Recorded: promtail (after-idle, after-return, busy, idle, loki-down).
 * Seen at contracts/log_pipeline/recordings/promtail-3.6.15.after-idle.prom:326
 */
export const promtail_read_bytes_total = gauge(exporter, "promtail_read_bytes_total", { ...target, path: "any" }, { variants: ["promtail"] });

/**
 * Number of lines read.
 *
 * counter, lines. Recorded: promtail (after-idle, after-return, busy, idle, loki-down).
 * Appears late: Absent until the log file exists.
 * Seen at contracts/log_pipeline/recordings/promtail-3.6.15.after-idle.prom:329
 */
export const promtail_read_lines_total = counter(exporter, "promtail_read_lines_total", { ...target, path: "any" }, { variants: ["promtail"] });

/**
 * Duration of send requests.
 *
 * histogram, s. Recorded: promtail (after-idle, after-return, busy, idle, loki-down).
 * Seen at contracts/log_pipeline/recordings/promtail-3.6.15.after-idle.prom:332
 */
export const promtail_request_duration_seconds = histogram(exporter, "promtail_request_duration_seconds", { ...target, host: "any", status_code: "any" }, { variants: ["promtail"] });

/**
 * Number of bytes sent.
 *
 * counter, bytes. Recorded: promtail (after-idle, after-return, busy, fresh, idle, loki-down).
 * Seen at contracts/log_pipeline/recordings/promtail-3.6.15.after-idle.prom:348
 */
export const promtail_sent_bytes_total = counter(exporter, "promtail_sent_bytes_total", { ...target, host: "any" }, { variants: ["promtail"] });

/**
 * Number of log entries sent to the ingester.
 *
 * counter, lines. Recorded: promtail (after-idle, after-return, busy, fresh, idle, loki-down).
 * Seen at contracts/log_pipeline/recordings/promtail-3.6.15.after-idle.prom:351
 */
export const promtail_sent_entries_total = counter(exporter, "promtail_sent_entries_total", { ...target, host: "any" }, { variants: ["promtail"] });

/**
 * Number of active total.
 *
 * gauge. Recorded: promtail (after-idle, after-return, busy, fresh, idle, loki-down).
 * Seen at contracts/log_pipeline/recordings/promtail-3.6.15.after-idle.prom:354
 */
export const promtail_targets_active_total = gauge(exporter, "promtail_targets_active_total", { ...target }, { variants: ["promtail"] });

/**
 * Hash of the currently active remote configuration.
 *
 * gauge. Recorded: alloy-default-prefix (busy), alloy (fresh, busy).
 * Seen at contracts/log_pipeline/recordings/alloy-1.18.1.default-prefix.busy.prom:1284
 */
export const remotecfg_hash = gauge(exporter, "remotecfg_hash", { ...target, hash: "any" }, { variants: ["alloy-default-prefix","alloy"] });

/**
 * Remote config not modified since last fetch
 *
 * gauge. Recorded: alloy-default-prefix (busy), alloy (fresh, busy).
 * Seen at contracts/log_pipeline/recordings/alloy-1.18.1.default-prefix.busy.prom:1287
 */
export const remotecfg_last_load_not_modified = gauge(exporter, "remotecfg_last_load_not_modified", { ...target }, { variants: ["alloy-default-prefix","alloy"] });

/**
 * Timestamp of the last successful remote configuration load
 *
 * gauge, timestamp. Recorded: alloy-default-prefix (busy), alloy (fresh, busy).
 * Seen at contracts/log_pipeline/recordings/alloy-1.18.1.default-prefix.busy.prom:1290
 */
export const remotecfg_last_load_success_timestamp_seconds = gauge(exporter, "remotecfg_last_load_success_timestamp_seconds", { ...target }, { variants: ["alloy-default-prefix","alloy"] });

/**
 * Remote config loaded successfully
 *
 * gauge. Recorded: alloy-default-prefix (busy), alloy (fresh, busy).
 * Seen at contracts/log_pipeline/recordings/alloy-1.18.1.default-prefix.busy.prom:1293
 */
export const remotecfg_last_load_successful = gauge(exporter, "remotecfg_last_load_successful", { ...target }, { variants: ["alloy-default-prefix","alloy"] });

/**
 * Attempts to load remote configuration
 *
 * counter. Recorded: alloy-default-prefix (busy), alloy (fresh, busy).
 * Seen at contracts/log_pipeline/recordings/alloy-1.18.1.default-prefix.busy.prom:1296
 */
export const remotecfg_load_attempts_total = counter(exporter, "remotecfg_load_attempts_total", { ...target }, { variants: ["alloy-default-prefix","alloy"] });

/**
 * Remote configuration load failures
 *
 * counter. Recorded: alloy-default-prefix (busy), alloy (fresh, busy).
 * Seen at contracts/log_pipeline/recordings/alloy-1.18.1.default-prefix.busy.prom:1299
 */
export const remotecfg_load_failures_total = counter(exporter, "remotecfg_load_failures_total", { ...target }, { variants: ["alloy-default-prefix","alloy"] });

/**
 * Duration of remote configuration requests.
 *
 * histogram, s. Recorded: alloy-default-prefix (busy), alloy (fresh, busy).
 * Seen at contracts/log_pipeline/recordings/alloy-1.18.1.default-prefix.busy.prom:1302
 */
export const remotecfg_request_duration_seconds = histogram(exporter, "remotecfg_request_duration_seconds", { ...target }, { variants: ["alloy-default-prefix","alloy"] });

/**
 * Time (in seconds) spent serving HTTP requests.
 *
 * histogram, s. Recorded: promtail (after-idle, after-return, busy, fresh, idle, loki-down).
 * Seen at contracts/log_pipeline/recordings/promtail-3.6.15.after-idle.prom:357
 */
export const request_duration_seconds = histogram(exporter, "request_duration_seconds", { ...target, method: "any", route: "any", status_code: "any", ws: "any" }, { variants: ["promtail"] });

/**
 * Size (in bytes) of messages received in the request.
 *
 * histogram, bytes. Recorded: promtail (after-idle, after-return, busy, fresh, idle, loki-down).
 * Seen at contracts/log_pipeline/recordings/promtail-3.6.15.after-idle.prom:393
 */
export const request_message_bytes = histogram(exporter, "request_message_bytes", { ...target, method: "any", route: "any" }, { variants: ["promtail"] });

/**
 * Size (in bytes) of messages sent in response.
 *
 * histogram, bytes. Recorded: promtail (after-idle, after-return, busy, fresh, idle, loki-down).
 * Seen at contracts/log_pipeline/recordings/promtail-3.6.15.after-idle.prom:431
 */
export const response_message_bytes = histogram(exporter, "response_message_bytes", { ...target, method: "any", route: "any" }, { variants: ["promtail"] });

/**
 * Current number of accepted TCP connections.
 *
 * gauge. Recorded: promtail (after-idle, after-return, busy, fresh, idle, loki-down).
 * Seen at contracts/log_pipeline/recordings/promtail-3.6.15.after-idle.prom:469
 */
export const tcp_connections = gauge(exporter, "tcp_connections", { ...target, protocol: "any" }, { variants: ["promtail"] });

/**
 * The max number of TCP connections that can be accepted (0 means no limit).
 *
 * gauge. Recorded: promtail (after-idle, after-return, busy, fresh, idle, loki-down).
 * Seen at contracts/log_pipeline/recordings/promtail-3.6.15.after-idle.prom:473
 */
export const tcp_connections_limit = gauge(exporter, "tcp_connections_limit", { ...target, protocol: "any" }, { variants: ["promtail"] });
