import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it, vi } from "vitest";
import { checks } from "../../checks/all.ts";
import { readBoard } from "../../checks/model/board.ts";
import { runChecks } from "../../checks/model/check.ts";
import { context } from "../../checks/model/context.ts";
import { renderProblem } from "../../checks/model/problem.ts";
import type { Scrape } from "../../checks/model/scrapes.ts";
import { impossibleLabelValue } from "../../checks/impossible-label-value.ts";
import { quantileWithoutBuckets } from "../../checks/quantile-without-buckets.ts";
import { rateOfGauge } from "../../checks/rate-of-gauge.ts";
import { rawCounter } from "../../checks/raw-counter.ts";
import { unknownLabel } from "../../checks/unknown-label.ts";
import { unknownMetric } from "../../checks/unknown-metric.ts";
import { readContracts } from "../../contracts/contract.ts";
import { server } from "../../doctor/ask.ts";
import { readLive } from "../../scripts/check/pages.ts";
import { askedBy, livePages } from "../../scripts/check/prometheus.ts";
import { readStack } from "../../stack.ts";
import { boardsFor, fake, send, success, type Handler } from "../doctor/fake.ts";
import { hasPrometheus, prometheusWith } from "../doctor/live.ts";
import { script } from "./spawn.ts";

type Labels = Readonly<Record<string, string>>;
/** What a fake Prometheus knows: types by name, by job where they differ, and every series with its name. */
interface World {
  readonly metadata?: Readonly<Record<string, readonly string[]>> | number;
  readonly targets?: readonly (readonly [job: string, metric: string, type: string])[];
  readonly series?: readonly Labels[];
}

const handler =
  ({ metadata = {}, targets = [], series = [] }: World): Handler =>
  ({ path, parameters }, response) => {
    const match = parameters.get("match[]") ?? "";
    const wanted = /^\{(\w+)(=~?)"(.*)"\}$/.exec(match);
    const fits = (labels: Labels): boolean =>
      wanted ? new RegExp(`^(?:${wanted[3]})$`).test(labels[wanted[1]!] ?? "") : labels["__name__"] === match;
    const label = /^\/api\/v1\/label\/(\w+)\/values$/.exec(path)?.[1];
    if (path === "/api/v1/query") return success({ resultType: "scalar", result: [1e9, "1e9"] });
    if (path === "/api/v1/metadata")
      return typeof metadata === "number"
        ? send(response, metadata, "page not found")
        : success(
            Object.fromEntries(
              Object.entries(metadata).map(([name, types]) => [
                name,
                types.map((type) => ({ type, help: "Help.", unit: "" })),
              ]),
            ),
          );
    if (path === "/api/v1/targets/metadata")
      return success(
        targets
          .filter(([, metric]) => metric === parameters.get("metric"))
          .map(([job, , type]) => ({ target: { job }, type, help: "Help.", unit: "" })),
      );
    const found = series.filter(fits);
    if (path === "/api/v1/series") return success(found.slice(0, Number(parameters.get("limit"))));
    if (path === "/api/v1/labels")
      return success([...new Set(found.flatMap((labels) => Object.keys(labels)))]);
    return label === undefined
      ? send(response, 404, "page not found")
      : success([...new Set(found.flatMap((labels) => labels[label] ?? []))].sort());
  };

const contracts = readContracts();
const board = (...exprs: readonly string[]) =>
  readBoard("a.json", {
    title: "A",
    panels: [
      {
        type: "timeseries",
        title: "P",
        targets: exprs.map((expr, index) => ({ refId: String.fromCharCode(65 + index), expr })),
      },
    ],
  });

/** What a world shows of these queries. */
async function ask(world: World, ...exprs: readonly string[]) {
  const { url, stop, requests } = await fake(handler(world));
  try {
    const one = board(...exprs);
    const up = new Set(["up"]);
    const prometheus = server(
      "Prometheus",
      url,
      { variable: "PROMETHEUS_TOKEN" },
      { timeout: 5000, atOnce: 2 },
    );
    const { pages, jobs, notes } = await livePages(
      prometheus,
      askedBy([one]),
      up,
      new Map([["edge", "proxy"]]),
    );
    const judges = [
      unknownMetric,
      unknownLabel,
      impossibleLabelValue,
      rateOfGauge,
      rawCounter,
      quantileWithoutBuckets,
    ];
    const about = context({
      boards: [one],
      contracts,
      scrapes: pages,
      prometheus: "PROM",
      liveJobs: jobs,
    });
    const told = (text: string): string => text.replaceAll(url, "PROM");
    return {
      pages,
      notes: notes.map(told),
      problems: runChecks(judges, about).map(({ severity, what }) => told(`${severity} ${what}`)),
      paths: requests.map(({ path }) => path),
    };
  } finally {
    await stop();
  }
}

