import { existsSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readBoard } from "../../checks/model/board.ts";
import { context } from "../../checks/model/context.ts";
import { readContract, type Contract } from "../../contracts/contract.ts";
import { measure, requireUsed } from "../../scripts/coverage/measure.ts";
import { readNotShown, type NotShown } from "../../scripts/coverage/not-shown.ts";
import { coveragePage } from "../../scripts/coverage/page.ts";
import { usesOf } from "../../scripts/coverage/uses.ts";
import { script } from "./spawn.ts";

const folder = mkdtempSync(join(tmpdir(), "coverage-"));
afterAll(() => rmSync(folder, { recursive: true }));

let nginx: Contract;
let queue: Contract;
beforeAll(() => {
  [nginx, queue] = [readContract("contracts/nginx"), readContract("contracts/ollama_queue")];
});

const uses = (...exprs: string[]) =>
  usesOf(
    context({
      boards: [
        readBoard("door.json", {
          title: "Door",
          templating: { list: [{ type: "query", name: "host", query: "label_values(nginx_up, instance)" }] },
          annotations: { list: [{ name: "Down", expr: "nginx_connections_waiting == 0" }] },
          panels: exprs.map((expr, index) => ({ title: `P${index}`, targets: [{ refId: "A", expr }] })),
        }),
      ],
      contracts: [nginx, queue],
      jobs: new Map([
        ["nginx", "door"],
        ["ollama_queue", "queue"],
      ]),
    }),
  );
const line = (pattern: string): NotShown => ({
  exporter: "nginx",
  pattern,
  reason: "Not nginx itself.",
  place: "not-shown.yaml:1",
});
const fate = (name: string, list: readonly NotShown[], ...exprs: string[]) =>
  measure(nginx, "1.5.3", uses(...exprs), list).metrics.find(({ facts }) => facts.name === name)?.is;

describe("what becomes of a metric", () => {
  it.each([
    ["in a panel's numbers", "nginx_http_requests_total", "rate(nginx_http_requests_total[5m])", "shown"],
    ["by a pattern of names", "nginx_connections_reading", '{__name__=~"nginx_connections_.*"}', "shown"],
    ["only as a condition", "nginx_up", "nginx_connections_active and max(nginx_up)", "other"],
    ["only as a heartbeat", "nginx_up", "nginx_connections_active or on() 0 * max(nginx_up)", "other"],
    ["only in a variable", "nginx_up", "vector(1)", "other"],
    ["only in an annotation", "nginx_connections_waiting", "vector(1)", "other"],
    ["nowhere", "nginx_connections_reading", "nginx_connections_active", "nowhere"],
  ])("%s", (_, name, expr, is) => expect(fate(name, [], expr)).toBe(is));
  it("a reason leaves out only what nobody uses", () => {
    expect(fate("go_info", [line("go_*")], "nginx_up")).toBe("left out");
    expect(fate("go_info", [line("go_*")], "go_info")).toBe("shown");
  });
  it("a name of two exporters belongs to the one whose job is asked", () => {
    const found = uses('process_start_time_seconds{job="queue"}');
    expect(found.get("ollama_queue")?.get("process_start_time_seconds")?.panels).toEqual(["Door › P0"]);
    expect(found.get("nginx")?.get("process_start_time_seconds")).toBeUndefined();
    const both = uses('process_start_time_seconds{job=~"queue|door"}');
    expect(both.get("nginx")?.get("process_start_time_seconds")?.panels).toEqual(["Door › P0"]);
  });
  it("another variant's metrics do not count", () => {
    const names = measure(nginx, "0.11", uses("nginx_up"), []).metrics.map(({ facts }) => facts.name);
    expect(names).toContain("nginxexporter_build_info");
    expect(names).not.toContain("go_info");
  });
});

