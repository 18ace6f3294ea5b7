/** What it means that none of the pages brought along has a metric. One page shows one moment. */
import type { Contract } from "../../contracts/contract.ts";
import type { Query } from "./board.ts";
import type { Finding } from "./check.ts";
import type { Context, Emitted } from "./context.ts";
import { selectors } from "./promql.ts";
import { emittedBy } from "./recorded.ts";
import type { Scrape } from "./scrapes.ts";

/** `once`: of what nothing is known, one report per board is enough; it is told for all that shares this word. */
type Said = Pick<Finding, "severity" | "what" | "fix" | "evidence"> & { readonly once?: string };

/** Metrics of a language's runtime, which say nothing about whose page it is. */
const OF_A_RUNTIME = /^(go|nodejs|process|promhttp|python)_/;
/** What the names of one exporter begin with: `litellm`. */
export const firstWord = (name: string): string => name.split("_")[0]!;
const listed = (pages: readonly { readonly file: string }[]): string =>
  `${pages
    .slice(0, 3)
    .map(({ file }) => file)
    .join(", ")}${pages.length > 3 ? ` and ${pages.length - 3} more` : ""}`;
/** What a live Prometheus was asked about. */
const within = (pages: readonly Scrape[]): string =>
  pages.some(({ live }) => live) ? " in the last hour" : "";

/** The pages of an exporter: those that carry its name, its heartbeat or a metric that only it has. */
function pagesOf(contract: Contract, { scrapes = [], contracts }: Context) {
  const own = [...contract.metrics.keys()].filter((name) =>
    contract.heartbeat === "up"
      ? !OF_A_RUNTIME.test(name) && contracts.every((other) => other === contract || !other.metrics.has(name))
      : name === contract.heartbeat,
  );
  return scrapes.filter(
    ({ exporter, families, live = false }) =>
      exporter === contract.exporter ||
      own.some((name) => (live ? families.has(name) : families.get(name)?.samples.length)),
  );
}

/**
 * What to say of a recorded metric that no page has.
 *
 * @returns Undefined where nothing is wrong: a page has it, Prometheus adds it itself, it appears with its first
 *   event, it is another version's and the panel also asks for what this one has, or one of several exporters that
 *   emit it has no page.
 */
export function recordedOnly(found: readonly Emitted[], query: Query, context: Context): Said | undefined {
  const { contracts, scrapes = [] } = context;
  if (found.some(({ facts }) => scrapes.some(({ families }) => families.has(facts.name)))) return undefined;
  const facts = found[0]!.facts;
  const of = contracts.filter((contract) => found.some((each) => each.facts.exporter === contract.exporter));
  if (of.some(({ addedByPrometheus }) => addedByPrometheus)) return undefined;
  const known = of.flatMap((contract) => {
    const pages = pagesOf(contract, context);
    return pages.length === 0 ? [] : [{ contract, pages }];
  });
  // A name of several exporters (`process_start_time_seconds`) may be asked of the one that nobody showed.
  if (known.length > 0 && known.length < of.length) return undefined;
  const [there] = known;
  if (!there)
    return {
      severity: "warning",
      once: facts.exporter,
      what: `\`${facts.name}\` is recorded of ${of.map(({ exporter }) => exporter).join(" and ")}, but ${context.prometheus === undefined ? "no page given is of that exporter" : `${context.prometheus} had nothing of that exporter in the last hour`}, so nothing is known of the one that runs. The same holds for every metric of it on this board.`,
      fix: `${context.prometheus === undefined ? "Give its page as well" : "Scrape it with that Prometheus, or give its page as well"}: --scrape ${facts.exporter}=FILE_OR_URL.`,
      evidence: facts.evidence,
    };
  const { contract, pages } = there;
  const own = contract.metrics.get(facts.name) ?? facts;
  const recorded = contract.recordings.filter(({ variant }) => variant !== "given");
  // A page that only declares it (HELP and TYPE) shows that the version knows it.
  const has = (name: string): boolean => own.recordings.includes(name) || own.declaredIn.includes(name);
  const variants = fitting(contract, recorded, pages);
  const states = variants.map((variant) => {
    const of = recorded.filter((each) => each.variant === variant).map((each) => has(each.name));
    return { all: of.every(Boolean), some: of.some(Boolean) };
  });
  const always = states.every(({ all }) => all);
  const never = states.every(({ some }) => !some);
  // Of one variant some recordings have it: it comes with its first event, and one page cannot prove anything.
  if (states.some(({ all, some }) => some && !all) || (own.lazy !== undefined && !never)) return undefined;
  const judged = variants.map((variant) => `\`${variant}\``);
  if (!always && servesSeveral(query, contract, variants, context)) return undefined;
  const lack = `${listed(pages)} ${pages.length === 1 ? "has" : "have"} not${within(pages)}`;
  return {
    severity: (always || never) && own.lazy === undefined ? "error" : "warning",
    what: always
      ? `Every recording of ${contract.exporter} as ${judged.join(", ")} has \`${own.name}\`, but ${lack}: the version that runs does not emit it.`
      : never
        ? `\`${own.name}\` is recorded of another version of ${contract.exporter}; by its names ${listed(pages)} is ${judged.join(" or ")}, of which no recording has it${own.lazy === undefined ? "" : `, and it is not always there: ${own.lazy.trim().replace(/\.$/, "")}`}, so nothing is shown.`
        : `Of ${contract.exporter} as ${judged.join(", ")} some have \`${own.name}\`, but ${lack}: the version or an option that runs does not emit it.`,
    fix: "Use a metric that the page has, or leave this out for that version.",
    evidence: own.evidence,
  };
}

