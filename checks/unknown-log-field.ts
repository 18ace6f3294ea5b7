import { nearest } from "../contracts/read-yaml.ts";
import { mark, perQuery } from "./model/check.ts";
import { ourLogs, type OurLog, type Read } from "./model/log-scope.ts";

/** A LogQL query reads a name that neither the lines nor the streams have at that place of the pipeline. */
export const unknownLogField = perQuery("unknown-log-field", function* (query, context) {
  for (const ours of ourLogs(query, context))
    for (const read of ours.reads) {
      if (read.source.is !== "missing") continue;
      // Without a parser only stream labels can be grouped by, which unknown-stream-label tells.
      if (read.as === "grouping" && read.source.after === "nothing") continue;
      const { name } = read;
      const field = ours.log.fields.get(name);
      const near = nearest(
        name,
        read.names.filter((each) => !each.endsWith("_extracted")),
      );
      yield {
        ...(read.as === "legend" ? { at: query.at } : mark(query, read)),
        what: `${reason(read, ours)}, so ${consequence(read)}.`,
        fix: field
          ? `Extract it before: | json ${name}="${name}".`
          : near === undefined
            ? `Use a field of the recorded lines: ${read.names.slice(0, 6).join(", ")} …`
            : `Did you mean \`${near}\`?`,
        ...evidence(ours, field ? name : near),
        facts: { field: name, ...(near !== undefined && { nearest: near }) },
      };
    }
});

const evidence = ({ log }: OurLog, name: string | undefined) => {
  const found = log.fields.get(name ?? "")?.evidence ?? [...log.fields.values()][0]?.evidence;
  return found === undefined ? {} : { evidence: found };
};

function reason({ name, source }: Read, { log }: OurLog): string {
  if (!log.fields.has(name)) return `No line of the log has the field \`${name}\`, and no stream the label`;
  const after = source.is === "missing" ? source.after : "all";
  return after === "nothing"
    ? `\`${name}\` is a field of the line, and no parser has read the line before this`
    : after === "some"
      ? `\`${name}\` is not among the fields that were extracted before this`
      : `\`${name}\` was dropped before this`;
}

function consequence({ as }: Read): string {
  switch (as) {
    case "filter":
      return "the filter compares nothing and the panel shows the wrong lines or none";
    case "unwrap":
      return "unwrap finds no number and the panel stays empty without an error";
    case "template":
    case "label_format":
      return "its place in the text stays empty";
    case "grouping":
      return "every series falls into one group without that label";
    case "legend":
      return "the legend shows nothing there";
    case "extraction":
      return "the extracted value is always empty";
  }
}
