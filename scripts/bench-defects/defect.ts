/** A defect as data: what is changed where in a good dashboard's JSON, and the places at which one can be planted. */
import { type Board } from "../../checks/model/board.ts";
import { get, list, object, string, type Json } from "../../checks/model/shape.ts";
import { parsePromql, walk, type Expr } from "../../checks/model/promql.ts";
import type { Context } from "../../checks/model/context.ts";

/** Keys and indexes from the top of the JSON. */
export type Path = readonly (string | number)[];
/** One value replaced; `undefined` takes the key away, or the element out of its list. */
export interface Edit {
  readonly at: Path;
  readonly to: unknown;
}
/** One defect in one place. */
export interface Defect {
  /** The place in a reader's words: `Jobs per minute (A)`. */
  readonly where: string;
  readonly edits: readonly Edit[];
}
/** A kind of defect. */
export interface DefectClass {
  /** What somebody did: `a counter without rate`. */
  readonly name: string;
  /** The check that names it; absent where none does. */
  readonly check?: string;
  /** The comment of the line in test/types.ts that refuses it: it cannot be written with the typed builders. */
  readonly refusedBy?: string;
  /** Every place where it can be planted, in the order of the file. */
  readonly plant: (good: Good) => Iterable<Defect>;
}

/** A dashboard without defects, opened up for planting. */
export interface Good {
  readonly board: Board;
  /** The boards it is checked together with. */
  readonly others: readonly Board[];
  readonly panels: readonly PanelAt[];
  /** What the exporters emit. */
  readonly context: Context;
}
export interface PanelAt {
  readonly path: Path;
  readonly json: Json;
  readonly type: string;
  readonly title: string;
  readonly targets: readonly TargetAt[];
}
export interface TargetAt {
  readonly path: Path;
  readonly panel: PanelAt;
  readonly where: string;
  readonly expr: string;
  readonly language: "promql" | "logql" | "other";
  readonly root: Expr | undefined;
}

/**
 * Opens a dashboard up; `mayTouch` leaves out panels that are not good themselves, `isKnown` queries of which nobody
 * knows what they ask for.
 */
export function open(
  board: Board,
  others: readonly Board[],
  context: Context,
  mayTouch: (panel: Json) => boolean = () => true,
  isKnown: (target: TargetAt) => boolean = () => true,
): Good {
  const panels = list(board.json["panels"]).flatMap((given, index) => {
    const panel = object(given);
    return panel["type"] === "row"
      ? list(panel["panels"]).map((inner, at) => ({
          path: ["panels", index, "panels", at],
          json: object(inner),
        }))
      : [{ path: ["panels", index], json: panel }];
  });
  return {
    board,
    others,
    context,
    panels: panels.filter(({ json }) => mayTouch(json)).map((each) => panelAt(board, each, isKnown)),
  };
}

function panelAt(
  board: Board,
  { path, json }: { path: Path; json: Json },
  isKnown: (target: TargetAt) => boolean,
): PanelAt {
  const title = string(json["title"]) ?? "";
  const read = board.panels.find((each) => each.json === json);
  const panel: PanelAt = {
    path,
    json,
    type: string(json["type"]) ?? "",
    title,
    targets: list(json["targets"]).flatMap((given, index): TargetAt[] => {
      const target = object(given);
      const expr = string(target["expr"]);
      if (expr === undefined || target["hide"] === true) return [];
      const language = read?.queries.find((query) => query.target === given)?.language ?? "other";
      const refId = string(target["refId"]);
      const at: TargetAt = {
        path: [...path, "targets", index],
        get panel() {
          return panel;
        },
        where: `${title}${refId === undefined ? "" : ` (${refId})`}`,
        expr,
        language,
        root: language === "promql" ? parsePromql(expr).root : undefined,
      };
      return isKnown(at) ? [at] : [];
    }),
  };
  return panel;
}

/** Targets in PromQL or LogQL. */
export const targets = ({ panels }: Good, language: "promql" | "logql"): TargetAt[] =>
  panels.flatMap((panel) => panel.targets.filter((target) => target.language === language));

/** Every expression of every PromQL target, with its target. */
export const expressions = (good: Good): { readonly target: TargetAt; readonly expr: Expr }[] =>
  targets(good, "promql").flatMap((target) => [...walk(target.root)].map((expr) => ({ target, expr })));

/** The target's query with one stretch of it replaced. */
export const rewrite = (target: TargetAt, from: number, to: number, text: string): Defect => ({
  where: target.where,
  edits: [{ at: [...target.path, "expr"], to: target.expr.slice(0, from) + text + target.expr.slice(to) }],
});

/** One defect for every match of a pattern in a query; undefined leaves a match alone. */
export const rewriteMatches = (
  target: TargetAt,
  pattern: RegExp,
  replacement: (match: RegExpExecArray) => string | undefined,
): Defect[] =>
  [...target.expr.matchAll(pattern)].flatMap((match) => {
    const text = replacement(match);
    return text === undefined || text === match[0]
      ? []
      : [rewrite(target, match.index, match.index + match[0].length, text)];
  });

/** The panel with one value below it replaced. */
export const set = (panel: PanelAt, keys: Path, to: unknown): Defect => ({
  where: panel.title,
  edits: [{ at: [...panel.path, ...keys], to }],
});

/** The value below a panel. */
export const at = (panel: PanelAt, ...keys: readonly string[]): unknown => get(panel.json, ...keys);

/** The JSON with the defect in it; what is not on the way to an edit is shared with the original. */
export const planted = (json: Json, { edits }: Defect): Json =>
  edits.reduce<unknown>((changed, edit) => replaced(changed, edit.at, edit.to), json) as Json;

function replaced(value: unknown, [key, ...rest]: Path, to: unknown): unknown {
  if (key === undefined) return to;
  const inner = Array.isArray(value) ? value[key as number] : object(value)[key];
  const next = replaced(inner, rest, to);
  if (!Array.isArray(value)) {
    const { [key]: _, ...others } = object(value);
    return next === undefined ? others : { ...object(value), [key]: next };
  }
  return next === undefined
    ? value.filter((_, index) => index !== key)
    : [...value.slice(0, key as number), next, ...value.slice((key as number) + 1)];
}

/** At most `most` of a list, evenly spread over it, the first always among them. */
export const spread = <T>(all: readonly T[], most: number): T[] =>
  all.length <= most
    ? [...all]
    : Array.from({ length: most }, (_, index) => all[Math.floor((index * all.length) / most)]!);
