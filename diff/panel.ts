/** One panel before and after. */
import { type Panel } from "../checks/model/board.ts";
import { get, list, object, string } from "../checks/model/shape.ts";
import { nameOf, type Change, type Risk } from "./change.ts";
import { brief, clauses, differences, without } from "./json.ts";
import { compareMappings, compareThresholds, compareUnits } from "./look.ts";
import { compareTargets } from "./targets.ts";
import { wordDiff } from "./words.ts";

/** Fields with words of their own. */
const FIELDS: readonly (readonly [path: readonly string[], name: string, risk: Risk])[] = [
  [["datasource"], "data source", "review"],
  [["timeFrom"], "time range", "review"],
  [["timeShift"], "time shift", "review"],
  [["interval"], "min step", "review"],
  [["repeat"], "repeat", "review"],
  [["options", "legend"], "legend", "cosmetic"],
  [["links"], "links", "review"],
  [["fieldConfig", "defaults", "links"], "links", "review"],
  [["fieldConfig", "defaults", "noValue"], "text for no value", "cosmetic"],
];
const APART = [
  ...["title", "type", "description", "targets", "gridPos", "id"].map((key) => [key]),
  ...FIELDS.map(([path]) => path),
  ["fieldConfig", "defaults", "unit"],
  ["fieldConfig", "defaults", "thresholds"],
  ["fieldConfig", "defaults", "mappings"],
  ["fieldConfig", "overrides"],
];
/** What belongs to the kind of a panel and is another thing in another kind. */
const OF_TYPE = [["options"], ["fieldConfig"], ["pluginVersion"], ["transparent"]];

/** Everything that changed within a panel, its place aside. */
export function comparePanels(was: Panel, is: Panel): Change[] {
  const panel = nameOf(is);
  const [a, b] = [was.json, is.json];
  const changes: Change[] = [];
  const add = (risk: Risk, kind: string, what: string, more: Partial<Change> = {}): void =>
    void changes.push({ risk, kind, panel, what, ...more });
  if (was.title !== is.title) add("review", "renamed", `renamed ${brief(was.title)} → ${brief(is.title)}`);
  if (was.type !== is.type) add("review", "retyped", `retyped ${brief(was.type)} → ${brief(is.type)}`);
  if (a["id"] !== b["id"])
    add(
      "review",
      "panel id",
      `panel id ${brief(a["id"])} → ${brief(b["id"])}: links and alerts that name the old one end nowhere`,
    );
  changes.push(...compareTargets(was, is, panel));

  const defaults = ["fieldConfig", "defaults"] as const;
  const looks = [
    ...compareUnits(get(a, ...defaults, "unit"), get(b, ...defaults, "unit")),
    ...compareThresholds(get(a, ...defaults, "thresholds"), get(b, ...defaults, "thresholds")),
    ...compareMappings(get(a, ...defaults, "mappings"), get(b, ...defaults, "mappings")),
  ];
  const [old, now] = [overrides(a), overrides(b)];
  for (const of of [...new Set([...old.keys(), ...now.keys()])].sort()) {
    const [x, y] = [object(old.get(of)), object(now.get(of))];
    const where = ` of override ${of}`;
    looks.push(
      ...compareUnits(x["unit"], y["unit"], where),
      ...compareThresholds(x["thresholds"], y["thresholds"], where),
      ...compareMappings(x["mappings"], y["mappings"], where),
    );
    const apart = [["unit"], ["thresholds"], ["mappings"]];
    const rest = differences(without(x, apart), without(y, apart));
    if (rest.length > 0)
      looks.push({ risk: "review", kind: "override", what: `override ${of}: ${clauses(rest)}` });
  }
  for (const { risk, kind, what } of looks) add(risk, kind, what);

  for (const [path, name, risk] of FIELDS) {
    const found = differences(get(a, ...path), get(b, ...path));
    if (found.length > 0) add(risk, name, `${name} ${clauses(found)}`);
  }
  const [textWas, textIs] = [string(a["description"]) ?? "", string(b["description"]) ?? ""];
  if (textWas !== textIs)
    add("cosmetic", "description", "description changed", { words: wordDiff(textWas, textIs, "prose") });
  const apart = was.type === is.type ? APART : [...APART, ...OF_TYPE];
  const rest = differences(without(a, apart), without(b, apart));
  if (rest.length > 0) add("review", "settings", clauses(rest));
  return changes;
}

/** Properties by what they override. */
function overrides(json: Panel["json"]): Map<string, Record<string, unknown>> {
  const found = new Map<string, Record<string, unknown>>();
  for (const override of list(get(json, "fieldConfig", "overrides")).map(object)) {
    const matcher = object(override["matcher"]);
    const key = `${string(matcher["id"]) ?? "?"} ${brief(matcher["options"])}`;
    const properties = list(override["properties"])
      .map(object)
      .map(({ id, value }) => [String(id), value] as const);
    found.set(key, { ...found.get(key), ...Object.fromEntries(properties) });
  }
  return found;
}
