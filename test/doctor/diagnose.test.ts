import { describe, expect, it } from "vitest";
import { readBoard } from "../../checks/model/board.ts";
import {
  board,
  boardsFor,
  examine,
  examineIn,
  fake,
  prometheus,
  send,
  stack,
  success,
  vector,
  type Handler,
} from "./fake.ts";

const one = board({ it: "up" });

/** Runs the doctor against a server of its own. */
async function against(handler: Handler, more: object = {}, path = "") {
  const server = await fake(handler);
  try {
    return { report: await examine({ prometheus: `${server.url}${path}`, boards: [one], ...more }), server };
  } finally {
    await server.stop();
  }
}
/** The message with which it could not run. */
const refusal = (handler: Handler, more: object = {}) =>
  against(handler, more).then(
    () => "it ran",
    (thrown: Error) => `${thrown.name} ${thrown.message.replace(/127\.0\.0\.1:\d+/, "prometheus")}`,
  );

describe.concurrent("Prometheus", () => {
  it("that nobody started ends the run with one sentence", async () => {
    const server = await fake(() => ({}));
    await server.stop();
    await expect(examine({ prometheus: server.url, boards: [one] })).rejects.toThrow(
      `--prometheus: Prometheus at ${server.url} does not answer: nothing listens there (connection refused). Start it, or give the address of the one that runs.`,
    );
  });
  it.each<[string, Handler, string]>([
    [
      "wants a key",
      (_, response) => send(response, 401, ""),
      "wants a key (HTTP 401); put a token into PROMETHEUS_TOKEN.",
    ],
    [
      "is still starting",
      (_, response) => send(response, 503, "Service Unavailable"),
      "answered HTTP 503: Service Unavailable.",
    ],
    ["is a web page", (_, response) => send(response, 200, "<html>"), "answers, but not as Prometheus does"],
    ["is another program", () => ({ status: "success", data: [] }), "answers, but not as Prometheus does"],
  ])("that %s ends the run with one sentence", async (_, handler, words) => {
    expect(await refusal(handler)).toMatch(/^InputError --prometheus: /);
    expect(await refusal(handler)).toContain(words);
  });
  it("that never answers ends the run", async () =>
    expect(await refusal(() => undefined, { timeout: 20 })).toContain("did not answer within 0.02 s"));
  it("below a path is asked below that path, a slash at its end or not", async () => {
    for (const path of ["/monitoring/prometheus", "/monitoring/prometheus/"]) {
      const world = prometheus({ answers: { up: "1" }, series: [{ __name__: "up", job: "nginx" }] });
      const { report, server } = await against(
        (asked, response) =>
          world({ ...asked, path: asked.path.replace("/monitoring/prometheus", "") }, response),
        {},
        path,
      );
      expect(server.requests.every((asked) => asked.path.startsWith("/monitoring/prometheus/"))).toBe(true);
      expect(report.boards[0]!.panels[0]!.verdict).toBe("data");
      expect(report.servers[0]).toEqual({
        name: "Prometheus",
        url: `${server.url}/monitoring/prometheus`,
        state: "ready",
        version: "3.15.0",
      });
    }
  });
  it("whose clock is wrong is asked by its own clock, with a warning", async () => {
    const { report, server } = await against(prometheus({ ahead: 3600 }));
    expect(report.findings).toContainEqual(
      expect.objectContaining({
        severity: "warning",
        about: "Prometheus",
        what: expect.stringMatching(/^Prometheus' clock is 3\d\d\d s ahead of this machine's\./) as string,
      }),
    );
    const asked = server.requests.find(({ path }) => path === "/api/v1/query_range")!;
    expect(Number(asked.parameters.get("end"))).toBeGreaterThan(Date.now() / 1000 + 3000);
  });
  it("that is not ready is a finding, not the end", async () => {
    const world = prometheus({});
    const { report } = await against((asked, response) =>
      asked.path === "/-/ready" ? send(response, 503, "Service Unavailable") : world(asked, response),
    );
    expect(report.servers[0]!.state).toBe("not ready");
    expect(report.ok).toBe(false);
  });
  it("without a list of targets, as Thanos, is judged by `up`", async () => {
    const rows = {
      up: [
        [{ job: "nginx", instance: "a:1" }, "1"],
        [{ job: "dcgm", instance: "b:1" }, "0"],
      ],
    } as const;
    const world = prometheus({ answers: rows });
    const { report } = await against((asked, response) =>
      asked.path === "/api/v1/targets" ? send(response, 404, "404 page not found") : world(asked, response),
    );
    const states = Object.fromEntries(report.exporters.map(({ exporter, state }) => [exporter, state]));
    expect(states).toMatchObject({ nginx: "up", dcgm: "down", bullmq: "not scraped" });
  });
  it("with a list of targets has none of them twice, and not those of `up` that it scrapes no more", async () => {
    const world = {
      targets: { nginx: "up" },
      answers: {
        up: [
          [{ job: "nginx", instance: "nginx:1" }, "1"],
          [{ job: "nginx", instance: "gone:1" }, "0"],
        ],
      },
    } as const;
    const { report } = await against(prometheus(world));
    const [exporter] = report.exporters.filter(({ job }) => job === "nginx");
    expect(exporter).toMatchObject({ state: "up", targets: [{ url: "http://nginx:1/metrics" }] });
    expect(exporter!.targets).toHaveLength(1);
  });
  it("that could not scrape at the moment asked about, and can now: not up, as its panels have nothing", async () => {
    const world = {
      targets: { nginx: "up" },
      answers: { up: [[{ job: "nginx", instance: "nginx:1" }, "0"]] },
    } as const;
    const { report } = await against(prometheus(world));
    expect(report.exporters.find(({ job }) => job === "nginx")).toMatchObject({ state: "down" });
    expect(report.findings).toContainEqual(
      expect.objectContaining({
        about: "exporter nginx",
        what: expect.stringContaining("the last scrape failed, and it has answered since") as string,
        fix: expect.stringContaining("Run this again") as string,
      }),
    );
  });
  it("is asked up to the present, in whole steps", async () => {
    const odd = readBoard("odd.json", { ...one.json, time: { from: "now-3601s", to: "now" } });
    const { server } = await against(prometheus({}), { boards: [odd] });
    const { parameters } = server.requests.find(({ path }) => path === "/api/v1/query_range")!;
    const [start, end] = ["start", "end"].map((key) => Number(parameters.get(key))) as [number, number];
    expect(end - start).toBeCloseTo(3600, 2);
    expect(parameters.get("step")).toBe("15");
  });
  it("that speaks of time as a vector, as VictoriaMetrics, is understood", async () => {
    const world = prometheus({});
    const { report } = await against((asked, response) =>
      asked.parameters.get("query") === "time()"
        ? vector([{}, String(Date.now() / 1000)])
        : world(asked, response),
    );
    expect(report.servers[0]!.state).toBe("ready");
  });
  it("that dies on the way fails every question left, and the run ends", async () => {
    const world = prometheus({ targets: { nginx: "up" } });
    let left = 12;
    const server = await fake((asked, response) => {
      if (left-- > 0) return world(asked, response);
      void server.stop();
      return undefined;
    });
    const report = await examine({
      prometheus: server.url,
      boards: await boardsFor(stack),
    });
    const panels = report.boards.flatMap((each) => each.panels);
    expect(panels.length).toBeGreaterThan(40);
    expect(panels.filter(({ verdict }) => verdict === "query failed").length).toBeGreaterThan(
      panels.length / 2,
    );
    // What was under way, and no more.
    expect(server.requests.length).toBeLessThanOrEqual(12 + 8);
  });
});

