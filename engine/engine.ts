import { Worker } from "node:worker_threads";

/** A sample's value. What JSON cannot carry is spelled as Prometheus does. */
export type Value = number | "NaN" | "+Inf" | "-Inf";

/** A time in seconds (rounded to milliseconds) and the value then; `stale` is Prometheus' mark that a series ended. */
export type Sample = readonly [time: number, value: Value | "stale"];

/** Labels by name, the metric's name among them as `__name__`. An empty value is no label. */
export type Labels = Readonly<Record<string, string>>;

/** One time series, its samples in ascending order of time. */
export interface Series {
  readonly labels: Labels;
  readonly samples: readonly Sample[];
}

/** Times and durations of queries, in seconds; Prometheus' times count from 1970. */
export type Query = InstantQuery | RangeQuery;

/** Asks for the value at one time, as stat panels, tables and alerting rules do. */
export interface InstantQuery {
  readonly expr: string;
  readonly time: number;
}

/** Asks for the values from `start` to `end`, both included, one every `step`, as time series panels do. */
export interface RangeQuery {
  readonly expr: string;
  readonly start: number;
  readonly end: number;
  readonly step: number;
}

/** What the engine says to one query. */
export type Answer = Outcome & {
  /** Notes that the result is probably wrong, as Grafana shows them; each begins with `PromQL warning`. Sorted. */
  readonly warnings: readonly string[];
  /** Notes that the query is suspicious; each begins with `PromQL info`. Sorted. */
  readonly infos: readonly string[];
  /** What the query cost; zero where it did not parse. */
  readonly statistics: {
    /** Samples read, counted anew for every step whose window contains them. */
    readonly totalQueryableSamples: number;
    /** The most samples held at one time; a server refuses a query above 50 million. */
    readonly peakSamples: number;
  };
};

/** The result by its type. `error` holds the engine's whole message, e.g. `1:17: parse error: …`. */
export type Outcome =
  | { readonly resultType: "vector"; readonly result: readonly InstantValue[] }
  | { readonly resultType: "matrix"; readonly result: readonly Series[] }
  | { readonly resultType: "scalar"; readonly result: Value }
  | { readonly resultType: "string"; readonly result: string }
  | { readonly resultType: "error"; readonly error: string };

/** One series of an instant query's result. */
export interface InstantValue {
  readonly labels: Labels;
  readonly value: Value;
}

/** The name of series loaded before, or series for this one request. */
export type Data = string | readonly Series[];

/** Seconds, both ends included. Only series with a sample in between count; a server rounds outwards, to its blocks. */
export interface TimeRange {
  readonly start: number;
  readonly end: number;
}

/**
 * Prometheus' PromQL engine, as a server without feature flags has it: lookback of 5 minutes, no native histograms.
 *
 * Series are taken in as Prometheus 3 scrapes them: `le` of a `*_bucket` and `quantile` are normalised (`500` becomes
 * `500.0`). A request is refused where a series has no name or comes twice, or its samples are out of order.
 * Every function rejects with an Error of the engine's whole message; after a crash, all later calls reject with it.
 */
export interface Engine {
  /** Keeps series under a name (not empty), for as long as the engine runs; replaces what it had. */
  load(name: string, series: readonly Series[]): Promise<void>;
  /** Answers queries, in their order. One that fails is an answer of type `error` and does not disturb the others. */
  evaluate(data: Data, queries: readonly Query[]): Promise<readonly Answer[]>;
  /**
   * The sorted values of a label: Grafana's `label_values(selector, label)`.
   *
   * @param selector Such as `http_requests_total{job="a"}`; empty for `label_values(label)`.
   * @param range The dashboard's time range; without it, all time.
   */
  labelValues(data: Data, label: string, selector?: string, range?: TimeRange): Promise<readonly string[]>;
  /** The sorted names of all labels of the selected series: Grafana's `label_names()`. */
  labelNames(data: Data, selector?: string, range?: TimeRange): Promise<readonly string[]>;
  /** The labels of the selected series, as stored, sorted. */
  series(data: Data, selector: string, range?: TimeRange): Promise<readonly Labels[]>;
  /**
   * Reads a series in the notation of promtool's rule tests, with promtool's parser.
   *
   * @param series Name and labels: `http_requests_total{job="a"}`.
   * @param values Such as `0+10x20 _x3 stale`.
   * @param times Seconds between two values, and the time of the first one (0 where left out).
   */
  parseSeries(series: string, values: string, times: { interval: number; start?: number }): Promise<Series>;
  /** Ends the engine's thread. Requests without an answer yet reject. */
  close(): Promise<void>;
}

