/** The queue: will waiting jobs be done, and can the workers do them? */
import {
  ollama_model_load_seconds,
  ollama_queue_waiting,
  ollama_worker_active_jobs,
  ollama_worker_concurrency,
} from "../contracts/ollama_queue/metrics.gen.ts";
import {
  and,
  avgOverTime,
  divide,
  max,
  minOverTime,
  minus,
  orZero,
  rate,
  rateWithin,
  sum,
  times,
  where,
} from "../queries/promql.ts";
import * as queue from "../queries/queue.ts";
import { alert, type Group } from "./rule.ts";

const board = "ollama-queue";
const now = max(ollama_queue_waiting);
const throughout = (window: "15m" | "30m") => max(minOverTime(ollama_queue_waiting, window));
// An exporter that went away leaves its last samples in the window; what waits now is gone at once.
const stillWaiting = where(now, ">", 0);

const meanWaiting = (window: "10m" | "30m") => max(avgOverTime(ollama_queue_waiting, window));
/**
 * Whether it falls by less than 5 % in the ten minutes between the middles of the two windows, which is more than three
 * hours until it is empty. Means, because a queue that stands still moves up and down by a few jobs.
 */
const hardlyFalls = where(divide(meanWaiting("10m"), meanWaiting("30m")), ">", 0.95);
/** Slots in use, of the workers that are there: one that was replaced is still in the window, and its slots are not. */
const busySlots = sum(
  and(
    sum(avgOverTime(ollama_worker_active_jobs, "30m")).by("instance"),
    sum(ollama_worker_concurrency).by("instance"),
  ),
);

/** Jobs that take longer than this to be done at the present rate are more than a burst. */
const LONG_SECONDS = 1800;
/** A load this long came from a disk, not from memory. One of the histogram's boundaries. */
const COLD_SECONDS = 5;
const loads = sum(rate(ollama_model_load_seconds.count));
const coldLoads = minus(loads, sum(rateWithin(ollama_model_load_seconds, COLD_SECONDS)));

export const queueRules: Group = {
  name: "queue",
  rules: [
    alert("QueueStuck", {
      // The rate of a queue that never finished a job is absent, not 0.
      expr: and(and(where(throughout("15m"), ">", 0), where(orZero(queue.doneOfAll), "==", 0)), stillWaiting),
      window: "15m",
      for: "5m",
      severity: "critical",
      why: "20 minutes in all: twice the longest generation that the histogram can tell (10 min).",
      summary: "Jobs wait and none was finished for 15 minutes",
      description:
        "At least {{ $value | humanize }} jobs waited all that time. No worker runs, each hangs, or every attempt fails.",
      panel: { board, panel: "Time to drain" },
      runbook: "queue",
    }),
    alert("QueueBacklogNotDraining", {
      expr: and(
        and(where(divide(throughout("30m"), where(queue.doneOfAll, ">", 0)), ">", LONG_SECONDS), hardlyFalls),
        stillWaiting,
      ),
      window: "30m",
      for: "30m",
      severity: "warning",
      why: "A burst drains. What would take half an hour if nothing more came, and falls by less than 5 % in ten minutes, does not: at that pace it is there for hours, also where it stands still. Half an hour, because the rate of a worker that has just started is too low as long as its window is not full.",
      summary: "The queue does not get shorter and would take {{ $value | humanizeDuration }} to drain",
      description:
        "At the rate of the last 30 minutes the jobs that waited throughout take {{ $value | humanizeDuration }}, and no fewer arrive than are done. Add workers or slots, find out why jobs take longer, or let fewer in.",
      panel: { board, panel: "Waiting" },
      runbook: "queue",
    }),
    alert("WorkersSaturated", {
      expr: and(
        where(divide(busySlots, sum(ollama_worker_concurrency)), ">", 0.95),
        where(throughout("30m"), ">", 0),
      ),
      window: "30m",
      for: "15m",
      severity: "warning",
      why: "Full slots are what one paid for; full for 45 minutes while jobs wait all that time is a lack of them. The mean, because a slot is empty for a moment between two jobs.",
      summary: "All worker slots are busy ({{ $value | humanizePercentage }}) while jobs wait",
      description:
        "For half an hour the workers were {{ $value | humanizePercentage }} busy and the queue was never empty. Add a worker, or slots where Ollama answers more at once (OLLAMA_NUM_PARALLEL).",
      panel: { board, panel: "Worker saturation" },
      runbook: "queue",
    }),
    alert("RedisDown", {
      expr: queue.redisGone,
      window: "1m",
      for: "2m",
      severity: "critical",
      why: "Workers reconnect by themselves within seconds; a restart of Redis takes less than a minute.",
      summary: "Redis does not answer a worker",
      description:
        "No job is added, taken or finished while Redis is gone. The queue's numbers are missing until it is back; that is not an empty queue.",
      panel: { board, panel: "Exporters" },
      runbook: "queue",
    }),
    alert("ColdLoadsPilingUp", {
      expr: and(
        where(divide(coldLoads, where(loads, ">", 0)), ">", 0.25),
        // Five in half an hour.
        where(times(coldLoads, LONG_SECONDS), ">=", 5),
      ),
      window: "30m",
      for: "10m",
      severity: "warning",
      why: "One cold load after a quiet time is normal. One job in four, and five in half an hour, is models pushing each other out of memory.",
      summary: "{{ $value | humanizePercentage }} of the jobs wait more than 5 s for their model to load",
      description:
        "Models are loaded again and again: they do not fit together (OLLAMA_MAX_LOADED_MODELS, VRAM) or are unloaded too soon (OLLAMA_KEEP_ALIVE).",
      panel: { board, panel: "Model load time p95 by model" },
      runbook: "queue",
    }),
  ],
};
