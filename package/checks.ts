/** `inference-dashboards/checks`: the checks over any dashboard's JSON. */
export { checks } from "../checks/all.ts";
export { readBoard, type Board, type Panel, type Query } from "../checks/model/board.ts";
export type { Check } from "../checks/model/check.ts";
export type { Context, DataSource } from "../checks/model/context.ts";
export { readExceptions } from "../checks/model/exceptions.ts";
export { find, type Found } from "../checks/model/find.ts";
export {
  renderProblem,
  renderReport,
  type Counts,
  type Mark,
  type Place,
  type Problem,
  type Report,
} from "../checks/model/problem.ts";
export { run, type RunInput } from "../checks/model/run.ts";
export { renderSarif } from "../checks/model/sarif.ts";
export type { Scrape } from "../checks/model/scrapes.ts";
