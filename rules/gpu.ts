/** NVIDIA cards: what damages them, slows them down, or needs a hand. */
import {
  DCGM_FI_DEV_GPU_TEMP,
  DCGM_FI_DEV_ROW_REMAP_FAILURE,
  DCGM_FI_DEV_UNCORRECTABLE_REMAPPED_ROWS,
  DCGM_FI_DEV_XID_ERRORS,
} from "../contracts/dcgm/metrics.gen.ts";
import * as gpu from "../queries/gpu.ts";
import {
  and,
  avgOverTime,
  increase,
  max,
  min,
  minOverTime,
  or,
  where,
  type Vector,
} from "../queries/promql.ts";
import { alert, type Group } from "./rule.ts";

const board = "gpu";
const CARD = ["instance", "gpu"] as const;
const CARD_NAME = "GPU {{ $labels.gpu }} of {{ $labels.instance }}";

const xid = max(DCGM_FI_DEV_XID_ERRORS).by(...CARD);
/** Codes that mean the card, not the program on it: memory errors, a card off the bus. NVIDIA's XID catalogue. */
const HARDWARE = [48, 63, 64, 79, 94, 95] as const;
const hardwareXid = HARDWARE.map((code): Vector<"instance" | "gpu"> => where(xid, "==", code)).reduce(or);

/** Not 95 %: a model that is loaded on purpose may fill the card. */
const NEARLY_FULL = 0.97;

export const gpuRules: Group = {
  name: "gpu",
  rules: [
    alert("GpuTooHot", {
      expr: where(max(avgOverTime(DCGM_FI_DEV_GPU_TEMP, "15m")).by(...CARD), ">=", gpu.HOT_CELSIUS),
      window: "2m",
      for: "5m",
      severity: "warning",
      why: `The mean of 15 minutes: a card may touch ${gpu.HOT_CELSIUS} °C under load, but one that stays there runs at lower clocks.`,
      summary: `${CARD_NAME} is at {{ $value | humanize }} °C`,
      description: `GeForce cards lower their clocks from ${gpu.HOT_CELSIUS} °C, data-centre cards a few degrees later. Clean the filters, look at the fans, or lower the power limit.`,
      panel: { board, panel: "Temperature by GPU" },
      runbook: "gpu",
    }),
    alert("GpuHardwareError", {
      expr: hardwareXid,
      window: "2m",
      for: "0s",
      severity: "critical",
      why: "The driver reports it once and keeps it; it neither comes back nor goes away by itself.",
      summary: `${CARD_NAME} reports XID {{ $value }}, a hardware error`,
      description:
        "XID {{ $value }} is a code, not a count: memory errors (48, 63, 64, 94, 95) or a card that fell off the bus (79). Jobs on this card fail or are wrong.",
      panel: { board, panel: "XID errors by code" },
      runbook: "gpu",
    }),
    alert("GpuProgramError", {
      expr: and(
        where(xid, "!=", 0),
        where(min(minOverTime(DCGM_FI_DEV_XID_ERRORS, "1h")).by(...CARD), "==", 0),
      ),
      window: "2m",
      for: "0s",
      severity: "warning",
      why: "The driver keeps the code until it is loaded anew, so only one that was 0 within the last hour is news.",
      summary: `${CARD_NAME} reports XID {{ $value }} since less than an hour`,
      description:
        "XID {{ $value }} is a code, not a count. Most mean that a program on the card crashed or did something forbidden. The kernel log (dmesg) names it.",
      panel: { board, panel: "XID errors by code" },
      runbook: "gpu",
    }),
    alert("GpuRowRemapFailed", {
      expr: where(max(DCGM_FI_DEV_ROW_REMAP_FAILURE).by(...CARD), ">", 0),
      window: "2m",
      for: "0s",
      severity: "critical",
      why: "It does not go away by itself.",
      summary: `${CARD_NAME} has no spare memory row left`,
      description: "A broken row of its memory could not be replaced. The card should be replaced.",
      panel: { board, panel: "Wear, in the time range" },
      runbook: "gpu",
    }),
    alert("GpuRowsRemapped", {
      expr: where(max(increase(DCGM_FI_DEV_UNCORRECTABLE_REMAPPED_ROWS, "1d")).by(...CARD), ">=", 1),
      window: "2m",
      for: "0s",
      severity: "warning",
      why: "Each one lost data and waits for a reset of the card to take effect; a day is time to plan that.",
      summary: `${CARD_NAME} had {{ $value | humanize }} uncorrectable memory errors in a day`,
      description:
        "Rows of its memory are marked to be replaced by spare ones, which happens when the card is reset. The job that hit one failed.",
      panel: { board, panel: "Wear, in the time range" },
      runbook: "gpu",
    }),
    alert("GpuMemoryNearlyFull", {
      expr: where(gpu.card.memoryShare.expr, ">=", NEARLY_FULL),
      window: "2m",
      for: "30m",
      severity: "warning",
      why: "Full for a moment is a model being loaded. Full for half an hour leaves no room for a longer context, and the next model runs partly on the CPU.",
      summary: `${CARD_NAME} holds {{ $value | humanizePercentage }} of its memory`,
      description:
        "Of used, free and, where it is reported, reserved memory. A model or context that does not fit is partly run by the CPU, many times slower, or fails with out of memory.",
      panel: { board, panel: "Memory by GPU: used, reserved, free" },
      runbook: "gpu",
    }),
  ],
};
