import { get, list, object, string } from "./model/shape.ts";
import { perBoard } from "./model/check.ts";

/** A link or an annotation's switch that is put into a menu instead of the bar. */
export const hiddenPlacement = perBoard(
  "hidden-placement",
  function* ({ json, at }) {
    const all = [
      ...list(json["links"]).map((each) => ({ part: "link", name: "title", each: object(each) })),
      ...list(get(json, "annotations", "list")).map((each) => ({
        part: "annotation",
        name: "name",
        each: object(each),
      })),
    ];
    for (const { part, name, each } of all)
      if (each["placement"] === "inControlsMenu")
        yield {
          at: { ...at, part: `${part} ${string(each[name]) ?? ""}` },
          what: `\`placement: "inControlsMenu"\` puts this ${part} into a menu that nobody opens in a hurry, instead of the bar above the panels.`,
          fix: "Remove `placement`.",
        };
  },
  "warning",
);
