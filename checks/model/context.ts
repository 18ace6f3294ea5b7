import type { Contract, MetricFacts } from "../../contracts/contract.ts";
import type { LogContract } from "../../contracts/log-contract.ts";
import type { Board, Query } from "./board.ts";
import { ruleQueries, type Rule } from "./rules.ts";
import { withScrapes, type Scrape } from "./scrapes.ts";

/** A data source that Grafana will have. */
export interface DataSource {
  readonly name: string;
  readonly uid: string;
  readonly type: string;
  /** Scrape interval as written: `15s`. */
  readonly timeInterval?: string;
}

/** A metric name as a query writes it, with what it stands for. */
export interface Emitted {
  readonly facts: MetricFacts;
  /** Which series of the family the name means; `value` where it is the family's own name. */
  readonly part: "value" | "bucket" | "sum" | "count";
}

/** Everything a check may look at. */
export interface Context {
  readonly boards: readonly Board[];
  /** What the exporters emit: as recorded, and as the pages that were brought along show it. */
  readonly contracts: readonly Contract[];
  /** Pages brought along with `--scrape` or `--prometheus`; undefined where the recordings are all there is. */
  readonly scrapes: readonly Scrape[] | undefined;
  /** Address of the Prometheus that was asked what there is, the answers being among the pages. */
  readonly prometheus: string | undefined;
  /** Whether a board is of elsewhere, so that it may ask for exporters that nobody here recorded. */
  readonly isForeign: (file: string) => boolean;
  readonly log: LogContract | undefined;
  /** Undefined where nobody said which there are. */
  readonly dataSources: readonly DataSource[] | undefined;
  /** Variant by exporter that is switched on in `stack.yaml`; undefined where there is no such file. */
  readonly selected: ReadonlyMap<string, string> | undefined;
  /** Configured job by exporter that is switched on in `stack.yaml`; undefined where there is no such file. */
  readonly jobs: ReadonlyMap<string, string> | undefined;
  /** Every job under which the Prometheus that was asked had a metric that the boards name. */
  readonly liveJobs: ReadonlyMap<string, readonly string[]> | undefined;
  /** Labels that the scrape configuration adds (`cluster`), by exporter. */
  readonly added: ReadonlyMap<string, readonly string[]>;
  /** Every query of every board, and of every rule. */
  readonly queries: readonly Query[];
  /** What recording rules record; undefined where no rules were given. */
  readonly recorded: ReadonlySet<string> | undefined;
  /** All exporters that emit this name, `x_bucket` of a histogram included. Empty: nobody does. */
  readonly emitted: (name: string) => readonly Emitted[];
  /** Every name a query may use, sorted. */
  readonly names: readonly string[];
}

/** Builds the context; see {@link Context} for the meaning of each part. */
export function context(input: {
  boards: readonly Board[];
  rules?: readonly Rule[] | undefined;
  contracts: readonly Contract[];
  scrapes?: readonly Scrape[] | undefined;
  prometheus?: string | undefined;
  isForeign?: ((file: string) => boolean) | undefined;
  log?: LogContract | undefined;
  dataSources?: readonly DataSource[] | undefined;
  selected?: ReadonlyMap<string, string> | undefined;
  jobs?: ReadonlyMap<string, string> | undefined;
  liveJobs?: ReadonlyMap<string, readonly string[]> | undefined;
  added?: ReadonlyMap<string, readonly string[]> | undefined;
}): Context {
  const contracts = input.scrapes ? withScrapes(input.contracts, input.scrapes) : input.contracts;
  const byName = new Map<string, Emitted[]>();
  const add = (name: string, emitted: Emitted): void =>
    void (byName.get(name)?.push(emitted) ?? byName.set(name, [emitted]));
  for (const contract of contracts)
    for (const facts of contract.metrics.values()) {
      const split = facts.type === "histogram" || facts.type === "summary";
      if (!split || facts.type === "summary") add(facts.name, { facts, part: "value" });
      if (facts.type === "histogram") add(`${facts.name}_bucket`, { facts, part: "bucket" });
      if (split) for (const part of ["sum", "count"] as const) add(`${facts.name}_${part}`, { facts, part });
    }
  return {
    boards: input.boards,
    contracts,
    scrapes: input.scrapes,
    prometheus: input.prometheus,
    isForeign: input.isForeign ?? (() => false),
    log: input.log,
    dataSources: input.dataSources,
    selected: input.selected,
    jobs: input.jobs,
    liveJobs: input.liveJobs,
    added: input.added ?? new Map(),
    queries: [...input.boards.flatMap((board) => board.queries), ...ruleQueries(input.rules ?? [])],
    recorded:
      input.rules &&
      new Set(input.rules.flatMap(({ kind, name }) => (kind === "recording rule" ? [name] : []))),
    emitted: (name) => byName.get(name) ?? [],
    names: [...byName.keys()].sort(),
  };
}
