/** The LiteLLM board on every recorded version: what it asks for, and what it must not ask for. */
import { describe, expect, it } from "vitest";
import { parsePromql, selectors } from "../../checks/model/promql.ts";
import { readContracts } from "../../contracts/contract.ts";
import { buildBoards } from "../../dashboards/build/dashboard.ts";
import { readBoards } from "../../dashboards/build/read-boards.ts";
import { panelsOf, promTargets, type Panel } from "../../engine/shown.ts";
import { readStack } from "../../stack.ts";

const stack = readStack("test/fixtures/stack.yaml");
const boards = await readBoards();
const contract = readContracts().find(({ exporter }) => exporter === "litellm")!;
const personal = new Set(
  [...contract.metrics.values()].flatMap(({ labels }) =>
    [...labels.values()].filter((label) => label.personal !== undefined).map(({ name }) => name),
  ),
);
const litellm = (variant: string): { readonly panels: readonly (Panel & { description: string })[] } => {
  const exporters = { ...stack.exporters, litellm: { ...stack.exporters.litellm!, variant } };
  return JSON.parse(JSON.stringify(buildBoards(boards, { ...stack, exporters }).get("litellm")));
};
const titles = (variant: string) => panelsOf(litellm(variant)).map(({ title }) => title);
const exprs = (variant: string) =>
  panelsOf(litellm(variant)).flatMap((panel) => promTargets(panel).map(({ expr }) => expr));
const parsed = (expr: string) => [...selectors(parsePromql(expr).root)];
const variants = contract.variants.map(({ name }) => name);

describe.each(variants)("%s", (variant) => {
  it("no query reads a label with personal data, nor one that goes with them", () => {
    expect(personal.size).toBe(7);
    const gone = /\b(model_id|api_base|team|team_alias|service_tier|pid)\b/;
    for (const expr of exprs(variant)) {
      expect(expr).not.toMatch(gone);
      for (const label of personal) expect(expr).not.toMatch(new RegExp(`\\b${label}\\b`));
    }
  });
  it("requests that name no model, as a refused scrape, are left out wherever requests are counted", () => {
    const counted = exprs(variant)
      .flatMap(parsed)
      .filter(({ metric }) => /^litellm_proxy_(total|failed)_/.test(metric?.name ?? ""));
    expect(counted.length).toBeGreaterThan(4);
    // All is `.+`, which an empty model does not match.
    for (const { matchers } of counted)
      expect(matchers.map(({ label, op, value }) => `${label}${op}${value}`)).toContain(
        "requested_model=~$requested_model",
      );
  });
  it("deployments that do not exist are told by their provider", () => {
    const read = exprs(variant)
      .flatMap(parsed)
      .filter(({ metric }) =>
        /^litellm_deployment_(state|failure_responses_total)$/.test(metric?.name ?? ""),
      );
    expect(read.length).toBeGreaterThan(1);
    for (const { matchers } of read) expect(matchers.map(({ label }) => label)).toContain("api_provider");
  });
  it("a panel says where the last bucket ends that was recorded", () => {
    const bounds = contract.recordings
      .filter((recording) => recording.variant === variant && !recording.name.endsWith("options"))
      .flatMap(({ families }) => families.get("litellm_request_total_latency_metric")?.samples ?? [])
      .map(({ labels }) => Number(labels["le"] ?? 0));
    const minutes = Math.max(...bounds.filter(Number.isFinite)) / 60;
    const { description } = panelsOf(litellm(variant)).find(({ title }) =>
      title.startsWith("Total latency"),
    ) as Panel & { description: string };
    expect(description).toContain(variant === "1.109.1" ? `ends at ${minutes} min` : `(${minutes} min up to`);
  });
});

