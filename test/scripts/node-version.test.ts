import { spawnSync } from "node:child_process";
import { expect, it } from "vitest";

const asIf = (...version: string[]) =>
  spawnSync(process.execPath, ["scripts/node-version.mjs", ...version], { encoding: "utf8" });

it("this Node will do, silently", () => expect(asIf()).toMatchObject({ status: 0, stdout: "", stderr: "" }));
it.each(["20.19.0", "20.20.1", "22.0.0", "100.1.2"])("so will %s", (version) =>
  expect(asIf(version).status).toBe(0),
);
it.each(["20.18.3", "18.20.4", "12.22.12", "9.99.0"])("%s is told what to do in one sentence", (version) =>
  expect(asIf(version)).toMatchObject({
    status: 2,
    stdout: "",
    stderr: `This is Node ${version}, but inference-dashboards needs 20.19 or newer: https://nodejs.org\n`,
  }),
);
