/** Reads dashboards/not-shown.yaml: which metrics no board shows on purpose, and why. */
import type { Contract } from "../../contracts/contract.ts";
import { inputError } from "../../contracts/input-error.ts";
import { didYouMean, readYaml } from "../../contracts/read-yaml.ts";

/** A line of the list. */
export interface NotShown {
  readonly exporter: string;
  /** A metric's name, with `*` for any text. */
  readonly pattern: string;
  readonly reason: string;
  /** File and line, for messages. */
  readonly place: string;
}

const SCHEMA = {
  type: "object",
  additionalProperties: {
    type: "object",
    additionalProperties: {
      type: "string",
      pattern: "\\S+ \\S+",
      description: "a reason of at least two words",
    },
  },
};

/** Whether a line is about a metric. */
export const isAbout = ({ pattern }: Pick<NotShown, "pattern">, name: string): boolean =>
  new RegExp(`^${pattern.replaceAll("*", ".*")}$`).test(name);

/**
 * Reads the list.
 *
 * @throws InputError with file and line for an exporter that is none, a metric that nobody recorded, a missing reason.
 */
export function readNotShown(contracts: readonly Contract[], file = "dashboards/not-shown.yaml"): NotShown[] {
  const { value, place } = readYaml<Record<string, Record<string, string>>>(file, SCHEMA);
  return Object.entries(value).flatMap(([exporter, lines]) => {
    const contract = contracts.find((each) => each.exporter === exporter);
    if (!contract) {
      const known = contracts.map((each) => each.exporter);
      throw inputError(place(exporter), `there is no exporter \`${exporter}\`${didYouMean(exporter, known)}`);
    }
    const names = [...contract.metrics.keys()];
    return Object.entries(lines).map(([pattern, reason]) => {
      if (!names.some((name) => isAbout({ pattern }, name)))
        throw inputError(
          place(exporter, pattern),
          `no recording of ${exporter} has \`${pattern}\`${didYouMean(pattern, names)}`,
        );
      return { exporter, pattern, reason, place: place(exporter, pattern) };
    });
  });
}
