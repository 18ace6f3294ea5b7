// Generated from the recordings and contract.yaml beside it by `npm run contracts`. Do not edit.
import { gauge, type Exporter } from "../metric.ts";

const exporter: Exporter = {"name":"prometheus","title":"Prometheus","heartbeat":"up"};

/**
 * How long the last scrape took.
 *
 * gauge, s. Recorded: 2.42 (one-target-down).
 * Seen at contracts/prometheus/recordings/2.42.0.one-target-down.prom:2
 */
export const scrape_duration_seconds = gauge(exporter, "scrape_duration_seconds", { instance: "any", job: "any" });

/**
 * Samples left after metric relabeling.
 *
 * gauge, samples. Recorded: 2.42 (one-target-down).
 * Seen at contracts/prometheus/recordings/2.42.0.one-target-down.prom:5
 */
export const scrape_samples_post_metric_relabeling = gauge(exporter, "scrape_samples_post_metric_relabeling", { instance: "any", job: "any" });

/**
 * Samples the target exposed in the last scrape.
 *
 * gauge, samples. Recorded: 2.42 (one-target-down).
 * Seen at contracts/prometheus/recordings/2.42.0.one-target-down.prom:8
 */
export const scrape_samples_scraped = gauge(exporter, "scrape_samples_scraped", { instance: "any", job: "any" });

/**
 * Approximate number of new series in the last scrape.
 *
 * gauge, series. Recorded: 2.42 (one-target-down).
 * Seen at contracts/prometheus/recordings/2.42.0.one-target-down.prom:11
 */
export const scrape_series_added = gauge(exporter, "scrape_series_added", { instance: "any", job: "any" });

/**
 * 1 if the last scrape succeeded, 0 if it failed. The exporter answered; what it watches may still be dead.
 *
 * gauge. Recorded: 2.42 (one-target-down).
 * Seen at contracts/prometheus/recordings/2.42.0.one-target-down.prom:14
 */
export const up = gauge(exporter, "up", { instance: "any", job: "any" });
