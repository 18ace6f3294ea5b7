/** Where nginx sends a request, and what the log pipeline calls it: one table, so that the label says who answered. */
import type { Upstreams } from "../../stack.ts";

/** One row of the table. The first that fits decides, in nginx and in the template alike. */
export interface Route {
  /** Value of the label `route`. */
  readonly route: string;
  /** Who answers; absent: nobody, nginx says 404. */
  readonly upstream?: keyof Upstreams;
  /** Regular expression of the paths, anchored at the start. */
  readonly paths: string;
  /** Whether everything below these paths belongs to it, or only exactly they. */
  readonly below: boolean;
}

/** What fits none of these is the user interface. */
export const OTHERWISE: Pick<Route, "route"> & { readonly upstream: keyof Upstreams } = {
  route: "ui",
  upstream: "ui",
};

export const ROUTES: readonly Route[] = [
  { route: "queue", upstream: "queue", paths: "/queue", below: true },
  // Before /v1, whose audio is not Ollama's.
  { route: "speaches", upstream: "speaches", paths: "/(speaches|audio|v1/audio)", below: true },
  { route: "direct", upstream: "ollama", paths: "/v1", below: true },
  // Open WebUI has an /api of its own (/api/config, /api/chat/completions, /api/v1/…), so only what Ollama answers to
  // goes there; pulling and deleting models is left to those who can reach Ollama itself.
  {
    route: "direct",
    upstream: "ollama",
    paths: "/api/(generate|chat|embed|embeddings|tags|show|ps)",
    below: false,
  },
  // Nothing behind the door shows its metrics through it.
  { route: "internal", paths: "/(metrics|internal|stub_status|nginx_status)", below: true },
];

/** For nginx, which matches the decoded path without its query. */
export const locationPattern = ({ paths, below }: Route): string => `^${paths}${below ? "(/|$)" : "$"}`;

/**
 * A Go template (with sprig's functions, as Promtail and Alloy have them) that turns `.uri`, as logged, into the route.
 * The log has what the client sent, nginx what it makes of it: doubled slashes at the start are seen through, encoded
 * letters (`/%71ueue`) are not. Without a uri it is the user interface. No space or line break comes out with it: a
 * label value would keep them.
 */
export function routeTemplate(): string {
  const branches = ROUTES.map(
    ({ route, paths, below }, index) =>
      `{{- ${index === 0 ? "if" : "else if"} regexMatch "^/+${paths.slice(1)}(${below ? "/|" : ""}$|[?])" $uri -}}${route}`,
  );
  return [
    `{{- $uri := .uri | default "" -}}`,
    ...branches,
    `{{- else -}}${OTHERWISE.route}`,
    `{{- end -}}`,
  ].join("\n");
}
