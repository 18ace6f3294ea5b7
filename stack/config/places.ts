/** Where things are for one run: all that differs between compose.yaml and a run without containers. */

/**
 * What `stack.yaml` does not say: listen addresses (`host:port`), folders and files (absolute paths). The files take
 * from there what it does say: addresses of exporters and upstreams, and the URL of Loki, which has to lead to
 * `loki.listen`.
 */
export interface Places {
  readonly prometheus: {
    /** Where Prometheus scrapes itself. Where it listens and keeps its data are flags, not configuration. */
    readonly self: string;
    /** Folder with the generated rule files, `prometheus/rules` of the output. */
    readonly rules: string;
    /** File that holds LiteLLM's master key and nothing else. It has to exist; empty, only that target is down. */
    readonly litellmKeyFile: string;
  };
  readonly loki: {
    /** Where Loki listens for HTTP. */
    readonly listen: string;
    /** Where its parts talk to each other; never leaves the machine or container. */
    readonly grpcListen: string;
    /** Folder for chunks, index and deletions. */
    readonly data: string;
  };
  /** Alloy takes its listen address and its folder (positions) as flags: `--server.http.listen-addr`, `--storage.path`. */
  readonly promtail: {
    /** Where Promtail listens for HTTP, and so its metrics. */
    readonly listen: string;
    /** File in which it remembers how far it has read. */
    readonly positions: string;
  };
  readonly nginx: {
    /** Where the proxy listens. */
    readonly listen: string;
    /** Where stub_status listens: `host:port`, or `unix:/path` where the exporter shares the machine. */
    readonly status: string;
    /** Folder that nginx may write to: pid file and temporary files. */
    readonly scratch: string;
    /** Errors go there: a file, or `stderr`. */
    readonly errorLog: string;
    /**
     * DNS server asked at each request, so that an upstream that is not there is a 502 and not an nginx that does not
     * start, and one that moved is found again. Absent: names are looked up once, at the start.
     */
    readonly resolver?: string;
  };
  /** The JSON access log: nginx writes it, Alloy and Promtail read it. */
  readonly accessLog: string;
}

/** The places of compose.yaml, inside its containers. */
export const COMPOSE: Places = {
  prometheus: {
    self: "localhost:9090",
    rules: "/etc/prometheus/rules",
    litellmKeyFile: "/run/litellm/key",
  },
  loki: { listen: "0.0.0.0:3100", grpcListen: "127.0.0.1:9095", data: "/loki" },
  promtail: { listen: "0.0.0.0:9080", positions: "/var/lib/promtail/positions.yaml" },
  nginx: {
    listen: "0.0.0.0:8080",
    status: "0.0.0.0:8099",
    scratch: "/tmp/nginx",
    errorLog: "stderr",
    // Docker's own DNS server in every network that compose makes.
    resolver: "127.0.0.11",
  },
  accessLog: "/var/log/inference/access.log",
};

/** `host:port` as Loki and Promtail want it: two keys. */
export function listen(protocol: "http" | "grpc", address: string): object {
  const colon = address.lastIndexOf(":");
  return {
    [`${protocol}_listen_address`]: address.slice(0, colon),
    [`${protocol}_listen_port`]: Number(address.slice(colon + 1)),
  };
}
