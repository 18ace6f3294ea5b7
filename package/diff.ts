/** `inference-dashboards/diff`: what a change of dashboards means. */
export { countByRisk, type BoardDiff, type Change, type Diff, type Risk } from "../diff/change.ts";
export { compareSides } from "../diff/compare.ts";
export { withEvidence } from "../diff/evidence.ts";
export { renderMarkdown } from "../diff/markdown.ts";
export { renderDiff } from "../diff/render.ts";
export { readSide, type Side } from "../diff/source.ts";
