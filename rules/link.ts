import { panelId } from "../panels/panel-id.ts";
import type { Stack } from "../stack.ts";
import type { PanelRef } from "./rule.ts";

/** Address of a panel in the Grafana that stack.yaml names. */
export const panelLink = ({ board, panel }: PanelRef, { rules: { grafana } }: Stack): string =>
  `${grafana}/d/${board}?viewPanel=${panelId(board, panel)}`;

/**
 * An alert's section in its runbook, as an annotation: `runbook_url` where stack.yaml has an address, which Grafana and
 * Alertmanager make a link, else `runbook`, because a folder would be a dead one.
 */
export function runbook(page: string, alert: string, { rules: { runbooks } }: Stack): Record<string, string> {
  const section = `${runbooks}/${page}.md#${alert.toLowerCase()}`;
  return /^https?:\/\//.test(runbooks) ? { runbook_url: section } : { runbook: section };
}
