/** Reads `contracts/`: what each exporter was recorded to emit, plus what a scrape cannot say. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { parseExposition, type ExpositionType, type Family, type Page } from "./exposition.ts";
import { contractFolders } from "./folders.ts";
import { inputError } from "./input-error.ts";
import { didYouMean, readYaml } from "./read-yaml.ts";

/** A recorded page. */
export interface Recording extends Page {
  /** Which family of recordings it belongs to; `stack.yaml` selects one. */
  readonly variant: string;
  /** Name without `.prom`: `1.5.3.nginx-down`. */
  readonly name: string;
}

/** A label as it was seen on one metric, after Prometheus' own renaming (`job` in the page → `exported_job`). */
export interface LabelFacts {
  readonly name: string;
  /** On every series of every recording that has the metric, roll-up rows aside. Only these are safe to group by. */
  readonly always: boolean;
  /** Recordings that have the metric but not this label. */
  readonly missingIn: readonly string[];
  /** Values seen, sorted. */
  readonly seen: readonly string[];
  /** All values it can have, where the contract closes the set. */
  readonly closed?: readonly string[];
  /** A regular expression every value matches in full, where the contract gives one. */
  readonly pattern?: string;
  /** Why it is personal data, where it is. */
  readonly personal?: string;
}

/** What is known of one metric family. */
export interface MetricFacts {
  readonly exporter: string;
  readonly name: string;
  readonly type: ExpositionType;
  readonly help: string;
  /** See unit.ts; undefined where nobody has said. */
  readonly unit?: string;
  /** For a histogram: what its `_count` counts. */
  readonly of?: string;
  readonly labels: ReadonlyMap<string, LabelFacts>;
  /** Labels that a total row lacks: rows with and without them stand under one name, and a plain sum doubles. */
  readonly rollUp: readonly string[];
  /** Variants that have at least one sample, in the contract's order. */
  readonly variants: readonly string[];
  /** Recordings that have at least one sample. */
  readonly recordings: readonly string[];
  /** Recordings that only declare it (HELP/TYPE): it exists but nothing happened yet. */
  readonly declaredIn: readonly string[];
  /** Upper bounds seen, ascending, `+Inf` last. Histograms only. */
  readonly buckets: readonly string[];
  /** Where the first sample stands: `contracts/x/recordings/y.prom:12`. */
  readonly evidence: string;
  readonly lazy?: string;
  readonly note?: string;
  readonly deprecated?: string;
  /** Every instance reports the same number (a Redis count), so `sum` multiplies it. */
  readonly everyInstanceReportsTheSame: boolean;
  readonly values?: readonly string[];
  /** It is absent while this is down, as a metric with `answersFor` says, and only then. */
  readonly absentWithout?: string;
  /** What it says 0 of while that is down, although the exporter answers: `nginx`, `Redis`. */
  readonly answersFor?: string;
}

/** One exporter. */
export interface Contract {
  readonly exporter: string;
  readonly about: string;
  /** What a panel calls it when it is gone: `queue exporter` (down). Short, it must fit a stat. */
  readonly title: string;
  readonly job: string;
  readonly address: string;
  readonly metricsPath: string;
  /** A metric every recording contains, or `up`. */
  readonly heartbeat: string;
  /** How often the exporter itself looks, where that is rarer than a scrape: `30s`. */
  readonly collectEvery?: string;
  /** True for what Prometheus adds to every target. */
  readonly addedByPrometheus: boolean;
  readonly variants: readonly { readonly name: string; readonly about: string }[];
  readonly recordings: readonly Recording[];
  readonly metrics: ReadonlyMap<string, MetricFacts>;
}

interface MetricNotes {
  type?: ExpositionType;
  unit?: string;
  of?: string;
  lazy?: string;
  note?: string;
  about?: string;
  deprecated?: string;
  values?: string[];
  answersFor?: string;
  absentWithout?: string;
  everyInstanceReportsTheSame?: boolean;
  source: string;
}
interface LabelNotes {
  values?: string[];
  pattern?: string;
  personal?: string;
  about?: string;
  /** Only on metrics whose name fits this glob; a label name such as `route` may mean two things on one page. */
  on?: string;
  source: string;
}
interface ContractYaml {
  about: string;
  title: string;
  job?: string;
  address?: string;
  metricsPath?: string;
  heartbeat: string;
  collectEvery?: string;
  addedByPrometheus?: boolean;
  /** Families on the same page that another exporter's contract describes, by glob. */
  elsewhere?: Record<string, string>;
  variants: Record<string, { recordings: string; about: string }>;
  labels?: Record<string, LabelNotes>;
  metrics?: Record<string, MetricNotes>;
}

