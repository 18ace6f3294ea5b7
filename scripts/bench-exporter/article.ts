import type { JobResult } from "../../stack/queue/exporter.ts";
import type { ObservedQueue } from "../../stack/queue/redis.ts";

/** The article's exporter, to compare with: the same arithmetic and the same lines, without express around it. */
export function article(queue: ObservedQueue) {
  const bounds = [500, 1000, 2000, 5000, 10_000, 30_000, 60_000, Infinity];
  const models: Record<string, { jobs: number; tokens: number; ms: number; counts: number[] }> = {};
  let errors = 0;
  const recordJob = ({ eval_count, total_duration_ms, model, error }: JobResult): void => {
    if (error) return void errors++;
    const m = (models[String(model ?? "unknown")] ??= {
      jobs: 0,
      tokens: 0,
      ms: 0,
      counts: bounds.map(() => 0),
    });
    m.jobs++;
    m.tokens += Number(eval_count);
    m.ms += Number(total_duration_ms);
    const first = bounds.findIndex((bound) => Number(total_duration_ms) <= bound);
    for (let index = first; index < bounds.length; index++) m.counts[index]!++;
  };
  const page = async (): Promise<string> => {
    const waiting = await queue.getWaitingCount();
    const active = await queue.getActiveCount();
    const all = Object.entries(models);
    const sum = (of: "jobs" | "tokens" | "ms"): number => all.reduce((total, [, m]) => total + m[of], 0);
    const speed = ({ tokens, ms }: { tokens: number; ms: number }) =>
      ms > 0 ? (tokens / (ms / 1000)).toFixed(2) : 0;
    const family = (name: string, type: string, rows: readonly string[]) => [
      `# HELP ${name} ${name}`,
      `# TYPE ${name} ${type}`,
      ...rows,
    ];
    const labelled = (name: string, value: (m: (typeof models)[string]) => unknown) =>
      all.map(([model, m]) => `${name}{model="${model}"} ${value(m)}`);
    const duration = "ollama_generation_duration_ms";
    return `${[
      ...family("ollama_queue_waiting", "gauge", [`ollama_queue_waiting ${waiting}`]),
      ...family("ollama_queue_active", "gauge", [`ollama_queue_active ${active}`]),
      ...family(
        "ollama_jobs_total",
        "counter",
        labelled("ollama_jobs_total", (m) => m.jobs),
      ),
      `ollama_jobs_total ${sum("jobs")}`,
      ...family(
        "ollama_tokens_total",
        "counter",
        labelled("ollama_tokens_total", (m) => m.tokens),
      ),
      `ollama_tokens_total ${sum("tokens")}`,
      ...family("ollama_errors_total", "counter", [`ollama_errors_total ${errors}`]),
      ...family("ollama_tokens_per_second", "gauge", labelled("ollama_tokens_per_second", speed)),
      `ollama_tokens_per_second ${speed({ tokens: sum("tokens"), ms: sum("ms") })}`,
      ...family(duration, "histogram", []),
      ...all.flatMap(([model, m]) => [
        ...bounds.map(
          (bound, index) =>
            `${duration}_bucket{model="${model}",le="${bound === Infinity ? "+Inf" : bound}"} ${m.counts[index]}`,
        ),
        `${duration}_count{model="${model}"} ${m.jobs}`,
        `${duration}_sum{model="${model}"} ${m.ms}`,
      ]),
    ].join("\n")}\n`;
  };
  return { recordJob, page };
}
