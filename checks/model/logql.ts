/** LogQL as the little that the checks need: stream matchers, the pipeline's stages, the range aggregations. */
import { parser } from "@grafana/lezer-logql";
import type { SyntaxNode } from "@lezer/common";
import { unquote, type Matcher, type Span, type Window, type Word } from "./promql.ts";
import { blankVariables, type VariableUse } from "./variables.ts";

/** One step of a log pipeline, in order. */
export type Stage = Span &
  (
    | { readonly is: "line filter"; readonly op: string; readonly value: string }
    /** `| json` alone extracts every field; with a list only those, each under its own name. */
    | {
        readonly is: "parser";
        readonly parser: string;
        readonly fields: readonly { readonly as: Word; readonly field: string }[] | undefined;
      }
    | {
        readonly is: "label filter";
        readonly label: Word;
        readonly op: string;
        readonly value: string;
        readonly numeric: boolean;
        readonly unit: boolean;
      }
    | { readonly is: "line format"; readonly template: string; readonly names: readonly Word[] }
    | { readonly is: "label format"; readonly sets: readonly Word[]; readonly reads: readonly Word[] }
    | { readonly is: "unwrap"; readonly label: Word; readonly convert: string | undefined }
    | { readonly is: "drop" | "keep"; readonly labels: readonly Word[] }
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
  readonly aggregates: readonly LogAggregate[];
  readonly errors: readonly Span[];
  readonly uses: readonly VariableUse[];
}

/** Parses LogQL in which Grafana variables may stand. Never throws: what it does not understand is in `errors`. */
export function parseLogql(source: string): ParsedLog {
  const { text, uses } = blankVariables(source);
  const errors: Span[] = [];
  const selections: LogSelection[] = [];
  const aggregates: LogAggregate[] = [];
  const taken = new Set<number>();
  const word = (node: SyntaxNode): Word => ({
    name: text.slice(node.from, node.to).trim(),
    from: node.from,
    to: node.to,
  });
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
      by: aggregate ? grouping(aggregate).by : undefined,
      from: owner.from,
      to: owner.to,
    });
  };
  const textOf = (node: SyntaxNode | null): string => (node ? text.slice(node.from, node.to) : "");
  const matcherOf = (node: SyntaxNode): Matcher => ({
    label: textOf(node.firstChild),
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
          case "LogfmtParser":
            stages.push({
              is: "parser",
              parser: /^\w+/.exec(textOf(child))?.[0] ?? "",
              fields: undefined,
              ...span,
            });
            break;
          case "JsonExpressionParser":
          case "LogfmtExpressionParser":
            stages.push({
              is: "parser",
              parser: /^\w+/.exec(textOf(child))?.[0] ?? "",
              fields: leaves(child, "LabelExtractionExpression").map((each) => {
                const as = word(each.firstChild!);
                const given = each.getChild("String");
                return { as, field: given ? string(given) : as.name };
              }),
              ...span,
            });
            break;
          case "Matcher":
          case "NumberFilter":
          case "DurationFilter":
          case "BytesFilter":
            if (child.firstChild)
              stages.push({
                is: "label filter",
                label: word(child.firstChild),
                op: textOf(child.firstChild.nextSibling),
                value: child.getChild("String") ? string(child.getChild("String")) : textOf(child.lastChild),
                numeric: child.name !== "Matcher",
                unit: child.name === "DurationFilter" || child.name === "BytesFilter",
                ...span,
              });
            break;
          case "LineFormatExpr": {
            const template = child.getChild("String");
            const start = template ? template.from : child.from;
            const raw = template ? source.slice(template.from, template.to) : "";
            stages.push({
              is: "line format",
              template: string(template),
              names: [...raw.matchAll(/\.([A-Za-z_]\w*)/g)]
                .filter((found) => /\{\{[^}]*$/.test(raw.slice(0, found.index)))
                .map((found) => ({
                  name: found[1]!,
                  from: start + found.index + 1,
                  to: start + found.index + 1 + found[1]!.length,
                })),
              ...span,
            });
            break;
          }
          case "LabelFormatExpr": {
            const each = leaves(child, "LabelFormatMatcher");
            stages.push({
              is: "label format",
              sets: each.map((node) => word(node.firstChild!)),
              reads: each.flatMap((node) =>
                node.lastChild?.name === "Identifier" ? [word(node.lastChild)] : [],
              ),
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
              labels: leaves(child, "Identifier").map(word),
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
      } else if (type.name === "LogExpr") {
        const selector = leaves(node, "Selector")[0];
        if (selector && !taken.has(selector.from)) selection(node, selector, undefined);
      }
    },
  });
  return { source, selections, aggregates, errors, uses };
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
