/** Whether Grafana has the data sources and boards of this checkout, and has them as they are. */
import { type Board } from "../checks/model/board.ts";
import { get, list, object, string, type Json } from "../checks/model/shape.ts";
import type { Stack } from "../stack.ts";
import type { Reply, Server } from "./ask.ts";
import type { Finding } from "./report.ts";

/** Asks Grafana about each data source of stack.yaml and each board, and says what is wrong. */
export async function askGrafana(
  grafana: Server,
  stack: Stack,
  boards: readonly Board[],
): Promise<Finding[]> {
  const sources = stack.dataSources.map(async ({ uid, name }) =>
    sourceFinding(uid, name, await grafana.get(`/api/datasources/uid/${encodeURIComponent(uid)}/health`)),
  );
  const shown = boards.map(async (board) =>
    board.uid === undefined
      ? []
      : boardFinding(board, await grafana.get(`/api/dashboards/uid/${encodeURIComponent(board.uid)}`)),
  );
  return (await Promise.all([...sources, ...shown])).flat();
}

const error = (about: string, what: string, fix: string): Finding[] => [
  { severity: "error", about, what, fix },
];

/** Judges the answer to /api/datasources/uid/…/health. */
export function sourceFinding(uid: string, name: string, reply: Reply): Finding[] {
  const about = `data source ${name}`;
  if (!reply.ok)
    return reply.status === 404
      ? error(
          about,
          `Grafana has no data source with the uid \`${uid}\`.`,
          "Mount provisioning/ at Grafana's /etc/grafana/provisioning and restart it.",
        )
      : error(
          reply.dead ? "Grafana" : about,
          reply.error,
          reply.dead
            ? "Let Grafana answer, or leave --grafana out."
            : "Grafana cannot reach it: compare its url in stack.yaml with what Grafana's container can resolve.",
        );
  const status = string(get(reply.body, "status"));
  if (status === "OK") return [];
  return error(
    about,
    `Grafana cannot use the data source ${name}: ${string(get(reply.body, "message")) ?? "its health is not OK"}.`,
    "Compare its url in stack.yaml with what Grafana's container can resolve.",
  );
}

/** Judges the answer to /api/dashboards/uid/…. */
export function boardFinding(board: Board, reply: Reply): Finding[] {
  const about = `board ${board.uid}`;
  if (!reply.ok)
    return reply.status === 404
      ? error(
          about,
          `Grafana has no board with the uid \`${board.uid}\`.`,
          "Mount provisioning/ at Grafana's /etc/grafana/provisioning, compare grafana.dashboardsPath in stack.yaml, and read Grafana's log for `provisioning.dashboard`.",
        )
      : error(reply.dead ? "Grafana" : about, reply.error, "Let Grafana answer, or leave --grafana out.");
  const live = object(get(reply.body, "dashboard"));
  if (get(reply.body, "meta", "provisioned") !== true)
    return error(
      about,
      `The board \`${board.title}\` in Grafana is not provisioned: somebody imported it by hand, so changes of its file never arrive.`,
      "Delete it in Grafana; the provider then loads the file.",
    );
  const difference = differs(board.json, live, "", 0);
  if (difference === undefined) return [];
  return error(
    about,
    `The board \`${board.title}\` in Grafana is not the one in ${board.file}: ${difference}.`,
    "Wait half a minute for the provider; then see whether the folder that Grafana mounts is this one, and read its log for `provisioning.dashboard`.",
  );
}

/** Top-level keys that Grafana counts up or migrates by itself. */
const ITS_OWN = new Set(["id", "version", "schemaVersion", "iteration", "pluginVersion"]);

/**
 * The first thing that the file says and Grafana does not. What Grafana adds does not count, nor does null, which it
 * leaves out; lists must be equally long, as an added panel is a change.
 */
export function differs(file: unknown, live: unknown, path: string, depth: number): string | undefined {
  if (file === null || file === undefined) return undefined;
  if (Array.isArray(file)) {
    if (file.length !== list(live).length)
      return file.length === 0 && live === undefined
        ? undefined
        : `${path} has ${list(live).length} entries instead of ${file.length}`;
    return first(
      file.map((each, index) => () => differs(each, list(live)[index], step(path, each, index), depth + 1)),
    );
  }
  if (typeof file === "object")
    return first(
      Object.entries(file as Json)
        .filter(([key]) => depth > 0 || !ITS_OWN.has(key))
        .map(
          ([key, value]) =>
            () =>
              differs(value, object(live)[key], path === "" ? key : `${path}.${key}`, depth + 1),
        ),
    );
  return file === live ? undefined : `${path} is ${quoted(live)} instead of ${quoted(file)}`;
}

const first = (looks: readonly (() => string | undefined)[]): string | undefined => {
  for (const look of looks) {
    const found = look();
    if (found !== undefined) return found;
  }
  return undefined;
};

/** A panel by its title, a target by its refId: an index says nothing to a reader. */
function step(path: string, each: unknown, index: number): string {
  const name = ["title", "name", "refId"].flatMap((key) => string(object(each)[key]) ?? [])[0];
  return `${path}[${name === undefined || name === "" ? index : name}]`;
}

function quoted(value: unknown): string {
  const text = JSON.stringify(value) ?? "absent";
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}
