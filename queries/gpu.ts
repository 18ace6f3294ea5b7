/** NVIDIA cards: is the hardware the limit, and is it healthy? */
import * as units from "@grafana/grafana-foundation-sdk/units";
import {
  DCGM_FI_DEV_CORRECTABLE_REMAPPED_ROWS,
  DCGM_FI_DEV_DEC_UTIL,
  DCGM_FI_DEV_ENC_UTIL,
  DCGM_FI_DEV_FB_FREE,
  DCGM_FI_DEV_FB_RESERVED,
  DCGM_FI_DEV_FB_USED,
  DCGM_FI_DEV_GPU_TEMP,
  DCGM_FI_DEV_GPU_UTIL,
  DCGM_FI_DEV_MEM_CLOCK,
  DCGM_FI_DEV_MEM_COPY_UTIL,
  DCGM_FI_DEV_MEMORY_TEMP,
  DCGM_FI_DEV_PCIE_REPLAY_COUNTER,
  DCGM_FI_DEV_POWER_USAGE,
  DCGM_FI_DEV_ROW_REMAP_FAILURE,
  DCGM_FI_DEV_SM_CLOCK,
  DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION,
  DCGM_FI_DEV_UNCORRECTABLE_REMAPPED_ROWS,
  DCGM_FI_DEV_XID_ERRORS,
  DCGM_FI_PROF_DRAM_ACTIVE,
  DCGM_FI_PROF_PIPE_TENSOR_ACTIVE,
} from "../contracts/dcgm/metrics.gen.ts";
import { ollama_tokens_total } from "../contracts/ollama_queue/metrics.gen.ts";
import type { Labels, Metric } from "../contracts/metric.ts";
import {
  and,
  avg,
  avgOverTime,
  count,
  divide,
  ifEmitted,
  increase,
  max,
  or,
  orElse,
  orZero,
  plus,
  rate,
  sum,
  times,
  timesVariable,
  where,
  type Vector,
} from "./promql.ts";
import { query } from "./query.ts";

const CARD = ["instance", "gpu"] as const;
const ROW = ["instance", "gpu", "modelName"] as const;
const cardLegend = "{{instance}} GPU {{gpu}}";

type OfCard = { instance: "any"; gpu: "any"; modelName: "any" } & Labels;
/**
 * One series per card. A card cut into MIG slices has one per slice: what belongs to the card (power, heat, clocks,
 * damage) is repeated by each and counts once, so the greatest; memory belongs to the slice, so the sum.
 */
const byCard = (metric: Metric<"gauge", OfCard>): Vector<"instance" | "gpu"> => max(metric).by(...CARD);
const memoryByCard = (metric: Metric<"gauge", OfCard>): Vector<"instance" | "gpu"> => sum(metric).by(...CARD);
const powerOfAll = sum(byCard(DCGM_FI_DEV_POWER_USAGE));

/**
 * Used memory as a share of all. What the driver keeps for itself (reserved) belongs to it where the exporter reports
 * it: releases before 3.3 never do, and later ones leave it out for a card that cannot say.
 */
function memoryShare<B extends "instance" | "gpu" | "modelName">(...by: B[]): Vector<B> {
  const used = sum<OfCard>(DCGM_FI_DEV_FB_USED).by(...by);
  const usable = plus(used, sum<OfCard>(DCGM_FI_DEV_FB_FREE).by(...by));
  const reserved = or(sum<OfCard>(DCGM_FI_DEV_FB_RESERVED).by(...by), times(0, used));
  return divide(used, ifEmitted(DCGM_FI_DEV_FB_RESERVED, plus(usable, reserved), usable));
}

const memoryAbout =
  "Memory of the chosen cards (VRAM). A model that does not fit is partly run by the CPU, many times slower. This is what is held, not how busy the memory is: for that see Memory bandwidth in use.";

export const utilisation = query({
  about:
    "Share of time in which at least one kernel ran, averaged over the chosen cards. Cards cut into MIG slices do not report it, or only 0. 100 % says busy, not fast: a single small kernel is enough. For how hard the card works see Power and Tensor activity.",
  unit: units.Percent,
  expr: avg(byCard(DCGM_FI_DEV_GPU_UTIL)),
});

export const memoryUsedShare = query({
  about: `${memoryAbout} Used as a share of used, free and, where the exporter reports it, reserved.`,
  unit: units.PercentUnit,
  expr: memoryShare<never>(),
});

export const memoryUsed = query({
  about: memoryAbout,
  unit: units.Mebibytes,
  expr: sum(DCGM_FI_DEV_FB_USED),
});

/** GeForce cards lower their clocks from here; data-centre cards a few degrees later. */
export const HOT_CELSIUS = 83;

export const temperature = query({
  about: `The hottest of the chosen cards. Red from ${HOT_CELSIUS} °C: GeForce cards lower their clocks from there, data-centre cards a few degrees later. Clean the filters, look at the fans, or lower the power limit.`,
  unit: units.Celsius,
  expr: max(DCGM_FI_DEV_GPU_TEMP),
});

