/** `npm run record`: adds what an exporter emits to the contracts. */
import { dirname } from "node:path";
import { renderChanges } from "../contracts/compare.ts";
import { inputError } from "../contracts/input-error.ts";
import { asCalled, run } from "./cli.ts";
import { readPage } from "./record/page.ts";
import { storePage } from "./record/store.ts";

const usage = `
npm run record -- <exporter> <url-or-file> [--name <version>.<state>] [--force]

Stores a /metrics page byte for byte under contracts/<exporter>/recordings/ and tells what changed since the
nearest earlier recording. An exporter that is not there yet gets a minimal contract.yaml.

  npm run record -- nginx http://localhost:9113/metrics --name 1.5.3.busy

  --name    version and state (fresh, idle, busy, failing, …); without it the file's name where it is such
            a one, else the version in build info (or \`unknown\`) with the state \`recorded\`
  --force   replace a recording of that name
  --help    print this

Exit code 0: stored, 2: nothing was stored.
`;

process.exitCode = await run({
  usage,
  options: { name: { type: "string" }, force: { type: "boolean" } },
  allowPositionals: true,
  async main({ name, force = false }, [exporter, source, ...more]) {
    if (exporter === undefined || source === undefined || more.length > 0)
      throw inputError(
        "record",
        "needs an exporter and a URL or file, as in: npm run record -- nginx http://localhost:9113/metrics.",
      );
    const { bytes, contentType } = await readPage(source);
    const stored = storePage({ bytes, source }, { exporter, name, force });
    console.log(`Stored ${stored.file}: ${stored.metrics} metrics, ${stored.samples} samples.`);
    if (contentType !== undefined && !contentType.startsWith("text/"))
      console.log(`Its Content-Type is ${contentType}; Prometheus 3 refuses such a page.`);
    if (stored.against) {
      const { name: earlier, sameState, changes } = stored.against;
      console.log(
        `Compared with ${earlier}${sameState ? "" : " (another state, so some of it may just not have happened yet)"}:`,
      );
      console.log(
        `  ${changes.length === 0 ? "no difference" : renderChanges(changes).replaceAll("\n", "\n  ")}`,
      );
    }
    if (stored.newContract !== undefined)
      console.log(`New exporter: fill in ${stored.newContract} (about, heartbeat, units).`);
    if (stored.similar !== undefined)
      console.log(
        `If you meant ${stored.similar}: remove ${dirname(stored.newContract!)} and record it under that name.`,
      );
    if (stored.misfit !== undefined) console.log(`The contract does not fit yet. ${stored.misfit}`);
    console.log(asCalled(`Next: ${stored.misfit === undefined ? "" : "mend that, then "}npm run contracts`));
    return 0;
  },
});
