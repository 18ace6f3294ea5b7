/** `npm run diff`: what a change of dashboards, rules and contracts means. */
import { inputError } from "../contracts/input-error.ts";
import { countByRisk } from "../diff/change.ts";
import { compareSides } from "../diff/compare.ts";
import { withEvidence } from "../diff/evidence.ts";
import { renderMarkdown } from "../diff/markdown.ts";
import { renderDiff } from "../diff/render.ts";
import { readSides } from "../diff/source.ts";
import { run } from "./cli.ts";

const usage = `
npm run diff -- [--json | --markdown] [--fail-on breaking] [--no-evidence] BASE HEAD

Says what changed between two sets of dashboards, by board and panel, instead of by line, and what changed in Prometheus'
rules and in recordings. BASE and HEAD are folders, files or git refs. A ref means provisioning/, the rules and contracts/
of that commit, ref:path another folder or file of it; nothing is checked out. A folder that holds provisioning/ is read
like a ref. What the words mean: docs/diff.md.

  --json              print the changes as one JSON object instead of text
  --markdown          print a comment for a pull request, at most 65000 characters
  --fail-on breaking  exit with 1 only where a change is breaking
  --no-evidence       leave out what the panels of changed queries show before and after in test/scenarios
  --help              print this

  npm run diff -- HEAD~1 HEAD
  npm run diff -- HEAD .
  npm run diff -- origin/main provisioning

Exit code 0: no change, 1: changes, 2: could not run (no such path or ref, not JSON or YAML, no dashboard).
`;

process.exitCode = await run({
  usage,
  options: {
    json: { type: "boolean" },
    markdown: { type: "boolean" },
    "fail-on": { type: "string" },
    "no-evidence": { type: "boolean" },
  },
  allowPositionals: true,
  async main({ json, markdown, "fail-on": failOn, "no-evidence": bare }, sides) {
    const [base, head, more] = sides;
    if (base === undefined || head === undefined)
      throw inputError(
        "diff",
        "needs two folders, files or git refs: npm run diff -- BASE HEAD. See --help.",
      );
    if (more !== undefined) throw inputError(more, "is one too many; diff compares two. See --help.");
    if (json && markdown) throw inputError("--json", "does not go with --markdown; give one of them.");
    if (failOn !== undefined && failOn !== "breaking")
      throw inputError("--fail-on", `takes only \`breaking\`, not \`${failOn}\`.`);
    const [was, is] = readSides(base, head);
    for (const file of new Set([...(was.skipped ?? []), ...(is.skipped ?? [])]))
      // JSON of other programs is not worth a line here.
      if (/\.ya?ml$/.test(file)) console.error(`${file} is empty or a template and was not compared.`);
    const compared = compareSides(was, is);
    const diff = bare ? compared : await withEvidence(compared, was, is);
    console.log(json ? JSON.stringify(diff, null, 2) : markdown ? renderMarkdown(diff) : renderDiff(diff));
    const { breaking, review, cosmetic } = countByRisk(diff);
    return (failOn === "breaking" ? breaking : breaking + review + cosmetic) > 0 ? 1 : 0;
  },
});
