/** How every process here connects to Redis. */
import type { ConnectionOptions } from "bullmq";

/** BullMQ's connection options: tries again for ever, at most 3 seconds apart. */
export const redisConnection = (url: string): ConnectionOptions & { url: string } => ({
  url,
  maxRetriesPerRequest: null,
  retryStrategy: (times: number) => Math.min(times * 300, 3000),
});

/** Writes errors down, one that repeats itself once: a Redis that is gone is told every few seconds. */
export function unlessRepeated(log: (line: string) => void): (error: Error) => void {
  let last: string | undefined;
  return ({ name, message }) => {
    // Refused by several addresses at once, it has no message of its own.
    const line = `error: ${message || name}`;
    if (line !== last) log(line);
    last = line;
  };
}
