/** What a change of a metric's labels does to a query. */
import type { Change } from "../../contracts/compare.ts";
import type { Query } from "../../checks/model/board.ts";
import { labelUses } from "../../checks/model/label-uses.ts";
import { passesWithout } from "../../checks/model/matchers.ts";
import { selectors, walk, type Expr, type Selector } from "../../checks/model/promql.ts";
import { hasVariable } from "../../checks/model/variables.ts";
import { exposed, type Exposed } from "./series.ts";

/** What one change does to one query. */
export interface Effect {
  /** True where a panel or variable shows nothing, or something wrong; false where a person should look at it. */
  readonly breaking: boolean;
  /** What the query does and what becomes of it, to follow its place. */
  readonly what: string;
}
/** Labels on the pages, for any selector. */
export interface PageLabels {
  readonly had: (selector: Selector) => readonly string[];
  /** Those that come or go: two sides that change alike still match. */
  readonly changed: (selector: Selector) => readonly string[];
}

export type LabelChange = Extract<Change, { kind: "labels" }>;

/** Prometheus renames the page's own `job` and `instance`, which it sets itself. */
const stored = (label: string): string =>
  label === "job" || label === "instance" ? `exported_${label}` : label;

const KINDS = {
  matcher: "selects by",
  by: "groups by",
  matching: "matches on",
  include: "takes over",
  legend: "has in its legend",
  variable: "lists the values of",
} as const;

/**
 * What the change does to a query that asks for the metric.
 *
 * @param used The query's selectors that ask for it.
 */
export function labelEffects(
  change: LabelChange,
  query: Query,
  root: Expr,
  used: readonly Selector[],
  labels: PageLabels,
): Effect[] {
  const effects: Effect[] = [];
  const gone = [...change.removed.map((label) => ({ label, to: undefined })), ...change.renamed];
  const ignored = [...walk(root)].flatMap((expr) => (expr.is === "binary" ? (expr.ignoring ?? []) : []));
  for (const { label, to } of gone) {
    const uses = labelUses(query).filter(
      ({ name, kind, mark, of }) =>
        name === stored(label) &&
        !(kind === "matching" && ignored.some(({ from }) => from === mark.from)) &&
        of.some((expr) => [...selectors(expr)].some((selector) => used.includes(selector))),
    );
    const hard = uses.find(
      ({ matcher }) => !matcher || hasVariable(matcher.value) || passesWithout(matcher, query.board) !== true,
    );
    const use = hard ?? uses[0];
    if (use)
      effects.push({
        breaking: hard !== undefined,
        what: `${KINDS[use.kind]} \`${stored(label)}\`, which ${to === undefined ? "is gone" : `is \`${stored(to)}\` now`}`,
      });
  }
  const torn = unmatched(root, used, labels);
  if (torn.length > 0)
    effects.push({
      breaking: true,
      what: `combines series of which one side alone changes ${torn.map((label) => `\`${label}\``).join(", ")}, so they no longer match`,
    });
  const shown = exposed(root).filter(({ selector }) => used.includes(selector));
  const added = change.added
    .map(stored)
    .filter((label) => shown.some(({ without }) => !without.includes(label)));
  if (added.length > 0 && query.origin !== "variable")
    effects.push({
      breaking: false,
      what: `shows series that now carry ${added.map((label) => `\`${label}\``).join(", ")} as well`,
    });
  return effects;
}

/** Labels that only one side of a binary operation gets or loses, where both had the same ones before. */
function unmatched(root: Expr, used: readonly Selector[], { had, changed }: PageLabels): string[] {
  for (const expr of walk(root)) {
    if (expr.is !== "binary" || expr.on || expr.op === "or") continue;
    const off = (expr.ignoring ?? []).map(({ name }) => name);
    const compared = ({ without }: Exposed, labels: readonly string[]): string[] =>
      labels.map(stored).filter((label) => !without.includes(label) && !off.includes(label));
    const [left, right] = [exposed(expr.left), exposed(expr.right)];
    if (![...left, ...right].some(({ selector }) => used.includes(selector))) continue;
    for (const one of left)
      for (const other of right) {
        const differing = (labels: PageLabels["had"]): string[] =>
          apart(compared(one, labels(one.selector)), compared(other, labels(other.selector)));
        if (differing(changed).length > 0 && differing(had).length === 0) return differing(changed);
      }
  }
  return [];
}

const apart = (a: readonly string[], b: readonly string[]): string[] =>
  [
    ...new Set([...a.filter((label) => !b.includes(label)), ...b.filter((label) => !a.includes(label))]),
  ].sort();
