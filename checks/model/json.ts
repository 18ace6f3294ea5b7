import { inputError } from "../../contracts/input-error.ts";

const BLANK = /[ \t\n\r]*/y;
const STRING = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
const STRING_HERE = new RegExp(`^${STRING.source}`);
const PLAIN = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;

/**
 * Parses JSON.
 *
 * @throws InputError naming line and column and what belongs there. Node's own message has no position, or one that
 *   differs between versions.
 */
export function parseJson(text: string, file: string): unknown {
  if (text.startsWith("\uFEFF"))
    throw inputError(`${file}:1:1`, "begins with a byte order mark; save it as UTF-8 without one.");
  try {
    return JSON.parse(text);
  } catch (thrown) {
    const found = firstFault(text);
    if (!found) throw inputError(file, `is not JSON: ${(thrown as Error).message}`);
    const before = text.slice(0, found.at).split("\n");
    const rest = text.slice(found.at);
    const here = rest === "" ? "the file ends" : `there is \`${rest.split(/\s/)[0]!.slice(0, 20)}\``;
    throw inputError(
      `${file}:${before.length}:${before.at(-1)!.length + 1}`,
      rest.startsWith('"') && !STRING_HERE.test(rest)
        ? "is not JSON: the string that begins here does not end on its line, or has a wrong escape."
        : `is not JSON: ${here} where ${found.wanted} belongs.`,
    );
  }
}

/** Where the text stops being JSON, found by reading token for token what may stand next. */
function firstFault(text: string): { readonly at: number; readonly wanted: string } | undefined {
  const open: ("{" | "[")[] = [];
  let at = 0;
  const take = (pattern: RegExp): boolean => {
    pattern.lastIndex = at;
    if (!pattern.test(text)) return false;
    at = pattern.lastIndex;
    return true;
  };
  const sign = (wanted: string): boolean => text[at] === wanted && ++at > 0;
  for (let next: "value" | "value or ]" | "key" | "key or }" | "end" = "value"; ;) {
    take(BLANK);
    if (next === "value" || next === "value or ]") {
      if (next === "value or ]" && sign("]")) open.pop();
      else if (sign("{")) {
        open.push("{");
        next = "key or }";
        continue;
      } else if (sign("[")) {
        open.push("[");
        next = "value or ]";
        continue;
      } else if (!take(STRING) && !take(PLAIN))
        return { at, wanted: next === "value" ? "a value" : "a value or ]" };
      next = "end";
    } else if (next === "end") {
      const inside = open.at(-1);
      if (inside === undefined) return at < text.length ? { at, wanted: "the end of the file" } : undefined;
      if (sign(",")) next = inside === "{" ? "key" : "value";
      else if (sign(inside === "{" ? "}" : "]")) open.pop();
      else return { at, wanted: inside === "{" ? "a comma or }" : "a comma or ]" };
    } else {
      if (next === "key or }" && sign("}")) {
        open.pop();
        next = "end";
        continue;
      }
      if (!take(STRING))
        return { at, wanted: next === "key" ? "a key in double quotes" : "a key in double quotes or }" };
      take(BLANK);
      if (!sign(":")) return { at, wanted: "a colon" };
      next = "value";
    }
  }
}
