/** What only Redis knows, asked for each scrape. */

/** As much of BullMQ's `Queue` as the exporter needs; of 5.76.3 and later, and of 6. */
export interface ObservedQueue {
  getWaitingCount(): Promise<number>;
  getActiveCount(): Promise<number>;
  exportPrometheusMetrics(): Promise<string>;
  on(event: "error", listener: (error: Error) => void): unknown;
}

export interface RedisState {
  readonly waiting: number;
  readonly active: number;
  /** BullMQ's own families, in the text format. */
  readonly bullmq: string;
}

/** Milliseconds a scrape waits for Redis, which answers in one or two: below the timeout of a scrape every second. */
export const PATIENCE = 500;

/**
 * Answers a function that asks Redis, and undefined where there is no answer within `PATIENCE`.
 *
 * An unanswered question stays the only one: without Redis the client keeps commands for later, and each scrape
 * would add more of them.
 */
export function redisReader(queue: ObservedQueue): () => Promise<RedisState | undefined> {
  // Without a listener a lost connection would end the process.
  queue.on("error", () => {});
  let asked: Promise<RedisState | undefined> | undefined;
  return async () => {
    asked ??= ask(queue)
      .catch(() => undefined)
      .finally(() => (asked = undefined));
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<undefined>((resolve) => {
      timer = setTimeout(() => resolve(undefined), PATIENCE);
    });
    try {
      return await Promise.race([asked, late]);
    } finally {
      clearTimeout(timer);
    }
  };
}

async function ask(queue: ObservedQueue): Promise<RedisState> {
  const [waiting, active, bullmq] = await Promise.all([
    queue.getWaitingCount(),
    queue.getActiveCount(),
    queue.exportPrometheusMetrics(),
  ]);
  return { waiting, active, bullmq: normalised(bullmq) };
}

const COMMENT = /^# (?:HELP|TYPE) [a-z_]+ .+$/;
const SAMPLE = /^[a-z_]+\{[a-z_]+="(?:[^"\\]|\\.)*"(?:,[a-z_]+="(?:[^"\\]|\\.)*")*\} \d+$/;

/**
 * BullMQ writes ", " between labels and no final newline; promtool refuses the latter. A line that is none after
 * that is left out: one bad line, and Prometheus refuses the page.
 */
export function normalised(text: string): string {
  const lines = text
    .split("\n")
    // In a value a quote has a backslash before it, so this is never inside one.
    .map((line) => (line.startsWith("#") ? line : line.replace(/", (?=[a-z_]+=")/g, '",')))
    .filter((line) => COMMENT.test(line) || SAMPLE.test(line));
  return lines.length === 0 ? "" : `${lines.join("\n")}\n`;
}
