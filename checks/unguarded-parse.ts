import { mark, perQuery } from "./model/check.ts";
import { lastGuard, risks } from "./model/log-guard.ts";
import { ourLogs } from "./model/log-scope.ts";

/** A metric over parsed lines that fails as a whole as soon as one line cannot be read. */
export const unguardedParse = perQuery("unguarded-parse", function* (query, context) {
  for (const ours of ourLogs(query, context)) {
    const { selection, around, log } = ours;
    if (selection.fn === undefined) continue;
    const grouping = [...(selection.by ?? []), ...around.flatMap(({ by }) => by ?? [])];
    // Grouped by __error__, the broken lines are what is counted.
    if (grouping.some(({ name }) => name === "__error__")) continue;
    const guard = lastGuard(ours);
    const risk = risks(ours).find(({ index }) => index > guard);
    const unwrap = selection.stages.findIndex((stage) => stage.is === "unwrap");
    const word = (index: number) => selection.stages[index]!;
    if (risk) {
      const facts = risk.read?.source.is === "line" ? risk.read.source.facts : undefined;
      yield {
        ...mark(query, risk.stage),
        what: facts
          ? `${guard < 0 ? "" : "The filter on __error__ stands before this and does not cover it. "}\`${facts.name}\` is "-", a list or empty in some lines; one of them makes Loki refuse the whole query (HTTP 400) and the panel shows an error.`
          : "One line that is no JSON makes Loki refuse the whole query (HTTP 400), and the panel shows an error instead of the other lines.",
        fix: `Add | __error__="" ${unwrap >= 0 ? "after unwrap" : "after the last parser or number filter"}; it leaves such lines out.`,
        evidence: facts?.evidence ?? [...log.fields.values()][0]?.evidence ?? "",
        facts: { stage: risk.stage.is, ...(facts && { field: facts.name }) },
      };
    } else if (unwrap > guard && guard >= 0) {
      // Without lines beside it, the contract's word is all there is.
      const isRecorded = [...log.fields.values()].some(({ evidence }) => /\.log:\d+$/.test(evidence));
      yield {
        ...mark(query, word(unwrap)),
        severity: "warning",
        what: `The filter on __error__ stands before unwrap and does not cover it. The field ${isRecorded ? "was a number in every recorded line" : "is said to be a number"}; the first one that is not makes Loki refuse the whole query (HTTP 400).`,
        fix: 'Move | __error__="" behind unwrap.',
        facts: { stage: "unwrap" },
      };
    }
  }
});
