/** `npm run guide-names`: writes docs/guide-names.md, which of a guide's metric names and quick checks are right. */
import { readContracts } from "../contracts/contract.ts";
import { run } from "./cli.ts";
import { guidePage } from "./guide-names/page.ts";
import { writeOrCheck } from "./output.ts";

const usage = `
npm run guide-names -- [--check]

Writes docs/guide-names.md: every metric name and quick check of the guide listed in scripts/guide-names/guide.yaml,
looked up in the recordings under contracts/: right, half right or wrong, and what to ask instead.

  --check  write nothing; exit 1 if the page is stale
  --help   print this

Exit code 0: written, or nothing to do; 1: stale (--check); 2: could not run, or a name that was never recorded has
nothing to use instead.
`;

process.exitCode = await run({
  usage,
  options: { check: { type: "boolean" } },
  main({ check }) {
    const { page, counts } = guidePage("scripts/guide-names/guide.yaml", readContracts());
    const files = new Map([["guide-names.md", page]]);
    const changed = writeOrCheck("docs", files, { remove: () => false }, check);
    console.log(`${counts}.`);
    return check && changed.length > 0 ? 1 : 0;
  },
});
