/** `npm run check`: judges built dashboards by what the exporters were recorded to emit. */
import { existsSync } from "node:fs";
import { checks } from "../checks/all.ts";
import { readExceptions } from "../checks/model/exceptions.ts";
import { find } from "../checks/model/find.ts";
import { renderReport } from "../checks/model/problem.ts";
import { run as runAll, type RunInput } from "../checks/model/run.ts";
import { readContracts } from "../contracts/contract.ts";
import { readLogContract } from "../contracts/log-contract.ts";
import { readStack } from "../stack.ts";
import { run } from "./cli.ts";

const usage = `
npm run check -- [--json] [--stack FILE] [PATH…]

Checks built dashboards against the recordings under contracts/. A PATH is a dashboard's JSON file or a folder with
such files; without one it is provisioning/. What each problem means: checks/README.md.

  --json    print { problems, counts } as one JSON object instead of the report
  --stack   which exporters run, in which variant and job (default: stack.yaml, where there is one)
  --help    print this

The report goes to stdout, progress to stderr. Exit code 0: no problem, 1: problems, warnings among them (accept one
on purpose in checks/exceptions.yaml), 2: could not run (no such path, not JSON, no dashboard, no query).
`;

/** Variants, jobs and added labels of the exporters that are switched on; without a stack.yaml nobody said. */
function stack(file: string | undefined): Pick<RunInput, "selected" | "added" | "jobs"> {
  if (file === undefined && !existsSync("stack.yaml")) return {};
  const exporters = Object.entries(readStack(file).exporters);
  return {
    selected: new Map(exporters.map(([name, { variant }]) => [name, variant])),
    added: new Map(exporters.map(([name, { filters }]) => [name, filters])),
    jobs: new Map(exporters.map(([name, { job }]) => [name, job])),
  };
}

process.exitCode = await run({
  usage,
  options: { json: { type: "boolean" }, stack: { type: "string" } },
  allowPositionals: true,
  main({ json, stack: file }, paths) {
    const whole = paths.length === 0;
    const { boards, skipped, dataSources } = find(whole ? ["provisioning"] : paths);
    for (const file of skipped) console.error(`${file} is no dashboard and was not checked.`);
    const report = runAll({
      checks,
      boards,
      whole,
      contracts: readContracts(),
      log: readLogContract(),
      dataSources,
      ...stack(file),
      exceptions: readExceptions(),
      today: new Date().toISOString().slice(0, 10),
    });
    console.log(json ? JSON.stringify(report, null, 2) : renderReport(report));
    return report.problems.length > 0 ? 1 : 0;
  },
});
