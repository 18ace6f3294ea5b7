/** What changed in a LogQL query, read off what the checks read of it. */
import type { LogAggregate, LogSelection, ParsedLog } from "../checks/model/logql.ts";
import type { Word } from "../checks/model/promql.ts";
import { brief } from "./json.ts";
import { common } from "./words.ts";

/** Each change once: `stage | json added`. Empty where nothing that is read differs. */
export function logSentences(was: ParsedLog, is: ParsedLog): readonly string[] {
  if (was.selections.length !== is.selections.length)
    return [`log selections ${was.selections.length} → ${is.selections.length}`];
  const says = was.selections.flatMap((selection, index) =>
    between(selection, is.selections[index]!, was.source, is.source),
  );
  const outer = (parsed: ParsedLog): string =>
    parsed.aggregates.map((each) => `${each.op}${grouping(each)}`).join(" of ");
  return [...new Set([...says, ...changed("aggregation", outer(was), outer(is))])];
}

function between(a: LogSelection, b: LogSelection, was: string, is: string): string[] {
  const matchers = ({ matchers }: LogSelection) =>
    matchers.map(({ label, op, value }) => `${label}${op}${JSON.stringify(value)}`);
  const stages = ({ stages }: LogSelection, source: string) =>
    stages.map(({ from, to }) =>
      source
        .slice(from, to)
        .replace(/^\|(?![=~])\s*/, "")
        .trim(),
    );
  return [
    ...lists("matcher", matchers(a), matchers(b)),
    ...lists("stage", stages(a, was), stages(b, is)),
    ...changed("function", a.fn ?? "", b.fn ?? ""),
    ...changed("window", a.window?.text ?? "", b.window?.text ?? ""),
    ...changed("grouping", grouping(a), grouping(b)),
  ];
}

function lists(name: string, old: readonly string[], now: readonly string[]): string[] {
  const kept = common(old, now);
  return [
    ...old.flatMap((each, at) => (kept.some(([a]) => a === at) ? [] : [`${name} ${brief(each)} removed`])),
    ...now.flatMap((each, at) => (kept.some(([, b]) => b === at) ? [] : [`${name} ${brief(each)} added`])),
  ];
}

const changed = (name: string, a: string, b: string): string[] =>
  a === b ? [] : [`${name} ${a.trim() || "none"} → ${b.trim() || "none"}`];
const names = (words: readonly Word[]): string => words.map(({ name }) => name).join(", ");
const grouping = ({ by, without }: Pick<LogAggregate, "by" | "without">): string =>
  by ? ` by (${names(by)})` : without ? ` without (${names(without)})` : "";
