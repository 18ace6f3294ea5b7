/** Defects of LogQL queries. */
import {
  rewrite,
  rewriteMatches,
  targets,
  type Defect,
  type DefectClass,
  type Good,
  type TargetAt,
} from "./defect.ts";

const each = (good: Good, plant: (target: TargetAt) => readonly Defect[]): Defect[] =>
  targets(good, "logql").flatMap((target) => plant(target));
/** The pattern's matches in every LogQL query, each replaced by itself. */
const everywhere =
  (pattern: RegExp, replacement: (match: RegExpExecArray) => string) =>
  (good: Good): Defect[] =>
    each(good, (target) => rewriteMatches(target, pattern, replacement));

/** Queries that give numbers over a window, rewritten around their stream selector. */
const counting =
  (expr: (selector: string, window: string) => string) =>
  (good: Good): Defect[] =>
    each(good, (target) => {
      const [selector] = /\{[^}]*\}/.exec(target.expr) ?? [];
      const [, window] = /\[(\$__\w+)\]/.exec(target.expr) ?? [];
      return selector === undefined || window === undefined
        ? []
        : [rewrite(target, 0, target.expr.length, expr(selector, window))];
    });

export const LOG_LINES: readonly DefectClass[] = [
  {
    name: "a stream label misspelt",
    check: "unknown-stream-label",
    refusedBy: "a stream label the pipeline does not set",
    plant: everywhere(/(?<=^[^|]*[{,]\s*)(\w+)(?==~?")/g, ([label]) => `${label}s`),
  },
  {
    name: "a field of the line as a stream label",
    check: "unknown-stream-label",
    refusedBy: "a stream label the pipeline does not set",
    plant: everywhere(/\{(?=job=)/g, () => '{uri="/api/chat", '),
  },
  {
    name: "a value that the stream label never has",
    check: "impossible-stream-value",
    refusedBy: "a route the pipeline does not write",
    plant: everywhere(/(?<=^[^|]*[{,]\s*\w+=~?")([^"$]+)(?=")/g, ([value]) =>
      value.includes("..") ? value.replace("..", "xx") : `${value}s`,
    ),
  },
  {
    name: "a field that the line does not have",
    check: "unknown-log-field",
    refusedBy: "a field the log format does not have",
    plant: everywhere(/(?<=\| json [^|]*="\w+)(?=")/g, () => "s"),
  },
  {
    name: "a name in a line's format that was not extracted",
    check: "unknown-log-field",
    plant: everywhere(/(?<=\{\{\s*\.\w+)(?=\}\})/g, () => "s"),
  },
  {
    name: "a field named like a stream label",
    check: "colliding-log-field",
    refusedBy: "named like a stream label, so Loki would rename it to status_extracted",
    plant: counting(
      (selector, window) =>
        `sum by (status_extracted) (count_over_time(${selector} | json | __error__="" [${window}]))`,
    ),
  },
  {
    name: "a plain number compared with a duration",
    check: "misread-number",
    plant: everywhere(/(?<=\|\s*\w+ > \d+)(?= )/g, () => "s"),
  },
  {
    name: "an unwrap as a duration of a plain number",
    check: "misread-number",
    plant: counting(
      (selector, window) =>
        `max_over_time(${selector} | json rt="request_time" | unwrap duration(rt) | __error__="" [${window}]) by (route)`,
    ),
  },
  {
    name: "a parser that nothing guards",
    check: "unguarded-parse",
    plant: (good) => [
      ...everywhere(/ \| __error__=""(?= \[)/g, () => "")(good),
      ...counting(
        (selector, window) => `sum by (uri) (count_over_time(${selector} | json uri="uri" [${window}]))`,
      )(good),
    ],
  },
  {
    name: "a quantile without a grouping of its own",
    check: "ungrouped-unwrap",
    plant: counting(
      (selector, window) =>
        `sum by (route) (quantile_over_time(0.95, ${selector} | json rt="request_time" | unwrap rt | __error__="" [${window}]))`,
    ),
  },
  {
    name: "`$__rate_interval` in a log query",
    check: "log-interval",
    plant: everywhere(/\[\$__(interval|range|auto)\]/g, () => "[$__rate_interval]"),
  },
  {
    name: "bytes of the log taken for traffic",
    check: "log-volume-as-traffic",
    plant: everywhere(/count_over_time\(/g, () => "bytes_over_time("),
  },
  {
    name: "callers' addresses in a grouping",
    check: "personal-log-field",
    plant: counting(
      (selector, window) =>
        `sum by (ip) (count_over_time(${selector} | json ip="remote_addr" | __error__="" [${window}]))`,
    ),
  },
  {
    name: "a closing bracket missing in LogQL",
    check: "syntax",
    plant: everywhere(/\)$/g, () => ""),
  },
];
