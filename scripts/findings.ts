/** `npm run findings`: tries the checks on public dashboards, against what a person judged of each problem. */
import { checks } from "../checks/all.ts";
import { readContracts } from "../contracts/contract.ts";
import { inputError } from "../contracts/input-error.ts";
import { run } from "./cli.ts";
import { publicFiles, readPublicBoards } from "./findings/boards.ts";
import { fetchAll } from "./findings/fetch.ts";
import { mismatches, tryBoard } from "./findings/judge.ts";
import { readJudgements } from "./findings/judgements.ts";
import { findingsPage } from "./findings/page.ts";
import { writeOrCheck } from "./output.ts";

const usage = `
npm run findings -- --fetch FOLDER | --from FOLDER [--write] | --check

Tries the checks on the public dashboards of scripts/findings/boards.yaml. Each problem they report has a judgement in
scripts/findings/judgements.yaml; docs/findings.md is the table of them.

  --fetch  download the dashboards and pages into this folder, as owner/name/path
  --from   check those in this folder, and compare with the judgements
  --write  with --from: also write docs/findings.md, if every problem is judged
  --check  look at no dashboard; exit 1 if docs/findings.md is not what the two lists make of it
  --help   print this

  npm run findings -- --fetch /tmp/boards
  npm run findings -- --from /tmp/boards --write

Exit code 0: all fits; 1: a problem that nobody judged, a judgement that does not fit, or a stale page; 2: could not run.
`;

process.exitCode = await run({
  usage,
  options: {
    fetch: { type: "string" },
    from: { type: "string" },
    write: { type: "boolean" },
    check: { type: "boolean" },
  },
  async main({ fetch, from, write, check }) {
    if ([fetch, from, check].filter((each) => each !== undefined).length !== 1)
      throw inputError("findings", "needs one of --fetch FOLDER, --from FOLDER and --check. See --help.");
    if (write && from === undefined)
      throw inputError("--write", "belongs to --from FOLDER; nothing is written without trying the boards.");
    const boards = readPublicBoards();
    if (fetch !== undefined) {
      const files = publicFiles(boards);
      await fetchAll(fetch, files);
      console.log(`${files.length} files in ${fetch}.`);
      return 0;
    }
    const judgements = readJudgements(
      [...boards.keys()],
      checks.map(({ id }) => id),
    );
    const contracts = from === undefined ? [] : readContracts();
    const wrong =
      from === undefined
        ? []
        : [...boards].flatMap(([name, board]) => {
            const own = judgements.filter((each) => each.board === name);
            return mismatches(name, board, tryBoard(board, from, contracts), own);
          });
    for (const each of wrong) console.log(each);
    const files = new Map([["findings.md", findingsPage(boards, judgements)]]);
    const changed =
      wrong.length > 0 || (from !== undefined && !write)
        ? []
        : writeOrCheck("docs", files, { remove: () => false }, check);
    const count = (of: boolean) =>
      judgements.filter(({ verdict }) => verdict === of).reduce((n, each) => n + each.n, 0);
    console.log(
      `${boards.size} boards, ${judgements.length} judgements: ${count(true)} problems true, ${count(false)} false; ${wrong.length} do not fit, ${changed.length} files ${write ? "written" : "stale"}.`,
    );
    return wrong.length > 0 || (check && changed.length > 0) ? 1 : 0;
  },
});
