/** `npm run check`: judges built dashboards by what the exporters were recorded to emit. */
import { existsSync, readFileSync } from "node:fs";
import { checks } from "../checks/all.ts";
import { readExceptions } from "../checks/model/exceptions.ts";
import { find, type Found } from "../checks/model/find.ts";
import { isRead } from "../checks/model/log-scope.ts";
import { oneLine, renderReport } from "../checks/model/problem.ts";
import { run as runAll, type RunInput } from "../checks/model/run.ts";
import { renderSarif } from "../checks/model/sarif.ts";
import { readContracts } from "../contracts/contract.ts";
import { inputError } from "../contracts/input-error.ts";
import { readLogContract, readLogContractAt, type LogContract } from "../contracts/log-contract.ts";
import { readStack } from "../stack.ts";
import { knownExporters, readJobs, readLive, readScrapes } from "./check/pages.ts";
import { asCalled, run } from "./cli.ts";
import { generated } from "./generated.ts";

const usage = `
npm run check -- [--json | --sarif] [--stack FILE] [PATH…]
npm run check -- PATH… [--scrape FILE_OR_URL…] [--prometheus URL] [--job EXPORTER=JOB…] [--log-contract FILE]

Checks dashboards and rules against the recordings under contracts/. A PATH is a dashboard's file (JSON, or a Kubernetes
resource in YAML), a file of alerting and recording rules, or a folder with such files; without one it is
provisioning/ and the generated rules. What each problem means: checks/README.md.

  --scrape        also check against this /metrics page: a file or an address, in the text format or OpenMetrics,
                  plain or gzip. Repeat it for more pages; NAME=FILE_OR_URL says which exporter it is of (default:
                  the file's name)
  --prometheus    also check against what this Prometheus had in the last hour, instead of pages or beside them; a
                  token is read from PROMETHEUS_TOKEN
  --job           the job under which an exporter is scraped, as in --job litellm=proxy; with one of the two above
  --log-contract  what the log holds that LogQL panels read: a file (or folder) as contracts/nginx_access_log/
                  contract.yaml is one; its fields are those of recordings/*.log beside it, or the ones it names
                  (default: that of nginx; for boards of elsewhere only where they read it)
  --json          print { problems, counts } as one JSON object instead of the report
  --sarif         print the problems as SARIF 2.1.0, for tools that show them beside the lines of a change
  --stack         which exporters run, in which variant and job (default: stack.yaml, where there is one of ours; with
                  --scrape or --prometheus, none)
  --help          print this

  npm run check -- board.json --scrape http://127.0.0.1:9113/metrics --scrape litellm=busy.prom.gz
  npm run check -- board.json --prometheus http://127.0.0.1:9090 --log-contract logs/contract.yaml

The report goes to stdout, progress to stderr. Exit code 0: no problem, 1: problems, warnings among them (accept one
on purpose in checks/exceptions.yaml), 2: could not run (no such path, not JSON, no dashboard, no query, no answer).
`;

/**
 * Variants, jobs and added labels of the exporters that are switched on; without a stack.yaml nobody said.
 *
 * @param own Whether what is checked is what stack.yaml is about: then it is ours, whatever it looks like.
 */
function stack(file: string | undefined, own: boolean): Pick<RunInput, "selected" | "added" | "jobs"> {
  if (file === undefined && !existsSync("stack.yaml")) return {};
  // Haskell's tool and Docker have a stack.yaml as well.
  if (
    file === undefined &&
    !own &&
    !/^["']?(dataSources|exporters)\b/m.test(readFileSync("stack.yaml", "utf8"))
  ) {
    console.error(
      "stack.yaml is that of another program (it has neither `dataSources` nor `exporters`) and was passed over; name yours with --stack.",
    );
    return {};
  }
  const exporters = Object.entries(readStack(file).exporters);
  return {
    selected: new Map(exporters.map(([name, { variant }]) => [name, variant])),
    added: new Map(exporters.map(([name, { filters }]) => [name, filters])),
    jobs: new Map(exporters.map(([name, { job }]) => [name, job])),
  };
}

/** The log that is given; without one ours, and for boards of elsewhere only where they read it. */
function logFor(
  given: readonly string[] | undefined,
  { boards, dataSources }: Pick<Found, "boards" | "dataSources">,
  brought: boolean,
): LogContract | undefined {
  const [file, second] = given ?? [];
  if (second !== undefined)
    throw inputError("--log-contract", "can be given once only; describe the log that the boards read most.");
  if (file !== undefined) return { ...readLogContractAt(file), amongOthers: true };
  if (!brought && dataSources !== undefined) return readLogContract();
  const log = { ...readLogContract(), amongOthers: true };
  const queries = boards.flatMap((board) => board.queries);
  return isRead(log, queries) ? log : undefined;
}

/** What YAML is that `find` passes over. */
const NO_YAML = "empty or a template";

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
    prometheus: { type: "string" },
    job: { type: "string", multiple: true },
    "log-contract": { type: "string", multiple: true },
  },
  allowPositionals: true,
  async main({ json, sarif, stack: file, scrape, prometheus, job, "log-contract": logs }, paths) {
    const brought = scrape !== undefined || prometheus !== undefined;
    if (brought && paths.length === 0)
      throw inputError(
        scrape ? "--scrape" : "--prometheus",
        `needs a dashboard to check: npm run check -- board.json ${scrape ? "--scrape page.prom" : "--prometheus http://127.0.0.1:9090"}.`,
      );
    if (json && sarif)
      throw inputError("--sarif", "cannot be printed together with --json; give one of them.");
    if (job && !brought)
      throw inputError(
        "--job",
        "belongs to --scrape or --prometheus; without them the jobs are those of stack.yaml.",
      );
    const whole = paths.length === 0;
    const { boards, rules, skipped, dataSources } = find(whole ? generated() : paths);
    if (!whole && boards.length === 0 && (rules ?? []).length === 0)
      throw inputError(paths.join(", "), "has no dashboard and no rules in it, so nothing was checked.");
    for (const file of skipped)
      console.error(`${file} is ${/\.ya?ml$/.test(file) ? NO_YAML : "no dashboard"} and was not checked.`);
    for (const { file, unread } of boards)
      for (const panel of unread)
        console.error(
          oneLine(
            `${file}: the library panel \`${panel}\` is only a reference and was not checked; export the dashboard with its library panels.`,
          ),
        );
    const contracts = readContracts();
    const log = logFor(logs, { boards, dataSources }, brought);
    const jobs = job && readJobs(job);
    const given = await readScrapes(scrape ?? []);
    const live = prometheus === undefined ? undefined : await readLive(prometheus, boards, contracts, jobs);
    if (jobs) knownExporters(jobs, [...contracts, ...given, ...(live?.pages ?? [])]);
    for (const note of live?.notes ?? []) console.error(note);
    const report = runAll({
      checks,
      boards,
      rules,
      whole,
      contracts,
      scrapes: brought ? [...given, ...(live?.pages ?? [])] : undefined,
      prometheus,
      liveJobs: live?.jobs,
      log,
      dataSources,
      ...(brought && file === undefined ? {} : stack(file, whole)),
      ...(jobs && { jobs }),
      exceptions: readExceptions(),
      today: new Date().toISOString().slice(0, 10),
    });
    console.log(
      sarif
        ? renderSarif(report, textOf)
        : json
          ? JSON.stringify(report, null, 2)
          : asCalled(renderReport(report)),
    );
    return report.problems.length > 0 ? 1 : 0;
  },
});
