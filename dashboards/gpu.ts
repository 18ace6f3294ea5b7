import { DCGM_FI_DEV_GPU_TEMP } from "../contracts/dcgm/metrics.gen.ts";
import { sized } from "../panels/grid.ts";
import { stat, statNow } from "../panels/stat.ts";
import { stateTimeline, UP_DOWN } from "../panels/state-timeline.ts";
import { colorOf, colors, redFrom, words } from "../panels/style.ts";
import { bar, redCell, table } from "../panels/table.ts";
import { all, legendRight, stacked, timeseries } from "../panels/timeseries.ts";
import * as gpu from "../queries/gpu.ts";
import * as health from "../queries/health.ts";
import { dashboard, row } from "./build/dashboard.ts";
import { filter, textBox } from "./build/variables.ts";

const dcgm = DCGM_FI_DEV_GPU_TEMP.exporter;
const noXid = words({ 0: ["none", colors.neutral] });
const HIGHEST_XID = 1000;
const xidWords = [
  words({ 0: ["none", colors.good], [-1]: ["no data", colors.absent] }),
  colorOf(1, HIGHEST_XID, colors.bad),
];

export default dashboard("gpu", {
  title: "GPU",
  about:
    "Is the hardware the limit, and is it healthy? Read from top to bottom: the state now, one line per card, the load, the memory, heat and power, what the work costs, and damage. The exporter looks at the cards every 30 seconds, so nothing here is newer than that.",
  variables: [
    // Every card has a temperature; one cut into MIG slices reports no utilisation.
    filter(DCGM_FI_DEV_GPU_TEMP, "instance", "Instance"),
    filter(DCGM_FI_DEV_GPU_TEMP, "gpu", "GPU"),
    textBox("price", "Price per kWh", "0.30", dcgm.name),
  ],
  watches: [dcgm],
  rows: [
    row(
      "Right now",
      stat("Utilisation", gpu.utilisation, (panel) => panel.max(100).decimals(0)),
      stat("Memory used", gpu.memoryUsedShare, (panel) => panel.max(1).decimals(0)),
      stat("Memory used (GiB)", gpu.memoryUsed, (panel) => panel.decimals(1)),
      stat("Temperature", gpu.temperature, (panel) => panel.decimals(0).thresholds(redFrom(gpu.HOT_CELSIUS))),
      stat("Power", gpu.power, (panel) => panel.decimals(0)),
      statNow("Last XID error", gpu.lastXid, (panel) => panel.thresholds(redFrom(1)), [noXid]),
      table(
        "Cards",
        "One line per card, as of now. XID is the code of the last error, not a count.",
        { instance: "Instance", gpu: "GPU", modelName: "Card" },
        [
          { title: "Utilisation", query: gpu.card.utilisation, look: bar(100, "blue") },
          { title: "Memory used", query: gpu.card.memoryShare, look: bar(1, "purple") },
          { title: "Memory", query: gpu.card.memory },
          { title: "Temperature", query: gpu.card.temperature, look: redCell(gpu.HOT_CELSIUS, "background") },
          { title: "Power", query: gpu.card.power },
          {
            title: "Last XID",
            query: gpu.card.xid,
            look: [{ id: "mappings", value: [noXid] }, ...redCell(1, "text")],
          },
        ],
      ),
    ),
    row(
      "How busy are the cards?",
      timeseries("Utilisation by GPU", gpu.utilisationByCard, (panel) => panel.max(100)),
      timeseries("Tensor and memory-interface activity", [gpu.tensorActivity, gpu.memoryActivity], (panel) =>
        legendRight(
          panel.max(1).noValue("not reported: data-centre cards only, or the GPU exporter is down"),
        ),
      ),
      timeseries("Memory bandwidth in use (memory-copy utilisation)", gpu.memoryBandwidth, (panel) =>
        panel.max(100),
      ),
      timeseries("Encoder and decoder", [gpu.encoder, gpu.decoder], (panel) => panel.max(100)),
    ),
    row(
      "Does the model fit?",
      sized(timeseries("Memory by GPU: used, reserved, free", gpu.memoryParts, all(stacked, legendRight)), {
        w: 24,
      }),
    ),
    row(
      "Is it too hot, and what does it cost?",
      sized(timeseries("Temperature by GPU", gpu.temperatures), { w: 8 }),
      sized(timeseries("Power draw by GPU", gpu.powerByCard), { w: 8 }),
      sized(timeseries("SM and memory clocks", gpu.clocks), { w: 8 }),
      sized(
        statNow("Energy, last 24 hours", gpu.energy, (panel) => panel.decimals(2)),
        { w: 12 },
      ),
      sized(
        statNow("Cost of that energy", gpu.energyCost, (panel) => panel.decimals(2)),
        { w: 12 },
      ),
    ),
    row(
      "Is the energy turned into tokens?",
      sized(timeseries("Tokens per joule", gpu.tokensPerJoule), { w: 8 }),
      sized(
        timeseries("Tokens per GPU-second", gpu.tokensPerGpuSecond, (panel) =>
          panel.noValue(
            "no card is busy, queue exporter or GPU exporter down, or nothing matches the filter",
          ),
        ),
        { w: 8 },
      ),
      sized(
        timeseries("Idle but loaded", gpu.idleButLoaded, (panel) =>
          panel.noValue("no idle card holds a model, or the GPU exporter is down"),
        ),
        { w: 8 },
      ),
    ),
    row(
      "Are the cards healthy?",
      stateTimeline("XID errors by code", gpu.xidByCard.about, [{ query: gpu.xidByCard, words: xidWords }]),
      sized(
        stateTimeline(
          "Exporter",
          "Whether the GPU exporter answered. While it is down its panels say so; the numbers before that stay true.",
          [{ query: health.exporterUp(dcgm), words: UP_DOWN }],
        ),
        { w: 8 },
      ),
      sized(
        statNow("Last scrape", health.lastScrape(dcgm), (panel) => panel.decimals(0)),
        { h: 6 },
      ),
      sized(timeseries("Cards reporting", gpu.cardsReporting), { w: 8, h: 6 }),
      sized(
        table(
          "Wear, in the time range",
          gpu.damage.about,
          { instance: "Instance", gpu: "GPU", modelName: "Card" },
          [
            {
              title: "Remapped rows, uncorrectable",
              query: gpu.damage.uncorrectable,
              look: [{ id: "decimals", value: 0 }, ...redCell(1, "text")],
            },
            {
              title: "Remapped rows, correctable",
              query: gpu.damage.correctable,
              look: [{ id: "decimals", value: 0 }],
            },
            {
              title: "Remapping failed",
              query: gpu.damage.remapFailed,
              look: [
                { id: "mappings", value: [words({ 0: ["no", colors.neutral], 1: ["yes", colors.bad] })] },
                ...redCell(1, "text"),
              ],
            },
            { title: "PCIe retries", query: gpu.damage.pcieReplays, look: [{ id: "decimals", value: 0 }] },
          ],
        ),
        { w: 16 },
      ),
    ),
  ],
});
