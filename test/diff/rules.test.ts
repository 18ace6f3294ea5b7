import { describe, expect, it } from "vitest";
import type { Board } from "../../checks/model/board.ts";
import type { Json } from "../../checks/model/shape.ts";
import { compareSides } from "../../diff/compare.ts";
import { renderMarkdown } from "../../diff/markdown.ts";
import { renderDiff } from "../../diff/render.ts";
import { readRules, type Rule } from "../../checks/model/rules.ts";
import type { Side } from "../../diff/source.ts";
import { board, panel, target } from "./boards.ts";

/** Rules as a file of Prometheus holds them; JSON is YAML. */
const rules = (...list: readonly Json[]): readonly Rule[] =>
  readRules(`groups: [{ name: gpu, rules: ${JSON.stringify(list)} }]`, "rules.yml") ?? [];
const hot = (more: Json = {}): Json => ({
  alert: "GpuHot",
  expr: "max by (gpu) (DCGM_FI_DEV_GPU_TEMP) > 85",
  for: "5m",
  labels: { severity: "warning" },
  annotations: { summary: "The card is hot." },
  ...more,
});
const recorded = (record: string, expr = "sum(rate(a_total[5m]))"): Json => ({ record, expr });
const side = (list: readonly Rule[] | undefined, ...boards: readonly Board[]): Side => ({
  name: "x",
  boards,
  dataSources: undefined,
  ...(list && { rules: list }),
});
const told = (was: readonly Rule[], is: readonly Rule[], ...boards: readonly Board[]): string[] =>
  compareSides(side(was, ...boards), side(is, ...boards)).rules.flatMap(({ changes }) =>
    changes.map(
      ({ risk, kind, what, usedBy }) => `${risk} ${kind}: ${what}${usedBy ? ` [${usedBy.join(", ")}]` : ""}`,
    ),
  );
const asks = (expr: string): Board => board([panel({ targets: [target(expr)] })]);

describe("an alert", () => {
  it("that is the same is no change", () => expect(told(rules(hot()), rules(hot()))).toEqual([]));
  it.each([
    [
      "expression",
      { expr: "max by (gpu) (DCGM_FI_DEV_GPU_TEMP) > 90" },
      ["review expression: alert `GpuHot`: number 85 → 90"],
    ],
    [
      "side of its limit",
      { expr: "max by (gpu) (DCGM_FI_DEV_GPU_TEMP) < 85" },
      [
        "breaking expression: alert `GpuHot`: operator > → <: it fired on high values and now fires on low ones",
      ],
    ],
    [
      "blank in its expression",
      { expr: "max by (gpu)  (DCGM_FI_DEV_GPU_TEMP) > 85" },
      ["cosmetic expression: alert `GpuHot`: only blanks and line breaks differ"],
    ],
    ["duration", { for: "10m" }, ["review duration: alert `GpuHot`: `for` `5m` → `10m`"]],
    [
      "severity",
      { labels: { severity: "critical" } },
      [
        "review severity: alert `GpuHot`: severity `warning` → `critical`: routes may send it to somebody else",
      ],
    ],
    [
      "label",
      { labels: { severity: "warning", team: "gpu" } },
      ["review labels: alert `GpuHot`: labels: team + `gpu`"],
    ],
    [
      "text",
      { annotations: { summary: "The card is too hot." } },
      ["cosmetic annotations: alert `GpuHot`: annotation summary changed"],
    ],
    [
      "first runbook",
      { annotations: { summary: "The card is hot.", runbook_url: "/hot" } },
      ["cosmetic annotations: alert `GpuHot`: annotation runbook_url none → `/hot`"],
    ],
    [
      "name",
      { alert: "CardHot" },
      [
        "breaking alert renamed: alert `CardHot`: renamed from `GpuHot`: silences and routes that name the old one no longer apply",
      ],
    ],
    ["anything else", { limit: 3 }, ["review rule: alert `GpuHot`: limit + `3`"]],
  ])("with another %s", (_, more, says) => expect(told(rules(hot()), rules(hot(more)))).toEqual(says));
  it("that went or came", () => {
    expect(told(rules(hot()), rules(recorded("a:b")))).toContain(
      "breaking alert removed: alert `GpuHot` removed: nobody is told of this any more",
    );
    expect(told(rules(recorded("a:b")), rules(recorded("a:b"), hot()))).toEqual([
      "review alert added: alert `GpuHot` added: `max by (gpu) (DCGM_FI_DEV_GPU_TEMP) > 85`",
    ]);
  });
  it("of two severities is two alerts", () => {
    const critical = hot({ expr: "x > 95", labels: { severity: "critical" } });
    expect(told(rules(hot(), critical), rules({ ...critical, expr: "x > 99" }, hot()))).toEqual([
      "review expression: alert `GpuHot`: number 95 → 99",
    ]);
  });
  it("is one of several of its name: each is told from the other, and none is missed while another remains", () => {
    const of = (job: string, limit: number): Json => hot({ expr: `up{job="${job}"} < ${limit}` });
    expect(told(rules(of("a", 1), of("b", 1)), rules(of("b", 1), of("a", 1)))).toEqual([]);
    expect(told(rules(of("a", 1), of("b", 1)), rules(of("a", 2), of("b", 3)))).toEqual([
      "review expression: alert `GpuHot`: number 1 → 2",
      "review expression: alert `GpuHot`: number 1 → 3",
    ]);
    expect(told(rules(of("a", 1), of("b", 1)), rules(of("b", 1)))).toEqual([
      'review alert removed: alert `GpuHot` removed, which asked `up{job="a"} < 1`; another of this name remains',
    ]);
  });
  it("shows its expression in one, word by word", () =>
    expect(renderDiff(compareSides(side(rules(hot())), side(rules(hot({ expr: "x > 85" })))))).toContain(
      "{+x+} > 85",
    ));
});

