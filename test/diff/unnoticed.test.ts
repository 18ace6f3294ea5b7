import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { readBoard } from "../../checks/model/board.ts";
import { type Json } from "../../checks/model/shape.ts";
import { compareBoards } from "../../diff/board.ts";

/** Every path to a value that is no object. */
const leaves = (value: unknown, path: readonly (string | number)[] = []): (readonly (string | number)[])[] =>
  Array.isArray(value)
    ? value.flatMap((each, index) => leaves(each, [...path, index]))
    : typeof value === "object" && value !== null
      ? Object.entries(value).flatMap(([key, each]) => leaves(each, [...path, key]))
      : [path];

const other = (value: unknown): unknown =>
  typeof value === "number" ? value + 1 : typeof value === "boolean" ? !value : `${String(value)} x`;

it("a board of which any one value is another is never called the same", () => {
  const text = readFileSync("provisioning/dashboards/ollama-queue.json", "utf8");
  const whole = JSON.parse(text) as Json & { readonly panels: readonly Json[] };
  // One of each type says as much as all of them, and sooner.
  const panels = whole.panels.filter(
    ({ type }, index, all) => all.findIndex((each) => each["type"] === type) === index,
  );
  const json: Json = { ...whole, panels };
  const was = readBoard("a.json", json);
  const paths = leaves(json);
  expect(paths.length).toBeGreaterThan(300);
  const unnoticed = paths.filter((path) => {
    const changed = structuredClone(json);
    let inner = changed as Record<string | number, unknown>;
    for (const key of path.slice(0, -1)) inner = inner[key] as typeof inner;
    inner[path.at(-1)!] = other(inner[path.at(-1)!]);
    return compareBoards(was, readBoard("a.json", changed), () => []) === undefined;
  });
  // A variable's definition repeats its query; of mappings the order shows nowhere; a row stands where its panels do,
  // and nothing refers to its id.
  const rows = panels.flatMap(({ type }, index) => (type === "row" ? [index] : [])).join("|");
  const harmless = new RegExp(`definition$|options\\..*index$|^panels\\.(${rows})\\.(id$|gridPos)`);
  expect(unnoticed.map((path) => path.join(".")).filter((path) => !harmless.test(path))).toEqual([]);
});
