/** Every check, in the order their problems are told: what Grafana would not load first, then what would lie. */
import type { Check } from "./model/check.ts";
import { unknownMetric } from "./unknown-metric.ts";

export const checks: readonly Check[] = [unknownMetric];
