/** Whether the series a selector asks for are there, and if not, whose fault that is. Pure: what there is comes in. */
import type { MetricFacts } from "../contracts/contract.ts";
import { nearest } from "../contracts/read-yaml.ts";
import type { Context, Emitted } from "../checks/model/context.ts";
import { addedByPrometheus } from "../checks/model/jobs.ts";
import type { Matcher, Selector } from "../checks/model/promql.ts";
import { few } from "./report.ts";
import { bad, idle, matching, passes, THERE, type Live, type Standing } from "./live.ts";
import type { Labels } from "./seen.ts";
import type { Exporter } from "./targets.ts";

/** Whether a selector finds series now, and if not, why. */
export function selectorStanding(selector: Selector, live: Live): Standing {
  const name = selector.metric?.name;
  const there = name === undefined ? undefined : live.series.get(name);
  // A name that is a pattern, or was not asked about.
  if (name === undefined || !there || matching(selector, live)!.length > 0) return THERE;
  const emitted = live.context.emitted(name);
  const job = selector.matchers.find(({ label, op }) => label === "job" && !op.startsWith("!"));
  if (!job)
    return there.length > 0
      ? otherLabels(selector, there, emitted, live)
      : absent(name, emitted, live.exporters, live);
  const ofJob = live.exporters.filter(({ stack }) => passes(job, { job: stack.job }));
  if (ofJob.length === 0) return strangeJob(name, job, there, emitted, live);
  const troubled = ofJob.find(({ trouble }) => trouble);
  if (troubled && ofJob.every(({ state }) => state !== "up")) return ofExporter(troubled);
  const own = there.filter((labels) => passes(job, labels));
  return own.length > 0 ? otherLabels(selector, own, emitted, live) : absent(name, emitted, ofJob, live);
}

const ofExporter = ({ state, trouble }: Exporter): Standing =>
  trouble
    ? {
        is: "bad",
        verdict: state === "down" ? "exporter down" : state === "wrong job" ? "wrong job" : "not scraped",
        trouble,
      }
    : THERE;

/** A query names a job that stack.yaml does not. */
function strangeJob(
  name: string,
  job: Matcher,
  there: readonly Labels[],
  emitted: readonly Emitted[],
  live: Live,
): Standing {
  const text = `job${job.op}"${job.value}"`;
  const found = valuesOf("job", there);
  const added = emitted.some(({ facts }) => addedByPrometheus(facts.exporter, live.context));
  if (found.length === 0 && emitted.length === 0) return absent(name, emitted, [], live);
  if (added || found.length === 0)
    return bad(
      "not scraped",
      `no target with ${text}`,
      `Prometheus has no target with ${text}${found.length === 0 ? "" : `; there are ${few(found)}`}.`,
      "Add that scrape job to prometheus.yml; or correct the job in the query, for our own boards with npm run build:dashboards.",
    );
  return bad(
    "wrong job",
    `has the job ${few(found)}`,
    `\`${name}\` is there, but not with ${text}: it has the job ${few(found)}.`,
    "Set that job in stack.yaml and run npm run build:dashboards; or rename the scrape job in prometheus.yml.",
  );
}

/** No series of that name at all, from none of the exporters that are asked about. */
function absent(
  name: string,
  emitted: readonly Emitted[],
  exporters: readonly Exporter[],
  { context, names, down }: Live,
): Standing {
  const short = `no \`${name}\``;
  if (emitted.length === 0) {
    if (name.includes(":"))
      return bad(
        "metric missing",
        short,
        `There is no \`${name}\`, which by its colon is made by a recording rule.`,
        "Load the rule (rule_files in prometheus.yml), and see on Prometheus' page /rules whether it fails.",
      );
    const near = nearest(name, [...new Set([...context.names, ...names])]);
    return bad(
      "metric missing",
      short,
      `There is no \`${name}\`, and no recorded exporter emits it.`,
      near === undefined
        ? "Use a metric that is there, or scrape the exporter that has it."
        : `Did you mean \`${near}\`?`,
      near === undefined ? undefined : context.emitted(near)[0]?.facts.evidence,
    );
  }
  // Prometheus' own; no exporter has to be switched on for it.
  const own = emitted.find(({ facts }) => addedByPrometheus(facts.exporter, context));
  if (own?.facts.lazy !== undefined) return idle(own.facts.lazy);
  const on = exporters.flatMap((exporter) => {
    const facts = emitted.find((each) => each.facts.exporter === exporter.name)?.facts;
    return facts ? [{ exporter, facts, emits: facts.variants.includes(exporter.stack.variant) }] : [];
  });
  const found = on.find(({ emits }) => emits) ?? on[0];
  if (!found) {
    const { exporter, evidence } = emitted[0]!.facts;
    return bad(
      "not scraped",
      `${exporter} is not switched on`,
      `\`${name}\` comes from ${exporter}, which stack.yaml does not switch on under that job.`,
      `Switch ${exporter} on in stack.yaml and scrape it, or take the panel out.`,
      evidence,
    );
  }
  return found.exporter.trouble
    ? ofExporter(found.exporter)
    : (ofWhatIsDown(found.exporter, down) ?? notOnPage(name, found.exporter, found.facts, context));
}