export const power = query({
  about:
    "Power drawn by all chosen cards together. The best single sign of how hard they work. Near a card's limit it lowers its clocks.",
  unit: units.Watt,
  expr: powerOfAll,
});

const xidAbout =
  "The code of the last XID error the driver reported, 0 for none. It is a code, not a count, and stays until the driver is loaded anew. Look it up in NVIDIA's XID catalogue; 48, 64, 74, 79, 95, 119 and 120 mean hardware, 63 and 94 memory that is replaced at the next reset. Red from 1: read the kernel log (dmesg) of that machine.";
export const lastXid = query({
  about: `${xidAbout} The highest code of the chosen cards.`,
  unit: "none",
  expr: max(DCGM_FI_DEV_XID_ERRORS),
});

/** Columns of the table: one row per card. */
export const card = {
  utilisation: query({
    about: utilisation.about,
    unit: units.Percent,
    expr: max(DCGM_FI_DEV_GPU_UTIL).by(...ROW),
  }),
  memoryShare: query({ about: memoryUsedShare.about, unit: units.PercentUnit, expr: memoryShare(...ROW) }),
  memory: query({ about: memoryAbout, unit: units.Mebibytes, expr: sum(DCGM_FI_DEV_FB_USED).by(...ROW) }),
  temperature: query({
    about: temperature.about,
    unit: units.Celsius,
    expr: max(DCGM_FI_DEV_GPU_TEMP).by(...ROW),
  }),
  power: query({ about: power.about, unit: units.Watt, expr: max(DCGM_FI_DEV_POWER_USAGE).by(...ROW) }),
  xid: query({ about: xidAbout, unit: "none", expr: max(DCGM_FI_DEV_XID_ERRORS).by(...ROW) }),
} as const;

export const utilisationByCard = query({
  about:
    "Share of time in which at least one kernel ran, by card. One card idle while another is full: the models do not spread over the cards.",
  unit: units.Percent,
  expr: byCard(DCGM_FI_DEV_GPU_UTIL),
  legend: cardLegend,
});

const activityAbout =
  "Share of cycles in which the tensor cores computed, and in which the memory interface moved data. Token generation is bound by memory: its interface is busy and the tensor cores are not. Long prompts and many parallel requests move that towards the tensor cores. Data-centre cards only (Volta and later); GeForce cards do not report it.";
export const tensorActivity = query({
  about: activityAbout,
  unit: units.PercentUnit,
  expr: byCard(DCGM_FI_PROF_PIPE_TENSOR_ACTIVE),
  legend: `tensor ${cardLegend}`,
});
export const memoryActivity = query({
  about: activityAbout,
  unit: units.PercentUnit,
  expr: byCard(DCGM_FI_PROF_DRAM_ACTIVE),
  legend: `memory ${cardLegend}`,
});

export const memoryBandwidth = query({
  about:
    "Share of time in which memory was read or written, by card. This is the memory's bandwidth, not how full it is. Near 100 % while generating is normal: it is what limits tokens per second.",
  unit: units.Percent,
  expr: byCard(DCGM_FI_DEV_MEM_COPY_UTIL),
  legend: cardLegend,
});

const codecAbout =
  "Video encoder and decoder, by card. Inference uses neither: a line here is another program on the card.";
export const encoder = query({
  about: codecAbout,
  unit: units.Percent,
  expr: byCard(DCGM_FI_DEV_ENC_UTIL),
  legend: `encoder ${cardLegend}`,
});
export const decoder = query({
  about: codecAbout,
  unit: units.Percent,
  expr: byCard(DCGM_FI_DEV_DEC_UTIL),
  legend: `decoder ${cardLegend}`,
});

const partsAbout =
  "Memory of each card: used by programs, reserved by the driver, free. A step down in used is a model that was unloaded (OLLAMA_KEEP_ALIVE); the next request for it starts cold.";
export const memoryParts = [
  query({
    about: partsAbout,
    unit: units.Mebibytes,
    expr: memoryByCard(DCGM_FI_DEV_FB_USED),
    legend: `used ${cardLegend}`,
  }),
  query({
    about: partsAbout,
    unit: units.Mebibytes,
    expr: memoryByCard(DCGM_FI_DEV_FB_RESERVED),
    legend: `reserved ${cardLegend}`,
  }),
  query({
    about: partsAbout,
    unit: units.Mebibytes,
    expr: memoryByCard(DCGM_FI_DEV_FB_FREE),
    legend: `free ${cardLegend}`,
  }),
] as const;

const heatAbout =
  "Temperature of the processor and, on cards with a sensor there, of the memory. A steady climb under the same load is dust or a failing fan.";
export const temperatures = [
  query({ about: heatAbout, unit: units.Celsius, expr: byCard(DCGM_FI_DEV_GPU_TEMP), legend: cardLegend }),
  query({
    about: heatAbout,
    unit: units.Celsius,
    expr: byCard(DCGM_FI_DEV_MEMORY_TEMP),
    legend: `memory of ${cardLegend}`,
  }),
] as const;

