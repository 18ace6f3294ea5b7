/** Reads what a log's lines were recorded to hold, and which labels its streams carry. */
import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
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
  /** First line that has it: `contracts/nginx_access_log/recordings/json_combined.log:1`. */
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
}

interface LogYaml {
  about: string;
  job: string;
  streamLabels: Record<string, { about?: string; values?: string[]; pattern?: string }>;
  structuredMetadata?: string[];
  fields?: Record<string, { unit?: string; personal?: string; source: string }>;
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
        properties: { unit: text, personal: text, source: text },
      },
    },
    source: text,
  },
};

/**
 * Reads a log's folder: `contract.yaml` and `recordings/*.log`, one JSON object per line.
 *
 * @throws InputError naming file and line where a line is no JSON object or the contract names an unknown field.
 */
export function readLogContract(folder = "contracts/nginx_access_log"): LogContract {
  const { value: yaml, place } = readYaml<LogYaml>(join(folder, "contract.yaml"), SCHEMA);
  const fields = new Map<string, { text: boolean; empty: boolean; notANumber: boolean; evidence: string }>();
  for (const file of readdirSync(join(folder, "recordings"))
    .filter((name) => name.endsWith(".log"))
    .sort()) {
    const path = join(folder, "recordings", file);
    readFileSync(path, "utf8")
      .split("\n")
      .forEach((line, index) => {
        if (line === "") return;
        for (const [name, value] of Object.entries(jsonObject(line, `${path}:${index + 1}`))) {
          let seen = fields.get(name);
          if (!seen)
            fields.set(
              name,
              (seen = { text: false, empty: false, notANumber: false, evidence: `${path}:${index + 1}` }),
            );
          if (typeof value === "number") continue;
          seen.text = true;
          if (value === "") seen.empty = true;
          else if (Number.isNaN(Number(value))) seen.notANumber = true;
        }
      });
  }
  for (const name of Object.keys(yaml.fields ?? {}))
    if (!fields.has(name))
      throw inputError(place("fields", name), `no recorded line has the field \`${name}\`.`);
  return {
    name: basename(folder),
    about: yaml.about,
    job: yaml.job,
    streamLabels: new Map(
      Object.entries(yaml.streamLabels).map(([name, label]) => [name, { name, ...label }]),
    ),
    structuredMetadata: yaml.structuredMetadata ?? [],
    fields: new Map(
      [...fields]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([name, { text: isText, empty, notANumber, evidence }]) => {
          const { unit, personal } = yaml.fields?.[name] ?? {};
          return [
            name,
            {
              name,
              type: isText ? "text" : "number",
              empty,
              notANumber,
              ...(unit !== undefined && { unit }),
              ...(personal !== undefined && { personal }),
              evidence,
            },
          ];
        }),
    ),
  };
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
