/** Starts one part of the queue: `node stack/queue/main.ts worker | api | fake-ollama | load`. See README.md. */
import { inputError, isInputError } from "../../contracts/input-error.ts";
import { startApi } from "./api.ts";
import { fakeOllama, fakeUi } from "./fake-ollama.ts";
import { startLoad } from "./load.ts";
import { listenAt } from "./serve.ts";
import { integer, number, port, text, url, type Environment } from "./settings.ts";
import { startWorker, type Running } from "./worker.ts";

const HTTP = ["http:", "https:"];
const HERE = "127.0.0.1";
const log = (line: string): void => console.error(line);

const redis = (env: Environment) => ({
  redisUrl: url(env, "REDIS_URL", `redis://${HERE}:6379`, ["redis:", "rediss:"]),
  queueName: text(env, "QUEUE_NAME", "inference"),
});

const ROLES: Readonly<Record<string, (env: Environment) => Promise<Running>>> = {
  worker: (env) =>
    startWorker(
      {
        ...redis(env),
        ollamaUrl: url(env, "OLLAMA_URL", `http://${HERE}:11434`, HTTP),
        concurrency: integer(env, "CONCURRENCY", 2, [1, 1000]),
        timeoutSeconds: number(env, "TIMEOUT_SECONDS", 600, [1, 86_400]),
        metrics: { host: text(env, "METRICS_HOST", HERE), port: port(env, "METRICS_PORT", 9091) },
      },
      log,
    ),
  api: (env) =>
    startApi(
      {
        ...redis(env),
        attempts: integer(env, "ATTEMPTS", 3, [1, 100]),
        listen: { host: text(env, "API_HOST", HERE), port: port(env, "API_PORT", 3000) },
      },
      log,
    ),
  async "fake-ollama"(env) {
    const host = text(env, "FAKE_HOST", HERE);
    const ollama = fakeOllama({
      seed: integer(env, "SEED", 1, [0, 2 ** 32]),
      speed: number(env, "FAKE_SPEED", 1, [0.01, 1000]),
      idleSeconds: number(env, "FAKE_IDLE_SECONDS", 30, [1, 86_400]),
    });
    const ui = fakeUi();
    await listenAt(ollama, { host, port: port(env, "FAKE_PORT", 11434) });
    await listenAt(ui, { host, port: port(env, "FAKE_UI_PORT", 8081) });
    return {
      async stop() {
        for (const server of [ollama, ui]) server.close().closeAllConnections();
      },
    };
  },
  load: (env) =>
    startLoad(
      {
        url: url(env, "TARGET_URL", `http://${HERE}:8080`, HTTP),
        litellmUrl: url(env, "LITELLM_URL", undefined, HTTP),
        litellmKey: env["LITELLM_MASTER_KEY"] || undefined,
        perSecond: number(env, "RATE", 2, [0.01, 1000]),
        seed: integer(env, "SEED", 1, [0, 2 ** 32]),
      },
      log,
    ),
};

async function main(role: string | undefined, env: Environment): Promise<void> {
  const start = role === undefined || !Object.hasOwn(ROLES, role) ? undefined : ROLES[role];
  if (!start)
    throw inputError("stack/queue/main.ts", `needs one of ${Object.keys(ROLES).join(", ")} as its argument.`);
  const grace = number(env, "STOP_SECONDS", 8, [0, 86_400]);
  const running = await start(env);
  log(`${role} started`);
  let stopping = false;
  for (const signal of ["SIGTERM", "SIGINT"] as const)
    process.on(signal, () => {
      // Pressed again: whoever waits no longer wants to.
      if (stopping) process.exit(1);
      stopping = true;
      log(`${role} stopping`);
      void running.stop(grace).then(() => process.exit(0));
    });
}

main(process.argv[2], process.env).catch((thrown: unknown) => {
  console.error(isInputError(thrown) ? thrown.message : thrown);
  process.exit(2);
});
