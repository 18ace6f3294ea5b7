/** Small boards for the tests of the comparison. */
import { readBoard, type Board } from "../../checks/model/board.ts";
import { type Json } from "../../checks/model/shape.ts";
import { compareBoards } from "../../diff/board.ts";
import type { Change } from "../../diff/change.ts";

export const prometheus = { type: "prometheus", uid: "prometheus" };
export const loki = { type: "loki", uid: "loki" };

/** A panel that shows the temperature of each card, or what is given instead. */
export const panel = (more: Json = {}): Json => ({
  id: 1,
  type: "timeseries",
  title: "Temperature",
  description: "Above 85 °C the card slows down.",
  datasource: prometheus,
  gridPos: { x: 0, y: 0, w: 12, h: 8 },
  fieldConfig: { defaults: { unit: "celsius" }, overrides: [] },
  targets: [target("max by (gpu) (DCGM_FI_DEV_GPU_TEMP)")],
  ...more,
});

export const target = (expr: string, more: Json = {}): Json => ({
  refId: "A",
  datasource: prometheus,
  expr,
  legendFormat: "{{gpu}}",
  ...more,
});

export const row = (id: number, title: string, more: Json = {}): Json => ({
  id,
  type: "row",
  title,
  collapsed: false,
  panels: [],
  ...more,
});

export const board = (panels: readonly Json[], more: Json = {}): Board =>
  readBoard("gpu.json", { uid: "gpu", title: "GPU", schemaVersion: 42, panels, ...more });

/** The changes between two boards as `risk kind: what`. */
export const told = (was: Board, is: Board): string[] =>
  (compareBoards(was, is, () => [])?.changes ?? []).map(
    ({ risk, kind, what }: Change) => `${risk} ${kind}: ${what}`,
  );

/** The changes between boards of one panel each. */
export const toldOfPanel = (was: Json, is: Json): string[] => told(board([panel(was)]), board([panel(is)]));
