import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { readContracts } from "../../contracts/contract.ts";
import {
  all,
  bySetting,
  estimate,
  formula,
  happened,
  rowsOf,
  seriesOn,
  written,
} from "../../scripts/bench-scale/estimate.ts";
import { seriesFor, typical } from "../../scripts/bench-scale/series.ts";
import { readStack } from "../../stack.ts";

const contracts = readContracts();
/** Every recording with the formula of its version and setting. */
const pages = contracts.flatMap(({ exporter, variants, recordings }) =>
  variants.flatMap(({ name }) =>
    [...bySetting(recordings.filter(({ variant }) => variant === name)).values()].flatMap((own) =>
      own.map((recording) => ({
        page: `${exporter}/${recording.name}`,
        recording,
        terms: formula(own),
      })),
    ),
  ),
);

describe("the estimate for what a recording shows", () => {
  it("looks at every recording", () =>
    expect(pages.length).toBe(contracts.reduce((sum, { recordings }) => sum + recordings.length, 0)));
  it.each(pages)("$page: is no fewer than were recorded", ({ recording, terms }) =>
    expect(estimate(terms, happened(recording))).toBeGreaterThanOrEqual(seriesOn(recording)),
  );
  // Everything there is has happened on these, and every combination of it.
  const exact = pages.filter(({ page }) =>
    /^(bullmq\/|dcgm\/|ollama_queue\/.*\.(busy|idle)|nginx\/.*\.busy)/.test(page),
  );
  it("finds the pages that are complete", () => expect(exact.length).toBeGreaterThan(20));
  it.each(exact)("$page: is exact", ({ recording, terms }) =>
    expect(estimate(terms, happened(recording))).toBe(seriesOn(recording)),
  );
  // Not every metric has every combination here: a request that failed has no time to first token.
  const bounded = pages.filter(({ page }) =>
    /^(litellm|log_pipeline)\/.*\.(busy|options|private|workers)$/.test(page),
  );
  it("finds the pages of requests", () => expect(bounded.length).toBeGreaterThan(8));
  it.each(bounded)("$page: is at most two and a half times as many", ({ recording, terms }) =>
    expect(estimate(terms, happened(recording)) / seriesOn(recording)).toBeLessThan(2.5),
  );
});

describe("a formula", () => {
  const terms = [
    { by: [], series: 8 },
    { by: ["models"], series: 85 },
    { by: ["models", "keys"], series: 2 },
  ] as const;
  it("is written as one would say it", () => expect(written(terms)).toBe("8 + 85 models + 2 models × keys"));
  it("takes every combination, and one of what nothing is said of", () => {
    expect(estimate(terms, all({ models: 3, keys: 4 }))).toBe(8 + 255 + 24);
    expect(estimate(terms, all({}))).toBe(95);
  });
});

describe("docs/scale.md", () => {
  const page = readFileSync("docs/scale.md", "utf8");
  const stack = readStack("stack.yaml");
  it.each(contracts.filter(({ exporter }) => exporter in stack.exporters))(
    "has the formula of $exporter as stack.yaml runs it",
    (contract) => {
      const { variant } = stack.exporters[contract.exporter as keyof typeof stack.exporters]!;
      expect(page).toContain(`\`${written(formula(typical(contract, variant)))}\``);
    },
  );
});

describe("generated series", () => {
  const stack = readStack("test/fixtures/stack.yaml");
  const size = {
    targets: { ollama_queue: 3, dcgm: 2 },
    counts: { ollama_queue: { models: 4 }, dcgm: { gpus: 8 }, litellm: { models: 2, keys: 3 } },
  };
  const series = seriesFor(contracts, stack, size, { step: 15, until: 60 });
  it.each(Object.entries(stack.exporters))(
    "are as many of %s as its formula says",
    (name, { variant, job }) => {
      const contract = contracts.find(({ exporter }) => exporter === name)!;
      const rows = typical(contract, variant);
      const counts = size.counts[name as keyof typeof size.counts] ?? {};
      const names = new Set(rowsOf(rows).map((row) => row.name));
      const own = series.filter(
        ({ labels }) =>
          labels["job"] === job && names.has(labels["__name__"]!) && labels["__name__"] !== "up",
      );
      expect(own.length).toBe(
        estimate(formula(rows), all(counts)) * (size.targets[name as keyof typeof size.targets] ?? 1),
      );
    },
  );
  it("are the same every time, and none twice", () => {
    expect(seriesFor(contracts, stack, size, { step: 15, until: 60 })).toEqual(series);
    expect(new Set(series.map(({ labels }) => JSON.stringify(Object.entries(labels).sort()))).size).toBe(
      series.length,
    );
  });
});
