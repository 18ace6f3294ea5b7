/** What the value tests, the table of states and the mutations share: scenarios, the boards they are about, and how to look. */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { buildBoards, type Board } from "../../dashboards/build/dashboard.ts";
import { readBoards } from "../../dashboards/build/read-boards.ts";
import { readScenario, type Scenario } from "../../engine/scenario.ts";
import { panelsOf, promTargets, type Panel, type View } from "../../engine/shown.ts";
import { readStack, type Stack } from "../../stack.ts";

/** Every scenario, by file name. */
export const scenarios = (): Scenario[] =>
  readdirSync("test/scenarios")
    .filter((file) => file.endsWith(".yaml"))
    .sort()
    .map((file) => readScenario(join("test/scenarios", file)));

/** A built board, as JSON. */
export interface BuiltBoard {
  readonly uid: string;
  readonly title: string;
  readonly panels: readonly Panel[];
  readonly templating: {
    readonly list: readonly { readonly name: string; readonly type: string; readonly query?: unknown }[];
  };
}

const stack = readStack("test/fixtures/stack.yaml");
let read: Board[] | undefined;

/** What a scenario says about the stack. */
type Built = Pick<Scenario, "exporters" | "rules">;

/** The stacks whose boards are proven panel by panel: one for each of the queue's exporters. */
export const STACKS: readonly (Built & { readonly title: string })[] = [
  { title: "the article's exporter" },
  {
    title: "the reference exporter",
    // BullMQ's families stand on the same page.
    exporters: { ollama_queue: { variant: "reference" }, bullmq: { job: "ollama_queue" } },
  },
];
/** These, and one whose boards ask for recorded series where there are some. */
export const PROVEN: typeof STACKS = [
  ...STACKS,
  { ...STACKS[1]!, title: "the reference exporter and recorded series", rules: { loaded: true } },
];

/** What a panel asks Prometheus. */
export const asked = (panel: Panel): string =>
  promTargets(panel)
    .map(({ expr }) => expr)
    .join("\n");

/** The boards as built for a scenario's stack. */
export async function boardsFor({ exporters = {}, rules = {} }: Built): Promise<BuiltBoard[]> {
  read ??= await readBoards();
  const changed = Object.fromEntries(
    Object.entries(stack.exporters).map(([name, exporter]) => [name, { ...exporter, ...exporters[name] }]),
  );
  const built = buildBoards(read, {
    ...stack,
    exporters: changed,
    rules: { ...stack.rules, ...rules },
  } as Stack);
  return JSON.parse(JSON.stringify([...built.values()])) as BuiltBoard[];
}

/** Panels that ask Prometheus. */
export const measured = (board: BuiltBoard): Panel[] =>
  panelsOf(board).filter((panel) => promTargets(panel).length > 0);

/** How the tests look at a board: an hour on a panel of 1000 points, every dropdown at All. */
export const viewOf = ({ variables = {} }: Pick<Scenario, "variables">): View => ({
  range: 3600,
  maxDataPoints: 1000,
  scrapeInterval: 15,
  variables: { price: "0.30", ...variables },
});
