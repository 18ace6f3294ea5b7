/** Everything below `provisioning/`, as text: what Grafana mounts. */
import { METRICS_TYPES, type DataSource, type Stack } from "../../stack.ts";
import { buildBoards, type Board } from "./dashboard.ts";
import { yaml } from "./yaml.ts";

const FILE = "inference.yaml";
const GENERATED = " Generated from stack.yaml by `npm run build:dashboards`. Do not edit.";

/**
 * Data sources, the dashboard provider and every board of a stack.
 *
 * @returns Text by path below `provisioning/`, the same bytes for the same stack.
 */
export function provisioning(boards: readonly Board[], stack: Stack): Map<string, string> {
  return new Map([
    [`dashboards/${FILE}`, yaml(provider(stack), GENERATED)],
    [`datasources/${FILE}`, yaml(dataSources(stack), GENERATED)],
    ...[...buildBoards(boards, stack)].map(([uid, json]): [string, string] => [
      `dashboards/${uid}.json`,
      `${JSON.stringify(json, null, 2)}\n`,
    ]),
  ]);
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
      ...tenanted(jsonData(source), source),
    })),
  };
}

const jsonData = ({ type, scrapeInterval }: DataSource): object =>
  type === "loki"
    ? { maxLines: 1000 }
    : // POST, because long queries do not fit into an address.
      { httpMethod: "POST", timeInterval: scrapeInterval, prometheusType: METRICS_TYPES[type] };

/**
 * Mimir, Cortex and a Loki with several tenants answer only for the tenant that this header names. A header's value is a
 * secret to Grafana; it comes from Grafana's own environment, so that no file says which tenant it is.
 */
const tenanted = (jsonData: object, { tenantFrom }: DataSource): object =>
  tenantFrom === undefined
    ? { jsonData }
    : {
        jsonData: { ...jsonData, httpHeaderName1: "X-Scope-OrgID" },
        secureJsonData: { httpHeaderValue1: `\${${tenantFrom}}` },
      };

/** Grafana replaces $NAME and ${NAME} by environment variables in these files; a doubled dollar is a dollar. */
const escaped = (text: string): string => text.replaceAll("$", "$$$$");
