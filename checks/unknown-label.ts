import { nearest } from "../contracts/read-yaml.ts";
import type { Board, Query } from "./model/board.ts";
import type { Context, Emitted } from "./model/context.ts";
import { perQuery, type Finding } from "./model/check.ts";
import { contributions, meaning } from "./model/contributions.ts";
import { carried, labelsOf, type Labels } from "./model/labels.ts";
import { labelUses, type LabelUse } from "./model/label-uses.ts";
import { passesWithout } from "./model/matchers.ts";
import { walk, type Expr } from "./model/promql.ts";
import { emittedBy } from "./model/recorded.ts";
import { hasVariable } from "./model/variables.ts";

/** Names that scrape configurations add, most of all in Kubernetes. Without a stack.yaml nobody said that this one does not. */
const CONVENTIONAL =
  /^(exported_)?(app|application|cluster|component|container|datacenter|dc|endpoint|env|environment|host|hostname|metrics_path|namespace|node|nodename|pod|prometheus|prometheus_replica|region|replica|service|site|stage|zone)$|^(kubernetes|k8s|topology)_/;

/** A label that the series never carry, or that only some of an exporter's recordings have. */
export const unknownLabel = perQuery("unknown-label", function* (query, context) {
  // A quantile without buckets is a problem of its own, and better explained there.
  const quantile = [...walk(meaning(query))].some(
    (each) => each.is === "call" && each.fn.startsWith("histogram_"),
  );
  const seen = new Set<string>(quantile ? ["le"] : []);
  for (const use of labelUses(query)) {
    const { name } = use;
    if (seen.has(name) || name.startsWith("__") || hasVariable(name)) continue;
    if (context.selected === undefined && CONVENTIONAL.test(name)) continue;
    const on = use.of.map((expr) => labelsAt(use, expr, query.board, context));
    if (on.some(({ possible }) => possible === undefined)) continue;
    const finding = on.some(({ possible }) => possible!.has(name))
      ? sometimes(use, query, context)
      : never(use, on, query, context);
    if (!finding) continue;
    seen.add(name);
    yield { at: query.at, mark: use.mark, ...finding };
  }
});

/** A matcher chooses among what the metric carries; what its neighbours leave over does not matter to it. */
const labelsAt = (use: LabelUse, expr: Expr, board: Board, context: Context): Labels =>
  use.selector ? carried(use.selector, context) : labelsOf(expr, board, context);

function never(
  use: LabelUse,
  on: readonly Labels[],
  query: Query,
  context: Context,
): Omit<Finding, "at"> | undefined {
  const { name, kind, matcher } = use;
  // `image=""` is a guard against a label that other versions may have.
  if (matcher?.op === "=" && matcher.value === "") return undefined;
  const screen = query.origin === "target" ? "panel" : query.origin;
  const known = [...new Set(on.flatMap(({ possible }) => [...possible!]))].sort();
  const sources = use.of.flatMap((expr) => [...contributions(expr)]);
  const emitted = sources.flatMap(({ selector }) => emittedBy(selector, context));
  const metrics = [...new Set(sources.map(({ selector }) => selector.metric?.name ?? ""))];
  const near = nearest(name, known);
  // Of a metric that nobody recorded, all that is known is what the aggregation above it leaves.
  const elsewhere = emitted.length === 0 || emitted.some(({ facts }) => facts.labels.has(name));
  const list = known.map((label) => `\`${label}\``).join(", ") || "none";
  const carriers = metrics.map((metric) => `\`${metric}\``).join(", ");
  const passes = matcher && passesWithout(matcher, query.board);
  const consequence = {
    matcher:
      passes === false
        ? `so nothing matches and the ${screen} stays empty`
        : passes
          ? "so the matcher excludes nothing"
          : "so the matcher keeps everything or nothing",
    by: "so grouping by it does not split anything",
    matching: "so matching on it changes nothing",
    include: "so nothing is taken over",
    legend: "so the legend is blank there",
    variable: "so the variable has no values",
  }[kind];
  const fix = elsewhere
    ? `An aggregation or a join drops it: add it there, or leave it out here.`
    : `${near === undefined ? `What is there: ${list}.` : `Did you mean \`${near}\`?`} If your scrape configuration adds \`${name}\`, list it under \`filters\` in stack.yaml.`;
  return {
    what: elsewhere
      ? `\`${name}\` is not among the labels that are left here (${list}), ${consequence}.`
      : `${nothingOf(emitted, context)} has the label \`${name}\` ${carriers === "" ? "here" : `on ${carriers}`}, ${consequence}.`,
    fix,
    ...(emitted[0] && { evidence: emitted[0].facts.evidence }),
    facts: { label: name, kind, metrics: metrics.join(" "), ...(near !== undefined && { nearest: near }) },
  };
}

