/** Objectives: what is recorded for them, and alerts when the budget burns too fast (the SRE workbook's windows). */
import { and, divide, max, or, sum, sumOverTime, times, where, type Vector } from "../queries/promql.ts";
import { badEvents, budgetOf, events, levels, PERIOD, RECORDED, type LevelName } from "../queries/slo.ts";
import type { Objective, Stack } from "../stack.ts";
import { inSeconds } from "./print.ts";
import { alert, record, type Alert, type Duration, type Group, type PanelRef } from "./rule.ts";

const PANELS: Readonly<Record<LevelName, PanelRef>> = {
  front_door_answers: { board: "nginx-open-webui", panel: "Time to first byte (TTFB) p50 and p95" },
  front_door_succeeds: { board: "nginx-open-webui", panel: "Error rate (4xx + 5xx)" },
  queue_starts: { board: "ollama-queue", panel: "Time waiting in queue" },
  queue_succeeds: { board: "ollama-queue", panel: "Error ratio" },
  litellm_answers: { board: "litellm", panel: "Time to first token p50 and p95 (streaming only)" },
  litellm_succeeds: { board: "litellm", panel: "Failure ratio" },
};

/** How often the objectives' rules are evaluated. */
const EVERY: Duration = "1m";
/** The window of the rates that all longer windows are made of. */
const RATE: Duration = "5m";
const WINDOWS: readonly Duration[] = ["5m", "30m", "1h", "2h", "6h", "1d", "3d"];

/**
 * So many bad events in the longer window are no longer chance. Without it, one failure among the three requests of a
 * quiet night would burn the budget of a month a hundred times too fast.
 */
export const LEAST_BAD = 5;

/** Budget burnt at these speeds over both windows of a pair; `spent` of it is gone after the long one. */
export const BURN = {
  page: [
    { factor: 14.4, long: "1h", short: "5m", spent: "2 %" },
    { factor: 6, long: "6h", short: "30m", spent: "5 %" },
  ],
  ticket: [
    { factor: 3, long: "1d", short: "2h", spent: "10 %" },
    { factor: 1, long: "3d", short: "6h", spent: "10 %" },
  ],
} as const;

/** Recorded series and alerts of every objective of the stack. */
export function sloRules(stack: Stack): Group[] {
  const objectives = Object.entries(stack.objectives) as [LevelName, Objective][];
  if (objectives.length === 0) return [];
  return [
    {
      name: "slo",
      interval: EVERY,
      rules: [
        ...objectives.flatMap(([name, objective]) => [
          record(RECORDED.events.metric, {
            expr: events(name, objective, "rate"),
            window: RATE,
            labels: { objective: name },
          }),
          record(RECORDED.bad.metric, {
            expr: badEvents(name, objective, "rate"),
            window: RATE,
            labels: { objective: name },
          }),
        ]),
        ...WINDOWS.map(ratio),
        ...objectives.flatMap(([name, objective]) => [...page(name, objective), ...ticket(name, objective)]),
      ],
    },
    // A month of samples, for a number that hardly moves; but one late evaluation must not leave a gap of 5 minutes,
    // after which a series is no longer there.
    {
      name: "slo-period",
      interval: "2m",
      rules: (["events", "bad"] as const).map((which) =>
        record(RECORDED.sumOf(which, PERIOD).metric, { expr: summed(which, PERIOD), window: RATE }),
      ),
    },
  ];
}

const summed = (which: "events" | "bad", window: Duration): Vector<"objective"> =>
  sum(sumOverTime(RECORDED[which], window)).by("objective");

/**
 * Sums of the recorded rates, not a mean of their quotients: a busy hour counts more than a quiet one, and a month of
 * one sample a minute is read instead of a month of every bucket.
 */
const ratio = (window: Duration) =>
  record(RECORDED.ratio(window).metric, {
    expr: divide(summed("bad", window), summed("events", window)),
    window: RATE,
  });

interface Pair {
  readonly factor: number;
  readonly long: Duration;
  readonly short: Duration;
  readonly spent: string;
}
const limitOf = (factor: number, objective: Objective): number =>
  Number((factor * budgetOf(objective)).toFixed(6));
/** Those that can fire: 14.4 times an allowed share of 10 % is more than everything. */
const pairsOf = (kind: "page" | "ticket", objective: Objective): Pair[] =>
  BURN[kind].filter(({ factor }) => limitOf(factor, objective) < 1);

/** Both windows burn faster than `factor`, and enough was bad in the long one. */
function burns(name: LevelName, objective: Objective, { factor, long, short }: Pair): Vector<never> {
  const limit = limitOf(factor, objective);
  // One series per objective. Should another Prometheus' be there too, shares cannot be added up.
  const over = (window: Duration) => where(max(RECORDED.ratio(window)({ objective: name })), ">", limit);
  // A recorded rate stands for the minute since the one before.
  const bad = times(sum(sumOverTime(RECORDED.bad({ objective: name }), long)), inSeconds(EVERY));
  return and(and(over(long), over(short)), where(bad, ">=", LEAST_BAD));
}

/** None where the promise is so low that no share of bad events burns its budget that fast. */
function burnAlert(
  kind: "page" | "ticket",
  name: LevelName,
  objective: Objective,
  spec: Pick<Alert, "alert" | "severity" | "for" | "why" | "description">,
): Alert[] {
  const { alert: called, why, ...rest } = spec;
  const pairs = pairsOf(kind, objective);
  const [first, ...others] = pairs.map((pair) => burns(name, objective, pair));
  if (first === undefined) return [];
  const speeds = pairs.map(
    ({ factor, long, short, spent }) =>
      `times ${factor} over ${long} and still over ${short} (${spent} of the budget)`,
  );
  return [
    alert(called, {
      ...rest,
      expr: others.reduce((all, each) => or(all, each), first),
      window: RATE,
      labels: { objective: name },
      why: `The allowed share ${speeds.join(", or ")}. ${why} At least ${LEAST_BAD} bad events in the long window, so that few requests do not wake anyone.`,
      summary: `${levels[name].title}: {{ $value | humanizePercentage }} are bad, promised are at most ${Number((budgetOf(objective) * 100).toFixed(2))} %`,
      panel: PANELS[name],
      runbook: "slo",
    }),
  ];
}

const page = (name: LevelName, objective: Objective): Alert[] =>
  burnAlert("page", name, objective, {
    alert: "SloBurnsFast",
    severity: "critical",
    for: "2m",
    why: "The short window ends it soon after the cause ended.",
    description:
      "At this speed the budget of 30 days is gone in days or hours. Over the last hour or six {{ $value | humanizePercentage }} of the events were bad.",
  });

const ticket = (name: LevelName, objective: Objective): Alert[] =>
  burnAlert("ticket", name, objective, {
    alert: "SloBurnsSlowly",
    severity: "warning",
    for: "15m",
    why: "Too slow to wake anyone, too fast to last.",
    description:
      "Nothing burns, but at this speed the promise is broken before the 30 days are over. Over the last day or three {{ $value | humanizePercentage }} of the events were bad.",
  });
