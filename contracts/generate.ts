/** Writes the typed constants from what was recorded. */
import type { Contract, LabelFacts, MetricFacts } from "./contract.ts";
import type { LogContract } from "./log-contract.ts";

const header = (by: string): string =>
  `// Generated from the recordings and contract.yaml beside it by \`${by}\`. Do not edit.\n`;
const HEADER = header("npm run contracts");
const json = (value: unknown): string => JSON.stringify(value);

/**
 * The text of every generated file.
 *
 * @returns Text by path below `contracts/`: `<exporter>/metrics.gen.ts`, `<log>/log.gen.ts` and `exporters.gen.ts`.
 */
export function generate(contracts: readonly Contract[], log: LogContract): Map<string, string> {
  const files = metricFiles(contracts, contracts, HEADER, "../metric.ts");
  files.set(`${log.name}/log.gen.ts`, logFile(log));
  files.set("exporters.gen.ts", exportersFile(contracts, log));
  return files;
}

/**
 * The text of the generated files of exporters that somebody else recorded with this package.
 *
 * @param all These and the package's own: a metric that several exporters have is told apart by its job.
 * @returns Text by path below their `contracts/`: `<exporter>/metrics.gen.ts`.
 */
export const generateOwn = (own: readonly Contract[], all: readonly Contract[]): Map<string, string> =>
  metricFiles(own, all, header("npx inference-dashboards contracts"), "inference-dashboards/contracts");

function metricFiles(
  contracts: readonly Contract[],
  all: readonly Contract[],
  firstLine: string,
  from: string,
): Map<string, string> {
  const owners = new Map<string, number>();
  for (const contract of all)
    for (const name of contract.metrics.keys()) owners.set(name, (owners.get(name) ?? 0) + 1);
  const shared = (name: string): boolean => owners.get(name)! > 1;
  return new Map(
    contracts.map((contract) => [
      `${contract.exporter}/metrics.gen.ts`,
      firstLine + metricsText(contract, shared, from),
    ]),
  );
}

function metricsText(contract: Contract, shared: (name: string) => boolean, from: string): string {
  // A summary has no use in a query that aggregates, and an untyped family says nothing about its values.
  const usable = [...contract.metrics.values()].filter(
    ({ type }) => type === "counter" || type === "gauge" || type === "histogram",
  );
  const kinds = ["counter", "gauge", "histogram"].filter((kind) => usable.some(({ type }) => type === kind));
  return [
    `import { ${[...kinds, "type Exporter"].join(", ")} } from "${from}";\n\n`,
    `const exporter: Exporter = ${json({ name: contract.exporter, title: contract.title, heartbeat: contract.heartbeat })};\n`,
    ...(contract.addedByPrometheus ? [] : ['const target = { job: "any", instance: "any" } as const;\n']),
    ...usable.map((metric) => constant(metric, contract, shared(metric.name))),
  ].join("");
}

function constant(metric: MetricFacts, contract: Contract, shared: boolean): string {
  const labels = [...metric.labels.values()];
  const always = labels
    .filter((label) => label.always || metric.rollUp.includes(label.name))
    .filter(({ personal }) => personal === undefined);
  const shape = [
    ...(contract.addedByPrometheus ? [] : ["...target"]),
    ...always.map((label) => `${label.name}: ${label.closed ? json(label.closed) : '"any"'}`),
  ];
  const facts = [
    ...(metric.rollUp.length > 0 ? [`rollUp: ${json(metric.rollUp)}`] : []),
    ...(shared ? ["shared: true"] : []),
    ...(metric.variants.length < contract.variants.length ? [`variants: ${json(metric.variants)}`] : []),
  ];
  return `\n${comment(metric, contract, labels)}export const ${metric.name} = ${metric.type}(exporter, ${json(metric.name)}, { ${shape.join(", ")} }${facts.length > 0 ? `, { ${facts.join(", ")} }` : ""});\n`;
}

