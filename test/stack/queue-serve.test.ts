/** The metrics page over HTTP: what is answered, and where it listens. */
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { createServer, request, type Server } from "node:http";
import { createServer as createSocket, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";
import { queueMetrics } from "../../stack/queue/exporter.ts";
import { fakeQueue } from "./queue-fakes.ts";

const folder = mkdtempSync(join(tmpdir(), "serve-"));
const closing: (() => unknown)[] = [() => rmSync(folder, { recursive: true, force: true })];
afterEach(async () => {
  vi.restoreAllMocks();
  for (const close of closing.splice(1)) await close();
});

interface Answer {
  readonly status: number | undefined;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: string;
}
const ask = (at: object, method = "GET"): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const sent = request({ path: "/metrics", method, agent: false, ...at }, (response) => {
      let body = "";
      response.setEncoding("utf8").on("data", (chunk: string) => (body += chunk));
      response.on("end", () => resolve({ status: response.statusCode, headers: response.headers, body }));
    });
    sent.on("error", reject).end();
  });
const freePort = async (): Promise<number> => {
  const probe = createSocket().listen(0, "127.0.0.1");
  await new Promise((resolve) => probe.once("listening", resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
};
const metrics = () => {
  const made = queueMetrics({ queue: fakeQueue() });
  closing.push(made.close);
  return made;
};

describe("a port", () => {
  it("of 127.0.0.1 where no host is given", async () => {
    const port = await freePort();
    await metrics().listen({ port });
    const { status, headers, body } = await ask({ port, host: "127.0.0.1" });
    expect(status).toBe(200);
    expect(headers["content-type"]).toBe("text/plain; version=0.0.4; charset=utf-8");
    expect(Number(headers["content-length"])).toBe(Buffer.byteLength(body));
    expect(body).toContain("\nollama_errors_total 0\n");
    await expect(ask({ port, host: "127.0.0.2" })).rejects.toThrow("ECONNREFUSED");
  });
  it.each([
    ["GET", "/metrics?x=1", 200, undefined],
    ["GET", "/", 404, undefined],
    ["GET", "/metrics/", 404, undefined],
    ["GET", "//metrics", 404, undefined],
    ["POST", "/metrics", 405, "GET, HEAD"],
    ["DELETE", "/metrics", 405, "GET, HEAD"],
    ["POST", "/", 404, undefined],
  ])("%s %s is %i", async (method, path, status, allow) => {
    const port = await freePort();
    await metrics().listen({ port });
    const answer = await ask({ port, path }, method);
    expect([answer.status, answer.headers["allow"]]).toEqual([status, allow]);
  });
  it("HEAD has the headers of GET and no body", async () => {
    const port = await freePort();
    await metrics().listen({ port });
    const { status, headers, body } = await ask({ port }, "HEAD");
    expect([status, body]).toEqual([200, ""]);
    expect(Number(headers["content-length"])).toBeGreaterThan(100);
  });
  it("that is in use is one sentence", async () => {
    const port = await freePort();
    await metrics().listen({ port });
    await expect(metrics().listen({ port })).rejects.toMatchObject({
      name: "InputError",
      message: `127.0.0.1:${port}: is in use by another process; stop that one or choose another address.`,
    });
  });
  it("on a host that is not here is one sentence", async () =>
    expect(metrics().listen({ host: "192.0.2.1", port: 9091 })).rejects.toMatchObject({
      name: "InputError",
      message: expect.stringMatching(/^192\.0\.2\.1:9091: cannot be listened on \(.*EADDRNOTAVAIL/) as string,
    }));
});

describe("a unix socket", () => {
  const path = join(folder, "metrics.sock");
  it("serves the page to its owner and group, and is removed at the end", async () => {
    const made = metrics();
    await made.listen({ path });
    expect(statSync(path).mode & 0o777).toBe(0o660);
    expect((await ask({ socketPath: path })).status).toBe(200);
    await made.close();
    expect(existsSync(path)).toBe(false);
  });
  it("left behind by a process that was killed is replaced", async () => {
    const killed = 'process.kill(process.pid, "SIGKILL")';
    const listens = `require("net").createServer().listen(process.argv[1], () => ${killed})`;
    expect(spawnSync(process.execPath, ["-e", listens, path]).signal).toBe("SIGKILL");
    expect(existsSync(path)).toBe(true);
    await metrics().listen({ path });
    expect((await ask({ socketPath: path })).status).toBe(200);
  });
  it("of a process that is there is left alone", async () => {
    await metrics().listen({ path });
    await expect(metrics().listen({ path })).rejects.toThrow(`${path}: is in use by another process`);
    expect((await ask({ socketPath: path })).status).toBe(200);
  });
});

describe("a server of one's own", () => {
  const serve = async (handler: Parameters<typeof createServer>[1]): Promise<number> => {
    const server: Server = createServer(handler).listen(0, "127.0.0.1");
    closing.push(() => server.close());
    await new Promise((resolve) => server.once("listening", resolve));
    return (server.address() as AddressInfo).port;
  };
  it("takes the handler wherever it likes", async () => {
    const { handler } = metrics();
    const port = await serve((incoming, response) => void handler(incoming, response));
    expect((await ask({ port, path: "/internal/queue" })).status).toBe(200);
  });
  it("never shows a stack trace: that is for the log", async () => {
    const { handler, registry } = metrics();
    const warned = vi.spyOn(process, "emitWarning").mockImplementation(() => {});
    registry.metrics = () => Promise.reject(new Error("secret"));
    const port = await serve((incoming, response) => void handler(incoming, response));
    const { status, body } = await ask({ port });
    expect([status, body]).toEqual([500, "The page could not be made; the process' log says why.\n"]);
    expect(String(warned.mock.calls[0])).toContain("secret");
  });
});
