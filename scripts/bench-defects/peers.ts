/** What another tool says about the same defects. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inputError } from "../../contracts/input-error.ts";
import { readBoard } from "../../checks/model/board.ts";
import { planted } from "./defect.ts";
import type { Planted } from "./judge.ts";

/**
 * The defects that `promtool check rules` refuses, each PromQL query of a panel that the defect changes being a recording
 * rule. It knows no dashboards and no metrics: what it sees is the expression alone.
 *
 * @throws InputError where there is no promtool.
 */
export function promtoolRefuses(all: readonly Planted[]): ReadonlySet<Planted> {
  const folder = mkdtempSync(join(tmpdir(), "bench-defects-"));
  try {
    const files = all.map((each, index) => {
      const file = join(folder, `${index}.yaml`);
      writeFileSync(file, JSON.stringify({ groups: [{ name: "panels", rules: rulesOf(each) }] }));
      return file;
    });
    const refused = new Set<Planted>();
    // In pieces, for a command line is not endless.
    for (let from = 0; from < files.length; from += 500) {
      const ran = spawnSync("promtool", ["check", "rules", ...files.slice(from, from + 500)], {
        encoding: "utf8",
        maxBuffer: 1 << 28,
      });
      if (ran.error) throw inputError("--peers", "needs promtool on the PATH; it comes with Prometheus.");
      // What it refuses it names on stderr, with the file in front.
      for (const [, index] of ran.stderr.matchAll(/^\S*\/(\d+)\.yaml: /gm)) refused.add(all[Number(index)]!);
    }
    return refused;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The changed queries as rules; what Grafana would replace is replaced by something that parses there. */
function rulesOf({ board, defect }: Planted): { readonly record: string; readonly expr: string }[] {
  const known = new Set(board.queries.map(({ text }) => text));
  const changed = readBoard(board.file, planted(board.json, defect)).queries.filter(
    ({ language, origin, text }) => language === "promql" && origin !== "variable" && !known.has(text),
  );
  return changed.map(({ text }, index) => ({
    record: `panel:query:${index}`,
    expr: text.replace(/\[\$\{?__\w+\}?\]/g, "[5m]").replace(/(?<!")\$\{?(?!\d)\w+(:\w+)?\}?(?!\w*")/g, "1"),
  }));
}
