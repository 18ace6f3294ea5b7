/** What an alert says where its story is not enough: several targets, old states, what ended long ago. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startEngine, type Engine, type Series } from "../../engine/engine.ts";
import { firing, type WrittenRule } from "./simulate.ts";
import { groupsOf, stackFor } from "./stories.ts";

let engine: Engine;
beforeAll(async () => {
  engine = await startEngine();
});
afterAll(() => engine.close());

/** A series by the minute, each phase as `value x minutes`, counters as the growth per minute; undefined is absent. */
function series(selector: string, kind: "is" | "grows", ...phases: [number | undefined, number][]): Series {
  const [, name, inner = ""] = /^(\w+)\{(.*)\}$/.exec(selector)!;
  const labels = [...inner.matchAll(/(\w+)="([^"]*)"/g)].map(([, label, value]) => [label!, value!] as const);
  const samples: [number, number | "stale"][] = [];
  let minute = 0;
  let sum = 0;
  for (const [value, minutes] of phases)
    for (let each = 0; each < minutes; each++, minute++) {
      if (value !== undefined) samples.push([minute * 60, kind === "is" ? value : (sum += value)]);
      else if (samples.length > 0 && samples.at(-1)![1] !== "stale") samples.push([minute * 60, "stale"]);
    }
  return { labels: { __name__: name!, ...Object.fromEntries(labels) }, samples };
}

/** Minutes in which it fires, as `from-to`. */
async function minutes(file: string, name: string, all: readonly Series[], end: number): Promise<string[]> {
  const groups = groupsOf(stackFor(), file).map((group) => ({
    ...group,
    rules: group.rules.filter(({ alert }) => alert === name),
  }));
  expect(groups.flatMap(({ rules }) => rules).length).toBeGreaterThan(0);
  const at = await firing(engine, groups, all, end);
  const spans: [number, number][] = [];
  at.forEach((set, minute) => {
    if (!set.has(name)) return;
    if (spans.at(-1)?.[1] === minute - 1) spans.at(-1)![1] = minute;
    else spans.push([minute, minute]);
  });
  return spans.map(([from, to]) => `${from}-${to}`);
}

describe("LitellmDeploymentOutage", () => {
  const of = 'litellm_model_name="gemma3:27b",api_provider="ollama"';
  const state = (labels: string) => `litellm_deployment_state{${of},${labels}}`;
  const failure = `litellm_deployment_failure_responses_total{${of},exception_status="500"}`;
  const success = `litellm_deployment_success_responses_total{${of}}`;
  const fires = (all: Series[], end = 100) => minutes("litellm", "LitellmDeploymentOutage", all, end);

  it("fires when both deployments are set aside and nothing succeeds", async () => {
    const all = [
      series(state('model_id="a"'), "is", [0, 30], [2, 71]),
      series(state('model_id="b"'), "is", [0, 30], [2, 71]),
      series(failure, "grows", [0, 30], [3, 71]),
      series(success, "grows", [3, 30], [0, 71]),
    ];
    // The last growth is out of the window at 38, and two minutes more.
    expect(await fires(all)).toEqual(["40-100"]);
  });
  it("is silent while the other deployment answers", async () => {
    const all = [
      series(state('model_id="a"'), "is", [0, 30], [2, 71]),
      series(state('model_id="b"'), "is", [0, 101]),
      series(failure, "grows", [1, 101]),
      series(success, "grows", [3, 101]),
    ];
    expect(await fires(all)).toEqual([]);
  });
  it("is silent while one of two worker processes still holds an old outage", async () => {
    const all = [
      series(state('model_id="a",pid="1"'), "is", [2, 101]),
      series(state('model_id="a",pid="2"'), "is", [0, 101]),
      series(failure, "grows", [1, 101]),
      series(success, "grows", [0, 101]),
    ];
    expect(await fires(all)).toEqual([]);
  });
  it("fires for an only deployment whose backend does not have the model", async () => {
    const all = [
      series(state('model_id="a"'), "is", [0, 30], [2, 71]),
      series(failure.replace("500", "404"), "grows", [0, 30], [3, 71]),
      series(success, "grows", [3, 30], [0, 71]),
    ];
    expect(await fires(all)).toEqual(["40-100"]);
    expect(await minutes("litellm", "LitellmDeploymentFails", all, 100)).toEqual([]);
  });
  it("ends when nobody asks any more, although the state stays", async () => {
    const all = [
      series(state('model_id="a"'), "is", [2, 301]),
      series(failure, "grows", [3, 60], [0, 241]),
      series(success, "grows", [0, 301]),
    ];
    const [span, ...more] = await fires(all, 300);
    expect(more).toEqual([]);
    // Ten minutes of the window and five that it is kept.
    expect(Number(span!.split("-")[1])).toBeLessThanOrEqual(75);
    expect(Number(span!.split("-")[1])).toBeGreaterThan(60);
  });
});

