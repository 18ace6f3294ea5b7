import { string } from "./model/shape.ts";
import { mark, perQuery } from "./model/check.ts";
import { ourLogs } from "./model/log-scope.ts";

/** The size of the log's lines shown where a reader expects the bytes that were served. */
export const logVolumeAsTraffic = perQuery(
  "log-volume-as-traffic",
  function* (query, context) {
    for (const { selection, log } of ourLogs(query, context)) {
      if (selection.fn !== "bytes_over_time" && selection.fn !== "bytes_rate") continue;
      const title = query.panel?.title ?? query.variable?.name ?? "";
      const about = string(query.panel?.json["description"]) ?? "";
      if (
        /\blogs?\b|\blogged\b|\bingest/i.test(title) ||
        /\b(size|volume|growth) of the logs?\b|\blog('s)? (size|volume|growth)/i.test(about)
      )
        continue;
      const sent = log.fields.get("bytes_sent");
      yield {
        ...mark(query, selection),
        what: `${selection.fn} measures how big the log's own lines are, not what was sent to clients: a large answer and an empty one count the same.`,
        fix: sent
          ? `For traffic unwrap the field: sum by (route) (${selection.fn === "bytes_rate" ? "rate" : "sum_over_time"}({…} | json b="bytes_sent" | unwrap b | __error__="" [$__interval])). For the log's size say so in the title.`
          : "For the log's size say so in the title.",
        ...(sent && { evidence: sent.evidence }),
        facts: { function: selection.fn },
      };
    }
  },
  "warning",
);
