import type { Stack } from "../stack.ts";
import type { PanelRef } from "./rule.ts";

/**
 * The panel's id on its board, the same number as in the board's JSON: it is made of the board and the panel's key
 * alone, so a rule needs no built board. FNV-1a.
 */
export function panelId({ board, panel }: PanelRef): number {
  let value = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(`${board}/${panel}`))
    value = Math.imul(value ^ byte, 0x01000193) >>> 0;
  return (value % 999_999) + 1;
}

/** Address of a panel in the Grafana that stack.yaml names. */
export const panelLink = (ref: PanelRef, { rules: { grafana } }: Stack): string =>
  `${grafana}/d/${ref.board}?viewPanel=${panelId(ref)}`;

/** Address of an alert's section in its runbook. */
export const runbookLink = (page: string, alert: string, { rules: { runbooks } }: Stack): string =>
  `${runbooks}/${page}.md#${alert.toLowerCase()}`;
