/** Who relies on what: queries on metrics, alerts and links on boards and panels. */
import { type Board, type Query } from "../checks/model/board.ts";
import { string } from "../checks/model/shape.ts";
import { linksOf } from "../checks/model/links.ts";
import { selectors, type Parsed } from "../checks/model/promql.ts";
import type { Rule } from "../checks/model/rules.ts";
import { tokens } from "./words.ts";

/** How many are named in one line. */
const NAMED = 6;

/** A query of a panel or a rule, with how a reader finds it. */
interface User {
  readonly name: string;
  readonly text: string;
  readonly metrics: ReadonlySet<string>;
}

/** Finds what asks for one of some metrics; with a label, only what also names that label. */
export type UsersOf = (metrics: readonly string[], label?: string) => string[];

/** Everything on one side that asks Prometheus. */
export function usersOf(boards: readonly Board[], rules: readonly Rule[]): UsersOf {
  const metrics = (parsed: Parsed | undefined): Set<string> =>
    new Set([...selectors(parsed?.root)].flatMap(({ metric }) => metric?.name ?? []));
  const users: User[] = [
    ...boards.flatMap((board) =>
      board.queries.map((query) => ({
        name: askedBy(query),
        text: query.text,
        metrics: metrics(query.promql),
      })),
    ),
    ...rules.map((rule) => ({
      name: `${rule.kind} ${rule.name}`,
      text: rule.expr,
      metrics: metrics(rule.promql),
    })),
  ];
  return (names, label) => [
    ...new Set(
      users
        .filter((user) => names.some((name) => user.metrics.has(name)))
        .filter(({ text }) => label === undefined || tokens(text).includes(label))
        .map(({ name }) => name),
    ),
  ];
}

const askedBy = ({ board, panel, variable, at }: Query): string =>
  panel
    ? `panel ${board.title} › ${panel.title}`
    : `${variable ? `variable ${variable.name}` : (at.part ?? "a query")} of ${board.title}`;

/** Finds what points at a board, or at one panel of it. */
export type PointersTo = (uids: readonly (string | undefined)[], panel?: unknown) => string[];

interface Pointer {
  readonly name: string;
  readonly uid: string;
  readonly panel: string | undefined;
}

/** Every alert and link on one side that leads to a board: Grafana's own fields for alerts, and addresses. */
export function pointersOf(boards: readonly Board[], rules: readonly Rule[]): PointersTo {
  const pointers: Pointer[] = [
    ...rules.flatMap(({ kind, name, annotations, json }): Pointer[] => {
      const from = `${kind} ${name}`;
      const uid =
        annotations["__dashboardUid__"] ?? annotations["dashboardUid"] ?? json["dashboardUid"] ?? undefined;
      const panel = annotations["__panelId__"] ?? annotations["panelId"] ?? json["panelId"];
      const texts = Object.values(annotations).filter((value) => typeof value === "string");
      return [
        ...(string(uid) === undefined
          ? []
          : [{ name: from, uid: String(uid), panel: panel === undefined ? undefined : String(panel) }]),
        ...texts.flatMap((text) => addresses(text, undefined)).map((to) => ({ name: from, ...to })),
      ];
    }),
    ...boards.flatMap((board) =>
      [...linksOf(board)].flatMap(({ url, title, at }) =>
        addresses(url, board.uid).map((to) => ({
          name: `link ${title === "" ? url : title} on ${board.title}${at.panel === undefined ? "" : ` › ${at.panel}`}`,
          ...to,
        })),
      ),
    ),
  ];
  return (uids, panel) => [
    ...new Set(
      pointers
        .filter(({ uid }) => uids.includes(uid))
        .filter((to) => panel === undefined || to.panel === String(panel))
        .map(({ name }) => name),
    ),
  ];
}

/** The boards and panels that addresses in a text lead to. One that begins with `?` stays on its own board. */
const addresses = (text: string, own: string | undefined): Omit<Pointer, "name">[] =>
  [...text.matchAll(/(?:^|[/\s"'(])d(?:-solo)?\/([^/?#\s"')]+)([^\s"')]*)|^(\?\S*)$/g)].flatMap(
    ([, uid = own, rest = "", query = rest]) => {
      const panel = /[?&](?:viewPanel|panelId|editPanel)=(?:panel-)?(\d+)/.exec(query)?.[1];
      return uid === undefined ? [] : [{ uid, panel }];
    },
  );

/** `used by …` for a sentence on its own line; undefined where nothing does. */
export const usedBy = (names: readonly string[] | undefined): string | undefined =>
  names === undefined || names.length === 0
    ? undefined
    : `used by ${names.slice(0, NAMED).join(", ")}${names.length > NAMED ? ` and ${names.length - NAMED} more` : ""}`;
