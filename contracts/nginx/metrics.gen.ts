// Generated from the recordings and contract.yaml beside it by `npm run contracts`. Do not edit.
import { counter, gauge, type Exporter } from "../metric.ts";

const exporter: Exporter = {"name":"nginx","title":"nginx exporter","heartbeat":"nginx_up"};
const target = { job: "any", instance: "any" } as const;

/**
 * Heap size target percentage configured by the user, otherwise 100. This value is set by the GOGC environment variable, and the runtime/debug.SetGCPercent function. Sourced from /gc/gogc:percent.
 *
 * gauge. Recorded: 1.5.3 (busy, fresh, idle, nginx-down, restarted).
 * Seen at contracts/nginx/recordings/1.5.3.busy.prom:12
 */
export const go_gc_gogc_percent = gauge(exporter, "go_gc_gogc_percent", { ...target }, { shared: true, variants: ["1.5.3"] });

/**
 * Go runtime memory limit configured by the user, otherwise math.MaxInt64. This value is set by the GOMEMLIMIT environment variable, and the runtime/debug.SetMemoryLimit function. Sourced from /gc/gomemlimit:bytes.
 *
 * gauge, bytes. Recorded: 1.5.3 (busy, fresh, idle, nginx-down, restarted).
 * Seen at contracts/nginx/recordings/1.5.3.busy.prom:15
 */
export const go_gc_gomemlimit_bytes = gauge(exporter, "go_gc_gomemlimit_bytes", { ...target }, { shared: true, variants: ["1.5.3"] });

/**
 * Number of goroutines that currently exist.
 *
 * gauge. Recorded: 1.5.3 (busy, fresh, idle, nginx-down, restarted).
 * Seen at contracts/nginx/recordings/1.5.3.busy.prom:18
 */
export const go_goroutines = gauge(exporter, "go_goroutines", { ...target }, { shared: true, variants: ["1.5.3"] });

/**
 * Information about the Go environment.
 *
 * gauge. Recorded: 1.5.3 (busy, fresh, idle, nginx-down, restarted).
 * Seen at contracts/nginx/recordings/1.5.3.busy.prom:21
 */
export const go_info = gauge(exporter, "go_info", { ...target, version: "any" }, { shared: true, variants: ["1.5.3"] });

/**
 * Number of bytes allocated in heap and currently in use. Equals to /memory/classes/heap/objects:bytes.
 *
 * gauge, bytes. Recorded: 1.5.3 (busy, fresh, idle, nginx-down, restarted).
 * Seen at contracts/nginx/recordings/1.5.3.busy.prom:24
 */
export const go_memstats_alloc_bytes = gauge(exporter, "go_memstats_alloc_bytes", { ...target }, { shared: true, variants: ["1.5.3"] });

/**
 * Total number of bytes allocated in heap until now, even if released already. Equals to /gc/heap/allocs:bytes.
 *
 * counter, bytes. Recorded: 1.5.3 (busy, fresh, idle, nginx-down, restarted).
 * Seen at contracts/nginx/recordings/1.5.3.busy.prom:27
 */
export const go_memstats_alloc_bytes_total = counter(exporter, "go_memstats_alloc_bytes_total", { ...target }, { shared: true, variants: ["1.5.3"] });

/**
 * Number of bytes used by the profiling bucket hash table. Equals to /memory/classes/profiling/buckets:bytes.
 *
 * gauge, bytes. Recorded: 1.5.3 (busy, fresh, idle, nginx-down, restarted).
 * Seen at contracts/nginx/recordings/1.5.3.busy.prom:30
 */
export const go_memstats_buck_hash_sys_bytes = gauge(exporter, "go_memstats_buck_hash_sys_bytes", { ...target }, { shared: true, variants: ["1.5.3"] });

/**
 * Total number of heap objects frees. Equals to /gc/heap/frees:objects + /gc/heap/tiny/allocs:objects.
 *
 * counter. Recorded: 1.5.3 (busy, fresh, idle, nginx-down, restarted).
 * Seen at contracts/nginx/recordings/1.5.3.busy.prom:33
 */
export const go_memstats_frees_total = counter(exporter, "go_memstats_frees_total", { ...target }, { shared: true, variants: ["1.5.3"] });

/**
 * Number of bytes used for garbage collection system metadata. Equals to /memory/classes/metadata/other:bytes.
 *
 * gauge, bytes. Recorded: 1.5.3 (busy, fresh, idle, nginx-down, restarted).
 * Seen at contracts/nginx/recordings/1.5.3.busy.prom:36
 */
