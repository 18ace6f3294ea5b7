import { afterEach, describe, expect, it } from "vitest";
import { server } from "../../doctor/ask.ts";
import { fake, send, type Handler } from "./fake.ts";

const running: { stop: () => Promise<void> }[] = [];
afterEach(async () => void (await Promise.all(running.splice(0).map(({ stop }) => stop()))));

/** A server that answers by the handler, and the way to ask it. */
async function asking(
  handler: Handler,
  { token = undefined as string | undefined, timeout = 5000, atOnce = 8 } = {},
) {
  const started = await fake(handler);
  running.push(started);
  const to = (path = "") =>
    server(
      "Prometheus",
      `${started.url}${path}`,
      { token, variable: "PROMETHEUS_TOKEN" },
      { timeout, atOnce },
    );
  return { ...started, to, asked: to() };
}

describe("an answer", () => {
  it("is JSON, or the text where it is none", async () => {
    const { asked } = await asking(({ path }, response) =>
      path === "/a" ? { x: 1 } : send(response, 200, "Ready.\n"),
    );
    expect(await asked.get("/a")).toEqual({ ok: true, body: { x: 1 } });
    expect(await asked.get("/b")).toEqual({ ok: true, body: "Ready.\n" });
  });
  it.each(["/", "/prometheus", "/prometheus/"])("comes from below the path %s", async (prefix) => {
    const { to, requests } = await asking(() => ({}));
    await to(prefix).get("/api/v1/query", { query: "a+b", "match[]": ["x", "y"] });
    expect(requests[0]!.path).toBe(`${prefix === "/" ? "" : "/prometheus"}/api/v1/query`);
    expect([...requests[0]!.parameters]).toEqual([
      ["query", "a+b"],
      ["match[]", "x"],
      ["match[]", "y"],
    ]);
  });
  it("to a POST question: the parameters are a form", async () => {
    const { asked, requests } = await asking(() => ({}));
    await asked.post("/q", { query: 'up{a="ä&="}' });
    expect(requests[0]!.parameters.get("query")).toBe('up{a="ä&="}');
    expect(requests[0]!.headers["content-type"]).toContain("application/x-www-form-urlencoded");
  });
  it("to a question asked before is not asked for again", async () => {
    const { asked, requests } = await asking(() => ({}));
    await Promise.all([asked.get("/a"), asked.get("/a"), asked.get("/a", { x: "1" })]);
    expect(requests).toHaveLength(2);
  });
});

describe("a refusal", () => {
  it.each([
    [400, { status: "error", error: "1:5: parse error: x" }, "answered HTTP 400: 1:5: parse error: x."],
    [400, { message: "no such board" }, "answered HTTP 400: no such board."],
    [400, "parse error : syntax error\n", "answered HTTP 400: parse error : syntax error."],
    [502, "<html><h1>Bad Gateway</h1></html>", "answered HTTP 502: a web page."],
    [500, "", "answered HTTP 500: nothing more."],
  ])("HTTP %d %j", async (status, body, words) => {
    const { asked, url } = await asking((_, response) => send(response, status, body));
    expect(await asked.get("/a")).toEqual({
      ok: false,
      status,
      dead: false,
      error: `Prometheus at ${url} ${words}`,
    });
  });
  it("of the key ends it, says which variable, and never shows the token", async () => {
    const { asked, requests } = await asking(
      ({ headers }, response) => send(response, 401, headers.authorization),
      {
        token: "s3cret",
      },
    );
    const reply = await asked.get("/a");
    expect(reply).toMatchObject({ ok: false, dead: true, status: 401 });
    expect(requests[0]!.headers.authorization).toBe("Bearer s3cret");
    expect(JSON.stringify(reply)).toContain("refuses the token in PROMETHEUS_TOKEN (HTTP 401).");
    expect(await asked.get("/b")).toEqual(reply);
    expect(requests).toHaveLength(1);
  });
  it("that repeats the token is shown without it", async () => {
    const { asked } = await asking((_, response) => send(response, 500, "bad header s3cret"), {
      token: "s3cret",
    });
    expect(JSON.stringify(await asked.get("/a"))).not.toContain("s3cret");
  });
  it("for want of a key names the variable", async () => {
    const { asked } = await asking((_, response) => send(response, 403, "no"));
    expect(JSON.stringify(await asked.get("/a"))).toContain("put a token into PROMETHEUS_TOKEN.");
  });
  it("that sends on to another address is not followed", async () => {
    const { asked, requests } = await asking(
      (_, response) => void response.writeHead(302, { location: "/login" }).end(),
    );
    expect(JSON.stringify(await asked.get("/a"))).toContain("sends on to /login; give that address.");
    expect(requests).toHaveLength(1);
  });
});

