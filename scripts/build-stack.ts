/** `npm run build:stack`: writes stack/generated/ from stack.yaml. */
import { stackFiles } from "../stack/config/files.ts";
import { COMPOSE } from "../stack/config/places.ts";
import { readStack } from "../stack.ts";
import { run } from "./cli.ts";
import { writeOrCheck } from "./output.ts";

const usage = `
npm run build:stack -- [--check] [--out FOLDER] [--stack FILE]

Writes what compose.yaml mounts: the configuration of Prometheus, Loki, Alloy, Promtail, nginx and LiteLLM.

  --check   write nothing; list the files a build would change and exit 1 if there are any
  --out     folder to write to (default: stack/generated)
  --stack   file to read (default: stack.yaml)
  --help    print this

All files are replaced or none. Exit code 0: written, or nothing to do; 1: stale (--check); 2: could not run.
`;

process.exitCode = await run({
  usage,
  options: { check: { type: "boolean" }, out: { type: "string" }, stack: { type: "string" } },
  main({ check, out = "stack/generated", stack }) {
    const files = stackFiles(readStack(stack), COMPOSE);
    // Prometheus loads every rule file that lies there, so one that is made no more has to go.
    const remove = (path: string) => /^prometheus\/rules\/[^/]+\.yml$/.test(path);
    const changed = writeOrCheck(out, files, { remove }, check);
    console.log(`${files.size} files, ${changed.length} ${check ? "stale" : "written"}.`);
    return check && changed.length > 0 ? 1 : 0;
  },
});
