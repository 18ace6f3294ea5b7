/** Where every name in a LogQL query comes from: the streams, the line, an earlier stage, or nowhere. */
import { distance } from "fastest-levenshtein";
import type { FieldFacts, LogContract } from "../../contracts/log-contract.ts";
import { type Query } from "./board.ts";
import { string } from "./shape.ts";
import type { Context } from "./context.ts";
import type { LogAggregate, LogSelection, ParsedLog } from "./logql.ts";
import type { Word } from "./promql.ts";
import { hasVariable } from "./variables.ts";

/** Where a name's value comes from. */
export type Source =
  /** `hides`: the line has a field of that name too, which a parser had to put aside under `…_extracted`. */
  | { readonly is: "stream"; readonly hides: boolean }
  | { readonly is: "metadata" }
  /** `aside`: renamed to `…_extracted` because the streams have that name. `named`: by `| json as="field"`. */
  | {
      readonly is: "line";
      readonly field: string;
      readonly facts: FieldFacts | undefined;
      readonly aside: boolean;
      readonly named: boolean;
    }
  /** Made by a template, a capture or label_replace out of these fields. */
  | { readonly is: "made"; readonly of: readonly Source[] }
  /** `after`: what has extracted fields so far. */
  | { readonly is: "missing"; readonly after: "nothing" | "some" | "all" }
  /** The grammar knows it, or a parser of another format may have made it. */
  | { readonly is: "unknown" };

/** A place where a query reads a name. */
export interface Read extends Word {
  readonly as: "extraction" | "filter" | "unwrap" | "template" | "label_format" | "grouping" | "legend";
  readonly source: Source;
  /** What could have been read here, for suggestions. */
  readonly names: readonly string[];
}

/** A selection of the recorded log, with everything it reads. */
export interface OurLog {
  readonly log: LogContract;
  readonly parsed: ParsedLog;
  readonly selection: LogSelection;
  readonly reads: readonly Read[];
  /** Every name at the end of the pipeline. */
  readonly names: ReadonlyMap<string, Source>;
  /** The aggregations around it, the innermost first. */
  readonly around: readonly LogAggregate[];
}

/** The selections of a query that surely read the recorded log; none where the query does not parse. */
export function ourLogs(query: Query, context: Pick<Context, "log" | "added">): OurLog[] {
  const { log } = context;
  const parsed = query.logql;
  if (
    !log ||
    !parsed ||
    parsed.errors.length > 0 ||
    parsed.uses.some(({ guess, inString }) => guess && !inString)
  )
    return [];
  const labels = streamNames(context);
  return parsed.selections
    .filter(
      (selection) => belongs(selection, log) && selection.matchers.every(({ label }) => labels.has(label)),
    )
    .map((selection) => {
      const around = parsed.aggregates
        .filter(({ from, to }) => from <= selection.from && to >= selection.to)
        .toReversed();
      const scope = { log, parsed, selection, around, labels, query };
      return { log, parsed, selection, around, ...namesOf(scope) };
    });
}

/** Labels a stream of the log can have: the contract's and those that the stack adds. */
export const streamNames = ({ log, added }: Pick<Context, "log" | "added">): ReadonlySet<string> =>
  new Set([...(log?.streamLabels.keys() ?? []), ...((log && added.get(log.name)) ?? [])]);

/** Labels that any log may have, so that they say nothing about which log it is. */
const COMMON = new Set(["job", "filename", "service_name"]);

/**
 * Whether a selector surely means the recorded log: it names its job, or a label of its own. Among other logs, which
 * may have a `status` too, only a value of such a label that the contract lists will do.
 */
export function belongs({ matchers }: LogSelection, log: LogContract): boolean {
  const job = matchers.find(({ label }) => label === "job");
  if (job)
    return job.op === "=" ? job.value === log.job : job.op === "=~" && job.value.split("|").includes(log.job);
  if (log.amongOthers)
    return matchers.some(
      ({ label, op, value }) => op === "=" && log.streamLabels.get(label)?.values?.includes(value),
    );
  return matchers.some(
    ({ label, op, value }) =>
      (log.streamLabels.has(label) && !COMMON.has(label)) ||
      (label === "service_name" && op === "=" && value === log.job),
  );
}

/** Whether any query of the boards surely reads the log. */
export const isRead = (log: LogContract, queries: readonly Query[]): boolean =>
  queries.some(({ logql }) => logql?.selections.some((selection) => belongs(selection, log)));

/** The context without the log where a query reads another one, of which nothing is known. */
export const forQuery = (query: Query, context: Context): Context =>
  context.log?.amongOthers && query.logql?.selections.some((each) => isOther(each, context.log!))
    ? { ...context, log: undefined }
    : context;

