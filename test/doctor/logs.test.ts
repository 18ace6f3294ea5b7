import { describe, expect, it } from "vitest";
import { board, examineIn, fake, send, success, type Handler } from "./fake.ts";

const SOURCE = { type: "loki", uid: "loki" };
const logs = (expr: string, more: object = {}) => ({
  type: "logs",
  datasource: SOURCE,
  targets: [{ refId: "A", expr, datasource: SOURCE, ...more }],
});
const LINES = {
  resultType: "streams",
  result: [
    {
      stream: { job: "nginx" },
      values: [
        ["1", "a"],
        ["2", "b"],
      ],
    },
  ],
};

/** A Loki with these stream labels, that answers every query with the same data. */
const loki =
  (
    labels: Readonly<Record<string, readonly string[]>>,
    data: unknown = { resultType: "streams", result: [] },
  ): Handler =>
  ({ path }, response) => {
    const label = /^\/loki\/api\/v1\/label\/(\w+)\/values$/.exec(path)?.[1];
    if (path === "/ready") return send(response, 200, "ready\n");
    if (path.endsWith("/buildinfo")) return { version: "3.7.8" };
    // Loki leaves an empty list out.
    if (label !== undefined) return labels[label] ? success(labels[label]) : { status: "success" };
    return typeof data === "number"
      ? send(response, data, "parse error at line 1, col 3: syntax error")
      : success(data);
  };

async function verdict(panel: object, handler: Handler) {
  const server = await fake(handler);
  try {
    const report = await examineIn({}, board({ it: panel }), { loki: server.url });
    const { verdict: found, detail, cause } = report.panel("it");
    return { verdict: found, detail, ...cause, servers: report.servers, requests: server.requests };
  } finally {
    await server.stop();
  }
}

describe.concurrent("a panel of log lines", () => {
  it("has lines", async () => {
    const found = await verdict(logs('{job="nginx"}', { maxLines: 200 }), loki({ job: ["nginx"] }, LINES));
    expect(found).toMatchObject({ verdict: "data", detail: "2 lines" });
    expect(found.servers[1]).toMatchObject({ name: "Loki", state: "ready", version: "3.7.8" });
    const asked = found.requests.find(({ path }) => path === "/loki/api/v1/query_range")!;
    expect(asked.parameters.get("query")).toBe('{job="nginx"}');
    expect(asked.parameters.get("limit")).toBe("200");
    expect(asked.parameters.get("start")).toMatch(/^\d{19}$/);
  });
  it("has numbers, asked about one moment", async () => {
    const vector = { resultType: "vector", result: [{ metric: { uri: "/x" }, value: [1, "3"] }] };
    const panel = logs('sum by (uri) (count_over_time({job="nginx"} [$__range]))', { queryType: "instant" });
    const found = await verdict(panel, loki({ job: ["nginx"] }, vector));
    expect(found).toMatchObject({ verdict: "data", detail: "3" });
    const asked = found.requests.find(({ path }) => path === "/loki/api/v1/query")!;
    expect(asked.parameters.get("query")).toContain("[3600s]");
  });
  it("is idle where the stream is there and no line fits", async () =>
    expect(await verdict(logs('{job="nginx"} |= "x"'), loki({ job: ["nginx"] }))).toMatchObject({
      verdict: "idle",
      detail: "0 lines",
    }));
  it("is idle where a value the log can have did not happen", async () =>
    expect(
      await verdict(logs('{job="nginx", status=~"5.."}'), loki({ job: ["nginx"], status: ["200"] })),
    ).toMatchObject({ verdict: "idle", detail: 'no line with status=~"5.." in the last day' }));
  it("has no stream where the log has another job, which is named", async () =>
    expect(await verdict(logs('{job="nginx"}'), loki({ job: ["web"] }))).toMatchObject({
      verdict: "no log stream",
      detail: 'no stream with job="nginx"',
      what: 'Loki has no stream with job="nginx"; job is `web`.',
      fix: expect.stringContaining("Set the job of the log in stack.yaml") as string,
    }));
  it("has no stream where nothing reaches Loki", async () =>
    expect(await verdict(logs('{job="nginx"}'), loki({}))).toMatchObject({
      verdict: "no log stream",
      what: "Loki has no stream with the label `job` in the last day.",
    }));
  it("has no stream where a value is none that the route template writes", async () =>
    expect(
      await verdict(logs('{job="nginx", route="qeue"}'), loki({ job: ["nginx"], route: ["queue"] })),
    ).toMatchObject({
      verdict: "no log stream",
      what: 'Loki has no stream with route="qeue"; route is `queue`.',
    }));
  it("failed where Loki refuses the query, with its words", async () =>
    expect(await verdict(logs('{job="nginx"} |'), loki({ job: ["nginx"] }, 400))).toMatchObject({
      verdict: "query failed",
      what: expect.stringContaining("HTTP 400: parse error at line 1, col 3: syntax error.") as string,
      fix: "Correct the query; npm run check shows the place.",
    }));
  it.each([
    ["garbage", "<html>"],
    ["JSON that is no result", { a: 1 }],
    ["a list", []],
  ])("failed where Loki answers %s", async (_, body) =>
    expect(
      await verdict(logs('{job="nginx"}'), ({ path }, response) =>
        path.endsWith("/query_range")
          ? send(response, 200, body)
          : loki({ job: ["nginx"] })({ path } as never, response),
      ),
    ).toMatchObject({ verdict: "query failed", what: "The answer is no result of a query." }),
  );
  it("failed, and Loki is a finding, where it is not ready", async () => {
    const server = await fake((_, response) => send(response, 503, "Ingester not ready: waiting for 15s"));
    const report = await examineIn({}, board({ it: logs('{job="nginx"}') }), { loki: server.url });
    await server.stop();
    expect(report.panel("it").verdict).toBe("query failed");
    expect(report.servers[1]!.state).toBe("not ready");
    expect(report.findings).toContainEqual(
      expect.objectContaining({
        about: "Loki",
        what: `Loki at ${server.url} answered HTTP 503: Ingester not ready: waiting for 15s.`,
      }),
    );
  });
  it.each([
    ["an object", { label: "route", stream: '{job="nginx"}', type: 1 }],
    ["a text", 'label_values({job="nginx"}, route)'],
  ])("a variable of Loki, given as %s, has values", async (_, query) => {
    const server = await fake(loki({ route: ["queue", "ui"] }));
    const variable = { name: "route", type: "query", datasource: SOURCE, query };
    const report = await examineIn({}, board({}, [variable]), { loki: server.url });
    await server.stop();
    expect(report.boards[0]!.variables).toEqual([{ name: "route", verdict: "data", detail: "2 values" }]);
    expect(server.requests.some(({ parameters }) => parameters.get("query") === '{job="nginx"}')).toBe(true);
  });
});
