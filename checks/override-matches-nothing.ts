import { nearest } from "../contracts/read-yaml.ts";
import { type Panel } from "./model/board.ts";
import { get, list, object, string, type Json } from "./model/shape.ts";
import { perPanel, type Finding } from "./model/check.ts";
import { canBe, columnsOf, displayNames, refIds, seriesOf, type Fields } from "./model/fields.ts";
import { follow, type Reference } from "./model/transformations.ts";
import { hasVariable } from "./model/variables.ts";

/** An override, or a column named in a transformation, that fits no field the panel can have. */
export const overrideMatchesNothing = perPanel("override-matches-nothing", function* (panel, board, context) {
  const refs = refIds(panel);
  let fields = seriesOf(panel);
  if (panel.type === "table") {
    const followed = follow(columnsOf(panel, board, context), panel.json["transformations"]);
    for (const reference of followed.references) yield* ofReference(panel, reference);
    // `organize` gives a column another title; its own name stays, and an override may use either.
    const titled = followed.references
      .filter(
        ({ transformation, needed, among, name }) =>
          transformation === "organize" && needed && canBe(among, name),
      )
      .map(({ name }) => name);
    fields = {
      ...followed.columns,
      names: new Set([...followed.columns.names, ...titled, ...displayNames(panel.json)]),
    };
  }
  for (const override of list(get(panel.json, "fieldConfig", "overrides")).map(object)) {
    if ("__systemRef" in override) continue;
    yield* ofMatcher(panel, object(override["matcher"]), fields, refs);
  }
});

function* ofMatcher(
  panel: Panel,
  matcher: Json,
  fields: Fields,
  refs: ReadonlySet<string> | undefined,
): Generator<Finding> {
  const given = string(matcher["options"]) ?? "";
  if (given === "" || hasVariable(given)) return;
  const nothing = (what: string, known: Iterable<string>): Finding => {
    // Two letters are never near.
    const near = given.length > 2 ? nearest(given, [...known]) : undefined;
    return {
      at: panel.at,
      what: `The override for ${what} matches nothing, so what it sets never shows.`,
      fix:
        near === undefined ? "Remove it, or name a field that the panel has." : `Did you mean \`${near}\`?`,
      facts: { matcher: String(matcher["id"]), options: given, ...(near !== undefined && { nearest: near }) },
    };
  };
  switch (matcher["id"]) {
    case "byFrameRefID":
      if (refs && !refs.has(given) && !given.startsWith("/")) yield nothing(`the query \`${given}\``, refs);
      break;
    case "byName":
      if (!possible(fields, given, refs)) yield nothing(`the field \`${given}\``, fields.names);
      break;
    case "byRegexp": {
      const pattern = regex(given);
      if (
        pattern &&
        !fields.open &&
        fields.patterns.length === 0 &&
        ![...fields.names].some((name) => pattern.test(name))
      )
        yield nothing(`fields like \`${given}\``, []);
      break;
    }
    case "byType":
      if (panel.type !== "table" && !fields.open && !["number", "time"].includes(given))
        yield nothing(`fields of type \`${given}\``, []);
      break;
  }
}

/** `Value #C` of a query C that is not there is impossible even where the labels are unknown. */
function possible(fields: Fields, name: string, refs: ReadonlySet<string> | undefined): boolean {
  const of = /^Value #(\w+)$/.exec(name)?.[1];
  if (of !== undefined && refs && !refs.has(of) && fields.names.size > 0) return false;
  return canBe(fields, name);
}

function* ofReference(panel: Panel, { transformation, name, among, needed }: Reference): Generator<Finding> {
  const refs = refIds(panel);
  if (hasVariable(name) || possible(among, name, refs)) return;
  const near = nearest(
    name,
    [...among.names].filter((each) => each !== "Time" && each !== "Value"),
  );
  // Editors leave the names of former columns behind in what is to be hidden or ordered.
  if (!needed && (near === undefined || !name.startsWith("Value #"))) return;
  yield {
    at: panel.at,
    what: `The transformation \`${transformation}\` names the column \`${name}\`, which the table does not have at that point, so it does nothing to it.`,
    fix: near === undefined ? "Name a column that the queries give." : `Did you mean \`${near}\`?`,
    facts: { transformation, column: name, ...(near !== undefined && { nearest: near }) },
  };
}

/** As Grafana reads it: `/…/i`, or a plain text that must match from the beginning. */
function regex(text: string): RegExp | undefined {
  const parts = /^\/(.*)\/([gimsuy]*)$/s.exec(text);
  try {
    return parts ? new RegExp(parts[1]!, parts[2]!.replace(/[gy]/g, "")) : new RegExp(`^${text}$`);
  } catch {
    return undefined;
  }
}
