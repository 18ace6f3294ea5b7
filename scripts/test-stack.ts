/** `npm run test:stack`: the boards against real programs, and what they show when one of them dies. */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { inputError } from "../contracts/input-error.ts";
import { programs } from "../stack/local/programs.ts";
import { missing } from "../stack/local/start.ts";
import { run } from "./cli.ts";

const usage = `
npm run test:stack

Starts the stack as \`npm run stack\` does, waits until the doctor finds every panel right, then ends programs one by one
and asks the doctor again. Takes some minutes. What is not on PATH is not tested, and named at the end.

Exit code 0: all as expected, 1: something else, 2: Redis or Prometheus is missing.
`;

process.exitCode = await run({
  usage,
  options: {},
  main() {
    const absent = missing(programs());
    const needed = absent.find(({ required }) => required);
    if (needed)
      throw inputError(needed.name, `is not on PATH, and nothing runs without it: ${needed.install}.`);
    const vitest = join("node_modules", ".bin", "vitest");
    const { status } = spawnSync(vitest, ["run", "--config", "test/real/vitest.config.ts"], {
      stdio: "inherit",
    });
    for (const { name, is, install } of absent) console.log(`not tested: ${name} (${is}). ${install}`);
    console.log("not tested: dcgm-exporter (needs an NVIDIA GPU), Grafana");
    return status === 0 ? 0 : 1;
  },
});
