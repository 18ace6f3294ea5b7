import { describe, expect, it } from "vitest";
import { readContract } from "../../contracts/contract.ts";
import { FAILURE_REASONS, reasonOf } from "../../stack/queue/reason.ts";

const error = (message: string, more: object = {}) => Object.assign(new Error(message), more);

describe("the reason of a failed attempt", () => {
  it.each([
    // Ollama's own sentences
    [error("model 'qwen3:400b' not found", { status: 404 }), "model_not_found"],
    ['model "x" not found, try pulling it first', "model_not_found"],
    [
      error("model requires more system memory (48.5 GiB) than is available (31.2 GiB)", { status: 500 }),
      "out_of_memory",
    ],
    [
      error("llama runner process has terminated: cudaMalloc failed: out of memory", { status: 500 }),
      "out_of_memory",
    ],
    [
      error("server busy, please try again.  maximum pending requests exceeded", { status: 503 }),
      "overloaded",
    ],
    [error("llama runner process has terminated: exit status 2", { status: 500 }), "backend_error"],
    [error("invalid options", { status: 400 }), "bad_request"],
    // of other libraries
    [error("x", { status_code: 404 }), "model_not_found"],
    [error("Request failed with status code 503", { response: { status: 503 } }), "overloaded"],
    [error("timeout of 5000ms exceeded", { code: "ECONNABORTED" }), "timeout"],
    [error("HTTP 504 from the gateway"), "timeout"],
    [error("Bad Gateway", { status: 502 }), "unreachable"],
    // Node and fetch
    [new DOMException("no answer within 600 s", "TimeoutError"), "timeout"],
    [new DOMException("This operation was aborted", "AbortError"), "aborted"],
    [
      new TypeError("fetch failed", { cause: error("connect ECONNREFUSED", { code: "ECONNREFUSED" }) }),
      "unreachable",
    ],
    [
      new TypeError("fetch failed", {
        cause: error("Headers Timeout Error", { code: "UND_ERR_HEADERS_TIMEOUT" }),
      }),
      "timeout",
    ],
    [new TypeError("fetch failed"), "unreachable"],
    [error("socket hang up", { code: "ECONNRESET" }), "unreachable"],
    // BullMQ
    [error("job stalled more than allowable limit"), "stalled"],
    [error("job started more than allowable limit"), "stalled"],
    // The status tells more than words in a quoted prompt.
    [error("invalid format: please abort the timeout", { status: 400 }), "bad_request"],
    // anything at all
    [undefined, "other"],
    [null, "other"],
    ["", "other"],
    [42, "other"],
    [{}, "other"],
    [error("constructor", { code: "constructor" }), "other"],
    [error("x", { status: "503" }), "other"],
    [error("generated 500 tokens"), "other"],
    [Symbol("timed out"), "timeout"],
  ] as const)("%s is %s", (thrown, reason) => expect(reasonOf(thrown)).toBe(reason));

  it("a cause that is the error itself", () => {
    const loop = error("x");
    loop.cause = loop;
    expect(reasonOf(loop)).toBe("other");
  });
  it("a sentence of any length takes no time to speak of", () =>
    expect(reasonOf(new Error("model ".repeat(1_000_000)))).toBe("other"));
  it("is one of few, and the contract lists them all", () => {
    expect(FAILURE_REASONS.length).toBeLessThanOrEqual(10);
    const { metrics } = readContract("contracts/ollama_queue");
    for (const name of ["ollama_failed_attempts_total", "ollama_failed_jobs_total"])
      expect(metrics.get(name)!.labels.get("reason")!.closed).toEqual(FAILURE_REASONS);
  });
});
