import { string } from "./model/shape.ts";
import { perPanel } from "./model/check.ts";

/** `repeatDirection: "h"` on a panel that repeats nothing. */
export const orphanRepeatDirection = perPanel(
  "orphan-repeat-direction",
  function* ({ json, at }) {
    if (json["repeatDirection"] === "h" && (string(json["repeat"]) ?? "") === "")
      yield {
        at,
        what: '`repeatDirection: "h"` without `repeat`: Grafana from 11.1 on draws the panel 24 columns wide, whatever its place says, so the whole board becomes one column.',
        fix: "Remove `repeatDirection`.",
      };
  },
  "warning",
);
