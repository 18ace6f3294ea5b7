/** Finds what a run of the checks is about: dashboards and data sources on disk. */
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { basename, dirname, join, normalize, relative } from "node:path";
import { inputError } from "../../contracts/input-error.ts";
import { readBoard, type Board } from "./board.ts";
import type { DataSource } from "./context.ts";
import { readDataSources } from "./data-sources.ts";
import { get } from "./shape.ts";
import { isUnreadRules, readRules, type Rule } from "./rules.ts";
import { isTemplate, mayHoldDashboard, unwrap } from "./wrapped.ts";

export interface Found {
  readonly boards: readonly Board[];
  /** Rules of Prometheus, Grafana or the operator. Undefined where there is no file with rules. */
  readonly rules: readonly Rule[] | undefined;
  /**
   * What is below a given folder and was not read: JSON files that are no dashboards, templates of dashboards and rules,
   * and empty YAML. To be named, lest one goes unnoticed.
   */
  readonly skipped: readonly string[];
  /** Undefined where no data source is provisioned beside the boards. */
  readonly dataSources: readonly DataSource[] | undefined;
}

/**
 * Reads the dashboards and rules that the paths name: a file must hold some, a folder is searched for them.
 *
 * @throws InputError for a path that is not there, a file that is not JSON, and a given file that holds neither.
 */
export function find(paths: readonly string[]): Found {
  const boards = new Map<string, Board>();
  const read = new Set<string>();
  const rules: Rule[] = [];
  const skipped: string[] = [];
  const sources = new Set<string>();
  for (const given of paths) {
    // To Node it is the current folder, to whoever wrote "$BOARD" a mistake.
    if (given === "") throw inputError("''", "is an empty path; name a file or a folder.");
    const path = normalize(given).replace(/(?<=.)\/$/, "");
    // Unlike existsSync it tells what is there and may not be seen.
    const isFolder = statSync(path, { throwIfNoEntry: false })?.isDirectory();
    if (isFolder === undefined) throw inputError(given, "does not exist.");
    for (const file of isFolder ? filesUnder(path) : [path]) {
      if (isFolder && isDataSource(file)) sources.add(file);
      if ((isFolder && !/\.(json|ya?ml)$/.test(file)) || read.has(file)) continue;
      read.add(file);
      const text = readFileSync(file, "utf8");
      const isYaml = /\.ya?ml$/.test(file);
      const own = isYaml ? readRules(text, file) : undefined;
      rules.push(...(own ?? []));
      if (isFolder && !own && isYaml && isUnreadRules(text)) {
        skipped.push(file);
        continue;
      }
      if (isYaml && (isFolder || own) && !mayHoldDashboard(text)) continue;
      // A folder holds much else: templates that are no YAML yet, and JSON with comments.
      if (isFolder && (isYaml ? isTemplate(text) : !mayBeDashboard(text))) {
        skipped.push(file);
        continue;
      }
      if (!isFolder && !isYaml && isPage(file, text))
        throw inputError(file, "is a /metrics page and no dashboard; `check` takes one after --scrape.");
      const dashboards = unwrap(text, file);
      for (const { file: name, json } of dashboards) boards.set(name, readBoard(name, json));
      if (dashboards.length > 0 || (isFolder && isYaml)) continue;
      if (isFolder) skipped.push(file);
      else
        throw inputError(
          file,
          !isYaml
            ? `is JSON, but not a dashboard: ${hasPanels(text) ? "its `panels` is no list" : "it has no `panels`"}.`
            : /\bgroups["']?\s*:/.test(text)
              ? "has `groups`, but no rule in them: each group needs `rules`, and each rule `alert` or `record`."
              : "is YAML, but neither a dashboard (it has no `panels`) nor rules (it has no `groups`).",
        );
    }
  }
  if (sources.size === 0 && paths.every(belongsToProvisioning))
    for (const file of filesUnder("provisioning/datasources").filter(isDataSource)) sources.add(file);
  return {
    boards: [...boards.values()],
    rules: rules.length > 0 ? rules : undefined,
    skipped,
    dataSources: sources.size === 0 ? undefined : [...sources].flatMap(readDataSources),
  };
}

const hasPanels = (json: string): boolean => get(JSON.parse(json), "panels") !== undefined;

/** Told to whoever gives a page in place of a dashboard. */
const isPage = (file: string, text: string): boolean =>
  /\.(prom|om|metrics)(\.gz)?$/.test(file) || /^# (HELP|TYPE) [A-Za-z_:]/m.test(text);

/** What has none of these words is not even a dashboard that broke. */
const mayBeDashboard = (text: string): boolean =>
  /"(panels|rows|elements|schemaVersion|dashboard|spec|data)"/.test(text);

const isDataSource = (file: string): boolean =>
  /\.ya?ml$/.test(file) && basename(dirname(file)) === "datasources";

/** A single file of this checkout is judged as a part of it; what is elsewhere is a world of its own. */
const belongsToProvisioning = (path: string): boolean =>
  !relative(statSync(path).isDirectory() ? "provisioning" : ".", path).startsWith("..");

function filesUnder(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.name.startsWith(".") || entry.name === "node_modules") return [];
      if (entry.isDirectory()) return filesUnder(path);
      // A link to a file is how Kubernetes mounts one; a link to a folder may lead in a circle.
      return entry.isFile() || (entry.isSymbolicLink() && statSync(path, { throwIfNoEntry: false })?.isFile())
        ? [path]
        : [];
    });
}
