/** Links of a dashboard, of its panels and of its fields. */
import { type Board } from "./board.ts";
import { get, list, object, string, type Json } from "./shape.ts";
import type { Place } from "./problem.ts";

export interface Link {
  readonly at: Place;
  readonly json: Json;
  readonly title: string;
  readonly url: string;
}

/** Every link with a url or tags, those in the text of text panels included. */
export function* linksOf(board: Board): Generator<Link> {
  const link = (value: unknown, at: Place): Link => {
    const json = object(value);
    const title = string(json["title"]) ?? "";
    return { at, json, title, url: string(json["url"]) ?? "" };
  };
  for (const each of list(board.json["links"]))
    yield link(each, { ...board.at, part: `link ${string(object(each)["title"]) ?? ""}` });
  for (const panel of board.panels) {
    const fields = object(panel.json["fieldConfig"]);
    const inFields = [
      ...list(get(fields, "defaults", "links")),
      ...list(fields["overrides"])
        .flatMap((override) => list(object(override)["properties"]))
        .map(object)
        .filter(({ id }) => id === "links")
        .flatMap(({ value }) => list(value)),
    ];
    for (const each of [...list(panel.json["links"]), ...inFields]) yield link(each, panel.at);
    const content = string(get(panel.json, "options", "content")) ?? string(panel.json["content"]) ?? "";
    for (const found of content.matchAll(/\]\(([^)\s]+)\)|href=["']([^"']+)["']/g))
      yield link({ url: found[1] ?? found[2] }, panel.at);
  }
}

/** The dashboard a url leads to inside Grafana; undefined for any other url and for a uid with a variable in it. */
export function targetUid(url: string): string | undefined {
  const uid = /^(?:[^:?#$[]*\/)?d\/([^/?#]+)/.exec(url)?.[1];
  return uid === undefined || /[${[]/.test(uid) ? undefined : uid;
}