describe("a recording rule", () => {
  const was = rules(recorded("job:a:rate5m"));
  const panelOf = "panel GPU › Temperature";
  it("that changed names the panels and alerts that show it", () =>
    expect(
      told(
        rules(recorded("job:a:rate5m"), hot({ expr: "job:a:rate5m > 1" })),
        rules(recorded("job:a:rate5m", "sum(rate(a_total[1h]))"), hot({ expr: "job:a:rate5m > 1" })),
        asks("job:a:rate5m"),
      ),
    ).toEqual([
      `review expression: recording rule \`job:a:rate5m\`: window 5m → 1h [${panelOf}, alert GpuHot]`,
    ]));
  it("that is gone or renamed breaks what still asks for it", () => {
    expect(told(was, rules(hot()), asks("sum(job:a:rate5m)"))[0]).toBe(
      `breaking recording rule removed: recording rule \`job:a:rate5m\` removed: what asks for it stays empty [${panelOf}]`,
    );
    expect(told(was, rules(recorded("job:a:rate")), asks("job:a:rate5m"))).toEqual([
      `breaking recording rule renamed: recording rule \`job:a:rate\`: renamed from \`job:a:rate5m\`: what asks for the old name stays empty [${panelOf}]`,
    ]);
  });
  it("that nothing in HEAD asks for, or that another rule still records, breaks nothing", () => {
    expect(told(was, rules(hot()), asks("other"))[0]).toMatch(
      /^review recording rule removed: .* nothing in HEAD/,
    );
    expect(told(was, rules(recorded("job:a:rate")), asks("job:a:rate"))[0]).toMatch(
      /^review recording rule renamed/,
    );
    const twice = rules({ ...recorded("job:a:rate5m"), labels: { x: "1" } }, recorded("job:a:rate5m"));
    expect(told(twice, was, asks("job:a:rate5m"))).toEqual([
      "review recording rule removed: recording rule `job:a:rate5m` removed; another rule still records it",
    ]);
  });
});

describe("which rules are compared", () => {
  it("none where a side was not looked at, or is a part of the other", () => {
    expect(compareSides(side(undefined, asks("a")), side(rules(hot()), asks("a"))).rules).toEqual([]);
    const whole = { ...side(rules(hot()), asks("a")), whole: true };
    const folder = { ...side([], asks("a")), whole: false };
    expect(compareSides(whole, folder).rules).toEqual([]);
    expect(compareSides(whole, { ...folder, whole: true }).rules).toHaveLength(1);
  });
  it("are counted in every output", () => {
    const diff = compareSides(side(rules(hot()), asks("a")), side(rules(hot({ for: "1m" })), asks("a")));
    expect(renderDiff(diff)).toMatch(
      /Rules of rules\.yml\n {2}review {4}alert `GpuHot`: `for` `5m` → `1m`\n\nChanges: 1 review\. Compared 1 with 1 dashboard, 1 with 1 rule\.$/,
    );
    expect(renderMarkdown(diff)).toContain(
      "#### Rules `rules.yml`\n\nreview · alert `GpuHot`: `for` `5m` → `1m`",
    );
    expect(JSON.parse(JSON.stringify(diff))).toMatchObject({
      rules: [{ title: "rules.yml", changes: [{ risk: "review", kind: "duration" }] }],
      compared: { rules: { base: 1, head: 1 } },
    });
  });
});

