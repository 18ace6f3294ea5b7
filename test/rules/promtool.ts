/** The same stories for `promtool test rules`, which runs a server's own rule manager. */
import type { Series } from "../../engine/engine.ts";
import { timeline, type Kind, type Story } from "./timeline.ts";

interface ExprTest {
  readonly expr: string;
  readonly eval_time: string;
  readonly exp_samples: { labels: string; value: number }[];
}

/** One test per kind of the alert's story: what fires, asked of the series ALERTS. */
export function promtoolTests(name: string, story: Story, jobs: readonly string[], rules: string) {
  const { minutes, also } = story;
  const fired = minutes[0] + minutes[1];
  const of = (kind: Kind, expected: (gap: number, end: number) => ExprTest[]) => {
    const { series, gap, end } = timeline(story, jobs, kind);
    return {
      name: `${name} ${kind}`,
      interval: "1m",
      input_series: series.map(({ labels, samples }) => ({
        series: selector(labels),
        values: notation(samples, end),
      })),
      promql_expr_test: expected(gap, end),
    };
  };
  const tests = [
    of("healed", (_, end) => [
      fires([], minutes[0], name),
      fires([name, ...(also ?? [])], fired),
      fires([], end, name),
    ]),
    of("gap", (gap) =>
      Array.from({ length: fired - gap + 2 }, (_, index) => fires([name], gap - 1 + index, name)),
    ),
    of("absent", (_, end) => [
      fires(["ExporterDown"], end, also && "ExporterDown"),
      ...(name === "ExporterDown" ? [] : [fires([], end, name)]),
    ]),
  ];
  return { rule_files: [rules], evaluation_interval: "1m", tests };
}

/** Asks which alerts fire at a minute; of all, or whether one does. */
function fires(names: readonly string[], minute: number, only?: string): ExprTest {
  const [alert, objective] = only?.split(" ") ?? [];
  const matchers = [
    'alertstate="firing"',
    ...(alert === undefined ? [] : [`alertname="${alert}"`]),
    ...(objective === undefined ? [] : [`objective="${objective}"`]),
  ];
  return {
    expr: `group by (alertname, objective) (ALERTS{${matchers.join(",")}})`,
    eval_time: `${minute}m`,
    exp_samples: names.map((name) => {
      const [alertname, of] = name.split(" ");
      return {
        labels: `{alertname="${alertname}"${of === undefined ? "" : `,objective="${of}"`}}`,
        value: 1,
      };
    }),
  };
}

const selector = ({ __name__ = "", ...labels }: Series["labels"]): string =>
  `${__name__}{${Object.entries(labels)
    .map(([name, value]) => `${name}=${JSON.stringify(value)}`)
    .join(",")}}`;

/** One value a minute, `_` where there is none, equal ones in a row as one. */
function notation(samples: Series["samples"], end: number): string {
  const by = new Map(samples.map(([time, value]) => [Math.round(time / 60), value]));
  const words: string[] = [];
  for (let minute = 0; minute <= end;) {
    const value = by.get(minute);
    let times = 1;
    while (minute + times <= end && by.get(minute + times) === value) times++;
    if (value === undefined) words.push(`_x${times}`);
    else if (value === "stale") words.push(...Array.from({ length: times }, () => "stale"));
    else words.push(`${value}+0x${times - 1}`);
    minute += times;
  }
  return words.join(" ");
}
