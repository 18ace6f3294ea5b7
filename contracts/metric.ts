/** The typed constants that `*.gen.ts` files are made of. Generated from recordings; nothing here is a metric. */

/** A label takes any value, or only those listed. */
export type Labels = Readonly<Record<string, "any" | readonly string[]>>;
export type Kind = "counter" | "gauge" | "histogram";

/** How a selector narrows one label. */
export interface Matcher {
  readonly op: "=" | "!=" | "=~" | "!~";
  readonly value: string;
}

/** An exporter, as far as a query needs to know it. */
export interface Exporter {
  readonly name: string;
  /** What a panel calls it when it is gone. */
  readonly title: string;
  /** A metric every recording contains, or `up`: proof that the exporter is there while nothing happens. */
  readonly heartbeat: string;
}

/** What the compiler does not need to know, but the printer does. */
export interface Facts {
  /** Labels that a total row lacks. The printer keeps such rows out of every selector. */
  readonly rollUp?: readonly string[];
  /** Another exporter has a metric of this name, so a selector must name the job. */
  readonly shared?: true;
  /** Variants of the exporter that have it, where not all do. */
  readonly variants?: readonly string[];
}

type Value<T> = T extends readonly (infer V)[] ? V : string;
/** What a metric may be narrowed by: its labels, with a value of the closed set where there is one. */
export type Where<L> = { readonly [K in keyof L]?: Value<L[K]> | Matcher };

/** A metric that an exporter was recorded to emit. Call it to narrow it: `http_requests({ code: "500" })`. */
export interface Metric<K extends Kind, L extends Labels> {
  (where: Where<L>): Metric<K, L>;
  readonly kind: K;
  readonly metric: string;
  readonly exporter: Exporter;
  /** Labels on every series of every recording, and those Prometheus adds. */
  readonly labels: L;
  readonly facts: Facts;
  readonly where: Readonly<Record<string, Matcher>>;
}

/** A histogram also has its two counters. */
export interface Histogram<L extends Labels> extends Metric<"histogram", L> {
  (where: Where<L>): Histogram<L>;
  /** `x_count`: how many were observed. */
  readonly count: Metric<"counter", L>;
  /** `x_sum`: their sum, in the histogram's unit. */
  readonly sum: Metric<"counter", L>;
}

const matchers = (where: object): Record<string, Matcher> =>
  Object.fromEntries(
    Object.entries(where).map(([label, value]) => [
      label,
      typeof value === "string" ? { op: "=", value } : value,
    ]),
  );

const metric = <K extends Kind, L extends Labels>(
  kind: K,
  exporter: Exporter,
  name: string,
  labels: L,
  facts: Facts,
  where: Readonly<Record<string, Matcher>> = {},
): Metric<K, L> =>
  Object.freeze(
    Object.assign(
      (more: Where<L>) => metric(kind, exporter, name, labels, facts, { ...where, ...matchers(more) }),
      {
        kind,
        metric: name,
        exporter,
        labels: Object.freeze(labels),
        facts: Object.freeze(facts),
        where: Object.freeze(where),
      },
    ),
  );

/** A counter of `exporter`. Only generated files call this. */
export const counter = <const L extends Labels>(
  exporter: Exporter,
  name: string,
  labels: L,
  facts: Facts = {},
): Metric<"counter", L> => metric("counter", exporter, name, labels, facts);

/** A gauge of `exporter`. Only generated files call this. */
export const gauge = <const L extends Labels>(
  exporter: Exporter,
  name: string,
  labels: L,
  facts: Facts = {},
): Metric<"gauge", L> => metric("gauge", exporter, name, labels, facts);

/** A histogram of `exporter`. Only generated files call this. */
export const histogram = <const L extends Labels>(
  exporter: Exporter,
  name: string,
  labels: L,
  facts: Facts = {},
): Histogram<L> => {
  const narrowed = (where: Readonly<Record<string, Matcher>>): Histogram<L> =>
    Object.freeze(
      Object.assign((more: Where<L>) => narrowed({ ...where, ...matchers(more) }), {
        kind: "histogram" as const,
        metric: name,
        exporter,
        labels: Object.freeze(labels),
        facts: Object.freeze(facts),
        where: Object.freeze(where),
        count: metric("counter", exporter, `${name}_count`, labels, facts, where),
        sum: metric("counter", exporter, `${name}_sum`, labels, facts, where),
      }),
    );
  return narrowed({});
};

/** A JSON log whose lines and streams were recorded. */
export interface Log<S extends Labels, F extends string> {
  readonly log: string;
  /** Labels of the streams. */
  readonly streamLabels: S;
  /** Keys of the JSON lines. */
  readonly fields: readonly F[];
  /** Fields on which a number parser can fail: "", "-" or a list was recorded. */
  readonly notNumbers: readonly string[];
}
