import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    // Some tests start programs or the engine; a slow machine is no failure.
    testTimeout: 180_000,
    hookTimeout: 180_000,
    // By itself vitest leaves one processor free, which on a machine with two is half of it.
    maxWorkers: "100%",
    // Nothing here keeps state between files, so they may share what they have loaded.
    pool: "threads",
    isolate: false,
  },
});
