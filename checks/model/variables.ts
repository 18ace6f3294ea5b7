/** Grafana's variables inside a query. */
export interface VariableUse {
  readonly name: string;
  /** The format after the colon: `${model:regex}` → `regex`. */
  readonly format?: string;
  readonly from: number;
  readonly to: number;
  /** Inside a quoted string, where Grafana replaces it too. */
  readonly inString: boolean;
}

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
      uses.push({
        name,
        ...(format !== undefined && { format }),
        from: at,
        to: at + whole.length,
        inString: quote !== "",
      });
      text +=
        quote === ""
          ? standIn(name, whole.length, text, source.slice(at + whole.length), brackets > 0)
          : whole;
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

function standIn(name: string, length: number, before: string, after: string, inBrackets: boolean): string {
  // A unit letter right behind, as in ${__range_s}s: the digits must touch it, so the blanks go in front.
  if (/^(ms|[smhdwy])\b/.test(after)) return "5".padStart(length);
  if (NUMBERS.test(name)) return "300".padEnd(length);
  if (inBrackets || /\boffset\s+-?$/.test(before)) return "5m".padEnd(length);
  const named =
    /\b(by|without|on|ignoring|group_left|group_right)\s*\([^()]*$/.test(before) ||
    (/[{,]\s*$/.test(before) && /^\s*(=|!)/.test(after)) ||
    /^\s*[{[]/.test(after);
  return (named ? "x" : "1").padEnd(length);
}
