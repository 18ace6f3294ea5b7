/** Which rules of two sides are one. */
import { pair, type Paired } from "./pair.ts";
import type { Rule } from "../checks/model/rules.ts";

/** Rules by file, name and labels; what is left over by name, by its place among others of the name, by its expression. */
export function pairRules(was: readonly Rule[], is: readonly Rule[]): Paired<Rule> {
  const inPlace = placesOf(was, is);
  return pair(was, is, [
    // Rules may share a name, and even labels.
    ({ file, group, json }) => JSON.stringify([file, group, json]),
    ({ file, group, kind, name, labels, expr }) => JSON.stringify([file, group, kind, name, labels, expr]),
    ({ file, group, kind, name, labels }) => JSON.stringify([file, group, kind, name, labels]),
    ({ file, kind, name, labels }) => [file, kind, name, String(labels["severity"])].join("\n"),
    ({ kind, name, labels }) => [kind, name, String(labels["severity"])].join("\n"),
    ({ kind, name }) => `${kind} ${name}`,
    (rule) => inPlace.get(rule),
    ({ kind, expr }) => (expr === "" ? undefined : `${kind} ${expr}`),
  ]);
}

/** Which of several rules of one name it is, where a file has as many of them before as after. */
function placesOf(was: readonly Rule[], is: readonly Rule[]): Map<Rule, string> {
  const counted = (rules: readonly Rule[]): [Map<string, number>, Map<Rule, string>] => {
    const counts = new Map<string, number>();
    const places = new Map<Rule, string>();
    for (const rule of rules) {
      const key = JSON.stringify([rule.file, rule.kind, rule.name]);
      counts.set(key, (counts.get(key) ?? 0) + 1);
      places.set(rule, `${counts.get(key)} ${key}`);
    }
    return [counts, places];
  };
  const [[before, old], [after, now]] = [counted(was), counted(is)];
  return new Map(
    [...old, ...now].filter(([, place]) => {
      const key = place.slice(place.indexOf(" ") + 1);
      return before.get(key) === after.get(key);
    }),
  );
}
