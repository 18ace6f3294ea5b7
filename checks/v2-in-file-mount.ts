import { perBoard } from "./model/check.ts";

/** A board in the newer model (elements and layout), which Grafana does not load from a folder. */
export const v2InFileMount = perBoard("v2-in-file-mount", function* ({ v2, at }) {
  if (v2)
    yield {
      at,
      what: "This file holds the newer dashboard model (`elements` and `layout`). Grafana's file provisioner refuses that with one line in its log, so the board never appears.",
      fix: "Save it as classic JSON (`panels`, `schemaVersion`), or load it through the API.",
    };
});