describe("LitellmDeploymentFails", () => {
  const of = 'litellm_model_name="gemma3:27b",api_provider="ollama"';
  const failing = (...phases: [number, number][]) => [
    series(`litellm_deployment_total_requests_total{${of}}`, "grows", ...phases),
    series(`litellm_deployment_failure_responses_total{${of},exception_status="500"}`, "grows", ...phases),
  ];
  it("is silent about a burst that is over", async () => {
    for (const burst of [1, 2])
      expect(
        await minutes(
          "litellm",
          "LitellmDeploymentFails",
          failing([0, 30], [6 / burst, burst], [0, 70 - burst]),
          99,
        ),
      ).toEqual([]);
  });
  it("fires when one request every two minutes fails", async () => {
    const slowly = Array.from({ length: 40 }, (): [number, number][] => [
      [1, 1],
      [0, 1],
    ]).flat();
    const [span] = await minutes("litellm", "LitellmDeploymentFails", failing([0, 30], ...slowly), 109);
    expect(span).toMatch(/-109$/);
  });
});

describe("XID alerts, whose code newer exporters also have in a label", () => {
  const code = (value: number, ...phases: [number | undefined, number][]) =>
    series(`DCGM_FI_DEV_XID_ERRORS{instance="a:1",gpu="0",err_code="${value}"}`, "is", ...phases);
  const fires = (name: string, all: Series[], end: number) => minutes("gpu", name, all, end);

  it("the second code of a program is news as well as the first", async () => {
    const all = [
      code(0, [0, 10], [undefined, 400]),
      code(31, [undefined, 10], [31, 200], [undefined, 200]),
      code(13, [undefined, 210], [13, 200]),
    ];
    // Each for the hour in which the window still has the one before, and five minutes.
    expect(await fires("GpuProgramError", all, 400)).toEqual(["10-73", "210-273"]);
    expect(await fires("GpuHardwareError", all, 400)).toEqual([]);
  });
  it("a card off the bus is the hardware's alone, and stays when 45 follows", async () => {
    const all = [code(0, [0, 10], [undefined, 50]), code(79, [undefined, 10], [79, 50])];
    expect(await fires("GpuHardwareError", all, 59)).toEqual(["10-59"]);
    expect(await fires("GpuProgramError", all, 59)).toEqual([]);
    const followed = [
      code(0, [0, 10], [undefined, 200]),
      code(79, [undefined, 10], [79, 5], [undefined, 195]),
      code(45, [undefined, 15], [45, 195]),
    ];
    expect(await fires("GpuHardwareError", followed, 209)).toEqual(["10-209"]);
  });
  it.each([63, 94])("%i wants a reset and nobody's sleep", async (each) => {
    const all = [code(0, [0, 10], [undefined, 100]), code(each, [undefined, 10], [each, 100])];
    expect(await fires("GpuRowsRemapped", all, 109)).toEqual(["10-109"]);
    expect(await fires("GpuHardwareError", all, 109)).toEqual([]);
    expect(await fires("GpuProgramError", all, 109)).toEqual([]);
  });
  it.each([74, 119, 120])("%i is the hardware's", async (each) => {
    expect(await fires("GpuHardwareError", [code(each, [each, 10])], 9)).toEqual(["0-9"]);
  });
  it("a code that was always there is no news", async () => {
    expect(await fires("GpuProgramError", [code(31, [31, 100])], 99)).toEqual([]);
    expect(await fires("GpuRowsRemapped", [code(63, [63, 100])], 99)).toEqual([]);
  });
});

describe("GpuThrottled", () => {
  const card = (mhz: number, busy: number) => [
    series('DCGM_FI_DEV_SM_CLOCK{instance="a:1",gpu="0"}', "is", [1980, 30], [mhz, 70]),
    series('DCGM_FI_DEV_GPU_UTIL{instance="a:1",gpu="0"}', "is", [100, 30], [busy, 70]),
  ];
  it.each([
    ["at its power limit", 1000, 100, 0],
    ["idle, with a clock that saves power", 210, 20, 0],
    ["slowed down by its hardware", 980, 95, 1],
  ])("a card %s", async (_, mhz, busy, spans) => {
    expect(await minutes("gpu", "GpuThrottled", card(mhz, busy), 99)).toHaveLength(spans);
  });
});

