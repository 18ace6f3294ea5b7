/** A panel's targets before and after. */
import { type Panel, type Query } from "../checks/model/board.ts";
import { list, object, string } from "../checks/model/shape.ts";
import type { Change, PanelName } from "./change.ts";
import { brief, clauses, differences, without } from "./json.ts";
import { pair } from "./pair.ts";
import { compareQueries } from "./query.ts";

interface Target {
  readonly json: Readonly<Record<string, unknown>>;
  readonly query: Query | undefined;
  readonly refId: string;
}
const targetsOf = ({ json, queries }: Panel): Target[] =>
  list(json["targets"])
    .map(object)
    .map((target) => ({
      json: target,
      query: queries.find((query) => query.target === target),
      refId: string(target["refId"]) ?? "",
    }));

/** Changes of what a panel asks: queries, their legends, and how they are asked. */
export function compareTargets(was: Panel, is: Panel, panel: PanelName): Change[] {
  const [old, now] = [targetsOf(was), targetsOf(is)];
  // A letter shifts when a query comes before it; its text tells which one it is.
  const { both, gone, come } = pair(old, now, [
    ({ query, json }) => query && `${query.text}\n${String(json["legendFormat"])}`,
    ({ refId }) => refId,
    ({ json }) => string(json["legendFormat"]),
  ]);
  const shown = ({ query, json }: Target): string => brief(query?.text ?? json, 160);
  return [
    ...gone.map((each): Change => ({
      risk: "review",
      kind: "query",
      panel,
      refId: each.refId,
      what: `query removed: ${shown(each)}`,
    })),
    ...come.map((each): Change => ({
      risk: "review",
      kind: "query",
      panel,
      refId: each.refId,
      what: `query added: ${shown(each)}`,
    })),
    ...both.flatMap(([a, b]): Change[] => {
      const common = { panel, ...(now.length > 1 && { refId: b.refId }) };
      const query = a.query && b.query && compareQueries(a.query, b.query);
      const apart = [["refId"], ["legendFormat"], ...(a.query && b.query ? [["expr"]] : [])];
      const rest = differences(without(a.json, apart), without(b.json, apart));
      const [legendWas, legendIs] = [a.json["legendFormat"], b.json["legendFormat"]];
      return [
        ...(query ? [{ ...common, kind: "query", ...query }] : []),
        ...(legendWas === legendIs
          ? []
          : [
              {
                ...common,
                risk: "review" as const,
                kind: "legend",
                what: `legend ${brief(legendWas)} → ${brief(legendIs)}`,
              },
            ]),
        ...(rest.length === 0
          ? []
          : [{ ...common, risk: "review" as const, kind: "target", what: clauses(rest) }]),
        ...(a.refId === b.refId
          ? []
          : [
              {
                ...common,
                risk: "cosmetic" as const,
                kind: "refId",
                what: `target ${a.refId} is now ${b.refId}`,
              },
            ]),
      ];
    }),
  ];
}
