import { Ajv, type ErrorObject, type JSONSchemaType, type SchemaObject } from "ajv";
import { closest, distance } from "fastest-levenshtein";
import { existsSync, readFileSync } from "node:fs";
import { isNode, LineCounter, parseDocument, type Document } from "yaml";
import { inputError } from "./input-error.ts";

/** A YAML file that passed its schema, with the way back from a value to its line. */
export interface ReadYaml<T> {
  readonly value: T;
  /** The place of a value for messages: `stack.yaml:12`, given the keys that lead to it. */
  readonly place: (...path: (string | number)[]) => string;
}

/**
 * Reads a YAML file and validates it.
 *
 * @param file Path to read; also how messages name the file.
 * @param schema JSON Schema of the whole document. Closed objects (`additionalProperties: false`) give "did you mean".
 * @throws InputError with one sentence for the first problem: file, line, path, and the nearest known word.
 */
export function readYaml<T>(file: string, schema: JSONSchemaType<T> | SchemaObject): ReadYaml<T> {
  if (!existsSync(file)) throw inputError(file, "does not exist.");
  const text = readFileSync(file, "utf8");
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const place = (...path: (string | number)[]): string => {
    const offset = offsetOf(document, path);
    return offset === undefined ? file : `${file}:${lines.linePos(offset).line}`;
  };
  const broken = document.errors[0];
  if (broken)
    throw inputError(
      `${file}:${lines.linePos(broken.pos[0]).line}`,
      `is not YAML: ${broken.message.split("\n")[0]!.replace(/ at line .*$/, "")}.`,
    );
  if (document.contents === null) throw inputError(file, "is empty.");
  const value: unknown = document.toJS();
  const validate = ajv.compile(schema);
  if (!validate(value)) {
    // An unknown key explains itself best; then the deepest complaint, which `if` and `anyOf` only repeat.
    const errors = [...validate.errors!].sort((a, b) => rank(a) - rank(b));
    const error = errors[0]!;
    const path = error.instancePath
      .split("/")
      .slice(1)
      .map((key) => key.replaceAll("~1", "/").replaceAll("~0", "~"));
    const at =
      "additionalProperty" in error.params ? [...path, error.params["additionalProperty"] as string] : path;
    throw inputError(place(...at), sentence(error, path));
  }
  return { value: value as T, place };
}

// One for all files: it keeps what it compiled, and eight contracts share a schema.
// The schemas are ours: that they are schemas is proven once, by tests, not at every start.
const ajv = new Ajv({
  allErrors: true,
  strict: true,
  allowUnionTypes: true,
  verbose: true,
  meta: false,
  validateSchema: false,
});

const rank = (error: ErrorObject): number =>
  ["if", "anyOf", "oneOf"].includes(error.keyword) ? 2 : error.keyword === "additionalProperties" ? 0 : 1;

function offsetOf(document: Document.Parsed, path: readonly (string | number)[]): number | undefined {
  for (let length = path.length; length > 0; length--) {
    const parent = length === 1 ? document.contents : document.getIn(path.slice(0, length - 1), true);
    const key = path[length - 1]!;
    // The key's own line is what a person looks for; a list item has only its value.
    if (isNode(parent) && "items" in parent)
      for (const item of parent.items as unknown[])
        if (
          typeof item === "object" &&
          item !== null &&
          "key" in item &&
          isNode(item.key) &&
          String(item.key) === String(key)
        )
          return item.key.range?.[0];
    const node = document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return node.range[0];
  }
  return undefined;
}

function sentence(error: ErrorObject, path: readonly string[]): string {
  const where = path.length > 0 ? `\`${path.join(".")}\`` : "the file";
  switch (error.keyword) {
    case "additionalProperties": {
      const key = error.params["additionalProperty"] as string;
      const known = Object.keys((error.parentSchema as { properties?: object }).properties ?? {});
      return `${where} has the unknown key \`${key}\`${didYouMean(key, known)}`;
    }
    case "enum": {
      const allowed = error.params["allowedValues"] as unknown[];
      return `${where} is ${shown(error.data)}, but must be one of ${allowed.map(shown).join(", ")}${didYouMean(String(error.data), allowed.map(String))}`;
    }
    case "required":
      return `${where} lacks the key \`${error.params["missingProperty"]}\`.`;
    case "type":
      // 1.6 is a number in YAML although a version was meant.
      if (Array.isArray((error.parentSchema as { enum?: unknown }).enum))
        return `${where} is ${shown(error.data)} without quotes, which makes it a number; write one of ${(error.parentSchema as { enum: unknown[] }).enum.map((each) => `\`"${String(each)}"\``).join(", ")}.`;
      return `${where} is ${shown(error.data)}, but must be ${(error.parentSchema as { description?: string }).description ?? article(String(error.params["type"]))}.`;
    case "pattern":
      return `${where} is ${shown(error.data)}, but must be ${(error.parentSchema as { description?: string }).description ?? `like ${error.params["pattern"]}`}.`;
    default:
      return `${where} ${error.message ?? "is not allowed here"}${error.data === undefined || typeof error.data === "object" ? "" : ` (it is ${shown(error.data)})`}.`;
  }
}

const shown = (value: unknown): string =>
  value === null
    ? "empty"
    : typeof value === "object"
      ? Array.isArray(value)
        ? "a list"
        : "a mapping"
      : `\`${String(value)}\``;
const article = (type: string): string =>
  ({ object: "a mapping", array: "a list", integer: "a whole number" })[type] ?? `a ${type}`;

/** The end of a sentence about an unknown word: `; did you mean …?`, or a full stop when no known word is near. */
export function didYouMean(word: string, known: readonly string[]): string {
  const near = nearest(word, known);
  return near === undefined ? "." : `; did you mean \`${near}\`?`;
}

/** The known word a person most likely meant, or undefined when none is near enough to be helpful. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  if (known.length === 0) return undefined;
  const near = closest(word, known as string[]);
  const off = distance(word, near);
  // Two letters of three make another word.
  return off <= Math.max(2, Math.floor(word.length * 0.4)) && off * 2 <= word.length ? near : undefined;
}
