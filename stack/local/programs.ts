/** Which programs of the stack this machine has. */
import { accessSync, constants, statSync } from "node:fs";
import { delimiter, join } from "node:path";

interface Wanted {
  /** Names under which it is packaged; the first that answers is taken. */
  readonly names: readonly string[];
  /** Without it there is nothing to run. */
  readonly required: boolean;
  readonly is: string;
  readonly install: string;
}

/** Every program of the stack but Node's own. Versions are those the recordings were made with, or newer. */
export const WANTED = {
  redis: {
    names: ["redis-server", "valkey-server"],
    required: true,
    is: "the queue's store",
    install: "apt-get install redis-server, or brew install redis",
  },
  prometheus: {
    names: ["prometheus"],
    required: true,
    is: "the metrics store",
    install: "apt-get install prometheus, or brew install prometheus",
  },
  nginx: {
    names: ["nginx"],
    required: false,
    is: "the front door",
    install: "apt-get install nginx, or brew install nginx",
  },
  nginxExporter: {
    names: ["nginx-prometheus-exporter", "prometheus-nginx-exporter"],
    required: false,
    is: "nginx' exporter",
    install:
      "apt-get install prometheus-nginx-exporter, or go install github.com/nginx/nginx-prometheus-exporter@v1.5.3",
  },
  loki: {
    names: ["loki"],
    required: false,
    is: "the log store",
    install: "brew install loki, or https://github.com/grafana/loki/releases",
  },
  alloy: {
    names: ["alloy"],
    required: false,
    is: "the log pipeline",
    install: "brew install grafana/grafana/alloy, or https://github.com/grafana/alloy/releases",
  },
  promtail: {
    names: ["promtail"],
    required: false,
    is: "the log pipeline, where Alloy is missing",
    install: "brew install promtail, or a 3.6 release of https://github.com/grafana/loki/releases",
  },
  litellm: {
    names: ["litellm"],
    required: false,
    is: "the LiteLLM proxy",
    install: "pip install 'litellm[proxy]==1.106.2' prometheus_client",
  },
} as const satisfies Record<string, Wanted>;

export type ProgramName = keyof typeof WANTED;

/** Their commands by name, in full; what is absent is not on PATH. Nothing is started: some take seconds to say their version. */
export function programs(path = process.env["PATH"] ?? ""): Partial<Record<ProgramName, string>> {
  const folders = path.split(delimiter).filter((folder) => folder !== "");
  const find = (names: readonly string[]): string | undefined =>
    names.flatMap((name) => folders.map((folder) => join(folder, name))).find(isProgram);
  return Object.fromEntries(
    (Object.keys(WANTED) as ProgramName[]).flatMap((name) => {
      const command = find(WANTED[name].names);
      return command === undefined ? [] : [[name, command]];
    }),
  );
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}
