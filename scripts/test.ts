/** `npm test`: every proof there is, in the order in which a failure is easiest to understand. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

interface Step {
  readonly name: string;
  readonly command: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
}

const bin = (name: string): string => join("node_modules", ".bin", name);
const script = (name: string, ...args: readonly string[]): readonly string[] => [
  bin("tsx"),
  `scripts/${name}.ts`,
  ...args,
];
const scratch = mkdtempSync(join(tmpdir(), "inference-dashboards-"));
const [first, second] = [join(scratch, "first"), join(scratch, "second")];

const steps: readonly Step[] = [
  { name: "types", command: [bin("tsc"), "--noEmit", "--project", "."] },
  { name: "format", command: [bin("prettier"), "--check", "--log-level", "warn", "."] },
  { name: "generated types are fresh", command: script("contracts", "--check") },
  { name: "tests", command: [bin("vitest"), "run"] },
  { name: "provisioning is fresh", command: script("build-dashboards", "--check") },
  { name: "the stack's configuration is fresh", command: script("build-stack", "--check") },
  { name: "a build here", command: script("build-dashboards", "--out", first) },
  // Another clock and another language must not show in a single byte.
  {
    name: "a build elsewhere",
    command: script("build-dashboards", "--out", second),
    environment: { TZ: "Pacific/Auckland", LC_ALL: "tr_TR.UTF-8" },
  },
  { name: "both builds are the same", command: ["diff", "--recursive", first, second] },
  { name: "check", command: script("check") },
  { name: "the table of states is fresh", command: script("states", "--check") },
  { name: "the page of coverage is fresh", command: script("coverage", "--check") },
  { name: "the page of the guide's names is fresh", command: script("guide-names", "--check") },
  // Minutes, so only CI does it by itself; it names what the machine lacks.
  ...(process.env["CI"] ? [{ name: "the real stack", command: script("test-stack") }] : []),
  ...(process.env["CI"] && goOfTheStamp()
    ? [{ name: "the engine is what its sources make", command: [bin("tsx"), "engine/build.ts", "--check"] }]
    : []),
];

/** Rebuilding takes minutes and the very compiler of the stamp, so only CI does it, where that Go is installed. */
function goOfTheStamp(): boolean {
  const { go } = JSON.parse(readFileSync("engine/stamp.json", "utf8")) as { readonly go: string };
  return spawnSync("go", ["version"], { encoding: "utf8" }).stdout?.includes(` ${go} `) ?? false;
}

let failed = 0;
for (const { name, command, environment } of steps) {
  console.log(`\n${name}: ${command.join(" ").replaceAll(scratch, "…")}`);
  const [program, ...args] = command;
  const { status, error } = spawnSync(program!, args, {
    stdio: "inherit",
    env: { ...process.env, ...environment },
  });
  if (error) console.error(error.message);
  if (status === 0) continue;
  failed++;
  console.error(`${name}: failed`);
}
rmSync(scratch, { recursive: true, force: true });
console.log(`\nsteps: ${steps.length - failed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
