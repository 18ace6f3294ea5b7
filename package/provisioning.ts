/** `inference-dashboards/provisioning`: what Grafana mounts, from a stack.yaml. */
export { provisioning } from "../dashboards/build/provisioning.ts";
export { readStack, type DataSource, type Stack, type StackExporter } from "../stack.ts";