const text = { type: "string" } as const;
const texts = { type: "array", items: text } as const;
const closed = (properties: object, required: readonly string[]) => ({
  type: "object",
  additionalProperties: false,
  properties,
  required,
});
const CONTRACT_SCHEMA = closed(
  {
    about: text,
    title: text,
    job: text,
    address: text,
    metricsPath: text,
    heartbeat: text,
    collectEvery: { type: "string", pattern: "^\\d+[sm]$", description: "a duration such as 30s" },
    addedByPrometheus: { type: "boolean" },
    elsewhere: { type: "object", additionalProperties: text },
    variants: {
      type: "object",
      additionalProperties: closed({ recordings: text, about: text }, ["recordings", "about"]),
    },
    labels: {
      type: "object",
      additionalProperties: closed(
        { values: texts, pattern: text, personal: text, about: text, on: text, source: text },
        ["source"],
      ),
    },
    metrics: {
      type: "object",
      additionalProperties: closed(
        {
          type: { enum: ["counter", "gauge", "histogram", "summary", "untyped"] },
          unit: text,
          of: text,
          lazy: text,
          note: text,
          about: text,
          deprecated: text,
          values: texts,
          answersFor: text,
          absentWithout: text,
          everyInstanceReportsTheSame: { type: "boolean" },
          source: text,
        },
        ["source"],
      ),
    },
  },
  ["about", "title", "heartbeat", "variants"],
);

/**
 * Reads every exporter's folder that has a contract.yaml and metric recordings: under `folder`, or where none is given
 * under this package's contracts and the user's. An exporter that is under both is read from the user's.
 *
 * @returns Contracts sorted by exporter name.
 * @throws InputError naming the file for a bad recording or contract, and for a contract line that fits no recording.
 */
export function readContracts(folder?: string): Contract[] {
  const folders = new Map<string, string>();
  for (const each of folder === undefined ? contractFolders() : [folder])
    for (const entry of readdirSync(each, { withFileTypes: true }))
      if (entry.isDirectory() && hasPages(join(each, entry.name)))
        folders.set(entry.name, join(each, entry.name));
  return [...folders.values()].map(readContract).sort((a, b) => (a.exporter < b.exporter ? -1 : 1));
}

const pages = (folder: string): string[] =>
  existsSync(join(folder, "recordings"))
    ? readdirSync(join(folder, "recordings"))
        .filter((file) => file.endsWith(".prom"))
        .sort()
    : [];
const hasPages = (folder: string): boolean => pages(folder).length > 0;

/** Reads one exporter's folder. Errors as {@link readContracts}. */
export function readContract(folder: string): Contract {
  const exporter = basename(folder);
  const yamlFile = join(folder, "contract.yaml");
  const { value: yaml, place } = readYaml<ContractYaml>(yamlFile, CONTRACT_SCHEMA);

  const whole = pages(folder).map((file): Recording => {
    const path = join(folder, "recordings", file);
    const variant = Object.entries(yaml.variants).find(([, { recordings: prefix }]) =>
      file.startsWith(prefix),
    );
    if (!variant)
      throw inputError(
        path,
        `fits no variant of ${yamlFile}; add one whose \`recordings\` is a prefix of the file's name.`,
      );
    return {
      ...parseExposition(readFileSync(path), path),
      variant: variant[0],
      name: file.slice(0, -".prom".length),
    };
  });
  const recordings = withoutElsewhere(whole, yaml, folder, place);
  for (const variant of Object.keys(yaml.variants))
    if (!recordings.some((recording) => recording.variant === variant))
      throw inputError(
        place("variants", variant),
        `variant \`${variant}\` has no recording in ${join(folder, "recordings")}.`,
      );

  const names = [...new Set(recordings.flatMap((recording) => [...recording.families.keys()]))].sort();
  const notes = matchNotes(yaml, names, place);
  const metrics = new Map(
    names.map((name) => [
      name,
      describe(exporter, name, recordings, Object.keys(yaml.variants), notes.get(name), yaml, place),
    ]),
  );
  for (const label of Object.keys(yaml.labels ?? {}))
    if (![...metrics.values()].some((metric) => metric.labels.has(label)))
      throw inputError(place("labels", label), `no recording has the label \`${label}\`.`);
  if (yaml.heartbeat !== "up")
    for (const recording of recordings)
      if (!recording.families.get(yaml.heartbeat)?.samples.length)
        throw inputError(
          place("heartbeat"),
          `the heartbeat \`${yaml.heartbeat}\` has no sample in ${recording.file}; choose a metric every recording contains, or \`up\`.`,
        );

  return {
    exporter,
    about: yaml.about,
    title: yaml.title,
    job: yaml.job ?? exporter,
    address: yaml.address ?? "",
    metricsPath: yaml.metricsPath ?? "/metrics",
    heartbeat: yaml.heartbeat,
    ...(yaml.collectEvery !== undefined && { collectEvery: yaml.collectEvery }),
    addedByPrometheus: yaml.addedByPrometheus ?? false,
    variants: Object.entries(yaml.variants).map(([name, { about }]) => ({ name, about })),
    recordings,
    metrics,
  };
}

