import { nearest } from "../contracts/read-yaml.ts";
import type { LabelFacts } from "../contracts/contract.ts";
import type { Query } from "./model/board.ts";
import { mark, perQuery, type Finding } from "./model/check.ts";
import type { Context } from "./model/context.ts";
import { meaning } from "./model/contributions.ts";
import { jobsOf } from "./model/jobs.ts";
import { matches, passesWithout } from "./model/matchers.ts";
import { selectors, type Matcher, type Selector } from "./model/promql.ts";
import { emittedBy } from "./model/recorded.ts";
import { hasVariable } from "./model/variables.ts";

/** A matcher whose value the label can never have, so that it lets nothing through or keeps nothing out. */
export const impossibleLabelValue = perQuery("impossible-label-value", function* (query, context) {
  for (const selector of selectors(meaning(query)))
    for (const matcher of selector.matchers) {
      const { label, op, value } = matcher;
      if (
        hasVariable(value) ||
        passesWithout({ ...matcher, op: op.endsWith("~") ? "=~" : "=" }, query.board) !== false
      )
        continue;
      const emitted = emittedBy(selector, context);
      const wrong =
        label === "job" && !op.startsWith("!") ? wrongJob(selector, matcher, query, context) : undefined;
      if (wrong) {
        yield { ...mark(query, matcher), ...wrong };
        continue;
      }
      const known = emitted.map(({ facts }) => facts.labels.get(label));
      const allowed = known.map((facts) => facts && valuesOf(facts));
      if (
        known.length === 0 ||
        known.some((facts, index) => !facts || possible(facts, allowed[index], op, value))
      )
        continue;
      const facts = known[0]!;
      const values = facts.closed ?? facts.seen.slice(0, 6);
      yield {
        ...mark(query, matcher),
        what: `\`${label}\` is never ${neverWhat(op, value)}, so this matcher ${op.startsWith("!") ? "excludes nothing" : `matches nothing and the ${query.origin === "target" ? "panel" : query.origin} stays empty`}.`,
        fix: `${suggestion(op, value, facts)}${facts.closed ? "Its values" : `It matches \`${facts.pattern}\`; seen`}: ${values.map((each) => `\`${each}\``).join(", ")}.`,
        evidence: emitted[0]!.facts.evidence,
        facts: { label, value, metric: emitted[0]!.facts.name },
      };
    }
});

/**
 * A job under which the metric is not scraped: by what was configured, or where nobody said anything by what the
 * Prometheus that was asked had.
 */
function wrongJob(
  selector: Selector,
  { op, value }: Matcher,
  { origin }: Query,
  context: Context,
): Omit<Finding, "at" | "mark"> | undefined {
  const metric = selector.metric?.name ?? "";
  const configured = jobsOf(selector, context);
  const jobs = configured ?? context.liveJobs?.get(metric);
  if (!jobs || jobs.some((job) => matches(value, op === "=~", job) !== false)) return undefined;
  const near = value.split("|").flatMap((part) => nearest(part, jobs) ?? [])[0];
  const scraped = jobs.map((job) => (job === "" ? "none" : `\`${job}\``)).join(", ");
  const facts = { label: "job", value, metric, ...(near !== undefined && { nearest: near }) };
  const suggested = near === undefined || jobs.length === 1 ? "" : `Did you mean \`${near}\`? `;
  const oneOf = jobs.length > 1 ? "one of " : "";
  const shown = origin === "target" ? "panel" : origin;
  return configured
    ? {
        what: `\`job\` of \`${metric}\` is never ${neverWhat(op, value)}, so this matcher matches nothing and the ${shown} stays empty.`,
        fix: `${suggested}stack.yaml (or --job) decides the job; there it is ${oneOf}${scraped}.`,
        facts,
      }
    : {
        // The target may have been away for an hour.
        severity: "warning",
        what: `\`job\` of \`${metric}\` was never ${neverWhat(op, value)} in the last hour at ${context.prometheus}, so this matcher matched nothing and the ${shown} stays empty.`,
        fix: `${suggested}There the job is ${oneOf}${scraped}.`,
        facts,
      };
}

const neverWhat = (op: string, value: string): string =>
  op.endsWith("~") ? `anything that \`${value}\` matches in full` : `\`${value}\``;

/** Whether the label can have a value that the matcher names; true where that cannot be known. */
function possible(
  facts: LabelFacts,
  allowed: readonly string[] | undefined,
  op: string,
  value: string,
): boolean {
  if (allowed) return allowed.some((each) => matches(value, op.endsWith("~"), each) !== false);
  return facts.pattern === undefined || op.endsWith("~") || new RegExp(`^(?:${facts.pattern})$`).test(value);
}

/** Every value a label can have, where they can be listed. */
const valuesOf = ({ closed, pattern }: LabelFacts): readonly string[] | undefined =>
  closed ?? (pattern === undefined ? undefined : words(pattern));

/** All words of a pattern made of characters and classes (`[1-5][0-9][0-9]`), or undefined for any other. */
function words(pattern: string): string[] | undefined {
  const parts = pattern.match(/\[[^\]^]+\]|\\d|\w/g) ?? [];
  if (parts.join("") !== pattern) return undefined;
  let all = [""];
  for (const part of parts) {
    const given = part === "\\d" ? "0-9" : part.replace(/^\[|\]$/g, "");
    const characters = given.replace(/(.)-(.)/g, (_, from: string, to: string) =>
      String.fromCodePoint(
        ...Array.from(
          { length: to.codePointAt(0)! - from.codePointAt(0)! + 1 },
          (_, i) => from.codePointAt(0)! + i,
        ),
      ),
    );
    all = all.flatMap((start) => [...characters].map((character) => start + character));
    if (all.length > 10_000) return undefined;
  }
  return all;
}

function suggestion(op: string, value: string, { closed, pattern }: LabelFacts): string {
  // A status class as people write it.
  const start = /^([1-5])(xx|XX|\*)?$/.exec(value)?.[1];
  if (pattern !== undefined && start !== undefined && words(pattern)?.some((each) => each.startsWith(start)))
    return `Did you mean \`${op.startsWith("!") ? "!~" : "=~"}"${start}.."\`? A regular expression must match in full. `;
  const near = closed && nearest(value, closed);
  return near === undefined ? "" : `Did you mean \`${near}\`? `;
}