export const go_memstats_gc_sys_bytes = gauge(exporter, "go_memstats_gc_sys_bytes", { ...target }, { shared: true, variants: ["1.5.3"] });

/**
 * Number of heap bytes allocated and currently in use, same as go_memstats_alloc_bytes. Equals to /memory/classes/heap/objects:bytes.
 *
 * gauge, bytes. Recorded: 1.5.3 (busy, fresh, idle, nginx-down, restarted).
 * Seen at contracts/nginx/recordings/1.5.3.busy.prom:39
 */
export const go_memstats_heap_alloc_bytes = gauge(exporter, "go_memstats_heap_alloc_bytes", { ...target }, { shared: true, variants: ["1.5.3"] });

/**
 * Number of heap bytes waiting to be used. Equals to /memory/classes/heap/released:bytes + /memory/classes/heap/free:bytes.
 *
 * gauge, bytes. Recorded: 1.5.3 (busy, fresh, idle, nginx-down, restarted).
 * Seen at contracts/nginx/recordings/1.5.3.busy.prom:42
 */
export const go_memstats_heap_idle_bytes = gauge(exporter, "go_memstats_heap_idle_bytes", { ...target }, { shared: true, variants: ["1.5.3"] });

/**
 * Number of heap bytes that are in use. Equals to /memory/classes/heap/objects:bytes + /memory/classes/heap/unused:bytes
 *
 * gauge, bytes. Recorded: 1.5.3 (busy, fresh, idle, nginx-down, restarted).
 * Seen at contracts/nginx/recordings/1.5.3.busy.prom:45
 */
export const go_memstats_heap_inuse_bytes = gauge(exporter, "go_memstats_heap_inuse_bytes", { ...target }, { shared: true, variants: ["1.5.3"] });

/**
 * Number of currently allocated objects. Equals to /gc/heap/objects:objects.
 *
 * gauge. Recorded: 1.5.3 (busy, fresh, idle, nginx-down, restarted).
 * Seen at contracts/nginx/recordings/1.5.3.busy.prom:48
 */
export const go_memstats_heap_objects = gauge(exporter, "go_memstats_heap_objects", { ...target }, { shared: true, variants: ["1.5.3"] });

/**
 * Number of heap bytes released to OS. Equals to /memory/classes/heap/released:bytes.
 *
 * gauge, bytes. Recorded: 1.5.3 (busy, fresh, idle, nginx-down, restarted).
 * Seen at contracts/nginx/recordings/1.5.3.busy.prom:51
 */
export const go_memstats_heap_released_bytes = gauge(exporter, "go_memstats_heap_released_bytes", { ...target }, { shared: true, variants: ["1.5.3"] });

/**
 * Number of heap bytes obtained from system. Equals to /memory/classes/heap/objects:bytes + /memory/classes/heap/unused:bytes + /memory/classes/heap/released:bytes + /memory/classes/heap/free:bytes.
 *
 * gauge, bytes. Recorded: 1.5.3 (busy, fresh, idle, nginx-down, restarted).
 * Seen at contracts/nginx/recordings/1.5.3.busy.prom:54
 */
export const go_memstats_heap_sys_bytes = gauge(exporter, "go_memstats_heap_sys_bytes", { ...target }, { shared: true, variants: ["1.5.3"] });

/**
 * Number of seconds since 1970 of last garbage collection.
 *
 * gauge, timestamp. Recorded: 1.5.3 (busy, fresh, idle, nginx-down, restarted).
 * Seen at contracts/nginx/recordings/1.5.3.busy.prom:57
 */
export const go_memstats_last_gc_time_seconds = gauge(exporter, "go_memstats_last_gc_time_seconds", { ...target }, { shared: true, variants: ["1.5.3"] });

/**
 * Total number of heap objects allocated, both live and gc-ed. Semantically a counter version for go_memstats_heap_objects gauge. Equals to /gc/heap/allocs:objects + /gc/heap/tiny/allocs:objects.
 *
 * counter. Recorded: 1.5.3 (busy, fresh, idle, nginx-down, restarted).
 * Seen at contracts/nginx/recordings/1.5.3.busy.prom:60
 */
export const go_memstats_mallocs_total = counter(exporter, "go_memstats_mallocs_total", { ...target }, { shared: true, variants: ["1.5.3"] });

/**
 * Number of bytes in use by mcache structures. Equals to /memory/classes/metadata/mcache/inuse:bytes.
 *
 * gauge, bytes. Recorded: 1.5.3 (busy, fresh, idle, nginx-down, restarted).
 * Seen at contracts/nginx/recordings/1.5.3.busy.prom:63
 */
