/** Dashboards of other people, each judged on its own, as `npm run findings` judges them: by pages of its exporter. */
import { existsSync, readFileSync } from "node:fs";
import { readBoard } from "../../checks/model/board.ts";
import type { Context } from "../../checks/model/context.ts";
import { selectors } from "../../checks/model/promql.ts";
import { unwrap } from "../../checks/model/wrapped.ts";
import { readContracts } from "../../contracts/contract.ts";
import { readCopy, readPublicBoards } from "../findings/boards.ts";
import { scrapesOf } from "../findings/judge.ts";
import type { TargetAt } from "./defect.ts";
import { FOREIGN_MOST, world, type Places, type World } from "./judge.ts";

/**
 * One world for each dashboard that scripts/findings/boards.yaml lists, given the folder with the copies.
 *
 * @throws InputError where a copy is not there, or is not that of the commit.
 */
export function foreignWorlds(folder: string): World[] {
  const contracts = readContracts();
  return [...readPublicBoards().values()].flatMap((listed) => {
    const text = Buffer.from(readCopy(folder, listed)).toString("utf8");
    const around = { contracts, scrapes: scrapesOf(listed, folder) };
    // Alone, although some files hold several: what is planted into one says nothing of the others.
    return unwrap(text, listed.path).map(({ file, json }) => world([readBoard(file, json)], around));
  });
}

/** Where defects are planted into them: few, for there are many; and only where a page shows what is asked for. */
export const FOREIGN_PLACES: Places = { most: FOREIGN_MOST, isKnown };

/** Whether every metric of a query is on one of the pages. Nobody knows the labels of `up`, which every job has. */
function isKnown({ root }: TargetAt, { emitted, scrapes = [] }: Context): boolean {
  const all = [...selectors(root)];
  return (
    all.length > 0 &&
    all.every(({ metric }) =>
      emitted(metric?.name ?? "").some(({ facts }) =>
        // A page that only declares it shows none of its labels.
        scrapes.some(({ families }) => families.get(facts.name)?.samples.length),
      ),
    )
  );
}

/** The problems that docs/findings.md judges, and those it calls false; undefined where nobody has judged. */
export function verdicts(file: string): { readonly judged: number; readonly wrong: number } | undefined {
  if (!existsSync(file)) return undefined;
  // | Check | n | Where | What | Verdict | Reason |
  const rows = readFileSync(file, "utf8")
    .split("\n")
    .map((line) => line.split(/(?<!\\)\|/).map((cell) => cell.trim()))
    .map((cells) => ({ n: Number(cells[2]), verdict: cells[5]?.replace(/\W/g, "") }))
    .filter(({ n, verdict }) => n > 0 && (verdict === "true" || verdict === "false"));
  const count = (all: typeof rows): number => all.reduce((sum, { n }) => sum + n, 0);
  return { judged: count(rows), wrong: count(rows.filter(({ verdict }) => verdict === "false")) };
}
