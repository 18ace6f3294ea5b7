/** Reads `stack.yaml`, the one file a user edits. */
import { exporters, logs } from "./contracts/exporters.gen.ts";
import { inputError } from "./contracts/input-error.ts";
import { readYaml } from "./contracts/read-yaml.ts";

/** Engines that speak PromQL, by what Grafana calls them. */
export const METRICS_TYPES = {
  prometheus: "Prometheus",
  mimir: "Mimir",
  thanos: "Thanos",
  cortex: "Cortex",
  // Grafana has no name of its own for it; as Prometheus it works.
  victoriametrics: "Prometheus",
} as const;

export interface DataSource {
  readonly type: keyof typeof METRICS_TYPES | "loki";
  readonly name: string;
  readonly uid: string;
  readonly url: string;
  /** Metrics only. Sets `$__rate_interval`. */
  readonly scrapeInterval?: string;
}

/** How one exporter runs. */
export interface StackExporter {
  readonly on: boolean;
  readonly job: string;
  readonly address: string;
  readonly variant: string;
  readonly filters: readonly string[];
  /** Jobs that all workers together take at once; only the queue's. */
  readonly concurrency?: number;
}

export type ExporterName = keyof typeof exporters;

export interface Stack {
  readonly grafana: { readonly dashboardsPath: string; readonly folder: string };
  readonly dataSources: readonly DataSource[];
  /** Switched-on exporters only. */
  readonly exporters: Partial<Readonly<Record<ExporterName, StackExporter>>>;
  /** Stream label `job` of each switched-on log. */
  readonly logs: Readonly<Record<string, string>>;
}

const text = { type: "string", minLength: 1 } as const;
const duration = {
  type: "string",
  pattern: "^[1-9]\\d*(s|m)$",
  description: "a duration such as 15s or 1m",
} as const;
const uid = {
  type: "string",
  pattern: "^[A-Za-z0-9_-]{1,40}$",
  description: "1 to 40 letters, digits, - or _, as Grafana wants a uid",
} as const;
const url = {
  type: "string",
  pattern: "^https?://",
  description: "an address that starts with http:// or https://",
} as const;
// A job is written into queries, where Grafana would take a dollar for a variable.
const job = {
  type: "string",
  pattern: "^[A-Za-z0-9_.:/-]+$",
  description: "a scrape job of letters, digits and _ . : / -",
} as const;
/** Variables the boards have already; a filter of that name would be another one. */
const RESERVED = ["prom", "loki", "status", "search", "price"];
const labelName = {
  type: "string",
  pattern: "^[a-zA-Z_][a-zA-Z0-9_]*$",
  description: "a label name",
} as const;
const closed = (properties: object, required: readonly string[]) => ({
  type: "object",
  additionalProperties: false,
  properties,
  required,
});

const exporterSchema = (name: ExporterName) =>
  closed(
    {
      on: { type: "boolean" },
      job,
      address: text,
      variant: { type: "string", enum: [...exporters[name].variants] },
      filters: { type: "array", uniqueItems: true, items: labelName },
      ...(name === "ollama_queue" && { concurrency: { type: "integer", minimum: 1 } }),
    },
    ["on", "variant"],
  );
const logSchema = closed({ on: { type: "boolean" }, job: text }, ["on"]);

/** JSON Schema of `stack.yaml`, closed everywhere so that a typing mistake is found. */
export const STACK_SCHEMA = closed(
  {
    grafana: closed(
      {
        dashboardsPath: { type: "string", pattern: "^/", description: "an absolute path inside Grafana" },
        folder: text,
      },
      [],
    ),
    dataSources: {
      type: "array",
      minItems: 1,
      items: {
        type: "object",
        required: ["type", "name", "uid", "url"],
        properties: {
          type: { enum: [...Object.keys(METRICS_TYPES), "loki"] },
          name: text,
          uid,
          url,
          scrapeInterval: duration,
        },
        additionalProperties: false,
      },
    },
    exporters: closed(
      Object.fromEntries([
        ...(Object.keys(exporters) as ExporterName[]).map((name) => [name, exporterSchema(name)]),
        ...Object.keys(logs).map((name) => [name, logSchema]),
      ]),
      [],
    ),
  },
  ["dataSources", "exporters"],
);