/** The exporter answers, but for lack of what it asks it has less to say. */
function ofWhatIsDown({ title, stack }: Exporter, down: Live["down"]): Standing | undefined {
  const what = down.get(stack.job);
  if (what === undefined) return undefined;
  return bad(
    "exporter down",
    `${what} down`,
    `The ${title} answers, but without ${what} it has no numbers for this.`,
    `Start ${what}; the numbers come back by themselves.`,
  );
}

/** The exporter answers, and its page has no such metric. */
function notOnPage(
  name: string,
  { name: exporter, title, stack }: Exporter,
  facts: MetricFacts,
  context: Context,
): Standing {
  const short = `no \`${name}\``;
  if (!facts.variants.includes(stack.variant))
    return bad(
      "metric missing",
      short,
      `\`${name}\` is not on the page of the ${title}: only ${few(facts.variants) || "no recorded version"} emits it, and stack.yaml says \`${stack.variant}\`.`,
      `Run that version and set exporters.${exporter}.variant in stack.yaml; then npm run build:dashboards.`,
      facts.evidence,
    );
  // Not here without what it needs: that was looked at before.
  const always = facts.absentWithout !== undefined;
  if (facts.lazy !== undefined && !always) return idle(facts.lazy);
  const contract = context.contracts.find((each) => each.exporter === exporter);
  const without = (contract?.recordings ?? []).find(
    (recording) => recording.variant === stack.variant && !facts.recordings.includes(recording.name),
  );
  if (without && !always) return idle(`absent now, as in the recording ${without.name}`);
  const others = (contract?.variants ?? [])
    .map((each) => each.name)
    .filter((each) => !facts.variants.includes(each));
  return bad(
    "metric missing",
    short,
    `The ${title} is up, but its page has no \`${name}\`, which ${always ? `it has as long as ${facts.absentWithout!} answers` : `every recording of \`${stack.variant}\` has`}${others.length > 0 ? `; ${few(others)} has none` : ""}.`,
    `Compare the version that runs with exporters.${exporter}.variant in stack.yaml (npm run record stores its page), and look for metric_relabel_configs that drop it.`,
    facts.evidence,
  );
}

/** Series of that name, none of which passes the matchers. */
function otherLabels(
  { metric, matchers }: Selector,
  there: readonly Labels[],
  emitted: readonly Emitted[],
  live: Live,
): Standing {
  const name = metric?.name ?? "";
  const culprit = matchers.find((matcher) => !there.some((labels) => passes(matcher, labels)));
  if (!culprit) return idle("there are such series, but none with all these labels at once");
  const { label } = culprit;
  const text = `${label}${culprit.op}"${culprit.value}"`;
  const values = valuesOf(label, there);
  const on = emitted.find(({ facts }) => live.exporters.some((exporter) => exporter.name === facts.exporter));
  const facts = (on ?? emitted[0])?.facts;
  const known = facts?.labels.get(label);
  if (values.length === 0)
    return facts && known && (facts.lazy !== undefined || !known.always || facts.rollUp.includes(label))
      ? idle(facts.lazy ?? `no series has the label ${label} now`)
      : missingLabel(name, label, facts, live);
  // Added by the scrape configuration, so a value that is not there now is not one that comes by itself.
  const added = label === "instance" || live.exporters.some(({ stack }) => stack.filters.includes(label));
  if (!added && (known?.closed?.some((value) => passes(culprit, { [label]: value })) ?? true))
    return idle(`no series with ${text} now`);
  return bad(
    "label missing",
    `none with ${text}`,
    `\`${name}\` is there, but not with ${text}: there are ${few(values)}.`,
    added
      ? "Choose another value of the variable, and save the board with it at All."
      : `Correct the matcher; ${label} is one of ${few(known?.closed ?? values)}.`,
    facts?.evidence,
  );
}

/** The problem that no series of a metric has a label. */
export function missingLabel(
  name: string,
  label: string,
  facts: MetricFacts | undefined,
  live: Live,
): Standing {
  const short = `no label \`${label}\` on \`${name}\``;
  const exporter = live.exporters.find((each) => each.stack.filters.includes(label));
  if (exporter)
    return bad(
      "label missing",
      short,
      `stack.yaml gives ${exporter.name} the filter \`${label}\`, but no series of \`${name}\` has that label.`,
      `Let the scrape job add it (labels: { ${label}: … } in prometheus.yml), or take it out of exporters.${exporter.name}.filters and run npm run build:dashboards.`,
    );
  const recorded = facts?.labels.has(label) ?? false;
  const labels = [...(facts?.labels.keys() ?? [])];
  return bad(
    "label missing",
    short,
    `\`${name}\` is there, but no series has the label \`${label}\`${recorded ? ", which every recording has" : labels.length > 0 ? `; recorded are ${few(labels)}` : ""}.`,
    recorded
      ? "Look for relabeling in prometheus.yml that drops it, and compare the exporter's version with stack.yaml."
      : "Group or filter by a label that is there.",
    facts?.evidence,
  );
}

/** The values a label has, sorted; an absent label has none. */
const valuesOf = (label: string, there: readonly Labels[]): string[] =>
  [...new Set(there.flatMap((labels) => labels[label] ?? []))].filter((value) => value !== "").sort();
