import { mark, perQuery } from "./model/check.ts";
import { ourLogs } from "./model/log-scope.ts";

/** A name that both the line and the streams have: which of the two a query reads is not what it seems. */
export const collidingLogField = perQuery("colliding-log-field", function* (query, context) {
  for (const { log, reads } of ourLogs(query, context)) {
    const told = new Set<string>();
    for (const read of reads) {
      const { source, name } = read;
      if (read.as === "legend" || told.has(name)) continue;
      const aside = source.is === "line" && source.aside;
      if (!aside && !(source.is === "stream" && source.hides)) continue;
      told.add(name);
      const field = source.is === "line" ? source.field : name;
      const short = field.length > 2 ? field.slice(0, 2) : `${field}_`;
      yield {
        ...mark(query, read),
        severity: aside ? "error" : "warning",
        what: aside
          ? `\`${name}\` only exists where the stream has a label \`${name.replace(/_extracted$/, "")}\` too. Loki decides that once per query and not per line, so the value is missing as soon as one stream lacks the label.`
          : `The streams have a label \`${name}\`, so this is the label and not the field of the line, which the parser put aside as \`${name}_extracted\`.`,
        fix: `Say which one you mean: extract the field under another name, | json ${short}="${field}", or drop the parser to use the label.`,
        ...(log.fields.get(field) && { evidence: log.fields.get(field)!.evidence }),
        facts: { field, read: name },
      };
    }
  }
});
