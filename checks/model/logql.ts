/** LogQL as the little that the checks need: stream matchers, the pipeline's stages, the range aggregations. */
import { parser } from "@grafana/lezer-logql";
import type { SyntaxNode } from "@lezer/common";
import { unquote, type Matcher, type Span, type Window, type Word } from "./promql.ts";
import { blankVariables, type VariableUse } from "./variables.ts";

/** A name that a parser stage makes. */
export interface Extraction {
  readonly as: Word;
  /** The path into the line that it reads; undefined for a capture of `pattern` or `regexp`. */
  readonly field: Word | undefined;
}
/** `name=other` or ``name=`{{.other}}` `` of a label_format. */
export interface Assignment {
  readonly as: Word;
  readonly reads: readonly Word[];
}

/** One step of a log pipeline, in order. */
export type Stage = Span &
  (
    | { readonly is: "line filter"; readonly op: string; readonly value: string }
    /** `| json` alone extracts every field: no list. With a list only those, each under its own name. */
    | {
        readonly is: "parser";
        readonly parser: string;
        readonly fields: readonly Extraction[] | undefined;
      }
    | {
        readonly is: "label filter";
        readonly label: Word;
        readonly op: string;
        readonly value: string;
        readonly numeric: boolean;
        readonly unit: "duration" | "bytes" | undefined;
      }
    | { readonly is: "line format"; readonly template: string; readonly names: readonly Word[] }
    | { readonly is: "label format"; readonly sets: readonly Assignment[] }
    | { readonly is: "unwrap"; readonly label: Word; readonly convert: string | undefined }
    /** `when` lists what is dropped or kept only where it has a certain value. */
    | { readonly is: "drop" | "keep"; readonly labels: readonly Word[]; readonly when: readonly Word[] }
    | { readonly is: "other stage" }
  );

/** One `{…} | …`, with what is computed from it. */
export interface LogSelection extends Span {
  readonly matchers: readonly Matcher[];
  readonly stages: readonly Stage[];
  /** `count_over_time`, `quantile_over_time` …; undefined for a query that returns lines. */
  readonly fn: string | undefined;
  readonly window: Window | undefined;
  /** The grouping of the range aggregation itself: `quantile_over_time(…) by (route)`. */
  readonly by: readonly Word[] | undefined;
  readonly without: readonly Word[] | undefined;
}

/** An aggregation over series: `sum by (status) (…)`. */
export interface LogAggregate extends Span {
  readonly op: string;
  readonly by: readonly Word[] | undefined;
  readonly without: readonly Word[] | undefined;
}

export interface ParsedLog {
  readonly source: string;
  readonly selections: readonly LogSelection[];
  /** The outer ones first. */
  readonly aggregates: readonly LogAggregate[];
  /** Labels that label_replace makes. */
  readonly replaced: readonly Word[];
  /** Whether an operator combines numbers. */
  readonly arithmetic: boolean;
  readonly errors: readonly Span[];
  readonly uses: readonly VariableUse[];
}

