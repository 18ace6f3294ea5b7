import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { describe, expect, it } from "vitest";

/** Which folder may import from which, apart from itself. `contracts` alone means its reading side and generated files. */
const MAY: Readonly<Record<string, readonly string[]>> = {
  contracts: [],
  // Scenarios replay recordings.
  engine: ["contracts"],
  queries: ["contracts"],
  // The type of a query and how it is printed, never a particular measure.
  panels: ["contracts", "queries/query.ts", "queries/promql.ts", "queries/logql.ts", "queries/print.ts"],
  dashboards: ["contracts", "queries", "panels", "stack.ts"],
  // What can be imported from the installed package: no script of this repository.
  package: ["checks", "contracts", "dashboards", "diff", "panels", "queries", "stack.ts"],
  rules: ["contracts", "queries", "panels/panel-id.ts", "stack.ts"],
  // The second path from the recordings: it must not see how the boards were made.
  checks: [
    "contracts/contract.ts",
    "contracts/exposition.ts",
    "contracts/log-contract.ts",
    "contracts/read-yaml.ts",
    "contracts/input-error.ts",
    "contracts/unit.ts",
  ],
  // Compares built boards; what they show is asked of the engine.
  diff: [
    "checks/model",
    "contracts/input-error.ts",
    "contracts/compare.ts",
    "contracts/exposition.ts",
    "engine",
  ],
  // Its image copies nothing else.
  "stack/queue": ["contracts/input-error.ts"],
  "stack/config": ["contracts", "rules/all.ts", "stack.ts", "scripts/output.ts"],
  // Judges a live stack by the built boards and the recordings; it must not see how the boards were made either.
  doctor: [
    "contracts/contract.ts",
    "contracts/log-contract.ts",
    "contracts/read-yaml.ts",
    "contracts/input-error.ts",
    "checks/model",
    // Grafana's intervals.
    "engine/shown.ts",
    "stack.ts",
  ],
};

const sources = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .map((file) => join(folder, file));

describe.each(Object.entries(MAY))("%s imports only what it may", (folder, allowed) => {
  const imports = sources(folder).flatMap((file) =>
    [...readFileSync(file, "utf8").matchAll(/(?:^import|^export|^\} from|import\().*?"(\.[^"]+)"/gm)].map(
      ([, path]) => ({ file, target: normalize(join(dirname(file), path!)) }),
    ),
  );
  it("has imports to look at", () => expect(sources(folder).length).toBeGreaterThan(0));
  it("no arrow the wrong way", () => {
    const wrong = imports.filter(
      ({ target }) =>
        ![folder, ...allowed].some((place) => target === place || target.startsWith(`${place}/`)),
    );
    expect(wrong.map(({ file, target }) => `${file} → ${target}`)).toEqual([]);
  });
});

const generated = sources("contracts").filter((file) => file.endsWith(".gen.ts"));
const withoutComments = (source: string): string => source.replace(/\/\*[^]*?\*\/|\/\/.*$/gm, "");

it("no list of metric names written by hand: every recorded name in the sources comes from a generated file", () => {
  const files = [...sources("queries"), ...sources("panels"), ...sources("dashboards"), ...sources("checks")];
  const quoted = files.flatMap((file) =>
    [...withoutComments(readFileSync(file, "utf8")).matchAll(/["'`]([A-Za-z_]+)["'`]/g)].map(([, name]) => ({
      file,
      name: name!,
    })),
  );
  expect(quoted.length).toBeGreaterThan(100);
  const recorded = new Set(
    generated.flatMap((file) =>
      [...readFileSync(file, "utf8").matchAll(/^export const (\w+) = (?:counter|gauge|histogram)/gm)].map(
        ([, name]) => name!,
      ),
    ),
  );
  expect(recorded.size).toBeGreaterThan(300);
  // `up` is a word as well, and what Prometheus adds to every target whatever it emits.
  expect(
    quoted
      .filter(({ name }) => name !== "up" && recorded.has(name))
      .map(({ file, name }) => `${file}: ${name}`),
  ).toEqual([]);
});

describe("a generated file", () => {
  it.each(generated)("%s says so in its first line", (file) =>
    expect(readFileSync(file, "utf8").split("\n")[0]).toMatch(/^\/\/ Generated .* Do not edit\.$/),
  );
});
