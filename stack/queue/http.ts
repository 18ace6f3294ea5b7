/** JSON over node:http, as far as the API and the fake Ollama need it. */
import type { IncomingMessage, ServerResponse } from "node:http";

/**
 * The request's body as JSON, undefined for an empty one.
 *
 * @throws Error with `status`: 413 beyond `limit` bytes, 400 where it is no JSON.
 */
export async function readJson(request: IncomingMessage, limit: number): Promise<unknown> {
  const chunks: Buffer[] = [];
  let size = 0;
  // A body too large is read to its end: a client that is still sending does not see an answer.
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= limit) chunks.push(chunk);
  }
  if (size > limit) throw httpError(413, `the body is larger than ${limit} bytes`);
  if (size === 0) return undefined;
  try {
    return JSON.parse(Buffer.concat(chunks).toString()) as unknown;
  } catch {
    throw httpError(400, "the body is no JSON");
  }
}

/** An error that carries an HTTP status, for `statusOf` and the exporter's `reasonOf`. */
export const httpError = (status: number, message: string): Error & { status: number } =>
  Object.assign(new Error(message), { status });

/** The status an error carries, or 500. */
export const statusOf = (thrown: unknown): number =>
  (thrown as { readonly status?: number } | null)?.status ?? 500;

/** Sends a whole JSON answer; to a client that is gone, nothing. */
export function sendJson(response: ServerResponse, status: number, value: unknown): void {
  if (response.headersSent || response.destroyed) return;
  const body = Buffer.from(JSON.stringify(value));
  response.writeHead(status, { "content-type": "application/json", "content-length": body.length });
  response.end(body);
}
