import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { readStack } from "../../stack.ts";

const folder = mkdtempSync(join(tmpdir(), "tenant-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** The whole file, whose metrics source is of a tenant. */
function withTenant(tenantFrom: string): string {
  const whole = readFileSync("test/fixtures/stack.yaml", "utf8");
  const file = join(folder, "stack.yaml");
  writeFileSync(
    file,
    whole.replace("    uid: prometheus\n", `    uid: prometheus\n    tenantFrom: ${tenantFrom}\n`),
  );
  return file;
}

describe("tenantFrom in stack.yaml", () => {
  it("is the name of an environment variable of Grafana", () =>
    expect(readStack(withTenant("MIMIR_TENANT")).dataSources[0]!.tenantFrom).toBe("MIMIR_TENANT"));
  it.each(["$MIMIR_TENANT", '"${MIMIR_TENANT}"', "team-a"])("%s: one sentence with the line", (given) => {
    const file = withTenant(given);
    expect(() => readStack(file)).toThrow(
      new RegExp(
        `^${file}:\\d+: \`dataSources\\.0\\.tenantFrom\` is .*, but must be the name of an environment variable such as MIMIR_TENANT, without a dollar\\.$`,
      ),
    );
  });
});
