import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readContracts } from "../../contracts/contract.ts";
import { exporters } from "../../contracts/exporters.gen.ts";
import { buildBoards } from "../../dashboards/build/dashboard.ts";
import { readBoards } from "../../dashboards/build/read-boards.ts";
import { startEngine, type Engine, type Labels } from "../../engine/engine.ts";
import { print } from "../../queries/print.ts";
import { attainment, budgetLeft, levels } from "../../queries/slo.ts";
import { ruleFiles, ruleGroups } from "../../rules/all.ts";
import { asWritten, printing } from "../../rules/print.ts";
import { OBJECTIVES, readStack, type ExporterName, type Stack } from "../../stack.ts";
import { firing, nameOf, type WrittenGroup, type WrittenRule } from "./simulate.ts";
import { books, groupsOf, stackFor } from "./stories.ts";
import { timeline } from "./timeline.ts";

interface Annotated extends WrittenRule {
  readonly annotations: Readonly<Record<"summary" | "description" | "dashboard" | "runbook", string>>;
}
const STACKS: Readonly<Record<string, Stack>> = {
  "the reference exporter and Alloy": stackFor(),
  "the article's exporter and Promtail": readStack("test/fixtures/stack.yaml"),
  "older exporters": stackFor({
    exporters: {
      dcgm: { variant: "3.1.7" },
      nginx: { variant: "0.11" },
      litellm: { variant: "1.80.5" },
      log_pipeline: { variant: "promtail" },
    },
  }),
};
const rulesOf = (stack: Stack): Annotated[] =>
  Object.values(ruleGroups(stack))
    .flatMap((groups) => asWritten(groups, stack) as WrittenGroup[])
    .flatMap(({ rules }) => rules as Annotated[]);
const alertsOf = (stack: Stack): Annotated[] => rulesOf(stack).filter(({ alert }) => alert !== undefined);

let engine: Engine;
const folder = mkdtempSync(join(tmpdir(), "rules-"));
beforeAll(async () => {
  engine = await startEngine();
});
afterAll(async () => {
  await engine.close();
  rmSync(folder, { recursive: true });
});

