import { readFileSync, statSync } from "node:fs";
import { inputError } from "../../contracts/input-error.ts";

/** A page as served. */
export interface ServedPage {
  readonly bytes: Uint8Array;
  /** Undefined for a file. */
  readonly contentType?: string | undefined;
}

/**
 * Fetches a /metrics page, asking for the text format as Prometheus does, or reads it from a file.
 *
 * @param seconds How long the whole answer may take.
 * @throws InputError in one sentence when there is no answer, no page or no file.
 */
export async function readPage(source: string, seconds = 10): Promise<ServedPage> {
  if (!/^https?:\/\//i.test(source)) {
    // Unlike existsSync it tells what is there and may not be seen.
    const there = statSync(source, { throwIfNoEntry: false });
    if (!there)
      throw inputError(source, "is not a file that exists; an address starts with http:// or https://.");
    if (!there.isFile()) throw inputError(source, "is not a file.");
    return { bytes: readFileSync(source) };
  }
  if (!URL.canParse(source)) throw inputError(source, "is not an address.");
  const { username, host } = new URL(source);
  if (username !== "")
    throw inputError(
      host,
      "leave the credentials out of the address; save the page with curl and give that file.",
    );
  try {
    const response = await fetch(source, {
      headers: { accept: "text/plain;version=0.0.4" },
      signal: AbortSignal.timeout(seconds * 1000),
    });
    if (!response.ok)
      throw inputError(
        source,
        `answers ${response.status}; ${FIXES[response.status] ?? "check the address."}`,
      );
    return {
      bytes: new Uint8Array(await response.arrayBuffer()),
      contentType: response.headers.get("content-type") ?? undefined,
    };
  } catch (thrown) {
    const { name, cause } = thrown as Error & { cause?: NodeJS.ErrnoException };
    if (name === "TimeoutError") throw inputError(source, `did not answer within ${seconds} s.`);
    if (cause === undefined) throw thrown;
    throw inputError(source, FIXES[cause.code ?? ""] ?? `cannot be fetched (${cause.message}).`);
  }
}

const FIXES: Readonly<Record<string, string>> = {
  401: "it wants credentials: save the page with curl and give that file.",
  403: "it wants credentials: save the page with curl and give that file.",
  404: "the page is elsewhere; /metrics is usual.",
  ECONNREFUSED: "refuses the connection; is the exporter running, and is this its port?",
  ECONNRESET: "ended the connection before the page was complete.",
  UND_ERR_SOCKET: "ended the connection before the page was complete.",
  ENOTFOUND: "its host name is not known here.",
  EAI_AGAIN: "its host name is not known here.",
};
