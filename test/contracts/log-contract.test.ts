import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { readLogContract, readLogContractAt } from "../../contracts/log-contract.ts";

const folder = mkdtempSync(join(tmpdir(), "log-"));
afterAll(() => rmSync(folder, { recursive: true }));
const HEAD =
  "about: Our proxy.\njob: proxy\nstreamLabels: { job: {}, app: { values: [chat] } }\nsource: here\n";
/** A description in a folder of its own, with recorded lines beside it where there are some. */
function written(name: string, text: string, lines?: string): string {
  mkdirSync(join(folder, name, "recordings"), { recursive: true });
  if (lines !== undefined) writeFileSync(join(folder, name, "recordings", "a.log"), lines);
  writeFileSync(join(folder, name, "contract.yaml"), text);
  return join(folder, name, "contract.yaml");
}

describe("a log's description", () => {
  it("says what the lines beside it hold", () => {
    const text = `${HEAD}fields: { took: { unit: s, source: here } }\n`;
    const file = written("lines", text, '{"took":1.5,"who":"-"}\n{"took":2,"who":""}\n');
    const log = readLogContractAt(file);
    expect([log.name, log.job, [...log.fields.keys()]]).toEqual(["lines", "proxy", ["took", "who"]]);
    expect(log.fields.get("took")).toMatchObject({ type: "number", unit: "s" });
    expect(log.fields.get("who")).toMatchObject({ type: "text", empty: true, notANumber: true });
    expect(readLogContractAt(join(folder, "lines"))).toEqual(log);
  });
  it("says it alone where nothing was recorded, and names its own lines as evidence", () => {
    const fields =
      "fields:\n  took: { type: number, source: here }\n  who: { personal: A name., source: here }\n";
    const file = written("alone", HEAD + fields);
    expect([...readLogContractAt(file).fields.values()]).toEqual([
      { name: "took", type: "number", empty: false, notANumber: false, evidence: `${file}:6` },
      {
        name: "who",
        type: "text",
        empty: false,
        notANumber: false,
        personal: "A name.",
        evidence: `${file}:7`,
      },
    ]);
  });
  it("of this package reads as before", () => {
    const { name, fields } = readLogContract();
    expect([name, fields.get("request_time")?.type]).toEqual(["nginx_access_log", "number"]);
    expect(fields.get("request_time")?.evidence).toMatch(
      /nginx_access_log\/recordings\/json_combined\.log:1$/,
    );
  });
  it.each([
    [
      "empty",
      HEAD,
      undefined,
      /contract\.yaml: names no field, and there is no recordings\/\*\.log beside it/,
    ],
    [
      "unknown-key",
      `${HEAD}feilds: {}\n`,
      undefined,
      /yaml:5: the file has the unknown key `feilds`; did you mean `fields`\?$/,
    ],
    ["no-job", HEAD.replace("job: proxy\n", ""), undefined, /yaml: the file lacks the key `job`\.$/],
    [
      "no-such",
      `${HEAD}fields: { x: { source: here } }\n`,
      '{"y":1}\n',
      /yaml:5: no recorded line has the field `x`\.$/,
    ],
    [
      "typed",
      `${HEAD}fields: { y: { type: text, source: here } }\n`,
      '{"y":1}\n',
      /yaml:5: the type is read from the recorded lines/,
    ],
    [
      "wrong-type",
      `${HEAD}fields: { y: { type: int, source: here } }\n`,
      undefined,
      /yaml:5: `fields\.y\.type` is `int`, but must be one of `number`, `text`/,
    ],
    ["no-json", HEAD, "GET / 200\n", /recordings\/a\.log:1: is not a JSON object;/],
  ])("%s is one sentence with its place", (name, text, lines, message) =>
    expect(() => readLogContractAt(written(name, text, lines))).toThrow(message),
  );
  it("that is not there is one sentence", () =>
    expect(() => readLogContractAt(join(folder, "none.yaml"))).toThrow(/none\.yaml: does not exist\.$/));
});