export const go_memstats_mcache_inuse_bytes = gauge(exporter, "go_memstats_mcache_inuse_bytes", { ...target }, { shared: true, variants: ["1.5.3"] });

/**
 * Number of bytes used for mcache structures obtained from system. Equals to /memory/classes/metadata/mcache/inuse:bytes + /memory/classes/metadata/mcache/free:bytes.
 *
 * gauge, bytes. Recorded: 1.5.3 (busy, fresh, idle, nginx-down, restarted).
 * Seen at contracts/nginx/recordings/1.5.3.busy.prom:66
 */
export const go_memstats_mcache_sys_bytes = gauge(exporter, "go_memstats_mcache_sys_bytes", { ...target }, { shared: true, variants: ["1.5.3"] });

/**
 * Number of bytes in use by mspan structures. Equals to /memory/classes/metadata/mspan/inuse:bytes.
 *
 * gauge, bytes. Recorded: 1.5.3 (busy, fresh, idle, nginx-down, restarted).
 * Seen at contracts/nginx/recordings/1.5.3.busy.prom:69
 */
export const go_memstats_mspan_inuse_bytes = gauge(exporter, "go_memstats_mspan_inuse_bytes", { ...target }, { shared: true, variants: ["1.5.3"] });

/**
 * Number of bytes used for mspan structures obtained from system. Equals to /memory/classes/metadata/mspan/inuse:bytes + /memory/classes/metadata/mspan/free:bytes.
 *
 * gauge, bytes. Recorded: 1.5.3 (busy, fresh, idle, nginx-down, restarted).
 * Seen at contracts/nginx/recordings/1.5.3.busy.prom:72
 */
export const go_memstats_mspan_sys_bytes = gauge(exporter, "go_memstats_mspan_sys_bytes", { ...target }, { shared: true, variants: ["1.5.3"] });

/**
 * Number of heap bytes when next garbage collection will take place. Equals to /gc/heap/goal:bytes.
 *
 * gauge, bytes. Recorded: 1.5.3 (busy, fresh, idle, nginx-down, restarted).
 * Seen at contracts/nginx/recordings/1.5.3.busy.prom:75
 */
export const go_memstats_next_gc_bytes = gauge(exporter, "go_memstats_next_gc_bytes", { ...target }, { shared: true, variants: ["1.5.3"] });

/**
 * Number of bytes used for other system allocations. Equals to /memory/classes/other:bytes.
 *
 * gauge, bytes. Recorded: 1.5.3 (busy, fresh, idle, nginx-down, restarted).
 * Seen at contracts/nginx/recordings/1.5.3.busy.prom:78
 */
export const go_memstats_other_sys_bytes = gauge(exporter, "go_memstats_other_sys_bytes", { ...target }, { shared: true, variants: ["1.5.3"] });

/**
 * Number of bytes obtained from system for stack allocator in non-CGO environments. Equals to /memory/classes/heap/stacks:bytes.
 *
 * gauge, bytes. Recorded: 1.5.3 (busy, fresh, idle, nginx-down, restarted).
 * Seen at contracts/nginx/recordings/1.5.3.busy.prom:81
 */
export const go_memstats_stack_inuse_bytes = gauge(exporter, "go_memstats_stack_inuse_bytes", { ...target }, { shared: true, variants: ["1.5.3"] });

/**
 * Number of bytes obtained from system for stack allocator. Equals to /memory/classes/heap/stacks:bytes + /memory/classes/os-stacks:bytes.
 *
 * gauge, bytes. Recorded: 1.5.3 (busy, fresh, idle, nginx-down, restarted).
 * Seen at contracts/nginx/recordings/1.5.3.busy.prom:84
 */
export const go_memstats_stack_sys_bytes = gauge(exporter, "go_memstats_stack_sys_bytes", { ...target }, { shared: true, variants: ["1.5.3"] });

/**
 * Number of bytes obtained from system. Equals to /memory/classes/total:byte.
 *
 * gauge, bytes. Recorded: 1.5.3 (busy, fresh, idle, nginx-down, restarted).
 * Seen at contracts/nginx/recordings/1.5.3.busy.prom:87
 */
export const go_memstats_sys_bytes = gauge(exporter, "go_memstats_sys_bytes", { ...target }, { shared: true, variants: ["1.5.3"] });

/**
 * The current runtime.GOMAXPROCS setting, or the number of operating system threads that can execute user-level Go code simultaneously. Sourced from /sched/gomaxprocs:threads.
 *
 * gauge. Recorded: 1.5.3 (busy, fresh, idle, nginx-down, restarted).
 * Seen at contracts/nginx/recordings/1.5.3.busy.prom:90
 */
