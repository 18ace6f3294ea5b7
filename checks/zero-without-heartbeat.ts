import type { Contract } from "../contracts/contract.ts";
import { mark, perQuery } from "./model/check.ts";
import type { Context } from "./model/context.ts";
import { meaning } from "./model/contributions.ts";
import { selectors, walk, type Binary, type Expr } from "./model/promql.ts";
import { COMPARISONS } from "./model/promql-types.ts";
import { exporterOf, without } from "./model/without-exporter.ts";

/** Panels that show states, in which 0 is one of them. */
const STATES = new Set(["state-timeline", "status-history"]);

/** A query that gives 0 once its exporter is dead, as if all were quiet. */
export const zeroWithoutHeartbeat = perQuery(
  "zero-without-heartbeat",
  function* (query, context) {
    const root = meaning(query);
    if (!root || query.origin !== "target" || query.target?.["hide"] === true) return;
    if (STATES.has(query.panel?.type ?? "")) return;
    const dead = new Map<Binary, Contract>();
    for (const or of walk(root)) {
      if (or.is !== "binary" || or.op !== "or" || saysUp(or.left)) continue;
      const of = soleExporter(or.left, context);
      if (of) dead.set(or, of);
    }
    for (const contract of new Set(dead.values())) {
      const { exporter, title, heartbeat } = contract;
      const left = without(exporter, root, context, (or) => dead.get(or) === contract);
      if (left.is !== "number" || left.value !== 0 || !left.by) continue;
      const zero = query.text.slice(left.by.right.from, left.by.right.to);
      const facts = contract.metrics.get(heartbeat);
      yield {
        ...mark(query, left.by.right),
        what: `When the series left of \`or\` are gone because their exporter (${title}) is dead, this zero stays: the panel shows 0, as if all were quiet.`,
        fix: `Add the zero only while the exporter is there: \`or on() 0 * ${beat(contract, context)}\`.`,
        ...(facts && { evidence: facts.evidence }),
        facts: { exporter, zero },
      };
    }
  },
  "warning",
);

/** The exporter that every selector's metric comes from; undefined where one is not known or Prometheus' own. */
function soleExporter(expr: Expr, context: Context): Contract | undefined {
  const exporters = new Set([...selectors(expr)].map((selector) => exporterOf(selector, context)));
  const [only] = exporters;
  return exporters.size === 1 ? context.contracts.find(({ exporter }) => exporter === only) : undefined;
}

/** Whether it is a metric that says with 0 that something is down: taking a missing one for down is no quiet. */
const saysUp = (expr: Expr): boolean =>
  [...selectors(expr)].every(({ metric }) => metric?.name.endsWith("_up")) &&
  ![...walk(expr)].some(
    (each) =>
      (each.is === "aggregate" && each.op === "count") || (each.is === "binary" && COMPARISONS.has(each.op)),
  );

const beat = ({ exporter, heartbeat, job }: Contract, { jobs }: Context): string =>
  heartbeat === "up" ? `(max(up{job="${jobs?.get(exporter) ?? job}"}) == 1)` : `max(${heartbeat})`;
