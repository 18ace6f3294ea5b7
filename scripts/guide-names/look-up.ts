/** What the recordings say of a query that a tutorial asks. */
import { parsePromql, selectors } from "../../checks/model/promql.ts";
import type { Contract, MetricFacts } from "../../contracts/contract.ts";

/** Series of one metric, and the name under which they are scraped. */
interface Found {
  readonly contract: Contract;
  readonly facts: MetricFacts;
  /** `` where the metric's own name is a series; else what a query has to add to it. */
  readonly adds: "" | "_total" | "_bucket";
}

/** What became of a query. */
export interface LookedUp {
  /** `right`: it shows what it should; `name`: the series has another name; `label`: it has no such label; `gone`: nothing at all. */
  readonly is: "right" | "name" | "label" | "gone";
  /** In a sentence. */
  readonly says: string;
  /** What to ask, where it is not what was asked. */
  readonly instead?: string;
  /** Variants that have it: `LiteLLM 1.109.1, 1.82.6`. */
  readonly variants: string;
  /** `contracts/litellm/recordings/1.109.1.busy.prom:12` */
  readonly evidence?: string;
}

const PARTS = /_(?:bucket|sum|count)$/;

function find(name: string, contracts: readonly Contract[]): Found | undefined {
  for (const contract of contracts) {
    const of = (metric: string): MetricFacts | undefined => contract.metrics.get(metric);
    const own = of(name);
    if (own) return { contract, facts: own, adds: own.type === "histogram" ? "_bucket" : "" };
    const part = of(name.replace(PARTS, ""));
    if (part?.type === "histogram") return { contract, facts: part, adds: "" };
    const total = of(`${name}_total`);
    if (total) return { contract, facts: total, adds: "_total" };
  }
  return undefined;
}

const variantsOf = ({ contract, facts }: Found): string =>
  contract.addedByPrometheus ? "added to every target" : `${contract.title} ${facts.variants.join(", ")}`;

/**
 * Looks one query up.
 *
 * @param asks PromQL with one selector, as the tutorial writes it.
 * @param use What to ask in its place, for a name that nobody recorded anything like.
 * @returns Undefined where it is no such query, or where `use` names nothing that was recorded.
 */
export function lookUp(
  asks: string,
  use: string | undefined,
  contracts: readonly Contract[],
): LookedUp | undefined {
  const [selector] = selectors(parsePromql(asks).root);
  if (!selector?.metric) return undefined;
  const { name } = selector.metric;
  const found = find(name, contracts);
  if (!found) {
    const other = use === undefined ? undefined : find(use, contracts);
    if (!other || other.adds !== "") return undefined;
    return {
      is: "gone",
      says: "No recorded version has a series of this name.",
      instead: use!,
      variants: variantsOf(other),
      evidence: other.facts.evidence,
    };
  }
  const { facts, adds } = found;
  const rest = { variants: variantsOf(found), evidence: facts.evidence };
  if (adds === "_bucket")
    return {
      is: "name",
      says: "A histogram: the name alone has no series, its parts have.",
      instead: ["_bucket", "_sum", "_count"].map((part) => name + part).join(", "),
      ...rest,
    };
  if (adds === "_total")
    return {
      is: "name",
      says: "The name of the setting and in HELP; the series ends in `_total`.",
      instead: name + adds,
      ...rest,
    };
  // What Prometheus adds is on every series, and in no recorded page.
  const missing = selector.matchers.filter(
    ({ label }) => !["job", "instance"].includes(label) && !facts.labels.has(label),
  );
  if (missing.length > 0)
    return {
      is: "label",
      says: `It has no label ${missing.map(({ label }) => `\`${label}\``).join(", ")}.`,
      instead: name,
      ...rest,
    };
  return { is: "right", says: facts.lazy ?? "As it says.", ...rest };
}