/** Parses LogQL in which Grafana variables may stand. Never throws: what it does not understand is in `errors`. */
export function parseLogql(source: string): ParsedLog {
  const { text, uses } = blankVariables(source);
  const errors: Span[] = [];
  const selections: LogSelection[] = [];
  const aggregates: LogAggregate[] = [];
  const replaced: Word[] = [];
  let arithmetic = false;
  const taken = new Set<number>();
  /** The name at a node, with any variable in it as the source writes it. */
  const word = (node: SyntaxNode): Word => {
    const inside = uses.filter((use) => !use.inString && use.from < node.to && use.to > node.from);
    const from = Math.min(node.from, ...inside.map((use) => use.from));
    const to = Math.max(node.to, ...inside.map((use) => use.to));
    return { name: source.slice(from, to), from, to };
  };
  const string = (node: SyntaxNode | null): string => (node ? unquote(source.slice(node.from, node.to)) : "");

  const grouping = (node: SyntaxNode): Pick<LogAggregate, "by" | "without"> => {
    const found = node.getChild("Grouping");
    const labels = found ? leaves(found, "Identifier").map(word) : undefined;
    return {
      by: found?.getChild("Without") ? undefined : labels,
      without: found?.getChild("Without") ? labels : undefined,
    };
  };
  const selection = (owner: SyntaxNode, selector: SyntaxNode, aggregate: SyntaxNode | undefined): void => {
    taken.add(selector.from);
    const range = aggregate ? leaves(owner, "Range")[0] : undefined;
    selections.push({
      matchers: leaves(selector, "Matcher").map((node) => matcherOf(node)),
      stages: stagesOf(owner, selector.to),
      fn: aggregate ? textOf(aggregate.getChild("RangeOp")) : undefined,
      window: range
        ? { text: source.slice(range.from + 1, range.to - 1).trim(), from: range.from + 1, to: range.to - 1 }
        : undefined,
      ...(aggregate ? grouping(aggregate) : { by: undefined, without: undefined }),
      from: owner.from,
      to: owner.to,
    });
  };
  const textOf = (node: SyntaxNode | null): string => (node ? text.slice(node.from, node.to) : "");
  const matcherOf = (node: SyntaxNode): Matcher => ({
    label: node.firstChild ? word(node.firstChild).name : "",
    op: textOf(node.firstChild?.nextSibling ?? null) as Matcher["op"],
    value: string(node.getChild("String")),
    from: node.from,
    to: node.to,
  });

  const stagesOf = (owner: SyntaxNode, after: number): Stage[] => {
    const stages: Stage[] = [];
    const cursor = (node: SyntaxNode): void => {
      for (let child = node.firstChild; child; child = child.nextSibling) {
        const span = { from: child.from, to: child.to };
        if (child.to <= after) continue;
        switch (child.name) {
          case "LineFilter":
            stages.push({
              is: "line filter",
              op: textOf(child.getChild("Filter")),
              value: string(child.getChild("String")),
              ...span,
            });
            break;
          case "LabelParser":
          case "LogfmtParser": {
            const given = child.getChild("String");
            stages.push({
              is: "parser",
              parser: /^\w+/.exec(textOf(child))?.[0] ?? "",
              fields: given ? captures(source.slice(given.from, given.to), given.from) : undefined,
              ...span,
            });
            break;
          }
          case "JsonExpressionParser":
          case "LogfmtExpressionParser":
            stages.push({
              is: "parser",
              parser: /^\w+/.exec(textOf(child))?.[0] ?? "",
              fields: leaves(child, "LabelExtractionExpression").map((each) => {
                const as = word(each.firstChild!);
                const given = each.getChild("String");
                return {
                  as,
                  field: given ? { name: string(given), from: given.from + 1, to: given.to - 1 } : as,
                };
              }),
              ...span,
            });
            break;
          case "Matcher":
          case "NumberFilter":
          case "DurationFilter":
          case "BytesFilter":
          case "IpLabelFilter":
            if (child.firstChild)
              stages.push({
                is: "label filter",
                label: word(child.firstChild),
                op: textOf(child.firstChild.nextSibling),
                value: child.getChild("String") ? string(child.getChild("String")) : textOf(child.lastChild),
                numeric: child.name !== "Matcher" && child.name !== "IpLabelFilter",
                unit:
                  child.name === "DurationFilter"
                    ? "duration"
                    : child.name === "BytesFilter"
                      ? "bytes"
                      : undefined,
                ...span,
              });
            break;
          case "LineFormatExpr": {
            const template = child.getChild("String");
            stages.push({
              is: "line format",
              template: string(template),
              names: template ? templateNames(source.slice(template.from, template.to), template.from) : [],
              ...span,
            });
            break;
          }
          case "LabelFormatExpr": {
            const each = leaves(child, "LabelFormatMatcher");
            stages.push({
              is: "label format",
              sets: each.map((node) => {
                const last = node.lastChild!;
                return {
                  as: word(node.firstChild!),
                  reads:
                    last.name === "Identifier"
                      ? [word(last)]
                      : templateNames(source.slice(last.from, last.to), last.from),
                };
              }),
              ...span,
            });
            break;
          }
          case "UnwrapExpr": {
            if (child.getChild("UnwrapExpr")) {
              cursor(child);
              break;
            }
            const label = child.getChild("Identifier");
            if (label)
              stages.push({
                is: "unwrap",
                label: word(label),
                convert: child.getChild("ConvOp") ? textOf(child.getChild("ConvOp")) : undefined,
                ...span,
              });
            break;
          }
          case "DropLabelsExpr":
          case "KeepLabelsExpr":
            stages.push({
              is: child.name === "DropLabelsExpr" ? "drop" : "keep",
              labels: leaves(child, child.name === "DropLabelsExpr" ? "DropLabel" : "KeepLabel").flatMap(
                (each) => (each.getChild("Identifier") ? [word(each.getChild("Identifier")!)] : []),
              ),
              when: leaves(child, "Matcher").flatMap((each) =>
                each.firstChild ? [word(each.firstChild)] : [],
              ),
              ...span,
            });
            break;
          case "Selector":
            break;
          default:
            cursor(child);
        }
      }
    };
    cursor(owner);
    return stages;
  };

  parser.parse(text).iterate({
    enter: ({ type, from, to, node }) => {
      if (type.isError) errors.push({ from, to });
      else if (type.name === "RangeAggregationExpr") {
        const log = node.getChild("LogRangeExpr");
        const selector = log && leaves(log, "Selector")[0];
        if (log && selector) selection(log, selector, node);
      } else if (type.name === "VectorAggregationExpr") {
        aggregates.push({ op: textOf(node.getChild("VectorOp")), ...grouping(node), from, to });
      } else if (type.name === "BinOpExpr") {
        arithmetic = true;
      } else if (type.name === "LabelReplaceExpr") {
        const made = node.getChildren("String")[0];
        if (made) replaced.push({ name: string(made), from: made.from + 1, to: made.to - 1 });
      } else if (type.name === "LogExpr") {
        const selector = leaves(node, "Selector")[0];
        if (selector && !taken.has(selector.from)) selection(node, selector, undefined);
      }
    },
  });
  return { source, selections, aggregates, replaced, arithmetic, errors, uses };
}

