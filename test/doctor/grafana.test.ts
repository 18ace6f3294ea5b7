import { describe, expect, it } from "vitest";
import { differs } from "../../doctor/grafana.ts";
import { board, examineIn, fake, send, type Handler } from "./fake.ts";

const one = board({ it: "up" });

/** A Grafana with everything in order, but for what is said. */
const grafana =
  (more: Readonly<Record<string, (response: Parameters<Handler>[1]) => unknown>> = {}): Handler =>
  ({ path }, response) => {
    const own = Object.entries(more).find(([part]) => path.includes(part))?.[1];
    if (own) return own(response);
    if (path === "/api/health") return { database: "ok", version: "13.2.3" };
    if (path.startsWith("/api/datasources/uid/")) return { status: "OK", message: "Successfully queried" };
    return { meta: { provisioned: true }, dashboard: { ...one.json, id: 7, version: 3, liveNow: false } };
  };

async function findings(handler: Handler, more = {}) {
  const server = await fake(handler);
  try {
    const report = await examineIn({ targets: { nginx: "up" } }, one, { grafana: server.url, ...more });
    return {
      server: report.servers[2]!,
      found: report.findings.filter(({ about }) => !about.startsWith("exporter")),
      requests: server.requests,
    };
  } finally {
    await server.stop();
  }
}

describe.concurrent("Grafana", () => {
  it("with healthy data sources and the boards as they are is well", async () => {
    const { server, found } = await findings(grafana());
    expect(server).toMatchObject({ state: "ready", version: "13.2.3" });
    expect(found).toEqual([]);
  });
  it("is asked with its token, which nothing repeats", async () => {
    const { found, requests } = await findings(
      grafana({ "/api/d": (response) => send(response, 500, "s3cret is no key") }),
      { tokens: { grafana: "s3cret" } },
    );
    expect(requests.every(({ headers }) => headers.authorization === "Bearer s3cret")).toBe(true);
    expect(found.length).toBeGreaterThan(0);
    expect(JSON.stringify(found)).not.toContain("s3cret");
  });
  it("that wants a key says so once", async () => {
    const { found } = await findings(grafana({ "/api/d": (response) => send(response, 401, {}) }));
    expect(found).toHaveLength(1);
    expect(found[0]!.what).toContain("put a token into GRAFANA_TOKEN");
  });
  it("without a data source", async () => {
    const { found } = await findings(
      grafana({ "uid/loki/health": (response) => send(response, 404, { message: "Data source not found" }) }),
    );
    expect(found).toMatchObject([
      { about: "data source Loki", what: "Grafana has no data source with the uid `loki`." },
    ]);
  });
  it("with a data source that does not answer", async () => {
    const { found } = await findings(
      grafana({
        "uid/prometheus/health": (response) =>
          send(response, 400, { status: "ERROR", message: "no such host" }),
      }),
    );
    expect(found).toMatchObject([
      { about: "data source Prometheus", what: expect.stringContaining("no such host") as string },
    ]);
  });
  it("with a data source that says it is not well", async () => {
    const { found } = await findings(
      grafana({ "uid/prometheus/health": () => ({ status: "ERROR", message: "bad gateway" }) }),
    );
    expect(found).toMatchObject([{ what: "Grafana cannot use the data source Prometheus: bad gateway." }]);
  });
  it("without a board", async () => {
    const { found } = await findings(
      grafana({ dashboards: (response) => send(response, 404, { message: "Dashboard not found" }) }),
    );
    expect(found).toMatchObject([{ about: "board test", what: "Grafana has no board with the uid `test`." }]);
  });
  it("with a board that was imported by hand", async () => {
    const { found } = await findings(
      grafana({ dashboards: () => ({ meta: { provisioned: false }, dashboard: one.json }) }),
    );
    expect(found).toMatchObject([{ what: expect.stringContaining("is not provisioned") as string }]);
  });
  it("with another state of a board says the first difference", async () => {
    const { json } = board({ it: "vector(2)" });
    const { found } = await findings(
      grafana({ dashboards: () => ({ meta: { provisioned: true }, dashboard: json }) }),
    );
    expect(found).toMatchObject([
      {
        what: 'The board `Test` in Grafana is not the one in boards/test.json: panels[it].targets[A].expr is "vector(2)" instead of "up".',
      },
    ]);
  });
  it("that answers something else", async () => {
    const { found } = await findings(grafana({ dashboards: (response) => send(response, 200, "<html>") }));
    expect(found).toMatchObject([{ what: expect.stringContaining("is not provisioned") as string }]);
  });
  it("whose database is broken", async () => {
    const { server, found } = await findings(grafana({ "/api/health": () => ({ database: "failing" }) }));
    expect(server.state).toBe("failed");
    expect(found[0]!.what).toContain("its database is not ok");
  });
});

describe("two states of a board are the same", () => {
  const same = (file: unknown, live: unknown) => differs(file, live, "", 0);
  it.each([
    ["what Grafana counts", { id: 1, version: 2, title: "x" }, { id: 9, version: 7, title: "x" }],
    ["what Grafana adds", { title: "x" }, { title: "x", liveNow: false, panels: [] }],
    [
      "null, which Grafana leaves out",
      { steps: [{ value: null, color: "red" }] },
      { steps: [{ color: "red" }] },
    ],
    ["an empty list that is left out", { tags: [] }, {}],
  ])("but for %s", (_, file, live) => expect(same(file, live)).toBeUndefined());
  it.each([
    [{ panels: [{ id: 1 }] }, { panels: [{ id: 2 }] }, "panels[0].id is 2 instead of 1"],
    [{ panels: [1] }, { panels: [1, 2] }, "panels has 2 entries instead of 1"],
    [{ refresh: "30s" }, {}, 'refresh is absent instead of "30s"'],
    [{ a: { b: 1 } }, { a: "x" }, "a.b is absent instead of 1"],
    [{ title: "y".repeat(200) }, { title: "" }, `title is "" instead of "${"y".repeat(78)}…`],
  ])("%j is not %j", (file, live, words) => expect(same(file, live)).toBe(words));
});