it("what a version does not emit is not on its board", () => {
  const newer = ["In flight", "Queue time in LiteLLM p50 and p95", "Least budget left of a user"];
  expect(titles("1.109.1")).toEqual(expect.arrayContaining(newer));
  expect(titles("1.82.6")).toEqual(titles("1.109.1"));
  expect(titles("1.80.5")).toEqual(titles("1.109.1").filter((title) => !newer.includes(title)));
});

it("the number that stands for no limit has its word wherever it can come", () => {
  const limited = panelsOf(litellm("1.109.1")).filter((panel) =>
    promTargets(panel).some(({ expr }) => expr.includes("litellm_remaining_")),
  );
  expect(limited.map(({ title }) => title)).toEqual([
    "Least budget left of a key",
    "Least budget left of a user",
    "Requests and tokens left",
  ]);
  for (const panel of limited)
    for (const { expr } of promTargets(panel)) {
      const [, most] = /^clamp_max\(.*, (\d+)\)$/.exec(expr)!;
      const { defaults, overrides } = panel.fieldConfig!;
      const words = [
        ...(defaults.mappings ?? []),
        ...overrides.flatMap(({ properties }) =>
          properties.filter(({ id }) => id === "mappings").flatMap(({ value }) => value),
        ),
      ] as { readonly options: { readonly [value: string]: { readonly text: string } } }[];
      expect(words.map(({ options }) => options[most!]?.text)).toContain("no limit");
    }
});

describe("colours", () => {
  const overrides = () =>
    panelsOf(litellm("1.109.1"))
      .find(({ title }) => title === "Requests per minute by model and status")!
      .fieldConfig!.overrides.map(({ matcher, properties }) => ({
        id: matcher.id,
        pattern: new RegExp(String(matcher.options).slice(1, -1)),
        value: properties[0]!.value as { readonly mode: string; readonly fixedColor: string },
      }));
  it.each([
    ["gemma3-27b 200", ["green"]],
    ["gemma3-27b 301", ["blue"]],
    ["other 404", ["orange"]],
    ["gemma3-27b 500", ["red"]],
    ["gpt-500 200", ["green"]],
    ["gemma3-27b None", []],
    ["no requests yet ", []],
    ["gpt-500 ", []],
  ])("%s is %j, by the class of its status", (series, expected) => {
    const found = overrides().filter(({ pattern }) => pattern.test(series));
    expect(found.map(({ value }) => value.fixedColor)).toEqual(expected);
    for (const { id, value } of found) expect([id, value.mode]).toEqual(["byRegexp", "shades"]);
  });
});

it("a filter on the model that clients ask for reaches the overhead, and not what is of all models", () => {
  const asked = (title: string) =>
    promTargets(panelsOf(litellm("1.109.1")).find((panel) => panel.title === title)!).map(({ expr }) => expr);
  const [backend, overhead] = asked("Backend latency and proxy overhead p95");
  expect(backend).toContain('requested_model=~"$requested_model"');
  expect(overhead).toContain('model_group=~"$requested_model"');
  expect(asked("Deployments failing").join()).not.toContain("$requested_model");
});

it("every recording of the overhead names the model as clients do, so that the filter finds it", () => {
  const label = (family: string, name: string) =>
    contract.recordings.map(
      ({ families }) =>
        new Set((families.get(family)?.samples ?? []).map(({ labels }) => labels[name]).filter(Boolean)),
    );
  const groups = label("litellm_overhead_latency_metric", "model_group");
  expect(groups.filter(({ size }) => size > 0).length).toBeGreaterThan(5);
  expect(groups).toEqual(label("litellm_request_total_latency_metric", "requested_model"));
});

it.each(["Requests/s", "Failure ratio", "Failures per minute by exception class"])(
  "%s says that the first request of a client is not seen, and what helps",
  (title) => {
    const { description } = panelsOf(litellm("1.109.1")).find((panel) => panel.title === title) as Panel & {
      description: string;
    };
    expect(description).toContain("a rate cannot see what a series begins with");
    expect(description).toContain("include_labels");
  },
);
