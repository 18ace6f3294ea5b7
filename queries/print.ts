import type { Exporter, Kind, Labels, Matcher, Metric } from "../contracts/metric.ts";
import type { Node, Window } from "./promql.ts";

/** A variable of the board that narrows selectors. */
export interface Filter {
  /** Label and variable have one name. */
  readonly label: string;
  /** Exporters whose metrics it narrows, where they carry the label. */
  readonly exporters: readonly string[];
  readonly matcher: Matcher;
}

/** What an expression does not know about itself: where it is shown. */
export interface Printing {
  /** The text of each window: `$__rate_interval` in a panel, `5m` in a rule. */
  readonly windows: { readonly rate: string; readonly step: string; readonly range: string };
  readonly filters: readonly Filter[];
  /** Labels the scrape configuration adds to an exporter's series (`cluster`), by exporter. */
  readonly added: Readonly<Record<string, readonly string[]>>;
  /** Whether the chosen variant of its exporter has the metric. */
  readonly emits: (metric: Metric<Kind, Labels>) => boolean;
  /** Scrape job by exporter. */
  readonly jobs: Readonly<Record<string, string>>;
}

/** Windows of a panel. */
export const PANEL_WINDOWS: Printing["windows"] = {
  rate: "$__rate_interval",
  step: "$__interval",
  range: "$__range",
};

/**
 * Writes PromQL on one line, in one way: `sum by (model) (rate(ollama_jobs_total{model=~"$model"}[$__rate_interval]))`.
 * Adds to each selector the filters whose label it carries, `job` where another exporter has the same metric name,
 * and what keeps total rows out.
 */
export function print(node: Node, printing: Printing): string {
  const write = (each: Node): string => {
    switch (each.is) {
      case "select": {
        const { metric, suffix, target } = each;
        const matchers = selectorMatchers(
          each.metric.where,
          {
            labels: metric.labels,
            rollUp: metric.facts.rollUp ?? [],
            exporter: target ?? metric.exporter,
            byJob: target !== undefined || metric.facts.shared === true,
          },
          printing,
        );
        return `${metric.metric}${suffix}${matchers}`;
      }
      case "window":
        return `${each.fn}(${write(each.of)}[${windowText(each.window, printing)}])`;
      case "aggregate":
        return `${each.op}${each.by.length > 0 ? ` by (${each.by.join(", ")}) ` : ""}(${each.param === undefined ? "" : `${each.param}, `}${write(each.of)})`;
      case "call":
        return `${each.fn}(${each.args.map((arg) => (typeof arg === "string" ? JSON.stringify(arg) : write(arg))).join(", ")})`;
      case "binary": {
        const matching =
          each.on === undefined
            ? ""
            : `${each.group === true ? ` on(${each.on.join(", ")}) group_left()` : ` on(${each.on.join(", ")})`}`;
        return `${inner(each.left, each.op, "left")} ${each.op}${matching} ${inner(each.right, each.op, "right")}`;
      }
      case "number":
        return String(each.value);
      case "if emitted":
        return write(printing.emits(each.metric) ? each.then : each.otherwise);
      case "raw":
        return each.text;
    }
  };
  /** Parentheses only where leaving them out would change the meaning, and around every `or` in a comparison. */
  const inner = (each: Node, op: string, side: "left" | "right"): string => {
    if (each.is === "if emitted")
      return inner(printing.emits(each.metric) ? each.then : each.otherwise, op, side);
    if (each.is === "raw") return `(${each.text})`;
    if (each.is !== "binary") return write(each);
    const [outer, own] = [PRECEDENCE[op]!, PRECEDENCE[each.op]!];
    const needless = own > outer || (own === outer && side === "left");
    return needless && !(outer < COMPARISON && own === COMPARISON) ? write(each) : `(${write(each)})`;
  };
  return write(node);
}

const PRECEDENCE: Readonly<Record<string, number>> = {
  or: 1, and: 2, unless: 2, "==": 3, "!=": 3, ">": 3, ">=": 3, "<": 3, "<=": 3, "+": 4, "-": 4, "*": 5, "/": 5, "%": 5, "^": 6,
}; // prettier-ignore

const COMPARISON = PRECEDENCE["=="]!;

const windowText = (window: Window, { windows }: Printing): string =>
  window === "rate"
    ? windows.rate
    : window === "step"
      ? windows.step
      : window === "range"
        ? windows.range
        : window;

interface Carrier {
  readonly labels: Readonly<Record<string, unknown>>;
  readonly rollUp: readonly string[];
  readonly exporter: Exporter;
  readonly byJob: boolean;
}

function selectorMatchers(
  own: Readonly<Record<string, Matcher>>,
  { labels, rollUp, exporter, byJob }: Carrier,
  { filters, added, jobs }: Printing,
): string {
  const job: [string, Matcher][] = byJob
    ? [["job", { op: "=", value: jobs[exporter.name] ?? exporter.name }]]
    : [];
  const carried = new Set([...Object.keys(labels), ...(added[exporter.name] ?? [])]);
  // A measure that asks for a value itself (status 5xx) is not narrowed further by a filter on the same label.
  const narrowing = filters.filter(
    ({ label, exporters }) => exporters.includes(exporter.name) && carried.has(label) && !(label in own),
  );
  const chosen: [string, Matcher][] = [
    ...job,
    ...Object.entries(own),
    ...narrowing.map(({ label, matcher }): [string, Matcher] => [label, matcher]),
  ];
  const totals = rollUp
    .filter((label) => !chosen.some(([name]) => name === label))
    .map((label): [string, Matcher] => [label, { op: "!=", value: "" }]);
  const all = [...chosen, ...totals].sort(([a], [b]) => (a < b ? -1 : 1));
  return all.length === 0
    ? ""
    : `{${all.map(([label, { op, value }]) => `${label}${op}${JSON.stringify(value)}`).join(", ")}}`;
}
