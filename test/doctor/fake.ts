/** Servers that answer what a test says, on a port of their own. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { readBoard, type Board } from "../../checks/model/board.ts";
import { readContracts } from "../../contracts/contract.ts";
import { readLogContract } from "../../contracts/log-contract.ts";
import { diagnose, type Input } from "../../doctor/diagnose.ts";
import type { PanelReport, Report } from "../../doctor/report.ts";
import { buildBoards } from "../../dashboards/build/dashboard.ts";
import { readBoards } from "../../dashboards/build/read-boards.ts";
import { readStack, type Stack } from "../../stack.ts";

/** What was asked: the path, and the parameters of the address or the form. */
export interface Asked {
  readonly path: string;
  readonly parameters: URLSearchParams;
  readonly headers: IncomingMessage["headers"];
}
/** Answers with JSON, or does to the response whatever it likes. */
export type Handler = (asked: Asked, response: ServerResponse) => unknown;

/** Starts a server; what the handler returns is sent as JSON, nothing (undefined) where it answered by itself. */
export async function fake(handler: Handler): Promise<{
  readonly url: string;
  readonly requests: readonly Asked[];
  readonly stop: () => Promise<void>;
}> {
  const requests: Asked[] = [];
  const server = createServer((request, response) => {
    let body = "";
    request.setEncoding("utf8").on("data", (text: string) => (body += text));
    request.on("end", () => {
      const url = new URL(request.url!, "http://fake");
      const asked = {
        path: url.pathname,
        parameters: new URLSearchParams(request.method === "POST" ? body : url.search),
        headers: request.headers,
      };
      requests.push(asked);
      const answer = handler(asked, response);
      if (answer !== undefined) send(response, 200, answer);
    });
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}

/** Sends JSON, or a text as it is. */
export function send(response: ServerResponse, status: number, body: unknown): undefined {
  response.writeHead(status).end(typeof body === "string" ? body : JSON.stringify(body));
}

/** The data of a successful answer. */
export const success = (data: unknown): object => ({ status: "success", data });
/** An instant vector of one number per label set. */
export const vector = (...series: readonly (readonly [labels: object, value: string])[]): object =>
  success({
    resultType: "vector",
    result: series.map(([metric, value]) => ({ metric, value: [1, value] })),
  });

/** What a fake Prometheus knows. */
export interface World {
  /** Health by job; a text is the last error of a target that is down. */
  readonly targets?: Readonly<Record<string, "up" | "unknown" | (string & {})>>;
  /** Every series there is now, with its name and job. */
  readonly series?: readonly Readonly<Record<string, string>>[];
  /** Value at every point by query, as it is sent; `[labels, value]` for more; a number is an HTTP status. */
  readonly answers?: Readonly<Record<string, string | number | readonly (readonly [object, string])[]>>;
  /** Seconds that its clock is ahead. */
  readonly ahead?: number;
}

/** A Prometheus as far as the doctor asks one. What it was not told is an empty result. */
export function prometheus(world: World): Handler {
  const { targets = {}, series = [], answers = {}, ahead = 0 } = world;
  return ({ path, parameters }, response) => {
    const query = parameters.get("query") ?? "";
    const value = /^\/api\/v1\/label\/(\w+)\/values$/.exec(path)?.[1];
    const now = Date.now() / 1000 + ahead;
    if (path === "/-/ready") return send(response, 200, "Prometheus Server is Ready.\n");
    if (path === "/api/v1/status/buildinfo") return success({ version: "3.15.0" });
    if (path === "/api/v1/targets")
      return success({
        activeTargets: Object.entries(targets).map(([job, health]) => ({
          labels: { job, instance: `${job}:1` },
          discoveredLabels: { __address__: `${job}:1` },
          scrapeUrl: `http://${job}:1/metrics`,
          health: health === "up" || health === "unknown" ? health : "down",
          lastError: health === "up" || health === "unknown" ? "" : health,
          scrapeInterval: "15s",
        })),
      });
    if (value !== undefined) {
      const selector = parameters.get("match[]") ?? "";
      const name = /^\w*/.exec(selector)![0];
      const found = series.filter((labels) => name === "" || labels["__name__"] === name);
      return success([...new Set(found.flatMap((labels) => labels[value] ?? []))].sort());
    }
    if (query === "time()") return success({ resultType: "scalar", result: [now, String(now)] });
    const count = /^count by \((.*)\) \(\{__name__(=~?)"(.*)"\}\)$/.exec(query);
    if (count) {
      const [, by, op, name] = count as unknown as [string, string, string, string];
      const names = op === "=" ? [name] : name.split("|");
      const sets = series
        .filter((labels) => names.includes(labels["__name__"]!))
        .map((labels) =>
          JSON.stringify(
            Object.fromEntries(
              by
                .split(", ")
                .flatMap((label) => (labels[label] === undefined ? [] : [[label, labels[label]]])),
            ),
          ),
        );
      return vector(...[...new Set(sets)].map((set) => [JSON.parse(set) as object, "1"] as const));
    }
    const answer = answers[query];
    if (typeof answer === "number") return send(response, answer, { status: "error", error: "told to fail" });
    const rows = answer === undefined ? [] : typeof answer === "string" ? [[{}, answer] as const] : answer;
    if (path === "/api/v1/query") return vector(...rows);
    const [start, end, step] = ["start", "end", "step"].map((key) => Number(parameters.get(key))) as [
      number,
      number,
      number,
    ];
    const times = Array.from(
      { length: Math.round((end - start) / step) + 1 },
      (_, index) => start + index * step,
    );
    return success({
      resultType: "matrix",
      result: rows.map(([metric, each]) => ({ metric, values: times.map((time) => [time, each]) })),
    });
  };
}

const PROM = { type: "prometheus", uid: "prometheus" };

/** A board of these panels; a text is a time series that asks it. */
export const board = (
  panels: Readonly<Record<string, string | object>>,
  variables: readonly object[] = [],
): Board =>
  readBoard("boards/test.json", {
    uid: "test",
    title: "Test",
    time: { from: "now-1h", to: "now" },
    templating: { list: variables },
    panels: Object.entries(panels).map(([title, panel], index) => ({
      id: index + 1,
      title,
      type: "timeseries",
      datasource: PROM,
      ...(typeof panel === "string" ? { targets: [{ refId: "A", expr: panel, datasource: PROM }] } : panel),
    })),
  });

const contracts = readContracts();
const log = readLogContract();
/** The stack that the tests are about. */
export const stack = readStack("test/fixtures/stack.yaml");

/** The real boards, as built for a stack. */
export const boardsFor = async (of: Stack): Promise<Board[]> =>
  [...buildBoards(await readBoards(), of)].map(([uid, json]) =>
    readBoard(`provisioning/dashboards/${uid}.json`, json),
  );

/** Runs the doctor against a server that is already there. */
export const examine = (input: Partial<Input> & Pick<Input, "prometheus" | "boards">): Promise<Report> =>
  diagnose({ stack, contracts, log, timeout: 5000, atOnce: 8, ...input });

/** Runs the doctor over one board in a world. */
export async function examineIn(
  world: World,
  one: Board,
  more: Partial<Input> = {},
): Promise<Report & { readonly panel: (title: string) => PanelReport }> {
  const server = await fake(prometheus(world));
  try {
    const report = await examine({ prometheus: server.url, boards: [one], ...more });
    return {
      ...report,
      panel: (title) => report.boards[0]!.panels.find((each) => each.title === title)!,
    };
  } finally {
    await server.stop();
  }
}
