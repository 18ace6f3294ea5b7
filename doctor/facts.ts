/** Asks what there is: targets, jobs, metric names, the label sets behind queries, log streams. */
import { get, string } from "../checks/model/shape.ts";
import { parsePromql, selectors, walk, type Expr } from "../checks/model/promql.ts";
import type { Contract } from "../contracts/contract.ts";
import type { ExporterName, Stack } from "../stack.ts";
import type { Reply, Server } from "./ask.ts";
import { FAILED_THEN } from "./explain.ts";
import { streamLabels } from "./logs.ts";
import { labelSets, type Labels } from "./seen.ts";
import { targetsOf, targetsOfUp, tellTales, type Target } from "./targets.ts";
import type { Question } from "./view.ts";

const instant = (prometheus: Server, query: string, now: number): Promise<Reply> =>
  prometheus.post("/api/v1/query", { query, time: now.toFixed(3) });

/**
 * The active targets, as they were at `now`: all else is asked about that moment too, so a target whose scrape failed
 * then is down, even if it has answered since. Jobs that are not among them but have `up` are added: another
 * Prometheus scrapes them, and some that speak PromQL (Thanos, Mimir) have no list of targets at all.
 */
export async function askTargets(prometheus: Server, now: number): Promise<readonly Target[]> {
  const [reply, up] = await Promise.all([
    prometheus.get("/api/v1/targets", { state: "active" }),
    instant(prometheus, "up", now),
  ]);
  const listed = (reply.ok ? targetsOf(reply.body) : undefined) ?? [];
  const then = up.ok ? targetsOfUp(up.body) : [];
  const failed = (target: Target): boolean =>
    target.health === "up" &&
    then.some(
      ({ job, instance, health }) => job === target.job && instance === target.instance && health === "down",
    );
  const jobs = new Set(listed.map(({ job }) => job));
  return [
    ...listed.map((target) =>
      failed(target) ? { ...target, health: "down" as const, lastError: FAILED_THEN } : target,
    ),
    ...then.filter(({ job }) => !jobs.has(job)),
  ];
}

/** Under which jobs each exporter of stack.yaml has series now. */
export async function askJobs(
  prometheus: Server,
  stack: Stack,
  contracts: readonly Contract[],
  now: number,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const found = Object.keys(stack.exporters).map(async (name): Promise<[string, string[]]> => {
    const names = tellTales(name, stack, contracts);
    if (names.length === 0) return [name, []];
    const reply = await instant(prometheus, `count by (job) ({__name__=~"${names.join("|")}"})`, now);
    const sets = reply.ok ? labelSets(get(reply.body, "data")) : undefined;
    return [name, (sets ?? []).map(({ job = "" }) => job).sort()];
  });
  return new Map(await Promise.all(found));
}

/** What exporters say is down although they answer themselves: `nginx_up` is 0. */
export interface Down {
  readonly job: string;
  /** `Redis` */
  readonly what: string;
  readonly metric: string;
  readonly title: string;
  /** Who says so, sorted. */
  readonly instances: readonly string[];
  /** Whether all do: of several workers one may have lost its Redis. */
  readonly all: boolean;
}

export async function askDown(
  prometheus: Server,
  stack: Stack,
  contracts: readonly Contract[],
  now: number,
): Promise<readonly Down[]> {
  const found = contracts.flatMap(({ exporter, title, metrics }) => {
    const job = stack.exporters[exporter as ExporterName]?.job;
    return [...metrics.values()].flatMap(({ name, answersFor }) =>
      job === undefined || answersFor === undefined
        ? []
        : [
            askAnswers(prometheus, name, job, now).then((said) => ({
              ...said,
              job,
              what: answersFor,
              metric: name,
              title,
            })),
          ],
    );
  });
  return (await Promise.all(found)).filter(({ instances }) => instances.length > 0);
}

async function askAnswers(
  prometheus: Server,
  name: string,
  job: string,
  now: number,
): Promise<Pick<Down, "instances" | "all">> {
  const answers = async (value: 0 | 1): Promise<string[]> => {
    const reply = await instant(
      prometheus,
      `count by (instance) (${name}{job=${JSON.stringify(job)}} == ${value})`,
      now,
    );
    const sets = reply.ok ? labelSets(get(reply.body, "data")) : undefined;
    return (sets ?? []).map(({ instance = "" }) => instance).sort();
  };
  const [instances, others] = await Promise.all([answers(0), answers(1)]);
  return { instances, all: others.length === 0 };
}