const shown = (pages: readonly Scrape[]) =>
  pages.map(({ exporter, families }) => [
    exporter,
    ...[...families.values()].map(
      ({ name, type, samples }) => `${type} ${name} ${JSON.stringify(samples.map(({ labels }) => labels))}`,
    ),
  ]);

describe("what a Prometheus had in the last hour", () => {
  const triton: readonly Labels[] = [
    { __name__: "triton_waiting", job: "gpu", instance: "a:1", model: "llama" },
    { __name__: "triton_waiting", job: "gpu", instance: "b:1", model: "llama" },
    { __name__: "triton_seconds_bucket", job: "edge", instance: "c:1", le: "+Inf" },
    { __name__: "triton_seconds_sum", job: "edge", instance: "c:1" },
    { __name__: "triton_other", job: "edge", instance: "c:1", model: "llama" },
    { __name__: "up", job: "edge", instance: "c:1" },
  ];
  const metadata = { triton_waiting: ["gauge"], triton_seconds: ["histogram"] };

  it("becomes one page per job, without the labels that tell the targets apart", async () => {
    const { pages, notes } = await ask(
      { series: triton, metadata },
      "triton_waiting",
      "histogram_quantile(0.9, sum by (le) (rate(triton_seconds_bucket[5m])))",
    );
    expect(shown(pages)).toEqual([
      ["proxy", "untyped triton_other []", 'histogram triton_seconds [{"le":"+Inf"}]'],
      ["gpu", 'gauge triton_waiting [{"model":"llama"}]'],
    ]);
    expect(notes).toEqual([]);
  });
  it("is judged as any page: name, type, label", async () => {
    const { problems } = await ask(
      { series: triton, metadata },
      "sum by (model) (triton_waiting)",
      "sum by (queue) (triton_waiting)",
      "rate(triton_waiting[5m])",
      "triton_waitin",
      "up",
    );
    expect(problems).toEqual([
      "warning PROM (job edge), PROM (job gpu) had no `triton_waitin` in the last hour. An hour is not forever: if it is lazily created with its first event, it is merely not there yet; if not, this panel stays empty without an error.",
      "error No series of the last hour at PROM has the label `queue` on `triton_waiting`, so grouping by it does not split anything.",
      expect.stringMatching(/^error `triton_waiting` is a gauge, and `rate` takes/),
    ]);
  });
  it("says what it means that nothing of an exporter is there", async () => {
    const { problems } = await ask({ series: triton }, "vllm_running", "vllm_waiting", "nginx_up");
    expect(problems).toEqual([
      "warning PROM had no metric in the last hour whose name begins with `vllm`: whatever emits `vllm_running`, and any other of them on this board, is not scraped there, was down, or is called something else.",
      "warning `nginx_up` is recorded of nginx, but PROM had nothing of that exporter in the last hour, so nothing is known of the one that runs. The same holds for every metric of it on this board.",
    ]);
  });
  it("a label that the target adds to a recorded metric is no mistake", async () => {
    const series = [{ __name__: "nginx_connections_active", job: "n", instance: "a:1", team: "chat" }];
    const { problems } = await ask({ series }, "sum by (team) (nginx_connections_active)");
    expect(problems).toEqual([]);
  });
  it("a type that nobody told is not guessed", async () => {
    const series = ["thing_requests_total", "thing_native", "thing_bucket"].map((__name__) => ({
      __name__,
      job: "thing",
    }));
    const exprs = [
      "thing_requests_total",
      "rate(thing_native[5m])",
      "histogram_quantile(0.9, rate(thing_native[5m]))",
      "histogram_quantile(0.9, sum by (le) (rate(thing_bucket[5m])))",
    ];
    const silent = await ask({ series, metadata: 404 }, ...exprs);
    expect(silent.problems.filter((problem) => !problem.includes("`le`"))).toEqual([]);
    expect(silent.notes).toEqual([
      "PROM does not tell the types of its metrics, so no check judges by them.",
    ]);
    // A native histogram has a type, and no buckets that a page could show.
    const native = await ask({ series, metadata: { thing_native: ["histogram"] } }, exprs[2]!);
    expect(native.problems).toEqual([]);
  });
  it("OpenMetrics tells the type of a counter without its `_total`", async () => {
    const series = [{ __name__: "thing_requests_total", job: "thing" }];
    const { pages } = await ask(
      { series, metadata: { thing_requests: ["counter"] } },
      "thing_requests_total",
    );
    expect(shown(pages)).toEqual([["thing", "counter thing_requests_total [{}]"]]);
  });
  it("where two jobs mean different things by one name, the targets tell", async () => {
    const series = ["a", "b"].map((job) => ({ __name__: "load", job }));
    const targets = [["a", "load", "gauge"] as const, ["b", "load", "counter"] as const];
    const { pages } = await ask({ series, targets, metadata: { load: ["counter", "gauge"] } }, "load");
    expect(shown(pages)).toEqual([
      ["a", "gauge load [{}]"],
      ["b", "counter load [{}]"],
    ]);
  });
  it("a metric that a target declares and that has no series yet exists", async () => {
    const targets = [["gpu", "triton_errors", "counter"] as const];
    const world = { series: triton, targets, metadata: { triton_errors: ["counter"] } };
    expect((await ask(world, "rate(triton_errors[5m])", "triton_waiting")).problems).toEqual([]);
  });
  it("of a metric with very many series every label is known, and what was not read is said", async () => {
    const many = Array.from({ length: 10_001 }, (_, index) => ({
      __name__: "hits",
      job: "shop",
      ...(index < 10_000 ? { path: `/${index}` } : { method: "GET" }),
    }));
    const { problems, notes } = await ask(
      { series: many },
      "sum by (method) (hits)",
      "sum by (methode) (hits)",
    );
    expect(problems).toEqual([
      "error No series of the last hour at PROM has the label `methode` on `hits`, so grouping by it does not split anything.",
    ]);
    expect(notes).toEqual([
      "hits has more than 10000 series; values of its labels were read from the first 10000.",
    ]);
  });
  it("a job under which the metric never was is found, where nobody named another", async () => {
    const twice = [...triton, { __name__: "triton_waiting", job: "edge", instance: "d:1" }];
    const { problems } = await ask(
      { series: twice, metadata },
      'max(triton_waiting{job="gpus"})',
      'min(up{job=~"edge|wrong"})',
      'min(up{job="wrong"})',
      'max(triton_waiting{job!="wrong"})',
      'max(triton_lazy{job="wrong"})',
    );
    const jobs = problems.filter((problem) => problem.includes("`job`"));
    expect(jobs).toEqual([
      "warning `job` of `triton_waiting` was never `gpus` in the last hour at PROM, so this matcher matched nothing and the panel stays empty.",
      "warning `job` of `up` was never `wrong` in the last hour at PROM, so this matcher matched nothing and the panel stays empty.",
    ]);
  });
  it("a metric that two recorded exporters have in common may be of any job that had it", async () => {
    const series = ["edge", "node"].map((job) => ({ __name__: "go_goroutines", job }));
    const exprs = ["edge", "node", "log"].map((job) => `max(go_goroutines{job="${job}"})`);
    const { problems } = await ask({ series }, ...exprs);
    expect(problems.filter((problem) => problem.includes("`job`"))).toEqual([
      expect.stringContaining("was never `log`"),
    ]);
  });
  it("asks once per metric and once per job", async () => {
    const { paths } = await ask(
      { series: triton, metadata },
      "triton_waiting",
      "triton_waiting + triton_other",
    );
    expect(paths.filter((path) => path === "/api/v1/series")).toHaveLength(2);
    expect(paths.filter((path) => path.endsWith("/__name__/values"))).toHaveLength(2);
  });
});

