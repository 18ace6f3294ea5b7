import { describe, expect, it } from "vitest";
import { context } from "../../checks/model/context.ts";
import { parsePromql } from "../../checks/model/promql.ts";
import { without } from "../../checks/model/without-exporter.ts";
import { readContracts } from "../../contracts/contract.ts";

const contracts = readContracts();
const jobs = new Map([
  ["ollama_queue", "queue"],
  ["nginx", "web"],
  ["log_pipeline", "alloy"],
]);

describe("with the queue's exporter dead", () => {
  it.each([
    // Its own series are gone, those of others stay, and of the rest nobody knows.
    ["max(ollama_queue_waiting)", "none"],
    ["sum(rate(nginx_http_requests_total[5m]))", "some"],
    ["max(nobody_recorded_this)", "unknown"],
    ["max(go_goroutines)", "some"],
    ["max(up)", "unknown"],
    ['max(up{job="queue"})', "none"],
    ['max(up{job="web"})', "some"],
    ['max(up{job="$job"})', "unknown"],
    ['max(up{job=~"queue|web"})', "unknown"],
    // A zero takes their place, and what is made of it.
    ["max(ollama_queue_waiting) or vector(0)", "0 by or"],
    ['label_replace(vector(0), "model", "none", "", "") or nginx_up', "0"],
    ['sum by (a) (ollama_queue_waiting or label_replace(0 * nginx_up, "a", "b", "", ""))', "0 by or"],
    ["-(ollama_queue_waiting or vector(0))", "0 by or"],
    ["(ollama_queue_waiting or vector(0)) + (ollama_queue_active or vector(0))", "0 by or"],
    ["(ollama_queue_waiting or vector(0)) / max(nginx_up)", "0 by or"],
    ["max_over_time((ollama_queue_waiting or vector(0))[1h:1m])", "0 by or"],
    ["(ollama_queue_waiting or vector(0)) > bool 5", "0 by or"],
    ["(ollama_queue_waiting or vector(0)) < 5", "0 by or"],
    ["5 > (ollama_queue_waiting or vector(0))", "0 by or"],
    ["(ollama_queue_waiting or vector(0)) unless nobody_recorded_this", "unknown"],
    ["(ollama_queue_waiting or vector(0)) unless ollama_queue_active", "0 by or"],
    ["scalar(ollama_queue_waiting)", "NaN"],
    ["absent(ollama_queue_waiting)", "1"],
    ["absent(nginx_up)", "none"],
    // It goes no further.
    ["(ollama_queue_waiting or vector(0)) + ollama_queue_active", "none"],
    ["(ollama_queue_waiting or vector(0)) == 1", "none"],
    ["nginx_up / (ollama_queue_waiting or vector(0))", "some"],
    ["1 - (ollama_queue_waiting or vector(0))", "1 by or"],
    ["clamp_min(ollama_queue_waiting or vector(0), 1)", "1 by or"],
    ["count(ollama_queue_waiting or vector(0))", "some"],
    ["(ollama_queue_waiting or vector(0)) * $factor", "0 by or"],
    ["ollama_queue_waiting or vector($empty)", "some"],
  ])("%s is %s", (text, expected) => {
    const left = without(
      "ollama_queue",
      parsePromql(text).root!,
      context({ boards: [], contracts, jobs }),
      () => true,
    );
    expect(left.is === "number" ? `${Math.abs(left.value)}${left.by ? " by or" : ""}` : left.is).toBe(
      expected,
    );
  });
});
