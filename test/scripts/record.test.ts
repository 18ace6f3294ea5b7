import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { readContract } from "../../contracts/contract.ts";
import { readPage } from "../../scripts/record/page.ts";
import { storePage } from "../../scripts/record/store.ts";
import { script } from "./spawn.ts";

const root = mkdtempSync(join(tmpdir(), "record-"));
let contracts: string;
let count = 0;
beforeEach(() => {
  contracts = join(root, String(count++), "contracts");
  cpSync("contracts/nginx", join(contracts, "nginx"), { recursive: true });
});
afterAll(() => rmSync(root, { recursive: true }));

const busy = readFileSync("contracts/nginx/recordings/1.5.3.busy.prom");
const sentence = (message: string) => expect.objectContaining({ name: "InputError", message });

/** Answers by path; what is not named here is 404. */
const answers: Record<string, RequestListener> = {
  "/metrics": (request, response) => {
    response.setHeader("content-type", "text/plain; version=0.0.4");
    // As a Python client does: who does not ask for the text format gets OpenMetrics.
    response.end(request.headers.accept === "text/plain;version=0.0.4" ? busy : "nginx_up 1\n# EOF\n");
  },
  "/gzip": (_, response) => {
    response.writeHead(200, { "content-type": "text/plain", "content-encoding": "gzip" }).end(gzipSync(busy));
  },
  "/octets": (_, response) => {
    response.writeHead(200, { "content-type": "application/octet-stream" }).end(busy);
  },
  "/private": (_, response) => void response.writeHead(401).end(),
  "/silent": () => {},
  "/stuck": (_, response) => void response.writeHead(200).write("nginx_up 1\n"),
  "/cut": (_, response) => {
    response.writeHead(200, { "content-length": "1000" }).write("nginx_up 1\n");
    setTimeout(() => response.destroy(), 20);
  },
};
let server: Server;
let url: string;
beforeAll(async () => {
  server = createServer((request, response) => {
    const answer = answers[request.url!];
    if (answer) answer(request, response);
    else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

describe("a page is fetched or read", () => {
  it("byte for byte, in the text format", async () => {
    expect(Buffer.from((await readPage(`${url}/metrics`)).bytes)).toEqual(busy);
    expect(Buffer.from((await readPage(`${url}/gzip`)).bytes)).toEqual(busy);
    expect(await readPage("contracts/nginx/recordings/1.5.3.busy.prom")).toEqual({ bytes: busy });
    expect((await readPage(`${url}/octets`)).contentType).toBe("application/octet-stream");
  });
  it.each([
    ["/private", "answers 401; it wants credentials: save the page with curl and give that file."],
    ["/elsewhere", "answers 404; the page is elsewhere; /metrics is usual."],
    ["/silent", "did not answer within 0.2 s."],
    ["/stuck", "did not answer within 0.2 s."],
    ["/cut", "ended the connection before the page was complete."],
  ])("%s", async (path, message) =>
    expect(readPage(url + path, 0.2)).rejects.toThrow(sentence(`${url}${path}: ${message}`)),
  );
  it("nobody there", async () => {
    const closed = createServer();
    await new Promise<void>((resolve) => closed.listen(0, "127.0.0.1", resolve));
    const free = `http://127.0.0.1:${(closed.address() as AddressInfo).port}/metrics`;
    await new Promise((resolve) => closed.close(resolve));
    await expect(readPage(free)).rejects.toThrow(
      sentence(`${free}: refuses the connection; is the exporter running, and is this its port?`),
    );
  });
  it.each([
    [
      "localhost:9113/metrics",
      "localhost:9113/metrics: is not a file that exists; an address starts with http:// or https://.",
    ],
    ["contracts", "contracts: is not a file."],
    ["http://", "http://: is not an address."],
    [
      "http://me:secret@nginx/metrics",
      "nginx: leave the credentials out of the address; save the page with curl and give that file.",
    ],
  ])("%s", async (source, message) => expect(readPage(source)).rejects.toThrow(sentence(message)));
});

describe("a page is stored", () => {
  const store = (
    name: string | undefined,
    over: { exporter?: string; force?: boolean; bytes?: Uint8Array; source?: string } = {},
  ) => {
    const { exporter = "nginx", force = false, bytes = busy, source = "page.prom" } = over;
    return storePage({ bytes, source }, { exporter, name, force, contracts });
  };
  const everything = () => readdirSync(contracts, { recursive: true, encoding: "utf8" }).sort();

  it("and compared with the recording nearest to it", () => {
    const bytes = Buffer.from(busy.toString().replaceAll("nginx_up", "nginx_alive"));
    expect(store("1.5.4.busy", { bytes })).toMatchObject({
      file: `${contracts}/nginx/recordings/1.5.4.busy.prom`,
      against: {
        name: "1.5.3.busy",
        sameState: true,
        changes: [{ kind: "renamed", name: "nginx_up", to: "nginx_alive" }],
      },
      misfit: expect.stringMatching(
        /1\.5\.4\.busy\.prom: fits no variant of .*contract\.yaml; add one/,
      ) as string,
    });
    expect(readFileSync(join(contracts, "nginx/recordings/1.5.4.busy.prom"))).toEqual(bytes);
  });
  it("the contract it contradicts is named, when it fits a variant", () =>
    expect(store("1.5.3.strange", { bytes: Buffer.from("go_goroutines 9\n") }).misfit).toMatch(
      /contract\.yaml:\d+: the heartbeat `nginx_up` has no sample in .*1\.5\.3\.strange\.prom/,
    ));
  it("not over an earlier one, unless told to", () => {
    const file = join(contracts, "nginx/recordings/1.5.3.busy.prom");
    const bytes = Buffer.from("nginx_up 1\n");
    expect(() => store("1.5.3.busy", { bytes })).toThrow(
      sentence(`${file}: is recorded already; choose another name, or replace it with --force.`),
    );
    expect(readFileSync(file)).toEqual(busy);
    expect(store("1.5.3.busy", { bytes, force: true }).against).toMatchObject({ name: "1.5.3.busy" });
    expect(readFileSync(file)).toEqual(bytes);
  });
  it("for a new exporter with a contract that can be read at once", () => {
    const stored = store("2.0.busy", { exporter: "my_nginx", source: "http://10.0.0.1:9113/metrics/" });
    expect(stored).toMatchObject({ newContract: `${contracts}/my_nginx/contract.yaml`, similar: "nginx" });
    expect(stored.against).toBeUndefined();
    expect(readContract(join(contracts, "my_nginx"))).toMatchObject({
      exporter: "my_nginx",
      job: "my_nginx",
      address: "10.0.0.1:9113",
      metricsPath: "/metrics/",
      heartbeat: "up",
      variants: [{ name: "2.0", about: "my nginx 2.0" }],
    });
  });
  it.each<[string, Parameters<typeof store>, string]>([
    ["a name without a state", ["1.5.3"], "--name: `1.5.3` is not <version>.<state>; say what was recorded"],
    ["a name that leads elsewhere", ["../1.5.3.busy"], "--name: `../1.5.3.busy` is not <version>.<state>"],
    [
      "an exporter that leads elsewhere",
      ["1.5.3.new", { exporter: "../nginx" }],
      "../nginx: is no name for an exporter",
    ],
    ["a page that is none", ["1.5.3.new", { bytes: Buffer.from("<html>") }], "page.prom:1: is HTML"],
    ["a page cut off", ["1.5.3.new", { bytes: busy.subarray(0, 990) }], "page.prom:"],
  ])("nothing is stored for %s", (_, args, message) => {
    const before = everything();
    expect(() => store(...args)).toThrow(
      expect.objectContaining({ name: "InputError", message: expect.stringContaining(message) as string }),
    );
    expect(everything()).toEqual(before);
  });
  it.each<[string, { source: string; bytes?: Buffer }, string]>([
    ["its file's name", { source: "/tmp/1.5.3.again.prom" }, "1.5.3.again"],
    ["the version of its build info", { source: "http://10.0.0.1:9113/metrics" }, "1.5.3.recorded"],
    ["nothing to go by", { source: "page.prom", bytes: Buffer.from("nginx_up 1\n") }, "unknown.recorded"],
  ])("without a name it is named after %s", (_, page, name) => {
    expect(store(undefined, page).file).toBe(`${contracts}/nginx/recordings/${name}.prom`);
  });
  it("not among log lines", () => {
    const recordings = join(contracts, "access_log/recordings");
    mkdirSync(recordings, { recursive: true });
    writeFileSync(join(recordings, "json.log"), "{}\n");
    expect(() => store("1.0.busy", { exporter: "access_log" })).toThrow(
      sentence(`${recordings}: holds recorded log lines, not metrics; give the exporter a name of its own.`),
    );
  });
});

describe.concurrent("npm run record", () => {
  it("tells what it did and what comes next", async () => {
    const cwd = join(root, "whole");
    cpSync("contracts/nginx", join(cwd, "contracts/nginx"), { recursive: true });
    const { code, stdout, stderr } = await script(
      "scripts/record.ts",
      ["nginx", `${url}/octets`, "--name", "1.5.3.again"],
      cwd,
    );
    expect(stderr).toBe("");
    expect(stdout).toMatch(
      /^Stored contracts\/nginx\/recordings\/1\.5\.3\.again\.prom: \d+ metrics, \d+ samples\.\nIts Content-Type is application\/octet-stream; Prometheus 3 refuses such a page\.\nCompared with 1\.5\.3\.busy \(another state, so some of it may just not have happened yet\):\n {2}no difference\nNext: npm run contracts\n$/,
    );
    expect(code).toBe(0);
  });
  it("wants an exporter and a source", async () => {
    const { code, stderr } = await script("scripts/record.ts", ["nginx"], root);
    expect([code, stderr]).toEqual([
      2,
      "record: needs an exporter and a URL or file, as in: npm run record -- nginx http://localhost:9113/metrics.\n",
    ]);
    expect(existsSync(join(root, "contracts"))).toBe(false);
  });
});
