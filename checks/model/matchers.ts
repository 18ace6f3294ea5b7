/** What a matcher lets pass. */
import { type Board } from "./board.ts";
import { get, string } from "./shape.ts";
import type { Matcher } from "./promql.ts";
import { hasVariable } from "./variables.ts";

/**
 * A regular expression of PromQL, which must match in full. Undefined where JavaScript would read it differently
 * from Prometheus, or not at all.
 */
export function anchored(value: string): RegExp | undefined {
  if (/\[\[:|\\[pPAzQC]/.test(value)) return undefined;
  const ignoreCase = value.startsWith("(?i)");
  try {
    return new RegExp(
      `^(?:${value.slice(ignoreCase ? 4 : 0).replaceAll("(?P<", "(?<")})$`,
      ignoreCase ? "is" : "s",
    );
  } catch {
    return undefined;
  }
}

/**
 * Whether a series without the matcher's label passes. Undefined where it cannot be known, as with a text box.
 * A query variable never brings an empty value, but its All value may match one: `.*` does, `.+` does not.
 */
export function passesWithout({ op, value }: Matcher, board: Pick<Board, "variables">): boolean | undefined {
  const regex = op.endsWith("~");
  const empty = hasVariable(value) ? variableMatchesEmpty(value, regex, board) : matches(value, regex, "");
  return empty === undefined ? undefined : op.startsWith("!") ? !empty : empty;
}

/** Whether a matcher lets nothing pass but series without the label: `model=""`. */
export const onlyWithout = ({ op, value }: Matcher): boolean =>
  (op === "=" && value === "") || (op === "!~" && value === ".+") || (op === "=~" && value === "");

/** Whether a matcher's value, variables aside, fits a label's value; undefined for an unreadable expression. */
export const matches = (value: string, regex: boolean, label: string): boolean | undefined =>
  regex ? anchored(value)?.test(label) : value === label;

function variableMatchesEmpty(
  value: string,
  regex: boolean,
  { variables }: Pick<Board, "variables">,
): boolean | undefined {
  const name = /^(?:\$(\w+)|\$\{(\w+)(?::\w+)?\}|\[\[(\w+)(?::\w+)?\]\])$/
    .exec(value)
    ?.slice(1)
    .find((each) => each !== undefined);
  const variable = variables.find((each) => each.name === name);
  if (!variable) return undefined;
  const all = variable.json["includeAll"] === true ? (string(variable.json["allValue"]) ?? "") : "";
  if (hasVariable(all)) return undefined;
  const query = string(get(variable.json, "query")) ?? "";
  const values =
    variable.type === "query"
      ? []
      : variable.type === "custom"
        ? query.split(/(?<!\\),/).map((option) => (/ : (.*)$/s.exec(option)?.[1] ?? option).trim())
        : variable.type === "constant"
          ? [query]
          : undefined;
  if (!values) return undefined;
  const each = [...values, ...(all === "" ? [] : [all])].map((one) => matches(one, regex, ""));
  return each.includes(true) ? true : each.includes(undefined) ? undefined : false;
}
