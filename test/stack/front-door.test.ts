import { spawn, type ChildProcess } from "node:child_process";
import { createSocket } from "node:dgram";
import { mkdirSync, readFileSync } from "node:fs";
import { createServer, get, type Server } from "node:http";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { readContract } from "../../contracts/contract.ts";
import { readLogContract } from "../../contracts/log-contract.ts";
import { LOG_METRICS } from "../../stack/config/pipeline.ts";
import { locationPattern, ROUTES, routeTemplate } from "../../stack/config/routes.ts";
import { freePorts } from "../../stack/local/processes.ts";
import { programs } from "../../stack/local/programs.ts";
import { built, file, here, read, run, temporary, written, type Change } from "./built.ts";

const folder = temporary();
const have = programs();

describe("the log pipeline", () => {
  /** Stream label `job` and prefix of the metrics, of both programs. */
  function both(variant: string) {
    const files = built([[["exporters", "log_pipeline", "variant"], variant]]);
    const promtail = parse(files.get("promtail/promtail.yml")!).scrape_configs[0];
    const alloy = files.get("alloy/config.alloy")!;
    const all = (pattern: RegExp) => [...new Set([...alloy.matchAll(pattern)].map(([, found]) => found))];
    const metrics = promtail.pipeline_stages.at(-1).metrics as Record<string, { prefix: string }>;
    return {
      alloy: [...all(/, job = "([^"]+)"/g), ...all(/prefix += "([^"]+)"/g)],
      promtail: [
        promtail.static_configs[0].labels.job as string,
        ...new Set(Object.values(metrics).map(({ prefix }) => prefix)),
      ],
    };
  }
  it.each([
    ["alloy", ["nginx", "promtail_custom_"], ["nginx-promtail", "promtail_custom_"]],
    ["alloy-default-prefix", ["nginx", "loki_process_custom_"], ["nginx-promtail", "loki_process_custom_"]],
    ["promtail", ["nginx-alloy", "promtail_custom_"], ["nginx", "promtail_custom_"]],
  ])("%s: only the chosen program owns the log", (variant, alloy, promtail) =>
    expect(both(variant)).toEqual({ alloy, promtail }),
  );

  const recorded = readContract("contracts/log_pipeline").recordings.find(({ file: name }) =>
    name.endsWith("promtail-3.6.15.busy.prom"),
  )!;
  it("makes the metrics that were recorded, with their buckets", () => {
    const families = [...recorded.families.values()].filter(({ name }) => name.includes("_custom_"));
    const shape = families.map(({ name, samples }) => ({
      name: name.replace("promtail_custom_", ""),
      buckets: [...new Set(samples.map(({ labels }) => labels["le"]))].flatMap((le) =>
        le === undefined ? [] : [le === "+Inf" ? Infinity : Number(le)],
      ),
    }));
    const order = <T extends { name: string }>(all: T[]) => all.sort((a, b) => (a.name < b.name ? -1 : 1));
    expect(
      order(
        LOG_METRICS.map(({ name, buckets }) => ({ name, buckets: buckets ? [...buckets, Infinity] : [] })),
      ),
    ).toEqual(order(shape));
  });
  it("keeps every series for a day, in both", () => {
    const stages = read("promtail/promtail.yml").scrape_configs[0].pipeline_stages;
    const idle = Object.values(stages.at(-1).metrics as object).map(({ max_idle_duration: each }) => each);
    expect(idle).toEqual(LOG_METRICS.map(() => "24h"));
    expect(file("alloy/config.alloy").match(/max_idle_duration = "24h"/g)).toHaveLength(LOG_METRICS.length);
  });
  it("takes the time from the line, in both", () => {
    const stages = read("promtail/promtail.yml").scrape_configs[0].pipeline_stages;
    expect(stages[1]).toEqual({ timestamp: { source: "time_iso8601", format: "RFC3339" } });
    expect(file("alloy/config.alloy")).toMatch(
      /stage\.timestamp \{\n\t\tsource = "time_iso8601"\n\t\tformat = "RFC3339"/,
    );
    expect(readLogContract().fields.has("time_iso8601")).toBe(true);
  });
  it("has no port of Promtail's on any other interface", () =>
    expect(read("promtail/promtail.yml").server).toMatchObject({ grpc_listen_address: "127.0.0.1" }));
  it("runs the same template in both", () => {
    expect(file("alloy/config.alloy")).toContain(`\`${routeTemplate()}\``);
    expect(read("promtail/promtail.yml").scrape_configs[0].pipeline_stages[2].template.template).toBe(
      routeTemplate(),
    );
  });
  it("knows the routes of the contract", () =>
    expect([...new Set([...ROUTES.map(({ route }) => route), "ui"])].sort()).toEqual(
      [...readLogContract().streamLabels.get("route")!.values!].sort(),
    ));
});

const running: ChildProcess[] = [];
afterAll(async () => {
  for (const child of running) {
    if (child.exitCode !== null) continue;
    const ended = new Promise((done) => child.once("exit", done));
    child.kill();
    await ended;
  }
});

/** Starts nginx below a folder and answers its address once it is there. */
async function nginx(at: string, changes: readonly Change[], resolver?: string): Promise<string> {
  const [front] = await freePorts(1);
  const places = here(at, front!);
  written(built(changes, { ...places, nginx: { ...places.nginx, ...(resolver && { resolver }) } }), at);
  mkdirSync(places.nginx.scratch);
  const args = ["-p", at, "-e", "stderr", "-c", join(at, "nginx/nginx.conf")];
  expect(run(have.nginx!, "-t", ...args)).toMatchObject({ status: 0 });
  // As root its workers would be somebody else, who may not look into this folder.
  const user = process.getuid?.() === 0 ? ["-g", "user root;"] : [];
  running.push(spawn(have.nginx!, [...args, ...user], { stdio: "ignore" }));
  const base = `http://${places.nginx.listen}`;
  for (let left = 100; left > 0 && !(await fetch(base).catch(() => undefined)); left--)
    await new Promise((done) => setTimeout(done, 50));
  return base;
}

/** What a request path is called, and who answers it; speaches is not in the fixture. */
const PATHS: readonly (readonly [path: string, route: string, answers: string])[] = [
  ["/queue/jobs?wait=1", "queue", "queue"],
  ["/queue", "queue", "queue"],
  ["/queue?x", "queue", "queue"],
  ["/queueing", "ui", "ui"],
  ["/v1/chat/completions", "direct", "ollama"],
  ["/v1/audio/speech", "speaches", "speaches"],
  ["/speaches/v1/audio/speech?voice=a", "speaches", "speaches"],
  ["/api/generate", "direct", "ollama"],
  ["/api/chat", "direct", "ollama"],
  ["/api/tags?x=1", "direct", "ollama"],
  // Open WebUI's own.
  ["/api/chat/completions", "ui", "ui"],
  ["/api/config", "ui", "ui"],
  ["/api/v1/auths/signin", "ui", "ui"],
  ["/ollama/api/tags", "ui", "ui"],
  ["/api/delete", "ui", "ui"],
  ["/metrics", "internal", "nobody"],
  ["/stub_status", "internal", "nobody"],
  ["/", "ui", "ui"],
  ["/?next=/queue/", "ui", "ui"],
  ["//v1/models", "direct", "ollama"],
];

describe("routes", () => {
  it.each(PATHS)("%s: the expressions of both call it %s", (path, route) => {
    // The expressions are RE2's and PCRE's as well as JavaScript's; the template's own words are tested below.
    const branch = [...routeTemplate().matchAll(/regexMatch "(.+)" \$uri -\}\}(\w+)/g)].find(([, pattern]) =>
      new RegExp(pattern!).test(path),
    );
    expect(branch?.[2] ?? "ui").toBe(route);
    const location = path.replace(/\?.*/, "").replace(/^\/+/, "/");
    expect(ROUTES.find((each) => new RegExp(locationPattern(each)).test(location))?.route ?? "ui").toBe(
      route,
    );
  });

  it.skipIf(!have.promtail)("Promtail labels lines so (skipped without promtail)", async () => {
    const at = join(folder, "promtail");
    written(built([], here(at)), at);
    const config = `-config.file=${at}/promtail/promtail.yml`;
    expect(run(have.promtail!, config, "-check-syntax").status).toBe(0);
    const lines = [
      ...PATHS.map(([uri]) =>
        JSON.stringify({ time_iso8601: "2026-11-21T00:38:50.125+00:00", method: "GET", status: 200, uri }),
      ),
      '{"status":200}',
      "no JSON at all",
    ];
    // At the end of its input it leaves without printing the last lines, so the input stays open until they are there.
    const promtail = spawn(have.promtail!, [config, "-stdin", "-dry-run", "-server.disable"], {
      timeout: 20_000,
    });
    promtail.stdin.write(`${lines.join("\n")}\n`);
    let printed = "";
    const labelled = () => [...printed.matchAll(/^(\S+)\t\{[^}]*route="([^"]*)"[^}]*\}\t*(.*)\n/gm)];
    for await (const chunk of promtail.stdout.setEncoding("utf8")) {
      printed += chunk;
      if (labelled().length === lines.length) promtail.kill();
    }
    const entries = labelled();
    expect(entries.map(([, , route, line]) => [line, route])).toEqual([
      ...PATHS.map(([, route], index) => [lines[index], route]),
      ...lines.slice(-2).map((line) => [line, "ui"]),
    ]);
    expect(entries[0]![1]).toBe("2026-11-21T00:38:50.125+0000");
  });
});

