import { describe, expect, it } from "vitest";
import { parseJson } from "../../checks/model/json.ts";

const sentence = (message: string) => expect.objectContaining({ name: "InputError", message });

describe("a file that is not JSON", () => {
  it.each([
    ['{"a": 1', "1:8: is not JSON: the file ends where a comma or } belongs."],
    ['{\n  "a": 1\n  "b": 2\n}', '3:3: is not JSON: there is `"b":` where a comma or } belongs.'],
    ['{\n  "a": [1, 2,]\n}', "2:14: is not JSON: there is `]` where a value belongs."],
    ['{ "a": 1, }', "1:11: is not JSON: there is `}` where a key in double quotes belongs."],
    ["{ a: 1 }", "1:3: is not JSON: there is `a:` where a key in double quotes or } belongs."],
    ['{ "a" 1 }', "1:7: is not JSON: there is `1` where a colon belongs."],
    ["[1 2]", "1:4: is not JSON: there is `2]` where a comma or ] belongs."],
    ["[01]", "1:3: is not JSON: there is `1]` where a comma or ] belongs."],
    ["['x']", "1:2: is not JSON: there is `'x']` where a value or ] belongs."],
    [
      '["a\nb"]',
      "1:2: is not JSON: the string that begins here does not end on its line, or has a wrong escape.",
    ],
    ["{}\n<<<<<<< HEAD\n", "2:1: is not JSON: there is `<<<<<<<` where the end of the file belongs."],
    ["", "1:1: is not JSON: the file ends where a value belongs."],
    ["\uFEFF{}", "1:1: begins with a byte order mark; save it as UTF-8 without one."],
  ])("%j", (text, message) =>
    expect(() => parseJson(text, "gpu.json")).toThrow(sentence(`gpu.json:${message}`)),
  );
  it("what is JSON is parsed", () =>
    expect(parseJson(' {"a": [1, -2.5e3, "\\u00e9\\n", true, null, {}, []]} ', "gpu.json")).toEqual({
      a: [1, -2500, "é\n", true, null, {}, []],
    }));
});
