import { readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { nearestRecording, parseRecordingName } from "../../contracts/recording-name.ts";

describe("a name is program, version and state", () => {
  it.each([
    ["1.5.3.nginx-down", "", "1.5.3", "nginx-down"],
    ["0.11.busy", "", "0.11", "busy"],
    ["4.5.3-4.8.2.geforce.busy", "", "4.5.3-4.8.2", "geforce.busy"],
    ["alloy-1.18.1.default-prefix.busy", "alloy-", "1.18.1", "default-prefix.busy"],
    ["article-bullmq-6.7.0.busy", "article-bullmq-", "6.7.0", "busy"],
    ["main-2026-05-12.datacenter.idle", "", "main-2026-05-12", "datacenter.idle"],
  ])("%s", (name, program, version, state) =>
    expect(parseRecordingName(name)).toEqual({ program, version, state }),
  );
  it.each(["busy", "1.5.3", "1.5.3.", ".busy", "../1.5.3.busy", "1.5.3 busy", ""])("not `%s`", (name) =>
    expect(parseRecordingName(name)).toBeUndefined(),
  );
  it("every recording has such a name", () => {
    for (const file of readdirSync("contracts", { recursive: true, encoding: "utf8" }))
      if (file.endsWith(".prom"))
        expect(
          parseRecordingName(file.slice(file.lastIndexOf("/") + 1, -".prom".length)),
          file,
        ).toBeDefined();
  });
});

describe("the recording to compare with", () => {
  const nginx = ["0.11.busy", "0.11.nginx-down", "1.5.3.busy", "1.5.3.fresh", "1.5.3.nginx-down"];
  it.each([
    ["the same state of the version before", "1.6.0.nginx-down", "1.5.3.nginx-down"],
    ["numbers, not letters: 1.10 is newer than 1.5.3", "1.10.0.busy", "1.5.3.busy"],
    ["the version below, not the one above", "1.0.0.busy", "0.11.busy"],
    ["the version above where there is none below", "0.9.busy", "0.11.busy"],
    ["another state where this one is new, a busy one first", "1.6.0.idle", "1.5.3.busy"],
    ["itself when it is replaced", "1.5.3.fresh", "1.5.3.fresh"],
  ])("%s", (_, name, near) => expect(nearestRecording(name, nginx)).toBe(near));
  it("the same program", () =>
    expect(nearestRecording("alloy-1.19.0.busy", ["promtail-3.6.15.busy", "alloy-1.18.1.fresh"])).toBe(
      "alloy-1.18.1.fresh",
    ));
  it("none for the first", () => expect(nearestRecording("1.5.3.busy", [])).toBeUndefined());
});
