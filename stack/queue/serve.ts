/** A metrics page over HTTP. */
import { chmodSync, unlinkSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { connect } from "node:net";
import { inputError } from "../../contracts/input-error.ts";

export const CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

/** A TCP port, on 127.0.0.1 unless told otherwise; or a unix socket. */
export type ListenAt = { readonly host?: string; readonly port: number } | { readonly path: string };

export type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** Answers GET and HEAD with the page, whatever the path: that is the server's to say. */
export const pageHandler =
  (page: () => Promise<string>): Handler =>
  async (request, response) => {
    request.resume();
    if (request.method !== "GET" && request.method !== "HEAD")
      return answer(response, 405, "Only GET and HEAD.\n", { allow: "GET, HEAD" });
    try {
      answer(response, 200, await page(), { "content-type": CONTENT_TYPE });
    } catch (thrown) {
      // For the log, not for whoever asked.
      process.emitWarning(String((thrown as Error | undefined)?.stack ?? thrown));
      answer(response, 500, "The page could not be made; the process' log says why.\n");
    }
  };

function answer(
  response: ServerResponse,
  status: number,
  text: string,
  headers: Readonly<Record<string, string>> = {},
): void {
  const body = Buffer.from(text);
  response.writeHead(status, {
    "content-type": "text/plain; charset=utf-8",
    "content-length": body.length,
    ...headers,
  });
  // Node leaves the body away where it was a HEAD.
  response.end(body);
}

/** A server with the page at /metrics and nothing else. */
export const metricsServer = (handler: Handler): Server =>
  createServer((request, response) => {
    if (request.url?.split("?")[0] === "/metrics") return void handler(request, response);
    request.resume();
    answer(response, 404, "The metrics are at /metrics.\n");
  });

/**
 * Starts the server and answers when it listens. A socket file left behind by a process that is gone is replaced;
 * a new one may be opened by its owner and group only.
 *
 * @throws InputError where the address is in use or cannot be bound.
 */
export async function listenAt(server: Server, at: ListenAt): Promise<void> {
  const place = "path" in at ? at.path : `${at.host ?? "127.0.0.1"}:${at.port}`;
  try {
    await bound(server, at);
  } catch (thrown) {
    const { code, message } = thrown as NodeJS.ErrnoException;
    if (code !== "EADDRINUSE") throw inputError(place, `cannot be listened on (${message}).`);
    if (!("path" in at) || (await answers(at.path)))
      throw inputError(place, "is in use by another process; stop that one or choose another address.");
    unlinkSync(at.path);
    await bound(server, at);
  }
  // Such as too many open files: a page that fails is no reason to end the worker.
  server.on("error", (error) => process.emitWarning(error));
  if ("path" in at) chmodSync(at.path, 0o660);
}

const bound = (server: Server, at: ListenAt): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once("error", reject);
    const listening = () => {
      server.off("error", reject);
      resolve();
    };
    if ("path" in at) server.listen(at.path, listening);
    else server.listen(at.port, at.host ?? "127.0.0.1", listening);
  });

const answers = (path: string): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(path);
    socket.once("error", () => resolve(false));
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
  });
