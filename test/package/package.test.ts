/** What somebody gets who installs the package, tried in an empty folder outside this checkout. */
import { spawnSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";

// Each test starts programs, one after the other.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 120_000 });

const root = mkdtempSync(join(tmpdir(), "package-"));
const home = join(root, "home");
const installed = join(home, "node_modules/inference-dashboards");
let tarball = "";
let packed: readonly string[] = [];

interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function ran(cwd: string, command: string, ...args: readonly string[]): Ran {
  const { status: code, stdout, stderr } = spawnSync(command, args, { cwd, encoding: "utf8" });
  return { code, stdout, stderr };
}
const command = join(home, "node_modules/.bin/inference-dashboards");
const ours = (...args: readonly string[]): Ran => ran(home, command, ...args);
const tsc = (): Ran => ran(home, process.execPath, resolve("node_modules/typescript/bin/tsc"), "-p", ".");
const module = (text: string): Ran => ran(home, process.execPath, "--input-type=module", "--eval", text);

function write(file: string, text: string): void {
  mkdirSync(dirname(join(home, file)), { recursive: true });
  writeFileSync(join(home, file), text);
}

/** The files that the guide shows, by the name in their first line; what has none is a program to run. */
const guide = new Map(
  [
    ...readFileSync("docs/package.md", "utf8").matchAll(
      /```(?:ts|yaml|json)\n(?:(?:\/\/|#) (\S+)\n)?([^]*?)```/g,
    ),
  ].map(([, file = "program", text]) => [file, text!]),
);

// Also the guide's, whose metrics a board below asks for.
const page = `# HELP whisper_transcriptions_total Finished recordings.
# TYPE whisper_transcriptions_total counter
whisper_transcriptions_total{model="small",status="ok"} 12
whisper_transcriptions_total{model="small",status="failed"} 1
# HELP whisper_queue_length Recordings that wait.
# TYPE whisper_queue_length gauge
whisper_queue_length{model="small"} 3
# HELP whisper_duration_seconds Time of one recording.
# TYPE whisper_duration_seconds histogram
whisper_duration_seconds_bucket{model="small",le="1"} 4
whisper_duration_seconds_bucket{model="small",le="5"} 12
whisper_duration_seconds_bucket{model="small",le="+Inf"} 13
whisper_duration_seconds_sum{model="small"} 31
whisper_duration_seconds_count{model="small"} 13
`;

// Packing compiles everything; installing takes from npm's cache what `npm ci` has left there.
beforeAll(() => {
  const pack = ran(".", "npm", "pack", "--silent", "--pack-destination", root);
  expect(pack.code, pack.stdout + pack.stderr).toBe(0);
  tarball = join(
    root,
    readdirSync(root).find((file) => file.endsWith(".tgz"))!,
  );
  packed = ran(root, "tar", "-tzf", tarball).stdout.trim().split("\n");
  write("package.json", "{}\n");
  const flags = ["--prefer-offline", "--ignore-scripts", "--no-audit", "--no-fund"];
  const install = ran(home, "npm", "install", ...flags, tarball);
  expect(install.code, install.stderr).toBe(0);
});
afterAll(() => rmSync(root, { recursive: true }));

describe("the tarball", () => {
  it("holds what is built and the pages that explain it, and nothing else", () => {
    const rest = packed.filter(
      (file) => !/^package\/(dist\/|(checks|docs|docs\/adr)\/[\w-]+\.md$)/.test(file),
    );
    expect(rest.sort()).toEqual([
      "package/CHANGELOG.md",
      "package/CONTRIBUTING.md",
      "package/LICENSE",
      "package/README.md",
      "package/package.json",
      "package/stack/queue/README.md",
    ]);
    expect(packed.filter((file) => /\/(test|node_modules|bench[^/]*|findings)\//.test(file))).toEqual([]);
    expect(packed.filter((file) => /(?<!\.d)\.ts$/.test(file))).toEqual([]);
  });
  it("holds every page of ours that its README links", () => {
    const links = [...readFileSync("README.md", "utf8").matchAll(/\]\(([\w/.-]+)/g)].map(([, to]) => to!);
    const pages = links.filter((to) => !to.startsWith("http"));
    expect(pages.length).toBeGreaterThan(10);
    expect(pages.filter((to) => !existsSync(join(installed, to)))).toEqual([]);
  });
  it("holds no dashboard of others: its only JSON is ours", () => {
    const json = packed.filter((file) => file.endsWith(".json"));
    expect(json.sort()).toEqual(["package/dist/checks/dashboard.schema.json", "package/package.json"]);
  });
  it("holds every recording, contract and page of a check", () => {
    const listed = (folder: string, ends: RegExp) =>
      readdirSync(folder, { recursive: true, encoding: "utf8" })
        .filter((file) => ends.test(file))
        .map((file) => `package/dist/${folder}/${file}`);
    const wanted = [...listed("contracts", /contract\.yaml$|\.prom$|\.log$/), ...listed("checks", /\.md$/)];
    expect(wanted.length).toBeGreaterThan(100);
    expect(wanted.filter((file) => !packed.includes(file))).toEqual([]);
  });
  it("is small enough to be fetched by npx", () => expect(statSync(tarball).size).toBeLessThan(6_000_000));
});

describe("the command", () => {
  const verbs = () => [...ours("--help").stdout.matchAll(/^ {2}([a-z]+) {2,}/gm)].map(([, verb]) => verb!);

  it("has the verbs that the guide lists", () => {
    const guided = [...readFileSync("docs/package.md", "utf8").matchAll(/^\| `([a-z]+)` /gm)];
    expect(verbs()).toEqual(guided.map(([, verb]) => verb));
    expect(verbs()).toContain("check");
  });
  it("helps with every verb: an example in its own words, and pages that are there", () => {
    for (const verb of verbs()) {
      const { code, stdout, stderr } = ours(verb, "--help");
      expect([code, stderr], verb).toEqual([0, ""]);
      expect(stdout, verb).toMatch(new RegExp(`^ {2}npx inference-dashboards ${verb} `, "m"));
      expect(stdout, verb).not.toContain("npm run");
      for (const [file] of stdout.matchAll(/\S+\.md/g)) expect(existsSync(join(home, file)), file).toBe(true);
    }
  });
  it.each([
    [["chek"], "chek: is no verb; did you mean `check`? See --help.\n"],
    [["chek", "--json"], "chek: is no verb; did you mean `check`? See --help.\n"],
    [["toString"], "toString: is no verb. See --help.\n"],
    [[], "inference-dashboards: needs a verb. See --help.\n"],
    [["--jsn"], "--jsn: is no flag of this command. See --help.\n"],
    [["check", "--jsn"], "--jsn: is no flag of this command; did you mean `--json`? See --help.\n"],
    [["check", "gone.json"], "gone.json: does not exist.\n"],
    [["upgrade", "gone.prom", "gone.prom"], /^gone\.prom: is not a file that exists; .*\n$/],
    [["build"], "stack.yaml: does not exist.\n"],
    [
      ["contracts"],
      /^contracts: is not here; record an exporter first: npx inference-dashboards record .*\n$/,
    ],
    [["record"], /^record: needs an exporter and .*: npx inference-dashboards record nginx .*\n$/],
  ])("%j is refused with one sentence", (args, sentence) => {
    const empty = mkdtempSync(join(root, "empty-"));
    const { code, stdout, stderr } = ran(empty, command, ...args);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toMatch(sentence);
    expect(stderr.trim().split("\n")).toHaveLength(1);
    expect(readdirSync(empty)).toEqual([]);
  });
});

describe("what can be imported", () => {
  const { exports } = JSON.parse(readFileSync("package.json", "utf8")) as {
    exports: Record<string, string | { readonly types: string; readonly default: string }>;
  };
  const names = [
    ...Object.keys(exports).filter((name) => !name.includes("*") && !name.endsWith(".json")),
    ...["./contracts/dcgm", "./contracts/ollama_queue", "./queries/gpu"],
  ].map((name) => name.replace(".", "inference-dashboards"));

  it("every entry loads, and has something", () => {
    const { code, stdout, stderr } = module(
      `for (const name of ${JSON.stringify(names)}) console.log(name, Object.keys(await import(name)).length > 0);`,
    );
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toBe(names.map((name) => `${name} true\n`).join(""));
  });
  it("every entry has its types, which compile in a strict project", () => {
    for (const entry of Object.values(exports))
      for (const file of Object.values(typeof entry === "string" ? {} : entry))
        if (!file.includes("*")) expect(existsSync(join(installed, file)), file).toBe(true);
    write("all.ts", names.map((name, index) => `export * as all${index} from "${name}";\n`).join(""));
    const { compilerOptions } = JSON.parse(guide.get("tsconfig.json")!) as { compilerOptions: object };
    const types = { types: ["node"], typeRoots: [resolve("node_modules/@types")] };
    write("tsconfig.json", JSON.stringify({ compilerOptions: { ...compilerOptions, ...types } }));
    const compiled = tsc();
    rmSync(join(home, "all.ts"));
    expect(compiled).toEqual({ code: 0, stdout: "", stderr: "" });
  });
});

describe("the guide, followed", () => {
  beforeAll(() => {
    write("page.prom", page);
    expect(ours("record", "whisper", "page.prom", "--name", "1.0.busy")).toMatchObject({
      code: 0,
      stderr: "",
    });
    const contracts = ours("contracts");
    expect([contracts.code, contracts.stderr]).toEqual([0, ""]);
    for (const file of ["dashboards/whisper.ts", "stack.yaml", "tsconfig.json"])
      write(file, guide.get(file)!);
  });

  it("what is generated is the user's, and up to date", () => {
    expect(readdirSync(join(home, "contracts"), { recursive: true }).sort()).toEqual([
      "whisper",
      "whisper/contract.yaml",
      "whisper/metrics.gen.ts",
      "whisper/recordings",
      "whisper/recordings/1.0.busy.prom",
    ]);
    expect(ours("contracts", "--check").code).toBe(0);
    const file = "contracts/whisper/metrics.gen.ts";
    const right = readFileSync(join(home, file), "utf8");
    write(file, `${right}// by hand\n`);
    expect(ours("contracts", "--check").code).toBe(1);
    write(file, right);
  });
  it("compiles; a wrong metric and a wrong label do not", () => {
    expect(tsc()).toEqual({ code: 0, stdout: "", stderr: "" });
    const board = guide.get("dashboards/whisper.ts")!;
    write("dashboards/whisper.ts", board.replaceAll("whisper_queue_length", "whisper_queue_len"));
    expect(tsc().stdout).toContain(
      "no exported member named 'whisper_queue_len'. Did you mean 'whisper_queue_length'?",
    );
    write("dashboards/whisper.ts", board.replace('.by("status")', '.by("state")'));
    const { code, stdout } = tsc();
    expect(code).not.toBe(0);
    expect(stdout).toMatch(/^dashboards\/whisper\.ts\(\d+,\d+\): error TS2345: Argument of type '"state"'/);
    write("dashboards/whisper.ts", board);
  });
  it.each(["commonjs", "module"])("builds in a project of type %s, and the checks find nothing", (type) => {
    write("package.json", JSON.stringify({ type }));
    const build = ours("build");
    expect([build.code, build.stderr]).toEqual([0, ""]);
    expect(readdirSync(join(home, "provisioning/dashboards"))).toContain("whisper.json");
    expect(ours("build", "--check").code).toBe(0);
    const summary = /^No problems\. 1 dashboard, 3 panels, \d+ queries, \d+ metrics checked\.\n$/;
    expect(ours("check").stdout).toMatch(summary);
    expect(ours("check", "provisioning", "--scrape", "page.prom").stdout).toMatch(summary);
  });
  it("a defect of the JSON is found, with places of the user's and of the package", () => {
    const json = readFileSync(join(home, "provisioning/dashboards/whisper.json"), "utf8");
    write("changed.json", json.replace("sum(whisper_queue_length", "sum(whisper_queue_len"));
    const { code, stdout } = ours("check", "changed.json");
    expect(code).toBe(1);
    expect(stdout).toContain(
      "Did you mean `whisper_queue_length`?  contracts/whisper/recordings/1.0.busy.prom:7\n",
    );
    const [, explained] = /Explained in (\S+)/.exec(stdout) ?? [];
    expect(existsSync(join(home, explained!)), explained).toBe(true);
    const gone = json.replaceAll("whisper_queue_length", "no_such_series_at_all");
    write("gone.json", gone);
    expect(ours("check", "gone.json").stdout).toContain("Give the page of its exporter: --scrape NAME=");
    write("provisioning/gone.json", gone);
    const own = ours("check", "provisioning/gone.json").stdout;
    rmSync(join(home, "provisioning/gone.json"));
    expect(own).toContain("record the exporter that has it: npx inference-dashboards record");
    expect(ours("diff", "provisioning/dashboards/whisper.json", "changed.json")).toMatchObject({
      code: 1,
      stderr: "",
    });
  });
  it("its program prints the report", () => {
    const { code, stdout, stderr } = module(guide.get("program")!);
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toMatch(/^No problems\. 1 dashboard, /);
  });
  it("an exporter and a board of the user's take the place of ours", () => {
    cpSync(join(installed, "dist/contracts/dcgm"), join(home, "contracts/dcgm"), {
      recursive: true,
      filter: (file) => !/\.[jt]s$/.test(file),
    });
    const contract = readFileSync(join(home, "contracts/dcgm/contract.yaml"), "utf8");
    write("contracts/dcgm/contract.yaml", contract.replace(/^title: .*$/m, "title: our cards"));
    const read = `import { readContracts } from "inference-dashboards/contracts";
      for (const { exporter, title, recordings } of readContracts())
        console.log(exporter, title, recordings[0].file.split("/")[0]);`;
    const lines = module(read).stdout.split("\n");
    expect(lines).toContain("dcgm our cards contracts");
    expect(lines).toContain("nginx nginx exporter node_modules");
    expect(lines.filter((line) => line.startsWith("dcgm "))).toHaveLength(1);
    rmSync(join(home, "contracts/dcgm"), { recursive: true });

    const board = guide.get("dashboards/whisper.ts")!;
    write("dashboards/gpu.ts", board.replace('"whisper"', '"gpu"').replace('"Whisper"', '"Our cards"'));
    const { code, stderr } = ours("build", "--out", "other");
    expect([code, stderr]).toEqual([0, ""]);
    expect(readFileSync(join(home, "other/dashboards/gpu.json"), "utf8")).toContain('"title": "Our cards"');
    rmSync(join(home, "dashboards/gpu.ts"));
  });
});
