import type { FieldFacts } from "../contracts/log-contract.ts";
import { mark, perQuery } from "./model/check.ts";
import { ourLogs, type Source } from "./model/log-scope.ts";

/** A statistic by person: a personal field in a grouping, a legend or an unwrap. Reading single lines is not one. */
export const personalLogField = perQuery("personal-log-field", function* (query, context) {
  for (const { selection, reads } of ourLogs(query, context)) {
    if (selection.fn === undefined) continue;
    const told = new Set<string>();
    for (const read of reads) {
      if (!["grouping", "legend", "unwrap"].includes(read.as)) continue;
      const field = personal(read.source);
      if (!field || told.has(field.name)) continue;
      told.add(field.name);
      yield {
        ...(read.as === "legend" ? { at: query.at } : mark(query, read)),
        what: `\`${field.name}\` is personal data: ${field.personal!.replace(/\.$/, "").replace(/^./, (first) => first.toLowerCase())}. As a ${read.as} it makes a statistic about persons that everyone who may see the board can read.`,
        fix: "Group by route, status or method; look into single lines where a person has to be found.",
        evidence: field.evidence,
        facts: { field: field.name, as: read.as },
      };
    }
  }
});

function personal(source: Source): FieldFacts | undefined {
  if (source.is === "line") return source.facts?.personal === undefined ? undefined : source.facts;
  return source.is === "made" ? source.of.map(personal).find((each) => each !== undefined) : undefined;
}
