/** Whether the streams that a log query selects are there. */
import type { Matcher } from "../checks/model/promql.ts";
import { parseLogql, type LogSelection } from "../checks/model/logql.ts";
import { few } from "./report.ts";
import { bad, idle, passes, THERE, type Live, type Standing } from "./live.ts";

/** The stream labels that log queries select by, to ask Loki for their values. */
export const streamLabels = (texts: readonly string[]): string[] => [
  ...new Set(texts.flatMap((text) => parseLogql(text).selections.flatMap(labelsOf))),
];
const labelsOf = ({ matchers }: LogSelection): string[] => matchers.map(({ label }) => label);

/** Whether each selection of a query, its variables filled in, has streams. */
export function logStanding(text: string, live: Live): Standing {
  const all = parseLogql(text).selections.map((selection) => ofSelection(selection, live));
  return all.find(({ is }) => is === "bad") ?? all.find(({ is }) => is === "idle") ?? THERE;
}

function ofSelection({ matchers }: LogSelection, { streams, log }: Live): Standing {
  if (!streams) return THERE;
  const fits = (matcher: Matcher, value: string): boolean => passes(matcher, { [matcher.label]: value });
  for (const matcher of matchers) {
    const { label, op, value } = matcher;
    const values = streams.get(label);
    if (values === undefined || fits(matcher, "") || values.some((each) => fits(matcher, each))) continue;
    const known = log?.streamLabels.get(label);
    const text = `${label}${op}"${value}"`;
    if (
      values.length > 0 &&
      label !== "job" &&
      known &&
      (known.values?.some((each) => fits(matcher, each)) ?? true)
    )
      return idle(`no line with ${text} in the last day`);
    return bad(
      "no log stream",
      `no stream with ${text}`,
      values.length > 0
        ? `Loki has no stream with ${text}; ${label} is ${few(values)}.`
        : `Loki has no stream with the label \`${label}\` in the last day.`,
      label === "job" && values.length > 0
        ? "Set the job of the log in stack.yaml and run npm run build:dashboards; or give the pipeline's target that job."
        : "See whether the log pipeline runs, reads the file, and reaches Loki; its own log says so.",
    );
  }
  return THERE;
}
