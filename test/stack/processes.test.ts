import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { freePorts, processes } from "../../stack/local/processes.ts";

const alive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};
async function gone(still: () => boolean): Promise<boolean> {
  for (let tries = 0; tries < 200 && still(); tries++) await sleep(50);
  return !still();
}

/** A program of the run that prints its own number and waits. */
const WAITING = {
  program: process.execPath,
  args: ["-e", "console.log(process.pid); setInterval(() => {}, 1000)"],
};

describe("programs of a local run", () => {
  it("end with it, and their folder with them, also when it is killed itself", async () => {
    const script = `
      import { processes } from ${JSON.stringify(new URL("../../stack/local/processes.ts", import.meta.url).href)};
      const run = processes();
      await run.start("waiting", ${JSON.stringify(WAITING)});
      while (run.log("waiting") === "") await new Promise((done) => setTimeout(done, 20));
      console.log(JSON.stringify({ folder: run.folder, pid: Number(run.log("waiting")) }));
    `;
    const parent = spawn(process.execPath, ["--import", "tsx", "--input-type=module", "-e", script]);
    const said = await new Promise<string>((done) =>
      parent.stdout.once("data", (text) => done(String(text))),
    );
    const { folder, pid } = JSON.parse(said) as { folder: string; pid: number };
    expect([alive(pid), existsSync(folder)]).toEqual([true, true]);
    parent.kill("SIGKILL");
    expect(await gone(() => alive(pid))).toBe(true);
    expect(await gone(() => existsSync(folder))).toBe(true);
  });

  it("that end while they start are named with their last words, and those that are missing by name", async () => {
    const run = processes();
    try {
      const dying = {
        program: process.execPath,
        args: ["-e", "console.error('no such config'); process.exit(3)"],
      };
      const ready = "http://127.0.0.1:1/";
      await expect(run.start("redis", { ...dying, ready })).rejects.toThrow(
        "redis: ended by itself (exit 3):\nno such config",
      );
      await expect(run.start("loki", { program: "/no/such/loki", args: [], ready })).rejects.toThrow(
        /^loki: did not start: .*ENOENT/,
      );
      await expect(run.start("nginx", { ...WAITING, ready, patience: 0.2 })).rejects.toThrow(
        /^nginx: was not ready after 0.2 s/,
      );
    } finally {
      await run.stop();
    }
    expect(existsSync(run.folder)).toBe(false);
  });

  it("can be killed and started again as they were", async () => {
    const run = processes();
    try {
      const pids = async (count: number) => {
        while (run.log("waiting").split("\n").length <= count) await sleep(20);
        return run.log("waiting").trim().split("\n").map(Number);
      };
      await run.start("waiting", WAITING);
      const [first] = await pids(1);
      await run.kill("waiting");
      expect(alive(first!)).toBe(false);
      await run.start("waiting");
      const [, second] = await pids(2);
      expect(alive(second!)).toBe(true);
    } finally {
      await run.stop();
    }
  });
});

it("free ports differ from each other", async () => {
  const ports = await freePorts(20);
  expect(new Set(ports).size).toBe(20);
  expect(Math.min(...ports)).toBeGreaterThan(0);
});
