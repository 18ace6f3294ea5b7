/** What exporters are recorded to emit, before and after. */
import { parse } from "yaml";
import { compare, groupChanges, renderGroup, type Change as Emitted } from "../contracts/compare.ts";
import { parseExposition, type Page } from "../contracts/exposition.ts";
import { inputError } from "../contracts/input-error.ts";
import type { Change, Part, Risk } from "./change.ts";
import { brief, clause, differences } from "./json.ts";
import { pair } from "./pair.ts";
import type { UsersOf } from "./uses.ts";

/** A file of `contracts/`; read only where it differs. */
export interface Blob {
  /** `nginx/recordings/1.5.3.busy.prom` */
  readonly path: string;
  /** As git names its content. */
  readonly id: string;
  /** As messages name it: with the ref, or the folder. */
  readonly place: string;
  readonly read: () => Buffer;
}

/** Metrics named in one line, facts and recordings listed one by one. */
const NAMED = 12;
const LISTED = 40;

/** Everything that changed in recordings and contract.yaml, by exporter. `usersOf` answers what asks for a metric in HEAD. */
export function compareContracts(was: readonly Blob[], is: readonly Blob[], usersOf: UsersOf): Part[] {
  const exporters = new Set([...was, ...is].map(({ path }) => path.split("/")[0]!));
  return [...exporters].sort().flatMap((exporter) => {
    const own = (blobs: readonly Blob[]) => blobs.filter(({ path }) => path.startsWith(`${exporter}/`));
    const changes = compareExporter(own(was), own(is), usersOf);
    return changes.length === 0 ? [] : [{ title: exporter, changes }];
  });
}

function compareExporter(was: readonly Blob[], is: readonly Blob[], usersOf: UsersOf): Change[] {
  const recordings = (blobs: readonly Blob[]) => blobs.filter(({ path }) => path.includes("/recordings/"));
  const [old, now] = [recordings(was), recordings(is)];
  const { both, gone, come } = pair(old, now, [({ path }) => path, ({ id }) => id]);
  const differing = both.filter(([a, b]) => a.id !== b.id);
  const moved = gone.length + come.length + differing.length > 0;
  const all = moved ? compare(old.filter(isPage).map(page), now.filter(isPage).map(page)) : [];
  const told = new Set(all.map((each) => JSON.stringify(each)));
  const recording = (risk: Risk, { path }: Blob, what: string): Change => ({
    risk,
    kind: "recording",
    what: `recording ${brief(nameOf(path))} ${what}`,
  });
  return [
    ...emitted(all, usersOf),
    ...listed([
      ...gone.map((blob) => recording("review", blob, "removed")),
      ...come.map((blob) => recording("review", blob, "added")),
      ...both
        .filter(([a, b]) => a.path !== b.path)
        .map(([a, b]) => recording("review", b, `renamed from ${brief(nameOf(a.path))}`)),
      ...differing.flatMap(([a, b]) => {
        if (!isPage(a) || !isPage(b)) return [recording("review", b, "changed")];
        const own = compare([page(a)], [page(b)]);
        if (own.length === 0) return [recording("cosmetic", b, "taken anew: other values or texts")];
        // What is true of the exporter as a whole stands above already.
        const more = own.filter((each) => !told.has(JSON.stringify(each)));
        return more.length === 0
          ? []
          : [recording("review", b, `changed: ${groupChanges(more).map(inOneLine).join("; ")}`)];
      }),
    ]),
    ...listed(facts(was, is)),
  ];
}

const nameOf = (path: string): string => path.replace(/^.*\/recordings\//, "").replace(/\.prom$/, "");
const isPage = ({ path }: Blob): boolean => path.endsWith(".prom");
const page = (blob: Blob): Page => parseExposition(blob.read(), blob.place);

/** Changes of what is emitted: one by one what a query in HEAD relies on, the rest by what they say. */
function emitted(all: readonly Emitted[], usersOf: UsersOf): Change[] {
  const relied = all.flatMap((change) => {
    const users = change.kind === "added" ? [] : relying(change, usersOf);
    return users.length === 0 ? [] : [{ change, users }];
  });
  const rest = all.filter((change) => !relied.some((each) => each.change === change));
  return [
    ...relied.map(({ change, users }): Change => {
      const [group] = groupChanges([change]);
      return {
        risk: breaks(change) ? "breaking" : "review",
        kind: kindOf(change),
        what: inOneLine(group!),
        usedBy: users,
      };
    }),
    ...groupChanges(rest).map((group): Change => ({
      risk: "review",
      kind: kindOf(group.changes[0]!),
      what: inOneLine(group),
    })),
  ];
}

const kindOf = ({ kind }: Emitted): string =>
  ({ added: "metric added", removed: "metric removed", renamed: "metric renamed" })[kind as string] ??
  `metric's ${kind}`;

/** What asks for the metric; where its labels changed, what names one that is gone. */
function relying(change: Emitted, usersOf: UsersOf): string[] {
  const names = ["", "_bucket", "_sum", "_count"].map((end) => `${change.name}${end}`);
  if (change.kind !== "labels") return usersOf(names);
  const gone = [...change.removed, ...change.renamed.map(({ label }) => label)];
  return [...new Set(gone.flatMap((label) => usersOf(names, label)))];
}

const breaks = ({ kind }: Emitted): boolean => kind !== "buckets";

function inOneLine({ text, changes }: ReturnType<typeof groupChanges>[number]): string {
  const rest = changes.length - NAMED;
  return `${renderGroup({ text, changes: changes.slice(0, NAMED) })}${rest > 0 ? ` and ${rest} more` : ""}`;
}

/** Values of contract.yaml, one line each. */
function facts(was: readonly Blob[], is: readonly Blob[]): Change[] {
  const [a, b] = [was, is].map((blobs) => blobs.find(({ path }) => /^[^/]+\/contract\.yaml$/.test(path)));
  if (a?.id === b?.id) return [];
  const fact = (what: string): Change => ({
    risk: "review",
    kind: "contract",
    what: `contract.yaml: ${what}`,
  });
  if (!a || !b) return [fact(a ? "removed" : "added")];
  return differences(yaml(a), yaml(b)).map((each) => fact(clause(each)));
}

function yaml(blob: Blob): unknown {
  try {
    return parse(blob.read().toString("utf8"));
  } catch (thrown) {
    throw inputError(blob.place, `is not YAML: ${String((thrown as Error).message).split("\n")[0]!}`);
  }
}

const listed = (changes: readonly Change[]): readonly Change[] =>
  changes.length <= LISTED
    ? changes
    : [
        ...changes.slice(0, LISTED),
        { ...changes[LISTED]!, risk: "review", what: `and ${changes.length - LISTED} more of these` },
      ];
