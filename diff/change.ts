/** What a comparison of boards says, as data. */
import type { Panel } from "../checks/model/board.ts";
import type { Piece } from "./words.ts";

/**
 * `breaking`: something that others rely on is gone or means something else (a link, an alert, a habit of reading).
 * `review`: what is shown may differ. `cosmetic`: only how it looks or reads.
 */
export type Risk = "breaking" | "review" | "cosmetic";

/** The gravest first. */
export const RISKS: readonly Risk[] = ["breaking", "review", "cosmetic"];

/** The panel a change is about, as the reader finds it in HEAD, or in BASE where it is gone. */
export interface PanelName {
  readonly id: number | undefined;
  readonly title: string;
  readonly row: string | undefined;
}

/** How a reader finds the panel. */
export const nameOf = ({ json, title, row }: Panel): PanelName => ({
  id: typeof json["id"] === "number" ? json["id"] : undefined,
  title,
  row,
});

export interface Change {
  readonly risk: Risk;
  /** `query`, `unit`, `panel added`, `variable` …, for programs that filter. */
  readonly kind: string;
  readonly panel?: PanelName;
  /** Which target of the panel, where it has several. */
  readonly refId?: string;
  /** What changed, in one sentence without a full stop; code in backquotes. */
  readonly what: string;
  /** The old and the new text in one, where the change is one of text. */
  readonly words?: readonly Piece[];
  /** What the panel shows before and after: `queue-busy, steady: 2 → 4`. */
  readonly evidence?: readonly string[];
  /** What relies on it in HEAD: `alert QueueStuck`, `panel GPU › Power`. */
  readonly usedBy?: readonly string[];
}

/** Changes of something beside the boards: a rule file, an exporter's contract. */
export interface Part {
  readonly title: string;
  readonly changes: readonly Change[];
}

/** Names that queries use. */
export interface Metrics {
  readonly added: readonly string[];
  readonly gone: readonly string[];
}

interface Counted {
  readonly base: number;
  readonly head: number;
}

export interface BoardDiff {
  readonly uid: string | undefined;
  readonly title: string;
  readonly status: "added" | "removed" | "changed";
  readonly changes: readonly Change[];
  readonly metrics: Metrics;
}

export interface Diff {
  /** As given on the command line. */
  readonly base: string;
  readonly head: string;
  /** Only boards that differ, by title. */
  readonly boards: readonly BoardDiff[];
  /** Of the data sources provisioned beside the boards. */
  readonly dataSources: readonly Change[];
  /** By rule file. Only those that differ. */
  readonly rules: readonly Part[];
  /** By exporter. Only those that differ. */
  readonly contracts: readonly Part[];
  /** Over all boards: newly used anywhere, no longer used anywhere. */
  readonly metrics: Metrics;
  /** How many boards were looked at on either side. */
  readonly compared: Counted & {
    /** Absent where no rule was there to compare. */
    readonly rules?: Counted;
    /** Absent where no recording was there to compare. */
    readonly recordings?: Counted;
  };
}

/** Every change of a comparison. */
export const changesOf = (diff: Diff): Change[] => [
  ...diff.dataSources,
  ...[...diff.boards, ...diff.rules, ...diff.contracts].flatMap(({ changes }) => changes),
];

/** How many changes there are of each risk. */
export const countByRisk = (diff: Diff): Record<Risk, number> => {
  const counts = { breaking: 0, review: 0, cosmetic: 0 };
  for (const { risk } of changesOf(diff)) counts[risk]++;
  return counts;
};