describe("the page", () => {
  const page = (exprs: readonly string[], list: readonly NotShown[] = []) =>
    coveragePage([measure(nginx, "0.11", uses(...exprs), list)], list, () => true);
  it("counts, and gives both shares", () =>
    // Nine metrics: two shown; nginx_up and the waiting connections only chosen and marked by; one left out.
    expect(
      page(["nginx_connections_active", "rate(nginx_http_requests_total[5m])"], [line("nginxexporter_*")]),
    ).toContain("| nginx | **0.11** | 9 | 2 | 2 | 1 | 4 | 22 % | 25 % |"));
  it("names places, what is left out and why, what is missing, and what other variants have", () => {
    const text = page(["nginx_connections_active"], [line("nginxexporter_*"), line("go_*")]);
    expect(text).toContain("| `nginx_connections_active` | Door › P0 |  |");
    expect(text).toContain("- `nginx_up`: Door › variable host");
    expect(text).toContain("- `nginxexporter_*` (1): Not nginx itself.");
    expect(text).toMatch(/^Nowhere yet: .*`nginx_http_requests_total`/m);
    expect(text).toMatch(/^Only in other variants: .*`nginx_exporter_build_info` \(1\.5\.3\)/m);
    expect(text).not.toContain("`go_info`");
  });
  it("tells of another variant's metric that the boards show it there", () => {
    const all = ["0.11", "1.5.3"].map((variant) =>
      measure(nginx, variant, uses("nginx_exporter_build_info"), []),
    );
    const text = coveragePage(all, [], ({ variant }) => variant === "0.11");
    expect(text).toContain("`nginx_exporter_build_info` (1.5.3; shown there)");
    expect(text).toContain("`go_info` (1.5.3)");
  });
  it("says what it takes for a metric to be there", () => {
    const found = usesOf(
      context({
        boards: [
          readBoard("q.json", {
            title: "Q",
            panels: [{ title: "P", targets: [{ expr: "ollama_stalled_jobs_total" }] }],
          }),
        ],
        contracts: [queue],
      }),
    );
    expect(coveragePage([measure(queue, "reference", found, [])], [], () => true)).toContain(
      "| `ollama_stalled_jobs_total` | Q › P | variant reference |",
    );
  });
  it("an exporter without a board is named as such", () =>
    expect(coveragePage([measure(queue, "article", new Map(), [])], [], () => true)).toContain(
      "| ollama\\_queue (no board yet) | **article** | 7 | 0 |",
    ));
});

describe("the list of reasons", () => {
  const read = (yaml: string) => {
    const file = join(folder, "not-shown.yaml");
    writeFileSync(file, yaml);
    return () => readNotShown([nginx, queue], file);
  };
  it.each([
    [
      "an exporter that is none",
      "ngnix:\n  go_*: Not nginx itself.\n",
      /:1: there is no exporter `ngnix`; did you mean `nginx`\?$/,
    ],
    [
      "a metric nobody recorded",
      "nginx:\n  nginx_ups: Not used here.\n",
      /:2: no recording of nginx has `nginx_ups`; did you mean `nginx_up`\?$/,
    ],
    ["no reason", 'nginx:\n  go_*: ""\n', /:2: .*must be a reason of at least two words\.$/],
  ])("%s", (_, yaml, message) => expect(read(yaml)).toThrow(message));
  it("a line that leaves nothing out", () => {
    const covered =
      (...list: NotShown[]) =>
      () =>
        requireUsed(list, [measure(nginx, "1.5.3", uses("nginx_up"), list)]);
    expect(covered(line("go_*"))).not.toThrow();
    expect(covered(line("nginx_up"))).toThrow("not-shown.yaml:1: `nginx_up` leaves nothing out");
    expect(covered(line("go_*"), line("go_info"))).toThrow("`go_info` leaves nothing out");
  });
});

describe("the verb", () => {
  it("--check finds the committed page fresh", async () => {
    const { code, stdout } = await script("scripts/coverage.ts", ["--check"]);
    expect(stdout).toMatch(/^16 variants of 7 exporters, \d+ reasons, 0 files stale\.\n$/);
    expect(code).toBe(0);
  });
  it("--check calls a page stale that is not there, and writes none", async () => {
    for (const each of ["contracts", "dashboards", "stack.yaml"])
      symlinkSync(resolve(each), join(folder, each));
    const { code, stdout } = await script("scripts/coverage.ts", ["--check"], folder);
    expect(stdout).toContain("missing docs/coverage.md\n");
    expect([code, existsSync(join(folder, "docs"))]).toEqual([1, false]);
  });
  it("an unknown flag: exit 2 and one sentence", async () => {
    const { code, stderr } = await script("scripts/coverage.ts", ["--chek"]);
    expect(stderr).toBe("--chek: is no flag of this command; did you mean `--check`? See --help.\n");
    expect(code).toBe(2);
  });
});
