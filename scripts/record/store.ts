import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { compare, type Change } from "../../contracts/compare.ts";
import { readContract } from "../../contracts/contract.ts";
import { parseExposition, type Page } from "../../contracts/exposition.ts";
import { inputError, isInputError } from "../../contracts/input-error.ts";
import { nearest } from "../../contracts/read-yaml.ts";
import { nearestRecording, parseRecordingName, type RecordingName } from "../../contracts/recording-name.ts";
import { writeAll } from "../output.ts";

export interface Stored {
  readonly file: string;
  readonly metrics: number;
  readonly samples: number;
  /** The recording it was compared with, and what differs. Absent for the first one. */
  readonly against?: {
    readonly name: string;
    readonly sameState: boolean;
    readonly changes: readonly Change[];
  };
  /** The contract that was written, because the exporter had none. */
  readonly newContract?: string;
  /** An exporter of nearly the new one's name: it may be a typing mistake. */
  readonly similar?: string;
  /** Why the contract does not fit the recording yet. */
  readonly misfit?: string;
}

/**
 * Stores a page byte for byte as `contracts/<exporter>/recordings/<name>.prom`.
 *
 * @param page Its bytes, and where they came from (for messages and for the address in a new contract).
 * @throws InputError where the page is no whole text page or the name is none; nothing is stored then.
 */
export function storePage(
  page: { readonly bytes: Uint8Array; readonly source: string },
  to: {
    readonly exporter: string;
    readonly name: string | undefined;
    readonly force: boolean;
    readonly contracts?: string;
  },
): Stored {
  const { exporter, contracts = "contracts" } = to;
  const folder = join(contracts, exporter);
  const earlier = earlierRecordings(exporter, folder);
  const { families } = parseExposition(page.bytes, page.source);
  const { name, program, version, state } = checkedName(
    to.name ?? proposedName(families, page.source),
    earlier,
  );
  const file = join(folder, "recordings", `${name}.prom`);
  if (earlier.includes(name) && !to.force)
    throw inputError(file, "is recorded already; choose another name, or replace it with --force.");
  const against = comparison(nearestRecording(name, earlier), { file, families }, state, folder);

  const output = new Map<string, string | Uint8Array>([[`recordings/${name}.prom`, page.bytes]]);
  const isNew = !existsSync(join(folder, "contract.yaml"));
  if (isNew) output.set("contract.yaml", minimalContract(exporter, program + version, page.source));
  writeAll(folder, output, { remove: () => false });
  return {
    file,
    metrics: families.size,
    samples: [...families.values()].reduce((sum, { samples }) => sum + samples.length, 0),
    ...(against && { against }),
    ...(isNew
      ? { newContract: join(folder, "contract.yaml"), ...similar(exporter, contracts) }
      : misfit(folder)),
  };
}

function earlierRecordings(exporter: string, folder: string): string[] {
  if (!/^[a-z][a-z0-9_]*$/.test(exporter))
    throw inputError(
      exporter,
      "is no name for an exporter; use lower case, digits and _: nginx, ollama_queue.",
    );
  const recordings = join(folder, "recordings");
  const files = existsSync(recordings) ? readdirSync(recordings).sort() : [];
  if (files.some((file) => file.endsWith(".log")))
    throw inputError(
      recordings,
      "holds recorded log lines, not metrics; give the exporter a name of its own.",
    );
  return files.filter((file) => file.endsWith(".prom")).map((file) => file.slice(0, -".prom".length));
}

/**
 * A name for a page that was given none: its file's, when that is one already (`1.5.3.busy.prom`), or the version its
 * build info tells. Nobody knows the state then, so it is called `recorded`.
 */
function proposedName(families: Page["families"], source: string): string {
  const file = URL.canParse(source) ? "" : basename(source, ".prom");
  if (parseRecordingName(file)) return file;
  const info = [...families.values()].find(({ name }) => name.endsWith("_build_info"));
  const version = info?.samples[0]?.labels["version"]?.replace(/^v/, "").replace(/[^\w.-]/g, "-");
  return `${version || "unknown"}.recorded`;
}

function checkedName(given: string, earlier: readonly string[]): RecordingName & { name: string } {
  const name = given.replace(/\.prom$/, "");
  const parsed = parseRecordingName(name);
  if (parsed) return { name, ...parsed };
  throw inputError(
    "--name",
    `\`${name}\` is not <version>.<state>; say what was recorded, as in --name 1.5.3.busy (states: fresh, idle, busy, failing, …).${earlier.length === 0 ? "" : ` So far: ${earlier.join(", ")}.`}`,
  );
}

function comparison(
  name: string | undefined,
  page: Page,
  state: string,
  folder: string,
): Stored["against"] | undefined {
  if (name === undefined) return undefined;
  const path = join(folder, "recordings", `${name}.prom`);
  const changes = compare([parseExposition(readFileSync(path), path)], [page]);
  return { name, sameState: parseRecordingName(name)?.state === state, changes };
}

function similar(exporter: string, contracts: string): { readonly similar: string } | undefined {
  const others = readdirSync(contracts, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const near = nearest(
    exporter,
    others.map(({ name }) => name).filter((name) => name !== exporter),
  );
  return near === undefined ? undefined : { similar: near };
}

function misfit(folder: string): { readonly misfit: string } | undefined {
  try {
    readContract(folder);
    return undefined;
  } catch (thrown) {
    if (!isInputError(thrown)) throw thrown;
    return { misfit: thrown.message };
  }
}

/** The least that `npm run contracts` accepts. Quoted as JSON, which is YAML too. */
function minimalContract(exporter: string, version: string, source: string): string {
  const words = exporter.replaceAll("_", " ");
  const { host, pathname } = URL.canParse(source) ? new URL(source) : { host: "", pathname: "" };
  return [
    `about: ${JSON.stringify(`${words}; say here what it is.`)}`,
    `title: ${JSON.stringify(`${words} exporter`)}`,
    `job: ${exporter}`,
    ...(host === "" ? [] : [`address: ${JSON.stringify(host)}`]),
    ...(host === "" || pathname === "/metrics" ? [] : [`metricsPath: ${JSON.stringify(pathname)}`]),
    "# Better a metric that every recording contains: `up` only says that the exporter answered.",
    "heartbeat: up",
    "variants:",
    `  ${JSON.stringify(version)}: { recordings: ${JSON.stringify(`${version}.`)}, about: ${JSON.stringify(`${words} ${version}`)} }`,
    "",
  ].join("\n");
}
