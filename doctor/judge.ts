/** From the answers to a panel's targets to one verdict. Pure. */
import { type Panel, type Query } from "../checks/model/board.ts";
import { object, string } from "../checks/model/shape.ts";
import { parsePromql } from "../checks/model/promql.ts";
import type { Reply } from "./ask.ts";
import { logStanding } from "./logs.ts";
import { gravest, isProblem, type Judgement, type PanelReport, type TargetReport } from "./report.ts";
import { seen } from "./seen.ts";
import type { Live, Standing } from "./live.ts";
import { standing } from "./standing.ts";
import type { AskedVariable } from "./variables.ts";
import { shownTargets, type Question } from "./view.ts";

/** A target with what was asked for it; `question` is undefined for a data source that is no Prometheus or Loki. */
export interface Asked {
  readonly query: Query;
  readonly question: Question | undefined;
  /** Undefined where nobody was asked. */
  readonly reply: Reply | undefined;
}

/** One verdict for a panel, and one for each of its targets. */
export function judgePanel(panel: Panel, targets: readonly Asked[], live: Live): PanelReport {
  const judged = targets.map((each): TargetReport => {
    const refId = string(each.query.target?.["refId"]) ?? "";
    return { refId, ...judgeTarget(panel, each, live) };
  });
  const { id } = panel.json;
  return {
    id: typeof id === "number" ? id : null,
    title: panel.title,
    type: panel.type,
    row: panel.row ?? null,
    ...together(panel, judged),
    targets: judged,
  };
}

/** What stands for all targets, with which of them it is. */
function together(panel: Panel, judged: readonly TargetReport[]): Judgement {
  const [first, ...others] = judged;
  if (!first) {
    const asks = shownTargets(panel).length > 0 || "libraryPanel" in panel.json;
    return asks
      ? { verdict: "not asked", detail: "its queries are not in PromQL or LogQL, or not in this file" }
      : { verdict: "text", detail: "asks nothing" };
  }
  const { verdict, detail, cause } = gravest([first, ...others]);
  const those = judged.filter((each) => each.verdict === verdict);
  const all = those.length === judged.length;
  return {
    verdict,
    detail:
      all && (others.length === 0 || isProblem(verdict))
        ? detail
        : those.map((each) => `${each.refId}: ${each.detail}`).join("; "),
    ...(cause && { cause }),
  };
}

function judgeTarget(panel: Panel, { query, question, reply }: Asked, live: Live): Judgement {
  if (!question) return { verdict: "not asked", detail: "neither Prometheus nor Loki" };
  if (!reply) return { verdict: "not asked", detail: "no --loki was given" };
  if (!reply.ok) return failed(reply.error, question.text);
  const found = seen(object(reply.body)["data"], question, panel, query.target ?? {});
  if (!found) return failed("The answer is no result of a query.", question.text);
  const stands = standingOf(question, live);
  // A number may outlive its exporter by a rate's window, and a sum over a label that is missing mixes what it should part.
  const gone = stands.is === "bad" && GONE.has(stands.verdict);
  if (stands.is === "bad" && (gone || found.now !== "number"))
    return { verdict: stands.verdict, detail: stands.trouble.short, cause: stands.trouble.cause };
  if (found.some) return { verdict: "data", detail: found.text };
  return { verdict: "idle", detail: stands.is === "idle" ? stands.why : found.text };
}
const GONE: ReadonlySet<string> = new Set(["exporter down", "not scraped", "wrong job", "label missing"]);

function standingOf({ language, text }: Pick<Question, "language" | "text">, live: Live): Standing {
  if (language === "logql") return logStanding(text, live);
  const { root, errors } = parsePromql(text);
  return root && errors.length === 0 ? standing(root, live) : { is: "there" };
}

/** A query that its server refuses. */
function failed(error: string, text: string): Judgement {
  return {
    verdict: "query failed",
    detail: error,
    cause: {
      what: error,
      fix: ADVICE.find(([pattern]) => pattern.test(error))?.[1] ?? `Ask it in Grafana's Explore: ${text}`,
    },
  };
}

const ADVICE: readonly (readonly [RegExp, string])[] = [
  [
    /did not answer|does not answer|wants a key|refuses the token|sends on to|broke off/,
    "Let that server answer, and run this again.",
  ],
  [/parse error|syntax error/, "Correct the query; npm run check shows the place."],
  [
    /many-to-many|duplicate series|matching labels must be unique|multiple matches/,
    "Two series have equal labels where one was expected: an exporter scraped twice, or a second instance. Aggregate both sides by the labels they are joined on.",
  ],
  [
    /too many samples|timed out|exceeded maximum resolution|limit/,
    "Ask for a shorter range or fewer series, or raise the server's limit.",
  ],
];

/** What a variable's values come from, as a query: the label as a grouping is looked for on the series as well. */
export const variableQuery = ({ selector, label }: AskedVariable): string =>
  selector === "" || label === undefined ? selector : `count by (${label}) (${selector})`;

/** Whether a variable's dropdown has values. */
export function judgeVariable(asked: AskedVariable, live: Live): Judgement {
  const { selector, reply, options } = asked;
  if (!reply)
    return { verdict: "not asked", detail: "its data source was not given, or cannot be asked this" };
  if (!reply.ok) return failed(reply.error, selector);
  if (!options) return failed("The answer is no list of values.", selector);
  if (options.length > 0)
    return { verdict: "data", detail: options.length === 1 ? "1 value" : `${options.length} values` };
  const stands = standingOf({ language: asked.language, text: variableQuery(asked) }, live);
  if (stands.is === "bad")
    return { verdict: stands.verdict, detail: stands.trouble.short, cause: stands.trouble.cause };
  return { verdict: "idle", detail: stands.is === "idle" ? stands.why : "no values yet" };
}
