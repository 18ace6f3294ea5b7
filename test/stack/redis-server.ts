/** A Redis of the test's own, on a free port of 127.0.0.1, where redis-server is on PATH. */
import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { connect, createServer, type AddressInfo } from "node:net";

/** Whether there is one to start. */
export const hasRedis = spawnSync("redis-server", ["--version"]).status === 0;

export interface Redis {
  readonly port: number;
  readonly url: string;
  /** Kills it, as a power cut does: nothing is kept. */
  readonly kill: () => Promise<void>;
  /** Makes it hang, and go on again. */
  readonly hang: () => void;
  readonly goOn: () => void;
  /** Starts it again at the same place. */
  readonly start: () => Promise<void>;
}

/** Starts one. Kill it in the end. */
export async function startRedis(): Promise<Redis> {
  const probe = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => probe.once("listening", resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  let child: ChildProcess | undefined;
  const start = async (): Promise<void> => {
    child = spawn("redis-server", ["--port", String(port), "--bind", "127.0.0.1", "--save", ""], {
      stdio: "ignore",
    });
    while (!(await answers(port))) await new Promise((resolve) => setTimeout(resolve, 20));
  };
  await start();
  return {
    port,
    url: `redis://127.0.0.1:${port}`,
    start,
    hang: () => void child!.kill("SIGSTOP"),
    goOn: () => void child!.kill("SIGCONT"),
    async kill() {
      if (!child || child.exitCode !== null || child.signalCode !== null) return;
      const ended = new Promise((resolve) => child!.once("exit", resolve));
      child.kill("SIGKILL");
      await ended;
    },
  };
}

const answers = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("error", () => resolve(false));
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
  });
