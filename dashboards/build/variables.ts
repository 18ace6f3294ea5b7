import {
  CustomVariableBuilder,
  DatasourceVariableBuilder,
  QueryVariableBuilder,
  TextBoxVariableBuilder,
  VariableRefresh,
  VariableSort,
  type VariableModel,
} from "@grafana/grafana-foundation-sdk/dashboard";
import type { Kind, Labels, Metric } from "../../contracts/metric.ts";
import type { DataSourceRef } from "../../panels/panel.ts";
import { print, type Filter, type Printing } from "../../queries/print.ts";
import type { DataSource } from "../../stack.ts";

/** A dropdown on a board. */
export type Variable =
  | {
      readonly is: "filter";
      readonly label: string;
      readonly title: string;
      readonly metric: Metric<Kind, Labels>;
      readonly also: readonly string[];
    }
  | {
      readonly is: "choice";
      readonly label: string;
      readonly title: string;
      readonly options: Readonly<Record<string, string>>;
      readonly exporters: readonly string[];
    }
  | {
      readonly is: "text";
      readonly name: string;
      readonly title: string;
      readonly initial: string;
      readonly needs: string;
    };

/**
 * The values `label` has on `metric`, several at a time or All. Narrows every query of that exporter whose metric
 * carries the label: `label_values(ollama_jobs_total{model!=""}, model)`.
 *
 * @param also Other exporters or logs whose series carry the same label with the same meaning.
 */
export const filter = <L extends Labels>(
  metric: Metric<Kind, L>,
  label: keyof L & string,
  title: string,
  also: readonly string[] = [],
): Variable => ({
  is: "filter",
  label,
  title,
  metric: metric as unknown as Metric<Kind, Labels>,
  also,
});

/**
 * One of a few regular expressions, by name: `{ all: ".+", "5xx": "5.." }`; the first is the initial one.
 * Single-valued, because Grafana escapes the regular expressions of a multi-valued variable.
 */
export const choice = (
  label: string,
  title: string,
  options: Readonly<Record<string, string>>,
  exporters: readonly string[],
): Variable => ({ is: "choice", label, title, options, exporters });

/** A text to type in; `needs` is the exporter or log without which it means nothing. */
export const textBox = (name: string, title: string, initial: string, needs: string): Variable => ({
  is: "text",
  name,
  title,
  initial,
  needs,
});

/** What the variables mean for queries: the filters, in order. A filter only reaches what the stack runs. */
export const filtersOf = (variables: readonly Variable[]): Filter[] =>
  variables.flatMap((variable): Filter[] => {
    if (variable.is === "filter")
      return [
        {
          label: variable.label,
          exporters: [variable.metric.exporter.name, ...variable.also],
          matcher: { op: "=~", value: `$${variable.label}` },
        },
      ];
    if (variable.is === "choice")
      return [
        {
          label: variable.label,
          exporters: variable.exporters,
          matcher: { op: "=~", value: `$${variable.label}` },
        },
      ];
    return [];
  });

/** The dropdown of a data source, set to the provisioned one. Without `current` Grafana takes the first by name. */
export const dataSourceVariable = (
  name: string,
  title: string,
  type: "prometheus" | "loki",
  source: DataSource,
): VariableModel =>
  new DatasourceVariableBuilder(name)
    .label(title)
    .type(type)
    .current({ selected: true, text: source.name, value: source.uid })
    .build();

/**
 * A variable as Grafana's model.
 *
 * @param narrowing Filters of the variables before it, so that a later dropdown offers what the earlier ones leave.
 */
export function build(
  variable: Variable,
  metrics: DataSourceRef,
  printing: Printing,
  narrowing: readonly Filter[],
): VariableModel {
  switch (variable.is) {
    case "filter": {
      const selector = print(
        { is: "select", metric: variable.metric, suffix: "" },
        { ...printing, filters: narrowing },
      );
      return labelValues(variable.label, variable.title, selector, metrics);
    }
    case "choice": {
      const [first, value] = Object.entries(variable.options)[0]!;
      return new CustomVariableBuilder(variable.label)
        .label(variable.title)
        .values(
          Object.entries(variable.options)
            .map(([text, regexp]) => `${text} : ${regexp}`)
            .join(","),
        )
        .current({ selected: true, text: first, value })
        .build();
    }
    case "text":
      return new TextBoxVariableBuilder(variable.name)
        .label(variable.title)
        .defaultValue(variable.initial)
        .current({ selected: true, text: variable.initial, value: variable.initial })
        .build();
  }
}

/** A query variable over `label_values`. All is `.+`, never `.*`, which would also match series without the label. */
export const labelValues = (
  label: string,
  title: string,
  selector: string,
  metrics: DataSourceRef,
): VariableModel =>
  new QueryVariableBuilder(label)
    .label(title)
    .datasource(metrics)
    .query(`label_values(${selector}, ${label})`)
    .definition(`label_values(${selector}, ${label})`)
    .refresh(VariableRefresh.OnTimeRangeChanged)
    .sort(VariableSort.AlphabeticalAsc)
    .multi(true)
    .includeAll(true)
    .allValue(".+")
    .current({ selected: true, text: ["All"], value: ["$__all"] })
    .build();
