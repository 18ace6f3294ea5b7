/** `npm run build`: writes dist/, which is what the package holds: JavaScript, types, and what they read at run time. */
import { spawnSync } from "node:child_process";
import { cpSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";

const OUT = "dist";

// Each lies in dist/ where it lies here, so that a module finds it beside itself in both.
const data = [
  ...readdirSync("contracts", { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name }) => [`contracts/${name}/contract.yaml`, `contracts/${name}/recordings`]),
  ...["engine.wasm.br", "wasm_exec.js", "worker.mjs", "LICENSES.txt"].map((file) => `engine/${file}`),
  "checks/dashboard.schema.json",
  ...readdirSync("checks")
    .filter((file) => file.endsWith(".md"))
    .map((file) => `checks/${file}`),
  // The pages that --help names.
  ...["diff.md", "doctor.md", "package.md"].map((file) => `docs/${file}`),
];

rmSync(OUT, { recursive: true, force: true });
const { status } = spawnSync(
  process.execPath,
  ["node_modules/typescript/bin/tsc", "--project", "tsconfig.build.json"],
  { stdio: "inherit" },
);
if (status === 0) for (const path of data) cpSync(path, join(OUT, path), { recursive: true });
process.exitCode = status ?? 1;
