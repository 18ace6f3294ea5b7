/** Grafana's variables inside a query. */
export interface VariableUse {
  readonly name: string;
  /** The format after the colon: `${model:regex}` → `regex`. */
  readonly format?: string;
  readonly from: number;
  readonly to: number;
  /** Inside a quoted string, where Grafana replaces it too. */
  readonly inString: boolean;
  /** Nothing around it says what it holds (`$agg(x)`, `foo $rest`): it may be a function, an operator or a whole query. */
  readonly guess: boolean;
}

/** Whether Grafana would replace something in this text. `$1` is a capture group and no variable. */
export const hasVariable = (text: string): boolean => /\$\{?[A-Za-z_]|\[\[[A-Za-z_]/.test(text);

const USE = /\$\{(\w+)(?:\.[^:}]+)?(?::([^}]+))?\}|\[\[(\w+)(?::([^\]]+))?\]\]|\$(\w+)/y;
const NUMBERS = /^__(range|interval)_(s|ms)$|^__(from|to)$/;

/** Whether Grafana itself defines the variable. */
export const isBuiltIn = (name: string): boolean => /^(__.*|timeFilter|interval|interval_ms)$/.test(name);

/**
 * Replaces every Grafana variable outside of strings by something of the same length that a PromQL or LogQL parser
 * accepts there (a duration, a number or a name), so that a position in the result is a position in the source.
 * Inside strings a variable breaks nothing and stays.
 */
export function blankVariables(source: string): {
  readonly text: string;
  readonly uses: readonly VariableUse[];
} {
  const uses: VariableUse[] = [];
  let text = "";
  let quote = "";
  let brackets = 0;
  let at = 0;
  while (at < source.length) {
    const character = source[at]!;
    if (quote !== "" && character === "\\" && quote !== "`") {
      text += source.slice(at, at + 2);
      at += 2;
      continue;
    }
    if (quote === "" && character === "#") {
      const end = source.indexOf("\n", at);
      const comment = source.slice(at, end < 0 ? source.length : end);
      text += comment;
      at += comment.length;
      continue;
    }
    USE.lastIndex = at;
    const found = USE.exec(source);
    if (found) {
      const whole = found[0];
      const name = (found[1] ?? found[3] ?? found[5])!;
      const format = found[2] ?? found[4];
      const stand =
        quote === ""
          ? standIn(name, whole.length, text, source.slice(at + whole.length), brackets > 0)
          : { text: whole, guess: false };
      // "$1" in a string is a capture group of label_replace.
      if (quote === "" || /\D/.test(name))
        uses.push({
          name,
          ...(format !== undefined && { format }),
          from: at,
          to: at + whole.length,
          inString: quote !== "",
          guess: stand.guess,
        });
      text += stand.text;
      at += whole.length;
      continue;
    }
    if (quote === "") {
      if (character === '"' || character === "'" || character === "`") quote = character;
      else if (character === "[") brackets++;
      else if (character === "]") brackets--;
    } else if (character === quote) quote = "";
    text += character;
    at++;
  }
  return { text, uses };
}

function standIn(
  name: string,
  length: number,
  before: string,
  after: string,
  inBrackets: boolean,
): { readonly text: string; readonly guess: boolean } {
  const glued = /[\w:]$/.test(before);
  // A unit letter right behind, as in ${__range_s}s: the digits must touch it, so the blanks go in front.
  if (!glued && /^(ms|[smhdwy])\b/.test(after)) return { text: "5".padStart(length), guess: false };
  if (NUMBERS.test(name)) return { text: "300".padEnd(length), guess: false };
  if (inBrackets || /\boffset\s+-?$/i.test(before)) return { text: "5m".padEnd(length), guess: false };
  const inList = /\b(by|without|on|ignoring|group_left|group_right)\s*\([^()]*$/i.test(before);
  const known = inList || isBuiltIn(name);
  // Part of a longer name: blanks would tear it apart.
  if (glued || /^[\w:]/.test(after)) return { text: "x".repeat(length), guess: !known };
  if (inList) return { text: "x".padEnd(length), guess: false };
  if (/^\s*[{[]/.test(after) || (/[{,]\s*$/.test(before) && /^\s*(=|!)/.test(after)))
    return { text: "x".padEnd(length), guess: !known };
  if (/^\s*(\(|(by|without)\b)/i.test(after))
    return { text: (length < 3 ? "ln" : "sum").padEnd(length), guess: !known };
  return { text: "1".padEnd(length), guess: !known };
}