export const powerByCard = query({
  about: "Power drawn, by card. Flat at a card's limit: it is throttled by power.",
  unit: units.Watt,
  expr: byCard(DCGM_FI_DEV_POWER_USAGE),
  legend: cardLegend,
});

const clockAbout =
  "Clocks of the processor (SM) and of the memory. A clock that falls while the load stays is throttling: look at temperature and power. Falling together with the load is saving power, and good.";
export const clocks = [
  query({
    about: clockAbout,
    unit: "rotmhz",
    expr: byCard(DCGM_FI_DEV_SM_CLOCK),
    legend: `SM ${cardLegend}`,
  }),
  query({
    about: clockAbout,
    unit: "rotmhz",
    expr: byCard(DCGM_FI_DEV_MEM_CLOCK),
    legend: `memory ${cardLegend}`,
  }),
] as const;

const MILLIJOULES_PER_KWH = 3.6e9;
const energyOfTheDay = divide(
  sum(max(increase(DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION, "24h")).by(...CARD)),
  MILLIJOULES_PER_KWH,
);
export const energy = query({
  about:
    "Energy the chosen cards used in the last 24 hours, whatever the time range of the board. The cards only: not the machine around them.",
  unit: "kwatth",
  expr: energyOfTheDay,
});
export const energyCost = query({
  about:
    "Energy of the last 24 hours times the price per kWh that is typed in at the top, in that price's currency.",
  unit: units.Short,
  expr: timesVariable(energyOfTheDay, "price"),
});

// Without the models whose counter is NaN for ever, see tokenRate in queue.ts.
const tokens = sum(where(rate(ollama_tokens_total), ">=", 0));
const workUnfiltered =
  "Tokens of all models and workers: the queue does not say which card a job ran on, so choose the cards that serve the queue.";
export const tokensPerJoule = query({
  about: `Generated tokens per joule drawn by the chosen cards. Rises with batching and with smaller models; 0 while nothing is generated, however much the idle cards draw. ${workUnfiltered}`,
  unit: "suffix: tok/J",
  expr: divide(orZero(tokens), powerOfAll),
  legend: "tokens per joule",
  minStep: "1m",
});
export const tokensPerGpuSecond = query({
  about: `Generated tokens per second in which a card was busy. Falls when cards are kept busy by something other than generating: long prompts, loading models, another program. Nothing is drawn while no card is busy. ${workUnfiltered}`,
  unit: "suffix: tok/s",
  // Utilisation is 0 to 100 per card; its hundredth, summed, is how many cards are busy.
  expr: divide(orZero(tokens), where(divide(sum(byCard(DCGM_FI_DEV_GPU_UTIL)), 100), ">", 0)),
  legend: "tokens per busy GPU second",
  minStep: "1m",
});

export const idleButLoaded = query({
  about:
    "Memory held by cards that did nothing for five minutes, by card: a model that is kept loaded. Good while it saves a cold start, waste when another model needs the room (OLLAMA_KEEP_ALIVE). Less than 1 GiB is what the driver keeps and is not shown. A card that works is not drawn.",
  unit: units.Mebibytes,
  expr: and(
    where(memoryByCard(DCGM_FI_DEV_FB_USED), ">", 1024),
    where(max(avgOverTime(DCGM_FI_DEV_GPU_UTIL, "5m")).by(...CARD), "==", 0),
  ),
  legend: cardLegend,
});

export const cardsReporting = query({
  about:
    "How many cards each machine reports. A step down is a card that fell off the bus (XID 79) or a driver that was unloaded; its other panels then simply end. Restarting the exporter does not bring it back, a reboot may.",
  unit: units.Short,
  expr: count(byCard(DCGM_FI_DEV_GPU_TEMP)).by("instance"),
});

/** -1 when there is no series: the timeline must never be empty, an empty one says nothing. */
export const xidByCard = query({
  about: xidAbout,
  unit: "none",
  expr: orElse(byCard(DCGM_FI_DEV_XID_ERRORS), -1, "no data"),
  legend: cardLegend,
});

const damageAbout =
  "What wears out, counted over the time range, by card: rows of memory that were remapped after errors (uncorrectable ones lost data; correctable ones were caught in time), and retries on the PCIe bus (a loose or dirty slot). All 0 is good. Remapping failed: the card has no spare row left and should be replaced. GeForce cards report only the retries.";
const grown = (metric: Metric<"counter", { instance: "any"; gpu: "any"; modelName: "any" } & Labels>) =>
  query({ about: damageAbout, unit: units.Short, expr: max(increase(metric, "range")).by(...ROW) });
export const damage = {
  about: damageAbout,
  uncorrectable: grown(DCGM_FI_DEV_UNCORRECTABLE_REMAPPED_ROWS),
  correctable: grown(DCGM_FI_DEV_CORRECTABLE_REMAPPED_ROWS),
  remapFailed: query({
    about: damageAbout,
    unit: "none",
    expr: max(DCGM_FI_DEV_ROW_REMAP_FAILURE).by(...ROW),
  }),
  pcieReplays: grown(DCGM_FI_DEV_PCIE_REPLAY_COUNTER),
} as const;
