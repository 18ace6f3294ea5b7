/** A report as SARIF 2.1.0, which code review tools show beside the lines of a change. */
import { existsSync, readFileSync } from "node:fs";
import { isAbsolute, relative } from "node:path";
import { pathToFileURL } from "node:url";
import { object } from "./shape.ts";
import type { Place, Problem, Report } from "./problem.ts";

/**
 * One run with one result per problem; a rule per check that found something.
 *
 * @param textOf The text of a dashboard's file as it is on disk, or undefined where it cannot be read: in it a query is
 *   looked up to name its line. A problem that is not about a query, or a query that is not found, is at line 1.
 */
export function renderSarif({ problems }: Report, textOf: (file: string) => string | undefined): string {
  const ids = [...new Set(problems.map(({ id }) => id))].sort();
  const run = {
    tool: {
      driver: {
        name: "inference-dashboards",
        version: VERSION,
        rules: ids.map((id) => ({ id, ...words(id) })),
      },
    },
    // Columns of a query are counted as JavaScript counts them.
    columnKind: "utf16CodeUnits",
    results: problems.map((problem) => ({
      ruleId: problem.id,
      ruleIndex: ids.indexOf(problem.id),
      level: problem.severity,
      message: { text: sentence(problem) },
      locations: [
        {
          physicalLocation: {
            artifactLocation: { uri: uriOf(problem.at.file) },
            region: { startLine: lineOf(problem, textOf(problem.at.file)) },
          },
          logicalLocations: [{ fullyQualifiedName: nameOf(problem.at) }],
        },
      ],
    })),
  };
  return JSON.stringify(
    { $schema: "https://json.schemastore.org/sarif-2.1.0.json", version: "2.1.0", runs: [run] },
    null,
    2,
  );
}

/** From the package's own file: beside the sources, and one folder up in the built package. */
const VERSION = (() => {
  const own = ["../../package.json", "../../../package.json"].find((path) =>
    existsSync(new URL(path, import.meta.url)),
  )!;
  return String(object(JSON.parse(readFileSync(new URL(own, import.meta.url), "utf8")))["version"]);
})();

/** What a check's page says first, and where it is: without an address, as this project has none that is known here. */
function words(id: string) {
  const name = id === "exception" ? "README" : id;
  const page = new URL(`../${name}.md`, import.meta.url);
  const text = existsSync(page) ? readFileSync(page, "utf8") : "";
  const first = text.split("\n").find((line) => line !== "" && !line.startsWith("#")) ?? id;
  return {
    shortDescription: { text: first.replace(/\[(.*?)\]\(.*?\)/g, "$1") },
    help: { text: `Explained in checks/${name}.md` },
  };
}

const nameOf = ({ file, dashboard, row, panel, part, refId }: Place): string =>
  [dashboard ?? file, row, panel, part, refId].filter((step) => step !== undefined).join(" › ");

const sentence = ({ at, mark, what, fix, evidence }: Problem): string =>
  [
    nameOf(at),
    ...(mark ? [mark.text.slice(mark.from, mark.to)] : []),
    what,
    `${fix}${evidence === undefined ? "" : ` (${evidence})`}`,
  ].join("\n");

/** Relative with `/` to the folder that is checked; a file outside of it has an address of its own. */
const uriOf = (file: string): string => {
  const below = relative("", file);
  return below.startsWith("..") || isAbsolute(below)
    ? pathToFileURL(file).href
    : below.replaceAll("\\", "/").split("/").map(encodeURIComponent).join("/");
};

function lineOf({ mark, at }: Problem, text: string | undefined): number {
  if (text === undefined) return 1;
  // In JSON a query stands with its quotes escaped; a title finds at least the panel.
  const wanted = [mark?.text, at.panel, at.dashboard].flatMap((each) =>
    each === undefined ? [] : [JSON.stringify(each)],
  );
  const found = wanted.map((each) => text.indexOf(each)).find((index) => index >= 0);
  return found === undefined ? 1 : text.slice(0, found).split("\n").length;
}