/** Named captures of a `pattern` or `regexp`, given as the source writes it, quotes included. */
const captures = (quoted: string, start: number): Extraction[] =>
  [...quoted.matchAll(/<([A-Za-z]\w*)>/g)].map((found) => {
    const from = start + found.index + 1;
    return { as: { name: found[1]!, from, to: from + found[1]!.length }, field: undefined };
  });

/** The labels a template reads. Inside `with`, `range` and `define` a dot means something else, so nothing is said. */
function templateNames(quoted: string, start: number): Word[] {
  if (/\{\{-?\s*(with|range|define|block|template)\b/.test(quoted)) return [];
  const words: Word[] = [];
  for (const action of quoted.matchAll(/\{\{(.*?)\}\}/gs)) {
    // Texts inside the action may hold dots of their own.
    const code = action[1]!.replace(/\\?"(?:[^"\\]|\\[^"])*\\?"|`[^`]*`|\/\*.*?\*\//gs, (text) =>
      " ".repeat(text.length),
    );
    for (const found of code.matchAll(/(?<![\w$)\]])\.([A-Za-z_]\w*)/g)) {
      const from = start + action.index + 2 + found.index + 1;
      words.push({ name: found[1]!, from, to: from + found[1]!.length });
    }
  }
  return words;
}

/** Nodes of a kind below `node` in source order, not below another of that kind unless nested lists spell them so. */
function leaves(node: SyntaxNode, name: string): SyntaxNode[] {
  const found: SyntaxNode[] = [];
  for (let child = node.firstChild; child; child = child.nextSibling) {
    if (child.name === name) found.push(child);
    else found.push(...leaves(child, name));
  }
  return found;
}