describe("every alert", () => {
  const all = Object.values(STACKS).flatMap(alertsOf);

  it("has a story, and every story an alert", () => {
    const told = new Set(
      books().flatMap(({ alerts }) => Object.keys(alerts).map((name) => name.split(" ")[0])),
    );
    expect([...new Set(all.map(({ alert }) => alert!))].sort()).toEqual([...told].sort());
    expect(told.size).toBeGreaterThan(20);
  });
  it("has a section of three parts in its runbook, and every section an alert", () => {
    const sections = new Map(
      readdirSync("docs/runbooks").flatMap((file) =>
        readFileSync(join("docs/runbooks", file), "utf8")
          .split(/^## /m)
          .slice(1)
          .map((text) => [`docs/runbooks/${file}#${text.split("\n")[0]!.toLowerCase()}`, text] as const),
      ),
    );
    expect([...new Set(all.map(({ annotations }) => annotations.runbook))].sort()).toEqual(
      [...sections.keys()].sort(),
    );
    const parts = ["**What it means.** ", "**How to confirm.** ", "**What to do.** "];
    const incomplete = [...sections].filter(([, text]) => !parts.every((part) => text.includes(part)));
    expect(incomplete.map(([name]) => name)).toEqual([]);
  });
  it("is a row of docs/rules.md, and every row an alert", () => {
    const rows = [
      ...readFileSync("docs/rules.md", "utf8").matchAll(
        /^\| \[(\w+)\]\((.*?)\) *\|.*?\| (\w+) *\| (\w+) *\| (.*?) *\|$/gm,
      ),
    ].map(([, name, runbook, severity, wait, panel]) => [name, runbook, severity, wait, panel]);
    const alerts = Object.values(STACKS)
      .flatMap((stack) => Object.values(ruleGroups(stack)).flat())
      .flatMap(({ rules }) => rules.filter((rule) => "alert" in rule));
    const expected = [...new Set(alerts.map(({ alert }) => alert))].map((name) => {
      const same = alerts.filter(({ alert }) => alert === name);
      const { severity, for: wait, runbook, labels = {} } = same[0]!;
      const panels = new Set(same.map(({ panel }) => `${panel!.board} › ${panel!.panel}`));
      return [
        name,
        `runbooks/${runbook}.md#${name.toLowerCase()}`,
        severity,
        wait,
        panels.size === 1 ? [...panels][0] : `by ${Object.keys(labels)[0]}`,
      ];
    });
    expect(rows).toEqual(expected);
    expect(rows.length).toBeGreaterThan(20);
  });
  it("says how bad it is, for how long, and what the matter is", () => {
    const wrong = all.filter(
      ({ labels, for: wait, annotations: { summary, description } }) =>
        !["critical", "warning"].includes(labels?.["severity"] ?? "") ||
        wait === undefined ||
        summary.length > 120 ||
        summary.endsWith(".") ||
        !/[.?]$/.test(description),
    );
    expect(wrong.map(nameOf)).toEqual([]);
  });
  it.each(Object.entries(STACKS))("links to a panel that is there, with %s", async (_, stack) => {
    const boards = buildBoards(await readBoards(), stack);
    const there = new Set(
      [...boards].flatMap(([uid, { panels }]) =>
        (panels as { id: number; panels?: { id: number }[] }[])
          .flatMap((panel) => [panel, ...(panel.panels ?? [])])
          .map(({ id }) => `http://127.0.0.1:3002/d/${uid}?viewPanel=${id}`),
      ),
    );
    const dead = alertsOf(stack).filter(({ annotations }) => !there.has(annotations.dashboard));
    expect(dead.map((rule) => `${nameOf(rule)} ${rule.annotations.dashboard}`)).toEqual([]);
    expect(alertsOf(stack).length).toBeGreaterThan(15);
  });
});

describe("rule files", () => {
  it.each(Object.entries(STACKS))("of %s: the engine reads every expression", async (_, stack) => {
    const rules = rulesOf(stack);
    const answers = await engine.evaluate(
      [],
      rules.map(({ expr }) => ({ expr, time: 0 })),
    );
    expect(answers.flatMap((answer) => (answer.resultType === "error" ? [answer.error] : []))).toEqual([]);
  });
  const promtool = spawnSync("promtool", ["--version"]).error === undefined;
  it.skipIf(!promtool)("promtool takes them (skipped without promtool)", () => {
    for (const [index, stack] of Object.values(STACKS).entries()) {
      const files = [...ruleFiles(stack, "Generated")].map(([name, text]) => {
        const file = join(folder, `${index}-${name}`);
        writeFileSync(file, text);
        return file;
      });
      const { status, stdout, stderr } = spawnSync("promtool", ["check", "rules", ...files], {
        encoding: "utf8",
      });
      expect({ status, said: stdout + stderr }).toEqual({
        status: 0,
        said: expect.not.stringContaining("FAILED"),
      });
    }
  });
  it.skipIf(!promtool)("name the value in words a person reads (skipped without promtool)", () => {
    const rules = join(folder, "gpu.yml");
    writeFileSync(rules, ruleFiles(stackFor(), "Generated").get("gpu.yml")!);
    const annotationsOf = (name: string) =>
      alertsOf(stackFor()).find(({ alert }) => alert === name)!.annotations;
    const said = (name: string, summary: string, replaced: readonly [string, string]) => ({
      eval_time: "1h",
      alertname: name,
      exp_alerts: [
        {
          exp_labels: {
            severity: alertsOf(stackFor()).find(({ alert }) => alert === name)!.labels!["severity"],
            instance: "a:9400",
            gpu: "0",
          },
          exp_annotations: {
            ...annotationsOf(name),
            summary,
            description: annotationsOf(name).description.replaceAll(...replaced),
          },
        },
      ],
    });
    const tests = {
      rule_files: [rules],
      evaluation_interval: "1m",
      tests: [
        {
          interval: "1m",
          input_series: [
            { series: 'DCGM_FI_DEV_XID_ERRORS{instance="a:9400",gpu="0"}', values: "79x60" },
            { series: 'DCGM_FI_DEV_GPU_TEMP{instance="a:9400",gpu="0"}', values: "88x60" },
          ],
          alert_rule_test: [
            said("GpuHardwareError", "GPU 0 of a:9400 reported XID 79, a hardware error", [
              "{{ $value }}",
              "79",
            ]),
            said("GpuTooHot", "GPU 0 of a:9400 is at 88 °C", ["", ""]),
          ],
        },
      ],
    };
    writeFileSync(join(folder, "said.yml"), JSON.stringify(tests));
    const { status, stdout, stderr } = spawnSync("promtool", ["test", "rules", join(folder, "said.yml")], {
      encoding: "utf8",
    });
    expect({ status, said: stdout + stderr }).toEqual({
      status: 0,
      said: expect.stringContaining("SUCCESS"),
    });
  });
  it.each(Object.keys(exporters) as ExporterName[])("have no rule about %s when it is off", (name) => {
    const alone = stackFor({ exporters: { bullmq: { job: "bullmq" } } });
    const { [name]: off, ...others } = alone.exporters;
    const objectives = Object.fromEntries(
      Object.entries(alone.objectives).filter(([each]) => OBJECTIVES[each as never]["exporter"] !== name),
    );
    const text = [...ruleFiles({ ...alone, exporters: others, objectives }, "Generated").values()].join("");
    const own = readContracts().find(({ exporter }) => exporter === name)!;
    const shared = ["process_start_time_seconds"];
    const left = [...own.metrics.keys()].filter(
      (metric) => !shared.includes(metric) && new RegExp(`\\b${metric}\\b`).test(text),
    );
    expect(left).toEqual([]);
    expect(text).not.toContain(`job="${off!.job}"`);
  });
  it("watch an exporter that only the user recorded, without a link to a board", () => {
    const stack = stackFor();
    const mine = { ...stack.exporters.nginx!, job: "mine" };
    const rules = groupsOf(
      { ...stack, exporters: { ...stack.exporters, mine } as Stack["exporters"] },
      "exporters",
    );
    const own = (rules.flatMap((group) => group.rules) as Annotated[]).filter(({ expr }) =>
      expr.includes('"mine"'),
    );
    expect(own.map(({ expr }) => expr)).toEqual(['up{job="mine"} == 0', 'absent(up{job="mine"})']);
    expect(own.map(({ annotations }) => annotations.dashboard)).toEqual([undefined, undefined]);
  });
  it("have windows of four scrapes at least", () => {
    const slow = stackFor();
    const dataSources = slow.dataSources.map((source) =>
      source.type === "loki" ? source : { ...source, scrapeInterval: "2m" },
    );
    const gauges = groupsOf({ ...slow, dataSources }, "slo").flatMap(({ rules }) => rules);
    expect(gauges[0]!.expr).toContain("[480s]");
    expect(groupsOf(slow, "slo")[0]!.rules[0]!.expr).toContain("[5m]");
  });
});

describe("ContractBroken", () => {
  const contracts = readContracts().filter(({ addedByPrometheus }) => !addedByPrometheus);
  const cases = contracts.flatMap(({ exporter, recordings }) =>
    recordings.map((recording) => ({
      exporter: exporter as ExporterName,
      recording,
      name: `${exporter}/${recording.name}`,
    })),
  );
  const series = (labels: Labels, value = 1) => ({
    labels: { ...labels, job: "it", instance: "it:1" },
    samples: [[0, value]] as const,
  });

  it.each(cases)("is silent on $name, and finds what is taken out of it", async ({ exporter, recording }) => {
    const stack = stackFor({
      exporters: Object.fromEntries(
        Object.keys(exporters).map((name) => [
          name,
          name === exporter ? { variant: recording.variant, job: "it" } : { on: false },
        ]),
      ),
    });
    const rules = groupsOf(stack, "contracts").flatMap((group) => group.rules);
    const page = [...recording.families.values()].flatMap((family) =>
      family.samples.map(({ name, labels, value }) => series({ ...labels, __name__: name }, value)),
    );
    const broken = async (all: typeof page) => {
      const answers = await engine.evaluate(
        [series({ __name__: "up" }), ...all],
        rules.map(({ expr }) => ({ expr, time: 0 })),
      );
      return answers.flatMap((answer) => {
        if (answer.resultType !== "vector") throw new Error(JSON.stringify(answer));
        return answer.result.map(({ labels }) => labels["metric"]!);
      });
    };
    expect(await broken(page)).toEqual([]);
    const needed = [
      ...rules
        .map(({ expr }) => expr)
        .join()
        .matchAll(/"metric", "(\w+)"/g),
    ].map(([, name]) => name!);
    expect((await broken([])).sort()).toEqual(needed.sort());
    // These have no metric that is always there; ExporterDown is all that can be said.
    if (!["litellm", "log_pipeline"].includes(exporter)) expect(needed.length).toBeGreaterThan(0);
  });
});

it("ContractBroken leaves the word to RedisDown when BullMQ's metrics go with Redis", async () => {
  const stack = stackFor();
  const [page] = readContracts()
    .filter(({ exporter }) => exporter === "ollama_queue")
    .flatMap(({ recordings }) => recordings.filter(({ name }) => name.endsWith("redis-down")));
  const series = [
    { labels: { __name__: "up", job: "ollama_queue", instance: "worker:1" }, samples: [[0, 1]] as const },
    ...[...page!.families.values()].flatMap(({ samples }) =>
      samples.map(({ name, labels, value }) => ({
        labels: { ...labels, __name__: name, job: "ollama_queue", instance: "worker:1" },
        samples: [[0, value]] as const,
      })),
    ),
  ];
  const rules = [...groupsOf(stack, "contracts"), ...groupsOf(stack, "queue")].flatMap(
    (group) => group.rules,
  );
  const about = rules.filter(
    ({ alert, labels }) =>
      alert === "RedisDown" || ["bullmq", "ollama_queue"].includes(labels?.["exporter"] ?? ""),
  );
  const answers = await engine.evaluate(
    series,
    about.map(({ expr }) => ({ expr, time: 0 })),
  );
  const there = about.filter((_, index) => {
    const answer = answers[index]!;
    if (answer.resultType !== "vector") throw new Error(JSON.stringify(answer));
    return answer.result.length > 0;
  });
  expect(there.map(({ alert }) => alert)).toEqual(["RedisDown"]);
  expect(about.length).toBe(3);
});

describe("objectives", () => {
  it("measure the histogram of which stack.yaml knows the boundaries", () => {
    const of = Object.entries(OBJECTIVES).map(([name, each]) => [name, "of" in each ? each.of : undefined]);
    const measured = Object.entries(levels).map(([name, each]) => [
      name,
      "of" in each ? each.of.metric : undefined,
    ]);
    expect(measured).toEqual(of);
  });
  it("have defaults that are boundaries in every recording", () => {
    const bad = Object.values(OBJECTIVES).flatMap((each) => {
      if (!("of" in each)) return [];
      const contract = readContracts().find(({ exporter }) => exporter === each.exporter)!;
      return (
        contract.recordings
          .map(({ name, families }) => ({ name, samples: families.get(each.of)?.samples ?? [] }))
          .filter(
            ({ samples }) =>
              samples.length > 0 && !samples.some(({ labels }) => Number(labels["le"]) === each.within),
          )
          // Own boundaries, which its configuration gave it.
          .filter(({ name }) => !name.includes("options"))
          .map(({ name }) => `${each.of} in ${name}`)
      );
    });
    expect(bad).toEqual([]);
  });

  const read = (text: string) => {
    const file = join(folder, "stack.yaml");
    writeFileSync(file, readFileSync("test/fixtures/stack.yaml", "utf8") + text);
    return readStack(file);
  };
  it("are there without being named, and can be changed and switched off", () => {
    expect(read("").objectives).toMatchObject({ front_door_answers: { target: 0.95, within: 5 } });
    expect(
      read(
        "objectives:\n  front_door_answers: { target: 0.9, within: 0.5s }\n  queue_starts: { on: false }\n",
      ).objectives,
    ).toMatchObject({ front_door_answers: { target: 0.9, within: 0.5 } });
    expect(read("objectives:\n  queue_starts: { on: false }\n").objectives).not.toHaveProperty(
      "queue_starts",
    );
  });
  it.each([
    [
      "front_door_answers: { within: 7s }",
      "`promtail_custom_nginx_ttfb_seconds` counts up to 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 30 s, so nobody can say how many stayed within 7s; take one of these.",
    ],
    ["front_door_succeeds: { within: 5s }", "unknown key `within`"],
    [
      "front_door_answers: { target: 95 }",
      "`objectives.front_door_answers.target` must be <= 0.9999 (it is `95`)",
    ],
    ["front_door: { target: 0.9 }", "unknown key `front_door`"],
  ])("refuse %s", (line, said) => expect(() => read(`objectives:\n  ${line}\n`)).toThrow(said));

  it("have the same values raw and recorded", async () => {
    const stack = stackFor();
    // Three hours with 1 % of failures, then three with 10 % and twice the traffic.
    const [good, bad] = ["200", "503"].map(
      (status) => `promtail_custom_nginx_request_duration_seconds_count{route="ui",status="${status}"}`,
    ) as [string, string];
    const story = {
      below: { alloy: { [good]: "99/m", [bad]: "1/m" } },
      fires: { alloy: { [good]: "180/m", [bad]: "20/m" } },
      minutes: [180, 180, 0] as const,
    };
    const { series, end } = timeline(story, ["alloy"], "healed");
    const all = [...series];
    const recorded = groupsOf(stack, "slo").map((group) => ({
      ...group,
      rules: group.rules.filter(({ record }) => record !== undefined),
    }));
    await firing(engine, recorded, series, end, all);
    const { front_door_succeeds: objective } = stack.objectives;
    const value = async (loaded: boolean, of: typeof attainment | typeof budgetLeft) => {
      const expr = print(of("front_door_succeeds", objective!, loaded).expr.node, printing(stack, "5m"));
      const [answer] = await engine.evaluate(all, [{ expr, time: end * 60 }]);
      if (answer!.resultType !== "vector") throw new Error(JSON.stringify(answer));
      return Number(answer!.result[0]!.value);
    };
    // 180 + 3600 bad of 18 000 + 36 000: 7 %, of which 1 % is allowed.
    expect(await value(false, attainment)).toBeCloseTo(0.93, 3);
    expect(await value(true, attainment)).toBeCloseTo(0.93, 2);
    expect(await value(false, budgetLeft)).toBeCloseTo(1 - 0.07 / 0.01, 1);
    expect(Math.abs((await value(true, attainment)) - (await value(false, attainment)))).toBeLessThan(0.002);
    expect(Math.abs((await value(true, budgetLeft)) - (await value(false, budgetLeft)))).toBeLessThan(0.2);
  });
});