/** A job that is nearly the log's is a slip; one that differs in its number only is the next instance. */
function isOther(selection: LogSelection, log: LogContract): boolean {
  const job = selection.matchers.find(({ label }) => label === "job")?.value;
  if (job === undefined || belongs(selection, log)) return !belongs(selection, log);
  const letters = (text: string): string => text.replace(/\d/g, "");
  return distance(job, log.job) > 2 || letters(job) === letters(log.job);
}

interface Scope {
  readonly log: LogContract;
  readonly parsed: ParsedLog;
  readonly selection: LogSelection;
  readonly around: readonly LogAggregate[];
  readonly labels: ReadonlySet<string>;
  readonly query: Query;
}

function namesOf({ log, parsed, selection, around, labels, query }: Scope): Pick<OurLog, "reads" | "names"> {
  const reads: Read[] = [];
  const names = new Map<string, Source>([
    ...[...labels].map((name): [string, Source] => [name, { is: "stream", hides: false }]),
    ...log.structuredMetadata.map((name): [string, Source] => [name, { is: "metadata" }]),
  ]);
  let after: "nothing" | "some" | "all" = "nothing";
  // Whether names may exist that no recording tells: another format, or a line that was rewritten.
  let open = false;
  let rewritten = false;

  const look = (name: string): Source =>
    names.get(name) ??
    (open || name.startsWith("__") || hasVariable(name) ? { is: "unknown" } : { is: "missing", after });
  const read = (word: Word, as: Read["as"], source = look(word.name)): void =>
    void reads.push({ ...word, as, source, names: [...names.keys()] });
  const extract = (name: string, source: Source): void => {
    if (!labels.has(name)) return void names.set(name, source);
    names.set(name, { is: "stream", hides: true });
    names.set(`${name}_extracted`, source.is === "line" ? { ...source, aside: true } : source);
  };
  const field = (name: string, named: boolean): Source => ({
    is: "line",
    field: name,
    facts: log.fields.get(name),
    aside: false,
    named,
  });

  for (const stage of selection.stages) {
    switch (stage.is) {
      case "parser":
        if (stage.fields === undefined) {
          if (stage.parser !== "json" || rewritten) open = true;
          else for (const name of log.fields.keys()) extract(name, field(name, false));
          after = "all";
          break;
        }
        for (const { as, field: path } of stage.fields) {
          const root = path && /^\["([^"]+)"\]|^[^.[]+/.exec(path.name);
          const name = root?.[1] ?? root?.[0];
          if (path && name !== undefined && stage.parser === "json" && !rewritten) {
            const known = log.fields.has(name) || hasVariable(name);
            reads.push({
              name,
              from: path.from,
              to: path.to,
              as: "extraction",
              source: known ? field(name, true) : { is: "missing", after: "all" },
              names: [...log.fields.keys()],
            });
            // One report for a field that is not there, not another one for every use of it.
            extract(as.name, known ? field(name, true) : { is: "unknown" });
          } else extract(as.name, { is: "made", of: [] });
        }
        if (after === "nothing") after = "some";
        break;
      case "label filter":
        read(stage.label, "filter");
        break;
      case "line format":
        for (const name of stage.names) read(name, "template");
        rewritten = true;
        break;
      case "label format":
        for (const { as, reads: from } of stage.sets) {
          for (const name of from) read(name, "label_format");
          names.set(as.name, { is: "made", of: from.map(({ name }) => look(name)) });
        }
        break;
      case "unwrap":
        read(stage.label, "unwrap");
        break;
      case "drop":
        for (const { name } of stage.labels) names.delete(name);
        break;
      case "keep": {
        const kept = new Set([...stage.labels, ...stage.when].map(({ name }) => name));
        for (const name of names.keys()) if (!kept.has(name)) names.delete(name);
        break;
      }
      default:
        break;
    }
  }

  for (const name of [...(selection.by ?? []), ...(selection.without ?? [])]) read(name, "grouping");
  for (const { name } of parsed.replaced) names.set(name, { is: "made", of: [] });
  for (const { by, without } of around)
    for (const name of [...(by ?? []), ...(without ?? [])]) read(name, "grouping");
  // What another selection in the query brings along may be in the legend too.
  if (parsed.selections.length === 1 && selection.fn)
    for (const found of (string(query.target?.["legendFormat"]) ?? "").matchAll(/\{\{\s*(\w+)\s*\}\}/g))
      read({ name: found[1]!, from: 0, to: 0 }, "legend");
  return { reads, names };
}
