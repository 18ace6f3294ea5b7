/** NVIDIA cards: what damages them, slows them down, or needs a hand. */
import {
  DCGM_FI_DEV_GPU_TEMP,
  DCGM_FI_DEV_GPU_UTIL,
  DCGM_FI_DEV_ROW_REMAP_FAILURE,
  DCGM_FI_DEV_SM_CLOCK,
  DCGM_FI_DEV_UNCORRECTABLE_REMAPPED_ROWS,
  DCGM_FI_DEV_XID_ERRORS,
} from "../contracts/dcgm/metrics.gen.ts";
import * as gpu from "../queries/gpu.ts";
import {
  and,
  avgOverTime,
  divide,
  ifEmitted,
  increase,
  max,
  maxOverTime,
  min,
  minOverTime,
  minus,
  or,
  plus,
  times,
  unless,
  where,
  type Vector,
} from "../queries/promql.ts";
import { alert, type Group } from "./rule.ts";

const board = "gpu";
const CARD = ["instance", "gpu"] as const;
const CARD_NAME = "GPU {{ $labels.gpu }} of {{ $labels.instance }}";

const xid = max(DCGM_FI_DEV_XID_ERRORS).by(...CARD);
const codes = (...some: number[]): Vector<"instance" | "gpu"> =>
  some.map((code): Vector<"instance" | "gpu"> => where(xid, "==", code)).reduce(or);
/**
 * Codes that mean the card or its link, not the program on it, by NVIDIA's XID catalogue: memory errors that spread or
 * cannot be mended (48, 64, 95), NVLink (74), off the bus (79), the card's own controller (119, 120).
 */
const hardwareXid = codes(48, 64, 74, 79, 95, 119, 120);
/** A row was marked to be replaced (63), an error met one program only (94): both want a reset, when there is time. */
const remapXid = codes(63, 94);
/**
 * Cards that had another code in the window. Not `changes`: newer exporters have the code in a label as well, so with
 * each one a new series begins.
 */
const xidMoved = (window: "1h" | "1d") =>
  where(
    minus(
      max(maxOverTime(DCGM_FI_DEV_XID_ERRORS, window)).by(...CARD),
      min(minOverTime(DCGM_FI_DEV_XID_ERRORS, window)).by(...CARD),
    ),
    ">",
    0,
  );
const remapNews = and(remapXid, xidMoved("1d"));
const programXid = unless(unless(where(xid, "!=", 0), hardwareXid), remapXid);
const rowsOfTheDay = where(max(increase(DCGM_FI_DEV_UNCORRECTABLE_REMAPPED_ROWS, "1d")).by(...CARD), ">=", 1);
/** Without a count of rows it is at least one. */
const remapped = plus(times(0, remapNews), 1);

/** NVIDIA's hardware slowdown (heat, power brake) halves the clock or more; a card at its power limit keeps above. */
const SLOWED = 0.5;
const clock = DCGM_FI_DEV_SM_CLOCK;

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
    alert("GpuThrottled", {
      expr: and(
        where(
          divide(max(avgOverTime(clock, "15m")).by(...CARD), max(maxOverTime(clock, "1d")).by(...CARD)),
          "<",
          SLOWED,
        ),
        where(max(avgOverTime(DCGM_FI_DEV_GPU_UTIL, "15m")).by(...CARD), ">=", 90),
      ),
      window: "2m",
      for: "5m",
      severity: "warning",
      why: "Half of the day's highest clock, while busy: NVIDIA's hardware slowdown divides the clock by two or more. Less is what a card at its power limit does every day, and nobody has to act on that.",
      summary: `${CARD_NAME} is busy at {{ $value | humanizePercentage }} of its clock`,
      description:
        "The mean of 15 minutes, as a share of its highest SM clock in a day. Too hot, or its power supply asks it to slow down. Every answer takes as much longer.",
      panel: { board, panel: "SM and memory clocks" },
      runbook: "gpu",
    }),
    alert("GpuHardwareError", {
      expr: hardwareXid,
      window: "2m",
      for: "0s",
      keepFiringFor: "1d",
      severity: "critical",
      why: "The driver reports it once and keeps it until another code takes its place: 45 (programs are ended) often comes right after, and a card off the bus is no longer on the page. So it stays for a day.",
      summary: `${CARD_NAME} reported XID {{ $value }}, a hardware error`,
      description:
        "XID {{ $value }} is a code, not a count: memory errors (48, 64, 95), the NVLink (74), a card that fell off the bus (79) or whose controller does not answer (119, 120). Jobs on this card fail or are wrong.",
      panel: { board, panel: "XID errors by code" },
      runbook: "gpu",
    }),
    alert("GpuProgramError", {
      expr: and(programXid, xidMoved("1h")),
      window: "2m",
      for: "0s",
      severity: "warning",
      why: "The driver keeps the code until it is loaded anew, so only one that took the place of another (or of 0) within the last hour is news. The same code twice cannot be told from once.",
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
      expr: ifEmitted(DCGM_FI_DEV_UNCORRECTABLE_REMAPPED_ROWS, or(rowsOfTheDay, remapped), remapped),
      window: "2m",
      for: "0s",
      severity: "warning",
      why: "Each one lost data and waits for a reset of the card to take effect; a day is time to plan that. XID 63 and 94 say the same where rows are not counted.",
      summary: `${CARD_NAME} had memory errors and wants a reset`,
      description:
        "In the last day {{ $value | humanize }} or more rows of its memory were marked to be replaced by spare ones, which happens when the card is reset. The job that hit one failed; others go on.",
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
