import { describe, expect, it } from "vitest";
import { buildBoards } from "../../dashboards/build/dashboard.ts";
import { readBoards } from "../../dashboards/build/read-boards.ts";
import { readStack } from "../../stack.ts";

const stack = readStack("test/fixtures/stack.yaml");
const sources = await readBoards();
const boards = buildBoards(sources, stack);
const { ollama_queue } = stack.exporters;
const withReference = buildBoards(sources, {
  ...stack,
  exporters: { ...stack.exporters, ollama_queue: { ...ollama_queue!, variant: "reference" } },
});

/** What the boards must show whatever else changes: asked for by the people they are for. Titles may grow, not lose these words. */
const PROMISED: Readonly<Record<string, readonly (readonly [title: RegExp, type: string])[]>> = {
  "ollama-queue": [
    [/^Waiting/, "stat"],
    [/^Active/, "stat"],
    [/^Worker saturation/, "stat"],
    [/^Tokens\/s/, "stat"],
    [/^Error ratio/, "stat"],
    [/^Jobs per minute by model/, "timeseries"],
    [/^Token rate by model/, "timeseries"],
    [/^Latency p50 and p95/, "timeseries"],
  ],
  "nginx-open-webui": [
    [/^Requests\/s/, "stat"],
    [/^Error rate/, "stat"],
    [/^Bandwidth out/, "stat"],
    [/^Active connections/, "stat"],
    [/^Request rate by route/, "timeseries"],
    [/^Request rate by status class/, "timeseries"],
    [/^Request duration p50 and p95/, "timeseries"],
    [/TTFB.*p50 and p95/, "timeseries"],
    [/^Upstream connect time p95/, "timeseries"],
    [/^Outbound bandwidth by route/, "timeseries"],
    [/^Access log/, "logs"],
  ],
  gpu: [
    [/^Utilisation$/, "stat"],
    [/^Memory used$/, "stat"],
    [/^Temperature$/, "stat"],
    [/^Power$/, "stat"],
    [/memory-copy utilisation/i, "timeseries"],
  ],
  litellm: [
    [/^Requests\/s$/, "stat"],
    [/^Failure ratio$/, "stat"],
    [/^In flight$/, "stat"],
    [/^p95 latency$/, "stat"],
    [/^p95 time to first token$/, "stat"],
    [/^Requests .*by model and status/, "timeseries"],
    [/^Failures .*by exception class/, "timeseries"],
    [/^Total latency p50, p95 and p99/, "timeseries"],
    [/proxy overhead/, "timeseries"],
    [/^Time to first token p50 and p95/, "timeseries"],
    [/^Queue time/, "timeseries"],
    [/^Input and output tokens\/s by model/, "timeseries"],
    [/^Tokens per request/, "timeseries"],
    [/^State of the deployments/, "state-timeline"],
    [/^Failures per deployment/, "timeseries"],
  ],
  "inference-overview": [
    [/^Queue worker$/, "stat"],
    [/^Front door$/, "stat"],
    [/^Log pipeline$/, "stat"],
    [/^LiteLLM$/, "stat"],
    [/^GPU exporter$/, "stat"],
    [/^Firing alerts$/, "table"],
    [/p95$/, "stat"],
    [/^5xx$/, "stat"],
    [/^Kept in 30 days$/, "stat"],
    [/^Error budget left$/, "stat"],
    [/^1 Queue: .*wait/, "timeseries"],
    [/^2 Proxy/, "timeseries"],
    [/^3 Front door: time to first byte/, "timeseries"],
    [/^4 GPU/, "timeseries"],
  ],
};

/** Of what a promised panel the article's exporter cannot say. */
const NOT_REPORTED: Readonly<Record<string, string>> = { "Worker saturation": "text" };

describe.each(Object.entries(PROMISED))("%s", (uid, promised) => {
  const panelsOf = (built: typeof boards) =>
    (built.get(uid) as unknown as { panels: { title: string; type: string }[] }).panels;
  it.each(promised)("shows %s", (title, type) => {
    const titled = (built: typeof boards) => panelsOf(built).filter((panel) => title.test(panel.title));
    expect(titled(withReference).map((panel) => panel.type)).toContain(type);
    const [first] = titled(boards);
    expect(titled(boards).map((panel) => panel.type)).toContain(NOT_REPORTED[first!.title] ?? type);
  });
});

it.each([
  ["the article's exporter", boards],
  ["the reference exporter", withReference],
])("with %s the queue board chooses by model, the totals left out", (_, built) => {
  const { templating } = built.get("ollama-queue") as unknown as {
    templating: { list: { [key: string]: unknown }[] };
  };
  expect(templating.list.find(({ name }) => name === "model")).toMatchObject({
    query: 'label_values(ollama_jobs_total{model!=""}, model)',
    multi: true,
    includeAll: true,
    allValue: ".+",
  });
});
