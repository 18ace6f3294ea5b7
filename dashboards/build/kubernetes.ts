/** The boards, and the rules of Prometheus, as resources of Kubernetes. */
import { parse } from "yaml";
import { inputError } from "../../contracts/input-error.ts";
import type { Stack } from "../../stack.ts";
import type { Json } from "./finish.ts";
import { v2Spec } from "./v2.ts";
import { yaml } from "./yaml.ts";

/** Who reads the boards, and in which shape. */
export const FORMATS = {
  configmap: "ConfigMaps, for the sidecar of Grafana's Helm charts",
  operator: "GrafanaDashboards, for the Grafana operator",
  resource: "dashboard.grafana.app/v1beta1, for the API of Grafana 12 and later",
  v2: "dashboard.grafana.app/v2, the newer model, for the API of Grafana 13 and later",
} as const;
export type Format = keyof typeof FORMATS;

/** Text by name, without the folder: of `stack/generated/prometheus/rules/`. */
export type RuleFiles = ReadonlyMap<string, string>;

const GENERATED = " Generated from stack.yaml by `npm run build:kubernetes`. Do not edit.";
/** The API server refuses a ConfigMap whose data are larger. */
const CONFIGMAP_BYTES = 1024 * 1024;

/**
 * One file per board and per file of rules. What goes to Grafana's own API holds no rules, for that does not know them.
 *
 * @param boards Built boards by uid.
 * @returns Text by path, the same bytes for the same boards.
 * @throws InputError naming a board that no ConfigMap can hold, and two boards whose resources would have one name.
 */
export function kubernetes(
  boards: ReadonlyMap<string, { readonly [key: string]: Json }>,
  rules: RuleFiles,
  { grafana: { folder } }: Pick<Stack, "grafana">,
  format: Format,
): Map<string, string> {
  const files = new Map<string, string>();
  for (const [uid, board] of boards) {
    const path = `dashboards/${resourceName(uid)}.yaml`;
    if (files.has(path))
      throw inputError(
        path,
        `would hold two boards, one of them \`${uid}\`: a resource's name has only small letters, digits and dashes; rename that board.`,
      );
    files.set(path, yaml(WRAPPED[format](uid, board, folder), GENERATED));
  }
  if (format === "resource" || format === "v2")
    return files.set("folder.yaml", yaml(folderResource(folder), GENERATED));
  for (const [name, text] of rules) {
    const { groups } = parse(text) as { readonly groups: readonly object[] };
    const rule = {
      apiVersion: "monitoring.coreos.com/v1",
      kind: "PrometheusRule",
      metadata: { name: `inference-${resourceName(name.replace(/\.ya?ml$/, ""))}` },
      spec: { groups },
    };
    files.set(`rules/${resourceName(name.replace(/\.ya?ml$/, ""))}.yaml`, yaml(rule, GENERATED));
  }
  return files;
}

type Wrap = (uid: string, board: { readonly [key: string]: Json }, folder: string) => object;

const WRAPPED: Readonly<Record<Format, Wrap>> = {
  configmap: (uid, board, folder) => {
    const [key, text] = [`${uid}.json`, `${JSON.stringify(board, null, 2)}\n`];
    const bytes = Buffer.byteLength(key) + Buffer.byteLength(text);
    if (bytes > CONFIGMAP_BYTES)
      throw inputError(
        `board \`${uid}\``,
        `has ${bytes} bytes, but a ConfigMap holds ${CONFIGMAP_BYTES}; split the board, or use --format operator or resource.`,
      );
    return {
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: {
        name: `inference-${resourceName(uid)}`,
        // What the sidecar looks for, and where it puts the board.
        labels: { grafana_dashboard: "1" },
        annotations: { grafana_folder: folder },
      },
      data: { [key]: text },
    };
  },
  operator: (uid, board, folder) => ({
    apiVersion: "grafana.integreatly.org/v1beta1",
    kind: "GrafanaDashboard",
    metadata: { name: `inference-${resourceName(uid)}` },
    spec: {
      // The Grafana that carries this label gets the board, in whichever namespace it is.
      instanceSelector: { matchLabels: { dashboards: "grafana" } },
      allowCrossNamespaceImport: true,
      folder,
      json: `${JSON.stringify(board, null, 2)}\n`,
    },
  }),
  resource: (uid, board, folder) => resource("v1beta1", uid, folder, board),
  v2: (uid, board, folder) => resource("v2", uid, folder, v2Spec(board)),
};

const resource = (version: string, uid: string, folder: string, spec: object): object => ({
  apiVersion: `dashboard.grafana.app/${version}`,
  kind: "Dashboard",
  metadata: { name: uid, annotations: { "grafana.app/folder": resourceName(folder) } },
  spec,
});

const folderResource = (title: string): object => ({
  apiVersion: "folder.grafana.app/v1beta1",
  kind: "Folder",
  metadata: { name: resourceName(title) },
  spec: { title },
});

/** A name as Kubernetes allows it. */
const resourceName = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");
