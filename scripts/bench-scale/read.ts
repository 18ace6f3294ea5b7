/** How many series an expression reads, asked of the engine. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { parsePromql, selectors } from "../../checks/model/promql.ts";
import type { Engine } from "../../engine/engine.ts";

/** Series that the selectors of these expressions select, each selector counted once. */
export async function seriesRead(
  engine: Engine,
  data: string,
  exprs: readonly string[],
  time: number,
): Promise<number> {
  const texts = new Set(
    exprs.flatMap((expr) =>
      [...selectors(parsePromql(expr).root)].map(({ from, to, window }) =>
        expr.slice(from, window === undefined ? to : expr.lastIndexOf("[", window.from)),
      ),
    ),
  );
  const answers = await engine.evaluate(
    data,
    [...texts].map((text) => ({ expr: `count(${text})`, time })),
  );
  return answers.reduce(
    (sum, answer) => sum + (answer.resultType === "vector" ? Number(answer.result[0]?.value ?? 0) : 0),
    0,
  );
}

interface Rule {
  readonly record?: string;
  readonly expr: string;
}

/** What one recording rule reads of the exporters' series, and how many series it leaves in their place. */
export interface Saving {
  readonly record: string;
  readonly read: number;
  readonly left: number;
}

/** The recording rules of a folder that read exporters' series, not other rules; none where there is no folder. */
export async function savings(engine: Engine, data: string, folder: string, time: number): Promise<Saving[]> {
  const files = existsSync(folder) ? readdirSync(folder).sort() : [];
  const rules = files
    .flatMap(
      (file) => (parse(readFileSync(join(folder, file), "utf8")) as { groups: { rules: Rule[] }[] }).groups,
    )
    .flatMap((group) => group.rules)
    .filter(({ record, expr }) => record !== undefined && !/\w:\w/.test(expr));
  return Promise.all(
    rules.map(async ({ record = "", expr }) => {
      const [answer] = await engine.evaluate(data, [{ expr, time }]);
      return {
        record,
        read: await seriesRead(engine, data, [expr], time),
        left: answer?.resultType === "vector" ? answer.result.length : 0,
      };
    }),
  );
}