/** What a run says where it cannot ask the server. */
const refusal = async (url: string): Promise<string> => {
  try {
    await readLive(url, [board("up")], contracts);
    return "";
  } catch (thrown) {
    return (thrown as Error).message;
  }
};

describe("a server that cannot be asked is one sentence", () => {
  const refused: Handler = (_, response) => send(response, 401, "no");
  const gone: Handler = ({ path }, response) => void (path === "/api/v1/query" && response.destroy());
  const page: Handler = (_, response) => send(response, 200, "<html>");
  it.each([
    ["it wants a key", refused, "wants a key (HTTP 401); put a token into PROMETHEUS_TOKEN."],
    ["it dies", gone, "broke off in the middle: other side closed. Start it, or give the address of the one"],
    ["it is another", page, "answers, but not as Prometheus does; is there a path in front of it, such as"],
  ])("%s", async (_, answer, sentence) => {
    const { url, stop } = await fake(answer);
    const said = await refusal(url);
    await stop();
    expect(said).toMatch(/^--prometheus: [^\n]+$/);
    expect(said).toContain(sentence);
  });
  it("it is no address", async () =>
    expect(await refusal("prometheus:9090")).toContain(
      "is no address of a web server; begin it with http://",
    ));
  it("it never answers", async () => {
    const { url, stop } = await fake(() => undefined);
    const prometheus = server(
      "Prometheus",
      url,
      { variable: "PROMETHEUS_TOKEN" },
      { timeout: 50, atOnce: 2 },
    );
    await expect(livePages(prometheus, ["up"], new Set(), new Map())).rejects.toThrow(
      /^--prometheus: Prometheus at .* did not answer within 0\.05 s\./,
    );
    await stop();
  });
  it("the token goes into the header, and nowhere else", async () => {
    vi.stubEnv("PROMETHEUS_TOKEN", "s3cret");
    const { url, stop, requests } = await fake(handler({}));
    const { pages, notes } = await readLive(url, [board("up")], contracts);
    await stop();
    vi.unstubAllEnvs();
    expect([...new Set(requests.map(({ headers }) => headers.authorization))]).toEqual(["Bearer s3cret"]);
    expect([pages, notes]).toEqual([[], []]);
  });
});

