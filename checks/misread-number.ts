import { parseUnit } from "../contracts/unit.ts";
import { mark, perQuery } from "./model/check.ts";
import { lastGuard, risks } from "./model/log-guard.ts";
import { ourLogs } from "./model/log-scope.ts";
import { fixed } from "./model/grafana-unit.ts";
import { seconds } from "./model/promql.ts";

/** A number of the log compared or unwrapped in a way that Loki accepts and that does something else. */
export const misreadNumber = perQuery("misread-number", function* (query, context) {
  for (const ours of ourLogs(query, context)) {
    const { selection, reads } = ours;
    const isMetric = selection.fn !== undefined;
    const guard = lastGuard(ours);
    for (const [index, stage] of selection.stages.entries()) {
      if (stage.is !== "label filter" && stage.is !== "unwrap") continue;
      const source = reads.find(({ from }) => from === stage.label.from)?.source;
      const facts = source?.is === "line" ? source.facts : undefined;
      // A plain number is no duration. Of a text without a unit nothing is known.
      if (!facts || (facts.type === "text" && facts.unit === undefined)) continue;
      const { name } = stage.label;
      if (stage.is === "unwrap" && /^duration/.test(stage.convert ?? ""))
        yield {
          ...mark(query, stage),
          what: `\`${facts.name}\` is a plain number such as 0.430, which ${stage.convert}() cannot read, so ${index < guard ? "every line is left out and the panel stays empty" : "Loki refuses the whole query (HTTP 400)"}.`,
          fix: `Write | unwrap ${name}; ${facts.unit === undefined ? "it is" : `the unit is already ${facts.unit}`}.`,
          evidence: facts.evidence,
          facts: { field: facts.name, conversion: stage.convert! },
        };
      if (stage.is === "label filter" && stage.unit === "duration") {
        const length = seconds(stage.value);
        const scale = facts.unit === undefined ? undefined : parseUnit(facts.unit).scale;
        const plain =
          length === undefined || scale === undefined
            ? "a plain number"
            : `| ${name} ${stage.op} ${fixed(length / scale)}`;
        yield {
          ...mark(query, stage),
          what: `\`${facts.name}\` is a plain number, which cannot be compared with a duration, so ${index < guard ? "every line is left out" : isMetric ? "Loki refuses the whole query (HTTP 400)" : "Loki keeps every line, whatever its value"}.`,
          fix: `Write ${plain}.`,
          evidence: facts.evidence,
          facts: { field: facts.name, value: stage.value },
        };
      }
    }
    if (isMetric) continue;
    for (const { stage, index, read } of risks(ours)) {
      const facts = read?.source.is === "line" ? read.source.facts : undefined;
      if (!facts || index < guard || (stage.is === "label filter" && stage.unit !== undefined)) continue;
      if (stage.is !== "label filter" || !/[<>]|==?/.test(stage.op)) continue;
      yield {
        ...mark(query, stage),
        what: `\`${facts.name}\` is "-", empty or a list such as "0.000, 0.430" in some lines. A number filter keeps every line it cannot read, so those show up whatever the limit.`,
        fix: 'Add | __error__="" behind the filter.',
        evidence: facts.evidence,
        facts: { field: facts.name, value: stage.value },
      };
    }
  }
});
