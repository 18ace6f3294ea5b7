/** The unit of a query in either language. */
import type { Context } from "./context.ts";
import type { Query } from "./board.ts";
import { logUnit } from "./log-unit.ts";
import { unitsOf, type Conflict, type Value } from "./units.ts";

/** What a query gives; unknown where it does not parse or a variable may hold part of it. */
export function queryUnits(
  query: Query,
  context: Context,
): { readonly value: Value; readonly conflicts: readonly Conflict[] } {
  const parsed = query.promql;
  if (parsed && parsed.errors.length === 0 && !parsed.uses.some(({ guess }) => guess))
    return unitsOf(parsed.root, context);
  return { value: logUnit(query, context), conflicts: [] };
}
