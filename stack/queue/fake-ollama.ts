/**
 * A stand-in for Ollama where there is no GPU: the same routes, plausible speeds, cold loads, and failures on demand.
 *
 * What a prompt gets depends on the seed and on the prompt alone, so that a run can be repeated. A prompt with a line
 * that begins with `!500`, `!503`, `!404`, `!oom`, `!hang` or `!reset` fails that way; with `!500x2` its first two tries.
 */
import { createServer, type Server, type ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { httpError, readJson, sendJson, statusOf } from "./http.ts";
import { random } from "./random.ts";

/** What runs on one 24 GB card, roughly. */
const MODELS = {
  "gemma3:27b": { family: "gemma3", parameters: "27.4B", tokensPerSecond: 28, loadSeconds: 9 },
  "llama3.2:3b": { family: "llama", parameters: "3.2B", tokensPerSecond: 110, loadSeconds: 2.5 },
} as const;
type ModelName = keyof typeof MODELS;
export const FAKE_MODELS = Object.keys(MODELS) as readonly ModelName[];

export interface FakeOllama {
  readonly seed: number;
  /** How much faster than a real one: 1 for a demonstration, more for tests. */
  readonly speed: number;
  /** Seconds without a request after which a model is unloaded, before `speed`. */
  readonly idleSeconds: number;
}

/** What a prompt gets; durations in milliseconds. */
interface Plan {
  readonly promptTokens: number;
  readonly words: readonly string[];
  readonly promptMs: number;
  readonly evalMs: number;
}

const WORDS =
  "the answer is short because nobody computed it and every word was chosen before you asked".split(" ");
const FAILURES: Readonly<Record<string, readonly [status: number, message: string]>> = {
  "404": [404, "model was removed while you asked: not found"],
  "500": [500, "llama runner process has terminated: exit status 2"],
  "503": [503, "server busy, please try again.  maximum pending requests exceeded"],
  oom: [500, "model requires more system memory (48.5 GiB) than is available (31.2 GiB)"],
};
const LIMIT = 10 * 1024 * 1024;

/** The server, not yet listening. */
export function fakeOllama({ seed, speed, idleSeconds }: FakeOllama): Server {
  const loaded = new Map<ModelName, { ready: Promise<unknown>; used: number }>();
  const tries = new Map<string, number>();
  const ms = (real: number) => real / speed;

  /** Resolves when the model is loaded; a model that is loading is waited for by all. */
  async function load(model: ModelName): Promise<void> {
    const held = loaded.get(model);
    const cold = !held || performance.now() - held.used > ms(idleSeconds * 1000);
    const state = cold ? { ready: sleep(ms(MODELS[model].loadSeconds * 1000)), used: Infinity } : held;
    loaded.set(model, state);
    await state.ready;
    state.used = performance.now();
  }

  /** The failure a prompt asks for, if it is still its turn. */
  function failure(prompt: string): string | undefined {
    const [, kind, times] = /^!(404|500|503|oom|hang|reset)(?:x(\d+))?\b/m.exec(prompt) ?? [];
    if (kind === undefined || times === undefined) return kind;
    const before = tries.get(prompt) ?? 0;
    if (tries.size > 10_000) tries.clear();
    tries.set(prompt, before + 1);
    return before < Number(times) ? kind : undefined;
  }

  function plan(model: ModelName, prompt: string, most: unknown): Plan {
    const next = random(`${seed} ${model} ${prompt}`);
    const wanted = 15 + Math.floor(next() ** 2 * 165);
    const tokens = typeof most === "number" && most > 0 ? Math.min(wanted, Math.floor(most)) : wanted;
    const promptTokens = Math.max(1, Math.ceil(prompt.length / 4));
    const rate = MODELS[model].tokensPerSecond * (0.85 + 0.3 * next());
    return {
      promptTokens,
      words: Array.from({ length: Math.max(1, tokens) }, (_, index) => `${WORDS[index % WORDS.length]} `),
      promptMs: ms((promptTokens / rate / 12) * 1000),
      evalMs: ms((tokens / rate) * 1000),
    };
  }

  async function generate(kind: Kind, body: Body, response: ServerResponse): Promise<void> {
    const model = FAKE_MODELS.find((name) => name === body.model);
    const prompt = promptOf(body);
    const wrong = failure(prompt);
    if (wrong === "hang") return; // Until the client gives up.
    if (wrong === "reset") return void response.destroy();
    if (wrong !== undefined) throw httpError(...FAILURES[wrong]!);
    if (!model) throw httpError(404, `model '${String(body.model).slice(0, 100)}' not found`);

    const begun = performance.now();
    await load(model);
    const loadMs = performance.now() - begun;
    const { promptTokens, words, promptMs, evalMs } = plan(
      model,
      prompt,
      body.options?.num_predict ?? body.max_tokens,
    );
    await sleep(promptMs);
    const first = performance.now();
    const stream = kind === "openai" ? body.stream === true : body.stream !== false;
    const write = FORMATS[kind];
    if (stream) response.writeHead(200, { "content-type": write.streamType });
    // A timer per token would be too many; ten chunks a second look the same on any board.
    const chunks = Math.max(1, Math.min(words.length, Math.ceil(evalMs / 100)));
    for (let chunk = 0; chunk < chunks; chunk++) {
      await sleep(evalMs / chunks);
      if (response.destroyed) return;
      const text = words
        .slice((chunk * words.length) / chunks, ((chunk + 1) * words.length) / chunks)
        .join("");
      if (stream) response.write(write.chunk(model, text));
    }
    const done: Done = {
      total_duration: ns(performance.now() - begun),
      load_duration: ns(Math.max(loadMs, ms(20))),
      prompt_eval_count: promptTokens,
      prompt_eval_duration: ns(promptMs),
      eval_count: words.length,
      eval_duration: ns(performance.now() - first),
    };
    if (stream) response.end(write.end(model, done));
    else sendJson(response, 200, write.whole(model, words.join(""), done));
  }

  return createServer((request, response) => {
    const path = request.url?.split("?")[0] ?? "/";
    const kind = request.method === "POST" ? KINDS[path] : undefined;
    readJson(request, LIMIT)
      .then(async (body) => {
        if (kind) return generate(kind, (body ?? {}) as Body, response);
        const page = PAGES[path];
        if (!page) throw httpError(404, "404 page not found");
        return sendJson(response, 200, page);
      })
      .catch((thrown: Error) => {
        const { message } = thrown;
        sendJson(response, statusOf(thrown), { error: kind === "openai" ? { message } : message });
      });
  });
}

type Kind = "generate" | "chat" | "openai";
const KINDS: Readonly<Record<string, Kind>> = {
  "/api/generate": "generate",
  "/api/chat": "chat",
  "/v1/chat/completions": "openai",
};

interface Body {
  readonly model?: unknown;
  readonly prompt?: unknown;
  readonly messages?: readonly { readonly content?: unknown }[];
  readonly stream?: unknown;
  readonly max_tokens?: unknown;
  readonly options?: { readonly num_predict?: unknown };
}
const promptOf = ({ prompt, messages }: Body): string =>
  typeof prompt === "string"
    ? prompt
    : (Array.isArray(messages) ? messages : [])
        .map((message) => (typeof message?.content === "string" ? message.content : ""))
        .join("\n");

/** The numbers at the end of an answer; durations in nanoseconds. */
interface Done {
  readonly total_duration: number;
  readonly load_duration: number;
  readonly prompt_eval_count: number;
  readonly prompt_eval_duration: number;
  readonly eval_count: number;
  readonly eval_duration: number;
}
const ns = (ms: number): number => Math.round(ms * 1e6);

const line = (value: unknown): string => `${JSON.stringify(value)}\n`;
const event = (value: unknown): string => `data: ${JSON.stringify(value)}\n\n`;
const usage = ({ prompt_eval_count, eval_count }: Done) => ({
  prompt_tokens: prompt_eval_count,
  completion_tokens: eval_count,
  total_tokens: prompt_eval_count + eval_count,
});
const completion = (model: string, object: string, choice: object) => ({
  id: "chatcmpl-fake",
  object,
  created: Math.floor(Date.now() / 1000),
  model,
  choices: [{ index: 0, ...choice }],
});
const at = () => ({ created_at: new Date().toISOString() });

/** How each route writes the same answer. */
const FORMATS: Readonly<
  Record<
    Kind,
    {
      readonly streamType: string;
      readonly chunk: (model: string, text: string) => string;
      readonly end: (model: string, done: Done) => string;
      readonly whole: (model: string, text: string, done: Done) => unknown;
    }
  >
> = {
  generate: {
    streamType: "application/x-ndjson",
    chunk: (model, response) => line({ model, ...at(), response, done: false }),
    end: (model, done) => line({ model, ...at(), response: "", done: true, done_reason: "stop", ...done }),
    whole: (model, response, done) => ({
      model,
      ...at(),
      response,
      done: true,
      done_reason: "stop",
      ...done,
    }),
  },
  chat: {
    streamType: "application/x-ndjson",
    chunk: (model, content) => line({ model, ...at(), message: { role: "assistant", content }, done: false }),
    end: (model, done) =>
      line({ model, ...at(), message: { role: "assistant", content: "" }, done: true, ...done }),
    whole: (model, content, done) => ({
      model,
      ...at(),
      message: { role: "assistant", content },
      done: true,
      ...done,
    }),
  },
  openai: {
    streamType: "text/event-stream",
    chunk: (model, content) =>
      event(completion(model, "chat.completion.chunk", { delta: { content }, finish_reason: null })),
    end: (model, done) =>
      `${event({
        ...completion(model, "chat.completion.chunk", { delta: {}, finish_reason: "stop" }),
        usage: usage(done),
      })}data: [DONE]\n\n`,
    whole: (model, content, done) => ({
      ...completion(model, "chat.completion", {
        message: { role: "assistant", content },
        finish_reason: "stop",
      }),
      usage: usage(done),
    }),
  },
};

const details = (name: ModelName) => ({
  format: "gguf",
  family: MODELS[name].family,
  parameter_size: MODELS[name].parameters,
  quantization_level: "Q4_K_M",
});
/** What is asked for without a model. */
const PAGES: Readonly<Record<string, unknown>> = {
  "/": "Ollama is running",
  "/api/version": { version: "0.0.0-fake" },
  "/api/tags": { models: FAKE_MODELS.map((name) => ({ name, model: name, details: details(name) })) },
  "/api/ps": { models: [] },
  "/v1/models": { object: "list", data: FAKE_MODELS.map((id) => ({ id, object: "model" })) },
};

/** A stand-in for the UI that nginx serves at /: a page, a little of everything else, 404 for the rest. */
export const fakeUi = (): Server =>
  createServer((request, response) => {
    request.resume();
    const path = request.url?.split("?")[0] ?? "/";
    if (path === "/") {
      response.writeHead(200, { "content-type": "text/html; charset=utf-8" });
      response.end("<!doctype html><title>Chat</title><h1>A stand-in for the UI</h1>\n");
    } else if (path === "/static/app.js") {
      response.writeHead(200, { "content-type": "text/javascript" });
      response.end("// nothing\n".repeat(2000));
    } else if (path === "/health") sendJson(response, 200, { status: true });
    else sendJson(response, 404, { detail: "Not Found" });
  });