describe("a file", () => {
  it("about something else, and a template of Helm, has no rules", () => {
    for (const text of [
      "apiVersion: 1\ndatasources: []",
      "groups: [{ name: admins, rules: [{ allow: all }] }]",
      "groups: []",
      "groups:\n{{- range .Values.groups }}\n  - {{ . }}\n{{- end }}",
    ])
      expect(readRules(text, "x.yml")).toBeUndefined();
  });
  it("of the operator and of Grafana is read as well", () => {
    const operator = `kind: PrometheusRule\nspec: { groups: [{ name: g, rules: [${JSON.stringify(hot())}] }] }`;
    expect(readRules(operator, "x.yml")?.map(({ name, group }) => [name, group])).toEqual([["GpuHot", "g"]]);
    const grafana = (expr: string): readonly Rule[] =>
      readRules(
        `groups: [{ name: g, rules: [{ title: Hot, data: [{ model: { expr: "${expr}" } }, { model: { type: math } }] }] }]`,
        "x.yml",
      ) ?? [];
    expect(told(grafana("a"), grafana("b"))).toEqual(["review expression: alert `Hot`: metric a → b"]);
  });
  it.each([
    [
      "groups:\n  - name: g\n    rules:\n      - alert: A\n",
      "x.yml:4: `A` has no `expr`; say what it asks for.",
    ],
    [
      "groups:\n  - name: g\n    rules:\n      - record: a\n        expr: b\n      - expr: c\n",
      "x.yml:6: is a rule without a name; give it `alert:` or `record:`.",
    ],
    ["groups:\n  - name: 'g\n    rules: [{ alert: a }]\n", /^x\.yml:\d+: is not YAML: /],
  ])("that is broken is one sentence: %j", (text, sentence) =>
    expect(() => readRules(text, "x.yml")).toThrow(sentence),
  );
});

describe("a panel that is gone", () => {
  const [one, two] = [panel(), panel({ id: 2, title: "Power", targets: [target("b")] })];
  const gone = (list: readonly Rule[], more: Json = {}, uid = "gpu"): string[] =>
    compareSides(side(list, board([one, two], { uid })), side(list, board([one], { uid, ...more })))
      .boards.flatMap(({ changes }) => changes)
      .filter(({ kind }) => kind === "panel removed")
      .map(({ risk, usedBy }) => `${risk}: ${(usedBy ?? []).join(", ")}`);
  it.each([
    ["Grafana's annotation of an alert", { __dashboardUid__: "gpu", __panelId__: "2" }],
    [
      "the address in an alert",
      { dashboard: "See https://grafana.example/d/gpu/cards?orgId=1&viewPanel=2." },
    ],
    ["an address of Grafana 12", { dashboard: "/d/gpu?viewPanel=panel-2" }],
  ])("breaks %s", (_, annotations) =>
    expect(gone(rules(hot({ annotations })))).toEqual(["breaking: alert GpuHot"]),
  );
  it("breaks a link on a board", () => {
    const link = { links: [{ title: "Power", url: "/d/gpu?viewPanel=2&${__url_time_range}" }] };
    expect(gone([], link)).toEqual(["breaking: link Power on GPU"]);
    expect(gone([], { links: [{ title: "Here", url: "?viewPanel=2" }] })).toEqual([
      "breaking: link Here on GPU",
    ]);
  });
  it("breaks nothing where alert and link lead elsewhere", () => {
    for (const annotations of [
      { __dashboardUid__: "gpu", __panelId__: "1" },
      { __dashboardUid__: "queue", __panelId__: "2" },
      { dashboard: "/d/gpu?viewPanel=20" },
      { dashboard: "/d/gpu" },
    ])
      expect(gone(rules(hot({ annotations })))).toEqual(["review: "]);
  });
  it("or has another id breaks an alert that names the old one", () => {
    const list = rules(hot({ annotations: { __dashboardUid__: "gpu", __panelId__: "1" } }));
    const [diff] = compareSides(side(list, board([one])), side(list, board([panel({ id: 9 })]))).boards;
    expect(diff?.changes.map(({ risk, kind, usedBy }) => ({ risk, kind, usedBy }))).toEqual([
      { risk: "breaking", kind: "panel id", usedBy: ["alert GpuHot"] },
    ]);
  });
  it("with its board names the alerts that lead there", () => {
    const list = rules(hot({ annotations: { dashboard: "/d/gpu" } }));
    const [diff] = compareSides(side(list, board([one])), side(list)).boards;
    expect(diff?.changes).toMatchObject([{ kind: "board removed", usedBy: ["alert GpuHot"] }]);
  });
});
