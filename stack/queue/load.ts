/** Sends requests as people would, a few of them wrong, until it is told to stop. */
import { request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";
import { FAKE_MODELS } from "./fake-ollama.ts";
import { random } from "./random.ts";
import type { Running } from "./worker.ts";

export interface LoadSettings {
  /** nginx, which serves /queue/, /api/, /v1/ and /. */
  readonly url: string;
  readonly litellmUrl: string | undefined;
  /** LITELLM_MASTER_KEY. */
  readonly litellmKey: string | undefined;
  /** Requests a second, on average. */
  readonly perSecond: number;
  readonly seed: number;
}

/** One request to be sent. */
export interface Sent {
  readonly method: "GET" | "POST";
  /** `litellm` goes to LiteLLM; without it in the settings it is left out. */
  readonly to: "nginx" | "litellm";
  readonly path: string;
  readonly body?: unknown;
  /** Milliseconds after which the client hangs up. */
  readonly hangUpAfter?: number;
}

/** Milliseconds: a client that waits longer than this is no client. */
const PATIENCE = 120_000;

/** The `index`-th request of a seed. */
export function nthRequest(seed: number, index: number): Sent {
  const next = random(`${seed} ${index}`);
  const pick = <T>(choices: readonly (readonly [weight: number, T])[]): T => {
    let at = next() * choices.reduce((sum, [weight]) => sum + weight, 0);
    return (choices.find(([weight]) => (at -= weight) < 0) ?? choices[0]!)[1];
  };
  const model = pick<string>([
    [25, FAKE_MODELS[0]!],
    [73, FAKE_MODELS[1]!],
    [2, "qwen3:400b"],
  ]);
  const trouble = pick([
    [86, ""],
    [4, "!500x2 "],
    [2, "!500 "],
    [2, "!503x1 "],
    [1, "!oom "],
    [1, "!reset "],
  ]);
  const prompt = `${trouble}#${seed}.${index} ${"please explain this once more ".repeat(1 + Math.floor(next() * 30))}`;
  const messages = [{ role: "user", content: prompt }];
  const stream = next() < 0.5;
  const patient = pick([
    [94, {}],
    [6, { hangUpAfter: 100 + Math.floor(next() * 900) }],
  ]);
  const post = (path: string, body: unknown): Sent => ({
    method: "POST",
    to: "nginx",
    path,
    body,
    ...patient,
  });
  return pick<Sent>([
    [34, post("/queue/jobs", { model, prompt, stream })],
    [8, post("/queue/jobs?wait=1", { model, prompt, stream })],
    [10, post("/api/generate", { model, prompt, stream })],
    [6, post("/api/chat", { model, messages, stream })],
    [8, post("/v1/chat/completions", { model, messages, stream })],
    [2, post("/queue/jobs", { prompt: 1 })],
    [3, { method: "GET", to: "nginx", path: "/api/tags" }],
    [12, { method: "GET", to: "nginx", path: "/" }],
    [6, { method: "GET", to: "nginx", path: "/static/app.js?v=1" }],
    [3, { method: "GET", to: "nginx", path: "/favicon.ico" }],
    [
      8,
      {
        ...post("/v1/chat/completions", { model: model.replace(":", "-"), messages, stream }),
        to: "litellm",
      },
    ],
  ]);
}

/** Starts sending; every ten seconds one line says what came back. */
export async function startLoad(settings: LoadSettings, log: (line: string) => void): Promise<Running> {
  const { url, litellmUrl, litellmKey, perSecond, seed } = settings;
  const between = random(`${seed} pauses`);
  let answers: Record<string, number> = {};
  let open = 0;
  let index = 0;
  let timer: NodeJS.Timeout;

  const step = (): void => {
    // Random arrivals, as of people who do not know of each other; more of them at times, so that a queue builds up.
    const busier = 1 + 0.8 * Math.sin(index / 80);
    timer = setTimeout(step, (-Math.log(1 - between()) * 1000) / (perSecond * busier));
    const sent = nthRequest(seed, index++);
    const base = sent.to === "litellm" ? litellmUrl : url;
    if (base === undefined) return;
    open++;
    void send(base, sent, sent.to === "litellm" ? litellmKey : undefined).then((answer) => {
      open--;
      answers[answer] = (answers[answer] ?? 0) + 1;
    });
  };
  const report = (): void => {
    const said = Object.entries(answers).sort(([a], [b]) => (a < b ? -1 : 1));
    log(
      `load: ${said.map(([answer, times]) => `${answer} ${times}`).join(", ") || "no answer yet"}; ${open} open`,
    );
    answers = {};
  };
  step();
  const reporting = setInterval(report, 10_000);
  return {
    async stop() {
      clearTimeout(timer);
      clearInterval(reporting);
      report();
    },
  };
}

/** The status of the answer, when all of it is there; `hung up` or the error's code where there is none. */
function send(base: string, sent: Sent, key: string | undefined): Promise<string> {
  const url = new URL(sent.path, base);
  const body = sent.body === undefined ? undefined : JSON.stringify(sent.body);
  return new Promise((resolve) => {
    const request = (url.protocol === "https:" ? httpsRequest : httpRequest)(url, {
      method: sent.method,
      headers: {
        ...(body !== undefined && { "content-type": "application/json" }),
        ...(key !== undefined && { authorization: `Bearer ${key}` }),
      },
      signal: AbortSignal.timeout(sent.hangUpAfter ?? PATIENCE),
    });
    const failed = ({ name, code }: NodeJS.ErrnoException) =>
      resolve(name === "TimeoutError" || code === "ABORT_ERR" ? "hung up" : (code ?? name));
    request.on("error", failed);
    request.on("response", (response) => {
      response.on("error", failed);
      response.on("end", () => resolve(String(response.statusCode)));
      response.resume();
    });
    request.end(body);
  });
}
