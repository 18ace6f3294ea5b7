import { nearest } from "../contracts/read-yaml.ts";
import { perBoard } from "./model/check.ts";
import { importInputs } from "./model/sources.ts";
import { textsOf, usesIn, type Text } from "./model/texts.ts";
import { isBuiltIn } from "./model/variables.ts";

/** A variable that a query, title or link uses and the board does not declare. */
export const undeclaredVariable = perBoard("undeclared-variable", function* (board) {
  const names = board.variables.map(({ name }) => name);
  const known = new Set([...names, ...importInputs(board)]);
  for (const each of textsOf(board)) {
    const told = new Set<string>();
    for (const { name, from, to } of usesIn(each.text)) {
      if (known.has(name) || told.has(name) || isBuiltIn(name) || means(each, name, from)) continue;
      const near = nearest(name, names);
      // In prose a price or a line of shell is more likely than a variable.
      if (each.prose && near === undefined) continue;
      told.add(name);
      yield {
        at: each.at,
        ...(each.query && { mark: { text: each.text, from, to } }),
        what:
          each.what === "repeat"
            ? `This repeats for the variable \`${name}\`, which the board does not declare, so it is drawn once.`
            : `The ${each.what} uses \`${name}\`, which the board does not declare: Grafana leaves \`${each.text.slice(from, to)}\` in it as it stands${each.query ? ", so it finds nothing" : ""}.`,
        fix: near === undefined ? `Declare the variable \`${name}\`.` : `Did you mean \`${near}\`?`,
        facts: { variable: name, ...(near !== undefined && { nearest: near }) },
      };
    }
  }
});

/** Whether the language of the query gives `$name` a meaning of its own. */
function means({ text, query }: Text, name: string, from: number): boolean {
  if (!query) return false;
  // A named group of a regular expression, as label_replace refers to it.
  if (text.includes(`(?P<${name}>`) || text.includes(`(?<${name}>`)) return true;
  // Inside {{ }} LogQL's templates have variables of their own.
  return query.language === "logql" && /\{\{[^}]*$/.test(text.slice(0, from));
}
