/** Objectives: what is recorded for them, and alerts when the budget burns too fast (the SRE workbook's windows). */
import { and, divide, or, sum, sumOverTime, times, where, type Vector } from "../queries/promql.ts";
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

/** Budget burnt at these speeds over both windows of a pair. */
export const BURN = {
  page: [
    { factor: 14.4, long: "1h", short: "5m" },
    { factor: 6, long: "6h", short: "30m" },
  ],
  ticket: [
    { factor: 3, long: "1d", short: "2h" },
    { factor: 1, long: "3d", short: "6h" },
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
            expr: events(name, "rate"),
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
        ...objectives.flatMap(([name, objective]) => [page(name, objective), ticket(name, objective)]),
      ],
    },
    // A month of samples, for a number that hardly moves.
    { name: "slo-period", interval: "5m", rules: [ratio(PERIOD)] },
  ];
}

/**
 * Sums of the recorded rates, not a mean of their quotients: a busy hour counts more than a quiet one, and a month of
 * one sample a minute is read instead of a month of every bucket.
 */
const ratio = (window: Duration) =>
  record(RECORDED.ratio(window).metric, {
    expr: divide(
      sum(sumOverTime(RECORDED.bad, window)).by("objective"),
      sum(sumOverTime(RECORDED.events, window)).by("objective"),
    ),
    window: RATE,
  });

/** Both windows burn faster than `factor`, and enough was bad in the long one. */
function burns(
  name: LevelName,
  objective: Objective,
  { factor, long, short }: { factor: number; long: Duration; short: Duration },
): Vector<never> {
  const limit = Number((factor * budgetOf(objective)).toFixed(6));
  const over = (window: Duration) => where(sum(RECORDED.ratio(window)({ objective: name })), ">", limit);
  // A recorded rate stands for the minute since the one before.
  const bad = times(sum(sumOverTime(RECORDED.bad({ objective: name }), long)), inSeconds(EVERY));
  return and(and(over(long), over(short)), where(bad, ">=", LEAST_BAD));
}

const burnAlert = (
  kind: "page" | "ticket",
  name: LevelName,
  objective: Objective,
  spec: Pick<Alert, "alert" | "severity" | "for" | "why" | "description">,
): Alert => {
  const { alert: called, ...rest } = spec;
  const [first, second] = BURN[kind];
  return alert(called, {
    ...rest,
    expr: or(burns(name, objective, first), burns(name, objective, second)),
    window: RATE,
    labels: { objective: name },
    summary: `${levels[name].title}: {{ $value | humanizePercentage }} are bad, promised are at most ${Number((budgetOf(objective) * 100).toFixed(2))} %`,
    panel: PANELS[name],
    runbook: "slo",
  });
};

const page = (name: LevelName, objective: Objective): Alert =>
  burnAlert("page", name, objective, {
    alert: "SloBurnsFast",
    severity: "critical",
    for: "2m",
    why: `14.4 times the allowed share over 1 h and still over 5 m (2 % of a month's budget in an hour), or 6 times over 6 h and 30 m (5 % in six hours). The short window ends it soon after the cause ended. At least ${LEAST_BAD} bad events in the long window, so that few requests do not wake anyone.`,
    description:
      "At this speed the budget of 30 days is gone in days or hours. Over the last hour or six {{ $value | humanizePercentage }} of the events were bad.",
  });

const ticket = (name: LevelName, objective: Objective): Alert =>
  burnAlert("ticket", name, objective, {
    alert: "SloBurnsSlowly",
    severity: "warning",
    for: "15m",
    why: `3 times the allowed share over 1 d and still over 2 h, or as fast as allowed over 3 d and 6 h (10 % of a month's budget each). At least ${LEAST_BAD} bad events in the long window.`,
    description:
      "Nothing burns, but at this speed the promise is broken before the 30 days are over. Over the last day or three {{ $value | humanizePercentage }} of the events were bad.",
  });
