/** Programs of a local run: started in a folder of their own, ended whatever happens. */
import { spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, openSync, closeSync, readFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { inputError } from "../../contracts/input-error.ts";

/** How a program is started, and when it is there. */
export interface Command {
  readonly program: string;
  readonly args: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  /** Answers something below 500 once the program works; absent: it is taken to work at once. */
  readonly ready?: string;
  /** Seconds until it has to be ready. */
  readonly patience?: number;
}

/** The running programs of one folder. */
export interface Processes {
  /** Temporary; removed at the end, logs included. */
  readonly folder: string;
  /** Starts a program under a name and waits until it is ready. A name that ran before is started as it was. */
  readonly start: (name: string, command?: Command) => Promise<void>;
  /** Ends one program and waits for it: SIGKILL where nothing else is said, as a crash would. */
  readonly kill: (name: string, signal?: NodeJS.Signals) => Promise<void>;
  /** Sends a signal to one program: SIGSTOP and SIGCONT make it hang for a while. */
  readonly send: (name: string, signal: NodeJS.Signals) => void;
  /** Everything a program printed. */
  readonly log: (name: string) => string;
  /** Ends all programs and removes the folder. Happens by itself when this process dies. */
  readonly stop: () => Promise<void>;
}

/** @returns No program yet, but a keeper beside this process that ends them all once it is gone. */
export function processes(): Processes {
  const folder = mkdtempSync(join(tmpdir(), "inference-stack-"));
  const keeper = spawn(process.execPath, [fileURLToPath(new URL("keeper.mjs", import.meta.url)), folder], {
    stdio: ["pipe", "ignore", "ignore"],
    detached: true,
  });
  const running = new Map<string, { readonly command: Command; readonly child: ChildProcess }>();
  const logFile = (name: string): string => join(folder, `${name}.log`);
  const log = (name: string): string => readFileSync(logFile(name), "utf8");

  async function start(name: string, given?: Command): Promise<void> {
    const command = given ?? running.get(name)!.command;
    const output = openSync(logFile(name), "a");
    const child = spawn(command.program, command.args, {
      cwd: folder,
      stdio: ["ignore", output, output],
      env: { ...process.env, ...command.environment },
      // A group of its own: whatever it starts ends with it, and Ctrl-C is for this process only.
      detached: true,
    });
    closeSync(output);
    const failed = new Promise<never>((_, reject) => {
      child.once("error", ({ message }) => reject(inputError(name, `did not start: ${message}.`)));
      child.once("exit", (code, signal) =>
        reject(inputError(name, `ended by itself (${signal ?? `exit ${code}`}):\n${tail(log(name))}`)),
      );
    });
    // Only of interest while it starts.
    failed.catch(() => {});
    if (child.pid !== undefined) keeper.stdin.write(`${child.pid}\n`);
    running.set(name, { command, child });
    await Promise.race([failed, ready(name, command, () => tail(log(name)))]);
  }

  async function kill(name: string, signal: NodeJS.Signals = "SIGKILL"): Promise<void> {
    const { child } = running.get(name)!;
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((done) => child.once("exit", done));
    send(name, signal);
    await ended;
  }

  const send = (name: string, signal: NodeJS.Signals): void =>
    void process.kill(-running.get(name)!.child.pid!, signal);

  return {
    folder,
    start,
    kill,
    send,
    log,
    stop: () =>
      new Promise((done) => {
        keeper.once("exit", () => done());
        keeper.stdin.end();
      }),
  };
}

const tail = (text: string): string => text.trimEnd().split("\n").slice(-8).join("\n");

async function ready(name: string, { ready: url, patience = 30 }: Command, log: () => string): Promise<void> {
  if (url === undefined) return;
  const until = Date.now() + patience * 1000;
  while (Date.now() < until) {
    const status = await fetch(url, { signal: AbortSignal.timeout(2000), redirect: "manual" }).then(
      async (answer) => (await answer.arrayBuffer(), answer.status),
      () => 599,
    );
    if (status < 500) return;
    await new Promise((done) => setTimeout(done, 100));
  }
  throw inputError(name, `was not ready after ${patience} s (${url}):\n${log()}`);
}

/** Ports of 127.0.0.1 that nobody listens on. All are held until the last is found, so that they differ. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from(
      { length: count },
      () =>
        new Promise<ReturnType<typeof createServer>>((done, fail) => {
          const server = createServer().once("error", fail);
          server.listen(0, "127.0.0.1", () => done(server));
        }),
    ),
  );
  const ports = servers.map((server) => (server.address() as { readonly port: number }).port);
  await Promise.all(servers.map((server) => new Promise((done) => server.close(done))));
  return ports;
}
