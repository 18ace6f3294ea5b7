import { type Board, type Query, type Variable } from "./model/board.ts";
import { string } from "./model/shape.ts";
import { perBoard } from "./model/check.ts";
import { blankVariables, type VariableUse } from "./model/variables.ts";

/** A variable whose value Grafana escapes into something that matches nothing, or that does not parse. */
export const escapedRegexVariable = perBoard("escaped-regex-variable", function* (board) {
  const all = board.queries
    .filter(({ language }) => language !== "other")
    .flatMap((query) => blankVariables(query.text).uses.map((use) => ({ query, use })));
  for (const variable of board.variables) {
    const pattern = patterns(variable)[0];
    const hit = all.find(
      ({ query, use }) => use.name === variable.name && use.format === undefined && isRegex(query, use),
    );
    if (pattern === undefined || !hit) continue;
    yield {
      at: variable.at,
      what: `The value \`${pattern}\` of \`${variable.name}\` is meant as a regular expression. In a variable that takes several values or has an \`All\`, Grafana escapes it (\`${pattern.replace(/[\\^$*+?.()|{}[\]]/g, "\\\\$&")}\`): chosen alone it matches nothing, and only All works.`,
      fix: `Make it single-valued without \`includeAll\` and put \`all : .+\` first in its list, or write \`\${${variable.name}:pipe}\` in the queries.`,
      facts: { variable: variable.name, value: pattern },
    };
  }
  for (const { query, use } of all)
    if (use.format === "regex" && quoteAt(query.text, use.from) === '"' && declared(board, use.name))
      yield {
        at: query.at,
        mark: { text: query.text, from: use.from, to: use.to },
        what: `\`:regex\` puts a single backslash before every dot, which is an invalid escape inside "…": with such a value the query is an error that Grafana does not show, and the panel says "No data".`,
        fix: `Write \`$${use.name}\`: Grafana then escapes it for the query language.`,
        facts: { variable: use.name },
      };
});

/** Values that only make sense as regular expressions. A model's name such as `qwen2.5:7b` is none. */
function patterns({ type, json }: Variable): string[] {
  if (type !== "custom" || (json["multi"] !== true && json["includeAll"] !== true)) return [];
  return (string(json["query"]) ?? "")
    .split(/(?<!\\),/)
    .map((option) => (/ : (.*)$/s.exec(option)?.[1] ?? option).trim())
    .filter((value) => /\.[*+]|\.\.|[[\]|^]|\.$|\\[dws]/.test(value));
}

const isRegex = (query: Query, use: VariableUse): boolean =>
  use.inString && /[=!]~\s*["'`][^"'`]*$/.test(query.text.slice(0, use.from));
const declared = (board: Board, name: string): boolean => board.variables.some((each) => each.name === name);

/** The quote that a position stands in. */
function quoteAt(text: string, position: number): string {
  let quote = "";
  for (let at = 0; at < position; at++) {
    const character = text[at]!;
    if (quote !== "" && quote !== "`" && character === "\\") at++;
    else if (quote === "" ? /["'`]/.test(character) : character === quote)
      quote = quote === "" ? character : "";
  }
  return quote;
}
