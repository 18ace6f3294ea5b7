/** What the queue's exporter counts. Names, types and units of the article's exporter are kept as they are. */
import { Counter, Gauge, Histogram, Registry } from "prom-client";
import { FAILURE_REASONS, type FailureReason } from "./reason.ts";

/** Model names that get rows of their own: each has some 85 of them, and a client may send any name. */
export const MAX_MODELS = 200;
/** Where later names are counted. */
export const OTHER_MODELS = "other";
/** UTF-16 units; longer names are cut. */
export const MAX_MODEL_LENGTH = 200;

/** What an attempt that succeeded says of itself; what is missing or no number is left out, the job still counts. */
export interface JobNumbers {
  readonly model?: unknown;
  /** Generated tokens. */
  readonly eval_count?: unknown;
  readonly prompt_eval_count?: unknown;
  readonly total_duration_ms?: unknown;
  /** Nanoseconds, as Ollama answers. */
  readonly total_duration?: unknown;
  /** Nanoseconds. */
  readonly load_duration?: unknown;
  /** Nanoseconds. */
  readonly eval_duration?: unknown;
}

export type QueueFamilies = ReturnType<typeof queueFamilies>;

/** Registers the families that do not need Redis, and answers the functions that count. */
export function queueFamilies(registry: Registry) {
  const registers = [registry];
  const counter = (name: string, help: string, ...labelNames: ("model" | "reason")[]) =>
    new Counter({ name, help, labelNames, registers });
  const histogram = (name: string, help: string, buckets: number[]) =>
    new Histogram({ name, help, buckets, labelNames: ["model"], registers });

  const jobs = counter("ollama_jobs_total", "Jobs finished", "model");
  const tokens = counter("ollama_tokens_total", "Tokens generated", "model");
  const promptTokens = counter(
    "ollama_prompt_tokens_total",
    "Tokens of the prompts of finished jobs",
    "model",
  );
  const errors = counter("ollama_errors_total", "Failed attempts");
  const failedAttempts = counter(
    "ollama_failed_attempts_total",
    "Failed attempts, each try of a retried job",
    "model",
    "reason",
  );
  const failedJobs = counter(
    "ollama_failed_jobs_total",
    "Jobs that failed for good, by their last attempt's reason",
    "model",
    "reason",
  );
  const tokensPerSecond = new Gauge({
    name: "ollama_tokens_per_second",
    help: "Generated tokens per second of job duration, average since the process started",
    labelNames: ["model"],
    registers,
  });
  const duration = histogram(
    "ollama_generation_duration_ms",
    "Duration of finished jobs in milliseconds, model load included",
    [500, 1000, 2000, 5000, 10_000, 30_000, 60_000, 120_000, 300_000, 600_000],
  );
  const wait = histogram(
    "ollama_queue_wait_seconds",
    "Time from being added, without the delay asked for, to the start of the first attempt",
    [0.1, 0.5, 1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1800],
  );
  const load = histogram(
    "ollama_model_load_seconds",
    "Time a finished job waited for its model; hundredths of a second if it was loaded",
    [0.1, 0.25, 0.5, 1, 2, 5, 10, 20, 40, 80, 160, 300],
  );
  const speed = histogram(
    "ollama_request_tokens_per_second",
    "Generated tokens per second of generation alone, by job",
    [1, 2, 5, 10, 20, 30, 40, 60, 80, 100, 150, 200, 300, 500],
  );
  new Gauge({
    name: "process_start_time_seconds",
    help: "Start time of the process since unix epoch in seconds",
    registers,
  }).set(Math.round(Date.now() / 1000 - process.uptime()));

  const known = new Set<string>();
  /** The label value for a model, whose rows then exist: a rate cannot see a row that begins at 1. */
  function rowOf(name: unknown): string {
    const wanted = modelLabel(name);
    if (known.has(wanted)) return wanted;
    const model = known.size < MAX_MODELS ? wanted : OTHER_MODELS;
    if (known.has(model)) return model;
    known.add(model);
    for (const family of [jobs, tokens, promptTokens]) family.inc({ model }, 0);
    for (const family of [duration, wait, load, speed]) family.zero({ model });
    for (const reason of FAILURE_REASONS)
      for (const family of [failedAttempts, failedJobs]) family.inc({ model, reason }, 0);
    return model;
  }

  const sums = new Map<string, { tokens: number; ms: number }>();
  return {
    /** A job was taken; `waited` is in seconds and only given for its first attempt. */
    started(name: unknown, waited: number | undefined): void {
      const model = rowOf(name);
      if (waited !== undefined) wait.observe({ model }, waited);
    },
    finished(name: unknown, result: unknown): void {
      const numbers: JobNumbers = typeof result === "object" && result !== null ? result : {};
      const model = rowOf(name);
      jobs.inc({ model });
      const generated = amount(numbers.eval_count);
      tokens.inc({ model }, generated ?? 0);
      promptTokens.inc({ model }, amount(numbers.prompt_eval_count) ?? 0);
      const ms = amount(numbers.total_duration_ms) ?? amount(numbers.total_duration, 1e6);
      if (ms !== undefined) duration.observe({ model }, ms);
      const loading = amount(numbers.load_duration, 1e9);
      if (loading !== undefined) load.observe({ model }, loading);
      const generating = amount(numbers.eval_duration, 1e9);
      if (generated && generating) speed.observe({ model }, generated / generating);
      if (generated === undefined || ms === undefined) return;
      const before = sums.get(model) ?? { tokens: 0, ms: 0 };
      const sum = { tokens: before.tokens + generated, ms: before.ms + ms };
      sums.set(model, sum);
      if (sum.ms > 0) tokensPerSecond.set({ model }, (sum.tokens / sum.ms) * 1000);
    },
    failed(name: unknown, reason: FailureReason, forGood: boolean): void {
      const labels = { model: rowOf(name), reason };
      errors.inc();
      failedAttempts.inc(labels);
      if (forGood) failedJobs.inc(labels);
    },
  };
}

/** A name as it may stand in a label: never empty, never long, always UTF-8. */
function modelLabel(name: unknown): string {
  if (typeof name !== "string" || name.trim() === "") return "unknown";
  // Through a buffer, as half a surrogate pair has no UTF-8 and two such names would become one series.
  return Buffer.from(name.slice(0, MAX_MODEL_LENGTH).replaceAll("\0", "\uFFFD")).toString();
}

/**
 * A number that a counter can take, divided by `per`; undefined for anything else, as one NaN would stay for ever.
 */
const amount = (value: unknown, per = 1): number | undefined =>
  typeof value === "number" && value >= 0 && value <= Number.MAX_SAFE_INTEGER ? value / per : undefined;
