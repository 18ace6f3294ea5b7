/** The whole stack on this machine, without containers: the same configuration files, on free ports of 127.0.0.1. */
import { spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseDocument } from "yaml";
import { provisioning } from "../../dashboards/build/provisioning.ts";
import { readBoards } from "../../dashboards/build/read-boards.ts";
import { writeAll } from "../../scripts/output.ts";
import { readStack } from "../../stack.ts";
import { stackFiles } from "../config/files.ts";
import type { Places } from "../config/places.ts";
import { freePorts, processes, type Processes } from "./processes.ts";
import { programs, WANTED, type ProgramName } from "./programs.ts";

export interface LocalOptions {
  /** Where to take over from what is on, filters, models and jobs. Addresses and versions are those of this run. */
  readonly stack: string;
  /** How often Prometheus scrapes, such as `5s`. */
  readonly scrapeInterval: string;
  /** Programs to use, where not all that are on PATH. */
  readonly use?: Partial<Record<ProgramName, string>>;
  /** One line for every program as it starts. */
  readonly progress: (line: string) => void;
}

/** A stack that runs. */
export interface Local {
  readonly processes: Processes;
  /** Addresses to look at, by program; only what runs. */
  readonly urls: Readonly<Partial<Record<"prometheus" | "queue" | "nginx" | "loki" | "litellm", string>>>;
  /** The stack.yaml of this run, and the folder with the boards and data sources built from it. */
  readonly stack: string;
  readonly provisioning: string;
  /** What the queue's roles were told: REDIS_URL, QUEUE_NAME and so on. */
  readonly environment: Readonly<Record<string, string>>;
}

/** What is not there, with the sentence that says how to get it. Prometheus and Redis have to be. */
export const missing = (found: Partial<Record<ProgramName, string>>) =>
  (Object.keys(WANTED) as ProgramName[])
    .filter((name) => found[name] === undefined)
    // Alloy and Promtail do the same.
    .filter((name) => !(name === "promtail" && found.alloy) && !(name === "alloy" && found.promtail))
    .map((name) => ({ name, ...WANTED[name] }));

/**
 * Starts what this machine has: Redis, the queue's worker and api, a fake Ollama, nginx and its exporter, Loki and Alloy
 * or Promtail, LiteLLM, Prometheus, and a load on all of it.
 *
 * @throws InputError of the stack file, or naming the program that did not start, with its last lines; everything is
 *   ended then.
 */
export async function startLocal({ stack, scrapeInterval, use, progress }: LocalOptions): Promise<Local> {
  // Whatever is wrong in the user's own file is said with its name, not with that of the copy below.
  readStack(stack);
  const found = use ?? programs();
  const run = processes();
  try {
    return await started(run, found, stack, scrapeInterval, progress);
  } catch (thrown) {
    await run.stop();
    throw thrown;
  }
}

