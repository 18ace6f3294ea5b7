/** Whether the servers answer, which versions they are, and whether their clock is right. */
import { get, list, string } from "../checks/model/shape.ts";
import { inputError } from "../contracts/input-error.ts";
import type { Server } from "./ask.ts";
import type { Finding, ServerReport } from "./report.ts";

/** Seconds that clocks may differ: less than a scrape interval, more than a slow answer takes. */
const SKEW = 5;

/**
 * Prometheus' own time, in seconds.
 *
 * @throws InputError where it does not answer, or is no Prometheus: nothing else can be asked then.
 */
export async function clock(
  prometheus: Server,
): Promise<{ readonly now: number; readonly findings: readonly Finding[] }> {
  const before = Date.now();
  const reply = await prometheus.post("/api/v1/query", { query: "time()" });
  const local = (before + Date.now()) / 2000;
  if (!reply.ok)
    throw inputError(
      "--prometheus",
      `${reply.error}${/token|key/.test(reply.error) ? "" : " Start it, or give the address of the one that runs."}`,
    );
  const result = list(get(reply.body, "data", "result"));
  // A scalar in Prometheus, a vector in VictoriaMetrics.
  const now = Number(list(get(result[0], "value"))[1] ?? result[1]);
  if (!(now > 0))
    throw inputError(
      "--prometheus",
      `${prometheus.url} answers, but not as Prometheus does; is there a path in front of it, such as /prometheus?`,
    );
  const ahead = Math.round(now - local);
  if (Math.abs(ahead) <= SKEW) return { now, findings: [] };
  return {
    now,
    findings: [
      {
        severity: "warning",
        about: "Prometheus",
        what: `Prometheus' clock is ${Math.abs(ahead)} s ${ahead > 0 ? "ahead of" : "behind"} this machine's. Grafana asks by the clock of the browser: its panels then end too early or too late.`,
        fix: "Set both clocks (NTP). The questions here went by Prometheus' clock.",
      },
    ],
  };
}

interface Looked {
  readonly server: ServerReport;
  readonly findings: readonly Finding[];
}

/** Where each server says that it is ready, and which version it is. */
const PLACES = {
  Prometheus: { ready: "/-/ready", version: "/api/v1/status/buildinfo", at: ["data", "version"] },
  Loki: { ready: "/ready", version: "/loki/api/v1/status/buildinfo", at: ["version"] },
  Grafana: { ready: "/api/health", version: "/api/health", at: ["version"] },
} as const;

/** Looks at one server; a name alone is one that was not given. */
export async function look(given: Server | Server["name"]): Promise<Looked> {
  if (typeof given === "string")
    return { server: { name: given, url: null, state: "not asked", version: null }, findings: [] };
  const { name, url } = given;
  const places = PLACES[name];
  const [ready, info] = await Promise.all([given.get(places.ready), given.get(places.version)]);
  const version = info.ok ? string(get(info.body, ...places.at)) || null : null;
  // Others that speak PromQL have their own place for it.
  if (ready.ok || ready.status === 404) {
    const broken = name === "Grafana" && ready.ok && get(ready.body, "database") !== "ok";
    return broken
      ? trouble("failed", `Grafana at ${url} answers, but its database is not ok.`, "Read Grafana's log.")
      : { server: { name, url, state: "ready", version }, findings: [] };
  }
  return ready.status === 503
    ? trouble(
        "not ready",
        ready.error,
        "Wait until it has started, and run this again; its log says what it waits for.",
      )
    : trouble("failed", ready.error, `Let it answer, or leave --${name.toLowerCase()} out.`);

  function trouble(state: "failed" | "not ready", what: string, fix: string): Looked {
    return {
      server: { name, url, state, version },
      findings: [{ severity: "error", about: name, what, fix }],
    };
  }
}
