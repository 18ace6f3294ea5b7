import { describe, expect, it } from "vitest";
import { readContracts } from "../../contracts/contract.ts";
import { parseScrape } from "../../contracts/scrape.ts";
import { parseUnit, product, quotient, shapeOf } from "../../contracts/unit.ts";
import { context } from "../../checks/model/context.ts";
import { shownUnit } from "../../checks/model/grafana-unit.ts";
import { parsePromql } from "../../checks/model/promql.ts";
import { contradiction } from "../../checks/model/unit-judgement.ts";
import { describe as inWords, grouped } from "../../checks/model/unit-words.ts";
import { unitsOf } from "../../checks/model/units.ts";

const recorded = context({ boards: [], contracts: readContracts() });
const infer = (expr: string) => unitsOf(parsePromql(expr).root, recorded);
/** Every unit the expression may have, in words; "unknown" and "constant" as they are. */
const words = (expr: string): string => {
  const { value } = infer(expr);
  return value.is === "measured" ? value.units.map((unit) => inWords(unit).words).join(" | ") : value.is;
};

describe("the arithmetic of units", () => {
  it.each([
    ["ms", "time"],
    ["s/token", "time"],
    ["tokens/s", "rate"],
    ["jobs", "count"],
    ["ratio", "ratio"],
    ["MiB", "data"],
    ["W", "energy·time^-1"],
  ])("%s is a kind of %s", (unit, shape) => expect(shapeOf(parseUnit(unit))).toBe(shape));
  it("energy by time is power", () =>
    expect(quotient(parseUnit("mJ"), parseUnit("s"))).toEqual({ scale: 0.001, of: { energy: 1, time: -1 } }));
  it("a scale that was lost stays lost", () =>
    expect(product({ scale: undefined, of: {} }, parseUnit("ms")).scale).toBeUndefined());
});

describe("the unit of an expression", () => {
  it.each([
    // Names, their parts, and what an exporter says of them.
    ["ollama_queue_waiting", "jobs"],
    ["ollama_generation_duration_ms_sum", "milliseconds"],
    ["ollama_generation_duration_ms_count", "observations"],
    ["litellm_llm_api_latency_metric_count", "requests"],
    ["nobody_has_this", "unknown"],
    ["up", "constant"],
    ["rate(nobody_has_this_total[5m])", "unknown"],
    ["process_resident_memory_bytes / 1024^3", "GiB"],
    ["process_resident_memory_bytes / (2 ^ 30)", "GiB"],
    ["process_resident_memory_bytes / 10^9", "gigabytes (GB)"],
    ["process_resident_memory_bytes ^ 2", "unknown"],
    // Functions over time.
    ["sum by (model) (rate(ollama_jobs_total[5m]))", "jobs per second"],
    ["rate(DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION[5m])", "milliwatts"],
    ["increase(ollama_jobs_total[1m])", "jobs | jobs per minute"],
    ["avg_over_time(DCGM_FI_DEV_POWER_USAGE[1h])", "watts"],
    ["max_over_time(rate(ollama_jobs_total[5m])[1h:])", "jobs per second"],
    ["quantile_over_time(0.9, DCGM_FI_DEV_GPU_TEMP[1h])", "degrees Celsius"],
    ["resets(ollama_jobs_total[1h])", "events"],
    [
      "histogram_quantile(0.95, sum by (le) (rate(ollama_generation_duration_ms_bucket[5m])))",
      "milliseconds",
    ],
    ["histogram_quantile(0.95, rate(nobody_has_this_bucket[5m]))", "unknown"],
    // Arithmetic.
    [
      "rate(ollama_generation_duration_ms_sum[5m]) / rate(ollama_generation_duration_ms_count[5m])",
      "milliseconds per observation",
    ],
    ["ollama_generation_duration_ms_sum / 1000", "seconds"],
    ["DCGM_FI_DEV_FB_USED * 1024 * 1024", "bytes"],
    ["DCGM_FI_DEV_FB_USED * (1024 * 1024)", "bytes"],
    ["DCGM_FI_DEV_FB_USED / (DCGM_FI_DEV_FB_USED + DCGM_FI_DEV_FB_FREE)", "a ratio from 0 to 1"],
    ["100 - DCGM_FI_DEV_GPU_UTIL", "percent from 0 to 100"],
    ["DCGM_FI_DEV_GPU_UTIL / 100", "a ratio from 0 to 1"],
    ["increase(DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION[$__range]) / 3.6e9", "kilowatt-hours"],
    ["rate(ollama_jobs_total[5m]) * 60", "jobs per minute | jobs"],
    ["ollama_queue_waiting / rate(ollama_jobs_total[5m])", "seconds"],
    ["1 / ollama_tokens_per_second", "seconds per token"],
    ["rate(ollama_tokens_total[5m]) / rate(ollama_jobs_total[5m])", "tokens per job"],
    ["time() - process_start_time_seconds", "seconds"],
    ["process_start_time_seconds * 1000", "a point in time (Unix milliseconds)"],
    ["count(DCGM_FI_DEV_GPU_TEMP)", "series"],
    // A number that converts nothing may stand for anything.
    ["ollama_queue_active / 4", "unknown"],
    ["DCGM_FI_DEV_POWER_USAGE * $price", "unknown"],
    ["DCGM_FI_DEV_POWER_USAGE * nobody_has_this", "unknown"],
    ["rate(ollama_jobs_total[5m]) * $__range_s", "unknown"],
    ["DCGM_FI_DEV_GPU_TEMP + 273.15", "unknown"],
    // Neutral beside any quantity.
    ["0 * max(ollama_queue_waiting) - 1", "constant"],
    ["max(ollama_queue_waiting) or on() vector(-1)", "jobs"],
    [
      'ollama_tokens_per_second or on() label_replace(0 * max(up), "model", "none", "", "")',
      "tokens per second",
    ],
    ["vector(0) or ollama_queue_waiting", "jobs"],
    ["nobody_has_this or ollama_queue_waiting", "unknown"],
    ["(ollama_queue_waiting > 5) and on() up", "jobs"],
    ["0 < ollama_queue_waiting", "jobs"],
    ["ollama_queue_waiting * on() group_left() up", "jobs"],
    ["ollama_queue_waiting > bool 5", "constant"],
  ])("%s", (expr, expected) => expect(words(expr)).toBe(expected));
});

