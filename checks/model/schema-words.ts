/** Turns what ajv says into one sentence a person can act on. */
import type { ErrorObject } from "ajv";
import { distance } from "fastest-levenshtein";

/** What is wrong, without where; `key` is what repeats when the same mistake is made many times. */
export interface Said {
  readonly what: string;
  readonly fix: string;
  readonly severity: "error" | "warning";
  readonly key: string;
  readonly facts: Readonly<Record<string, string>>;
}

const LACKING: Readonly<Record<string, string>> = {
  "the panel id": "so no link (`viewPanel`) and no alert can name it",
  "the row id": "so Grafana numbers it anew on every load",
  "the dashboard uid": "so Grafana makes one up when it loads the file, and no link to the board lasts",
  "the dashboard title": "so Grafana refuses to load the file",
  "the dashboard schemaVersion": "so Grafana migrates it as if it were of the oldest version",
};

/**
 * The sentence for an error, or undefined for one that only repeats another (`if` beside what its branch says).
 *
 * @param owner Whose JSON it is: `the panel`, `the query`, `the override of p95`.
 * @param path Keys from the owner to the value, as a person would write them: `options.legend`.
 */
export function say(error: ErrorObject, owner: string, path: string, sdk: string): Said | undefined {
  const place = path === "" ? owner : `\`${path}\` of ${owner}`;
  const said = (what: string, fix: string, near: boolean, subject = path): Said => ({
    what: what[0]!.toUpperCase() + what.slice(1),
    fix,
    severity: near ? "error" : "warning",
    key: `${error.schemaPath} ${subject}`,
    facts: { key: subject, found: shown(error.data) },
  });
  switch (error.keyword) {
    case "additionalProperties": {
      const key = error.params["additionalProperty"] as string;
      const known = Object.keys((error.parentSchema as { properties?: object }).properties ?? {});
      const near = slip(key, known);
      const whole = path === "" ? key : `${path}.${key}`;
      return near === undefined
        ? said(
            `\`${whole}\` of ${owner} is unknown to grafana-foundation-sdk ${sdk}; a Grafana that does not know it either ignores it.`,
            "Remove it unless your Grafana reads it.",
            false,
            key,
          )
        : said(
            `\`${whole}\` of ${owner} is no key that Grafana knows, so it is ignored and what it should set keeps its default.`,
            `Did you mean \`${path === "" ? near : `${path}.${near}`}\`?`,
            true,
            key,
          );
    }
    case "const":
    case "enum": {
      const allowed = (
        error.keyword === "const"
          ? [error.params["allowedValue"]]
          : (error.params["allowedValues"] as unknown[])
      ).filter((value) => value !== "");
      const near = slip(String(error.data), allowed.map(String));
      return error.schemaPath.includes("definitions/unit/")
        ? unit(error, place, said)
        : said(
            `${place} is ${shown(error.data)}, which Grafana does not know, so it shows its default instead.`,
            near === undefined
              ? `Use one of ${allowed.map((value) => `\`${String(value)}\``).join(", ")}.`
              : `Did you mean \`${near}\`?`,
            near !== undefined || typeof error.data !== "string",
          );
    }
    case "required": {
      const key = error.params["missingProperty"] as string;
      const why = LACKING[`${place} ${key}`];
      return said(
        `${place} has no \`${key}\`${why === undefined ? "" : `, ${why}`}.`,
        `Give it ${article(key)} \`${key}\`.`,
        true,
        key,
      );
    }
    case "minLength":
      return said(`${place} is empty${whyEmpty(owner, path)}.`, "Write one.", true);
    case "type":
      return said(
        `${place} is ${kind(error.data)}, but Grafana expects ${[error.params["type"]].flat().map(typeName).join(" or ")}.`,
        "Correct it.",
        true,
      );
    case "pattern":
      return said(
        `${place} is ${shown(error.data)}, but must be ${(error.parentSchema as { description?: string }).description ?? `like ${String(error.params["pattern"])}`}.`,
        "Correct it.",
        true,
      );
    case "minimum":
    case "maximum":
      return said(
        `${place} is ${shown(error.data)}, but must be at ${error.keyword === "minimum" ? "least" : "most"} ${String(error.params["limit"])}.`,
        "Correct it.",
        true,
      );
    case "if":
    case "allOf":
      return undefined;
    default:
      return said(
        `${place} is ${shown(error.data)}; it ${error.message ?? "cannot be that"}.`,
        "Correct it.",
        true,
      );
  }
}

const whyEmpty = (owner: string, path: string): string =>
  LACKING[`${owner} ${path}`] === undefined ? "" : `, ${LACKING[`${owner} ${path}`]}`;

function unit(
  error: ErrorObject,
  place: string,
  said: (what: string, fix: string, near: boolean) => Said,
): Said {
  const given = String(error.data);
  const ids = error.params["allowedValues"] as string[];
  const names = error.parentSchema?.["x-names"] as Record<string, string> | undefined;
  const word = given.toLowerCase().replace(/[^a-z]/g, "");
  const near = names?.[word] ?? names?.[`${word}s`] ?? slip(given, ids);
  return said(
    `${place} is \`${given}\`, which is no unit of Grafana's: the number stays unscaled with \`${given}\` behind it.`,
    near === undefined
      ? `Write \`suffix: ${given}\` if those words are meant, or a unit such as \`ms\` or \`bytes\`.`
      : `Did you mean \`${near}\`?`,
    near !== undefined,
  );
}

/** A known word that differs by a slip of the finger or by case; undefined where another word may be meant. */
function slip(word: string, known: readonly string[]): string | undefined {
  const lower = word.toLowerCase();
  const best = [...known]
    .map((each) => ({ each, off: distance(lower, each.toLowerCase()) }))
    .sort((a, b) => a.off - b.off)[0];
  return best && best.off <= (word.length < 4 ? 0 : word.length < 7 ? 1 : 2) ? best.each : undefined;
}

const shown = (value: unknown): string =>
  typeof value === "object" && value !== null ? kind(value) : `\`${String(value)}\``;
const kind = (value: unknown): string =>
  Array.isArray(value)
    ? "a list"
    : typeof value === "object"
      ? "an object"
      : typeof value === "string"
        ? `the text \`${value}\``
        : `\`${String(value)}\``;
const typeName = (type: string): string =>
  ({ array: "a list", object: "an object", boolean: "true or false", string: "a text" })[type] ?? `a ${type}`;
const article = (key: string): string => (/^[aeio]/.test(key) ? "an" : "a");
