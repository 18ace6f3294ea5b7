import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { checks } from "../../checks/all.ts";
import { readBoard } from "../../checks/model/board.ts";
import { type Json } from "../../checks/model/shape.ts";
import { runChecks } from "../../checks/model/check.ts";
import { context } from "../../checks/model/context.ts";
import { readContracts } from "../../contracts/contract.ts";
import { readLogContract } from "../../contracts/log-contract.ts";
import { inNewerModel } from "./newer-model.ts";

const contracts = readContracts();
const FOLDER = "provisioning/dashboards";
const boards = readdirSync(FOLDER)
  .filter((file) => file.endsWith(".json"))
  .map((file) => JSON.parse(readFileSync(`${FOLDER}/${file}`, "utf8")) as Json);
const problems = (...jsons: readonly Json[]) =>
  runChecks(
    checks,
    context({
      boards: jsons.map((json, index) => readBoard(`${index}.json`, json)),
      contracts,
      log: readLogContract(),
    }),
  ).map(({ id, at }) => `${id} ${at.dashboard}`);

describe("dashboards in the newer model", () => {
  it("of the same content as boards without a problem have none but where they lie", () => {
    expect(boards.length).toBeGreaterThan(2);
    expect(problems(...boards)).toEqual([]);
    expect(problems(...boards.map(inNewerModel))).toEqual(
      boards.map(({ title }) => `v2-in-file-mount ${String(title)}`),
    );
  });
  it("whose uid the file does not say may be what a link leads to", () => {
    const [first, ...others] = boards.map((json): Json => ({ ...json }));
    const linking: Json = { ...first!, links: [{ title: "There", type: "link", url: "/d/elsewhere" }] };
    const bare = (json: Json): Json => inNewerModel(json)["spec"] as Json;
    expect(problems(linking, ...others)).toEqual([`dead-link ${String(first!["title"])}`]);
    expect(problems(linking, ...others.map(bare)).filter((each) => each.startsWith("dead"))).toEqual([]);
  });
});