/** Who was looked at, and has it not: recordings, pages, a live server. */
function nothingOf(emitted: readonly Emitted[], { scrapes = [], prometheus }: Context): string {
  const given = new Set(scrapes.map(({ file }) => file));
  const pages = scrapes.filter(({ families }) => emitted.some(({ facts }) => families.has(facts.name)));
  const [last, ...others] = [
    ...(pages.some(({ live }) => live) ? [`series of the last hour at ${prometheus}`] : []),
    ...(pages.some(({ live }) => !live) ? ["page given"] : []),
    ...(emitted.some(({ facts }) => facts.recordings.some((name) => !given.has(name))) ? ["recording"] : []),
  ];
  if (last === undefined) return "No recording";
  if (others.length === 0) return `No ${last}`;
  return `Neither ${others
    .reverse()
    .map((each) => `a ${each}`)
    .join(", ")} nor a ${last}`;
}

/** Recordings that have the metric without the label, where that changes what is shown. */
function sometimes(use: LabelUse, query: Query, context: Context): Omit<Finding, "at"> | undefined {
  const { name, kind, matcher } = use;
  if (kind === "legend" || kind === "include") return undefined;
  if (matcher && passesWithout(matcher, query.board) !== false) return undefined;
  for (const { selector } of use.of.flatMap((expr) => [...contributions(expr)])) {
    // A matcher of its own on the label is reported there.
    if (kind !== "matcher" && selector.matchers.some(({ label }) => label === name)) continue;
    const emitted = emittedBy(selector, context);
    const facts = emitted[0]?.facts;
    const label = facts?.labels.get(name);
    if (
      emitted.length !== 1 ||
      !facts ||
      !label ||
      label.always ||
      label.missingIn.length === 0 ||
      label.personal !== undefined
    )
      continue;
    const given = new Set(context.scrapes?.map(({ file }) => file));
    // Of pages that have the metric, what other recordings lack says nothing.
    const pages = context.scrapes?.filter(({ families }) => families.get(facts.name)?.samples.length);
    if (pages?.length && !label.missingIn.some((recording) => given.has(recording))) continue;
    const some = label.missingIn
      .slice(0, 3)
      .map((recording) => (given.has(recording) ? recording : `${recording}.prom`))
      .join(", ");
    const more = label.missingIn.length > 3 ? ` and ${label.missingIn.length - 3} more` : "";
    const consequence = {
      matcher: "there nothing matches",
      by: "there all series fall together",
      matching: "there it joins what does not belong together, or nothing",
      variable: "there the variable has no values",
    }[kind];
    return {
      severity: "warning",
      what: `\`${facts.name}\` has no label \`${name}\` in ${some}${more}: ${consequence}.`,
      fix: `Use a label that every recording has: ${always(facts.labels) || "none is"}.`,
      evidence: facts.evidence,
      facts: { label: name, kind, metric: facts.name, missingIn: label.missingIn.join(" ") },
    };
  }
  return undefined;
}

const always = (labels: ReadonlyMap<string, { readonly name: string; readonly always: boolean }>): string =>
  [...labels.values(), { name: "instance", always: true }]
    .filter((label) => label.always)
    .map((label) => `\`${label.name}\``)
    .join(", ");
