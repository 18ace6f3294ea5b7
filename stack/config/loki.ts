/** Loki's configuration: one process, files on its own disk. */
import type { Stack } from "../../stack.ts";
import { listen, type Places } from "./places.ts";

export function loki({ retention }: Stack, { loki: { listen: at, grpcListen, data } }: Places): object {
  return {
    auth_enabled: false,
    server: { ...listen("http", at), ...listen("grpc", grpcListen), log_level: "warn" },
    common: {
      // Otherwise it asks the network interfaces for an address, which a machine without a network does not have.
      instance_addr: "127.0.0.1",
      path_prefix: data,
      storage: { filesystem: { chunks_directory: `${data}/chunks`, rules_directory: `${data}/rules` } },
      replication_factor: 1,
      ring: { kvstore: { store: "inmemory" } },
    },
    // There is nobody else to wait for.
    ingester: { lifecycler: { min_ready_duration: "0s" } },
    schema_config: {
      configs: [
        {
          from: "2024-01-01",
          store: "tsdb",
          object_store: "filesystem",
          schema: "v13",
          index: { prefix: "index_", period: "24h" },
        },
      ],
    },
    limits_config: {
      retention_period: retention.logs,
      // What would be deleted at once need not come in.
      reject_old_samples: true,
      reject_old_samples_max_age: retention.logs,
    },
    // Without it the retention period is only a word.
    compactor: {
      working_directory: `${data}/compactor`,
      retention_enabled: true,
      delete_request_store: "filesystem",
    },
    analytics: { reporting_enabled: false },
  };
}
