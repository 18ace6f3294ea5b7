/** The shared frame of every verb: arguments in, exit code out. */
import { statSync } from "node:fs";
import { basename, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs, type ParseArgsConfig } from "node:util";
import { oneLine } from "../checks/model/problem.ts";
import { inputError, isInputError, type InputError } from "../contracts/input-error.ts";
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
    const told = isInputError(thrown) ? thrown : unreadable(thrown, argv);
    if (told) console.error(oneLine(asCalled(told.message)));
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

/** What a file may be that is there and is not read. What is written has words of its own, in output.ts. */
const UNREADABLE: Readonly<Record<string, string>> = {
  EACCES: "cannot be read by this user; change its owner or mode, or that of its folder.",
  EPERM: "cannot be read by this user; change its owner or mode, or that of its folder.",
  EISDIR: "is a folder where a file is needed.",
  ENOTDIR: "lies below a file where a folder is needed.",
  EIO: "cannot be read, its disk does not answer as it should.",
  ELOOP: "is a link that leads in a circle.",
  ENAMETOOLONG: "is too long to be the name of a file.",
  EMFILE: "cannot be read, this process has too many files open; raise `ulimit -n`.",
  ERR_FS_FILE_TOO_LARGE: "is too large to be read; give a smaller file.",
  ERR_STRING_TOO_LONG: "is too large to be read; give a smaller file.",
};

/** The refusal of the file system to read a file, as a sentence; undefined where it is something else. */
function unreadable(thrown: unknown, argv: readonly string[]): InputError | undefined {
  if (!(thrown instanceof Error)) return undefined;
  const { code = "", path, syscall = "" } = thrown as NodeJS.ErrnoException;
  const sentence = Object.hasOwn(UNREADABLE, code) ? UNREADABLE[code] : undefined;
  // A program that cannot be started has a path as well.
  if (sentence === undefined || syscall.startsWith("spawn")) return undefined;
  const isFolder = (word: string): boolean =>
    statSync(word, { throwIfNoEntry: false })?.isDirectory() ?? false;
  // Node does not say which folder it was asked to read as a file.
  const folders = code === "EISDIR" ? argv.filter(isFolder) : [];
  const ofFlags = folders.filter((word) => argv[argv.indexOf(word) - 1]?.startsWith("--"));
  const place = path ?? (ofFlags.length > 0 ? ofFlags : folders).join(", ");
  return inputError(place || "a given file", sentence);
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
