import { mark, perQuery } from "./model/check.ts";
import { meaning } from "./model/contributions.ts";
import { labelsOf, parting } from "./model/labels.ts";
import { walk, type Binary } from "./model/promql.ts";

/** An operation between two vectors whose labels can never be equal. */
export const unmatchedLabels = perQuery("unmatched-labels", function* (query, context) {
  for (const expr of walk(meaning(query))) {
    if (expr.is !== "binary") continue;
    const apart = parting(expr, query.board, context);
    if (!apart) continue;
    const shown = (side: Binary["left"]): string => {
      const { sure, possible } = labelsOf(side, query.board, context);
      const names = [...sure]
        .sort()
        .map((name) => `\`${name}\``)
        .join(", ");
      return possible?.size === 0 ? "none" : names === "" ? "varying ones" : names;
    };
    const named = expr.on?.some(({ name }) => name === apart.label);
    yield {
      ...mark(query, operator(expr, query.text)),
      what: `\`${apart.label}\` is only on the ${apart.on} side of \`${expr.op}\` (left: ${shown(expr.left)}; right: ${shown(expr.right)}), so no two series match and ${expr.op === "unless" ? "nothing is ever taken away" : "the result is always empty"}.`,
      fix: named
        ? `Keep \`${apart.label}\` on both sides, or take it out of on().`
        : `Aggregate both sides by the same labels, or name those that must be equal: \`${expr.op} on(…)\`${/^(and|unless)$/.test(expr.op) ? "" : `, with group_${apart.on}() where that side has more series`}.`,
      facts: { label: apart.label, on: apart.on, operator: expr.op },
    };
  }
});

/** Where the operator stands: the tree does not say, but it is the first between the two sides. */
function operator({ op, left, right, from, to }: Binary, text: string): { from: number; to: number } {
  const at = text.slice(left.to, right.from).toLowerCase().indexOf(op);
  return at < 0 ? { from, to } : { from: left.to + at, to: left.to + at + op.length };
}
