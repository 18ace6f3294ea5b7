/** The shared frame of every verb: arguments in, exit code out. */
import { basename, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs, type ParseArgsConfig } from "node:util";
import { inputError, isInputError } from "../contracts/input-error.ts";
import { didYouMean } from "../contracts/read-yaml.ts";

type Options = NonNullable<ParseArgsConfig["options"]>;
type Parsed<O extends Options> = ReturnType<typeof parseArgs<{ options: O; allowPositionals: true }>>;

/** One verb: `npm run <verb> -- …`. */
export interface Verb<O extends Options> {
  /** The whole text of `--help`. */
  readonly usage: string;
  readonly options: O;
  /** Whether words without dashes are allowed; one too many is an error, not something to overlook. */
  readonly allowPositionals?: boolean;
  /** Does the work and answers the exit code: 0 clean, 1 problems. */
  readonly main: (values: Parsed<O>["values"], positionals: readonly string[]) => number | Promise<number>;
}

/**
 * Runs a verb. A script ends with `process.exitCode = await run(…)`: `process.exit` would cut off a pipe.
 *
 * @returns The exit code of its `main`; 0 for `--help`; 2 for bad arguments or input (one sentence on stderr) and
 *   for a defect of ours (with its stack).
 */
export async function run<const O extends Options>(verb: Verb<O>, argv = process.argv.slice(2)) {
  process.stdout.off("error", closed).on("error", closed);
  try {
    if (argv.includes("--help")) return (console.log(asCalled(verb.usage.trim())), 0);
    const { options, allowPositionals = false } = verb;
    const { values, positionals } = parsed({ args: argv, options, allowPositionals });
    return await verb.main(values as Parsed<O>["values"], positionals);
  } catch (thrown) {
    if (isInputError(thrown)) console.error(asCalled(thrown.message));
    else
      console.error(thrown, "\nThis is a defect of inference-dashboards; please report it with these lines.");
    return 2;
  }
}

/**
 * A text that names commands as they are in this repository (`npm run check -- …`) and pages (`docs/diff.md`), told to
 * somebody who called the installed command: by its name, and with the pages' places inside the package.
 */
export function asCalled(text: string): string {
  if (!basename(process.argv[1] ?? "").startsWith("inference-dashboards")) return text;
  // Beside this file's folder, among the sources and in the built package.
  const place = relative("", fileURLToPath(new URL("../", import.meta.url)));
  return text
    .replace(/npm run build:dashboards/g, "npm run build")
    .replace(/npm run (\w+)(?![\w:])( --)?/g, "npx inference-dashboards $1")
    .replace(/(?<![\w/])(docs|checks)\/[\w-]+\.md/g, (page) => (place === "" ? page : `${place}/${page}`));
}

/** `npm run check | head` stops reading on purpose. */
const closed = ({ code }: NodeJS.ErrnoException): void => process.exit(code === "EPIPE" ? 0 : 2);

function parsed(config: ParseArgsConfig & { options: Options }): ReturnType<typeof parseArgs> {
  try {
    return parseArgs(config);
  } catch (thrown) {
    const { code, message } = thrown as NodeJS.ErrnoException;
    const word = /'(.*?)[ ']/.exec(message)?.[1] ?? "arguments";
    if (code === "ERR_PARSE_ARGS_UNKNOWN_OPTION") {
      const flags = Object.keys(config.options).map((name) => `--${name}`);
      throw inputError(word, `is no flag of this command${didYouMean(word, flags)} See --help.`);
    }
    if (code === "ERR_PARSE_ARGS_INVALID_OPTION_VALUE")
      throw inputError(word, `${message.includes("not take") ? "takes no" : "needs a"} value. See --help.`);
    throw inputError(word, "is one word too many. See --help.");
  }
}
