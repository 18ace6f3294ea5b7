/** `npm run coverage`: writes docs/coverage.md, what of all that is emitted some board shows. */
import { context } from "../checks/model/context.ts";
import { readBoard } from "../checks/model/board.ts";
import { exporters } from "../contracts/exporters.gen.ts";
import { readContracts } from "../contracts/contract.ts";
import { buildBoards } from "../dashboards/build/dashboard.ts";
import { readBoards } from "../dashboards/build/read-boards.ts";
import { readStack, type ExporterName, type Stack } from "../stack.ts";
import { run } from "./cli.ts";
import { measure, requireUsed, type Coverage } from "./coverage/measure.ts";
import { readNotShown } from "./coverage/not-shown.ts";
import { coveragePage } from "./coverage/page.ts";
import { usesOf, type UsesByMetric } from "./coverage/uses.ts";
import { writeOrCheck } from "./output.ts";

const usage = `
npm run coverage -- [--check]

Writes docs/coverage.md: per exporter and variant, which of the recorded metrics some board shows, which only fill
variables or annotations, which are left out on purpose (dashboards/not-shown.yaml says why) and which nobody shows yet.

  --check  write nothing; exit 1 if the page is stale
  --help   print this

Exit code 0: written, or nothing to do; 1: stale (--check); 2: could not run, or a line of not-shown.yaml leaves nothing
out.
`;

/** A stack in which everything runs, so that switching an exporter off does not change what its boards could show. */
function everything(stack: Stack): Stack {
  const on = (Object.keys(exporters) as ExporterName[]).map((name) => {
    const { job, address, variants } = exporters[name];
    const given = stack.exporters[name];
    return [name, given ?? { on: true, job, addresses: [address], variant: variants[0], filters: [] }];
  });
  return { ...stack, exporters: Object.fromEntries(on) as Stack["exporters"] };
}

process.exitCode = await run({
  usage,
  options: { check: { type: "boolean" } },
  async main({ check }) {
    const contracts = readContracts();
    const list = readNotShown(contracts);
    const sources = await readBoards();
    const base = everything(readStack());
    const chosen = (exporter: string): string | undefined =>
      base.exporters[exporter as ExporterName]?.variant;
    const uses = (stack: Stack): UsesByMetric => {
      const running = Object.entries(stack.exporters);
      return usesOf(
        context({
          boards: [...buildBoards(sources, stack)].map(([uid, json]) => readBoard(`${uid}.json`, json)),
          contracts,
          jobs: new Map(running.map(([name, { job }]) => [name, job])),
        }),
      );
    };
    const asChosen = uses(base);
    const all = contracts.flatMap((contract) =>
      contract.variants.map(({ name: variant }): Coverage => {
        const { exporter } = contract;
        const same = chosen(exporter) === undefined || chosen(exporter) === variant;
        const own = { ...base.exporters[exporter as ExporterName]!, variant };
        const stack = { ...base, exporters: { ...base.exporters, [exporter]: own } };
        return measure(contract, variant, same ? asChosen : uses(stack), list);
      }),
    );
    requireUsed(list, all);
    const isSelected = ({ contract, variant }: Coverage): boolean =>
      (chosen(contract.exporter) ?? variant) === variant;
    const files = new Map([["coverage.md", coveragePage(all, list, isSelected)]]);
    const changed = writeOrCheck("docs", files, { remove: () => false }, check);
    console.log(
      `${all.length} variants of ${contracts.length} exporters, ${list.length} reasons, ${changed.length} files ${check ? "stale" : "written"}.`,
    );
    return check && changed.length > 0 ? 1 : 0;
  },
});
