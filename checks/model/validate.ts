/** Judges a dashboard's JSON by checks/dashboard.schema.json. */
import { readFileSync } from "node:fs";
import { Ajv, type ErrorObject, type ValidateFunction } from "ajv";
import type { Json } from "./shape.ts";

interface Schema {
  readonly $comment: string;
  readonly definitions: Readonly<Record<string, unknown>>;
}
const ID = "dashboard";
let made: { ajv: Ajv; schema: Schema } | undefined;

function load(): { ajv: Ajv; schema: Schema } {
  if (made) return made;
  const schema = JSON.parse(
    readFileSync(new URL("../dashboard.schema.json", import.meta.url), "utf8"),
  ) as Schema;
  const ajv = new Ajv({ allErrors: true, verbose: true, strict: false });
  ajv.addSchema(schema, ID);
  return (made = { ajv, schema });
}

/** Version of the SDK that the schema was made from. */
export const schemaVersion = (): string =>
  /foundation-sdk ([\w.-]+);/.exec(load().schema.$comment)?.[1] ?? "unknown";

/** What the schema says against a whole board. */
export const validateBoard = (json: Json): readonly ErrorObject[] => run(load().ajv.getSchema(ID), json);

/** What it says against an override, whose properties are the field settings it changes; none for an unknown panel type. */
export const validateOverride = (type: string, settings: Json): readonly ErrorObject[] =>
  run(load().ajv.getSchema(`${ID}#/definitions/override.${type}`), settings);

/** Null counts as absent, as in Grafana, whose exports are full of it; `$$hashKey` is a leaving of its old editor. */
function run(validate: ValidateFunction | undefined, json: Json): readonly ErrorObject[] {
  if (!validate || validate(withoutNulls(json))) return [];
  return validate.errors ?? [];
}

const withoutNulls = (value: unknown): unknown =>
  Array.isArray(value)
    ? value.map(withoutNulls)
    : typeof value === "object" && value !== null
      ? Object.fromEntries(
          Object.entries(value)
            .filter(([key, inner]) => inner !== null && !key.startsWith("$$"))
            .map(([key, inner]) => [key, withoutNulls(inner)]),
        )
      : value;
