/** Asks the live servers everything, and puts the answers together. */
import type { Board, Panel } from "../checks/model/board.ts";
import { context } from "../checks/model/context.ts";
import type { Contract } from "../contracts/contract.ts";
import type { LogContract } from "../contracts/log-contract.ts";
import type { Stack } from "../stack.ts";
import { server, type Limits, type Server } from "./ask.ts";
import { ask, askDown, askJobs, askNames, askSeries, askStreams, askTargets } from "./facts.ts";
import { askGrafana } from "./grafana.ts";
import { judgePanel, judgeVariable, variableQuery, type Asked } from "./judge.ts";
import { report, type Report } from "./report.ts";
import type { Live } from "./live.ts";
import { clock, look } from "./servers.ts";
import { scrapeFindings } from "./scrape.ts";
import { exporterReport, exportersOf } from "./targets.ts";
import { askVariables, type AskedVariable } from "./variables.ts";
import { asked, questionOf, timeRange } from "./view.ts";

/** Everything a run needs, already read. */
export interface Input extends Limits {
  /** Addresses; a path in front (`https://host/prometheus`) and a slash at the end are fine. */
  readonly prometheus: string;
  readonly loki?: string | undefined;
  readonly grafana?: string | undefined;
  /** Bearer tokens by server. */
  readonly tokens?: Readonly<Record<string, string | undefined>>;
  readonly stack: Stack;
  readonly boards: readonly Board[];
  readonly contracts: readonly Contract[];
  readonly log?: LogContract | undefined;
  /** Told what is done, one line at a time. */
  readonly progress?: (line: string) => void;
}

/**
 * Looks at a live stack through its boards: is everything scraped, and does every panel show what it should?
 * Only reads: nothing is changed on any server.
 *
 * @throws InputError where that cannot be asked: an address that is none, or a Prometheus that does not answer.
 */
export async function diagnose(input: Input): Promise<Report> {
  const { stack, boards, contracts, log, progress = () => undefined } = input;
  const prometheus = serverOf(input, "Prometheus", input.prometheus);
  const [loki, grafana] = [
    input.loki === undefined ? undefined : serverOf(input, "Loki", input.loki),
    input.grafana === undefined ? undefined : serverOf(input, "Grafana", input.grafana),
  ];
  const { now, findings } = await clock(prometheus);
  const [servers, targets, jobs, down, names, opened, inGrafana] = await Promise.all([
    Promise.all([look(prometheus), look(loki ?? "Loki"), look(grafana ?? "Grafana")]),
    askTargets(prometheus, now),
    askJobs(prometheus, stack, contracts, now),
    askDown(prometheus, stack, contracts, now),
    askNames(prometheus, now),
    Promise.all(boards.map((board) => open(board, stack, now, prometheus, loki, progress))),
    grafana ? askGrafana(grafana, stack, boards) : [],
  ]);
  const questions = opened
    .flatMap(({ panels }) => panels.flatMap((each) => each.targets))
    .map((each) => each.question);
  const exporters = exportersOf(stack, contracts, targets, jobs);
  const live: Live = {
    context: context({
      boards,
      contracts,
      log,
      selected: new Map(exporters.map(({ name, stack: { variant } }) => [name, variant])),
      jobs: new Map(exporters.map(({ name, stack: { job } }) => [name, job])),
    }),
    exporters,
    names,
    down: new Map(down.flatMap(({ job, what, all }) => (all ? [[job, what]] : []))),
    log,
    series: await askSeries(
      prometheus,
      [
        ...questions.flatMap((each) => (each?.language === "promql" ? [each.text] : [])),
        ...opened.flatMap(({ variables }) => variables.map(variableQuery)),
      ],
      now,
    ),
    streams: loki && (await askStreams(loki, questions, now)),
  };
  return report({
    servers: servers.map((each) => each.server),
    exporters: exporters.map(exporterReport),
    findings: [
      ...findings,
      ...servers.flatMap((each) => each.findings),
      ...scrapeFindings(exporters, targets, jobs, stack, contracts),
      ...down.map(({ what, metric, title, instances }) => ({
        severity: "error" as const,
        about: what,
        what: `${what} is down: the ${title} at ${instances.join(", ")} answers, but ${what} does not answer it (\`${metric}\` is 0).`,
        fix: `Start ${what}, or correct the address under which the ${title} looks for it.`,
      })),
      ...inGrafana,
    ],
    boards: opened.map(({ board, variables, panels }) => ({
      file: board.file,
      uid: board.uid ?? null,
      title: board.title,
      variables: variables.map((each) => ({ name: each.variable.name, ...judgeVariable(each, live) })),
      panels: panels.map((each) => judgePanel(each.panel, each.targets, live)),
    })),
  });
}

const serverOf = (input: Input, name: Server["name"], address: string): Server =>
  server(
    name,
    address,
    { token: input.tokens?.[name.toLowerCase()], variable: `${name.toUpperCase()}_TOKEN` },
    input,
  );

interface Opened {
  readonly board: Board;
  readonly variables: readonly AskedVariable[];
  readonly panels: readonly { readonly panel: Panel; readonly targets: readonly Asked[] }[];
}

/** A board as Grafana opens it: first its variables, then with their values every panel. */
async function open(
  board: Board,
  stack: Stack,
  now: number,
  prometheus: Server,
  loki: Server | undefined,
  progress: (line: string) => void,
): Promise<Opened> {
  const range = timeRange(board, now);
  const { values, asked: variables } = await askVariables(board, range, prometheus, loki);
  const panels = board.panels.map(async (panel) => ({
    panel,
    targets: await Promise.all(
      asked(panel.queries).map(async (query): Promise<Asked> => {
        const question = questionOf(query, values, range, stack);
        const to = question?.language === "logql" ? loki : prometheus;
        return { query, question, reply: question && to && (await ask(question, to)) };
      }),
    ),
  }));
  const opened = { board, variables, panels: await Promise.all(panels) };
  progress(`${board.title}: ${board.panels.length} panel${board.panels.length === 1 ? "" : "s"}`);
  return opened;
}
