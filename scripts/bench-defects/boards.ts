/** Defects of whole dashboards: variables, links, annotations, rows, the file itself. */
import { list, object, string, type Json } from "../../checks/model/shape.ts";
import { rewrite, rewriteMatches, targets, type Defect, type DefectClass, type Good } from "./defect.ts";

const VARIABLES = ["templating", "list"] as const;
const variables = ({ board }: Good): Json[] => list(object(board.json["templating"])["list"]).map(object);
const annotations = ({ board }: Good): Json[] => list(object(board.json["annotations"])["list"]).map(object);
const named = (kind: string, json: Json): string => `${kind} ${String(json["name"] ?? json["title"])}`;

/** The variables that fit, each with some of its keys replaced. */
const eachVariable =
  (fits: (variable: Json, good: Good) => boolean, change: Json) =>
  (good: Good): Defect[] =>
    variables(good).flatMap((variable, index) =>
      fits(variable, good)
        ? [
            {
              where: named("variable", variable),
              edits: Object.entries(change).map(([key, to]) => ({ at: [...VARIABLES, index, key], to })),
            },
          ]
        : [],
    );
/** One change of the dashboard itself. */
const whole = (at: readonly (string | number)[], to: unknown): Defect => ({
  where: "the dashboard",
  edits: [{ at, to }],
});
const matched = ({ name }: Json, good: Good): boolean =>
  [...targets(good, "promql"), ...targets(good, "logql")].some(({ expr }) =>
    expr.includes(`=~"$${String(name)}"`),
  );

