/** The same alerts for Grafana to evaluate, as a file for its folder provisioning/alerting. */
import { Document } from "yaml";
import { panelId } from "../panels/panel-id.ts";
import type { Stack } from "../stack.ts";
import { ruleGroups } from "./all.ts";
import { runbook } from "./link.ts";
import { exprOf, inSeconds, possible } from "./print.ts";
import type { Alert, Duration } from "./rule.ts";

/** Grafana evaluates in steps of ten seconds, so it refuses Prometheus' 15s. */
const EVERY: Duration = "1m";
/** What Grafana longs for and an instant query does not read. */
const RANGE = { from: 600, to: 0 };

/**
 * All alerts of a stack as one provisioning file. Recorded series are not in it: Prometheus has to go on recording
 * them, because the alerts of the objectives ask for them.
 *
 * @param header First line, a comment.
 */
export function grafanaAlerts(stack: Stack, header: string): string {
  const source = stack.dataSources.find(({ type }) => type !== "loki")!.uid;
  const groups = Object.values(ruleGroups(stack))
    .flat()
    .map(({ name, interval = EVERY, rules }) => ({
      orgId: 1,
      name,
      folder: stack.grafana.folder,
      interval,
      rules: rules
        .filter((rule): rule is Alert => "alert" in rule && possible(rule, stack))
        .map((rule) => written(rule, interval, source, stack)),
    }))
    .filter(({ rules }) => rules.length > 0);
  const document = new Document({ apiVersion: 1, groups }, { version: "1.1", aliasDuplicateObjects: false });
  document.commentBefore = ` ${header}`;
  return document.toString({ lineWidth: 0, directives: false });
}

function written(rule: Alert, interval: Duration, source: string, stack: Stack): object {
  const { panel } = rule;
  const keep = rule.keepFiringFor ?? "0s";
  const link = panel && { dashboard: panel.board, panel: panelId(panel.board, panel.panel) };
  return {
    uid: uid(rule),
    title: nameParts(rule).join(" "),
    condition: "B",
    data: [
      {
        refId: "A",
        relativeTimeRange: RANGE,
        datasourceUid: source,
        model: {
          refId: "A",
          datasource: { type: "prometheus", uid: source },
          expr: exprOf(rule, stack),
          instant: true,
          range: false,
        },
      },
      {
        refId: "B",
        relativeTimeRange: RANGE,
        datasourceUid: "__expr__",
        model: {
          refId: "B",
          datasource: { type: "__expr__", uid: "__expr__" },
          type: "math",
          // The query has compared already, so whatever it returns is an alert: 0 (`up == 0`), less, and NaN as well.
          // is_nan is 0 or 1, so this is never 0, which is what Grafana takes for "all is well".
          expression: "is_nan($A) + 1",
        },
      },
    ],
    // Nothing is what a healthy stack returns.
    noDataState: "OK",
    execErrState: "Error",
    for: rule.for,
    // The one holds when nothing is returned any more, the other when one series of several is gone. An older Grafana
    // reads over both.
    ...(inSeconds(keep) > 0 && { keepFiringFor: keep }),
    missing_series_evals_to_resolve: Math.max(1, Math.round(inSeconds(keep) / inSeconds(interval))),
    ...(link && { dashboardUid: link.dashboard, panelId: link.panel }),
    labels: { severity: rule.severity, ...rule.labels },
    annotations: {
      summary: inGrafana(rule.summary),
      description: inGrafana(rule.description),
      ...runbook(rule.runbook, rule.alert, stack),
      ...(link && { __dashboardUid__: link.dashboard, __panelId__: String(link.panel) }),
    },
  };
}

/** Grafana's `$value` is a text about all queries and expressions; the functions are Prometheus' own. */
const inGrafana = (template: string): string =>
  template.replace(/\{\{(-?\s*)\$value\b/g, "{{$1$$values.A.Value");

/** An alert of one name for several exporters or objectives is several rules, whose titles must differ. */
const nameParts = ({ alert, labels = {} }: Alert): string[] => [
  alert,
  ...Object.keys(labels)
    .sort()
    .map((name) => labels[name]!),
];

/** The same for the same alert and labels, whatever becomes of its expression, so that Grafana updates it. */
function uid(rule: Alert): string {
  const parts = nameParts(rule);
  const plain = parts.join("-");
  // Names of exporters may be the user's own.
  return /^[A-Za-z0-9_-]{1,40}$/.test(plain)
    ? plain
    : `${plain.replace(/[^A-Za-z0-9_-]/g, "_").slice(0, 33)}-${panelId(rule.alert, plain)}`;
}
