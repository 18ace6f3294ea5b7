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
  /** Where Prometheus finds it, `host:port`; several where it runs more than once. */
  readonly addresses: readonly string[];
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
  /** What nginx, LiteLLM and the queue's worker talk to, `host:port`. */
  readonly upstreams: Upstreams;
  /** Ollama's model by the alias under which LiteLLM offers it. */
  readonly models: Readonly<Record<string, string>>;
  /** How long samples and log lines are kept, such as `30d`. */
  readonly retention: { readonly metrics: string; readonly logs: string };
}

/** `host:port` of each; a speech server is there only where stack.yaml names one. */
export interface Upstreams {
  readonly queue: string;
  readonly ollama: string;
  readonly ui: string;
  readonly speaches?: string;
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
// Written into configuration files of four languages, so nothing that any of them would read as its own.
const HOST_PORT = "^([A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+\\]):[1-9]\\d{0,4}$";
const hostPort = {
  type: "string",
  pattern: HOST_PORT,
  description: "host:port, such as nginx:9113",
} as const;
const addresses = {
  type: ["string", "array"],
  pattern: HOST_PORT,
  description: "host:port, such as nginx:9113, or a list of them",
  minItems: 1,
  uniqueItems: true,
  items: hostPort,
} as const;
const modelName = {
  type: "string",
  pattern: "^[A-Za-z0-9._:/-]+$",
  description: "a model's name of letters, digits and . _ : / -",
} as const;
const retention = {
  type: "string",
  pattern: "^[1-9]\\d*[dw]$",
  description: "a number of days or weeks such as 30d or 4w",
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
      address: addresses,
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
    upstreams: closed({ queue: hostPort, ollama: hostPort, ui: hostPort, speaches: hostPort }, []),
    models: { type: "object", propertyNames: modelName, additionalProperties: modelName },
    retention: closed({ metrics: retention, logs: retention }, []),
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
      address?: string | string[];
      variant?: string;
      filters?: string[];
      concurrency?: number;
    }
  >;
  upstreams?: Partial<Upstreams>;
  models?: Record<string, string>;
  retention?: { metrics?: string; logs?: string };
}

/**
 * Reads and validates `stack.yaml`. What it leaves out has the contract's default (job, address) or is off.
 *
 * @throws InputError with file, line and one sentence: a wrong key or value, two data sources with one name or uid,
 *   no metrics source, one scrape job for pages under two paths.
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
  const jobs = new Map<string, ExporterName>();
  for (const name of Object.keys(exporters) as ExporterName[]) {
    if (!yaml.exporters[name]?.on) continue;
    const scraped = yaml.exporters[name].job ?? exporters[name].job;
    if (scraped === "prometheus")
      throw inputError(
        place("exporters", name, "job"),
        "under the job `prometheus` Prometheus watches itself; give this exporter another.",
      );
    const same = jobs.get(scraped);
    if (same !== undefined && exporters[same].metricsPath !== exporters[name].metricsPath)
      throw inputError(
        place("exporters", name, "job"),
        `${name} and ${same} have the job \`${scraped}\`, but one shows its metrics under ${exporters[name].metricsPath}, the other under ${exporters[same].metricsPath}; give each its own.`,
      );
    jobs.set(scraped, name);
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
              addresses: [given.address ?? exporters[name].address].flat(),
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
    upstreams: { queue: "queue-api:3000", ollama: "ollama:11434", ui: "open-webui:8080", ...yaml.upstreams },
    models: yaml.models ?? {},
    retention: { metrics: "30d", logs: "30d", ...yaml.retention },
  };
}
