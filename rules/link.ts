import { panelId } from "../panels/panel-id.ts";
import type { Stack } from "../stack.ts";
import type { PanelRef } from "./rule.ts";

/** Address of a panel in the Grafana that stack.yaml names. */
export const panelLink = ({ board, panel }: PanelRef, { rules: { grafana } }: Stack): string =>
  `${grafana}/d/${board}?viewPanel=${panelId(board, panel)}`;

/** Address of an alert's section in its runbook. */
export const runbookLink = (page: string, alert: string, { rules: { runbooks } }: Stack): string =>
  `${runbooks}/${page}.md#${alert.toLowerCase()}`;
