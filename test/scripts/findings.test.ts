import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readContracts, type Contract } from "../../contracts/contract.ts";
import {
  copyOf,
  publicFiles,
  readCopy,
  readPublicBoards,
  type PublicBoard,
} from "../../scripts/findings/boards.ts";
import { fetchAll } from "../../scripts/findings/fetch.ts";
import { mismatches, tryBoard } from "../../scripts/findings/judge.ts";
import { readJudgements, type Judgement } from "../../scripts/findings/judgements.ts";
import { findingsPage } from "../../scripts/findings/page.ts";
import { script } from "./spawn.ts";

const folder = mkdtempSync(join(tmpdir(), "findings-"));
afterAll(() => rmSync(folder, { recursive: true }));

const COMMIT = "0123456789abcdef0123456789abcdef01234567";
const json = JSON.stringify({
  uid: "door",
  title: "Door",
  description: "Who comes in.",
  schemaVersion: 42,
  panels: [
    {
      id: 1,
      type: "timeseries",
      title: "Requests | all",
      description: "Requests per second.",
      gridPos: { x: 0, y: 0, w: 12, h: 8 },
      datasource: { type: "prometheus", uid: "prometheus" },
      fieldConfig: { defaults: { unit: "reqps" }, overrides: [] },
      targets: [{ refId: "A", expr: "sum(rate(nginx_http_request_total[5m]))" }],
    },
  ],
});
const blobOf = (text: string) => createHash("sha1").update(`blob ${text.length}\0${text}`).digest("hex");
const board: PublicBoard = {
  repository: "somebody/boards",
  commit: COMMIT,
  path: "grafana/the door.json",
  blob: blobOf(json),
  licence: "MIT",
  recordings: ["contracts/nginx/recordings/1.5.3.busy.prom"],
  dashboards: 1,
  panels: 1,
  queries: 1,
};
const judgement: Judgement = {
  board: "door",
  check: "unknown-metric",
  severity: "error",
  n: 1,
  where: ["Requests | all (A)"],
  what: "nginx_http_request_total is emitted by nobody",
  verdict: true,
  reason: "The page has nginx_http_requests_total.",
  place: "judgements.yaml:2",
};

describe("trying a board", () => {
  let contracts: Contract[];
  beforeAll(() => {
    contracts = readContracts();
    mkdirSync(dirname(copyOf(folder, board)), { recursive: true });
    writeFileSync(copyOf(folder, board), json);
  });
  const said = (judgements: readonly Judgement[], of: PublicBoard = board) =>
    mismatches("door", of, tryBoard(of, folder, contracts), judgements);

  it("a judgement for each problem: nothing to say", () => expect(said([judgement])).toEqual([]));
  it("a problem that nobody judged", () => {
    expect(said([])).toEqual([
      expect.stringMatching(
        /^door: nobody judged error unknown-metric at Door › Requests \| all \(A\): .*`nginx_http_request_total`/,
      ),
    ]);
    expect(said([{ ...judgement, severity: "warning" }])).toHaveLength(2);
    expect(said([{ ...judgement, about: "nginx_up" }])).toHaveLength(2);
  });
  it("a judgement that matches nothing, or another number", () => {
    const stale: Judgement = { ...judgement, check: "layout", n: 2, place: "judgements.yaml:9" };
    expect(said([judgement, stale])).toEqual(["judgements.yaml:9: judged 2 of layout, but 0 are reported."]);
    expect(said([{ ...judgement, n: 3 }])).toEqual([
      "judgements.yaml:2: judged 3 of unknown-metric, but 1 are reported.",
    ]);
  });
  it("the first judgement that fits counts", () =>
    expect(
      said([
        { ...judgement, about: "Requests" },
        { ...judgement, place: "judgements.yaml:5" },
      ]),
    ).toEqual(["judgements.yaml:5: judged 1 of unknown-metric, but 0 are reported."]));
  it("a place where no such problem is", () =>
    expect(said([{ ...judgement, where: ["Errors (A)"] }])).toEqual([
      "judgements.yaml:2: none of these problems is at `Errors (A)`.",
    ]));
  it("another number of panels than the list says", () =>
    expect(said([judgement], { ...board, panels: 4 })).toEqual([
      "door: boards.yaml says 4 panels, but there are 1.",
    ]));
  it("a copy that is missing, or of another commit", () => {
    expect(() => readCopy(folder, { ...board, path: "none.json" })).toThrow(
      /none\.json: does not exist; fetch the boards first: npm run findings -- --fetch FOLDER\.$/,
    );
    expect(() => readCopy(folder, { ...board, blob: blobOf(`${json}\n`) })).toThrow(
      /the door\.json: is not the file of commit 0123456; fetch it again at that commit\.$/,
    );
  });
});

