import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { readContracts } from "../../contracts/contract.ts";
import { lookUp } from "../../scripts/guide-names/look-up.ts";
import { guidePage } from "../../scripts/guide-names/page.ts";

const contracts = readContracts();
const folder = mkdtempSync(join(tmpdir(), "guide-"));
afterAll(() => rmSync(folder, { recursive: true }));

describe("a query of a tutorial", () => {
  it("is right where that series was recorded, with the place", () => {
    const found = lookUp("DCGM_FI_DEV_FB_USED", undefined, contracts);
    expect(found).toMatchObject({ is: "right", variants: "GPU exporter 4.5.3, 3.1.7, main" });
    const [file, line] = found!.evidence!.split(":");
    expect(readFileSync(file!, "utf8").split("\n")[Number(line) - 1]).toMatch(/^DCGM_FI_DEV_FB_USED\{/);
  });
  it("is half right without the ending of its series", () => {
    expect(lookUp("litellm_deployment_failure_responses", undefined, contracts)).toMatchObject({
      is: "name",
      instead: "litellm_deployment_failure_responses_total",
    });
    expect(lookUp("litellm_request_total_latency_metric", undefined, contracts)!.instead).toContain(
      "_bucket",
    );
  });
  it("is half right with a label that its metric never has", () => {
    expect(lookUp('DCGM_FI_DEV_GPU_TEMP{card="0"}', undefined, contracts)).toMatchObject({
      is: "label",
      says: "It has no label `card`.",
      instead: "DCGM_FI_DEV_GPU_TEMP",
    });
  });
  it("is wrong where nobody recorded it, and what to ask instead must be recorded", () => {
    const asks = "litellm_input_tokens_total";
    expect(lookUp(asks, "litellm_input_tokens_metric_total", contracts)).toMatchObject({ is: "gone" });
    expect(lookUp(asks, "litellm_input_tokens_metric", contracts)).toBeUndefined();
    expect(lookUp(asks, undefined, contracts)).toBeUndefined();
  });
});

it("a name without anything to use instead is an error with its line", () => {
  const file = join(folder, "guide.yaml");
  writeFileSync(file, "queries:\n  - { where: Here, asks: litellm_input_tokens_total }\nchecks: []\n");
  expect(() => guidePage(file, contracts)).toThrow(
    `${file}:2: \`litellm_input_tokens_total\` is in no recording; say with \`use:\` which recorded series to ask instead.`,
  );
});
