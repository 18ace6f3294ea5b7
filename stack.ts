/** Reads `stack.yaml`, the one file a user edits. */
import { readContracts } from "./contracts/contract.ts";
import { exporters, logs } from "./contracts/exporters.gen.ts";
import { ownFolder } from "./contracts/folders.ts";
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
  /** The variable in Grafana's environment that holds the tenant, for a server with several. */
  readonly tenantFrom?: string;
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

/**
 * What an objective can be about, and what holds where stack.yaml says nothing: the share that has to be good, and for
 * how long one may wait, with the histogram whose boundaries that can be. queries/slo.ts says what is measured.
 */
export const OBJECTIVES = {
  front_door_answers: {
    exporter: "log_pipeline",
    target: 0.95,
    within: 5,
    of: "promtail_custom_nginx_ttfb_seconds",
  },
  front_door_succeeds: { exporter: "log_pipeline", target: 0.99 },
  queue_starts: { exporter: "ollama_queue", target: 0.95, within: 60, of: "ollama_queue_wait_seconds" },
  queue_succeeds: { exporter: "ollama_queue", target: 0.99 },
  litellm_answers: {
    exporter: "litellm",
    target: 0.95,
    within: 5,
    of: "litellm_llm_api_time_to_first_token_metric",
  },
  litellm_succeeds: { exporter: "litellm", target: 0.99 },
} as const satisfies Record<
  string,
  | { exporter: ExporterName; target: number }
  | { exporter: ExporterName; target: number; within: number; of: string }
>;
export type ObjectiveName = keyof typeof OBJECTIVES;

/** A service level objective. */
export interface Objective {
  /** Share of events that are good, between 0 and 1. */
  readonly target: number;
  /** Seconds within which an event is good, where that is what it is about. */
  readonly within?: number;
}

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
  /** Service level objectives by name, those switched off left out. See queries/slo.ts for what each measures. */
  readonly objectives: Partial<Readonly<Record<ObjectiveName, Objective>>>;
  readonly rules: {
    /** Whether the data source has the recorded series of rules/, so that boards may ask for them. */
    readonly loaded: boolean;
    /** Address of Grafana as the reader of an alert reaches it, without a slash at its end. */
    readonly grafana: string;
    /** Where docs/runbooks is to be read: an address, or a folder. */
    readonly runbooks: string;
  };
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
const variable = {
  type: "string",
  pattern: "^[A-Za-z_][A-Za-z0-9_]*$",
  description: "the name of an environment variable such as MIMIR_TENANT, without a dollar",
} as const;
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
const target = {
  type: "number",
  minimum: 0.5,
  maximum: 0.9999,
} as const;
const within = {
  type: "string",
  pattern: "^\\d+(\\.\\d+)?s$",
  description: "a number of seconds such as 5s or 0.5s",
} as const;
const closed = (properties: object, required: readonly string[]) => ({
  type: "object",
  additionalProperties: false,
  properties,
  required,
});

type Known = Readonly<
  Record<
    ExporterName,
    {
      readonly job: string;
      readonly address: string;
      readonly metricsPath: string;
      readonly variants: readonly string[];
    }
  >
>;

/** What a stack may switch on: the exporters of this package, and those the user recorded. */
function knownExporters(): Known {
  const own = ownFolder();
  if (own === undefined) return exporters;
  const recorded = readContracts(own).map((contract) => [
    contract.exporter,
    { ...contract, variants: contract.variants.map(({ name }) => name) },
  ]);
  return { ...exporters, ...Object.fromEntries(recorded) } as Known;
}

const exporterSchema = (name: string, variants: readonly string[]) =>
  closed(
    {
      on: { type: "boolean" },
      job,
      address: addresses,
      variant: { type: "string", enum: [...variants] },
      filters: { type: "array", uniqueItems: true, items: labelName },
      ...(name === "ollama_queue" && { concurrency: { type: "integer", minimum: 1 } }),
    },
    ["on", "variant"],
  );
const logSchema = closed({ on: { type: "boolean" }, job: text }, ["on"]);