/** Whether the panel also asks for what the version that runs does have: a board can serve several versions. */
const servesSeveral = (
  { panel, ...query }: Query,
  { metrics }: Contract,
  variants: readonly string[],
  context: Context,
): boolean =>
  (panel?.queries ?? [query]).some(({ promql }) =>
    [...selectors(promql?.root)]
      .flatMap((selector) => emittedBy(selector, context))
      .some(
        ({ facts: { name } }) =>
          metrics.has(name) &&
          (context.scrapes?.some(({ families }) => families.has(name)) ||
            variants.every((variant) => metrics.get(name)!.variants.includes(variant))),
      ),
  );

/** The variants that the pages can be of: each metric of the contract on them was recorded there. All where none is. */
function fitting(
  contract: Contract,
  recorded: Contract["recordings"],
  pages: readonly Pick<Contract["recordings"][number], "families">[],
): readonly string[] {
  const names = pages.flatMap(({ families }) =>
    [...families.keys()].filter((name) => recorded.some((each) => each.families.has(name))),
  );
  const all = contract.variants.map(({ name }) => name).filter((name) => name !== "given");
  const fits = all.filter((variant) => {
    const of = recorded.filter((each) => each.variant === variant);
    return names.every((name) => of.some(({ families }) => families.has(name)));
  });
  return fits.length > 0 ? fits : all;
}

/** What to say of a metric that no recording has, on a board of elsewhere and without any page. */
export function unseen(name: string, screen: string, { contracts }: Context): Said {
  const kin = contracts.find(
    ({ metrics }) =>
      !OF_A_RUNTIME.test(name) && [...metrics.keys()].some((known) => firstWord(known) === firstWord(name)),
  );
  return kin
    ? {
        severity: "warning",
        what: `No recording of ${kin.exporter} has \`${name}\`, and no page was given: if the version that runs does not emit it either, this ${screen} stays empty without an error.`,
        fix: `Give its page: --scrape ${kin.exporter}=FILE_OR_URL.`,
      }
    : {
        severity: "warning",
        once: firstWord(name),
        what: `Nobody recorded an exporter whose names begin with \`${firstWord(name)}\`, and no page was given, so it cannot be told whether \`${name}\`, or any other of them on this board, exists.`,
        fix: "Give the page of its exporter: --scrape NAME=FILE_OR_URL.",
      };
}

/** What to say of a metric that neither a recording nor a page has; `screen` is what stays empty. */
export function nowhere(name: string, screen: string, context: Context): Said {
  const { contracts, scrapes = [] } = context;
  const related = scrapes.filter(({ families }) =>
    [...families.keys()].some((family) => firstWord(family) === firstWord(name)),
  );
  const recorded = contracts.filter(
    (contract) =>
      [...contract.metrics.keys()].some((metric) => firstWord(metric) === firstWord(name)) &&
      contract.recordings.some(({ variant }) => variant !== "given") &&
      pagesOf(contract, context).length > 0,
  );
  if (related.length === 0)
    return {
      severity: "warning",
      once: firstWord(name),
      ...(context.prometheus === undefined
        ? {
            what: `No page given has a metric whose name begins with \`${firstWord(name)}\`, so it cannot be told whether \`${name}\`, or any other of them on this board, exists.`,
            fix: "Give the page of its exporter as well: --scrape NAME=FILE_OR_URL.",
          }
        : {
            what: `${context.prometheus} had no metric in the last hour whose name begins with \`${firstWord(name)}\`: whatever emits \`${name}\`, and any other of them on this board, is not scraped there, was down, or is called something else.`,
            fix: "Ask the Prometheus that scrapes it, or give the page of its exporter: --scrape NAME=FILE_OR_URL.",
          }),
    };
  // Two jobs of one Prometheus are two exporters, not two moments of one.
  const moments = related.filter(({ live }) => !live);
  if (!OF_A_RUNTIME.test(name) && (recorded.length > 0 || moments.length > 1))
    return {
      severity: "error",
      what: `Neither ${listed(related)}${within(related)} nor a recorded exporter has \`${name}\`, so this ${screen} stays empty without an error.`,
      fix: "Use a metric that one of the pages has.",
    };
  const live = moments.length === 0;
  return {
    severity: "warning",
    what: `${listed(related)} ${live ? "had no" : "does not have"} \`${name}\`${within(related)}. ${live ? "An hour is not forever" : "One page shows one moment"}: if it is lazily created with its first event, it is merely not there yet; if not, this ${screen} stays empty without an error.`,
    fix: live
      ? "Ask again after an hour in which it was busy, or give a page that was taken then as well (--scrape NAME=FILE), to be certain."
      : "Give a second page of the same exporter, taken when it was busy, to be certain.",
  };
}