it("asks at most as many questions at once as it may, for all boards together", async () => {
  const world = prometheus({});
  let [now, most] = [0, 0];
  const { report } = await against(
    (asked, response) => {
      most = Math.max(most, ++now);
      const answer = world(asked, response);
      setImmediate(() => {
        now--;
        if (answer !== undefined) send(response, 200, answer);
      });
      return undefined;
    },
    { atOnce: 4, boards: await boardsFor(stack) },
  );
  expect(report.boards.length).toBeGreaterThanOrEqual(3);
  expect(most).toBeGreaterThan(1);
  expect(most).toBeLessThanOrEqual(4);
});

it("an answer of a wrong shape is a failed query, and nothing else falls over", async () => {
  const odd: readonly unknown[] = [
    null,
    [],
    "text",
    { status: "success" },
    success(null),
    success({ resultType: "matrix" }),
    success({ resultType: "native" }),
  ];
  for (const body of odd) {
    const { panel } = await oddly(body);
    expect(panel).toMatchObject({ verdict: "query failed", detail: "The answer is no result of a query." });
  }
  // Samples of a wrong shape are left out.
  const { panel } = await oddly(
    success({ resultType: "matrix", result: [null, { metric: 1, values: [[1], "x", [2, 3]] }] }),
  );
  expect(panel.verdict).not.toBe("data");
});
async function oddly(body: unknown) {
  const world = prometheus({ targets: { nginx: "up" } });
  const { report } = await against((asked, response) =>
    asked.path === "/api/v1/query_range" ? send(response, 200, body) : world(asked, response),
  );
  return { panel: report.boards[0]!.panels[0]! };
}

it("tells what it does, one line per board", async () => {
  const lines: string[] = [];
  await examineIn({}, one, { progress: (line) => lines.push(line) });
  expect(lines).toEqual(["Test: 1 panel"]);
});