describe("a server that is no server", () => {
  it("nobody listens: the second question is answered by the first", async () => {
    const { asked, stop } = await asking(() => ({}));
    await stop();
    running.pop();
    const reply = await asked.get("/a");
    expect(reply).toMatchObject({ ok: false, dead: true });
    expect(JSON.stringify(reply)).toContain("does not answer: nothing listens there (connection refused).");
    expect(await asked.get("/b")).toBe(reply);
  });
  it("it never answers: three questions wait, the others do not", async () => {
    const { asked, requests } = await asking(() => undefined, { timeout: 30, atOnce: 1 });
    const replies = await Promise.all(Array.from({ length: 20 }, (_, index) => asked.get(`/${index}`)));
    expect(requests).toHaveLength(3);
    expect(replies.slice(0, 2)).toEqual(Array(2).fill(expect.objectContaining({ dead: false })));
    expect(new Set(replies.slice(2)).size).toBe(1);
    expect(JSON.stringify(replies[19])).toContain("did not answer within 0.03 s, 3 times.");
  });
  it("it stops in the middle of an answer, which says nothing about the next one", async () => {
    const { asked } = await asking(({ path }, response) => {
      if (path === "/whole") return { x: 1 };
      response.writeHead(200, { "content-length": 100 }).write('{"status":');
      setTimeout(() => response.destroy(), 5);
      return undefined;
    });
    const reply = await asked.get("/half");
    expect(reply).toMatchObject({ ok: false, dead: false });
    expect(JSON.stringify(reply)).toContain("broke off in the middle");
    expect(await asked.get("/whole")).toEqual({ ok: true, body: { x: 1 } });
  });
  it("it hangs up without a word", async () => {
    const { asked } = await asking((_, response) => void response.socket!.destroy());
    expect(await asked.get("/a")).toMatchObject({ ok: false, dead: false });
  });
});

it("never asks more at once than it may", async () => {
  let [now, most] = [0, 0];
  const { asked } = await asking(
    (_, response) => {
      most = Math.max(most, ++now);
      setTimeout(() => {
        now--;
        send(response, 200, {});
      }, 5);
      return undefined;
    },
    { atOnce: 3 },
  );
  const replies = await Promise.all(Array.from({ length: 12 }, (_, index) => asked.get(`/${index}`)));
  expect(replies.every(({ ok }) => ok)).toBe(true);
  expect(most).toBe(3);
});

describe("an address", () => {
  const at = (address: string, token?: string) =>
    server("Loki", address, { token, variable: "LOKI_TOKEN" }, { timeout: 1, atOnce: 1 });
  it.each([
    ["loki", "--loki: `loki` is no address; write one such as http://127.0.0.1:9090."],
    ["ftp://loki", "--loki: `ftp://loki` is no address of a web server; begin it with http:// or https://."],
  ])("%s is refused", (address, message) => expect(() => at(address)).toThrow(message));
  it("with a password in it is refused, and not repeated", () => {
    expect(() => at("http://me:s3cret@loki")).toThrow("put a token into LOKI_TOKEN.");
    expect(() => at("http://me:s3cret@loki")).not.toThrow("s3cret");
  });
  it("with a token that no header can carry is refused, and the token not repeated", () => {
    expect(() => at("http://loki", "s3cret\n")).toThrow(
      "LOKI_TOKEN: is empty or has a blank or a line break",
    );
    expect(() => at("http://loki", "s3cret\n")).not.toThrow("s3cret");
  });
});
