/** Reads scripts/findings/judgements.yaml: what a person found when looking at each reported problem. */
import { inputError } from "../../contracts/input-error.ts";
import { didYouMean, readYaml } from "../../contracts/read-yaml.ts";

/** Equal problems of one board, judged once. */
export interface Judgement {
  readonly board: string;
  readonly check: string;
  readonly severity: "error" | "warning";
  /** Text that the problem's place or sentence contains; absent: all others of this check. */
  readonly about?: string;
  readonly n: number;
  /** Some of the places. */
  readonly where: readonly string[];
  /** What is reported, in few words. */
  readonly what: string;
  /** Whether a reader of the board sees what the problem says. */
  readonly verdict: boolean;
  readonly reason: string;
  /** File and line, for messages. */
  readonly place: string;
}

const sentence = { type: "string", pattern: "\\S+ \\S+", description: "at least two words" };
const SCHEMA = {
  type: "object",
  additionalProperties: {
    type: "array",
    items: {
      type: "object",
      additionalProperties: false,
      required: ["check", "severity", "n", "where", "what", "verdict", "reason"],
      properties: {
        check: { type: "string", pattern: "^[a-z0-9-]+$" },
        severity: { type: "string", enum: ["error", "warning"] },
        about: { type: "string", minLength: 1 },
        n: { type: "integer", minimum: 1 },
        where: { type: "array", minItems: 1, items: { type: "string" } },
        what: sentence,
        verdict: { type: "boolean" },
        reason: sentence,
      },
    },
  },
};

/**
 * Reads the judgements, in the order of the file.
 *
 * @throws InputError with file and line for a board or a check that is none, and for a verdict without a reason.
 */
export function readJudgements(
  boards: readonly string[],
  checks: readonly string[],
  file = "scripts/findings/judgements.yaml",
): Judgement[] {
  const { value, place } = readYaml<Record<string, Omit<Judgement, "board" | "place">[]>>(file, SCHEMA);
  return Object.entries(value).flatMap(([board, all]) => {
    if (!boards.includes(board))
      throw inputError(place(board), `there is no board \`${board}\`${didYouMean(board, boards)}`);
    return all.map((each, index): Judgement => {
      if (!checks.includes(each.check))
        throw inputError(
          place(board, index),
          `there is no check \`${each.check}\`${didYouMean(each.check, checks)}`,
        );
      return { ...each, board, place: place(board, index) };
    });
  });
}
