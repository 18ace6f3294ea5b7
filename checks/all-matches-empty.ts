import type { Query } from "./model/board.ts";
import { mark, perQuery } from "./model/check.ts";
import { passesWithout } from "./model/matchers.ts";
import { selectors, type Matcher } from "./model/promql.ts";
import { variableName } from "./model/sources.ts";

/** A selector that is left without a condition when `All` is chosen, which Loki and Prometheus refuse. */
export const allMatchesEmpty = perQuery("all-matches-empty", function* (query) {
  for (const matchers of conditions(query)) {
    const chosen = matchers.find(({ value }) => variableName(value) !== undefined);
    if (!chosen || matchers.some((matcher) => passesWithout(matcher, query.board) !== true)) continue;
    const variable = variableName(chosen.value)!;
    const who = query.language === "logql" ? "Loki" : "Prometheus";
    yield {
      ...mark(query, chosen),
      what: `\`All\` of \`${variable}\` also fits the empty string, and no other matcher asks for anything: ${who} refuses such a selector, so with All the panel shows an error.`,
      fix: "Set the variable's `allValue` to `.+`, or add a matcher that always holds, such as `job`.",
      facts: { variable },
    };
  }
});

/** The matchers of each selector that no metric name narrows. */
function* conditions({ promql, logql }: Query): Generator<readonly Matcher[]> {
  for (const { metric, matchers } of selectors(promql?.root)) if (!metric) yield matchers;
  for (const { matchers } of logql?.selections ?? []) yield matchers;
}
