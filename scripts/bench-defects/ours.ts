/** Our boards as built for each stack that the value tests know. */
import { find } from "../../checks/model/find.ts";
import { readBoard } from "../../checks/model/board.ts";
import { type Json } from "../../checks/model/shape.ts";
import { readContracts } from "../../contracts/contract.ts";
import { readLogContract } from "../../contracts/log-contract.ts";
import { readStack } from "../../stack.ts";
import { boardsFor, STACKS } from "../../test/values/boards.ts";
import { world, type World } from "./judge.ts";

/** A stack's boards, and those of them that no stack before it has the same. */
export interface OurWorld {
  readonly title: string;
  readonly world: World;
  readonly fresh: ReadonlySet<string>;
}

/** One world for each of the stacks. */
export async function ourWorlds(): Promise<OurWorld[]> {
  const configured = readStack("test/fixtures/stack.yaml").exporters as Readonly<
    Record<string, { readonly variant: string; readonly job: string; readonly filters: readonly string[] }>
  >;
  const contracts = readContracts();
  const log = readLogContract();
  const { dataSources } = find(["provisioning"]);
  const seen = new Set<string>();
  const worlds: OurWorld[] = [];
  for (const { title, exporters = {} } of STACKS) {
    const running = Object.entries(configured).map(
      ([name, exporter]) => [name, { ...exporter, ...exporters[name] }] as const,
    );
    const boards = (await boardsFor({ exporters })).map((built) =>
      readBoard(`${built.uid}.json`, built as unknown as Json),
    );
    const fresh = boards.filter(({ json }) => !seen.has(JSON.stringify(json)));
    for (const { json } of fresh) seen.add(JSON.stringify(json));
    worlds.push({
      title,
      fresh: new Set(fresh.map(({ file }) => file)),
      world: world(boards, {
        contracts,
        log,
        dataSources,
        selected: new Map(running.map(([name, { variant }]) => [name, variant])),
        jobs: new Map(running.map(([name, { job }]) => [name, job])),
        added: new Map(running.map(([name, { filters }]) => [name, filters])),
      }),
    });
  }
  return worlds;
}
