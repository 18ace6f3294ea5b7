import { nearest } from "../contracts/read-yaml.ts";
import { list, string } from "./model/shape.ts";
import type { Check } from "./model/check.ts";
import { linksOf, targetUid } from "./model/links.ts";

/** A link to a dashboard that is not among the checked ones, or that hands over a variable it does not have. */
export const deadLink: Check = {
  id: "dead-link",
  severity: "error",
  *find({ boards }) {
    // One board alone says nothing about the others.
    if (boards.length < 2) return;
    const byUid = new Map(boards.map((board) => [board.uid, board]));
    const uids = [...byUid.keys()].filter((uid) => uid !== undefined);
    // The newer model keeps the uid in the resource around it, which a file may leave out.
    const nameless = boards.some(({ v2, uid }) => v2 && uid === undefined);
    const tags = new Set(boards.flatMap(({ json }) => list(json["tags"]).map(String)));
    for (const board of boards)
      for (const { at, json, url } of linksOf(board)) {
        if (json["type"] === "dashboards") {
          const wanted = list(json["tags"]).map(String);
          // A board must carry all of them; none carries one that nobody has.
          const missing = wanted.find((tag) => !tags.has(tag) && !tag.includes("$"));
          if (missing !== undefined)
            yield {
              at,
              what: `The link lists the dashboards with the tag \`${missing}\`, which none of the checked ones carries: the list is empty.`,
              fix: "Use a tag that the boards carry.",
              facts: { tag: missing },
            };
          continue;
        }
        const uid = targetUid(url);
        if (uid === undefined) continue;
        const target = byUid.get(uid);
        if (!target && nameless) continue;
        if (!target) {
          const near = nearest(uid, uids);
          yield {
            at,
            what: `The link leads to \`/d/${uid}\`, and no checked dashboard has that uid: it ends at "Dashboard not found".`,
            fix: near === undefined ? "Link to a uid that exists." : `Did you mean \`${near}\`?`,
            facts: { uid, ...(near !== undefined && { nearest: near }) },
          };
          continue;
        }
        for (const [, name] of url.matchAll(/[?&]var-(\w+)=/g))
          if (!target.variables.some((variable) => variable.name === name)) {
            const near = nearest(
              name!,
              target.variables.map((variable) => variable.name),
            );
            yield {
              at,
              severity: "warning",
              what: `The link hands over \`var-${name}\`, but \`${string(target.title)}\` has no variable \`${name}\`, so it opens unfiltered.`,
              fix: near === undefined ? "Remove it from the link." : `Did you mean \`var-${near}\`?`,
              facts: { variable: name!, uid },
            };
          }
      }
  },
};
