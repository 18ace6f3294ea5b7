/** Writes rules as Prometheus reads them. */
import { Document, isMap, type Pair, type Scalar } from "yaml";
import { exporters } from "../contracts/exporters.gen.ts";
import { exportersOf, metricsOf, type Node } from "../queries/promql.ts";
import { print, type Printing } from "../queries/print.ts";
import type { ExporterName, Stack } from "../stack.ts";
import { panelLink, runbook } from "./link.ts";
import type { Duration, Group, Rule } from "./rule.ts";

/** `15s` in seconds. */
export const inSeconds = (duration: string): number =>
  Number.parseInt(duration, 10) *
  { s: 1, m: 60, h: 3600, d: 86400 }[duration.at(-1) as "s" | "m" | "h" | "d"];

/** Seconds between two scrapes. */
export const scrapeSeconds = ({ dataSources }: Stack): number =>
  inSeconds(dataSources.find(({ type }) => type !== "loki")!.scrapeInterval ?? "15s");

const runs = (stack: Stack, name: string): boolean => name === "prometheus" || name in stack.exporters;

/** What an expression needs to know of a stack. Rules see everything: no variable of a board narrows them. */
export function printing(stack: Stack, window: Duration): Printing {
  // A rate over fewer than four scrapes is nothing as soon as one is missed.
  const least = 4 * scrapeSeconds(stack);
  const text = inSeconds(window) < least ? `${least}s` : window;
  return {
    windows: { rate: text, step: text, range: text },
    filters: [],
    added: {},
    emits: ({ exporter: { name }, facts: { variants } }) =>
      runs(stack, name) && (variants?.includes(stack.exporters[name as ExporterName]?.variant ?? "") ?? true),
    jobs: Object.fromEntries(
      (Object.keys({ ...exporters, ...stack.exporters }) as ExporterName[]).map((name) => [
        name,
        stack.exporters[name]?.job ?? exporters[name].job,
      ]),
    ),
  };
}

/** Whether the stack has all that a rule asks for. */
export function possible({ expr: { node }, window }: Rule, stack: Stack): boolean {
  const { emits } = printing(stack, window);
  return exportersOf(node).every(({ name }) => runs(stack, name)) && metricsOf(node).every(emits);
}

/** Up to here an expression is read on one line. */
const ONE_LINE = 160;

/** A rule's expression; a long one has each part of its outermost `or` on a line of its own. */
export function exprOf({ expr: { node }, window }: Rule, stack: Stack): string {
  const how = printing(stack, window);
  const text = print(node, how);
  if (text.length <= ONE_LINE) return text;
  const parts: Node[] = [];
  const split = (each: Node): void => {
    if (each.is === "if emitted") split(how.emits(each.metric) ? each.then : each.otherwise);
    // With `on` it is another word than the `or` that joins the lines again.
    else if (each.is === "binary" && each.op === "or" && each.on === undefined) {
      split(each.left);
      parts.push(each.right);
    } else parts.push(each);
  };
  split(node);
  return parts.map((part) => print(part, how)).join("\nor ");
}

/** Groups as they are in a rule file, without rules that the stack cannot answer and groups without a rule. */
export const asWritten = (groups: readonly Group[], stack: Stack): object[] =>
  groups
    .map(({ name, interval, rules }) => ({
      name,
      ...(interval !== undefined && { interval }),
      rules: rules.filter((rule) => possible(rule, stack)).map((rule) => written(rule, stack)),
    }))
    .filter(({ rules }) => rules.length > 0);

function written(rule: Rule, stack: Stack): object {
  const expr = exprOf(rule, stack);
  const labels = rule.labels ?? {};
  if ("record" in rule) return { record: rule.record, expr, ...(rule.labels && { labels }) };
  return {
    alert: rule.alert,
    expr,
    for: rule.for,
    ...(rule.keepFiringFor !== undefined &&
      inSeconds(rule.keepFiringFor) > 0 && { keep_firing_for: rule.keepFiringFor }),
    labels: { severity: rule.severity, ...labels },
    annotations: {
      summary: rule.summary,
      description: rule.description,
      ...(rule.panel !== undefined && { dashboard: panelLink(rule.panel, stack) }),
      ...runbook(rule.runbook, rule.alert, stack),
    },
  };
}

/**
 * A rule file's text, each alert under the reason for its threshold and time; undefined where nothing is left of it.
 *
 * @param header First line, a comment.
 */
export function ruleFile(groups: readonly Group[], stack: Stack, header: string): string | undefined {
  const content = asWritten(groups, stack);
  if (content.length === 0) return undefined;
  const reasons = new Map(
    groups.flatMap(({ rules }) => rules.flatMap((rule) => ("alert" in rule ? [[rule.alert, rule.why]] : []))),
  );
  const document = new Document({ groups: content }, { version: "1.1", aliasDuplicateObjects: false });
  document.commentBefore = ` ${header}`;
  const rules = (document.toJS() as { groups: { rules: unknown[] }[] }).groups.map(({ rules: all }) => all);
  rules.forEach((all, group) =>
    all.forEach((_, index) => {
      const rule: unknown = document.getIn(["groups", group, "rules", index], true);
      if (!isMap(rule)) return;
      const reason = reasons.get(String(rule.get("alert")));
      const first = rule.items[0] as Pair<Scalar, unknown>;
      if (reason !== undefined && first.key.value === "alert") rule.commentBefore = ` ${reason}`;
    }),
  );
  return document.toString({ lineWidth: 0, directives: false });
}
