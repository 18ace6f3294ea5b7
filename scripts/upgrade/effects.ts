/** What the changes of an exporter's page do to the queries of dashboards. */
import type { Change } from "../../contracts/compare.ts";
import type { Page } from "../../contracts/exposition.ts";
import type { Query } from "../../checks/model/board.ts";
import { selectors, type Selector } from "../../checks/model/promql.ts";
import { hasVariable } from "../../checks/model/variables.ts";
import { labelEffects, type Effect } from "./labels.ts";
import { answers, asksFor, hasStandIn, seriesNames } from "./series.ts";

export type Hit = Effect & { readonly change: Change; readonly query: Query };

export interface Effects {
  readonly hits: readonly Hit[];
  /** Queries that ask for a metric of the old page. */
  readonly asking: number;
  /** Queries whose metric is named by a variable, so that nobody can say what they ask for. */
  readonly unknown: readonly Query[];
}

/** What the changes from one page to the next do to each query; hits are in the order of the changes. */
export function effects(
  old: Page,
  now: Page,
  changes: readonly Change[],
  queries: readonly Query[],
): Effects {
  const series = new Map([...old.families.values()].map((family) => [family.name, seriesNames(family)]));
  const known = [...series.values()].flat();
  const kept = new Set([...now.families.values()].flatMap(seriesNames));
  const before = new Map(
    changes.flatMap((change) => (change.kind === "renamed" ? [[change.to, change.name] as const] : [])),
  );
  const namesOf = ({ name }: Change): readonly string[] =>
    series.get(name) ?? series.get(before.get(name) ?? "") ?? [];
  const gone = (selector: Selector): boolean => {
    const names = asksFor(selector, known);
    return names.length > 0 && !names.some((name) => kept.has(name));
  };
  const had = (selector: Selector): string[] => {
    const families = [...old.families.values()].filter(
      ({ name }) => asksFor(selector, series.get(name)!).length > 0,
    );
    return [
      ...new Set(families.flatMap(({ samples }) => samples.flatMap(({ labels }) => Object.keys(labels)))),
    ];
  };
  const changed = (selector: Selector): string[] =>
    changes.flatMap((change) =>
      change.kind === "labels" && asksFor(selector, namesOf(change)).length > 0
        ? [...change.added, ...change.removed, ...change.renamed.flatMap(({ label, to }) => [label, to])]
        : [],
    );
  // Most queries have nothing to do with most changes; a look here is cheaper than a walk through the tree.
  const asked = new Map(
    queries.map((query) => {
      const names = [...selectors(query.promql?.root)].flatMap((selector) => asksFor(selector, known));
      return [query, new Set([...names, namedIn(query, known) ?? []].flat())] as const;
    }),
  );
  const on = (change: Change, query: Query): Effect[] => {
    const names = namesOf(change);
    const root = query.promql?.root;
    if (!root) {
      const name = namedIn(query, names);
      const isGone = change.kind === "removed" || change.kind === "renamed";
      return name !== undefined && isGone
        ? [{ breaking: true, what: `asks for \`${name}\`, ${become(change, name)}` }]
        : [];
    }
    if (!names.some((name) => asked.get(query)!.has(name))) return [];
    const used = [...selectors(root)].filter((selector) => asksFor(selector, names).length > 0);
    if (used.length === 0) return [];
    const lost = used.filter(gone);
    switch (change.kind) {
      case "added":
        return [];
      case "removed":
      case "renamed": {
        const name = lost[0]?.metric?.name;
        const still = answers(root, gone);
        const rest = still
          ? ", but answers without it"
          : hasStandIn(root, gone)
            ? ", so only what stands in for it shows"
            : "";
        return [
          {
            breaking: !still,
            what: `asks for \`${name ?? names[0]}\`, ${become(change, name)}${rest}`,
          },
        ];
      }
      case "type":
        return typeEffect(change, !answers(root, gone), used, lost);
      case "unit": {
        const values = used.filter(({ metric }) => !metric?.name.endsWith("_count"));
        const what = `shows \`${change.name}\` in ${change.was}, but the numbers are ${change.is} now`;
        return values.length === 0 ? [] : [{ breaking: true, what }];
      }
      case "buckets":
        return bucketEffect(change, used);
      case "labels":
        return labelEffects(change, query, root, used, { had, changed });
    }
  };
  return {
    hits: changes.flatMap((change) =>
      queries.flatMap((query) => on(change, query).map((effect) => ({ ...effect, change, query }))),
    ),
    asking: [...asked.values()].filter(({ size }) => size > 0).length,
    unknown: queries.filter(({ promql }) => {
      const named = [...selectors(promql?.root)].flatMap(({ metric }) => metric?.name ?? []);
      return named.length === 0 ? promql?.uses.some(({ guess }) => guess) : named.some(hasVariable);
    }),
  };
}

/** A part of a histogram keeps its ending: `x_count` becomes `y_count`. */
const become = (change: Change, asked = change.name): string =>
  change.kind === "renamed"
    ? `which is \`${change.to}${asked.slice(change.name.length)}\` now`
    : "which is gone";

/**
 * The first of the names in a question that is no PromQL, as `metrics(nginx_.*)` and `query_result(…)` of a variable:
 * only its words are known.
 */
const namedIn = ({ promql, origin, text }: Query, names: readonly string[]): string | undefined =>
  promql?.root || origin !== "variable"
    ? undefined
    : names.find((name) => new RegExp(`(?<![\\w:])${name}(?![\\w:])`).test(text));

function typeEffect(
  { name, was, is }: Extract<Change, { kind: "type" | "unit" }>,
  dead: boolean,
  used: readonly Selector[],
  lost: readonly Selector[],
): Effect[] {
  if (lost.length > 0)
    return [
      { breaking: dead, what: `asks for \`${lost[0]!.metric?.name ?? name}\`, which a ${is} does not have` },
    ];
  // A page that only begins, or ceases, to say the type shows the same numbers.
  if (was === "untyped" || is === "untyped" || used.every(({ metric }) => metric && metric.name !== name))
    return [];
  return [{ breaking: true, what: `treats \`${name}\` as a ${was}, but it is a ${is} now` }];
}

function bucketEffect(
  { name, is }: Extract<Change, { kind: "buckets" }>,
  used: readonly Selector[],
): Effect[] {
  const asked = used.filter(({ metric }) => metric?.name === `${name}_bucket`);
  if (asked.length === 0) return [];
  const bound = asked
    .flatMap(({ matchers }) => matchers)
    .find(
      ({ label, op, value }) =>
        label === "le" && op === "=" && !is.some((le) => Number(le) === Number(value) || le === value),
    );
  return [
    bound
      ? { breaking: true, what: `asks for the bucket le="${bound.value}", which is gone` }
      : { breaking: false, what: "reads the buckets, whose bounds changed, so quantiles move a little" },
  ];
}