/**
 * Starts the engine in a thread of its own. Its first requests are slow, until the code they use is compiled: start it
 * once, and put many queries into one request. An idle engine does not keep Node running.
 *
 * @throws Error where `engine.wasm.br` cannot be loaded.
 */
export async function startEngine(): Promise<Engine> {
  // Without the caller's --import hooks: the worker is plain JavaScript, and loading them would cost time.
  const worker = new Worker(new URL("./worker.mjs", import.meta.url), { execArgv: [] });
  const waiting = new Map<number, { resolve: (response: string) => void; reject: (reason: Error) => void }>();
  let lastId = 0;
  let ended: Error | undefined;

  const end = (reason: Error): void => {
    ended ??= reason;
    for (const { reject } of waiting.values()) reject(ended);
    waiting.clear();
  };

  const ask = async (request: object, series: readonly Series[] = []): Promise<unknown> => {
    if (ended) throw ended;
    const samples = packed(series);
    const headers = series.map(({ labels, samples }) => ({ labels, count: samples.length }));
    const text = JSON.stringify({ ...request, series: headers }, finite);
    const id = ++lastId;
    const response = await new Promise<string>((resolve, reject) => {
      waiting.set(id, { resolve, reject });
      worker.ref();
      worker.postMessage({ id, request: text, samples }, [samples.buffer]);
    });
    const { result, error } = JSON.parse(response) as { result?: unknown; error?: string };
    if (error !== undefined) throw new Error(error);
    return result;
  };

  const askAbout = (data: Data, request: object): Promise<unknown> =>
    typeof data === "string" ? ask({ ...request, data: named(data) }) : ask(request, data);

  worker.on("message", ({ id, response }: { id: number; response: string }) => {
    waiting.get(id)?.resolve(response);
    waiting.delete(id);
    if (waiting.size === 0) worker.unref();
  });
  worker.on("error", (error: Error) =>
    end(new Error(`The engine crashed: ${error.message}`, { cause: error })),
  );
  worker.on("exit", () => end(new Error("The engine is closed.")));
  // The worker answers 0, which is no request's number, when it is ready.
  await new Promise<string>((resolve, reject) => waiting.set(0, { resolve, reject }));

  return {
    load: async (name, series) => void (await ask({ do: "load", data: named(name) }, series)),
    evaluate: async (data, queries) => (await askAbout(data, { do: "evaluate", queries })) as Answer[],
    labelValues: async (data, label, selector, range) =>
      (await askAbout(data, { do: "labelValues", label, selector, range })) as string[],
    labelNames: async (data, selector, range) =>
      (await askAbout(data, { do: "labelNames", selector, range })) as string[],
    series: async (data, selector, range) =>
      (await askAbout(data, { do: "series", selector, range })) as Labels[],
    parseSeries: async (series, values, times) =>
      (await ask({ do: "parseSeries", notation: `${series} ${values}`, ...times })) as Series,
    close: async () => {
      end(new Error("The engine is closed."));
      await worker.terminate();
    },
  };
}

function named(name: string): string {
  if (name === "") throw new Error("Loaded series need a name that is not empty.");
  return name;
}

/** Refuses what JSON.stringify would turn into null, and the engine into 0. */
function finite(key: string, value: unknown): unknown {
  if (typeof value === "number" && !Number.isFinite(value))
    throw new Error(`\`${key}\` is ${value}, but must be a number of seconds.`);
  return value;
}

// Bit patterns, because JavaScript has one NaN and Prometheus' staleness marker is another one.
const STALE = 0x7ff0000000000002n;

/** All samples as the engine takes them: seconds and value, 8 bytes each, little-endian. */
function packed(series: readonly Series[]): Uint8Array<ArrayBuffer> {
  const count = series.reduce((sum, { samples }) => sum + samples.length, 0);
  const view = new DataView(new ArrayBuffer(count * 16));
  let offset = 0;
  for (const { labels, samples } of series)
    for (const [time, value] of samples) {
      const number = value === "stale" ? NaN : asNumber(value);
      if (!Number.isFinite(time) || number === undefined)
        throw new Error(
          `Series ${JSON.stringify(labels)}: ${JSON.stringify([time, value])} is not a sample.`,
        );
      view.setFloat64(offset, time, true);
      if (value === "stale") view.setBigUint64(offset + 8, STALE, true);
      else view.setFloat64(offset + 8, number, true);
      offset += 16;
    }
  return new Uint8Array(view.buffer);
}

/** The number a value stands for; undefined where it is none, which only an unchecked caller can pass. */
function asNumber(value: Value): number | undefined {
  if (typeof value === "number") return value;
  return { NaN: NaN, "+Inf": Infinity, "-Inf": -Infinity }[value];
}
