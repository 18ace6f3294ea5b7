/** Every class of defects, those that a check names first. */
import { ARITHMETIC } from "./arithmetic.ts";
import { BOARDS } from "./boards.ts";
import type { DefectClass } from "./defect.ts";
import { LOG_LINES } from "./log-lines.ts";
import { NAMES } from "./names.ts";
import { PANELS } from "./panels.ts";
import { QUANTILES } from "./quantiles.ts";
import { UNNAMED } from "./unnamed.ts";

export const CLASSES: readonly DefectClass[] = [
  ...NAMES,
  ...ARITHMETIC,
  ...QUANTILES,
  ...LOG_LINES,
  ...PANELS,
  ...BOARDS,
  ...UNNAMED,
];
