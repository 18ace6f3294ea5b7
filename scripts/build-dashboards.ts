/** `npm run build:dashboards`: writes provisioning/ from stack.yaml and the board files. */
import { readBoards } from "../dashboards/build/read-boards.ts";
import { provisioning } from "../dashboards/build/provisioning.ts";
import { readStack } from "../stack.ts";
import { run } from "./cli.ts";
import { many } from "../checks/model/problem.ts";
import { writeOrCheck } from "./output.ts";

const usage = `
npm run build:dashboards -- [--check] [--out FOLDER] [--stack FILE]

Writes what Grafana mounts: data sources, the dashboard provider and the dashboards that stack.yaml asks for.
Dashboards of your own, dashboards/<uid>.ts, are built along.

  npm run build:dashboards -- --check

  --check   write nothing; list the files a build would change and exit 1 if there are any
  --out     folder to write to (default: provisioning)
  --stack   file to read (default: stack.yaml)
  --help    print this

All files are replaced or none. Exit code 0: written, or nothing to do; 1: stale (--check); 2: could not run.
`;

process.exitCode = await run({
  usage,
  options: { check: { type: "boolean" }, out: { type: "string" }, stack: { type: "string" } },
  async main({ check, out = "provisioning", stack }) {
    const files = provisioning(await readBoards(), readStack(stack));
    // A dashboard of a board that the stack no longer has.
    const remove = (path: string) => /^dashboards\/[^/]+\.json$/.test(path);
    const changed = writeOrCheck(out, files, { remove }, check);
    const dashboards = [...files.keys()].filter((path) => path.endsWith(".json")).length;
    console.log(
      `${many(dashboards, "dashboard")}, ${many(files.size, "file")}, ${changed.length} ${check ? "stale" : "written"}.`,
    );
    return check && changed.length > 0 ? 1 : 0;
  },
});
