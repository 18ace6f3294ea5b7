import { nearest } from "../contracts/read-yaml.ts";
import type { LogContract } from "../contracts/log-contract.ts";
import { mark, perQuery } from "./model/check.ts";
import { belongs, streamNames } from "./model/log-scope.ts";
import type { LogSelection } from "./model/logql.ts";
import { examples } from "./model/pattern-values.ts";
import type { Matcher } from "./model/promql.ts";
import { hasVariable } from "./model/variables.ts";

/** A stream selector asks for a value that its label can never have. */
export const impossibleStreamValue = perQuery("impossible-stream-value", function* (query, context) {
  const { log } = context;
  if (!log || !query.logql || query.logql.errors.length > 0) return;
  const labels = streamNames(context);
  for (const selection of query.logql.selections) {
    if (!selection.matchers.every(({ label }) => labels.has(label))) continue;
    for (const matcher of selection.matchers) {
      if (hasVariable(matcher.value) || matcher.value === "") continue;
      const values = possible(matcher, selection, log);
      const odd = values && impossible(matcher, values);
      if (!values || odd === undefined) continue;
      const near = nearest(odd, values);
      const negative = matcher.op.startsWith("!");
      yield {
        ...mark(query, matcher),
        what: `${matcher.label === "job" ? `The recorded log is \`${log.job}\`, not \`${odd}\`` : `\`${matcher.label}\` can never be \`${odd}\``}, so ${negative ? "this leaves nothing out" : odd === matcher.value ? "the selector finds no line" : "this part of it matches nothing"}.`,
        fix: fix(matcher, log, values, near),
        facts: { label: matcher.label, value: odd, ...(near !== undefined && { nearest: near }) },
      };
    }
  }
});

/** Every value a label can have; undefined where they are open. */
function possible(
  { label, op }: Matcher,
  selection: LogSelection,
  log: LogContract,
): readonly string[] | undefined {
  if (label === "job") return op.startsWith("!") ? undefined : [log.job];
  if (!belongs(selection, log)) return undefined;
  const facts = log.streamLabels.get(label);
  return facts?.values ?? (facts?.pattern === undefined ? undefined : examples(facts.pattern));
}

/** The value, or the alternative of a regular expression, that nothing can match. */
function impossible({ label, op, value }: Matcher, values: readonly string[]): string | undefined {
  if (op === "=" || op === "!=") return values.includes(value) ? undefined : value;
  const fits = (text: string): boolean => {
    try {
      const [, flags, rest] = /^(?:\(\?([a-z]+)\))?(.*)$/s.exec(text)!;
      const pattern = new RegExp(`^(?:${rest})$`, flags === "i" ? "i" : "");
      return pattern.test("") || values.some((each) => pattern.test(each));
    } catch {
      return true;
    }
  };
  if (!fits(value)) return value;
  // Beside the log itself a selector may name other logs.
  return label === "job" || /[()[\]\\]/.test(value)
    ? undefined
    : value.split("|").find((part) => !fits(part));
}

function fix(
  { label }: Matcher,
  { job, streamLabels }: LogContract,
  values: readonly string[],
  near?: string,
): string {
  if (label === "job") return `Use {job="${job}"}, or record the other log.`;
  if (near !== undefined && values.length < 20) return `Did you mean \`${near}\`?`;
  const pattern = streamLabels.get(label)?.pattern;
  return pattern === undefined
    ? `Its values are ${values.join(", ")}.`
    : `Its values match ${pattern}; a class of them is \`${label}=~"${values.at(-1)!.replace(/\d\d$/, "..")}"\`.`;
}