describe("ContractBroken", () => {
  const rules = (name: string): WrittenRule[] =>
    groupsOf(stackFor(), "contracts")
      .flatMap((group) => group.rules)
      .filter(({ labels }) => labels?.["exporter"] === name);
  /** `instance metric` of each alert. */
  const broken = async (name: string, ...present: string[]): Promise<string[]> => {
    const all = present.map((each) => {
      const [selector, value = "1"] = each.split(" ");
      return series(selector!, "is", [Number(value), 1]);
    });
    const answers = await engine.evaluate(
      all,
      rules(name).map(({ expr }) => ({ expr, time: 0 })),
    );
    return answers.flatMap((answer) => {
      if (answer.resultType !== "vector") throw new Error(JSON.stringify(answer));
      return answer.result.map(({ labels }) => `${labels["instance"]} ${labels["metric"]}`);
    });
  };
  const needed = (name: string) => [
    ...new Set(
      rules(name).flatMap(({ expr }) =>
        [...expr.matchAll(/"metric", "(\w+)"/g)].map(([, metric]) => metric!),
      ),
    ),
  ];
  const page = (job: string, instance: string, metrics: readonly string[]) =>
    ["up", ...metrics].map((metric) => `${metric}{job="${job}",instance="${instance}"} 1`);

  it("guards what is gone only while Redis or nginx is", () => {
    expect(needed("ollama_queue")).toEqual(
      expect.arrayContaining(["ollama_queue_waiting", "ollama_queue_active"]),
    );
    expect(needed("nginx")).toEqual(
      expect.arrayContaining(["nginx_up", "nginx_connections_active", "nginx_http_requests_total"]),
    );
  });
  it("asks each target, under its own job", async () => {
    const all = needed("nginx");
    const without = all.filter((metric) => metric !== "nginx_connections_active");
    const elsewhere = 'nginx_connections_active{job="other",instance="b:1"} 1';
    expect(
      await broken("nginx", ...page("nginx", "a:1", all), ...page("nginx", "b:1", without), elsewhere),
    ).toEqual(["b:1 nginx_connections_active"]);
    expect(await broken("nginx", ...page("nginx", "a:1", all), ...page("nginx", "b:1", all))).toEqual([]);
  });
  it("finds the queue's length missing while Redis answers, and not while it does not", async () => {
    const without = needed("ollama_queue").filter((metric) => metric !== "ollama_queue_waiting");
    const worker = page("ollama_queue", "w:1", without);
    expect(await broken("ollama_queue", ...worker)).toEqual(["w:1 ollama_queue_waiting"]);
    const redis = 'ollama_queue_redis_up{job="ollama_queue",instance="w:1"}';
    expect(
      await broken("ollama_queue", ...worker.filter((each) => !each.startsWith(redis)), `${redis} 0`),
    ).toEqual([]);
  });
  it("does not want the load of a card that is cut into MIG slices", async () => {
    expect(needed("dcgm").filter((metric) => metric.endsWith("_UTIL"))).toEqual([]);
    expect(await broken("dcgm", ...page("dcgm", "g:1", needed("dcgm")))).toEqual([]);
    expect(await broken("dcgm", ...page("dcgm", "g:1", needed("dcgm").slice(1)))).toEqual([
      `g:1 ${needed("dcgm")[0]}`,
    ]);
  });
});

it("ExporterDown names the worker where BullMQ's metrics stand on its page", () => {
  const names = (stack: ReturnType<typeof stackFor>) =>
    groupsOf(stack, "exporters")
      .flatMap(({ rules }) => rules)
      .filter(({ alert }) => alert === "ExporterDown")
      .map(({ expr, labels }) => `${expr} ${labels!["exporter"]}`);
  expect(names(stackFor())).toContain('up{job="ollama_queue"} == 0 ollama_queue');
  expect(names(stackFor()).join()).not.toContain("bullmq");
  expect(names(stackFor({ exporters: { bullmq: { job: "bullmq" } } }))).toEqual(
    expect.arrayContaining(['up{job="bullmq"} == 0 bullmq', 'up{job="ollama_queue"} == 0 ollama_queue']),
  );
});

it("a long expression has each part of its outermost `or` on a line of its own", () => {
  const long = groupsOf(stackFor(), "contracts").flatMap(({ rules }) =>
    rules.map(({ expr }) => expr.split("\n")),
  );
  const dcgm = long.find(([first]) => first!.includes('job="dcgm"'))!;
  expect(dcgm.length).toBeGreaterThan(5);
  expect(dcgm.slice(1).filter((line) => !line.startsWith("or label_replace("))).toEqual([]);
  expect(long.flat().filter((line) => line.length > 300)).toEqual([]);
  // What stands in brackets stays there.
  const hot = groupsOf(stackFor(), "gpu").flatMap(({ rules }) => rules);
  expect(hot.find(({ alert }) => alert === "GpuTooHot")!.expr).not.toContain("\n");
});

it("a runbook is a link only where stack.yaml has an address", () => {
  const annotations = (runbooks: string) => {
    const stack = stackFor();
    const [group] = groupsOf({ ...stack, rules: { ...stack.rules, runbooks } }, "gpu");
    return (group!.rules[0] as WrittenRule & { annotations: object }).annotations;
  };
  expect(annotations("docs/runbooks")).toMatchObject({ runbook: "docs/runbooks/gpu.md#gputoohot" });
  expect(annotations("docs/runbooks")).not.toHaveProperty("runbook_url");
  expect(annotations("https://git.example/docs/runbooks")).toMatchObject({
    runbook_url: "https://git.example/docs/runbooks/gpu.md#gputoohot",
  });
});
