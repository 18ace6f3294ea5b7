import { describe, expect, it } from "vitest";
import { compareSides } from "../../diff/compare.ts";
import { renderMarkdown } from "../../diff/markdown.ts";
import { renderDiff } from "../../diff/render.ts";
import type { Side } from "../../diff/source.ts";
import { wordDiff } from "../../diff/words.ts";
import { board, panel, row, target } from "./boards.ts";

const side = (name: string, ...boards: Side["boards"]): Side => ({ name, boards, dataSources: undefined });
const asks = (expr: string) => board([row(9, "Heat"), panel({ targets: [target(expr)] })]);

it("the words of both queries in one, a label's value as one word", () => {
  expect(wordDiff('sum(a{job="x y"}[5m])', 'sum(a{job="x z"}[5m])')).toEqual([
    { is: "same", text: "sum(a{job=" },
    { is: "gone", text: '"x y"' },
    { is: "new", text: '"x z"' },
    { is: "same", text: "}[5m])" },
  ]);
  expect(wordDiff("a  +\n b", "a + b")).toEqual([{ is: "same", text: "a + b" }]);
});
it("gives both texts back, whatever they are", () => {
  const [was, is] = ["sum by (a) (rate(b[5m])) * 60 or c", "60 * (sum(rate(x[1h])) or on() c) / 2"];
  const pieces = wordDiff(was, is);
  const without = (kind: string) =>
    pieces
      .filter((piece) => piece.is !== kind)
      .map(({ text }) => text)
      .join("")
      .replace(/\s/g, "");
  expect(without("new")).toBe(was.replace(/\s/g, ""));
  expect(without("gone")).toBe(is.replace(/\s/g, ""));
});

describe("the text", () => {
  it("says per panel what changed, gravest first, and ends with the counts", () =>
    expect(
      renderDiff(
        compareSides(
          side("old", asks("max(a)")),
          side(
            "new",
            board([
              row(9, "Heat"),
              panel({
                targets: [target("max(b)")],
                description: "Hot.",
                fieldConfig: { defaults: { unit: "short" }, overrides: [] },
              }),
            ]),
          ),
        ),
      ),
    ).toBe(`old → new

GPU  /d/gpu
  Heat › Temperature
    breaking  unit \`celsius\` → \`short\`
    review    metric a → b
              max([-a-]{+b+})
    cosmetic  description changed
              [-Above 85 °C the card slows down-]{+Hot+}.
  metrics newly used: b
  metrics no longer used: a

No dashboard uses any more: a

Changes: 1 breaking, 1 review, 1 cosmetic. Compared 1 with 1 dashboard.`));
  it("tells one change on many panels once", () => {
    const many = (job: string) =>
      board(
        [1, 2, 3].map((id) =>
          panel({ id, title: `Card ${id}`, targets: [target(`up{job="${job}"} + ${id}`)] }),
        ),
      );
    const text = renderDiff(compareSides(side("old", many("x")), side("new", many("y"))));
    expect(text.match(/matcher/g)).toHaveLength(1);
    expect(text).toContain("on Card 1\n");
    expect(text).toContain("on Card 3\n");
    expect(text).toContain("Changes: 3 review.");
  });
  it("says that nothing changed, and how much was compared", () =>
    expect(renderDiff(compareSides(side("old", asks("a")), side("new", asks("a"))))).toBe(
      "old → new\n\nNo change. Compared 1 with 1 dashboard.",
    ));
  it("a board on one side only", () => {
    const other = board([panel()], { uid: "queue", title: "Queue" });
    const gone = { ...other, file: "queue.json" };
    expect(renderDiff(compareSides(side("old", asks("a"), gone), side("new", asks("a"))))).toContain(
      "Queue  /d/queue (gone)\n  breaking  the board is gone, and every link to /d/queue with it: 1 panel, 1 query\n",
    );
    expect(renderDiff(compareSides(side("old", asks("a")), side("new", asks("a"), gone)))).toContain(
      "Queue  /d/queue (new)\n  review",
    );
  });
});

describe("data sources", () => {
  const with_ = (interval: string): Side => ({
    ...side("x", asks("a")),
    dataSources: [{ name: "P", uid: "p", type: "prometheus", timeInterval: interval }],
  });
  it("a scrape interval changes every rate", () =>
    expect(compareSides(with_("15s"), with_("30s")).dataSources).toEqual([
      { risk: "review", kind: "data source", what: "data source `P`: scrape interval `15s` → `30s`" },
    ]));
  it("are not compared with a single file's", () =>
    expect(compareSides(with_("15s"), side("x", asks("a"))).dataSources).toEqual([]));
});

describe("Markdown", () => {
  const diff = compareSides(
    side("old", asks("a < 1")),
    side("new", board([row(9, "Heat"), panel({ title: "<b>@all | # *x*", targets: [target("a > `1`")] })])),
  );
  it("lets nothing of a dashboard become markup", () => {
    const text = renderMarkdown(diff);
    expect(text).toContain("**Heat › &lt;b&gt;\\@all \\| \\# \\*x\\***");
    expect(text).toMatch(/<pre>a <del>&lt; 1<\/del> ?<ins>&gt; `1`<\/ins><\/pre>/);
    // In backquotes GitHub reads no markup.
    expect(text.replace(/`[^`]*`/g, "")).not.toContain("<b>");
  });
  it("is cut off between entries, says so, and keeps the summary", () => {
    const whole = renderMarkdown(diff);
    const text = renderMarkdown(diff, whole.length - 1);
    expect(text.length).toBeLessThan(whole.length);
    expect(text).toContain("**Changes: 2 review. Compared 1 with 1 dashboard.**");
    expect(text).toMatch(
      /> Cut off: \d+ more entries do not fit into one comment\. `npm run diff` shows them all\.$/,
    );
    expect(text.split("<pre>").length).toBe(text.split("</pre>").length);
  });
  it("fits into a comment", () => {
    const many = (metric: string) =>
      board(
        Array.from({ length: 2000 }, (_, id) =>
          panel({ id, title: `Card ${id}`, targets: [target(`${metric}_${id} + 1`)] }),
        ),
      );
    const text = renderMarkdown(compareSides(side("old", many("a")), side("new", many("b"))));
    expect(text.length).toBeLessThanOrEqual(65_000);
    expect(text.length).toBeGreaterThan(60_000);
    expect(text).toContain("> Cut off: ");
  });
});

it("a title with line breaks makes no line of its own, in neither form", () => {
  const evil = "Heat\n::error::x\u001b[31m";
  const [was, is] = ["max(a)", "max(b)"].map((expr, index) =>
    side(String(index), { ...board([panel({ title: evil, targets: [target(expr)] })]), title: evil }),
  );
  const diff = compareSides(was!, is!);
  expect(diff.boards[0]!.changes).toHaveLength(1);
  for (const text of [renderDiff(diff), renderMarkdown(diff)]) {
    expect(text).toContain("Heat ::error::x");
    expect(text).not.toMatch(/^\s*::|\u001b/m);
  }
});
