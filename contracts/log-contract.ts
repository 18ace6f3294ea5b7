/** Reads what a log's lines were recorded to hold, and which labels its streams carry. */
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { shippedFolder } from "./folders.ts";
import { inputError } from "./input-error.ts";
import { readYaml } from "./read-yaml.ts";

/** A key of the JSON lines. */
export interface FieldFacts {
  readonly name: string;
  /** `number` where every line has a bare number; `text` where a parser may meet "", "-" or a list. */
  readonly type: "number" | "text";
  /** Seen as `""`: the variable had no value. */
  readonly empty: boolean;
  /** Seen as `"-"` or as a list `"0.000, 0.430"`: a number parser fails on it. */
  readonly notANumber: boolean;
  readonly unit?: string;
  readonly personal?: string;
  /** First line that has it, `contracts/nginx_access_log/recordings/json_combined.log:1`, or that describes it. */
  readonly evidence: string;
}

/** A label of the streams. */
export interface StreamLabel {
  readonly name: string;
  readonly about?: string;
  readonly values?: readonly string[];
  readonly pattern?: string;
}

export interface LogContract {
  readonly name: string;
  readonly about: string;
  /** Value of the `job` stream label that selects this log. */
  readonly job: string;
  readonly streamLabels: ReadonlyMap<string, StreamLabel>;
  readonly structuredMetadata: readonly string[];
  readonly fields: ReadonlyMap<string, FieldFacts>;
  /** True where boards may show other logs as well: a selector means this one only if it names it. */
  readonly amongOthers?: boolean;
}

interface LogYaml {
  about: string;
  job: string;
  streamLabels: Record<string, { about?: string; values?: string[]; pattern?: string }>;
  structuredMetadata?: string[];
  fields?: Record<string, { type?: "number" | "text"; unit?: string; personal?: string; source: string }>;
  source: string;
}

const text = { type: "string" } as const;
const texts = { type: "array", items: text } as const;
const SCHEMA = {
  type: "object",
  additionalProperties: false,
  required: ["about", "job", "streamLabels", "source"],
  properties: {
    about: text,
    job: text,
    streamLabels: {
      type: "object",
      additionalProperties: {
        type: "object",
        additionalProperties: false,
        properties: { about: text, values: texts, pattern: text },
      },
    },
    structuredMetadata: texts,
    fields: {
      type: "object",
      additionalProperties: {
        type: "object",
        additionalProperties: false,
        required: ["source"],
        properties: { type: { enum: ["number", "text"] }, unit: text, personal: text, source: text },
      },
    },
    source: text,
  },
};

/** Reads a log's folder, by default that of this package. Errors as {@link readLogContractAt}. */
export const readLogContract = (folder = join(shippedFolder(), "nginx_access_log")): LogContract =>
  readLogContractAt(join(folder, "contract.yaml"));

/**
 * Reads a log's description, or the `contract.yaml` of a folder. Its fields are those of the recorded lines in
 * `recordings/*.log` beside it, one JSON object per line; without such lines those that it names itself.
 *
 * @throws InputError naming file and line where it is no such description, a line is no JSON object, it names a field
 *   that no line has, or there are neither lines nor fields.
 */
export function readLogContractAt(path: string): LogContract {
  const file = existsSync(path) && statSync(path).isDirectory() ? join(path, "contract.yaml") : path;
  const { value: yaml, place } = readYaml<LogYaml>(file, SCHEMA);
  const lines = recordings(join(dirname(file), "recordings"));
  const fields = lines.length > 0 ? recordedFields(lines, yaml, place) : describedFields(yaml, place);
  if (fields.size === 0)
    throw inputError(
      file,
      "names no field, and there is no recordings/*.log beside it to read them from; add one of the two.",
    );
  const own = basename(file).replace(/\.ya?ml$/, "");
  return {
    name: own === "contract" ? basename(dirname(file)) : own,
    about: yaml.about,
    job: yaml.job,
    streamLabels: new Map(
      Object.entries(yaml.streamLabels).map(([name, label]) => [name, { name, ...label }]),
    ),
    structuredMetadata: yaml.structuredMetadata ?? [],
    fields: new Map([...fields].sort(([a], [b]) => (a < b ? -1 : 1))),
  };
}

type PlaceOf = (...path: (string | number)[]) => string;

const recordings = (folder: string): string[] =>
  existsSync(folder)
    ? readdirSync(folder)
        .filter((name) => name.endsWith(".log"))
        .sort()
        .map((name) => join(folder, name))
    : [];

/** What the recorded lines hold, with what the description adds to it. */
function recordedFields(files: readonly string[], yaml: LogYaml, place: PlaceOf): Map<string, FieldFacts> {
  const seen = new Map<string, { text: boolean; empty: boolean; notANumber: boolean; evidence: string }>();
  for (const path of files)
    readFileSync(path, "utf8")
      .split("\n")
      .forEach((line, index) => {
        if (line === "") return;
        for (const [name, value] of Object.entries(jsonObject(line, `${path}:${index + 1}`))) {
          let field = seen.get(name);
          if (!field)
            seen.set(
              name,
              (field = { text: false, empty: false, notANumber: false, evidence: `${path}:${index + 1}` }),
            );
          if (typeof value === "number") continue;
          field.text = true;
          if (value === "") field.empty = true;
          else if (Number.isNaN(Number(value))) field.notANumber = true;
        }
      });
  for (const [name, { type }] of Object.entries(yaml.fields ?? {})) {
    if (!seen.has(name))
      throw inputError(place("fields", name), `no recorded line has the field \`${name}\`.`);
    if (type !== undefined)
      throw inputError(
        place("fields", name, "type"),
        "the type is read from the recorded lines beside this file; leave it out.",
      );
  }
  return new Map(
    [...seen].map(([name, { text: isText, empty, notANumber, evidence }]) => [
      name,
      {
        name,
        type: isText ? "text" : "number",
        empty,
        notANumber,
        ...notesOf(yaml, name),
        evidence,
      },
    ]),
  );
}

/** What the description alone says; a field without a type is a text, of which a parser cannot be sure. */
const describedFields = (yaml: LogYaml, place: PlaceOf): Map<string, FieldFacts> =>
  new Map(
    Object.entries(yaml.fields ?? {}).map(([name, { type = "text" }]) => [
      name,
      {
        name,
        type,
        empty: false,
        notANumber: false,
        ...notesOf(yaml, name),
        evidence: place("fields", name),
      },
    ]),
  );

function notesOf({ fields }: LogYaml, name: string): Pick<FieldFacts, "unit" | "personal"> {
  const { unit, personal } = fields?.[name] ?? {};
  return { ...(unit !== undefined && { unit }), ...(personal !== undefined && { personal }) };
}

function jsonObject(line: string, place: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value === "object" && value !== null && !Array.isArray(value))
      return value as Record<string, unknown>;
  } catch {
    // Falls through to the one sentence below.
  }
  throw inputError(
    place,
    "is not a JSON object; quote every $upstream_* variable in the log_format, they can be empty or a list.",
  );
}