export const BOARDS: readonly DefectClass[] = [
  {
    name: "a dashboard of version 2 in a folder",
    check: "v2-in-file-mount",
    plant: ({ board: { title } }) => [
      {
        where: "the dashboard",
        edits: [
          {
            at: [],
            to: {
              apiVersion: "dashboard.grafana.app/v2beta1",
              kind: "Dashboard",
              metadata: { name: "moved" },
              spec: { title, elements: {}, layout: { kind: "GridLayout", spec: { items: [] } } },
            },
          },
        ],
      },
    ],
  },
  {
    name: "a variable misspelt in a query",
    check: "undeclared-variable",
    plant: (good) => {
      const names = new Set(variables(good).map(({ name }) => name));
      return [...targets(good, "promql"), ...targets(good, "logql")].flatMap((target) =>
        rewriteMatches(target, /\$(\w+)/g, ([, name]) => (names.has(name) ? `$${name}s` : undefined)),
      );
    },
  },
  {
    name: "a variable taken away while queries use it",
    check: "undeclared-variable",
    plant: (good) =>
      variables(good).flatMap((variable, index) =>
        matched(variable, good)
          ? [{ where: named("variable", variable), edits: [{ at: [...VARIABLES, index], to: undefined }] }]
          : [],
      ),
  },
  {
    name: "two variables of one name",
    check: "duplicate-id",
    plant: (good) =>
      variables(good).map((variable) => ({
        where: named("variable", variable),
        edits: [{ at: VARIABLES, to: [...variables(good), variable] }],
      })),
  },
  {
    name: "another dashboard's uid",
    check: "duplicate-id",
    plant: ({ others }) => others.flatMap(({ uid }) => (uid === undefined ? [] : [whole(["uid"], uid)])),
  },
  {
    name: "another dashboard's title",
    check: "equal-titles",
    plant: ({ others }) => others.map(({ title }) => whole(["title"], title)),
  },
  {
    name: "an open row that holds its panels",
    check: "layout",
    plant: ({ board }) =>
      list(board.json["panels"]).flatMap((given, index, all) => {
        const next = object(all[index + 1]);
        const row = object(given);
        if (row["type"] !== "row" || next["type"] === undefined || next["type"] === "row") return [];
        // A collapsed one is where they belong.
        if (row["collapsed"] === true) return [];
        return [
          {
            where: `row ${String(row["title"])}`,
            edits: [
              { at: ["panels", index, "panels"], to: [next] },
              { at: ["panels", index + 1], to: undefined },
            ],
          },
        ];
      }),
  },
  {
    name: "an `All` that may be nothing",
    check: "empty-variable",
    plant: eachVariable(
      (each, good) =>
        each["type"] === "query" &&
        each["includeAll"] === true &&
        (string(each["allValue"]) ?? "") !== "" &&
        matched(each, good),
      { allValue: undefined },
    ),
  },
  {
    name: "a data source variable without a choice",
    check: "empty-variable",
    plant: eachVariable(
      ({ type, current }) => type === "datasource" && String(object(current)["value"] ?? "") !== "",
      { current: undefined },
    ),
  },
  {
    name: "patterns in a variable of several values",
    check: "escaped-regex-variable",
    plant: eachVariable(({ type, query }) => type === "custom" && /\.\./.test(string(query) ?? ""), {
      multi: true,
      includeAll: true,
    }),
  },
  {
    name: "a variable as `:regex` in quotes",
    check: "escaped-regex-variable",
    plant: (good) => {
      const names = new Set(variables(good).map(({ name }) => name));
      return targets(good, "promql").flatMap((target) =>
        rewriteMatches(target, /(?<==~")\$(\w+)(?=")/g, ([, name]) =>
          names.has(name) ? `\${${name}:regex}` : undefined,
        ),
      );
    },
  },
  {
    name: "a variable that nothing uses",
    check: "unused-variable",
    plant: (good) =>
      variables(good)
        .filter(({ type }) => type === "query" || type === "custom" || type === "textbox")
        .map((variable) => ({
          where: named("variable", variable),
          edits: [{ at: VARIABLES, to: [...variables(good), { ...variable, name: "rest", label: "Rest" }] }],
        })),
  },
  {
    name: "a stream selector of nothing but an `All` that fits the empty string",
    check: "all-matches-empty",
    plant: (good) =>
      variables(good).flatMap((variable, index) =>
        variable["includeAll"] === true && string(variable["allValue"]) !== undefined
          ? targets(good, "logql")
              .filter(({ expr }) => expr.includes(`$${String(variable["name"])}`))
              .map((target) => {
                const [all] = /\{[^}]*\}/.exec(target.expr)!;
                const from = target.expr.indexOf(all);
                const name = String(variable["name"]);
                const { edits } = rewrite(target, from, from + all.length, `{${name}=~"$${name}"}`);
                return {
                  where: target.where,
                  edits: [...edits, { at: [...VARIABLES, index, "allValue"], to: ".*" }],
                };
              })
          : [],
      ),
  },
  {
    name: "a link to a dashboard that is not there",
    check: "dead-link",
    plant: ({ board }) =>
      list(board.json["links"]).flatMap((link, index) =>
        /^\/d\//.test(string(object(link)["url"]) ?? "")
          ? [
              {
                where: named("link", object(link)),
                edits: [{ at: ["links", index, "url"], to: `${String(object(link)["url"])}-2` }],
              },
            ]
          : [],
      ),
  },
  {
    name: "a link where older versions do not show it",
    check: "hidden-placement",
    plant: ({ board }) =>
      list(board.json["links"]).map((link, index) => ({
        where: named("link", object(link)),
        edits: [{ at: ["links", index, "placement"], to: "inControlsMenu" }],
      })),
  },
  {
    name: "an annotation without a query",
    check: "annotation-without-expr",
    plant: (good) =>
      annotations(good).flatMap((annotation, index) =>
        typeof annotation["expr"] === "string"
          ? [
              {
                where: named("annotation", annotation),
                edits: [{ at: ["annotations", "list", index, "expr"], to: undefined }],
              },
            ]
          : [],
      ),
  },
  {
    name: "an annotation at the value 0",
    check: "annotation-without-expr",
    plant: (good) =>
      annotations(good).flatMap((annotation, index) => {
        const [, inner] = /^1 - (.*) > 0$/.exec(string(annotation["expr"]) ?? "") ?? [];
        return inner === undefined
          ? []
          : [
              {
                where: named("annotation", annotation),
                edits: [{ at: ["annotations", "list", index, "expr"], to: `${inner} == 0` }],
              },
            ];
      }),
  },
  {
    name: "a dashboard without a description",
    check: "undescribed",
    plant: ({ board }) =>
      (string(board.json["description"]) ?? "") === "" ? [] : [whole(["description"], undefined)],
  },
];
