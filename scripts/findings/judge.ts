/** Runs the checks over public dashboards and compares what they report with what a person judged of it. */
import { readFileSync } from "node:fs";
import { checks } from "../../checks/all.ts";
import { readBoard } from "../../checks/model/board.ts";
import type { Problem, Report } from "../../checks/model/problem.ts";
import { run } from "../../checks/model/run.ts";
import type { Scrape } from "../../checks/model/scrapes.ts";
import { unwrap } from "../../checks/model/wrapped.ts";
import type { Contract } from "../../contracts/contract.ts";
import { parseScrape } from "../../contracts/scrape.ts";
import { readCopy, type PublicBoard } from "./boards.ts";
import type { Judgement } from "./judgements.ts";

/** What the check says of one public board, given the folder with the copies: as `npm run check -- --scrape` does. */
export function tryBoard(board: PublicBoard, folder: string, contracts: readonly Contract[]): Report {
  const text = Buffer.from(readCopy(folder, board)).toString("utf8");
  return run({
    checks,
    boards: unwrap(text, board.path).map(({ file, json }) => readBoard(file, json)),
    whole: false,
    contracts,
    scrapes: scrapesOf(board, folder),
    exceptions: [],
    // Nothing that runs out is looked at, so that the answer is the same on every day.
    today: "2000-01-01",
  });
}

/** The pages that a public board is checked against. */
export const scrapesOf = (board: PublicBoard, folder: string): Scrape[] => [
  ...(board.recordings ?? []).map((file) => ({
    ...parseScrape(readFileSync(file), file),
    exporter: file.split("/")[1]!,
  })),
  ...(board.pages ?? []).map((page) => ({
    ...parseScrape(readCopy(folder, page), page.path),
    exporter: page.exporter,
  })),
];

/** Where a problem is, in few words: the board of a file with several, the panel or the part, the target. */
export const placeOf = ({ at }: Problem): string =>
  `${at.panel ?? at.part ?? at.dashboard ?? at.file}${at.refId === undefined ? "" : ` (${at.refId})`}`;

/** Whether a judgement is about a problem. */
export const isOf = (judgement: Judgement, problem: Problem): boolean =>
  judgement.check === problem.id &&
  judgement.severity === problem.severity &&
  (judgement.about === undefined ||
    `${problem.at.dashboard ?? ""} › ${placeOf(problem)}: ${problem.what}`.includes(judgement.about));

/** A sentence for each problem that nobody judged and each judgement that does not fit what is reported. Sorted. */
export function mismatches(
  name: string,
  board: PublicBoard,
  report: Report,
  judgements: readonly Judgement[],
): string[] {
  const found = judgements.map((): Problem[] => []);
  const said: string[] = [];
  for (const problem of report.problems) {
    const index = judgements.findIndex((judgement) => isOf(judgement, problem));
    if (index >= 0) found[index]!.push(problem);
    else
      said.push(
        `${name}: nobody judged ${problem.severity} ${problem.id} at ${problem.at.dashboard} › ${placeOf(problem)}: ${problem.what}`,
      );
  }
  judgements.forEach((judgement, index) => {
    const { place, n, where } = judgement;
    const problems = found[index]!;
    if (problems.length !== n)
      said.push(`${place}: judged ${n} of ${judgement.check}, but ${problems.length} are reported.`);
    for (const each of where)
      if (problems.length > 0 && !problems.some((problem) => placeOf(problem) === each))
        said.push(`${place}: none of these problems is at \`${each}\`.`);
  });
  for (const what of ["dashboards", "panels", "queries"] as const)
    if (report.counts[what] !== board[what])
      said.push(`${name}: boards.yaml says ${board[what]} ${what}, but there are ${report.counts[what]}.`);
  return said.sort();
}
