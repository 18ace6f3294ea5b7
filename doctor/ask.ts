/** Asks a server over HTTP without ever hanging: a limit on how long, on how many at once, and on how often in vain. */
import { inputError } from "../contracts/input-error.ts";

/** What came back. `dead`: no further question makes sense. */
export type Reply =
  | { readonly ok: true; readonly body: unknown }
  | { readonly ok: false; readonly status?: number; readonly dead: boolean; readonly error: string };

export interface Server {
  readonly name: "Prometheus" | "Loki" | "Grafana";
  /** Without a slash at its end. */
  readonly url: string;
  /** Asks once per path and parameters; the same question again gets the same answer. */
  readonly get: (path: string, parameters?: Parameters) => Promise<Reply>;
  /** As {@link get}, with the parameters as a form: a long query does not fit into an address. */
  readonly post: (path: string, parameters: Parameters) => Promise<Reply>;
}
/** A list is the parameter several times. */
export type Parameters = Readonly<Record<string, string | number | readonly string[]>>;

export interface Limits {
  /** Milliseconds that one question may take, its whole answer included. */
  readonly timeout: number;
  /** Questions at once. */
  readonly atOnce: number;
}

/** One slow question is its own fault; after so many it is the server's. */
const TIMEOUTS = 3;

/**
 * A server to ask. Questions after its death (nobody listens, no such host, a key refused, three timeouts) are
 * answered at once with the reason of the first.
 *
 * @param token Sent as bearer token; no message ever holds it.
 * @param variable Where the token came from, for messages: `LOKI_TOKEN`.
 * @throws InputError for an address that is none, or has a password in it, and for a token no header can carry.
 */
export function server(
  name: Server["name"],
  address: string,
  { token, variable }: { readonly token?: string | undefined; readonly variable: string },
  { timeout, atOnce }: Limits,
): Server {
  const url = baseOf(name, address);
  if (token !== undefined && !/^[\x21-\x7e]+$/.test(token))
    throw inputError(variable, "is empty or has a blank or a line break in it, so no header can carry it.");
  const dying = new AbortController();
  let death: Reply | undefined;
  let timeouts = 0;
  const limited = limit(atOnce);
  const asked = new Map<string, Promise<Reply>>();

  const failed = (error: string, more: { status?: number; dead?: boolean } = {}): Reply => {
    const hidden = token === undefined ? error : error.replaceAll(token, "***");
    const sentence = /[.!?]$/.test(hidden) ? hidden : `${hidden}.`;
    const reply: Reply = { ok: false, dead: false, ...more, error: `${name} at ${url} ${sentence}` };
    if (reply.dead && !death) {
      death = reply;
      dying.abort();
    }
    return reply;
  };
  const ask = async (path: string, init: RequestInit): Promise<Reply> => {
    try {
      const response = await fetch(`${url}${path}`, {
        ...init,
        redirect: "manual",
        headers: {
          accept: "application/json",
          ...(token !== undefined && { authorization: `Bearer ${token}` }),
        },
        signal: AbortSignal.any([AbortSignal.timeout(timeout), dying.signal]),
      });
      const { status, headers } = response;
      const text = await response.text();
      if (status === 401 || status === 403)
        return failed(
          token === undefined
            ? `wants a key (HTTP ${status}); put a token into ${variable}.`
            : `refuses the token in ${variable} (HTTP ${status}).`,
          { status, dead: true },
        );
      if (status >= 300 && status < 400)
        return failed(`sends on to ${headers.get("location") ?? "another address"}; give that address.`, {
          status,
          dead: true,
        });
      const body = parsed(text);
      if (status < 200 || status > 299)
        return failed(`answered HTTP ${status}: ${said(body, text)}`, { status });
      return { ok: true, body: body ?? text };
    } catch (thrown) {
      if (death) return death;
      if (!isTimeout(thrown)) return failed(...whyNot(thrown));
      const dead = ++timeouts >= TIMEOUTS;
      return failed(`did not answer within ${timeout / 1000} s${dead ? `, ${TIMEOUTS} times` : ""}.`, {
        dead,
      });
    }
  };
  const once = (key: string, path: string, init: RequestInit): Promise<Reply> => {
    let answer = asked.get(key);
    if (!answer) asked.set(key, (answer = limited(() => ask(path, init))));
    return answer;
  };
  return {
    name,
    url,
    get: (path, parameters = {}) => {
      const query = form(parameters).toString();
      const whole = query === "" ? path : `${path}?${query}`;
      return once(`GET ${whole}`, whole, { method: "GET" });
    },
    post: (path, parameters) => {
      const body = form(parameters);
      return once(`POST ${path} ${body.toString()}`, path, { method: "POST", body });
    },
  };
}

function baseOf(name: string, address: string): string {
  const place = `--${name.toLowerCase()}`;
  let url: URL;
  try {
    url = new URL(address);
  } catch {
    throw inputError(place, `\`${address}\` is no address; write one such as http://127.0.0.1:9090.`);
  }
  if (url.protocol !== "http:" && url.protocol !== "https:")
    throw inputError(
      place,
      `\`${address}\` is no address of a web server; begin it with http:// or https://.`,
    );
  if (url.username !== "" || url.password !== "")
    throw inputError(
      place,
      `the address has a password in it, which every log would show; put a token into ${name.toUpperCase()}_TOKEN.`,
    );
  return `${url.origin}${url.pathname}`.replace(/\/+$/, "");
}

function form(parameters: Parameters): URLSearchParams {
  const made = new URLSearchParams();
  for (const [key, value] of Object.entries(parameters))
    for (const each of [value].flat()) made.append(key, String(each));
  return made;
}

/** Runs at most `free` jobs at once, in the order they came. */
export function limit(free: number): <T>(job: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = [];
  return async (job) => {
    if (free > 0) free--;
    else await new Promise<void>((start) => waiting.push(start));
    try {
      return await job();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else free++;
    }
  };
}

/** Undefined where it is not JSON. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What a server that refuses says about it: Prometheus and Grafana in JSON, Loki and proxies as text. */
function said(body: unknown, text: string): string {
  const { error, message } = (typeof body === "object" && body !== null ? body : {}) as Record<
    string,
    unknown
  >;
  const words = typeof error === "string" ? error : typeof message === "string" ? message : text;
  if (/^\s*</.test(words)) return "a web page.";
  return words.trim().replace(/\s+/g, " ").slice(0, 500) || "nothing more.";
}

const isTimeout = (thrown: unknown): boolean => thrown instanceof Error && thrown.name === "TimeoutError";

/** Node puts the reason into the cause, and for a host with two addresses into a list of them. */
function whyNot(thrown: unknown): [error: string, more: { dead: boolean }] {
  const { message, cause } = thrown as Error;
  const reason = (cause ?? thrown) as NodeJS.ErrnoException & { errors?: NodeJS.ErrnoException[] };
  const code = reason.code ?? reason.errors?.[0]?.code ?? "";
  if (message !== "fetch failed" || code === "ECONNRESET" || code === "UND_ERR_SOCKET")
    return [`broke off in the middle: ${reason.message || message}`, { dead: false }];
  const known: Readonly<Record<string, string>> = {
    ECONNREFUSED: "nothing listens there (connection refused).",
    ENOTFOUND: "there is no such host.",
    EAI_AGAIN: "the name server does not answer.",
    EHOSTUNREACH: "no route leads to it.",
    ENETUNREACH: "no network leads to it.",
    UND_ERR_CONNECT_TIMEOUT: "no connection in time.",
  };
  return [`does not answer: ${known[code] ?? reason.message}`, { dead: true }];
}
