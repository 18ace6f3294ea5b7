import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/real/*.e2e.ts"],
    // Programs start, rates need their window, and a job whose worker died is found after half a minute.
    testTimeout: 240_000,
    hookTimeout: 240_000,
    // One fault after the other.
    bail: 1,
  },
});
