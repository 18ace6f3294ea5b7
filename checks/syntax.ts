import { nearest } from "../contracts/read-yaml.ts";
import type { Query } from "./model/board.ts";
import { mark, perQuery } from "./model/check.ts";
import { FUNCTIONS, typeErrors, typeOf } from "./model/promql-types.ts";
import type { Refusal, Span } from "./model/promql.ts";

/** A query that Prometheus or Loki answers with an error: it does not parse, or its types do not fit. */
export const syntax = perQuery("syntax", function* (query) {
  const parsed = query.promql ?? query.logql;
  if (!parsed || query.text.trim() === "" || parsed.source.trim() === "") return;
  // A variable may hold the very text that makes the rest parse, but hardly a bracket alone.
  if (
    parsed.errors.length > 0 &&
    parsed.uses.some(({ guess }) => guess) &&
    unclosed(query.text) === undefined
  )
    return;
  // The JavaScript grammar of LogQL lags behind Loki here.
  if (query.logql && /\b(approx_topk|variants)\b/.test(query.text)) return;
  const first: Refusal | undefined =
    [...parsed.errors].sort((a, b) => a.from - b.from)[0] ?? typeError(query);
  if (!first) return;
  const { here, reason, fix }: Explained =
    first.reason === undefined ? explain(query, first) : { here: first, reason: first.reason };
  const answer =
    query.origin === "target"
      ? "the panel shows that error instead of data"
      : `the ${query.origin} stays empty`;
  yield {
    ...mark(query, { from: here.from, to: Math.max(here.to, here.from + 1) }),
    what: `${query.logql ? "Loki" : "Prometheus"} refuses this query: ${reason}; ${answer}.`,
    fix: fix ?? "Correct the query at the mark.",
    facts: { reason },
  };
});

interface Explained {
  readonly here: Span;
  readonly reason: string;
  readonly fix?: string;
}

function typeError(query: Query): Refusal | undefined {
  const root = query.promql?.root;
  if (!root) return undefined;
  for (const error of typeErrors(root)) return error;
  const type = typeOf(root);
  const instant = query.target?.["instant"] === true && query.target["range"] !== true;
  return query.origin === "target" && (type === "string" || (type === "range" && !instant))
    ? {
        from: root.from,
        to: root.to,
        reason: `a panel cannot draw ${type === "string" ? "a string" : "a range in brackets; take rate(…) or last_over_time(…) of it"}`,
      }
    : undefined;
}

/** What most likely happened where the grammar gave up. */
function explain(query: Query, { from, to }: Refusal): Explained {
  const { text } = query;
  const here = { from, to };
  if (/\b(by|without|on|ignoring|group_left|group_right)\s*\([^()]*$/i.test(text.slice(0, from)))
    return {
      here,
      reason: "the list of labels is not closed",
      fix: "Close the list before what it applies to.",
    };
  const open = unclosed(text);
  if (open !== undefined)
    return { here, reason: `the bracket \`${open}\` is never closed`, fix: `Close the \`${open}\`.` };
  const called = /([A-Za-z_]\w*)\s*$/.exec(text.slice(0, from));
  if (query.promql && called && /^\s*\(/.test(text.slice(from)) && !FUNCTIONS.has(called[1]!)) {
    const near = nearest(called[1]!, [...FUNCTIONS.keys()]);
    return {
      here: { from: called.index, to: called.index + called[1]!.length },
      reason: `\`${called[1]}\` is no function of Prometheus 3`,
      ...(near !== undefined && { fix: `Did you mean \`${near}\`?` }),
    };
  }
  return {
    here,
    reason:
      from >= text.trimEnd().length
        ? "it ends too early"
        : `it does not understand \`${/^\S{1,20}/.exec(text.slice(from).trimStart())?.[0] ?? ""}\` here`,
  };
}

/** The first bracket that nothing closes, strings aside. */
function unclosed(text: string): string | undefined {
  const open: string[] = [];
  for (const [found] of text.matchAll(
    /"(?:\\[^]|[^\\"])*"|'(?:\\[^]|[^\\'])*'|`[^`]*`|#[^\n]*|\$\{[^}]*\}|[()[\]{}]/g,
  ))
    if (/^[([{]$/.test(found)) open.push(found);
    else if (/^[)\]}]$/.test(found)) open.pop();
  return open[0];
}
