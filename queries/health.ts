/** The exporters themselves: do they answer? */
import * as units from "@grafana/grafana-foundation-sdk/units";
import type { Exporter } from "../contracts/metric.ts";
import { up } from "../contracts/prometheus/metrics.gen.ts";
import { isUp, max, minus, now, ofTarget, orElse, timestamp } from "./promql.ts";
import { query } from "./query.ts";

/** `up` of an exporter as a state: 1, 0, or -1 when Prometheus does not scrape it at all. */
export const exporterUp = (exporter: Exporter) =>
  query({
    about: `Whether ${exporter.title} answered the last scrape.`,
    unit: "none",
    expr: orElse(isUp(exporter), -1),
    legend: exporter.title,
  });

/** How old the newest sample of an exporter is. */
export const lastScrape = (exporter: Exporter) =>
  query({
    about: `How long ago Prometheus last tried to scrape ${exporter.title}. It stays below the scrape interval, whether or not the exporter answered; more means that Prometheus itself stood still. Not scraped: Prometheus has no such job.`,
    unit: units.Seconds,
    expr: minus(now, max(timestamp(ofTarget(up, exporter)))),
    absent: "not scraped",
  });
