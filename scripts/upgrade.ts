/** `npm run upgrade`: what an exporter's new version breaks on dashboards. */
import { compare } from "../contracts/compare.ts";
import { inputError } from "../contracts/input-error.ts";
import { parseScrape } from "../contracts/scrape.ts";
import { find } from "../checks/model/find.ts";
import { ruleQueries } from "../checks/model/rules.ts";
import { run } from "./cli.ts";
import { generated } from "./generated.ts";
import { readPage } from "./record/page.ts";
import { effects } from "./upgrade/effects.ts";
import { asData, renderUpgrade } from "./upgrade/report.ts";

const usage = `
npm run upgrade -- OLD.prom NEW.prom [--dashboards PATH…] [--json]

Compares two /metrics pages of one exporter (files or addresses; the text format or OpenMetrics, plain or gzip), and
tells which panels, variables, annotations and rules the differences break: metrics and labels that are gone or renamed,
other types, units and buckets. Take both pages in the same state, busy if possible: what had not happened before a page
was taken is missing from it all the same. Names that many exporters share (process_…, go_…) are taken for this
exporter's wherever a query asks for them.

  npm run upgrade -- old.prom http://localhost:9113/metrics
  npm run upgrade -- contracts/nginx/recordings/0.11.busy.prom contracts/nginx/recordings/1.5.3.busy.prom --dashboards gpu.json

  --dashboards  files or folders with dashboards or rules to look at (default: what this checkout generates); they may
                follow the flag in a row
  --json        print { changes, hits, notJudged, counts } as one JSON object instead of the report
  --help        print this

Under each change, "breaks" stands before what shows nothing or something wrong afterwards, "look at" before what still
works but changes. Exit code 0: nothing breaks, 1: something does, 2: could not run.
`;

process.exitCode = await run({
  usage,
  options: { json: { type: "boolean" }, dashboards: { type: "string", multiple: true } },
  allowPositionals: true,
  async main({ json, dashboards }, [before, after, ...more]) {
    if (before === undefined || after === undefined)
      throw inputError("upgrade", "needs two pages, as in: npm run upgrade -- old.prom new.prom.");
    if (more.length > 0 && dashboards === undefined)
      throw inputError(more[0]!, "is one word too many; dashboards follow --dashboards. See --help.");
    const page = async (source: string) => parseScrape((await readPage(source)).bytes, source);
    const [old, now] = [await page(before), await page(after)];
    if (![...old.families.keys()].some((name) => now.families.has(name)))
      throw inputError(`${before}, ${after}`, "have no metric in common; are both pages of one exporter?");
    const { boards, rules = [], skipped } = find([...(dashboards ?? generated()), ...more]);
    for (const file of skipped) console.error(`${file} is no dashboard and no rules, and was not looked at.`);
    if (boards.length === 0 && rules.length === 0)
      throw inputError(
        (dashboards ?? ["provisioning"]).join(", "),
        "has no dashboard and no rule to look at.",
      );
    const unread = boards.find(({ v2, queries: own }) => v2 && own.length === 0);
    if (unread)
      throw inputError(
        unread.file,
        "is a dashboard of version 2 without a readable query; export it as classic.",
      );
    const changes = compare([old], [now]);
    const queries = [...boards.flatMap((board) => board.queries), ...ruleQueries(rules)];
    const upgrade = {
      changes,
      boards,
      rules,
      queries: queries.length,
      metrics: old.families.size,
      ...effects(old, now, changes, queries),
    };
    console.log(json ? JSON.stringify(asData(upgrade), null, 2) : renderUpgrade(upgrade));
    return upgrade.hits.some(({ breaking }) => breaking) ? 1 : 0;
  },
});
