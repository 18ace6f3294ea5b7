/** One request to Ollama's /api/generate. */
import { request as httpRequest, type IncomingMessage } from "node:http";
import { request as httpsRequest } from "node:https";
import { httpError } from "./http.ts";

/** A job's data. */
export interface Generation {
  readonly model: string;
  readonly prompt: string;
  /** Ask Ollama to stream; the job's result is the same. */
  readonly stream?: boolean;
}

/** What Ollama answers when it is done: the text, and its numbers (durations in nanoseconds). */
export interface Generated {
  readonly model: string;
  readonly response: string;
  readonly total_duration?: number;
  readonly load_duration?: number;
  readonly prompt_eval_count?: number;
  readonly prompt_eval_duration?: number;
  readonly eval_count?: number;
  readonly eval_duration?: number;
}

/**
 * Reads a job's data.
 *
 * @throws Error with status 400 and a sentence that may be shown to the client.
 */
export function readGeneration(data: unknown): Generation {
  const { model, prompt, stream } = (typeof data === "object" && data !== null ? data : {}) as Record<
    string,
    unknown
  >;
  if (typeof model !== "string" || model === "") throw httpError(400, "`model` must be the name of a model");
  if (typeof prompt !== "string") throw httpError(400, "`prompt` must be a text");
  if (stream !== undefined && typeof stream !== "boolean")
    throw httpError(400, "`stream` must be true or false");
  return { model, prompt, ...(stream !== undefined && { stream }) };
}

/**
 * Generates, and answers when all of it is there.
 *
 * Not with fetch, which gives up on an answer that does not begin within five minutes.
 *
 * @param url Ollama's address, such as http://127.0.0.1:11434; a path in front of its API is kept.
 * @param signal Its reason is what is thrown when it aborts.
 * @throws Error with `status` for an answer other than 200, and with Ollama's sentence for one that breaks off.
 */
export async function generate(url: string, job: Generation, signal: AbortSignal): Promise<Generated> {
  try {
    const answer = await post(
      new URL("api/generate", url.endsWith("/") ? url : `${url}/`),
      { stream: false, ...job },
      signal,
    );
    answer.setEncoding("utf8");
    if (answer.statusCode !== 200) {
      let text = "";
      for await (const chunk of answer) text += chunk as string;
      throw httpError(answer.statusCode ?? 500, sentenceOf(text) ?? `Ollama answered ${answer.statusCode}`);
    }
    return await whole(answer);
  } catch (thrown) {
    // Node wraps the reason; the exporter wants to tell a timeout from a shutdown.
    throw signal.aborted ? signal.reason : thrown;
  }
}

const post = (url: URL, body: unknown, signal: AbortSignal): Promise<IncomingMessage> =>
  new Promise((resolve, reject) => {
    const options = { method: "POST", headers: { "content-type": "application/json" }, signal };
    (url.protocol === "https:" ? httpsRequest : httpRequest)(url, options, resolve)
      .on("error", reject)
      .end(JSON.stringify(body));
  });

/** Puts the lines of an answer together; one that does not stream is a single line. */
async function whole(answer: AsyncIterable<unknown>): Promise<Generated> {
  let text = "";
  let rest = "";
  for await (const chunk of answer) {
    const lines = (rest + String(chunk)).split("\n");
    rest = lines.pop()!;
    for (const line of lines) {
      const done = read(line);
      if (done) return done;
    }
  }
  const done = read(rest);
  if (done) return done;
  throw httpError(502, "Ollama's answer broke off");

  function read(line: string): Generated | undefined {
    if (line.trim() === "") return undefined;
    const part = parsed(line) as
      (Generated & { readonly done?: boolean; readonly error?: string }) | undefined;
    if (!part) throw httpError(500, "Ollama's answer is no JSON");
    if (part.error !== undefined) throw httpError(500, part.error);
    text += part.response ?? "";
    return part.done === true ? { ...part, response: text } : undefined;
  }
}

function sentenceOf(text: string): string | undefined {
  const error = (parsed(text) as { readonly error?: unknown } | undefined)?.error;
  return typeof error === "string" ? error : undefined;
}

/** JSON that is an object, or undefined. */
function parsed(text: string): object | undefined {
  try {
    const value = JSON.parse(text) as unknown;
    return typeof value === "object" && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
