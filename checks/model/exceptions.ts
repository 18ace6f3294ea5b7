import { existsSync } from "node:fs";
import { didYouMean, readYaml } from "../../contracts/read-yaml.ts";
import { inputError } from "../../contracts/input-error.ts";
import type { Problem } from "./problem.ts";

/** A problem accepted on purpose, for a reason and for a time. */
export interface Exception {
  readonly id: string;
  /** Title of the dashboard, as the report shows it. */
  readonly dashboard: string;
  /** Title of the panel, or `variable model` and the like, as the report shows it. Absent: the whole dashboard. */
  readonly panel?: string;
  readonly reason: string;
  /** Last day it holds: `2027-03-31`. */
  readonly until: string;
}

/** An exception with the place it is written at. */
export type PlacedException = Exception & { readonly file: string; readonly place: string };

const text = { type: "string", minLength: 1 } as const;
const date = {
  type: "string",
  pattern: "^\\d{4}-\\d\\d-\\d\\d$",
  description: "a date such as 2027-03-31",
} as const;
const EXCEPTIONS_SCHEMA = {
  type: "array",
  items: {
    type: "object",
    additionalProperties: false,
    properties: { id: text, dashboard: text, panel: text, reason: text, until: date },
    required: ["id", "dashboard", "reason", "until"],
  },
};

/**
 * Reads the exceptions; none where there is no such file.
 *
 * @throws InputError with file and line for a wrong key, a missing reason or a date that is none.
 */
export function readExceptions(file = "checks/exceptions.yaml"): PlacedException[] {
  if (!existsSync(file)) return [];
  const { value, place } = readYaml<Exception[]>(file, EXCEPTIONS_SCHEMA);
  return value.map((exception, index) => {
    const day = new Date(`${exception.until}T00:00:00Z`);
    if (Number.isNaN(day.getTime()) || !day.toISOString().startsWith(exception.until))
      throw inputError(place(index, "until"), `\`${exception.until}\` is not a day of the calendar.`);
    return { ...exception, file, place: place(index, "id") };
  });
}

/**
 * Takes out what is excepted, and adds a problem for each exception that is expired or matches nothing.
 *
 * @param known What an exception may name. Dashboards that were not looked at are nobody's fault: an exception for
 *   another one counts as unmatched only where `whole` says that all of them were.
 */
export function withExceptions(
  problems: readonly Problem[],
  exceptions: readonly PlacedException[],
  known: {
    readonly today: string;
    readonly ids: readonly string[];
    readonly dashboards: readonly string[];
    readonly whole: boolean;
  },
): Problem[] {
  const fits = ({ id, dashboard, panel }: Exception, { id: found, at }: Problem): boolean =>
    found === id &&
    (at.dashboard ?? at.file) === dashboard &&
    (panel === undefined || panel === at.panel || panel === at.part);
  const holds = (exception: Exception) => exception.until >= known.today;
  const complaints = exceptions.flatMap((exception): Problem[] => {
    const { id, dashboard, panel, until, file, place } = exception;
    const complaint = (what: string, fix: string): Problem[] => [
      {
        id: "exception",
        severity: "error",
        at: { file, part: [id, dashboard, panel].filter((part) => part !== undefined).join(", ") },
        what,
        fix,
        evidence: place,
        facts: { id, dashboard, ...(panel !== undefined && { panel }), until },
      },
    ];
    if (!holds(exception))
      return complaint(
        `This exception ended on ${until}, so what it excused is reported again.`,
        "Repair it, or give a new date together with a reason that still holds.",
      );
    if (problems.some((problem) => fits(exception, problem))) return [];
    if (!known.ids.includes(id))
      return complaint(
        `There is no check \`${id}\`${didYouMean(id, known.ids)}`,
        "Correct the id, or remove the exception.",
      );
    if (known.dashboards.includes(dashboard))
      return complaint(
        "This exception matches no problem, so it would hide the next one that comes.",
        "Remove it; or name dashboard and panel as the report shows them.",
      );
    if (!known.whole) return [];
    return complaint(
      `No dashboard has the title \`${dashboard}\`${didYouMean(dashboard, known.dashboards)}`,
      "Correct the title, or remove the exception.",
    );
  });
  const valid = exceptions.filter(holds);
  return [
    ...problems.filter((problem) => !valid.some((exception) => fits(exception, problem))),
    ...complaints,
  ];
}
