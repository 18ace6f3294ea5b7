/** Every rule of a stack. */
import type { Stack } from "../stack.ts";
import { contractRules } from "./contracts.ts";
import { exporterRules } from "./exporters.ts";
import { gpuRules } from "./gpu.ts";
import { litellmRules } from "./litellm.ts";
import { logPipelineRules } from "./log-pipeline.ts";
import { nginxRules } from "./nginx.ts";
import { ruleFile } from "./print.ts";
import { queueRules } from "./queue.ts";
import type { Group } from "./rule.ts";
import { sloRules } from "./slo.ts";

/** Groups by file name without its end. */
export const ruleGroups = (stack: Stack): Readonly<Record<string, readonly Group[]>> => ({
  exporters: [exporterRules(stack)],
  queue: [queueRules],
  nginx: [nginxRules],
  "log-pipeline": [logPipelineRules(stack)],
  gpu: [gpuRules],
  litellm: [litellmRules],
  slo: sloRules(stack),
  contracts: [contractRules(stack)],
});

/**
 * Rule files for Prometheus, by name (`gpu.yml`); those of which the stack leaves nothing are left out.
 *
 * @param header First line of each, a comment.
 */
export function ruleFiles(stack: Stack, header: string): Map<string, string> {
  const files = Object.entries(ruleGroups(stack)).flatMap(([name, groups]): [string, string][] => {
    const text = ruleFile(groups, stack, header);
    return text === undefined ? [] : [[`${name}.yml`, text]];
  });
  return new Map(files);
}
