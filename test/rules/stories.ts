/** Reads test/rules/*.yaml and builds the rules they are about. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { ruleGroups } from "../../rules/all.ts";
import { asWritten } from "../../rules/print.ts";
import { readStack, type Stack } from "../../stack.ts";
import type { WrittenGroup } from "./simulate.ts";
import type { Story } from "./timeline.ts";

/** A data file. Its stories are by alert, with the objective behind it where there is one. */
export interface Book {
  readonly file: string;
  /** Rule file, evaluated beside exporters.yml. */
  readonly rules: string;
  /** Merged over the exporters of the stack below. */
  readonly exporters?: Readonly<Record<string, object>>;
  readonly alerts: Readonly<Record<string, Story>>;
}

export const books = (): Book[] =>
  readdirSync("test/rules")
    .filter((file) => file.endsWith(".yaml"))
    .sort()
    .map((file) => ({
      file,
      ...(parse(readFileSync(join("test/rules", file), "utf8")) as Omit<Book, "file">),
    }));

const BASE: Readonly<Record<string, object>> = {
  ollama_queue: { variant: "reference" },
  bullmq: { job: "ollama_queue" },
  log_pipeline: { variant: "alloy", job: "alloy" },
};

/** The fixture's stack with the reference exporter and Alloy, which have the most rules. */
export function stackFor({ exporters = {} }: Pick<Book, "exporters"> = {}): Stack {
  const stack = readStack("test/fixtures/stack.yaml");
  const changed = Object.entries(stack.exporters)
    .map(([name, exporter]) => [name, { ...exporter, ...BASE[name], ...exporters[name] }] as const)
    .filter(([, { on }]) => on);
  return { ...stack, exporters: Object.fromEntries(changed) as Stack["exporters"] };
}

/** The groups of a rule file as they are written. */
export const groupsOf = (stack: Stack, file: string): WrittenGroup[] =>
  asWritten(ruleGroups(stack)[file] ?? [], stack) as WrittenGroup[];

export const jobsOf = ({ exporters }: Stack): string[] => [
  ...new Set(Object.values(exporters).map(({ job }) => job)),
];