describe("nginx.conf", () => {
  it("has the contract's fields, and quotes what may be no number", () => {
    const format = /log_format inference escape=json '(\{.*\})';/.exec(file("nginx/nginx.conf"))![1]!;
    const keys = [...format.matchAll(/"(\w+)":("?)\$/g)].map(([, key, quote]) => [key, quote === ""]);
    const fields = [...readLogContract().fields.values()].map(({ name, type }) => [name, type === "number"]);
    expect(keys.sort()).toEqual(fields.sort());
  });
  it("looks names up at each request where there is a resolver, but not the host's, which is no DNS name", () => {
    const conf = file("nginx/nginx.conf", [[["upstreams", "ollama"], "host.docker.internal:11434"]]);
    expect(conf).toContain("resolver 127.0.0.11 valid=10s ipv6=off;");
    expect(conf).toContain('set $upstream "queue-api:3000";');
    expect(conf).toContain("proxy_pass http://host.docker.internal:11434;");
    expect(file("nginx/nginx.conf", [], here("/x"))).not.toMatch(/resolver|set \$upstream/);
  });
  it("answers 404 for speech where there is no server for it", () =>
    expect(file("nginx/nginx.conf")).toMatch(/speaches\|audio.*\{\n +return 404;/));

  describe.skipIf(!have.nginx)("in nginx itself (skipped without nginx)", () => {
    const names = ["queue", "ollama", "ui", "speaches"] as const;
    const at = join(folder, "nginx");
    const servers: Server[] = [];
    let base: string;

    beforeAll(async () => {
      const ports = await freePorts(names.length);
      names.forEach((name, index) => {
        const server = createServer((request, response) => {
          response.setHeader("x-answers", name);
          response.end(JSON.stringify({ url: request.url, headers: request.headers }));
        });
        servers.push(server.listen(ports[index], "127.0.0.1"));
      });
      base = await nginx(at, [
        [["upstreams"], Object.fromEntries(names.map((name, index) => [name, `127.0.0.1:${ports[index]}`]))],
      ]);
    });
    afterAll(() => {
      for (const server of servers) server.close().closeAllConnections();
    });

    it.each(PATHS)("%s is %s and answered by %s", async (path, _, who) => {
      const response = await fetch(base + path);
      expect(response.headers.get("x-answers") ?? "nobody").toBe(who);
      expect(response.status).toBe(who === "nobody" ? 404 : 200);
      expect(response.headers.get("server")).toBe("nginx");
    });
    it("passes the path on as it came, but for the prefix of speech", async () => {
      const url = async (path: string) => ((await (await fetch(base + path)).json()) as { url: string }).url;
      expect(await url("/queue/jobs%2F1?wait=1")).toBe("/queue/jobs%2F1?wait=1");
      expect(await url("/speaches/v1/audio/speech?voice=a")).toBe("/v1/audio/speech?voice=a");
    });
    it("tells the user interface, and only it, under which name it was called", async () => {
      const host = async (path: string) =>
        ((await (await fetch(base + path)).json()) as { headers: { host: string } }).headers.host;
      expect(`http://${await host("/")}`).toBe(base);
      expect(`http://${await host("/v1/models")}`).not.toBe(base);
    });
    it("logs each request as the contract says, to the millisecond, and not the status page", async () => {
      const lines = () => readFileSync(join(at, "access.log"), "utf8").trimEnd().split("\n");
      const before = lines().length;
      const asked = Date.now();
      await (await fetch(`${base}/queue/last?token=1`)).text();
      const status = await new Promise<string>((done, fail) => {
        get({ socketPath: join(at, "status"), path: "/stub_status" }, async (response) =>
          done(String((await response.toArray())[0])),
        ).on("error", fail);
      });
      expect(status).toContain("Active connections");
      const added = lines().slice(before);
      expect(added).toHaveLength(1);
      const line = JSON.parse(added[0]!) as Record<string, unknown>;
      const { fields } = readLogContract();
      expect(Object.keys(line).sort()).toEqual([...fields.keys()].sort());
      for (const { name, type } of fields.values())
        expect([name, typeof line[name]]).toEqual([name, type === "number" ? "number" : "string"]);
      expect(line).toMatchObject({
        method: "GET",
        uri: "/queue/last?token=1",
        status: 200,
        upstream_status: "200",
      });
      expect(line["time_iso8601"]).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}[+-]\d\d:\d\d$/);
      expect(Math.abs(Date.parse(line["time_iso8601"] as string) - asked)).toBeLessThan(60_000);
    });
    it("runs without its upstreams where there is a resolver, and then answers 502", async () => {
      const dns = createSocket("udp4").on("message", (question, { port, address }) => {
        // The question again, as an answer: there is no such name.
        const answer = Buffer.from(question);
        answer.writeUInt16BE(0x8183, 2);
        dns.send(answer, port, address);
      });
      await new Promise<void>((done) => dns.bind(0, "127.0.0.1", done));
      try {
        const url = await nginx(join(folder, "resolver"), [], `127.0.0.1:${dns.address().port}`);
        expect((await fetch(`${url}/queue/jobs`)).status).toBe(502);
        expect((await fetch(`${url}/metrics`)).status).toBe(404);
      } finally {
        dns.close();
      }
    });
  });
});
