/** The texts a simple regular expression describes. */

const MOST = 2000;

/**
 * Every text that a pattern of letters, digits and classes such as `[1-5][0-9][0-9]` matches.
 *
 * @returns Undefined where the pattern holds anything else, or describes too many texts.
 */
export function examples(pattern: string): string[] | undefined {
  if (!/^(\w|\[[^\]^]+\])+$/.test(pattern)) return undefined;
  let texts = [""];
  for (const [, letter, inside] of pattern.matchAll(/(\w)|\[([^\]]+)\]/g)) {
    const choices = letter === undefined ? members(inside!) : [letter];
    texts = texts.flatMap((text) => choices.map((choice) => text + choice));
    if (texts.length > MOST) return undefined;
  }
  return texts;
}

const members = (inside: string): string[] =>
  [...inside.matchAll(/(.)-(.)|(.)/gs)].flatMap(([, from, to, one]) =>
    one !== undefined
      ? [one]
      : Array.from({ length: to!.charCodeAt(0) - from!.charCodeAt(0) + 1 }, (_, step) =>
          String.fromCharCode(from!.charCodeAt(0) + step),
        ),
  );
