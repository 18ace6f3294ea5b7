/** What stands around the queue: the fake Ollama, the load, the settings, and the roles' start. */
import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { fakeOllama, fakeUi } from "../../stack/queue/fake-ollama.ts";
import { generate } from "../../stack/queue/generate.ts";
import { nthRequest, startLoad } from "../../stack/queue/load.ts";
import { integer, number, port, text, url } from "../../stack/queue/settings.ts";
import { script } from "../scripts/spawn.ts";

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close().closeAllConnections();
});
const serve = async (server: Server): Promise<string> => {
  servers.push(server.listen(0, "127.0.0.1"));
  await new Promise((resolve) => server.once("listening", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
};
const fake = (seed = 1, speed = 500) => serve(fakeOllama({ seed, speed, idleSeconds: 30 }));
const post = (base: string, path: string, body: unknown) =>
  fetch(base + path, { method: "POST", body: typeof body === "string" ? body : JSON.stringify(body) });
const model = "llama3.2:3b";
const never = new AbortController().signal;

describe("the fake Ollama", () => {
  it("gives the same prompt the same answer from one seed, and another from another", async () => {
    const [a, b, other] = [await fake(1), await fake(1), await fake(2)];
    const prompts = Array.from({ length: 8 }, (_, index) => `question ${index}`);
    const tokens = (base: string) =>
      Promise.all(prompts.map(async (prompt) => (await generate(base, { model, prompt }, never)).eval_count));
    expect(await tokens(a)).toEqual(await tokens(b));
    expect(await tokens(a)).not.toEqual(await tokens(other));
  });
  it("answers whole or in pieces, and they are the same", async () => {
    const base = await fake();
    const [whole, pieces] = await Promise.all(
      [false, true].map((stream) => generate(base, { model, prompt: "x", stream }, never)),
    );
    expect(pieces!.response).toBe(whole!.response);
    expect(pieces!.eval_count).toBe(whole!.response.trim().split(" ").length);
    for (const key of ["total_duration", "load_duration", "eval_duration", "prompt_eval_count"] as const)
      expect(pieces![key], key).toBeGreaterThan(0);
  });
  it("loads a model once: who comes meanwhile waits for the same load, who comes later does not", async () => {
    const base = await fake(1, 4);
    const load = async () => (await generate(base, { model, prompt: "x" }, never)).load_duration! / 1e9;
    const [first, second] = await Promise.all([load(), load()]);
    const later = await load();
    // 2.5 s, four times as fast.
    expect(first).toBeGreaterThan(0.6);
    for (const cold of [first, second]) expect(later).toBeLessThan(cold / 2);
  });
  it.each([
    ["!500", 500],
    ["!503", 503],
    ["!oom", 500],
    ["!404", 404],
    ["### User:\n!500", 500],
    ["why !500", 200],
    ["!5000", 200],
  ])("%j is answered %i", async (prompt, status) =>
    expect((await post(await fake(), "/api/generate", { model, prompt, stream: false })).status).toBe(status),
  );
  it("!500x2 fails twice", async () => {
    const base = await fake();
    const statuses = [];
    for (let times = 0; times < 4; times++)
      statuses.push((await post(base, "/api/generate", { model, prompt: "!500x2 a", stream: false })).status);
    expect(statuses).toEqual([500, 500, 200, 200]);
  });
  it("speaks the other dialects too", async () => {
    const base = await fake();
    const messages = [{ role: "user", content: "hello" }];
    const chat = (await (await post(base, "/api/chat", { model, messages, stream: false })).json()) as object;
    expect(chat).toMatchObject({ message: { role: "assistant" }, done: true });
    const openai = (await (await post(base, "/v1/chat/completions", { model, messages })).json()) as object;
    expect(openai).toMatchObject({ choices: [{ finish_reason: "stop" }], usage: { prompt_tokens: 2 } });
    const events = await (await post(base, "/v1/chat/completions", { model, messages, stream: true })).text();
    expect(events).toMatch(/^data: \{.*\}\n\n[^]*data: \[DONE\]\n\n$/);
  });
  it.each([
    ["GET", "/api/tags", undefined, 200],
    ["GET", "/api/version", undefined, 200],
    ["GET", "/", undefined, 200],
    ["GET", "/nothing", undefined, 404],
    ["GET", "/api/generate", undefined, 404],
    ["POST", "/api/generate", "{", 400],
    ["POST", "/api/generate", "", 404],
    ["POST", "/api/generate", "null", 404],
    ["POST", "/api/chat", { model, messages: "none" }, 200],
    ["POST", "/v1/chat/completions", { model: "x" }, 404],
  ])("%s %s %j is answered %i", async (method, path, body, status) => {
    const base = await fake();
    const answer = body === undefined ? fetch(base + path, { method }) : post(base, path, body);
    expect((await answer).status).toBe(status);
  });
  it("has a UI beside it, as far as a proxy can tell", async () => {
    const base = await serve(fakeUi());
    const statuses = await Promise.all(
      ["/", "/static/app.js?v=1", "/health", "/favicon.ico"].map(
        async (path) => (await fetch(base + path)).status,
      ),
    );
    expect(statuses).toEqual([200, 200, 200, 404]);
  });
});

describe("asking Ollama", () => {
  const answering = (status: number, body: string) =>
    serve(createServer((_, response) => response.writeHead(status).end(body)));
  it.each([
    ["an error in mid-answer", 200, '{"response":"a"}\n{"error":"GPU fell off"}\n', "GPU fell off"],
    ["an answer without its end", 200, '{"response":"a"}\n', "Ollama's answer broke off"],
    ["no JSON", 200, "<html>", "Ollama's answer is no JSON"],
    ["an error without a sentence", 500, "oops", "Ollama answered 500"],
    ["an error that is no text", 400, '{"error":{}}', "Ollama answered 400"],
    ["null", 500, "null", "Ollama answered 500"],
  ])("%s is told", async (_, status, body, message) => {
    const base = await answering(status, body);
    await expect(generate(base, { model, prompt: "x" }, never)).rejects.toThrow(message);
  });
  it("behind a path of a gateway is asked there", async () => {
    const asked: (string | undefined)[] = [];
    const base = await serve(
      createServer(({ url: path }, response) => (asked.push(path), response.writeHead(500).end())),
    );
    for (const address of [base, `${base}/`, `${base}/ollama`, `${base}/ollama/`])
      await expect(generate(address, { model, prompt: "x" }, never)).rejects.toThrow("500");
    expect(asked).toEqual(["/api/generate", "/api/generate", "/ollama/api/generate", "/ollama/api/generate"]);
  });
  it("lines that come in pieces", async () => {
    const base = await serve(
      createServer((_, response) => {
        response.write('{"respo');
        setTimeout(() => response.end('nse":"a"}\n{"response":"b","done":true,"eval_count":2}'), 20);
      }),
    );
    expect(await generate(base, { model, prompt: "x" }, never)).toMatchObject({
      response: "ab",
      eval_count: 2,
    });
  });
  it("throws the reason it was stopped for", async () => {
    const base = await fake();
    const stop = new AbortController();
    const answer = generate(base, { model, prompt: "!hang" }, stop.signal);
    stop.abort(new DOMException("no answer within 1 s", "TimeoutError"));
    await expect(answer).rejects.toMatchObject({ name: "TimeoutError" });
  });
});

describe("the load", () => {
  const many = Array.from({ length: 1000 }, (_, index) => nthRequest(7, index));
  it("is the same from one seed", () => {
    expect(nthRequest(7, 3)).toEqual(many[3]);
    expect(nthRequest(8, 3)).not.toEqual(many[3]);
  });
  it("has everything in it: all routes, both models, an unknown one, failures and clients that hang up", () => {
    const text = JSON.stringify(many);
    for (const part of [
      '"/queue/jobs"',
      '"/queue/jobs?wait=1"',
      '"/api/generate"',
      '"/api/chat"',
      '"/v1/chat/completions"',
      '"/"',
      '"gemma3:27b"',
      '"llama3.2:3b"',
      '"qwen3:400b"',
      '"litellm"',
      "!500x2",
      "hangUpAfter",
    ])
      expect(text).toContain(part);
    const answered = many.filter((sent) => !JSON.stringify(sent).includes("!") && !sent.hangUpAfter).length;
    expect(answered).toBeGreaterThan(700);
  });
  it("sends until it is stopped, LiteLLM only with its key and address, and says what came back", async () => {
    const seen: { readonly path: string; readonly key: string | undefined }[] = [];
    const target = (name: string) =>
      serve(
        createServer((request, response) => {
          seen.push({ path: `${name} ${request.url}`, key: request.headers.authorization });
          request.resume();
          response.end("{}");
        }),
      );
    const [nginx, litellm] = [await target("nginx"), await target("litellm")];
    const lines: string[] = [];
    const settings = { url: nginx, litellmUrl: litellm, litellmKey: "k", perSecond: 1000, seed: 1 };
    const running = await startLoad(settings, (line) => lines.push(line));
    while (seen.length < 200) await new Promise((resolve) => setTimeout(resolve, 5));
    await running.stop(0);
    expect(lines.at(-1)).toMatch(/^load: (hung up \d+, )?200 \d+.*; \d+ open$/);
    expect(new Set(seen.filter(({ key }) => key !== undefined).map(({ path }) => path))).toEqual(
      new Set(["litellm /v1/chat/completions"]),
    );
  });
  it("says what went wrong where there is no answer", async () => {
    let seen = 0;
    const url = await serve(
      createServer(({ socket }) => {
        seen++;
        socket.destroy();
      }),
    );
    const lines: string[] = [];
    const settings = { url, litellmUrl: undefined, litellmKey: undefined, perSecond: 1000, seed: 1 };
    const running = await startLoad(settings, (line) => lines.push(line));
    while (seen < 50) await new Promise((resolve) => setTimeout(resolve, 5));
    await running.stop(0);
    expect(lines).toEqual([expect.stringMatching(/^load: ECONNRESET \d+; \d+ open$/)]);
  });
});

describe("settings", () => {
  const env = {
    EMPTY: "",
    WORD: "x",
    HALF: "1.5",
    PORT: "9091",
    URL: "http://u:secret@h",
    REDIS: "redis://h",
  };
  it("have a default, also where a variable is set to nothing", () => {
    expect(text(env, "EMPTY", "a")).toBe("a");
    expect(text(env, "WORD", "a")).toBe("x");
    expect(integer(env, "EMPTY", 2, [1, 9])).toBe(2);
    expect(number(env, "HALF", 2, [1, 9])).toBe(1.5);
    expect(port(env, "PORT", 1)).toBe(9091);
    expect(url(env, "NONE", undefined, ["http:"])).toBeUndefined();
    expect(url(env, "REDIS", "redis://x", ["redis:"])).toBe("redis://h");
  });
  it.each([
    [() => number(env, "WORD", 1, [1, 9]), "WORD: is `x`, but must be a number from 1 to 9."],
    [() => integer(env, "HALF", 1, [1, 9]), "HALF: is `1.5`, but must be a whole number."],
    [() => integer(env, "PORT", 1, [1, 9]), "PORT: is `9091`, but must be a number from 1 to 9."],
    [() => url(env, "WORD", "", ["http:"]), "WORD: must be a URL that starts with http://."],
    // A password may be in it.
    [
      () => url(env, "URL", "", ["redis:", "rediss:"]),
      "URL: must be a URL that starts with redis:// or rediss://.",
    ],
  ])("a wrong one is named: %#", (read, message) =>
    expect(read).toThrow(expect.objectContaining({ name: "InputError", message })),
  );
  it("are all in the README, with their defaults, and no others are", () => {
    const source = readFileSync("stack/queue/main.ts", "utf8");
    const table = readFileSync("stack/queue/README.md", "utf8");
    const read = [...source.matchAll(/env(?:\[|, )"([A-Z_]+)"/g)].map(([, name]) => name!);
    expect(read.length).toBeGreaterThan(15);
    for (const name of read) expect(table, name).toContain(`\`${name}\``);
    for (const [, name] of table.matchAll(/`([A-Z]+(?:_[A-Z]+)+|SEED|RATE|ATTEMPTS|CONCURRENCY)`/g))
      expect(read, name).toContain(name);
    for (const [, name, value] of source.matchAll(/env, "([A-Z_]+)", ([\d_]+)/g))
      expect(
        table.split("\n").some((line) => line.includes(name!) && line.includes(value!)),
        name,
      ).toBe(true);
  });
  it.each([
    [[], "stack/queue/main.ts: needs one of worker, api, fake-ollama, load as its argument."],
    [["constructor"], "stack/queue/main.ts: needs one of worker, api, fake-ollama, load as its argument."],
  ])("a role that is none, %j, is one sentence and exit code 2", async (args, sentence) => {
    const { code, stdout, stderr } = await script("stack/queue/main.ts", args);
    expect({ code, stdout, stderr }).toEqual({ code: 2, stdout: "", stderr: `${sentence}\n` });
  });
});
