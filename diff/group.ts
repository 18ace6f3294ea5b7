/** The changes of a board in the order a reviewer reads: of the board itself, on many panels at once, panel by panel. */
import { RISKS, type Change } from "./change.ts";

/** From how many places on one sentence is told once. */
export const MANY = 3;

export interface Group {
  /** `Right now › Waiting`; empty for changes of the board itself. */
  readonly title: string;
  readonly entries: readonly Entry[];
}
/** A change, and where it is found besides. */
export interface Entry {
  readonly change: Change;
  /** Places beyond the group's title: every one of a change on many panels, or the target. */
  readonly at: readonly string[];
}

/** Groups in reading order; within each the gravest change first. */
export function groups(changes: readonly Change[]): Group[] {
  const same = new Map<string, Change[]>();
  for (const change of changes.filter(({ panel }) => panel)) {
    const told = change.kind === "description" ? JSON.stringify(change.words) : "";
    const key = JSON.stringify([change.risk, change.kind, change.what, told, change.evidence, change.usedBy]);
    same.set(key, [...(same.get(key) ?? []), change]);
  }
  // A query told only by its words is not the same as the next one.
  const often = [...same.values()].filter(
    (each) => each.length >= MANY && each[0]!.what !== "the query changed",
  );
  const together = new Set(often.flat());
  const byPanel = new Map<string, Entry[]>();
  for (const change of changes.filter((each) => !together.has(each))) {
    const title = titleOf(change);
    const at = change.refId === undefined ? [] : [change.refId];
    byPanel.set(title, [...(byPanel.get(title) ?? []), { change, at }]);
  }
  const own = byPanel.get("") ?? [];
  byPanel.delete("");
  return [
    { title: "", entries: own },
    {
      title: "On several panels",
      entries: often.map((each) => ({ change: each[0]!, at: [...new Set(each.map(placeOf))] })),
    },
    ...[...byPanel].map(([title, entries]) => ({ title, entries })),
  ]
    .filter(({ entries }) => entries.length > 0)
    .map(({ title, entries }) => ({
      title,
      entries: RISKS.flatMap((risk) => entries.filter(({ change }) => change.risk === risk)),
    }));
}

function titleOf({ panel }: Change): string {
  if (!panel) return "";
  const title = panel.title === "" ? `panel ${panel.id ?? "without id"}` : panel.title;
  return `${panel.row === undefined ? "" : `${panel.row} › `}${title}`;
}
const placeOf = (change: Change): string =>
  `${titleOf(change)}${change.refId === undefined ? "" : ` (${change.refId})`}`;