/** The recordings without the families that another contract describes; their files stay as they are. */
function withoutElsewhere(
  recordings: readonly Recording[],
  yaml: ContractYaml,
  folder: string,
  place: (...path: string[]) => string,
): Recording[] {
  const globs = Object.entries(yaml.elsewhere ?? {}).map(([pattern, exporter]) => {
    const fits = glob(pattern);
    if (!existsSync(join(dirname(folder), exporter, "contract.yaml")))
      throw inputError(place("elsewhere", pattern), `there is no exporter \`${exporter}\`.`);
    if (!recordings.some(({ families }) => [...families.keys()].some((name) => fits.test(name))))
      throw inputError(place("elsewhere", pattern), `no recording has \`${pattern}\`.`);
    return fits;
  });
  const own = (name: string): boolean => !globs.some((fits) => fits.test(name));
  return recordings.map((recording) => ({
    ...recording,
    families: new Map([...recording.families].filter(([name]) => own(name))),
  }));
}

/** Notes by metric name: the last line that fits wins, so a name after its glob refines it. */
function matchNotes(
  yaml: ContractYaml,
  names: readonly string[],
  place: (...path: string[]) => string,
): Map<string, MetricNotes> {
  const notes = new Map<string, MetricNotes>();
  for (const [pattern, note] of Object.entries(yaml.metrics ?? {})) {
    const fits = glob(pattern);
    const fitting = names.filter((name) => fits.test(name));
    if (fitting.length === 0)
      throw inputError(
        place("metrics", pattern),
        `no recording has \`${pattern}\`${didYouMean(pattern, names)}`,
      );
    for (const name of fitting) notes.set(name, note);
  }
  return notes;
}

const glob = (pattern: string): RegExp => new RegExp(`^${pattern.replaceAll("*", ".*")}$`);

/** Prometheus renames labels of the page that it sets itself (honor_labels is false by default). */
const ingested = (label: string, addedByPrometheus: boolean): string =>
  !addedByPrometheus && (label === "job" || label === "instance") ? `exported_${label}` : label;

/** What the pages themselves say of one metric. */
interface Observed {
  readonly type: ExpositionType;
  readonly help: string;
  /** Rows, totals aside. */
  readonly rows: number;
  readonly labels: ReadonlyMap<
    string,
    { on: number; values: Map<string, Recording>; recordings: Set<Recording> }
  >;
  readonly rollUp: ReadonlySet<string>;
  readonly buckets: ReadonlySet<string>;
  readonly withSamples: readonly Recording[];
  readonly declaredIn: readonly Recording[];
}

function observe(name: string, recordings: readonly Recording[], addedByPrometheus: boolean): Observed {
  const labels = new Map<
    string,
    { on: number; values: Map<string, Recording>; recordings: Set<Recording> }
  >();
  const buckets = new Set<string>();
  const withSamples: Recording[] = [];
  const declaredIn: Recording[] = [];
  let rows = 0;
  let type: ExpositionType = "untyped";
  let help = "";

  // A fresh page may show the total row alone, so first find out from all pages which rows are totals.
  const rollUp = new Set(recordings.flatMap((recording) => rollUpLabels(recording.families.get(name))));
  for (const recording of recordings) {
    const family = recording.families.get(name);
    if (!family) continue;
    if (family.type !== "untyped") type = family.type;
    if (family.help !== "") help = family.help;
    (family.samples.length === 0 ? declaredIn : withSamples).push(recording);
    for (const { labels: written } of family.samples) {
      if (written["le"] !== undefined && type === "histogram") buckets.add(written["le"]);
      if (rollUp.size > 0 && ![...rollUp].some((label) => Object.hasOwn(written, label))) continue;
      rows++;
      for (const label of Object.keys(written)) {
        if (label === "le" && type === "histogram") continue;
        const key = ingested(label, addedByPrometheus);
        let seen = labels.get(key);
        if (!seen) labels.set(key, (seen = { on: 0, values: new Map(), recordings: new Set() }));
        seen.on++;
        seen.recordings.add(recording);
        const value = written[label]!;
        if (value !== "" && !seen.values.has(value)) seen.values.set(value, recording);
      }
    }
  }
  return { type, help, rows, labels, rollUp, buckets, withSamples, declaredIn };
}

