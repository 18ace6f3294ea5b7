/** `npm run build:kubernetes`: the boards and rules as resources of Kubernetes. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { inputError } from "../contracts/input-error.ts";
import { didYouMean } from "../contracts/read-yaml.ts";
import { buildBoards } from "../dashboards/build/dashboard.ts";
import { FORMATS, kubernetes, type Format, type RuleFiles } from "../dashboards/build/kubernetes.ts";
import { readBoards } from "../dashboards/build/read-boards.ts";
import { readStack } from "../stack.ts";
import { run } from "./cli.ts";
import { RULES } from "./generated.ts";
import { writeOrCheck } from "./output.ts";

const usage = `
npm run build:kubernetes -- [--format FORMAT] [--check] [--out FOLDER] [--stack FILE] [--rules FOLDER]

Writes the boards that stack.yaml asks for as resources of Kubernetes, one file each, and Prometheus' rules as
PrometheusRules. What each format needs on the other side: docs/scale.md.

  --format  ${Object.entries(FORMATS)
    .map(([name, about]) => `${name}: ${about}`)
    .join("\n            ")}
            (default: configmap; resource and v2 come without rules)
  --check   write nothing; list the files a build would change and exit 1 if there are any
  --out     folder to write to (default: kubernetes)
  --stack   file to read (default: stack.yaml)
  --rules   folder with the rules (default: ${RULES}, as npm run build:stack writes it)
  --help    print this

  npm run build:kubernetes -- --format operator && kubectl apply --server-side -R -f kubernetes

All files are replaced or none. Exit code 0: written, or nothing to do; 1: stale (--check); 2: could not run.
`;

function readRules(folder: string): RuleFiles {
  if (!existsSync(folder))
    throw inputError(folder, "does not exist; run npm run build:stack, which writes the rules.");
  const files = readdirSync(folder)
    .filter((file) => /\.ya?ml$/.test(file))
    .sort();
  return new Map(files.map((file) => [file, readFileSync(join(folder, file), "utf8")]));
}

process.exitCode = await run({
  usage,
  options: {
    check: { type: "boolean" },
    format: { type: "string" },
    out: { type: "string" },
    stack: { type: "string" },
    rules: { type: "string" },
  },
  async main({ check, format = "configmap", out = "kubernetes", stack: file, rules = RULES }) {
    if (!Object.hasOwn(FORMATS, format))
      throw inputError(
        `--format ${format}`,
        `is none of ${Object.keys(FORMATS).join(", ")}${didYouMean(format, Object.keys(FORMATS))}`,
      );
    const stack = readStack(file);
    const files = kubernetes(
      buildBoards(await readBoards(), stack),
      readRules(rules),
      stack,
      format as Format,
    );
    // What an earlier build of another format or stack left behind.
    const remove = (path: string) => /^((dashboards|rules)\/[^/]+|folder)\.yaml$/.test(path);
    const changed = writeOrCheck(out, files, { remove }, check);
    console.log(
      `${[...files.keys()].filter((path) => path.startsWith("dashboards/")).length} dashboards, ${files.size} files, ${changed.length} ${check ? "stale" : "written"}.`,
    );
    return check && changed.length > 0 ? 1 : 0;
  },
});
