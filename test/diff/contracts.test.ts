import { describe, expect, it } from "vitest";
import { compareContracts, type Blob } from "../../diff/contracts.ts";
import { compareSides } from "../../diff/compare.ts";
import { renderMarkdown } from "../../diff/markdown.ts";
import { renderDiff } from "../../diff/render.ts";
import type { Side } from "../../diff/source.ts";
import { board, panel, target } from "./boards.ts";

let reads = 0;
const blob = (path: string, text: string): Blob => ({
  path,
  id: text,
  place: `HEAD:contracts/${path}`,
  read: () => (reads++, Buffer.from(text)),
});
const busy = (text: string): Blob => blob("gpu/recordings/1.0.busy.prom", text);
const temperature = (labels = '{gpu="0"}', type = "gauge"): string =>
  `# HELP temp Celsius.\n# TYPE temp ${type}\ntemp${labels} 41\n`;
const power = "# HELP power Watts.\n# TYPE power gauge\npower 20\n";

const boards = [board([panel({ targets: [target("max by (gpu) (temp)")] })])];
const side = (contracts: readonly Blob[]): Side => ({
  name: "x",
  boards,
  dataSources: undefined,
  whole: true,
  rules: [],
  contracts,
});
const told = (was: readonly Blob[], is: readonly Blob[]): string[] =>
  compareSides(side(was), side(is)).contracts.flatMap(({ title, changes }) =>
    changes.map(
      ({ risk, what, usedBy }) => `${title} ${risk}: ${what}${usedBy ? ` [${usedBy.join(", ")}]` : ""}`,
    ),
  );
const shows = "[panel GPU › Temperature]";

describe("recordings", () => {
  it("that are the same are not even read", () => {
    reads = 0;
    expect(told([busy(temperature())], [busy(temperature())])).toEqual([]);
    expect(reads).toBe(0);
  });
  it("a metric that is gone breaks the panels that show it, and nothing where none does", () => {
    expect(told([busy(temperature() + power)], [busy(power)])[0]).toBe(
      `gpu breaking: removed gauge: temp ${shows}`,
    );
    expect(told([busy(temperature() + power)], [busy(temperature())])[0]).toBe(
      "gpu review: removed gauge: power",
    );
  });
  it("a metric that is new, renamed or of another type", () => {
    expect(told([busy(temperature())], [busy(temperature() + power)])[0]).toBe(
      "gpu review: added gauge: power",
    );
    expect(told([busy(temperature())], [busy(temperature().replaceAll("temp", "te_mp"))])[0]).toMatch(
      /^gpu breaking: renamed \(.*\): temp → te_mp \[panel/,
    );
    expect(told([busy(temperature())], [busy(temperature(undefined, "counter"))])[0]).toBe(
      `gpu breaking: type gauge → counter: temp ${shows}`,
    );
  });
  it("a label that is gone breaks what names it, one that is new does not", () => {
    expect(told([busy(temperature('{gpu="0",host="a"}'))], [busy(temperature('{host="a"}'))])[0]).toBe(
      `gpu breaking: labels -gpu: temp ${shows}`,
    );
    expect(told([busy(temperature('{gpu="0",host="a"}'))], [busy(temperature())])[0]).toBe(
      "gpu review: labels -host: temp",
    );
    expect(told([busy(temperature())], [busy(temperature('{gpu="0",host="a"}'))])[0]).toBe(
      "gpu review: labels +host: temp",
    );
  });
  it("a metric that another recording still has is not gone", () => {
    const idle = blob("gpu/recordings/1.0.idle.prom", temperature());
    const found = told([busy(temperature() + power), idle], [busy(power), idle]);
    expect(found).toEqual(["gpu review: recording `1.0.busy` changed: removed gauge: temp"]);
  });
  it("that came, went, have another name or other numbers", () => {
    const other = blob("gpu/recordings/2.0.busy.prom", temperature());
    expect(told([busy(temperature())], [busy(temperature()), other])).toEqual([
      "gpu review: recording `2.0.busy` added",
    ]);
    expect(told([busy(temperature())], [other])).toEqual([
      "gpu review: recording `2.0.busy` renamed from `1.0.busy`",
    ]);
    expect(told([busy(temperature())], [busy(temperature().replace("41", "42"))])).toEqual([
      "gpu cosmetic: recording `1.0.busy` taken anew: other values or texts",
    ]);
    expect(told([busy(temperature()), other], [busy(temperature())])).toEqual([
      "gpu review: recording `2.0.busy` removed",
    ]);
  });
  it("that cannot be read are named by ref and line", () =>
    expect(() => told([busy(temperature())], [busy("temp{ 1\n")])).toThrow(
      /^HEAD:contracts\/gpu\/recordings\/1\.0\.busy\.prom:1: /,
    ));
  it("with many new metrics name some and count the rest", () => {
    const many = Array.from({ length: 40 }, (_, at) => `# TYPE m${at} gauge\nm${at} 1\n`).join("");
    expect(told([], [busy(many)])[0]).toMatch(/^gpu review: added gauge: m0, m1, .* and 28 more$/);
  });
});

describe("contract.yaml", () => {
  const yaml = (text: string): Blob => blob("gpu/contract.yaml", text);
  it("is told by its facts, one line each", () =>
    expect(
      told([yaml("job: dcgm\nheartbeat: up")], [yaml("job: gpu\nheartbeat: up\nabout: Cards.")]),
    ).toEqual([
      "gpu review: contract.yaml: about + `Cards.`",
      "gpu review: contract.yaml: job `dcgm` → `gpu`",
    ]));
  it("tells nothing of its comments", () =>
    expect(told([yaml("job: dcgm")], [yaml("# why\njob: dcgm")])).toEqual([]));
  it("that is no YAML is one sentence", () =>
    expect(() => told([yaml("a: 1")], [yaml("a: [")])).toThrow(
      /^HEAD:contracts\/gpu\/contract\.yaml: is not YAML: /,
    ));
  it("with very many facts is cut off, and says so", () => {
    const many = Array.from({ length: 60 }, (_, at) => `k${at}: 1`).join("\n");
    const found = told([yaml("a: 1")], [yaml(`a: 1\n${many}`)]);
    expect(found).toHaveLength(41);
    expect(found.at(-1)).toBe("gpu review: and 20 more of these");
  });
});

describe("output", () => {
  const diff = compareSides(side([busy(temperature() + power)]), side([busy(power)]));
  it("as text, with who relies on it and what was compared", () =>
    expect(renderDiff(diff)).toMatch(
      /Contract of gpu\n {2}breaking {2}removed gauge: temp\n {12}used by panel GPU › Temperature\n.*Compared 1 with 1 dashboard, 1 with 1 recording\.$/s,
    ));
  it("as Markdown, in which a label is no markup", () => {
    expect(renderMarkdown(diff)).toContain(
      "#### Contract `gpu`\n\n**breaking** · removed gauge: temp\n\n- used by panel GPU › Temperature",
    );
  });
  it("is empty where one side is no whole checkout", () => {
    const { contracts: _, ...part } = side([]);
    expect(compareSides(side([busy(power)]), part).contracts).toEqual([]);
    expect(compareContracts([busy(power)], [], () => [])).toHaveLength(1);
  });
});
