import { spawnSync } from "node:child_process";
import { Worker } from "node:worker_threads";
import { expect, test } from "vitest";
import { startEngine } from "../../engine/engine.ts";

test("a crash of the engine rejects with its reason and does not disturb another engine", async () => {
  const [crashing, other] = await Promise.all([startEngine(), startEngine()]);
  // More nesting than the thread's stack holds: nothing inside the Go program can catch that.
  const nested = [{ expr: `${"(".repeat(100_000)}1${")".repeat(100_000)}`, time: 0 }];
  const waiting = crashing.evaluate([], [{ expr: "1", time: 0 }]);
  const crashed = /^The engine crashed: .*Maximum call stack size exceeded/;
  const both = [crashing.evaluate([], nested), crashing.evaluate([], [{ expr: "1", time: 0 }])];
  await expect(waiting).resolves.toHaveLength(1);
  for (const outcome of await Promise.allSettled(both))
    expect(outcome).toMatchObject({
      status: "rejected",
      reason: { message: expect.stringMatching(crashed) },
    });
  await expect(crashing.labelNames([])).rejects.toThrow(crashed);
  await crashing.close();
  await expect(other.evaluate([], [{ expr: "1", time: 0 }])).resolves.toHaveLength(1);
  await other.close();
});

test("a panic in the Go program is an answer with its stack, and the program goes on", async () => {
  const worker = new Worker(new URL("../../engine/worker.mjs", import.meta.url), { execArgv: [] });
  const answer = (): Promise<string> =>
    new Promise((resolve) =>
      worker.once("message", ({ response }: { response: string }) => resolve(response)),
    );
  await answer();
  const ask = (request: object): Promise<string> => {
    worker.postMessage({ id: 1, request: JSON.stringify(request), samples: new Uint8Array(0) });
    return answer();
  };
  // One sample announced, none sent.
  const panicked = await ask({ do: "evaluate", series: [{ labels: { __name__: "up" }, count: 1 }] });
  const { error } = JSON.parse(panicked) as { error: string };
  expect(error).toMatch(/^panic: runtime error: slice bounds out of range/);
  expect(error).toMatch(/main\.ingest/);
  expect(await ask({ do: "evaluate", queries: [] })).toBe('{"result":[]}');
  expect(await ask({ do: "dance" })).toBe('{"error":"unknown request \\"dance\\""}');
  await worker.terminate();
});

test("a closed engine says so, and rejects what it had not answered", async () => {
  const engine = await startEngine();
  const waiting = expect(engine.evaluate([], [{ expr: "1", time: 0 }])).rejects.toThrow(
    "The engine is closed.",
  );
  await engine.close();
  await waiting;
  await expect(engine.series([], "up")).rejects.toThrow("The engine is closed.");
  await engine.close();
});

test("under tsx, a program waits for an answer and ends although nobody closed the engine", () => {
  const program = `
    import { startEngine } from ${JSON.stringify(new URL("../../engine/engine.ts", import.meta.url).href)};
    const engine = await startEngine();
    const [answer] = await engine.evaluate([], [{ expr: "6 * 7", time: 0 }]);
    console.log(answer.result);`;
  const run = spawnSync(process.execPath, ["--import", "tsx", "--input-type=module", "--eval", program], {
    encoding: "utf8",
    timeout: 60_000,
  });
  expect(run).toMatchObject({ status: 0, stdout: "42\n", stderr: "" });
});