export const go_sched_gomaxprocs_threads = gauge(exporter, "go_sched_gomaxprocs_threads", { ...target }, { shared: true, variants: ["1.5.3"] });

/**
 * Number of OS threads created.
 *
 * gauge. Recorded: 1.5.3 (busy, fresh, idle, nginx-down, restarted).
 * Seen at contracts/nginx/recordings/1.5.3.busy.prom:93
 */
export const go_threads = gauge(exporter, "go_threads", { ...target }, { shared: true, variants: ["1.5.3"] });

/**
 * Accepted client connections
 *
 * counter, connections. Recorded: 1.5.3 (busy, fresh, idle, restarted), 0.11 (busy).
 * A counter although its name has no _total.
 * Seen at contracts/nginx/recordings/0.11.busy.prom:3
 */
export const nginx_connections_accepted = counter(exporter, "nginx_connections_accepted", { ...target });

/**
 * Active client connections
 *
 * gauge, connections. Recorded: 1.5.3 (busy, fresh, idle, restarted), 0.11 (busy).
 * The exporter's own keep-alive connection counts; an idle nginx shows 1 per exporter.
 * Seen at contracts/nginx/recordings/0.11.busy.prom:6
 */
export const nginx_connections_active = gauge(exporter, "nginx_connections_active", { ...target });

/**
 * Handled client connections
 *
 * counter, connections. Recorded: 1.5.3 (busy, fresh, idle, restarted), 0.11 (busy).
 * A counter although its name has no _total.
 * Seen at contracts/nginx/recordings/0.11.busy.prom:9
 */
export const nginx_connections_handled = counter(exporter, "nginx_connections_handled", { ...target });

/**
 * Connections where NGINX is reading the request header
 *
 * gauge, connections. Recorded: 1.5.3 (busy, fresh, idle, restarted), 0.11 (busy).
 * Seen at contracts/nginx/recordings/0.11.busy.prom:12
 */
export const nginx_connections_reading = gauge(exporter, "nginx_connections_reading", { ...target });

/**
 * Idle client connections
 *
 * gauge, connections. Recorded: 1.5.3 (busy, fresh, idle, restarted), 0.11 (busy).
 * Seen at contracts/nginx/recordings/0.11.busy.prom:15
 */
export const nginx_connections_waiting = gauge(exporter, "nginx_connections_waiting", { ...target });

/**
 * Connections where NGINX is writing the response back to the client
 *
 * gauge, connections. Recorded: 1.5.3 (busy, fresh, idle, restarted), 0.11 (busy).
 * Seen at contracts/nginx/recordings/0.11.busy.prom:18
 */
export const nginx_connections_writing = gauge(exporter, "nginx_connections_writing", { ...target });

/**
 * A metric with a constant '1' value labeled by version, revision, branch, goversion from which nginx_exporter was built, and the goos and goarch for the build.
 *
 * gauge. Recorded: 1.5.3 (busy, fresh, idle, nginx-down, restarted).
 * Seen at contracts/nginx/recordings/1.5.3.busy.prom:114
 */
export const nginx_exporter_build_info = gauge(exporter, "nginx_exporter_build_info", { ...target, branch: "any", goarch: "any", goos: "any", goversion: "any", revision: "any", tags: "any", version: "any" }, { variants: ["1.5.3"] });

/**
 * Total http requests
 *
 * counter, requests. Recorded: 1.5.3 (busy, fresh, idle, restarted), 0.11 (busy).
 * Every request nginx served, each scrape included; the access log's count only covers the tailed log.
 * Seen at contracts/nginx/recordings/0.11.busy.prom:21
 */
export const nginx_http_requests_total = counter(exporter, "nginx_http_requests_total", { ...target });

/**
 * Status of the last metric scrape
 *
 * gauge. Recorded: 1.5.3 (busy, fresh, idle, nginx-down, restarted), 0.11 (busy, nginx-down).
 * The only nginx metric left when nginx is down; the scrape itself still succeeds (up stays 1).
 * Seen at contracts/nginx/recordings/0.11.busy.prom:24
 */
export const nginx_up = gauge(exporter, "nginx_up", { ...target });

/**
 * Exporter build information
 *
 * gauge. Recorded: 0.11 (busy, nginx-down).
 * Seen at contracts/nginx/recordings/0.11.busy.prom:27
 */
export const nginxexporter_build_info = gauge(exporter, "nginxexporter_build_info", { ...target, arch: "any", commit: "any", date: "any", dirty: "any", go: "any", version: "any" }, { variants: ["0.11"] });

