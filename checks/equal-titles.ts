import { dirname } from "node:path";
import type { Board } from "./model/board.ts";
import type { Check } from "./model/check.ts";

/** Two boards of one folder, or two panels of one row, with the same title. */
export const equalTitles: Check = {
  id: "equal-titles",
  severity: "error",
  *find({ boards }) {
    const byTitle = new Map<string, Board>();
    for (const board of boards) {
      if (board.title === "") continue;
      // Which Grafana folder a file lands in is the provider's business; files of one directory share it.
      const key = `${dirname(board.file)}\n${board.title}`;
      const first = byTitle.get(key);
      if (first)
        yield {
          at: board.at,
          what: `${first.file} has the same title. Grafana then saves no board of this folder any more, not even the ones that are right.`,
          fix: "Give one of them another title.",
          facts: { title: board.title, other: first.file },
        };
      else byTitle.set(key, board);
    }
    for (const { panels } of boards) {
      const seen = new Set<string>();
      for (const { title, row, at } of panels) {
        const key = `${row ?? ""}\n${title}`;
        if (title !== "" && seen.has(key))
          yield {
            at,
            severity: "warning",
            what: `Another panel of ${row === undefined ? "this board" : "this row"} has the same title, so a reader, an alert or a link cannot tell which one is meant.`,
            fix: "Say in the title what differs.",
            facts: { title },
          };
        seen.add(key);
      }
    }
  },
};