describe("two sides of one operator", () => {
  it.each([
    ["ollama_generation_duration_ms_sum + litellm_llm_api_latency_metric_sum", "+"],
    ["DCGM_FI_DEV_FB_USED or process_resident_memory_bytes", "or"],
    ["DCGM_FI_DEV_GPU_TEMP > DCGM_FI_DEV_POWER_USAGE", ">"],
  ])("%s", (expr, op) => expect(infer(expr).conflicts.map((conflict) => conflict.op)).toEqual([op]));
  it.each([
    "ollama_errors_total + ollama_jobs_total",
    "litellm_llm_api_latency_metric_sum - promtail_custom_nginx_ttfb_seconds_sum",
    "ollama_queue_waiting + rate(ollama_jobs_total[5m])",
    "DCGM_FI_DEV_FB_USED * 1048576 + process_resident_memory_bytes",
    "ollama_queue_waiting or vector(NaN)",
  ])("%s", (expr) => expect(infer(expr).conflicts).toEqual([]));
});

describe("what a reader sees", () => {
  it.each([
    ["s", 30000, "8.33 hours"],
    ["ms", 1234, "1.23 s"],
    ["mbytes", 21873, "21.4 GiB"],
    ["decmbytes", 21873, "21.9 GB"],
    ["percentunit", 0.0345, "3.45%"],
    ["percent", 92, "92%"],
    ["kwatth", 3.4, "3.4 kWh"],
    ["bps", 1.54e6, "1.54 Mb/s"],
    ["mwatt", 450000, "450 W"],
    ["rotmhz", 2715, "2.72 GHz"],
    ["suffix: tok/s", 123, "123 tok/s"],
    ["short", 158659, "159 K"],
    ["none", 158659, "158659"],
  ])("%s of %d is %s", (id, value, text) =>
    expect(shownUnit(id, (noun) => noun === "token")?.print(value)).toBe(text),
  );
  it.each(["kmh", "suffix: things", "prefix:€", "time:YYYY", "string", "bool"])("%s is left open", (id) =>
    expect(shownUnit(id, () => false)).toBeUndefined(),
  );
  it("writes thousands apart", () => expect(grouped(1500000)).toBe("1 500 000"));
});

