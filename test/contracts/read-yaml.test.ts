import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { didYouMean, nearest, readYaml } from "../../contracts/read-yaml.ts";

const folder = mkdtempSync(join(tmpdir(), "read-yaml-"));
afterAll(() => rmSync(folder, { recursive: true }));
const file = join(folder, "stack.yaml");

const schema = {
  type: "object",
  additionalProperties: false,
  required: ["exporters"],
  properties: {
    interval: { type: "string", pattern: "^\\d+s$", description: "a duration such as 15s" },
    exporters: {
      type: "array",
      minItems: 1,
      items: {
        type: "object",
        additionalProperties: false,
        required: ["name"],
        properties: {
          name: { enum: ["nginx", "dcgm"] },
          workers: { type: "integer" },
          "on/off": { type: "boolean" },
        },
      },
    },
  },
};
const read = (text: string) => {
  writeFileSync(file, text);
  return readYaml<{ exporters: { name: string }[] }>(file, schema);
};

describe("the first problem is told in one sentence with its line", () => {
  it.each([
    [
      "an unknown key at the top",
      "exporters: [{ name: dcgm }]\nexportres: 1\n",
      ":2: the file has the unknown key `exportres`; did you mean `exporters`?",
    ],
    [
      "one that resembles nothing",
      "exporters: [{ name: dcgm }]\nzzz: 1\n",
      ":2: the file has the unknown key `zzz`.",
    ],
    [
      "an unknown key in a list",
      "exporters:\n  - name: dcgm\n  - name: nginx\n    worker: 1\n",
      ":4: `exporters.1` has the unknown key `worker`; did you mean `workers`?",
    ],
    [
      "an unknown word",
      "exporters:\n  - name: ngnix\n",
      ":2: `exporters.0.name` is `ngnix`, but must be one of `nginx`, `dcgm`; did you mean `nginx`?",
    ],
    ["a missing key", "exporters:\n  - workers: 1\n", ":2: `exporters.0` lacks the key `name`."],
    ["a missing key at the top", "interval: 5s\n", ": the file lacks the key `exporters`."],
    ["a wrong type", "exporters:\n  name: dcgm\n", ":1: `exporters` is a mapping, but must be a list."],
    ["nothing where something belongs", "exporters:\n", ":1: `exporters` is empty, but must be a list."],
    [
      "a fraction",
      "exporters:\n  - name: dcgm\n    workers: 1.5\n",
      ":3: `exporters.0.workers` is `1.5`, but must be a whole number.",
    ],
    [
      "a key with a slash",
      "exporters:\n  - name: dcgm\n    on/off: maybe\n",
      ":3: `exporters.0.on/off` is `maybe`, but must be a boolean.",
    ],
    [
      "a form that is described",
      "interval: soon\nexporters: [{ name: dcgm }]\n",
      ":1: `interval` is `soon`, but must be a duration such as 15s.",
    ],
    ["an empty file", "# nothing yet\n", ": is empty."],
    ["a tab", "exporters:\n\t- name: dcgm\n", ":2: is not YAML: Tabs are not allowed as indentation."],
    ["a key twice", "interval: 5s\ninterval: 5s\n", ":2: is not YAML: Map keys must be unique."],
  ])("%s", (_, text, message) =>
    expect(() => read(text)).toThrow(
      expect.objectContaining({ name: "InputError", message: file + message }),
    ),
  );
  it("no file", () =>
    expect(() => readYaml(join(folder, "none.yaml"), schema)).toThrow(
      `${folder}/none.yaml: does not exist.`,
    ));
});

describe("what is read", () => {
  const { value, place } = read("# first\ninterval: 5s\nexporters:\n  - name: dcgm\n  - name: nginx\n");
  it("the value", () =>
    expect(value).toEqual({ interval: "5s", exporters: [{ name: "dcgm" }, { name: "nginx" }] }));
  it("the way back to a line: of a key, of an item, of the nearest thing there is", () => {
    expect(place("interval")).toBe(`${file}:2`);
    expect(place("exporters", 1, "name")).toBe(`${file}:5`);
    expect(place("exporters", 1)).toBe(`${file}:5`);
    expect(place("exporters", 1, "workers")).toBe(`${file}:5`);
    expect(place("nothing")).toBe(file);
  });
});

describe("the nearest word", () => {
  it("is one a person could have meant", () => {
    expect(nearest("ollama_job_total", ["ollama_jobs_total", "nginx_up"])).toBe("ollama_jobs_total");
    expect(nearest("zzz", ["ollama_jobs_total", "nginx_up"])).toBeUndefined();
    expect(nearest("zzz", [])).toBeUndefined();
  });
  it("ends a sentence", () => {
    expect(didYouMean("heartbaet", ["heartbeat"])).toBe("; did you mean `heartbeat`?");
    expect(didYouMean("zzz", ["heartbeat"])).toBe(".");
  });
});
