import { describe, expect, it } from "vitest";
import { checks } from "../../checks/all.ts";
import { readBoard } from "../../checks/model/board.ts";
import { runChecks } from "../../checks/model/check.ts";
import { context } from "../../checks/model/context.ts";
import { isRead } from "../../checks/model/log-scope.ts";
import { readLogContract, type LogContract } from "../../contracts/log-contract.ts";

const nginx: LogContract = { ...readLogContract(), amongOthers: true };
const field = (name: string) => ({
  name,
  type: "number" as const,
  empty: false,
  notANumber: false,
  evidence: "proxy.yaml:7",
});
/** As somebody describes the log of a proxy in Kubernetes, whose streams have no job. */
const proxy: LogContract = {
  name: "proxy",
  about: "",
  job: "proxy",
  streamLabels: new Map(
    ["job", "app", "pod"].map((name) => [name, { name, ...(name === "app" && { values: ["chat"] }) }]),
  ),
  structuredMetadata: [],
  fields: new Map([["took", field("took")]]),
  amongOthers: true,
};
const boardOf = (...exprs: readonly string[]) =>
  readBoard("a.json", {
    title: "A",
    panels: [
      {
        type: "timeseries",
        title: "P",
        datasource: { type: "loki", uid: "l" },
        targets: exprs.map((expr, index) => ({ refId: String.fromCharCode(65 + index), expr })),
      },
    ],
  });
/** What the checks of streams and fields say. */
const problems = (log: LogContract, ...exprs: readonly string[]) =>
  runChecks(checks, context({ boards: [boardOf(...exprs)], contracts: [], log }))
    .filter(({ id }) => /log|stream|parse|number|volume|unwrap/.test(id))
    .map(({ id, facts }) => `${id} ${facts["label"] ?? facts["field"] ?? ""}`.trim());

describe("a log among others", () => {
  it("is not meant by a selector of another job, nor by labels that other logs have as well", () => {
    const others = [
      'count_over_time({job="varlogs"} | json | level="error" [5m])',
      'sum by (level) (count_over_time({app="shop", status="500"}[5m]))',
      'rate({job="nginx2", route="nowhere"} | json | nothing > 1 [5m])',
      'rate({service_name="nginx", namespace="web"} | logfmt [5m])',
      'rate({job=~"$job", filename="/var/log/syslog", colour="red"}[5m])',
    ];
    expect(isRead(nginx, boardOf(...others).queries)).toBe(false);
    expect(problems(nginx, ...others)).toEqual([]);
    expect(problems(proxy, ...others)).toEqual([]);
  });
  it("is judged where it is named: by its job, a slip of it, or a value that only it has", () => {
    const named = 'rate({job="nginx", rout="queue"}[5m])';
    expect(isRead(nginx, boardOf(named).queries)).toBe(true);
    expect(problems(nginx, named)).toEqual(["unknown-stream-label rout"]);
    expect(problems(nginx, 'rate({job="nginxx"}[5m])')).toEqual(["impossible-stream-value job"]);
    expect(problems(nginx, 'rate({route="queue", tier="a"}[5m])')).toEqual(["unknown-stream-label tier"]);
  });
  it("that somebody describes is judged by that description", () => {
    const ask = (name: string) =>
      `avg_over_time({app="chat"} | json | unwrap ${name} | __error__="" [5m]) by (pod)`;
    expect(problems(proxy, ask("took"))).toEqual([]);
    expect(problems(proxy, ask("tooks"))).toEqual(["unknown-log-field tooks"]);
    expect(problems(proxy, 'rate({app="chat", container="x"}[5m])')).toEqual([
      "unknown-stream-label container",
    ]);
    // Ours is not asked any more.
    expect(problems(proxy, 'rate({job="nginx", rout="queue"}[5m])')).toEqual([]);
  });
  it("of which no line was given, is not said to have been seen", () => {
    const early = 'avg_over_time({app="chat"} | json | __error__="" | unwrap took [5m]) by (pod)';
    const whats = (log: LogContract) =>
      runChecks(checks, context({ boards: [boardOf(early)], contracts: [], log }))
        .filter(({ id }) => id === "unguarded-parse")
        .map(({ what }) => what.split(". ")[1]!.split(";")[0]);
    expect(whats(proxy)).toEqual(["The field is said to be a number"]);
    const lines = new Map([["took", { ...field("took"), evidence: "recordings/a.log:1" }]]);
    expect(whats({ ...proxy, fields: lines })).toEqual(["The field was a number in every recorded line"]);
  });
  it("is the only one where nobody says otherwise", () =>
    expect(problems(readLogContract(), 'rate({job="varlogs"}[5m])')).toEqual([
      "impossible-stream-value job",
    ]));
});
