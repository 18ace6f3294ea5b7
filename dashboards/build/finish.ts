/** A value that JSON can hold. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
type JsonObject = { [key: string]: any };

/**
 * Turns what the SDK built into what Grafana should read. The SDK's output is its live internal objects, some of
 * them with functions inside, and it writes keys that Grafana misreads:
 * - `repeatDirection` on every panel: without `repeat`, Grafana 11.1 and later make such a panel 24 columns wide;
 * - `placement: "inControlsMenu"` on links and annotations: they vanish into a menu;
 * - no data source on a panel: then a target's own decides, but a panel's wins, so both say the same.
 * Keys come out sorted, so that the order of builder calls does not show in a diff.
 */
export function finish(built: object): { readonly [key: string]: Json } {
  const board = JSON.parse(JSON.stringify(built)) as JsonObject;
  for (const panel of board["panels"] as JsonObject[]) {
    finishPanel(panel);
    for (const inner of (panel["panels"] ?? []) as JsonObject[]) finishPanel(inner);
  }
  for (const part of [...(board["links"] ?? []), ...(board["annotations"]?.["list"] ?? [])] as JsonObject[])
    delete part["placement"];
  return sorted(board) as { readonly [key: string]: Json };
}

function finishPanel(panel: JsonObject): void {
  if (panel["repeat"] === undefined) delete panel["repeatDirection"];
  const source = (panel["targets"] as JsonObject[] | undefined)?.[0]?.["datasource"];
  if (source !== undefined) panel["datasource"] = source;
  for (const link of [
    ...(panel["links"] ?? []),
    ...(panel["fieldConfig"]?.["defaults"]?.["links"] ?? []),
  ] as JsonObject[])
    delete link["placement"];
}

/** The same value with the keys of every object in order, so that equal content is equal text. */
export const sorted = (value: unknown): unknown =>
  Array.isArray(value)
    ? value.map(sorted)
    : typeof value === "object" && value !== null
      ? Object.fromEntries(
          Object.entries(value)
            .sort(([a], [b]) => (a < b ? -1 : 1))
            .map(([key, inner]) => [key, sorted(inner)]),
        )
      : value;
