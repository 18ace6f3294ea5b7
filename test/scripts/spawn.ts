import { spawn } from "node:child_process";

/** Runs a script as npm does, in another working folder if need be, and waits for its end. */
export async function script(
  file: string,
  args: readonly string[],
  cwd = process.cwd(),
): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const child = spawn(
    process.execPath,
    ["--import", import.meta.resolve("tsx"), `${process.cwd()}/${file}`, ...args],
    { cwd },
  );
  let [stdout, stderr] = ["", ""];
  child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  const code = await new Promise<number | null>((resolve) => child.on("close", resolve));
  return { code, stdout, stderr };
}