interface StackYaml {
  grafana?: { dashboardsPath?: string; folder?: string };
  dataSources: DataSource[];
  exporters: Record<
    string,
    {
      on: boolean;
      job?: string;
      address?: string;
      variant?: string;
      filters?: string[];
      concurrency?: number;
    }
  >;
}

/**
 * Reads and validates `stack.yaml`. What it leaves out has the contract's default (job, address) or is off.
 *
 * @throws InputError with file, line and one sentence: a wrong key or value, two data sources with one name or uid,
 *   no metrics source.
 */
export function readStack(file = "stack.yaml"): Stack {
  const { value: yaml, place } = readYaml<StackYaml>(file, STACK_SCHEMA);
  for (const key of ["name", "uid"] as const)
    yaml.dataSources.forEach((source, index) => {
      const first = yaml.dataSources.findIndex((other) => other[key] === source[key]);
      if (first < index)
        throw inputError(
          place("dataSources", index, key),
          `two data sources have the ${key} \`${source[key]}\`; give each its own.`,
        );
    });
  const sources = yaml.dataSources;
  const logSource = sources.findIndex(({ type }) => type === "loki");
  const scraping = sources.findIndex(
    (source) => source.type === "loki" && source.scrapeInterval !== undefined,
  );
  if (scraping >= 0)
    throw inputError(
      place("dataSources", scraping, "scrapeInterval"),
      "a Loki source is not scraped; leave scrapeInterval out.",
    );
  if (!sources.some(({ type }) => type !== "loki"))
    throw inputError(place("dataSources"), "there is no source of metrics; add one of type prometheus.");
  if (!Object.values(yaml.exporters).some(({ on }) => on))
    throw inputError(
      place("exporters"),
      "every exporter is off, so there is nothing to show; switch one on.",
    );
  for (const [name, { filters = [] }] of Object.entries(yaml.exporters)) {
    const taken = filters.findIndex((filter) => RESERVED.includes(filter));
    if (taken >= 0)
      throw inputError(
        place("exporters", name, "filters", taken),
        `\`${filters[taken]}\` is a variable of the boards already; a label of that name cannot be a filter.`,
      );
  }
  const log = Object.keys(logs).find((name) => yaml.exporters[name]?.on);
  if (log !== undefined && logSource < 0)
    throw inputError(
      place("exporters", log),
      "its lines are in Loki, but there is no data source of type loki; add one or switch it off.",
    );
  return {
    grafana: {
      dashboardsPath: yaml.grafana?.dashboardsPath ?? "/etc/grafana/provisioning/dashboards",
      folder: yaml.grafana?.folder ?? "Inference",
    },
    dataSources: sources.map((source) =>
      source.type === "loki" ? source : { ...source, scrapeInterval: source.scrapeInterval ?? "15s" },
    ),
    exporters: Object.fromEntries(
      (Object.keys(exporters) as ExporterName[])
        .filter((name) => yaml.exporters[name]?.on)
        .map((name) => {
          const given = yaml.exporters[name]!;
          return [
            name,
            {
              on: true,
              job: given.job ?? exporters[name].job,
              address: given.address ?? exporters[name].address,
              variant: given.variant!,
              filters: given.filters ?? [],
              ...(given.concurrency !== undefined && { concurrency: given.concurrency }),
            },
          ];
        }),
    ),
    logs: Object.fromEntries(
      (Object.keys(logs) as (keyof typeof logs)[])
        .filter((name) => yaml.exporters[name]?.on)
        .map((name) => [name, yaml.exporters[name]!.job ?? logs[name].job]),
    ),
  };
}
