/** `npm run check`: judges built dashboards by what the exporters were recorded to emit. */
import { existsSync, readFileSync } from "node:fs";
import { basename } from "node:path";
import { checks } from "../checks/all.ts";
import { readExceptions } from "../checks/model/exceptions.ts";
import { find } from "../checks/model/find.ts";
import { renderReport } from "../checks/model/problem.ts";
import { run as runAll, type RunInput } from "../checks/model/run.ts";
import { renderSarif } from "../checks/model/sarif.ts";
import type { Scrape } from "../checks/model/scrapes.ts";
import { readContracts } from "../contracts/contract.ts";
import { inputError } from "../contracts/input-error.ts";
import { readLogContract } from "../contracts/log-contract.ts";
import { parseScrape } from "../contracts/scrape.ts";
import { readStack } from "../stack.ts";
import { run } from "./cli.ts";
import { readPage } from "./record/page.ts";

const usage = `
npm run check -- [--json | --sarif] [--stack FILE] [PATH…]
npm run check -- PATH… --scrape FILE_OR_URL… [--job EXPORTER=JOB…]

Checks dashboards against the recordings under contracts/. A PATH is a dashboard's file (JSON, or a Kubernetes
resource in YAML) or a folder with such files; without one it is provisioning/. What each problem means:
checks/README.md.

  --scrape  also check against this /metrics page: a file or an address, in the text format or OpenMetrics, plain or
            gzip. Repeat it for more pages; NAME=FILE_OR_URL says which exporter it is of (default: the file's name)
  --job     the job under which an exporter is scraped, as in --job litellm=proxy; with --scrape
  --json    print { problems, counts } as one JSON object instead of the report
  --sarif   print the problems as SARIF 2.1.0, for tools that show them beside the lines of a change
  --stack   which exporters run, in which variant and job (default: stack.yaml, where there is one; with --scrape,
            none)
  --help    print this

  npm run check -- board.json --scrape http://127.0.0.1:9113/metrics --scrape litellm=busy.prom.gz

The report goes to stdout, progress to stderr. Exit code 0: no problem, 1: problems, warnings among them (accept one
on purpose in checks/exceptions.yaml), 2: could not run (no such path, not JSON, no dashboard, no query).
`;

/** Variants, jobs and added labels of the exporters that are switched on; without a stack.yaml nobody said. */
function stack(file: string | undefined): Pick<RunInput, "selected" | "added" | "jobs"> {
  if (file === undefined && !existsSync("stack.yaml")) return {};
  const exporters = Object.entries(readStack(file).exporters);
  return {
    selected: new Map(exporters.map(([name, { variant }]) => [name, variant])),
    added: new Map(exporters.map(([name, { filters }]) => [name, filters])),
    jobs: new Map(exporters.map(([name, { job }]) => [name, job])),
  };
}

/** The pages given; of several with one name, each is a further state of that exporter. */
const readScrapes = (given: readonly string[]): Promise<Scrape[]> =>
  Promise.all(
    given.map(async (each) => {
      const [, name, source = each] = /^([A-Za-z_][\w.-]*)=(.+)$/.exec(each) ?? [];
      const { bytes } = await readPage(source);
      const own = /^https?:/i.test(source)
        ? new URL(source).host
        : basename(source).replace(/(\.(prom|txt|om|metrics))?(\.gz)?$/, "");
      const exporter = name ?? own;
      return { ...parseScrape(bytes, source), exporter };
    }),
  );

/** `litellm=proxy` as exporter and job. */
const readJobs = (given: readonly string[]): ReadonlyMap<string, string> =>
  new Map(
    given.map((each) => {
      const [, exporter, job] = /^([^=]+)=(.+)$/.exec(each) ?? [];
      if (exporter === undefined || job === undefined)
        throw inputError(`--job ${each}`, "must be EXPORTER=JOB, as in --job litellm=proxy.");
      return [exporter, job];
    }),
  );

/** A scraped page is no file, and a board may have come out of a resource that is elsewhere. */
const textOf = (file: string): string | undefined =>
  existsSync(file) ? readFileSync(file, "utf8") : undefined;

process.exitCode = await run({
  usage,
  options: {
    json: { type: "boolean" },
    sarif: { type: "boolean" },
    stack: { type: "string" },
    scrape: { type: "string", multiple: true },
    job: { type: "string", multiple: true },
  },
  allowPositionals: true,
  async main({ json, sarif, stack: file, scrape, job }, paths) {
    if (scrape && paths.length === 0)
      throw inputError(
        "--scrape",
        "needs a dashboard to check: npm run check -- board.json --scrape page.prom.",
      );
    if (json && sarif)
      throw inputError("--sarif", "cannot be printed together with --json; give one of them.");
    if (job && !scrape)
      throw inputError("--job", "belongs to --scrape; without it the jobs are those of stack.yaml.");
    const whole = paths.length === 0;
    const { boards, skipped, dataSources } = find(whole ? ["provisioning"] : paths);
    for (const file of skipped) console.error(`${file} is no dashboard and was not checked.`);
    for (const { file, unread } of boards)
      for (const panel of unread)
        console.error(
          `${file}: the library panel \`${panel}\` is only a reference and was not checked; export the dashboard with its library panels.`,
        );
    const report = runAll({
      checks,
      boards,
      whole,
      contracts: readContracts(),
      scrapes: scrape && (await readScrapes(scrape)),
      log: readLogContract(),
      dataSources,
      ...(scrape && file === undefined ? {} : stack(file)),
      ...(job && { jobs: readJobs(job) }),
      exceptions: readExceptions(),
      today: new Date().toISOString().slice(0, 10),
    });
    console.log(
      sarif ? renderSarif(report, textOf) : json ? JSON.stringify(report, null, 2) : renderReport(report),
    );
    return report.problems.length > 0 ? 1 : 0;
  },
});
