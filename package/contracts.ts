/** `inference-dashboards/contracts`: what exporters emit. Their metrics: `inference-dashboards/contracts/<exporter>`. */
export { compare, renderChanges, type Change } from "../contracts/compare.ts";
export {
  readContract,
  readContracts,
  type Contract,
  type LabelFacts,
  type MetricFacts,
  type Recording,
} from "../contracts/contract.ts";
export { parseExposition, type Family, type Page, type Sample } from "../contracts/exposition.ts";
export { isInputError, type InputError } from "../contracts/input-error.ts";
export { readLogContract, type LogContract } from "../contracts/log-contract.ts";
export {
  counter,
  gauge,
  histogram,
  type Exporter,
  type Histogram,
  type Kind,
  type Labels,
  type Log,
  type Matcher,
  type Metric,
  type Where,
} from "../contracts/metric.ts";
