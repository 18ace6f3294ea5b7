import { mark, perQuery } from "./model/check.ts";
import type { Context } from "./model/context.ts";
import { meaning } from "./model/contributions.ts";
import { scrapeSeconds, windowSeconds } from "./model/interval.ts";
import { seconds, walk, type Selector } from "./model/promql.ts";

const RATES = new Set(["rate", "increase", "irate", "delta", "idelta", "deriv", "predict_linear"]);

/** A range that is too short for the samples its function needs. */
export const shortWindow = perQuery("short-window", function* (query, context) {
  for (const call of walk(meaning(query))) {
    if (call.is !== "call") continue;
    const selector = call.args.find((each) => each.is === "selector");
    if (!selector?.window) continue;
    const window = windowSeconds(selector.window, query, context);
    const rate = RATES.has(call.fn);
    // rate needs two samples, and four so that one missed scrape leaves no gap; changes and resets compare two.
    const needed = rate ? 4 : /^(changes|resets)$/.test(call.fn) ? 2 : 1;
    const scrape = scrapeSeconds(query, context);
    const collected = rate ? collectSeconds(selector, context) : 0;
    const interval = Math.max(scrape, collected);
    if (window === undefined || window >= needed * interval) continue;
    const holds = Math.floor(window / interval);
    const source =
      collected > scrape
        ? `the exporter looks only every ${collected}s, so between two looks the value stands still`
        : `a scrape comes every ${scrape}s`;
    const least =
      seconds(selector.window.text) === undefined ? `can be as short as ${window}s` : `is ${window}s`;
    const target = needed * interval;
    const annotation = query.origin === "annotation";
    yield {
      ...mark(query, selector.window),
      severity: holds < Math.min(2, needed) ? "error" : "warning",
      what: `This range ${least} and holds ${holds === 0 ? "less than one sample" : holds === 1 ? "1 sample" : `${holds} samples`} (${source}); \`${call.fn}\` needs ${needed === 4 ? "2, and 4 to be steady" : needed}, so ${annotation ? "events are missed" : `the panel shows ${collected > scrape && holds >= 2 ? "steps and spikes that are not there" : "gaps"}`}.`,
      fix:
        collected > scrape
          ? `Use [${duration(target)}] or longer, or set the ${annotation ? "annotation" : "target"}'s interval (min step) to ${collected}s, which makes $__rate_interval ${duration(target)}.`
          : selector.window.text.includes("__interval")
            ? `Use [$__rate_interval], or set the ${annotation ? "annotation" : "panel"}'s interval to ${duration(target)}.`
            : selector.window.text.includes("__rate_interval")
              ? `Take the ${annotation ? "annotation" : "target"}'s own interval away: it is shorter than the scrape interval.`
              : `Use ${rate ? "[$__rate_interval], or " : ""}[${duration(target)}] or longer.`,
      facts: { window: `${window}s`, samples: String(holds), every: `${interval}s`, function: call.fn },
    };
  }
});

/** How often the exporter itself looks, where that is known; 0 otherwise. */
function collectSeconds(selector: Selector, { contracts, emitted }: Context): number {
  const exporter = selector.metric && emitted(selector.metric.name)[0]?.facts.exporter;
  return seconds(contracts.find((each) => each.exporter === exporter)?.collectEvery ?? "") ?? 0;
}

const duration = (all: number): string => (all % 60 === 0 ? `${all / 60}m` : `${all}s`);
