/** All configuration files of the stack, as text. */
import { Document } from "yaml";
import { ruleFiles } from "../../rules/all.ts";
import type { Stack } from "../../stack.ts";
import { alloy } from "./alloy.ts";
import { litellm } from "./litellm.ts";
import { loki } from "./loki.ts";
import { nginx } from "./nginx.ts";
import type { Places } from "./places.ts";
import { prometheus, prometheusFlags } from "./prometheus.ts";
import { promtail } from "./promtail.ts";

/** First line of every file. */
export const GENERATED = "Generated from stack.yaml by `npm run build:stack`. Do not edit.";

/**
 * One folder per program, so that a container mounts a folder: a file that is replaced would stay the old one in there.
 *
 * @returns Text by path, the same bytes for the same stack and places.
 * @throws InputError where the stack has no Loki for the access log to go to.
 */
export function stackFiles(stack: Stack, places: Places): Map<string, string> {
  return new Map([
    ["prometheus/prometheus.yml", yaml(prometheus(stack, places))],
    ["prometheus/flags", `# ${GENERATED}\n${prometheusFlags(stack)}`],
    ...[...ruleFiles(stack, GENERATED)].map(([name, text]) => [`prometheus/rules/${name}`, text] as const),
    ["loki/loki.yml", yaml(loki(stack, places))],
    ["alloy/config.alloy", `// ${GENERATED}\n\n${alloy(stack, places)}`],
    ["promtail/promtail.yml", yaml(promtail(stack, places))],
    ["nginx/nginx.conf", `# ${GENERATED}\n\n${nginx(stack, places)}`],
    ["litellm/litellm.yaml", yaml(litellm(stack))],
    ["ollama.env", `# ${GENERATED}\n${ollamaEnvironment(stack)}`],
  ]);
}

/** Where the queue's worker and Open WebUI find Ollama; each has its own word for it. */
const ollamaEnvironment = ({ upstreams: { ollama } }: Stack): string =>
  `OLLAMA_URL=http://${ollama}\nOLLAMA_BASE_URL=http://${ollama}\n`;

/** YAML 1.1, as Go's and Python's parsers read it: there `y` and `on` without quotes would be booleans. */
function yaml(value: object): string {
  const document = new Document(value, { version: "1.1", aliasDuplicateObjects: false });
  document.commentBefore = ` ${GENERATED}`;
  return document.toString({ lineWidth: 0, directives: false });
}
