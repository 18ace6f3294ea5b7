import { nearest } from "../contracts/read-yaml.ts";
import type { LogContract } from "../contracts/log-contract.ts";
import { distance } from "fastest-levenshtein";
import { languageOf, type Board, type Query } from "./model/board.ts";
import { get, object, string } from "./model/shape.ts";
import { mark, type Check, type Finding } from "./model/check.ts";
import type { Context } from "./model/context.ts";
import { belongs, ourLogs, streamNames } from "./model/log-scope.ts";
import { parseLogql, type LogSelection } from "./model/logql.ts";
import { hasVariable } from "./model/variables.ts";

/** A stream selector, a grouping without a parser, or a variable uses a label that no stream of the log has. */
export const unknownStreamLabel: Check = {
  id: "unknown-stream-label",
  severity: "error",
  *find(context) {
    if (!context.log) return;
    for (const query of context.queries) {
      yield* inSelector(query, context, context.log);
      for (const { reads, log } of ourLogs(query, context))
        for (const read of reads)
          if (read.as === "grouping" && read.source.is === "missing" && read.source.after === "nothing")
            yield {
              ...mark(query, read),
              what: log.fields.has(read.name)
                ? `\`${read.name}\` is a field of the line, not a label of the streams, and nothing has read the line, so everything falls into one group.`
                : `No stream of the log has the label \`${read.name}\`, so everything falls into one group.`,
              ...fix(read.name, context, log, "grouping"),
            };
    }
    for (const board of context.boards) yield* inVariables(board, context, context.log);
  },
};

function* inSelector(query: Query, context: Context, log: LogContract): Generator<Finding> {
  const parsed = query.logql;
  if (!parsed || parsed.errors.length > 0) return;
  const labels = streamNames(context);
  for (const selection of parsed.selections) {
    const unknown = selection.matchers.filter(({ label }) => !labels.has(label) && !hasVariable(label));
    // Labels of a log of someone else's say nothing; a slip beside the right job, or a name of this log, does.
    for (const { label, from } of unknown)
      if (belongs(selection, log) || meant(selection, label, log))
        yield {
          ...mark(query, { from, to: from + label.length }),
          what: log.structuredMetadata.includes(label)
            ? `\`${label}\` is structured metadata, which a stream selector cannot see, so the query finds no line.`
            : log.fields.has(label)
              ? `\`${label}\` is a field of the line, not a label of the streams, so the selector finds no line.`
              : `No stream of the log has the label \`${label}\`, so the selector finds no line.`,
          ...fix(label, context, log, "selector"),
        };
  }
}

/** Whether a selector without any label of the log still means it. */
const meant = ({ matchers }: LogSelection, label: string, log: LogContract): boolean =>
  matchers.length === 1 &&
  (log.fields.has(label) ||
    matchers[0]!.value === log.job ||
    [...log.streamLabels.keys()].some((name) => distance(name, label) === 1));

function fix(label: string, context: Context, log: LogContract, where: "selector" | "grouping" | "variable") {
  const labels = [...streamNames(context)];
  const near = nearest(label, labels);
  const field = log.fields.get(label);
  const text = log.structuredMetadata.includes(label)
    ? `Filter behind the selector: {job="${log.job}"} | ${label}="…".`
    : field && where === "selector"
      ? `Filter behind the selector: {job="${log.job}"} | json ${label}="${label}" | ${label}="…".`
      : field && where === "grouping"
        ? `Extract it first: | json ${label}="${label}" | __error__="".`
        : near === undefined
          ? `The streams have ${labels.join(", ")}.`
          : `Did you mean \`${near}\`?`;
  return {
    fix: text,
    ...(field && { evidence: field.evidence }),
    facts: { label, ...(near !== undefined && !field && { nearest: near }) },
  };
}

/** `label_values({job="nginx"}, rout)` of a Loki variable, as text or as the editor's object. */
function* inVariables(board: Board, context: Context, log: LogContract): Generator<Finding> {
  for (const { json, type, at } of board.variables) {
    if (type !== "query" || languageOf(board, json["datasource"]) !== "logql") continue;
    const given = json["query"];
    const call = /^\s*label_values\((?:(.*),)?\s*(\w+)\s*\)\s*$/s.exec(string(given) ?? "");
    const label = call?.[2] ?? string(object(given)["label"]) ?? "";
    const stream = parseLogql(call?.[1] ?? string(get(given, "stream")) ?? "").selections[0];
    if (label === "" || streamNames(context).has(label) || !stream || !belongs(stream, log)) continue;
    yield {
      at,
      what: `No stream of the log has the label \`${label}\`, so the variable has no values.`,
      ...fix(label, context, log, "variable"),
    };
  }
}