async function started(
  run: Processes,
  found: Partial<Record<ProgramName, string>>,
  from: string,
  scrapeInterval: string,
  progress: (line: string) => void,
): Promise<Local> {
  const { folder } = run;
  const ports = await freePorts(13);
  const address = (): string => `127.0.0.1:${ports.shift()}`;
  const at = {
    redis: address(),
    ollama: address(),
    ui: address(),
    worker: address(),
    api: address(),
    nginx: address(),
    status: address(),
    nginxExporter: address(),
    loki: address(),
    lokiGrpc: address(),
    pipeline: address(),
    litellm: address(),
    prometheus: address(),
  };
  const pipeline = found.alloy ? "alloy" : found.promtail ? "promtail" : undefined;
  const logs = found.nginx && found.loki ? pipeline : undefined;

  const document = parseDocument(readFileSync(from, "utf8"));
  const set = (path: readonly (string | number)[], value: unknown): void => document.setIn(path, value);
  const exporter = (name: string, on: boolean, settings: Readonly<Record<string, string>> = {}): void => {
    if (!document.hasIn(["exporters", name])) return;
    set(["exporters", name, "on"], on && document.getIn(["exporters", name, "on"]) === true);
    for (const [key, value] of Object.entries(settings)) set(["exporters", name, key], value);
  };
  set(
    ["dataSources"],
    [
      {
        type: "prometheus",
        name: "Prometheus",
        uid: "prometheus",
        url: `http://${at.prometheus}`,
        scrapeInterval,
      },
      { type: "loki", name: "Loki", uid: "loki", url: `http://${at.loki}` },
    ],
  );
  set(["upstreams"], { queue: at.api, ollama: at.ollama, ui: at.ui });
  const job = "ollama_queue";
  exporter("ollama_queue", true, { job, address: at.worker, variant: "reference" });
  exporter("bullmq", true, { job, address: at.worker, variant: "6" });
  exporter("nginx", found.nginx !== undefined && found.nginxExporter !== undefined, {
    address: at.nginxExporter,
    variant: found.nginxExporter && versionOf(found.nginxExporter).startsWith("0.") ? "0.11" : "1.5.3",
  });
  exporter("log_pipeline", logs !== undefined, {
    job: pipeline ?? "alloy",
    address: at.pipeline,
    variant: pipeline ?? "alloy",
  });
  exporter("nginx_access_log", logs !== undefined);
  exporter("dcgm", false);
  exporter("litellm", found.litellm !== undefined, { address: at.litellm });
  const stackFile = join(folder, "stack.yaml");
  writeFileSync(stackFile, String(document));

  const stack = readStack(stackFile);
  const path = (...steps: readonly string[]): string => join(folder, ...steps);
  const config = (...steps: readonly string[]): string => path("config", ...steps);
  const places: Places = {
    prometheus: {
      self: at.prometheus,
      rules: config("prometheus", "rules"),
      litellmKeyFile: path("litellm.key"),
    },
    loki: { listen: at.loki, grpcListen: at.lokiGrpc, data: path("loki") },
    promtail: { listen: at.pipeline, positions: path("positions.yaml") },
    nginx: { listen: at.nginx, status: at.status, scratch: path("nginx"), errorLog: "stderr" },
    accessLog: path("access.log"),
  };
  const key = `sk-${randomBytes(16).toString("hex")}`;
  writeFileSync(places.prometheus.litellmKeyFile, key, { mode: 0o600 });
  mkdirSync(places.nginx.scratch);
  mkdirSync(places.loki.data);
  const all = { remove: () => false };
  writeAll(path("config"), stackFiles(stack, places), all);
  writeAll(path("provisioning"), provisioning(await readBoards(), stack), all);

  const start: Processes["start"] = async (name, command) => {
    await run.start(name, command);
    progress(name);
  };
  const environment = {
    REDIS_URL: `redis://${at.redis}`,
    OLLAMA_URL: `http://${at.ollama}`,
    QUEUE_NAME: "inference",
    LITELLM_MASTER_KEY: key,
    // Otherwise it asks a server on the internet for prices.
    LITELLM_LOCAL_MODEL_COST_MAP: "True",
  };
  const role = (name: string, settings: Readonly<Record<string, string>>, ready?: string) => ({
    program: process.execPath,
    args: [
      "--import",
      import.meta.resolve("tsx"),
      fileURLToPath(new URL("../queue/main.ts", import.meta.url)),
      name,
    ],
    environment: { ...environment, ...settings },
    ...(ready !== undefined && { ready }),
  });
  const port = (listen: string): string => listen.split(":")[1]!;

  await start("redis", {
    program: found.redis!,
    // Every write on disk at once, so that a Redis that was killed has all its jobs again.
    args: [
      "--bind",
      "127.0.0.1",
      "--port",
      port(at.redis),
      "--dir",
      folder,
      "--appendonly",
      "yes",
      "--save",
      "",
    ],
  });
  await start(
    "fake-ollama",
    role(
      "fake-ollama",
      { FAKE_PORT: port(at.ollama), FAKE_UI_PORT: port(at.ui) },
      `http://${at.ollama}/api/version`,
    ),
  );
  await start(
    "queue-worker",
    role(
      "worker",
      { METRICS_HOST: "127.0.0.1", METRICS_PORT: port(at.worker), CONCURRENCY: "2" },
      `http://${at.worker}/metrics`,
    ),
  );
  await start("queue-api", role("api", { API_PORT: port(at.api) }, `http://${at.api}/`));
  if (found.nginx) {
    const asRoot = process.getuid?.() === 0 ? ["-g", "user root;"] : [];
    await start("nginx", {
      program: found.nginx,
      args: ["-p", folder, "-c", config("nginx", "nginx.conf"), "-e", "stderr", ...asRoot],
      ready: `http://${at.nginx}/`,
    });
  }
  if (stack.exporters.nginx)
    await start("nginx-exporter", {
      program: found.nginxExporter!,
      args: [
        `--nginx.scrape-uri=http://${at.status}/stub_status`,
        `--web.listen-address=${at.nginxExporter}`,
      ],
      ready: `http://${at.nginxExporter}/metrics`,
    });
  if (logs !== undefined) {
    await start("loki", {
      program: found.loki!,
      args: [`-config.file=${config("loki", "loki.yml")}`],
      ready: `http://${at.loki}/ready`,
      patience: 90,
    });
    const alloy = ["run", `--server.http.listen-addr=${at.pipeline}`, `--storage.path=${path("alloy")}`];
    await start(logs, {
      program: found[logs]!,
      args:
        logs === "alloy"
          ? [...alloy, "--disable-reporting", config("alloy", "config.alloy")]
          : [`-config.file=${config("promtail", "promtail.yml")}`],
      ready: `http://${at.pipeline}/metrics`,
    });
  }
  if (stack.exporters.litellm)
    await start("litellm", {
      program: found.litellm!,
      args: [
        "--config",
        config("litellm", "litellm.yaml"),
        "--host",
        "127.0.0.1",
        "--port",
        port(at.litellm),
      ],
      environment,
      ready: `http://${at.litellm}/health/liveliness`,
      patience: 120,
    });
  await start("prometheus", {
    program: found.prometheus!,
    args: [
      `--config.file=${config("prometheus", "prometheus.yml")}`,
      `--storage.tsdb.path=${path("prometheus")}`,
      `--web.listen-address=${at.prometheus}`,
    ],
    ready: `http://${at.prometheus}/-/ready`,
  });
  await start(
    "load",
    role("load", {
      TARGET_URL: `http://${found.nginx ? at.nginx : at.api}`,
      ...(stack.exporters.litellm && { LITELLM_URL: `http://${at.litellm}` }),
    }),
  );
  return {
    processes: run,
    urls: {
      prometheus: `http://${at.prometheus}`,
      queue: `http://${at.worker}/metrics`,
      ...(logs !== undefined && { loki: `http://${at.loki}` }),
      ...(found.nginx && { nginx: `http://${at.nginx}` }),
      ...(stack.exporters.litellm && { litellm: `http://${at.litellm}` }),
    },
    stack: stackFile,
    provisioning: path("provisioning"),
    environment,
  };
}

const versionOf = (command: string): string =>
  /version[= ]+v?(\d\S*)/.exec(String(spawnSync(command, ["--version"], { encoding: "utf8" }).stdout))?.[1] ??
  "";
