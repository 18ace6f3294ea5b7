import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { contributions, firstAggregate } from "../../checks/model/contributions.ts";
import { FUNCTIONS, typeErrors, typeOf } from "../../checks/model/promql-types.ts";
import { parsePromql, selectors, seconds, walk, type Expr } from "../../checks/model/promql.ts";
import { blankVariables, hasVariable } from "../../checks/model/variables.ts";

/** The tree as one line, so that a test shows the whole shape. */
const shape = (expr: Expr | undefined): string => {
  if (!expr) return "nothing";
  const names = (words: readonly { name: string }[]) => words.map(({ name }) => name).join(",");
  switch (expr.is) {
    case "selector":
      return `${expr.metric?.name ?? "?"}${expr.matchers.length > 0 ? `{${expr.matchers.map(({ label, op, value }) => label + op + value).join(",")}}` : ""}${expr.window ? `[${expr.window.text}]` : ""}`;
    case "call":
      return `${expr.fn}(${expr.args.map(shape).join(", ")})`;
    case "aggregate":
      return `${expr.op}${expr.by ? ` by(${names(expr.by)})` : ""}${expr.without ? ` without(${names(expr.without)})` : ""}(${[
        expr.param,
        expr.of,
      ]
        .filter((each) => each !== undefined)
        .map(shape)
        .join(", ")})`;
    case "binary":
      return `(${shape(expr.left)} ${expr.op}${expr.bool ? " bool" : ""}${expr.on ? ` on(${names(expr.on)})` : ""}${expr.ignoring ? ` ignoring(${names(expr.ignoring)})` : ""}${expr.group ? ` group_${expr.group}(${names(expr.include)})` : ""}${expr.fill ? " fill" : ""} ${shape(expr.right)})`;
    case "subquery":
      return `${shape(expr.of)}[${expr.window.text}:]`;
    case "number":
      return expr.variable ? "$" : String(expr.value);
    case "string":
      return JSON.stringify(expr.value);
    case "negation":
      return `-${shape(expr.of)}`;
    case "other":
      return `other(${expr.children.map(shape).join(", ")})`;
  }
};
const tree = (source: string): string => shape(parsePromql(source).root);
const errors = (source: string): string[] =>
  parsePromql(source).errors.map(({ from, to, reason }) => reason ?? source.slice(from, to));

describe("queries as people write them", () => {
  it.each([
    [
      'histogram_quantile(0.95, sum by (le, model) (rate(x_bucket{model=~"$model"}[$__rate_interval])))',
      "histogram_quantile(0.95, sum by(le,model)(rate(x_bucket{model=~$model}[$__rate_interval])))",
    ],
    [
      "sum(rate(a[5m])) / clamp_min(sum(rate(b[5m])), 1e-9)",
      "(sum(rate(a[5m])) / clamp_min(sum(rate(b[5m])), 1e-9))",
    ],
    [
      "max by (gpu, UUID) (used) / on (gpu, UUID) group_left (modelName) (used + free)",
      "(max by(gpu,UUID)(used) / on(gpu,UUID) group_left(modelName) (used + free))",
    ],
    [
      'topk($topn, sum by (route) (increase(n_total{route=~"[[route]]"}[$__range])))',
      "topk($, sum by(route)(increase(n_total{route=~[[route]]}[$__range])))",
    ],
    ["rate(x[${__rate_interval}])", "rate(x[${__rate_interval}])"],
    ["quantile_over_time($quantile, x[$window:$step])", "quantile_over_time($, x[$window:])"],
    ['$metric{model="a"}', "$metric{model=a}"],
    ["sum by ($groupby) (rate(x[5m]))", "sum by($groupby)(rate(x[5m]))"],
    ["increase(x[$__range_s])  > $threshold", "(increase(x[$__range_s]) > $)"],
    ["increase(x[${__range_s}s])", "increase(x[${__range_s}s])"],
    ["x offset $offset", "x"],
    ['{__name__=~"litellm_.*_total", "le"="0.5"}', "?{__name__=~litellm_.*_total,le=0.5}"],
    ['{__name__="up", job="a"}', "up{__name__=up,job=a}"],
    ['{"litellm.tokens.total", model="a"}', "litellm.tokens.total{model=a}"],
    [
      'label_replace(up{job="x"}, "svc", "$1", "instance", "(.*):.*")',
      'label_replace(up{job=x}, "svc", "$1", "instance", "(.*):.*")',
    ],
    [
      'sum(rate(x_bucket[5m])) by (le) unless absent(up{job="q"}) or vector(0)',
      "((sum by(le)(rate(x_bucket[5m])) unless absent(up{job=q})) or vector(0))",
    ],
    ["last_over_time(x[1h30m] @ end()) offset -5m", undefined],
    ["sum_over_time(rate(x[5m])[1h:])", "sum_over_time(rate(x[5m])[1h:])"],
    ['info(up, {x="y"})', "info(up, ?{x=y})"],
    ["rate(x[5m] smoothed)", "rate(x[5m])"],
    ["x[max_of(1m, step())]", "x[max_of(1m, step())]"],
    ["SUM BY (a) (x) AND y", "(sum by(a)(x) and y)"],
    ["a / on (x) fill(0) b", "(a / on(x) fill b)"],
    ["X > bool 0 or on() vector(NaN)", "((X > bool 0) or on() vector(NaN))"],
    ['count_values by (a) ("v", x)', 'count_values by(a)("v", x)'],
    ["0 * max(x) - 1", "((0 * max(x)) - 1)"],
    ["x * 1h30m", "(x * 5400)"],
  ])("%s", (source, expected) => {
    if (expected === undefined) return expect(errors(source)).toHaveLength(1);
    expect(errors(source)).toEqual([]);
    expect(tree(source)).toBe(expected);
  });

  it("comments are no arguments", () => {
    expect(tree("# first\nsum( # inside\n x # behind\n)")).toBe("sum(x)");
    expect(tree("topk(3, # three\n x)")).toBe("topk(3, x)");
  });

  it("offset, @ and ranges belong to the last operand, as in Prometheus", () => {
    expect(tree("a - a offset 1h")).toBe("(a - a)");
    expect(errors("a - a offset 1h")).toEqual([]);
    expect(tree("sum(a) / b[5m:1m]")).toBe("(sum(a) / b[5m:])");
    expect(tree("a * (b + c)[5m:]")).toBe("(a * (b + c)[5m:])");
    expect(tree("a - -b[5m:]")).toBe("(a - -b[5m:])");
  });
});

