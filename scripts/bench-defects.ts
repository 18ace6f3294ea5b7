/** `npm run bench:defects`: which defects, planted one at a time into good dashboards, are caught, and by what. */
import { existsSync, readFileSync } from "node:fs";
import type { Board } from "../checks/model/board.ts";
import { CLASSES } from "./bench-defects/all.ts";
import { FOREIGN_PLACES, foreignWorlds, verdicts } from "./bench-defects/foreign.ts";
import { MOST, plantAll, type Planted } from "./bench-defects/judge.ts";
import { ourWorlds } from "./bench-defects/ours.ts";
import {
  docsPage,
  foreignTable,
  lastLine,
  measuredIn,
  ourTables,
  peersTable,
  rowsOf,
  score,
  section,
} from "./bench-defects/page.ts";
import { promtoolRefuses } from "./bench-defects/peers.ts";
import { noticed } from "./bench-defects/values.ts";
import { run } from "./cli.ts";
import { staleFiles, writeAll } from "./output.ts";

const usage = `
npm run bench:defects -- [--write | --check] [--foreign FOLDER] [--peers]

Plants defects into our dashboards, one at a time and at most ${MOST} of a kind on each, and counts what catches them: the
types (test/types.ts), the checks, the value tests (asked only where the checks say nothing), or none of them.

  --foreign  also plant them into the public dashboards of scripts/findings/boards.yaml, whose copies are in this folder
             (npm run findings -- --fetch FOLDER); they are judged by the checks alone
  --peers    also ask promtool about the same defects
  --write    write docs/defects.md; what --foreign and --peers measure stays as it is there without them
  --check    exit 1 if docs/defects.md is not what --write would make of it
  --help     print this

The last line counts, over the kinds of defects that a check names, what the checks catch, and the false alarms.
Exit code 0: done; 1: under 99 % of these are caught, a dashboard of ours has a problem as it is, or see --check;
2: could not run.
`;
const PAGE = "docs/defects.md";
const FINDINGS = "docs/findings.md";

/** Says which defects that a check names went by. */
function tell(escaped: readonly Planted[]): void {
  for (const { of, board, defect } of escaped)
    console.log(
      `Not caught by ${of.check}: ${of.name}, ${board.title} › ${defect.where}: ${short(defect.edits[0]?.to)}`,
    );
}
const short = (value: unknown): string => (JSON.stringify(value) ?? "taken away").slice(0, 400);

process.exitCode = await run({
  usage,
  options: {
    write: { type: "boolean" },
    check: { type: "boolean" },
    peers: { type: "boolean" },
    foreign: { type: "string" },
  },
  async main({ write, check, peers, foreign }) {
    const theirs = foreign === undefined ? undefined : foreignWorlds(foreign);
    const ours = await ourWorlds();
    for (const { title, world } of ours)
      for (const { id, at, what } of world.clean)
        console.log(
          `False alarm (${title}): ${id}, ${at.dashboard ?? at.file} › ${at.panel ?? at.part ?? ""}: ${what}`,
        );
    const all = ours.flatMap(({ world, fresh }) =>
      plantAll(world, CLASSES, { most: MOST, only: ({ file }: Board) => fresh.has(file) }),
    );
    const missed = all.filter(({ told }) => told.length === 0);
    console.error(`${all.length} defects planted; ${missed.length} go to the value tests.`);
    const seen = await noticed(missed);
    const rows = rowsOf(CLASSES, all, seen);
    console.log(ourTables(rows));
    tell(missed.filter(({ of }) => of.check !== undefined));

    const old = existsSync(PAGE) ? readFileSync(PAGE, "utf8") : "";
    const parts = {
      ours: ourTables(rows),
      foreign: measuredIn(section(old, "Foreign dashboards")),
      peers: measuredIn(section(old, "Peers")),
    };
    if (theirs) {
      const planted = theirs.flatMap((each) => plantAll(each, CLASSES, FOREIGN_PLACES));
      const table = rowsOf(CLASSES, planted, new Set());
      const { caught, of } = score(table);
      tell(planted.filter(({ told, of }) => told.length === 0 && of.check !== undefined));
      const used = new Set(planted.map(({ board }) => board.file)).size;
      parts.foreign = `${planted.length} defects in ${used} of ${theirs.length} dashboards. Of those that a check names: **caught ${caught} of ${of}** (${((100 * caught) / of).toFixed(1)} %).\n\n${foreignTable(table)}`;
      console.log(`\n${parts.foreign}`);
    }
    if (peers) {
      parts.peers = peersTable(rows, all, promtoolRefuses(all));
      console.log(`\n${parts.peers}`);
    }
    const own = ours.reduce((sum, { world }) => sum + world.clean.length, 0);
    const judged = verdicts(FINDINGS);
    const line = lastLine(rows, own + (judged?.wrong ?? 0));
    const files = new Map([["defects.md", docsPage(parts, rows, own, judged)]]);
    const options = { remove: () => false };
    if (write) writeAll("docs", files, options);
    const stale = check === true && staleFiles("docs", files, options).length > 0;
    if (stale) console.log(`stale: ${PAGE}; run npm run bench:defects -- --write`);
    const { caught, of } = score(rows);
    console.log(`\n${line}`);
    return stale || own > 0 || caught < 0.99 * of ? 1 : 0;
  },
});
