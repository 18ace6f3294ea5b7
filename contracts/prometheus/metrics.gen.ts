// Generated from the recordings and contract.yaml beside it by `npm run contracts`. Do not edit.
import { gauge, type Exporter } from "../metric.ts";

const exporter: Exporter = {"name":"prometheus","title":"Prometheus","heartbeat":"up"};

/**
 * 1 for every alert that is pending or fires, with the alert's own labels: those of the series it is about, which differ from alert to alert, and those its rule adds.
 *
 * gauge. Recorded: 2.42 (alerts).
 * Appears late: Only while an alert is pending or fires.
 * Seen at contracts/prometheus/recordings/2.42.0.alerts.prom:2
 */
export const ALERTS = gauge(exporter, "ALERTS", { alertname: "any", alertstate: ["pending","firing"], instance: "any", job: "any", severity: "any" });

/**
 * Since when the alert's expression has had a result.
 *
 * gauge, timestamp. Recorded: 2.42 (alerts).
 * Appears late: Only while an alert with a `for` is pending or fires.
 * Seen at contracts/prometheus/recordings/2.42.0.alerts.prom:6
 */
export const ALERTS_FOR_STATE = gauge(exporter, "ALERTS_FOR_STATE", { alertname: "any", instance: "any", job: "any", severity: "any" });

/**
 * How long the last scrape took.
 *
 * gauge, s. Recorded: 2.42 (alerts, one-target-down).
 * Seen at contracts/prometheus/recordings/2.42.0.alerts.prom:10
 */
export const scrape_duration_seconds = gauge(exporter, "scrape_duration_seconds", { instance: "any", job: "any" });

/**
 * Samples left after metric relabeling.
 *
 * gauge, samples. Recorded: 2.42 (alerts, one-target-down).
 * Seen at contracts/prometheus/recordings/2.42.0.alerts.prom:13
 */
export const scrape_samples_post_metric_relabeling = gauge(exporter, "scrape_samples_post_metric_relabeling", { instance: "any", job: "any" });

/**
 * Samples the target exposed in the last scrape.
 *
 * gauge, samples. Recorded: 2.42 (alerts, one-target-down).
 * Seen at contracts/prometheus/recordings/2.42.0.alerts.prom:16
 */
export const scrape_samples_scraped = gauge(exporter, "scrape_samples_scraped", { instance: "any", job: "any" });

/**
 * Approximate number of new series in the last scrape.
 *
 * gauge, series. Recorded: 2.42 (alerts, one-target-down).
 * Seen at contracts/prometheus/recordings/2.42.0.alerts.prom:19
 */
export const scrape_series_added = gauge(exporter, "scrape_series_added", { instance: "any", job: "any" });

/**
 * 1 if the last scrape succeeded, 0 if it failed. The exporter answered; what it watches may still be dead.
 *
 * gauge. Recorded: 2.42 (alerts, one-target-down).
 * Seen at contracts/prometheus/recordings/2.42.0.alerts.prom:22
 */
export const up = gauge(exporter, "up", { instance: "any", job: "any" });