describe("whether a shown unit can be right", () => {
  const judge = (expr: string, id: string) => {
    const { value } = infer(expr);
    const shown = shownUnit(id, (noun, perTime) => perTime || ["job", "token", "request"].includes(noun));
    return value.is === "measured" && shown ? contradiction(value, shown) : undefined;
  };
  const P95 = "histogram_quantile(0.95, sum by (le) (rate(ollama_generation_duration_ms_bucket[5m])))";
  it.each([
    [P95, "s", 0.001],
    [P95, "percentunit", undefined],
    ["rate(ollama_jobs_total[5m])", "cpm", 60],
    ["rate(ollama_jobs_total[5m]) * 60", "reqps", 1 / 60],
    ["rate(ollama_jobs_total[5m])", "suffix: jobs", undefined],
    ["ollama_queue_waiting", "ops", undefined],
    ["DCGM_FI_DEV_FB_USED", "bytes", 1048576],
    ["DCGM_FI_DEV_SM_CLOCK", "hertz", 1e6],
    ["DCGM_FI_DEV_GPU_UTIL", "percentunit", 0.01],
    ["time() - process_start_time_seconds", "ms", 1000],
    ["process_start_time_seconds", "dateTimeFromNow", 1000],
    ["process_start_time_seconds", "s", undefined],
    ["DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION / 1000", "watt", undefined],
    ["rate(process_cpu_seconds_total[5m])", "percent", 100],
    ["rate(ollama_tokens_total[5m]) / 1000", "suffix: tokens/s", 1000],
    ["increase(ollama_jobs_total[$__range])", "percentunit", undefined],
    ["increase(ollama_jobs_total[5m])", "suffix: jobs/min", 0.2],
  ])("%s under %s is wrong", (expr, id, factor) => {
    const found = judge(expr, id);
    expect(found).toBeDefined();
    // Of several readings the first is told, which for an increase is the count.
    if (factor !== undefined && found!.factor !== undefined) expect(found!.factor).toBeCloseTo(factor, 9);
  });
  it.each([
    [P95, "ms"],
    [P95, "dtdurationms"],
    [`${P95} / 1000`, "s"],
    [P95, "suffix: ms"],
    ["rate(ollama_jobs_total[5m])", "short"],
    ["rate(ollama_jobs_total[5m])", "reqps"],
    ["rate(ollama_jobs_total[5m])", "hertz"],
    ["rate(ollama_jobs_total[5m]) * 60", "suffix: jobs/min"],
    ["rate(ollama_jobs_total[5m]) * 3600", "suffix: jobs"],
    ["increase(ollama_jobs_total[1m])", "suffix: /min"],
    ["increase(ollama_jobs_total[$__interval])", "cpm"],
    ["rate(ollama_tokens_total[5m])", "suffix: tok/s"],
    ["rate(ollama_tokens_total[5m]) / 1000", "suffix: ktok/s"],
    ["DCGM_FI_DEV_POWER_USAGE * 3600", "joule"],
    ["sum_over_time(DCGM_FI_DEV_POWER_USAGE[1d:1h]) / 1000", "kwatth"],
    ["increase(DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION[1h]) / 3600 / 1000", "watt"],
    ["rate(ollama_tokens_total[5m]) / (rate(DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION[5m]) / 1000)", "short"],
    ["rate(process_cpu_seconds_total[5m])", "percentunit"],
    ["rate(process_cpu_seconds_total[5m])", "s"],
    ["DCGM_FI_DEV_PCIE_TX_THROUGHPUT", "kbytes"],
    ["litellm_deployment_latency_per_output_token_sum", "s"],
    ["rate(ollama_tokens_total[5m]) / rate(ollama_jobs_total[5m])", "percentunit"],
    ["DCGM_FI_DEV_XID_ERRORS", "none"],
  ])("%s under %s may be right", (expr, id) => expect(judge(expr, id)).toBeUndefined());
});

describe("a metric whose unit nobody said", () => {
  const page = `# TYPE door_calls_total counter
door_calls_total{status="failed"} 1
# TYPE door_spent_total counter
door_spent_total 1
# TYPE door_open gauge
door_open{kind="all"} 1
# TYPE door_wait_seconds gauge
door_wait_seconds 1
`;
  const given = context({
    boards: [],
    contracts: [],
    scrapes: [{ ...parseScrape(Buffer.from(page), "door.prom"), exporter: "door" }],
  });
  const said = (expr: string): string => {
    const { value, conflicts } = unitsOf(parsePromql(expr).root, given);
    expect(conflicts).toEqual([]);
    return value.is === "measured" ? value.units.map((unit) => inWords(unit).words).join(" | ") : value.is;
  };
  it.each([
    ["sum(rate(door_calls_total[5m]))", "events per second"],
    ["sum(rate(door_calls_total[5m])) * 60", "events per minute | events"],
    ["rate(door_calls_total[5m]) or vector(0)", "events per second"],
    ['rate(door_calls_total{status="failed"}[5m]) / rate(door_calls_total[5m])', "a ratio from 0 to 1"],
    ["1 - door_open / sum(door_open)", "a ratio from 0 to 1"],
    ["100 * door_open / sum(door_open)", "percent from 0 to 100"],
    // Nothing more is sure.
    ["door_open", "unknown"],
    ["rate(door_open[5m])", "unknown"],
    ["door_open + door_wait_seconds", "unknown"],
    ["time() - door_open", "unknown"],
    ["door_wait_seconds * door_open / door_calls_total", "unknown"],
    ["door_wait_seconds / door_open", "unknown"],
    ["rate(door_spent_total[5m]) / rate(door_calls_total[5m])", "unknown"],
    ["rate(door_spent_total[5m]) * door_calls_total", "unknown"],
    ["door_wait_seconds > door_open", "seconds"],
    ["door_wait_seconds or door_open", "seconds"],
    ["count_over_time(door_open[1h])", "unknown"],
  ])("%s is %s", (expr, unit) => expect(said(expr)).toBe(unit));
});
