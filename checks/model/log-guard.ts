/** What in a pipeline can fail on a line, and whether a filter on `__error__` takes such lines out again. */
import type { OurLog, Read } from "./log-scope.ts";
import type { Stage } from "./logql.ts";

/** A stage after which lines may carry an error, with the field it cannot read where that is why. */
export interface Risk {
  readonly stage: Stage;
  readonly index: number;
  readonly read: Read | undefined;
}

/** Stages that may fail, in order. A filter or unwrap of a field that was a number in every line is no risk. */
export function risks({ selection, reads }: OurLog): Risk[] {
  return selection.stages.flatMap((stage, index): Risk[] => {
    if (stage.is === "parser")
      return stage.parser === "json" || stage.parser === "unpack" ? [{ stage, index, read: undefined }] : [];
    const word =
      stage.is === "unwrap" || (stage.is === "label filter" && stage.numeric) ? stage.label : undefined;
    const read = word && reads.find(({ from }) => from === word.from);
    const facts = read?.source.is === "line" ? read.source.facts : undefined;
    return facts && (facts.notANumber || (stage.is === "unwrap" && facts.type === "text"))
      ? [{ stage, index, read }]
      : [];
  });
}

/** Index of the last stage that filters on, or drops, `__error__`; -1 where none does. */
export const lastGuard = ({ selection }: Pick<OurLog, "selection">): number =>
  selection.stages.findLastIndex(
    (stage) =>
      (stage.is === "label filter" && stage.label.name === "__error__") ||
      (stage.is === "drop" && [...stage.labels, ...stage.when].some(({ name }) => name === "__error__")),
  );