describe("the page", () => {
  const wrong: Judgement = { ...judgement, check: "undescribed", severity: "warning", n: 3, verdict: false };
  const page = findingsPage(new Map([["door", board]]), [judgement, wrong]);
  it("counts problems, errors, true and false ones", () => {
    expect(page).toContain("| **All** | 1 | 1 | 1 | 4 | 1 | 1 | 3 | 0 | 75.0 % |");
    expect(page).toContain("| All but `undescribed` | | | | 1 | 1 | 1 | 0 | 0 | 0.0 % |");
    expect(page).toContain("| undescribed | 3 | 0 | 0 | 3 | 0 | 100.0 % |");
  });
  it("a line for each judgement, its text harmless", () =>
    expect(page).toContain(
      "| undescribed (warning) | 3 | Requests \\| all (A)<br>… | nginx\\_http\\_request\\_total is emitted by nobody | false |",
    ));
  it("links the file at its commit, and says where the bytes are not compared", () => {
    expect(page).toContain(
      `(https://github.com/somebody/boards/blob/${COMMIT}/grafana/the%20door.json) at 0123456, MIT. Against \`contracts/nginx/recordings/1.5.3.busy.prom\`.`,
    );
    const { blob: _, ...copied } = board;
    expect(page).not.toContain("made by hand");
    expect(findingsPage(new Map([["door", copied]]), [])).toContain("The copy was made by hand");
  });
  it("a board without problems is named as such", () =>
    expect(findingsPage(new Map([["door", board]]), [])).toContain("\nNo problem.\n"));
});

describe("the two lists", () => {
  const write = (yaml: string): string => {
    const file = join(folder, "list.yaml");
    writeFileSync(file, yaml);
    return file;
  };
  const entry = (key: string, value: string) =>
    Object.entries({ repository: "a/b", commit: COMMIT, path: "c.json", licence: "MIT", [key]: value })
      .map(([name, text]) => `  ${name}: "${text}"\n`)
      .join("");
  it.each([
    ["a short commit", entry("commit", "0123456"), /:3: .* must be a full commit id of 40 digits\.$/],
    ["no repository", entry("repository", "boards"), /:2: .* must be owner\/name\.$/],
    ["nothing to check against", entry("licence", "MIT"), /:1: `door` has neither `recordings` nor `pages`/],
    [
      "a word that is no key",
      entry("license", "MIT"),
      /:6: .*unknown key `license`; did you mean `licence`\?$/,
    ],
  ])("%s", (_, lines, message) => {
    const file = write(`door:\n${lines}  dashboards: 1\n  panels: 1\n  queries: 1\n`);
    expect(() => readPublicBoards(file)).toThrow(message);
  });
  const judged = (check: string, reason: string) =>
    `door:\n  - { check: ${check}, severity: error, n: 1, where: [A], what: two words, verdict: true, reason: "${reason}" }\n`;
  it.each([
    [
      "a board that is none",
      judged("layout", "As seen.").replace("door", "dor"),
      /:1: there is no board `dor`; did you mean `door`\?$/,
    ],
    [
      "a check that is none",
      judged("layuot", "As seen."),
      /:2: there is no check `layuot`; did you mean `layout`\?$/,
    ],
    ["no reason", judged("layout", ""), /:2: .* must be at least two words\.$/],
  ])("%s", (_, yaml, message) => {
    const file = write(yaml);
    expect(() => readJudgements(["door"], ["layout"], file)).toThrow(message);
  });
  it("no file is needed twice", () => {
    const page = { exporter: "x", repository: "a/b", commit: COMMIT, path: "page.prom" };
    const boards = new Map([
      ["one", { ...board, pages: [page] }],
      ["two", { ...board, path: "two.json", pages: [page] }],
    ]);
    expect(publicFiles(boards).map(({ path }) => path)).toEqual([board.path, "page.prom", "two.json"]);
  });
});

