/** Everything below `provisioning/`, as text: what Grafana mounts. */
import { Document } from "yaml";
import { METRICS_TYPES, type DataSource, type Stack } from "../../stack.ts";
import { buildBoards, type Board } from "./dashboard.ts";

const FILE = "inference.yaml";
const GENERATED = " Generated from stack.yaml by `npm run build:dashboards`. Do not edit.";

/**
 * Data sources, the dashboard provider and every board of a stack.
 *
 * @returns Text by path below `provisioning/`, the same bytes for the same stack.
 */
export function provisioning(boards: readonly Board[], stack: Stack): Map<string, string> {
  return new Map([
    [`dashboards/${FILE}`, yaml(provider(stack))],
    [`datasources/${FILE}`, yaml(dataSources(stack))],
    ...[...buildBoards(boards, stack)].map(([uid, json]): [string, string] => [
      `dashboards/${uid}.json`,
      `${JSON.stringify(json, null, 2)}\n`,
    ]),
  ]);
}

/** YAML 1.1, as Grafana's Go parser reads it: there `y` and `on` without quotes would be booleans. */
function yaml(value: object): string {
  const document = new Document(value, { version: "1.1" });
  document.commentBefore = GENERATED;
  return document.toString({ lineWidth: 0, directives: false });
}

const provider = ({ grafana }: Stack): object => ({
  apiVersion: 1,
  providers: [
    {
      name: "inference-dashboards",
      type: "file",
      folder: grafana.folder,
      // Edits in the browser would be lost at the next start; the code is the source.
      allowUiUpdates: false,
      disableDeletion: false,
      updateIntervalSeconds: 30,
      options: { path: grafana.dashboardsPath },
    },
  ],
});

function dataSources({ dataSources: sources }: Stack): object {
  return {
    apiVersion: 1,
    // A source of the same name that was made by hand has another uid, which provisioning cannot change: it must go first.
    deleteDatasources: sources.map(({ name }) => ({ name: escaped(name), orgId: 1 })),
    datasources: sources.map((source, index) => ({
      name: escaped(source.name),
      uid: source.uid,
      type: source.type === "loki" ? "loki" : "prometheus",
      access: "proxy",
      orgId: 1,
      url: escaped(source.url),
      isDefault: index === sources.findIndex(({ type }) => type !== "loki"),
      editable: false,
      jsonData: jsonData(source),
    })),
  };
}

const jsonData = ({ type, scrapeInterval }: DataSource): object =>
  type === "loki"
    ? { maxLines: 1000 }
    : // POST, because long queries do not fit into an address.
      { httpMethod: "POST", timeInterval: scrapeInterval, prometheusType: METRICS_TYPES[type] };

/** Grafana replaces $NAME and ${NAME} by environment variables in these files; a doubled dollar is a dollar. */
const escaped = (text: string): string => text.replaceAll("$", "$$$$");