function comment(metric: MetricFacts, contract: Contract, labels: readonly LabelFacts[]): string {
  const unsafe = labels.filter((label) => !label.always && !metric.rollUp.includes(label.name));
  const personal = labels.filter((label) => label.personal !== undefined);
  const lines = [
    ...metric.help.split("\n"),
    "",
    `${metric.type}${metric.unit === undefined ? "" : `, ${metric.unit}`}. Recorded: ${occurrence(metric, contract)}.`,
    ...(metric.rollUp.length > 0
      ? [
          `A total row without ${metric.rollUp.join(", ")} stands beside the labelled rows; selectors leave it out.`,
        ]
      : []),
    ...(unsafe.length > 0
      ? [`Not on every series, so not to be used: ${unsafe.map(({ name }) => name).join(", ")}.`]
      : []),
    ...(personal.length > 0
      ? [`Personal data, so not to be used: ${personal.map(({ name }) => name).join(", ")}.`]
      : []),
    ...(metric.lazy === undefined ? [] : [`Appears late: ${metric.lazy}`]),
    ...(metric.note === undefined ? [] : [metric.note.trim()]),
    ...(metric.deprecated === undefined ? [] : [`@deprecated Use ${metric.deprecated}.`]),
    `Seen at ${metric.evidence}`,
  ];
  return `/**\n${lines.map((line) => ` * ${line.replaceAll("*/", "* /")}`.trimEnd()).join("\n")}\n */\n`;
}

/** In which variants and states a family has samples: `article (busy, failing); only declared: fresh`. */
function occurrence(metric: MetricFacts, contract: Contract): string {
  const state = (name: string): string => name.split(".").at(-1)!;
  const has = (variant: string, names: readonly string[]) =>
    contract.recordings
      .filter((recording) => recording.variant === variant && names.includes(recording.name))
      .map(({ name }) => state(name));
  const seen = metric.variants.map(
    (variant) => `${variant} (${[...new Set(has(variant, metric.recordings))].join(", ")})`,
  );
  const declared = [...new Set(metric.declaredIn.map(state))];
  return [
    seen.join(", ") || "no sample",
    ...(declared.length > 0 ? [`only declared: ${declared.join(", ")}`] : []),
  ].join("; ");
}

function logFile(log: LogContract): string {
  const labels = [...log.streamLabels.values()].map(
    ({ name, values }) => `${name}: ${values ? json(values) : '"any"'}`,
  );
  const fields = [...log.fields.values()];
  return [
    HEADER,
    'import type { Log } from "../metric.ts";\n\n',
    `const streamLabels = { ${labels.join(", ")} } as const;\n`,
    `const fields = ${json(fields.map(({ name }) => name))} as const;\n\n`,
    `/** ${log.about} */\n`,
    `export const ${log.name}: Log<typeof streamLabels, (typeof fields)[number]> = { log: ${json(log.name)}, streamLabels, fields, notNumbers: ${json(fields.filter((field) => field.type === "text" && (field.empty || field.notANumber)).map(({ name }) => name))} };\n`,
  ].join("");
}

function exportersFile(contracts: readonly Contract[], log: LogContract): string {
  const entries = contracts
    .filter((contract) => !contract.addedByPrometheus)
    .map(
      ({ exporter, about, title, job, address, metricsPath, heartbeat, variants }) =>
        `  ${exporter}: ${json({ about, title, job, address, metricsPath, heartbeat, variants: variants.map(({ name }) => name) })},\n`,
    );
  return [
    HEADER,
    "\n/** Every exporter with a contract: what `stack.yaml` may switch on, and its defaults. */\n",
    `export const exporters = {\n${entries.join("")}} as const;\n\n`,
    "/** Every log with a contract. */\n",
    `export const logs = {\n  ${log.name}: ${json({ about: log.about, job: log.job })},\n} as const;\n`,
  ].join("");
}