describe("what Prometheus refuses", () => {
  it.each([
    "sum(rate(x[5m])",
    "rate(x[5m]) bar",
    "sum by (le (rate(x[5m])))",
    "histogram_qantile(0.9, x)",
    'rate(x{job="$job"}[[__rate_interval]])',
    "",
  ])("%s", (source) => expect(parsePromql(source).errors.length).toBeGreaterThan(0));

  it("although the grammar for editors lets it pass", () => {
    expect(errors("rate(x[5m]) offset 5m")).toEqual([
      "`offset` belongs right behind a selector or a subquery",
    ]);
    expect(errors("sum(x)[5m]")[0]).toContain("needs a colon");
    expect(errors('{a=~"x\\.y"}')[0]).toContain("`\\.` is no escape");
    expect(errors('{a=~"x\\\\.y"}')).toEqual([]);
    expect(errors("{a=~`x\\.y`}")).toEqual([]);
    expect(errors('up{a="x')).toContain("the string is not closed");
  });
});

describe("types", () => {
  const first = (source: string): string | undefined => {
    const { root, errors: refused } = parsePromql(source);
    expect(refused, source).toEqual([]);
    return root && [...typeErrors(root)][0]?.reason;
  };
  it.each([
    ["rate(x)", "`rate` takes a range in brackets"],
    ["sum(x[5m])", "`sum` takes an instant vector"],
    ["abs(1)", "`abs` takes an instant vector, and this is a number"],
    ["histogram_quantile(x, 0.9)", "`histogram_quantile` takes a number, and this is an instant vector"],
    ["clamp(x, 1)", "takes 3 arguments, and here are 2"],
    ["round(x, 1, 2)", "takes at most 2 arguments"],
    ['label_join(x, "a")', "takes at least 3 arguments"],
    ["label_replace(x, 1, 2, 3, 4)", "takes a string"],
    ["topk(x)", "`topk` takes a number first"],
    ["topk(x, 3)", "takes an instant vector, and this is a number"],
    ["count_values(3, x)", "takes a string"],
    ["sum(1, x)", "takes one argument"],
    ["x and 1", "joins instant vectors"],
    ["1 > 2", "needs `bool`"],
    ["x + bool y", "belongs behind a comparison"],
    ["x * on (a) 2", "labels can only be matched"],
    ["x and on(a) group_left() y", "allows no group_left"],
    ["x * on(a) group_left(a) y", "may not be in on()"],
    ["x[5m] + 1", "takes numbers and instant vectors"],
    ['-"a"', "can be negated"],
    ["rate(1[5m:])", "a subquery takes an instant vector"],
  ])("%s", (source, reason) => expect(first(source)).toContain(reason));

  it.each([
    "rate(x[5m])",
    "time() - x",
    "hour()",
    "hour(x)",
    "round(x)",
    'label_join(x, "a", "-", "b", "c", "d")',
    'sort_by_label(x, "a", "b")',
    "scalar(x) > bool 2",
    "1 + 2 * pi()",
    "x * on() group_left() y",
    "x * on() 2",
    "topk($n, x)",
    "sum($metric)",
    "quantile by (a) (0.9, x)",
    "limitk(3, x)",
    "predict_linear(x[1h], 3600)",
    'histogram_quantiles(x, "q", 0.5, 0.9)',
    "vector(1) or x",
  ])("%s is fine", (source) => expect(first(source)).toBeUndefined());

  it("knows every function of the grammar, and no other", () => {
    const grammar = readFileSync("node_modules/@prometheus-io/lezer-promql/src/promql.grammar", "utf8");
    const named = [...grammar.matchAll(/condFn<"(\w+)">/g)]
      .map((found) => found[1]!)
      // Functions of durations: [max_of(1m, step())].
      .filter((name) => !name.endsWith("_of"));
    expect([...FUNCTIONS.keys()].sort()).toEqual([...new Set([...named, "start", "end"])].sort());

    for (const name of FUNCTIONS.keys()) expect(tree(`${name}(x)`), name).toMatch(new RegExp(`^${name}\\(`));
    expect(typeOf(parsePromql("scalar(x) * 2").root!)).toBe("scalar");
  });
});

