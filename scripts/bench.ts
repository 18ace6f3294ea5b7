/**
 * `npm run bench`: how long building and checking take, as ratios within one run, which say nothing about other
 * machines; and what the boards cost a Prometheus.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { checks } from "../checks/all.ts";
import { find } from "../checks/model/find.ts";
import { runChecks } from "../checks/model/check.ts";
import { context } from "../checks/model/context.ts";
import { readContracts } from "../contracts/contract.ts";
import { readLogContract } from "../contracts/log-contract.ts";
import { benchCost } from "./bench-cost.ts";
import { benchScale } from "./bench-scale.ts";
import { benchMany } from "./bench-many.ts";
import { run } from "./cli.ts";

const RUNS = 7;
const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;

/** Building all boards, beside only loading what that needs. */
function benchBuild(): void {
  const scratch = mkdtempSync(join(tmpdir(), "bench-"));
  // The same modules of the SDK, and nothing done with them.
  const modules = [
    "common",
    "dashboard",
    "heatmap",
    "logs",
    "loki",
    "prometheus",
    "stat",
    "statetimeline",
    "table",
    "text",
    "timeseries",
    "units",
  ];
  const nothing = resolve("scripts", ".bench-imports.tmp.ts");
  writeFileSync(
    nothing,
    modules.map((name) => `import "@grafana/grafana-foundation-sdk/${name}";\n`).join(""),
  );

  const tsx = join("node_modules", ".bin", "tsx");
  const seconds = (...args: readonly string[]): number => {
    const start = performance.now();
    const { status, stderr } = spawnSync(tsx, args, { encoding: "utf8" });
    if (status !== 0) throw new Error(`tsx ${args.join(" ")} failed: ${stderr}`);
    return (performance.now() - start) / 1000;
  };
  const builds: number[] = [];
  const imports: number[] = [];
  try {
    // In turn, so that a machine that becomes slower slows both.
    for (let round = 0; round <= RUNS; round++) {
      const [build, bare] = [
        seconds("scripts/build-dashboards.ts", "--out", join(scratch, String(round))),
        seconds(nothing),
      ];
      if (round === 0) continue; // The first one warms tsx's cache.
      builds.push(build);
      imports.push(bare);
    }
  } finally {
    rmSync(scratch, { recursive: true, force: true });
    rmSync(nothing, { force: true });
  }
  console.log(
    `build           ${median(builds).toFixed(2)} s; importing the same SDK modules alone ${median(imports).toFixed(2)} s; ratio ${(median(builds) / median(imports)).toFixed(2)}`,
  );
}

/** Reading and checking what was built, in this process. */
function benchCheck(): void {
  const contracts = readContracts();
  const log = readLogContract();
  const reading: number[] = [];
  const checking: number[] = [];
  let queries = 0;
  let problems = 0;
  for (let round = 0; round <= RUNS; round++) {
    const start = performance.now();
    const { boards, dataSources } = find(["provisioning"]);
    const whole = context({ boards, contracts, log, dataSources });
    const read = performance.now();
    problems = runChecks(checks, whole).length;
    queries = whole.queries.length;
    if (round === 0) continue;
    reading.push((read - start) / queries);
    checking.push((performance.now() - read) / queries);
  }
  console.log(
    `check           ${median(checking).toFixed(2)} ms per query, and ${median(reading).toFixed(2)} ms to read and parse it (${checks.length} checks, ${queries} queries, ${problems} problems)`,
  );
}

const usage = `
npm run bench

Measures how long building and checking take and what the boards cost a Prometheus, and prints it. Some minutes.

  --help    print this

Exit code 0: measured, 2: could not run.
`;

process.exitCode = await run({
  usage,
  options: {},
  async main() {
    benchBuild();
    benchCheck();
    benchMany();
    await benchCost();
    await benchScale();
    return 0;
  },
});
