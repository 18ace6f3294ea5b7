/** Units and thresholds: what gives a number its meaning on screen. */
import { get, list, number, object, string } from "../checks/model/shape.ts";
import type { Risk } from "./change.ts";
import { brief, differences } from "./json.ts";

/** A change of how numbers are read. */
export interface Look {
  readonly risk: Risk;
  readonly kind: string;
  readonly what: string;
}

/** Another unit makes every number mean something else. A unit where there was none may only name what it was. */
export function compareUnits(was: unknown, is: unknown, of = ""): Look[] {
  if (was === is) return [];
  const named = string(was) !== undefined && string(was) !== "";
  return [
    { risk: named ? "breaking" : "review", kind: "unit", what: `unit${of} ${brief(was)} → ${brief(is)}` },
  ];
}

/** Other limits are for review; where good and bad change sides, nothing that was learnt holds. */
export function compareThresholds(was: unknown, is: unknown, of = ""): Look[] {
  if (differences(was, is).length === 0) return [];
  const [old, now] = [direction(was), direction(is)];
  const turned = reversed(was, is) || (old !== 0 && now !== 0 && old !== now);
  const side = (sign: number): string => (sign > 0 ? "high is bad" : "low is bad");
  return [
    {
      risk: turned ? "breaking" : "review",
      kind: "thresholds",
      what: `thresholds${of} ${told(was)} → ${told(is)}${turned ? (old === 0 || now === 0 ? ": the colours are reversed" : `: ${side(old)} → ${side(now)}`) : ""}`,
    },
  ];
}

const steps = (value: unknown) =>
  list(get(value, "steps"))
    .map(object)
    .map((step) => ({ color: string(step["color"]) ?? "", from: number(step["value"]) }));
const told = (value: unknown): string => {
  const all = steps(value).map(({ color, from }) => (from === undefined ? color : `${color} from ${from}`));
  const mode = get(value, "mode") === "percentage" ? " (%)" : "";
  return all.length === 0 ? "none" : `\`${all.join(", ")}${mode}\``;
};

const BADNESS: readonly (readonly [RegExp, number])[] = [
  [/red/i, 3],
  [/orange/i, 2],
  [/yellow/i, 1],
  // A base that says nothing is at least not bad: `text, red from 5` means that much is bad.
  [/green|blue|purple|text|transparent|gr[ae]y|white/i, 0],
];
/** 1 where the colours get worse upwards, -1 where they get better, 0 where they say neither. */
function direction(value: unknown): number {
  const bad = steps(value).flatMap(({ color }) => BADNESS.find(([name]) => name.test(color))?.[1] ?? []);
  return bad.length < 2 ? 0 : Math.sign(bad.at(-1)! - bad[0]!);
}

/** Whether the same colours stand in the opposite order, whatever they mean. */
function reversed(was: unknown, is: unknown): boolean {
  const [old, now] = [steps(was), steps(is)].map((all) => all.map(({ color }) => color));
  return old!.join() !== now!.join() && old!.toReversed().join() === now!.join();
}

/** The words that stand for numbers. Their order among themselves shows nowhere. */
export function compareMappings(was: unknown, is: unknown, of = ""): Look[] {
  const [old, now] = [mappings(was), mappings(is)];
  const gone = old.filter((each) => !now.includes(each)).map((each) => `− ${brief(each)}`);
  const come = now.filter((each) => !old.includes(each)).map((each) => `+ ${brief(each)}`);
  const moves = [...gone, ...come];
  return moves.length === 0
    ? []
    : [{ risk: "review", kind: "mapping", what: `value mapping${of} ${moves.join(", ")}` }];
}

const mappings = (value: unknown): string[] =>
  list(value)
    .map(object)
    .flatMap((mapping) => {
      const options = object(mapping["options"]);
      if (mapping["type"] === "value")
        return Object.entries(options).map(([from, to]) => `${from} is ${shown(to)}`);
      const type = string(mapping["type"]) ?? "";
      const from =
        type === "range"
          ? `${String(options["from"] ?? "-∞")} to ${String(options["to"] ?? "∞")}`
          : type === "special" || type === "regex"
            ? String(options["match"] ?? options["pattern"])
            : type;
      return [`${from} is ${shown(options["result"])}`];
    });
const shown = (result: unknown): string =>
  [string(get(result, "text")) ?? "", string(get(result, "color")) ?? ""]
    .filter((each) => each !== "")
    .join(" in ");