describe("positions stay true", () => {
  const source =
    'sum by (${by}, model) (rate(${app}_jobs_total{model=~"$model", $label="x"}[${__rate_interval}])) > $limit';
  const { root } = parsePromql(source);
  const text = ({ from, to }: { from: number; to: number }): string => source.slice(from, to);
  it("for what is blanked, the length does not change", () => {
    const { text: blank } = blankVariables(source);
    expect(blank).toHaveLength(source.length);
    expect(blank).not.toMatch(/\$(?!model)/);
  });
  it("for groupings, matchers, windows and calls", () => {
    const all = [...walk(root)];
    const aggregate = all.find((each) => each.is === "aggregate")!;
    expect(aggregate.is === "aggregate" && aggregate.by?.map(text)).toEqual(["${by}", "model"]);
    expect(aggregate.is === "aggregate" && aggregate.by?.map(({ name }) => name)).toEqual(["${by}", "model"]);
    const [selector] = [...selectors(root)];
    expect(selector?.metric).toMatchObject({ name: "${app}_jobs_total" });
    expect(text(selector!.metric!)).toBe("${app}_jobs_total");
    expect(selector?.matchers.map(text)).toEqual(['model=~"$model"', '$label="x"']);
    expect(selector?.matchers.map(({ label }) => label)).toEqual(["model", "$label"]);
    expect(text(selector!.window!)).toBe("${__rate_interval}");
    expect(text(all.find((each) => each.is === "call")!)).toMatch(/^rate\(.*\]\)$/);
  });
  it("for every variable", () => {
    const { uses } = parsePromql(source);
    expect(uses.map(text)).toEqual(["${by}", "${app}", "$model", "$label", "${__rate_interval}", "$limit"]);
    expect(uses.map(({ name }) => name)).toEqual(["by", "app", "model", "label", "__rate_interval", "limit"]);
    expect(uses.map(({ inString }) => inString)).toEqual([false, false, true, false, false, false]);
  });
});

describe("variables", () => {
  it("says where what it holds decides the grammar", () => {
    const guesses = (source: string) => parsePromql(source).uses.map(({ guess }) => guess);
    expect(guesses("$agg(x)")).toEqual([true]);
    expect(guesses("x $rest")).toEqual([true]);
    expect(guesses("${fn}_over_time(x[5m])")).toEqual([true]);
    expect(guesses("sum by ($by) (rate(x[$window] offset $shift)) * $__range_s")).toEqual([
      false,
      false,
      false,
      false,
    ]);
  });
  it("makes nothing of a function or an aggregation that is a variable", () => {
    expect(tree("$agg by (a) (x_total)")).toMatch(/^other\(/);
    expect(tree("$function(x_total)")).toMatch(/^other\(/);
    expect(parsePromql("$agg by (a) (x_total)").errors).toEqual([]);
  });
  it("a capture group is no variable", () => {
    expect(parsePromql('label_replace(x, "a", "$1-${2}", "b", "(.*)(.*)")').uses).toEqual([]);
    expect([hasVariable("$1"), hasVariable("foo$"), hasVariable("$model"), hasVariable("[[model]]")]).toEqual(
      [false, false, true, true],
    );
  });
  it("stays out of comments and finds the format", () => {
    expect(parsePromql("x # $gone").uses).toEqual([]);
    expect(parsePromql('x{a=~"${model:regex}"}').uses[0]).toMatchObject({ name: "model", format: "regex" });
  });
});

describe("what reaches the result", () => {
  const shown = (source: string) =>
    [...contributions(parsePromql(source).root)].map(({ selector }) => selector.metric?.name);
  it("leaves out what only asks whether something exists", () => {
    expect(shown("a and b")).toEqual(["a"]);
    expect(shown("a unless on() b > 0")).toEqual(["a"]);
    expect(shown("a or on() 0 * max(b)")).toEqual(["a"]);
    expect(shown("a or on() (b * 0 - 1)")).toEqual(["a"]);
    expect(shown("absent(a)")).toEqual([]);
    expect(shown("a / on() group_left() b")).toEqual(["a", "b"]);
    expect(shown("a * $zero")).toEqual(["a"]);
  });
  it("finds the aggregation the series meet first", () => {
    const [first] = [...contributions(parsePromql("sum(max by (a) (rate(x[5m])))").root)];
    expect(firstAggregate(first!)?.op).toBe("max");
  });
});

it("reads durations", () => {
  expect([seconds("5m"), seconds("1h30m"), seconds("100ms"), seconds("1.5h"), seconds("$x")]).toEqual([
    300,
    5400,
    0.1,
    undefined,
    undefined,
  ]);
});
