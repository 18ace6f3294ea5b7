/** `npm run contracts`: writes the typed constants from the recordings. */
import { readContracts } from "../contracts/contract.ts";
import { generate } from "../contracts/generate.ts";
import { readLogContract } from "../contracts/log-contract.ts";
import { run } from "./cli.ts";
import { writeOrCheck } from "./output.ts";

const usage = `
npm run contracts -- [--check]

Reads contracts/*/recordings and contract.yaml, and writes one typed constant per metric.

  --check   write nothing; list the generated files that are stale and exit 1 if there are any
  --help    print this

Exit code 0: written, or nothing to do; 1: stale (--check); 2: a recording or contract cannot be used.
`;

process.exitCode = await run({
  usage,
  options: { check: { type: "boolean" } },
  main({ check }) {
    const contracts = readContracts();
    const files = generate(contracts, readLogContract());
    const remove = (path: string) => path.endsWith(".gen.ts");
    const changed = writeOrCheck("contracts", files, { remove }, check);
    const metrics = contracts.reduce((sum, contract) => sum + contract.metrics.size, 0);
    const recordings = contracts.reduce((sum, contract) => sum + contract.recordings.length, 0);
    console.log(
      `${contracts.length} exporters, ${recordings} recordings, ${metrics} metrics, ${changed.length} files ${check ? "stale" : "written"}.`,
    );
    return check && changed.length > 0 ? 1 : 0;
  },
});