/** JSON Schema of `stack.yaml`, closed everywhere so that a typing mistake is found. */
export const stackSchema = (known: Known = exporters) =>
  closed(
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
            tenantFrom: variable,
          },
          additionalProperties: false,
        },
      },
      exporters: closed(
        Object.fromEntries([
          ...Object.entries(known).map(([name, { variants }]) => [name, exporterSchema(name, variants)]),
          ...Object.keys(logs).map((name) => [name, logSchema]),
        ]),
        [],
      ),
      upstreams: closed({ queue: hostPort, ollama: hostPort, ui: hostPort, speaches: hostPort }, []),
      models: { type: "object", propertyNames: modelName, additionalProperties: modelName },
      retention: closed({ metrics: retention, logs: retention }, []),
      objectives: closed(
        Object.fromEntries(
          Object.entries(OBJECTIVES).map(([name, defaults]) => [
            name,
            closed({ on: { type: "boolean" }, target, ...("within" in defaults && { within }) }, []),
          ]),
        ),
        [],
      ),
      rules: closed({ loaded: { type: "boolean" }, grafana: url, runbooks: text }, []),
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
  objectives?: Partial<Record<ObjectiveName, { on?: boolean; target?: number; within?: string }>>;
  rules?: { loaded?: boolean; grafana?: string; runbooks?: string };
}

/**
 * Reads and validates `stack.yaml`. What it leaves out has the contract's default (job, address) or is off.
 *
 * @throws InputError with file, line and one sentence: a wrong key or value, two data sources with one name or uid,
 *   no metrics source, one scrape job for pages under two paths, an objective between two boundaries of a histogram.
 */
export function readStack(file = "stack.yaml"): Stack {
  const known = knownExporters();
  const { value: yaml, place } = readYaml<StackYaml>(file, stackSchema(known));
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
  for (const name of Object.keys(known) as ExporterName[]) {
    if (!yaml.exporters[name]?.on) continue;
    const scraped = yaml.exporters[name].job ?? known[name].job;
    if (scraped === "prometheus")
      throw inputError(
        place("exporters", name, "job"),
        "under the job `prometheus` Prometheus watches itself; give this exporter another.",
      );
    const same = jobs.get(scraped);
    if (same !== undefined && known[same].metricsPath !== known[name].metricsPath)
      throw inputError(
        place("exporters", name, "job"),
        `${name} and ${same} have the job \`${scraped}\`, but one shows its metrics under ${known[name].metricsPath}, the other under ${known[same].metricsPath}; give each its own.`,
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
      (Object.keys(known) as ExporterName[])
        .filter((name) => yaml.exporters[name]?.on)
        .map((name) => {
          const given = yaml.exporters[name]!;
          return [
            name,
            {
              on: true,
              job: given.job ?? known[name].job,
              addresses: [given.address ?? known[name].address].flat(),
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
    objectives: objectivesOf(yaml, place),
    rules: {
      loaded: yaml.rules?.loaded ?? false,
      grafana: (yaml.rules?.grafana ?? "http://127.0.0.1:3002").replace(/\/+$/, ""),
      runbooks: (yaml.rules?.runbooks ?? "docs/runbooks").replace(/\/+$/, ""),
    },
  };
}

/** Objectives that are not switched off and whose exporter runs. */
function objectivesOf(
  { exporters: given, objectives = {} }: StackYaml,
  place: (...path: string[]) => string,
): Stack["objectives"] {
  const wanted = (Object.keys(OBJECTIVES) as ObjectiveName[]).filter(
    (name) => given[OBJECTIVES[name].exporter]?.on && objectives[name]?.on !== false,
  );
  return Object.fromEntries(
    wanted.map((name) => {
      const { target = OBJECTIVES[name].target, within: text } = objectives[name] ?? {};
      const defaults = OBJECTIVES[name];
      if (!("within" in defaults)) return [name, { target }];
      const seconds = text === undefined ? defaults.within : Number.parseFloat(text);
      // The defaults are boundaries of every recording; a test proves it.
      if (seconds === defaults.within) return [name, { target, within: seconds }];
      const bounds = boundsOf(defaults, given[defaults.exporter]!.variant!);
      if (bounds.length > 0 && !bounds.includes(seconds))
        throw inputError(
          place("objectives", name, "within"),
          `\`${defaults.of}\` counts up to ${bounds.join(", ")} s, so nobody can say how many stayed within ${text}; take one of these.`,
        );
      return [name, { target, within: seconds }];
    }),
  );
}

/** The finite boundaries with which a variant's recordings have a histogram, ascending. */
function boundsOf({ exporter, of }: { exporter: ExporterName; of: string }, variant: string): number[] {
  const samples = readContracts()
    .filter((contract) => contract.exporter === exporter)
    .flatMap(({ recordings }) => recordings.filter((recording) => recording.variant === variant))
    .flatMap(({ families }) => families.get(of)?.samples ?? []);
  const bounds = samples.map(({ labels }) => Number(labels["le"] ?? Infinity)).filter(Number.isFinite);
  return [...new Set(bounds)].sort((a, b) => a - b);
}
