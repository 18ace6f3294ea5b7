/** Alerting and recording rules before and after. */
import { string } from "../checks/model/shape.ts";
import type { Change, Part, Risk } from "./change.ts";
import { brief, clauses, differences, without } from "./json.ts";
import { pairRules } from "./pair-rules.ts";
import { compareQueries } from "./query.ts";
import type { Rule } from "../checks/model/rules.ts";
import type { UsersOf } from "./uses.ts";
import { wordDiff } from "./words.ts";

/** Everything that changed in rules, by file. `usersOf` answers what asks for a metric in HEAD. */
export function compareRules(was: readonly Rule[], is: readonly Rule[], usersOf: UsersOf): Part[] {
  const { both, gone, come } = pairRules(was, is);
  const recorded = new Set(is.filter(({ kind }) => kind === "recording rule").map(({ name }) => name));
  const alerts = new Set(is.filter(({ kind }) => kind === "alert").map(({ name }) => name));
  const parts = new Map<string, Change[]>();
  const add = (file: string, ...changes: readonly Change[]): void =>
    void parts.set(file, [...(parts.get(file) ?? []), ...changes]);
  for (const rule of gone) add(rule.file, removed(rule, recorded, alerts, usersOf));
  for (const rule of come)
    add(rule.file, {
      risk: "review",
      kind: `${rule.kind} added`,
      what: `${told(rule)} added: ${brief(rule.expr, 160)}`,
      ...using(rule, usersOf),
    });
  for (const [a, b] of both) {
    const changes = between(a, b, recorded, usersOf);
    if (changes.length > 0) add(b.file, ...changes);
  }
  return [...parts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([title, changes]) => ({ title, changes }));
}

const told = ({ kind, name }: Rule): string => `${kind} ${brief(name, 120)}`;

/** What asks in HEAD for what a rule records. */
function using({ kind, name }: Rule, usersOf: UsersOf): Pick<Change, "usedBy"> {
  const names = kind === "recording rule" ? usersOf([name]) : [];
  return names.length === 0 ? {} : { usedBy: names };
}

function removed(
  rule: Rule,
  recorded: ReadonlySet<string>,
  alerts: ReadonlySet<string>,
  usersOf: UsersOf,
): Change {
  const { kind } = rule;
  const change = (risk: Risk, why: string, more: Pick<Change, "usedBy"> = {}): Change => ({
    risk,
    kind: `${kind} removed`,
    what: `${told(rule)} removed${why}`,
    ...more,
  });
  if (kind === "alert" && alerts.has(rule.name))
    return change("review", `, which asked ${brief(rule.expr, 80)}; another of this name remains`);
  if (kind === "alert") return change("breaking", ": nobody is told of this any more");
  if (recorded.has(rule.name)) return change("review", "; another rule still records it");
  const users = using(rule, usersOf);
  return users.usedBy
    ? change("breaking", ": what asks for it stays empty", users)
    : change("review", "; nothing in HEAD asks for it");
}

function between(a: Rule, b: Rule, recorded: ReadonlySet<string>, usersOf: UsersOf): Change[] {
  const changes: Change[] = [];
  const add = (risk: Risk, kind: string, what: string, more: Partial<Change> = {}): void =>
    void changes.push({ risk, kind, what: `${told(b)}: ${what}`, ...more });
  if (a.name !== b.name) {
    const users = a.kind === "recording rule" && !recorded.has(a.name) ? using(a, usersOf) : {};
    const why =
      a.kind === "alert"
        ? ": silences and routes that name the old one no longer apply"
        : users.usedBy
          ? ": what asks for the old name stays empty"
          : "";
    const risk = a.kind === "alert" || users.usedBy ? "breaking" : "review";
    add(risk, `${a.kind} renamed`, `renamed from ${brief(a.name, 120)}${why}`, users);
  }
  const query = compareQueries(asQuery(a), asQuery(b));
  if (query) {
    const turned = a.kind === "alert" ? turn(a, b) : undefined;
    add(turned === undefined ? query.risk : "breaking", "expression", `${query.what}${turned ?? ""}`, {
      ...(query.words && { words: query.words }),
      ...(query.risk === "cosmetic" ? {} : using(b, usersOf)),
    });
  }
  for (const [key, name] of [
    ["for", "`for`"],
    ["keep_firing_for", "`keep_firing_for`"],
    ["keepFiringFor", "`keepFiringFor`"],
  ] as const)
    if (a.json[key] !== b.json[key])
      add("review", "duration", `${name} ${brief(a.json[key])} → ${brief(b.json[key])}`);
  const labels = differences(a.labels, b.labels);
  const severity = labels.find(({ path }) => path === "severity");
  if (severity)
    add(
      "review",
      "severity",
      `severity ${brief(severity.was)} → ${brief(severity.is)}: routes may send it to somebody else`,
    );
  const rest = labels.filter((each) => each !== severity);
  if (rest.length > 0) add("review", "labels", `labels: ${clauses(rest)}`, using(b, usersOf));
  changes.push(...annotations(a, b));
  if (a.group !== b.group)
    add(
      "review",
      "group",
      `moved from group ${brief(a.group)} to ${brief(b.group)}, which may ask at other times`,
    );
  if (a.file !== b.file) add("cosmetic", "file", `moved from file ${brief(a.file, 120)}`);
  const apart = [
    "alert",
    "record",
    "title",
    "for",
    "keep_firing_for",
    "keepFiringFor",
    "labels",
    "annotations",
  ];
  // What the expression was compared by; a rule of Grafana's asks in `data` and has more there.
  const asked = a.json["data"] === undefined && b.json["data"] === undefined ? ["expr"] : [];
  const others = differences(...both(a, b, [...apart, ...asked]));
  if (others.length > 0 && !(query && others.every(({ path }) => /\.model\.expr$/.test(path))))
    add("review", "rule", clauses(others));
  return changes;
}

const both = (a: Rule, b: Rule, keys: readonly string[]): [unknown, unknown] => {
  const paths = keys.map((key) => [key]);
  return [without(a.json, paths), without(b.json, paths)];
};
const asQuery = ({ expr, promql }: Rule) => ({ text: expr, promql });

/** Texts of annotations by their words; they say what is wrong, not when. */
function annotations(a: Rule, b: Rule): Change[] {
  return differences(a.annotations, b.annotations).map(({ path, was, is }): Change => {
    const [old, now] = [string(was), string(is)];
    const common = { risk: "cosmetic", kind: "annotations" } as const;
    if (old !== undefined && now !== undefined)
      return {
        ...common,
        what: `${told(b)}: annotation ${path} changed`,
        words: wordDiff(old, now, "prose"),
      };
    return { ...common, what: `${told(b)}: annotation ${path} ${brief(was)} → ${brief(is)}` };
  });
}

/** The other side of a limit: an alert that fired for high values and now fires for low ones. */
function turn(a: Rule, b: Rule): string | undefined {
  const side = ({ promql: { root } }: Rule): string | undefined =>
    root?.is === "binary" && /^[<>]/.test(root.op) ? (root.op.startsWith(">") ? "high" : "low") : undefined;
  const [old, now] = [side(a), side(b)];
  return old !== undefined && now !== undefined && old !== now
    ? `: it fired on ${old} values and now fires on ${now} ones`
    : undefined;
}
