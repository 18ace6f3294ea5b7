import { describe, expect, it } from "vitest";
import { readBoard } from "../../checks/model/board.ts";
import { manyBoards } from "../../scripts/bench-many.ts";

const board = (uid: string, exprs: readonly string[]) =>
  readBoard(`${uid}.json`, {
    uid,
    title: uid,
    templating: { list: [{ name: "model", type: "query", query: "label_values(up, job)" }] },
    panels: [{ id: 1, title: "P", targets: exprs.map((expr) => ({ expr })) }],
  });
const ours = [board("door", ["up", "nginx_up"]), board("queue", ["ollama_queue_waiting"])];

describe("boards made for the benchmark", () => {
  const made = manyBoards(ours, 3, 20).map((json, index) => readBoard(`${index}.json`, json));
  it("as many as wanted, with as many queries, each under its own uid", () => {
    expect(made.map(({ uid }) => uid)).toEqual(["many-1", "many-2", "many-3"]);
    expect(made.map(({ queries }) => queries.length)).toEqual([6, 7, 7]);
  });
  it("begins with another board each time", () =>
    expect(made.map(({ panels }) => panels[0]?.queries[0]?.text)).toEqual([
      "up",
      "ollama_queue_waiting",
      "up",
    ]));
  it("is always the same", () => expect(manyBoards(ours, 3, 20)).toEqual(manyBoards(ours, 3, 20)));
});
