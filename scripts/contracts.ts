/** `npm run contracts`: writes the typed constants from the recordings. */
import { readContracts } from "../contracts/contract.ts";
import { ownFolder, shippedFolder } from "../contracts/folders.ts";
import { generate, generateOwn } from "../contracts/generate.ts";
import { inputError } from "../contracts/input-error.ts";
import { readLogContract } from "../contracts/log-contract.ts";
import { run } from "./cli.ts";
import { many } from "../checks/model/problem.ts";
import { writeOrCheck } from "./output.ts";

const usage = `
npm run contracts -- [--check]

Reads contracts/*/recordings and contract.yaml, and writes one typed constant per metric, to metrics.gen.ts beside it.

  npm run contracts -- --check

  --check   write nothing; list the generated files that are stale and exit 1 if there are any
  --help    print this

Exit code 0: written, or nothing to do; 1: stale (--check); 2: a recording or contract cannot be used.
`;

process.exitCode = await run({
  usage,
  options: { check: { type: "boolean" } },
  main({ check }) {
    const all = readContracts();
    const own = ownFolder();
    if (own === undefined && shippedFolder() !== "contracts")
      throw inputError("contracts", "is not here; record an exporter first: npm run record -- EXPORTER URL.");
    const contracts = own === undefined ? all : readContracts(own);
    const files = own === undefined ? generate(all, readLogContract()) : generateOwn(contracts, all);
    const remove = (path: string) =>
      own === undefined ? path.endsWith(".gen.ts") : /^[^/]+\/metrics\.gen\.ts$/.test(path);
    const changed = writeOrCheck("contracts", files, { remove }, check);
    const metrics = contracts.reduce((sum, contract) => sum + contract.metrics.size, 0);
    const recordings = contracts.reduce((sum, contract) => sum + contract.recordings.length, 0);
    console.log(
      `${many(contracts.length, "exporter")}, ${many(recordings, "recording")}, ${many(metrics, "metric")}, ${many(changed.length, "file")} ${check ? "stale" : "written"}.`,
    );
    return check && changed.length > 0 ? 1 : 0;
  },
});
