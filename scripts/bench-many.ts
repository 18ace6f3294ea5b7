/** The part of `npm run bench` about many boards: 50 dashboards with 2000 queries, checked by the command itself. */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Board } from "../checks/model/board.ts";
import { get, list, object, string, type Json } from "../checks/model/shape.ts";
import { find } from "../checks/model/find.ts";

const BOARDS = 50;
const QUERIES = 2000;
const RUNS = 3;

/**
 * As many boards as wanted, made of ours in turn under other uids; below each stand panels of the next ones until it has
 * its share of the queries. Always the same.
 */
export function manyBoards(ours: readonly Board[], boards = BOARDS, queries = QUERIES): Json[] {
  return Array.from({ length: boards }, (_, index) => {
    const share = Math.floor((queries * (index + 1)) / boards) - Math.floor((queries * index) / boards);
    const turn = ours.map((_, next) => ours[(index + next) % ours.length]!);
    const variables = new Map(
      turn.flatMap(({ variables }) => variables.map(({ name, json }) => [name, json] as const)),
    );
    const base = turn[0]!.json;
    const annotations = turn[0]!.queries.filter(({ origin }) => origin === "annotation").length;
    let left = share - [...variables.values()].filter(({ type }) => type === "query").length - annotations;
    const panels: Json[] = [];
    for (let at = 0; left > 0; at++) {
      const pool = turn.flatMap((board) => board.panels).filter((panel) => panel.queries.length > 0);
      const { json } = pool[at % pool.length]!;
      const targets = list(json["targets"]).slice(0, left);
      left -= targets.length;
      const place = { ...object(json["gridPos"]), x: 0, y: panels.length * 8, w: 24, h: 8 };
      panels.push({ ...json, targets, id: panels.length + 1, gridPos: place });
    }
    return {
      ...base,
      uid: `many-${index + 1}`,
      title: `${string(base["title"]) ?? ""} ${index + 1}`,
      templating: { ...object(get(base, "templating")), list: [...variables.values()] },
      panels,
    };
  });
}

/** Prints how long the check of many boards takes, beside that of ours and beside Grafana's linter. */
export function benchMany(): void {
  const scratch = mkdtempSync(join(tmpdir(), "bench-many-"));
  try {
    const folder = join(scratch, "boards");
    mkdirSync(folder);
    const files = manyBoards(find(["provisioning"]).boards).map((json, index) => {
      const file = join(folder, `many-${index + 1}.json`);
      writeFileSync(file, JSON.stringify(json, null, 2));
      return file;
    });
    const runs = Array.from({ length: RUNS }, () => ({ ours: check("provisioning"), many: check(folder) }));
    const middle = (of: (run: (typeof runs)[number]) => number): number =>
      runs.map(of).sort((a, b) => a - b)[Math.floor(RUNS / 2)]!;
    const [ours, many] = [middle((run) => run.ours.seconds), middle((run) => run.many.seconds)];
    const { counts, peak } = runs[0]!.many;
    console.log(
      `many boards     ${many.toFixed(2)} s for ${counts.dashboards} dashboards, ${counts.queries} queries (start included), ${(counts.dashboards / many).toFixed(0)} boards/s, peak ${Math.round(peak / 1024)} MiB; ours, ${runs[0]!.ours.counts.dashboards} dashboards, ${ours.toFixed(2)} s; ratio ${(many / ours).toFixed(1)}`,
    );
    console.log(`                ${linter(files)}`);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** Tells the peak of the process on its way out, in KiB. */
const TELL =
  'data:text/javascript,process.on("exit",()=>console.error("peak",process.resourceUsage().maxRSS))';

/** One run of `npm run check`, as its own process. */
function check(path: string): {
  readonly seconds: number;
  readonly peak: number;
  readonly counts: { readonly dashboards: number; readonly queries: number };
} {
  const start = performance.now();
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ["--import", "tsx", "--import", TELL, "scripts/check.ts", path, "--json"],
    { encoding: "utf8", maxBuffer: 256 * 1024 * 1024 },
  );
  const seconds = (performance.now() - start) / 1000;
  const peak = Number(/^peak (\d+)$/m.exec(stderr)?.[1]);
  if ((status !== 0 && status !== 1) || !(peak > 0)) throw new Error(`check ${path} failed: ${stderr}`);
  return { seconds, peak, counts: (JSON.parse(stdout) as ReturnType<typeof check>).counts };
}

/** Grafana's own linter on the same files, where it is installed. It takes one file at a time. */
function linter(files: readonly string[]): string {
  const start = performance.now();
  for (const file of files) {
    const { error } = spawnSync("dashboard-linter", ["lint", file], { encoding: "utf8" });
    if (error) return "dashboard-linter: not run";
  }
  return `dashboard-linter: ${((performance.now() - start) / 1000).toFixed(2)} s for the same files`;
}
