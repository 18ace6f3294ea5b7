/** One query before and after. */
import type { Query } from "../checks/model/board.ts";
import { selectors } from "../checks/model/promql.ts";
import type { Change } from "./change.ts";
import { logSentences } from "./log-sentence.ts";
import { sentences } from "./sentence.ts";
import { tokens, wordDiff } from "./words.ts";

/** A query of a panel, or the expression of a rule. */
export type QueryText = Pick<Query, "text" | "promql" | "logql">;

/** What changed in a query; undefined where its text is the same. */
export function compareQueries(
  was: QueryText,
  is: QueryText,
): Pick<Change, "risk" | "what" | "words"> | undefined {
  if (was.text === is.text) return undefined;
  const [old, now] = [tokens(was.text), tokens(is.text)];
  if (old.join(" ") === now.join(" "))
    return { risk: "cosmetic", what: "only blanks and line breaks differ" };
  const words = wordDiff(was.text, is.text);
  const readable = [was, is].every(({ promql, logql }) => (promql ?? logql)?.errors.length === 0);
  const says =
    was.promql && is.promql
      ? sentences(was.promql, is.promql)
      : was.logql && is.logql
        ? logSentences(was.logql, is.logql)
        : [];
  if (readable && says.length > 0) return { risk: "review", what: told(says), words };
  const plain = (text: readonly string[]): string => text.filter((word) => !/^[()]$/.test(word)).join(" ");
  // The tree knows no superfluous parentheses: where it is equal and only they differ, nothing else does.
  if (readable && was.promql && plain(old) === plain(now))
    return { risk: "cosmetic", what: "only superfluous parentheses differ", words };
  return { risk: "review", what: "the query changed", words };
}

/** A query rewritten from the ground up has no short story. */
const told = (says: readonly string[]): string =>
  says.length <= 5 ? says.join(", ") : `${says.slice(0, 4).join(", ")} and ${says.length - 4} more changes`;

/** The metrics that queries name, sorted. */
export const metricsOf = (queries: readonly Query[]): string[] =>
  [
    ...new Set(
      queries
        .flatMap(({ promql }) => [...selectors(promql?.root)])
        .flatMap(({ metric }) => (metric === undefined || metric.name.includes("$") ? [] : [metric.name])),
    ),
  ].sort();