/** Every metric name of the last hour; none where nobody can say. */
export async function askNames(prometheus: Server, now: number): Promise<readonly string[]> {
  const reply = await prometheus.get("/api/v1/label/__name__/values", {
    start: (now - 3600).toFixed(3),
    end: now.toFixed(3),
  });
  return reply.ok ? texts(get(reply.body, "data")) : [];
}
const texts = (value: unknown): string[] =>
  Array.isArray(value) ? value.flatMap((each) => string(each) ?? []) : [];

/** The label sets of every metric in the queries, as of now, of the labels that the queries name. */
export async function askSeries(
  prometheus: Server,
  queries: readonly string[],
  now: number,
): Promise<ReadonlyMap<string, readonly Labels[]>> {
  const wanted = new Map<string, Set<string>>();
  for (const query of new Set(queries)) {
    const { root, errors } = parsePromql(query);
    if (errors.length > 0) continue;
    const grouped = groupings(root);
    for (const { metric, matchers } of selectors(root)) {
      if (!metric) continue;
      const labels = wanted.get(metric.name) ?? new Set(["job"]);
      for (const label of [...matchers.map((each) => each.label), ...grouped])
        if (/^(?!__)[A-Za-z_]\w*$/.test(label)) labels.add(label);
      wanted.set(metric.name, labels);
    }
  }
  const found = [...wanted].map(async ([name, labels]): Promise<[string, Labels[] | undefined]> => {
    const selector = `{__name__=${JSON.stringify(name)}}`;
    const reply = await instant(prometheus, `count by (${[...labels].sort().join(", ")}) (${selector})`, now);
    return [name, reply.ok ? labelSets(get(reply.body, "data")) : undefined];
  });
  return new Map((await Promise.all(found)).flatMap(([name, sets]) => (sets ? [[name, sets]] : [])));
}

const groupings = (root: Expr | undefined): string[] =>
  [...walk(root)].flatMap((expr) =>
    (expr.is === "aggregate"
      ? (expr.by ?? [])
      : expr.is === "binary"
        ? [...(expr.on ?? []), ...expr.include]
        : []
    ).map(({ name }) => name),
  );

const DAY = 86400;

/** The values of every stream label that log queries select by, over the last day: a quiet hour is no missing log. */
export async function askStreams(
  loki: Server,
  questions: readonly (Question | undefined)[],
  now: number,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const labels = streamLabels(questions.flatMap((each) => (each?.language === "logql" ? [each.text] : [])));
  const found = labels.map(async (label): Promise<[string, string[] | undefined]> => {
    const reply = await loki.get(`/loki/api/v1/label/${encodeURIComponent(label)}/values`, {
      start: nanoseconds(now - DAY),
      end: nanoseconds(now),
    });
    return [label, reply.ok ? texts(get(reply.body, "data")) : undefined];
  });
  return new Map((await Promise.all(found)).flatMap(([label, values]) => (values ? [[label, values]] : [])));
}

/** Seconds as Loki takes them. */
export const nanoseconds = (seconds: number): string => `${Math.round(seconds * 1000)}000000`;

/** Asks what a panel's target asks. */
export function ask(
  { language, text, range: { start, end }, step, lines }: Question,
  server: Server,
): Promise<Reply> {
  // The last point is the present; Grafana's grid may end up to a step earlier.
  const from = step === undefined ? start : end - Math.floor((end - start) / step) * step;
  if (language === "promql")
    return step === undefined
      ? instant(server, text, end)
      : server.post("/api/v1/query_range", {
          query: text,
          start: from.toFixed(3),
          end: end.toFixed(3),
          step: String(step),
        });
  return step === undefined
    ? server.get("/loki/api/v1/query", { query: text, time: nanoseconds(end), limit: String(lines) })
    : server.get("/loki/api/v1/query_range", {
        query: text,
        start: nanoseconds(from),
        end: nanoseconds(end),
        step: `${step}s`,
        limit: String(lines),
        direction: "backward",
      });
}