describe("npm run check -- --prometheus", () => {
  const folder = mkdtempSync(join(tmpdir(), "check-"));
  afterAll(() => rmSync(folder, { recursive: true }));
  const file = join(folder, "board.json");
  writeFileSync(
    file,
    JSON.stringify({
      title: "A",
      uid: "a",
      schemaVersion: 42,
      panels: ["max(nginx_upp)", "rate(nginx_http_requests_total[5m])"].map((expr, index) => ({
        id: index + 1,
        type: "timeseries",
        title: "P",
        datasource: { type: "prometheus", uid: "p" },
        targets: [{ refId: "A", expr }],
      })),
    }),
  );
  it("ends with exit code 2 where it cannot ask, and prints no report", async () => {
    const { url, stop } = await fake((_, response) => send(response, 401, "no"));
    const { code, stdout, stderr } = await script("scripts/check.ts", [file, "--prometheus", url]);
    await stop();
    expect([code, stdout, stderr.split("\n").length]).toEqual([2, "", 2]);
  });
  it("judges job matchers by the jobs there are, and by --job where it says otherwise", async () => {
    const series = ["up", "nginx_up"].map((__name__) => ({ __name__, job: "edge", instance: "a:1" }));
    const { url, stop } = await fake(handler({ series }));
    const asking = join(folder, "jobs.json");
    const [text, matcher] = [readFileSync(file, "utf8"), 'nginx_up{job=\\"wrong\\"}'];
    writeFileSync(asking, text.replace("nginx_upp", matcher));
    const said = async (...args: readonly string[]) => {
      const { stdout } = await script("scripts/check.ts", [asking, "--json", "--prometheus", url, ...args]);
      const { problems } = JSON.parse(stdout) as { problems: Record<"id" | "severity" | "fix", string>[] };
      return problems
        .filter(({ id }) => id === "impossible-label-value")
        .map(({ severity, fix }) => `${severity} ${fix}`);
    };
    const [live, named, fits] = [
      await said(),
      await said("--job", "nginx=web"),
      await said("--job", "nginx=wrong"),
    ];
    await stop();
    expect(live).toEqual(["warning There the job is `edge`."]);
    expect(named).toEqual(["error stack.yaml (or --job) decides the job; there it is `web`."]);
    expect(fits).toEqual([]);
  });
  it.skipIf(!hasPrometheus)("judges by a real one that scrapes recorded pages", async () => {
    const prometheus = await prometheusWith([{ job: "edge", page: "nginx/1.5.3.busy" }]);
    const { code, stdout } = await script("scripts/check.ts", [
      "--json",
      file,
      "--prometheus",
      prometheus.url,
    ]);
    await prometheus.stop();
    const { problems } = JSON.parse(stdout) as { problems: { id: string; what: string; fix: string }[] };
    expect(problems.filter(({ id }) => /metric|label|counter|gauge/.test(id))).toEqual([
      expect.objectContaining({
        id: "unknown-metric",
        what: `Neither ${prometheus.url} (job edge) in the last hour nor a recorded exporter has \`nginx_upp\`, so this panel stays empty without an error.`,
        fix: "Did you mean `nginx_up`?",
      }),
    ]);
    expect(code).toBe(1);
  });
  it.skipIf(!hasPrometheus)("has nothing to say of our boards where their exporters run", async () => {
    const running = Object.entries(readStack("test/fixtures/stack.yaml").exporters).map(
      ([name, { variant, job }]) => {
        const { recordings } = contracts.find(({ exporter }) => exporter === name)!;
        const busy = recordings.find((each) => each.variant === variant && each.name.endsWith(".busy"))!;
        return { job, page: `${name}/${busy.name}` };
      },
    );
    const prometheus = await prometheusWith(running);
    const boards = await boardsFor(readStack("test/fixtures/stack.yaml"));
    const { pages, jobs, notes } = await readLive(prometheus.url, boards, contracts);
    await prometheus.stop();
    expect(pages.map(({ exporter }) => exporter)).toEqual(running.map(({ job }) => job).sort());
    const about = context({ boards, contracts, scrapes: pages, prometheus: "PROM", liveJobs: jobs });
    expect(runChecks(checks, about).map(renderProblem)).toEqual([]);
    expect(notes).toEqual([]);
  });
});
