/** Why an attempt failed, as one of a few words: an error's text as a label value would be a new series per sentence. */

/**
 * Every value of the label `reason`.
 *
 * - `timeout`: no answer in time, by us, a proxy or Ollama
 * - `model_not_found`: Ollama does not have the model
 * - `out_of_memory`: the model does not fit the GPU or the memory
 * - `overloaded`: 503 or 429, Ollama's own queue is full
 * - `unreachable`: refused, reset, no such host, 502
 * - `bad_request`: another 4xx
 * - `backend_error`: another 5xx, or an error in mid-answer
 * - `stalled`: the worker that had the job died, more often than BullMQ allows
 * - `aborted`: cancelled by us or by the client
 * - `other`: none of these
 */
export const FAILURE_REASONS = [
  "timeout",
  "model_not_found",
  "out_of_memory",
  "overloaded",
  "unreachable",
  "bad_request",
  "backend_error",
  "stalled",
  "aborted",
  "other",
] as const;

export type FailureReason = (typeof FAILURE_REASONS)[number];

/** By `code` or `name`: of Node, undici (fetch) and axios. */
const CODES: Readonly<Record<string, FailureReason>> = {
  TimeoutError: "timeout",
  ETIMEDOUT: "timeout",
  ESOCKETTIMEDOUT: "timeout",
  // What axios calls its own timeout.
  ECONNABORTED: "timeout",
  UND_ERR_HEADERS_TIMEOUT: "timeout",
  UND_ERR_BODY_TIMEOUT: "timeout",
  UND_ERR_CONNECT_TIMEOUT: "unreachable",
  UND_ERR_SOCKET: "unreachable",
  ECONNREFUSED: "unreachable",
  ECONNRESET: "unreachable",
  ENOTFOUND: "unreachable",
  EAI_AGAIN: "unreachable",
  EHOSTUNREACH: "unreachable",
  ENETUNREACH: "unreachable",
  EPIPE: "unreachable",
  AbortError: "aborted",
  ERR_CANCELED: "aborted",
};

/** By what Ollama and BullMQ write. Before the status: Ollama answers 500 to a model that does not fit. */
const SENTENCES: readonly (readonly [RegExp, FailureReason])[] = [
  [/out of memory|requires more system memory|insufficient memory/i, "out_of_memory"],
  [/job (?:stalled|started) more than allowable limit/, "stalled"],
  [/model .{0,300}not found|no such model|try pulling it/i, "model_not_found"],
  [/maximum pending requests|server busy|overloaded|too many requests/i, "overloaded"],
];
/** Only where there is neither code nor status: such words also stand in answers about something else. */
const LAST_SENTENCES: readonly (readonly [RegExp, FailureReason])[] = [
  [/timed? ?out|deadline exceeded/i, "timeout"],
  [/ECONNREFUSED|ECONNRESET|ENOTFOUND|socket hang up|fetch failed|connection refused/i, "unreachable"],
  [/abort|cancel/i, "aborted"],
];

/**
 * The reason for an error of any kind: an Error, what a library throws, a sentence, or nothing at all.
 * Looks at its code and that of its causes, then its sentence, then an HTTP status.
 */
export function reasonOf(error: unknown): FailureReason {
  const chain = causes(error);
  for (const each of chain)
    for (const key of [each["code"], each["name"]])
      if (typeof key === "string" && Object.hasOwn(CODES, key)) return CODES[key]!;
  const text = chain
    .map(({ message }) => (typeof message === "string" ? message.slice(0, 1000) : ""))
    .join("\n");
  const status = chain.map(statusOf).find((found) => found !== undefined) ?? statusIn(text);
  return (
    matching(SENTENCES, text) ??
    (status === undefined ? undefined : byStatus(status)) ??
    matching(LAST_SENTENCES, text) ??
    "other"
  );
}

type Thrown = Readonly<Record<string, unknown>>;

/** The error and its causes, three at most: a cause may be the error itself. */
function causes(error: unknown): Thrown[] {
  const chain: Thrown[] = [];
  for (let each = error; chain.length < 3 && each !== null && each !== undefined;) {
    const thrown: Thrown = typeof each === "object" ? (each as Thrown) : { message: String(each) };
    chain.push(thrown);
    each = thrown["cause"];
  }
  return chain;
}

/** `status` of fetch and our worker, `status_code` of ollama-js, `statusCode` of many, `response.status` of axios. */
const statusOf = (error: Thrown): number | undefined =>
  [
    error["status"],
    error["status_code"],
    error["statusCode"],
    (error["response"] as Thrown | null | undefined)?.["status"],
  ].find((value) => typeof value === "number");

const statusIn = (text: string): number | undefined => {
  const found = /\b(?:status(?: code)?|HTTP(?:\/\d(?:\.\d)?)?)[ :=]{1,3}([45]\d\d)\b/i.exec(text)?.[1];
  return found === undefined ? undefined : Number(found);
};

function byStatus(status: number): FailureReason | undefined {
  if (status === 408 || status === 504) return "timeout";
  if (status === 404) return "model_not_found";
  if (status === 429 || status === 503) return "overloaded";
  if (status === 499) return "aborted";
  if (status === 502) return "unreachable";
  if (status >= 400 && status < 500) return "bad_request";
  return status >= 500 && status < 600 ? "backend_error" : undefined;
}

const matching = (
  sentences: readonly (readonly [RegExp, FailureReason])[],
  text: string,
): FailureReason | undefined => sentences.find(([pattern]) => pattern.test(text))?.[1];
