// Runs before everything else, so it must parse on any Node that knows .mjs: no `?.`, no `??`, no `node:` imports.
import { readFileSync } from "fs";

const range = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")).engines.node;
const need = range.replace(/[^0-9.]/g, "").split(".");
// A version as argument stands in for the running one, for the test.
const version = process.argv[2] || process.versions.node;
const have = version.split(".");
let i = 0;
while (i < need.length - 1 && Number(have[i]) === Number(need[i])) i++;
if (Number(have[i]) < Number(need[i])) {
  const sentence = `This is Node ${version}, but inference-dashboards needs ${need.join(".")} or newer: https://nodejs.org`;
  console.error(sentence);
  process.exitCode = 2;
}