/**
 * What recordings say of one metric, with nothing written down about it.
 *
 * @param recordings At least one of them has the metric.
 */
export const observedFacts = (
  exporter: string,
  name: string,
  recordings: readonly Recording[],
): MetricFacts =>
  describe(
    exporter,
    name,
    recordings,
    [...new Set(recordings.map(({ variant }) => variant))],
    undefined,
    {},
    String,
  );

function describe(
  exporter: string,
  name: string,
  recordings: readonly Recording[],
  variants: readonly string[],
  notes: MetricNotes | undefined,
  yaml: Pick<ContractYaml, "labels" | "addedByPrometheus">,
  place: (...path: string[]) => string,
): MetricFacts {
  const { type, help, rows, labels, rollUp, buckets, withSamples, declaredIn } = observe(
    name,
    recordings,
    yaml.addedByPrometheus ?? false,
  );
  const unit = notes?.unit ?? unitOfName(name);
  const { file, families } = withSamples[0] ?? declaredIn[0]!;
  const family = families.get(name)!;
  return {
    exporter,
    name,
    type: notes?.type ?? type,
    help: help === "" ? (notes?.about ?? "") : help,
    ...(unit !== undefined && { unit }),
    ...(notes?.of !== undefined && { of: notes.of }),
    labels: new Map(
      [...labels].sort(byKey).map(([label, seen]) => {
        const note = yaml.labels?.[label];
        const about = note?.on === undefined || glob(note.on).test(name) ? note : undefined;
        const pattern = about?.pattern === undefined ? undefined : new RegExp(`^(?:${about.pattern})$`);
        for (const [value, recording] of seen.values)
          if (about?.values?.includes(value) === false || pattern?.test(value) === false)
            throw inputError(
              place("labels", label),
              `\`${label}\` is said to be closed, but ${recording.file} has \`${value}\` on \`${name}\`.`,
            );
        return [
          label,
          {
            name: label,
            always: seen.on === rows,
            missingIn: rollUp.has(label)
              ? []
              : withSamples.filter((each) => !seen.recordings.has(each)).map((each) => each.name),
            seen: [...seen.values.keys()].sort(),
            ...(about?.values && { closed: about.values }),
            ...(about?.pattern !== undefined && { pattern: about.pattern }),
            ...(about?.personal !== undefined && { personal: about.personal }),
          },
        ];
      }),
    ),
    rollUp: [...rollUp].sort(),
    variants: variants.filter((variant) => withSamples.some((recording) => recording.variant === variant)),
    recordings: withSamples.map((recording) => recording.name),
    declaredIn: declaredIn.map((recording) => recording.name),
    buckets: [...buckets].sort((a, b) => bound(a) - bound(b)),
    evidence: `${file}:${family.samples[0]?.line ?? family.line}`,
    ...(notes?.lazy !== undefined && { lazy: notes.lazy }),
    ...(notes?.note !== undefined && { note: notes.note }),
    ...(notes?.deprecated !== undefined && { deprecated: notes.deprecated }),
    ...(notes?.values && { values: notes.values }),
    ...(notes?.absentWithout !== undefined && { absentWithout: notes.absentWithout }),
    ...(notes?.answersFor !== undefined && { answersFor: notes.answersFor }),
    everyInstanceReportsTheSame: notes?.everyInstanceReportsTheSame ?? false,
  };
}

const byKey = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number => (a < b ? -1 : 1);
const bound = (le: string): number => (le === "+Inf" ? Infinity : Number(le));

/** By the naming convention of Prometheus; a contract line overrules it. */
function unitOfName(name: string): string | undefined {
  const base = name.replace(/_(total|sum|count|bucket)$/, "");
  if (/_timestamp(_seconds)?$|_time_seconds$|_created$/.test(base)) return "timestamp";
  return BASE_UNITS[/[^_]*$/.exec(base)![0]];
}
/** https://prometheus.io/docs/practices/naming/#base-units, as far as contracts know them. */
const BASE_UNITS: Readonly<Record<string, string>> = {
  seconds: "s",
  bytes: "bytes",
  ratio: "ratio",
  celsius: "celsius",
  joules: "J",
  watts: "W",
  hertz: "Hz",
};

/**
 * Labels that a total row of this metric lacks in this page. A total row has no label at all while its siblings
 * have some. A label written with an empty value counts as written: `method=""` is a request without a method,
 * not a total.
 */
function rollUpLabels(family: Family | undefined): string[] {
  const own = (label: string) => label !== "le" && label !== "quantile";
  const samples = family?.samples ?? [];
  if (samples.every(({ labels }) => Object.keys(labels).some(own))) return [];
  return [...new Set(samples.flatMap(({ labels }) => Object.keys(labels).filter(own)))];
}