/**
 * Total user and system CPU time spent in seconds.
 *
 * counter, s. Recorded: 1.5.3 (busy, fresh, idle, nginx-down, restarted).
 * Seen at contracts/nginx/recordings/1.5.3.busy.prom:123
 */
export const process_cpu_seconds_total = counter(exporter, "process_cpu_seconds_total", { ...target }, { shared: true, variants: ["1.5.3"] });

/**
 * Maximum number of open file descriptors.
 *
 * gauge. Recorded: 1.5.3 (busy, fresh, idle, nginx-down, restarted).
 * Seen at contracts/nginx/recordings/1.5.3.busy.prom:126
 */
export const process_max_fds = gauge(exporter, "process_max_fds", { ...target }, { shared: true, variants: ["1.5.3"] });

/**
 * Number of bytes received by the process over the network.
 *
 * counter, bytes. Recorded: 1.5.3 (busy, fresh, idle, nginx-down, restarted).
 * Seen at contracts/nginx/recordings/1.5.3.busy.prom:129
 */
export const process_network_receive_bytes_total = counter(exporter, "process_network_receive_bytes_total", { ...target }, { shared: true, variants: ["1.5.3"] });

/**
 * Number of bytes sent by the process over the network.
 *
 * counter, bytes. Recorded: 1.5.3 (busy, fresh, idle, nginx-down, restarted).
 * Seen at contracts/nginx/recordings/1.5.3.busy.prom:132
 */
export const process_network_transmit_bytes_total = counter(exporter, "process_network_transmit_bytes_total", { ...target }, { shared: true, variants: ["1.5.3"] });

/**
 * Number of open file descriptors.
 *
 * gauge. Recorded: 1.5.3 (busy, fresh, idle, nginx-down, restarted).
 * Seen at contracts/nginx/recordings/1.5.3.busy.prom:135
 */
export const process_open_fds = gauge(exporter, "process_open_fds", { ...target }, { shared: true, variants: ["1.5.3"] });

/**
 * Resident memory size in bytes.
 *
 * gauge, bytes. Recorded: 1.5.3 (busy, fresh, idle, nginx-down, restarted).
 * Seen at contracts/nginx/recordings/1.5.3.busy.prom:138
 */
export const process_resident_memory_bytes = gauge(exporter, "process_resident_memory_bytes", { ...target }, { shared: true, variants: ["1.5.3"] });

/**
 * Start time of the process since unix epoch in seconds.
 *
 * gauge, timestamp. Recorded: 1.5.3 (busy, fresh, idle, nginx-down, restarted).
 * Seen at contracts/nginx/recordings/1.5.3.busy.prom:141
 */
export const process_start_time_seconds = gauge(exporter, "process_start_time_seconds", { ...target }, { shared: true, variants: ["1.5.3"] });

/**
 * Virtual memory size in bytes.
 *
 * gauge, bytes. Recorded: 1.5.3 (busy, fresh, idle, nginx-down, restarted).
 * Seen at contracts/nginx/recordings/1.5.3.busy.prom:144
 */
export const process_virtual_memory_bytes = gauge(exporter, "process_virtual_memory_bytes", { ...target }, { shared: true, variants: ["1.5.3"] });

/**
 * Maximum amount of virtual memory available in bytes.
 *
 * gauge, bytes. Recorded: 1.5.3 (busy, fresh, idle, nginx-down, restarted).
 * Seen at contracts/nginx/recordings/1.5.3.busy.prom:147
 */
export const process_virtual_memory_max_bytes = gauge(exporter, "process_virtual_memory_max_bytes", { ...target }, { shared: true, variants: ["1.5.3"] });

/**
 * Current number of scrapes being served.
 *
 * gauge. Recorded: 1.5.3 (busy, fresh, idle, nginx-down, restarted).
 * Seen at contracts/nginx/recordings/1.5.3.busy.prom:150
 */
export const promhttp_metric_handler_requests_in_flight = gauge(exporter, "promhttp_metric_handler_requests_in_flight", { ...target }, { variants: ["1.5.3"] });

/**
 * Total number of scrapes by HTTP status code.
 *
 * counter. Recorded: 1.5.3 (busy, fresh, idle, nginx-down, restarted).
 * Seen at contracts/nginx/recordings/1.5.3.busy.prom:153
 */
export const promhttp_metric_handler_requests_total = counter(exporter, "promhttp_metric_handler_requests_total", { ...target, code: "any" }, { variants: ["1.5.3"] });
