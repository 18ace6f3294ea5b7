/** What is known of the live stack, and what can be said of a query by it. */
import type { LogContract } from "../contracts/log-contract.ts";
import type { Context } from "../checks/model/context.ts";
import { matches } from "../checks/model/matchers.ts";
import type { Matcher, Selector } from "../checks/model/promql.ts";
import type { Verdict } from "./report.ts";
import type { Labels } from "./seen.ts";
import type { Exporter, Trouble } from "./targets.ts";

/** What is known of the live stack. */
export interface Live {
  readonly context: Context;
  readonly exporters: readonly Exporter[];
  /** Label sets by metric name, as of now, of the labels that queries name; absent where nobody could say. */
  readonly series: ReadonlyMap<string, readonly Labels[]>;
  /** What an exporter under that job says is down although it answers itself: `Redis`. */
  readonly down: ReadonlyMap<string, string>;
  /** Every metric name there is. */
  readonly names: readonly string[];
  /** Values by stream label over the last day; undefined without Loki. */
  readonly streams: ReadonlyMap<string, readonly string[]> | undefined;
  readonly log: LogContract | undefined;
}

/** `there`, or missing for an innocent reason, or a problem. */
export type Standing =
  | { readonly is: "there" }
  | { readonly is: "idle"; readonly why: string }
  | { readonly is: "bad"; readonly verdict: Verdict; readonly trouble: Trouble };

export const THERE: Standing = { is: "there" };
export const idle = (why: string): Standing => ({ is: "idle", why });
export const bad = (
  verdict: Verdict,
  short: string,
  what: string,
  fix: string,
  evidence?: string,
): Standing => ({
  is: "bad",
  verdict,
  trouble: { short, cause: { what, fix, ...(evidence !== undefined && { evidence }) } },
});

/** The live series that pass a selector's matchers; undefined where nobody could say. */
export function matching({ metric, matchers }: Selector, { series }: Live): readonly Labels[] | undefined {
  return series.get(metric?.name ?? "")?.filter((labels) => matchers.every((each) => passes(each, labels)));
}
/** Whether a series with these labels passes a matcher. */
export const passes = ({ label, op, value }: Matcher, labels: Labels): boolean => {
  if (label === "__name__") return true;
  const fits = matches(value, op.endsWith("~"), labels[label] ?? "") ?? true;
  return op.startsWith("!") ? !fits : fits;
};