describe("fetching", () => {
  let server: Server;
  let site: string;
  beforeAll(async () => {
    const path = `/somebody/boards/${COMMIT}/grafana/the%20door.json`;
    server = createServer(({ url }, answer) => {
      answer.statusCode = url === path ? 200 : 404;
      answer.end(url === path ? json : "");
    });
    await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
    site = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => server.close());
  const into = join(folder, "fetched");

  it("a file that is not there, or another one: one sentence, and nothing is written", async () => {
    await expect(fetchAll(into, [board, { ...board, path: "none.json" }], site)).rejects.toThrow(
      /none\.json: answers 404; correct the entry in scripts\/findings\/boards\.yaml\.$/,
    );
    await expect(fetchAll(into, [{ ...board, blob: COMMIT }], site)).rejects.toThrow(
      /is not the file of commit/,
    );
    expect(existsSync(into)).toBe(false);
  });
  it("a site that cannot be reached", async () =>
    await expect(fetchAll(into, [board], "http://127.0.0.1:1")).rejects.toThrow(
      "http://127.0.0.1:1: cannot be reached from here; copy the files by other means and give their folder: --from FOLDER.",
    ));
  it("writes owner/name/path", async () => {
    await fetchAll(into, [board], site);
    expect(readFileSync(join(into, "somebody/boards/grafana/the door.json"), "utf8")).toBe(json);
  });
});

describe("the verb", () => {
  const findings = (...args: readonly string[]) => script("scripts/findings.ts", args);
  it("--check finds the committed page fresh, without a network", async () => {
    const { code, stdout } = await findings("--check");
    expect(stdout).toMatch(
      /^\d+ boards, \d+ judgements: \d+ problems true, \d+ false; 0 do not fit, 0 files stale\.\n$/,
    );
    expect(code).toBe(0);
  });
  it("--check calls a page stale that is not there, and writes none", async () => {
    mkdirSync(join(folder, "elsewhere"));
    symlinkSync(resolve("scripts"), join(folder, "elsewhere", "scripts"));
    const { code, stdout } = await script("scripts/findings.ts", ["--check"], join(folder, "elsewhere"));
    expect(stdout).toContain("missing docs/findings.md\n");
    expect([code, existsSync(join(folder, "elsewhere", "docs"))]).toEqual([1, false]);
  });
  it.each([
    [["--chek"], "--chek: is no flag of this command; did you mean `--check`? See --help.\n"],
    [[], "findings: needs one of --fetch FOLDER, --from FOLDER and --check. See --help.\n"],
    [
      ["--check", "--from", "x"],
      "findings: needs one of --fetch FOLDER, --from FOLDER and --check. See --help.\n",
    ],
    [
      ["--check", "--write"],
      "--write: belongs to --from FOLDER; nothing is written without trying the boards.\n",
    ],
  ])("%j: exit 2 and one sentence", async (args, sentence) => {
    const { code, stderr } = await findings(...args);
    expect([code, stderr]).toEqual([2, sentence]);
  });
  it("--from a folder without the boards: exit 2 and one sentence", async () => {
    const { code, stderr } = await findings("--from", join(folder, "nothing"), "--write");
    expect(stderr).toMatch(/^\S+grafana_dashboard\.json: does not exist; fetch the boards first: .*\n$/);
    expect(code).toBe(2);
  });
});
