import { mark, perQuery } from "./model/check.ts";

/** A window variable that Grafana replaces for Prometheus but not for Loki. */
export const logInterval = perQuery("log-interval", function* (query) {
  if (query.language !== "logql") return;
  for (const use of query.logql?.uses ?? []) {
    const written = query.text.slice(use.from, use.to);
    const rate = /^__rate_interval(_ms)?$/.test(use.name);
    // Grafana knows $__auto only without braces.
    if (!rate && !(use.name === "__auto" && written !== "$__auto")) continue;
    // A variable of the board may have the same name.
    if (query.board.variables.some(({ name }) => name === use.name)) continue;
    yield {
      ...mark(query, use),
      what: `Grafana does not replace \`${written}\` in a Loki query, so Loki gets the text as it stands and answers with a parse error.`,
      fix: rate
        ? "Use $__auto, or $__interval for a series over time and $__range for one number."
        : "Write $__auto, without braces.",
      facts: { variable: use.name },
    };
  }
});
