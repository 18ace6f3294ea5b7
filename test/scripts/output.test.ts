import * as fs from "node:fs";
import { join } from "node:path";
import { tmpdir } from "node:os";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { staleFiles, writeAll, type Disk } from "../../scripts/output.ts";

let folder: string;
beforeEach(() => (folder = fs.mkdtempSync(join(tmpdir(), "output-"))));
afterEach(() => {
  fs.chmodSync(folder, 0o755);
  fs.rmSync(folder, { recursive: true });
});

const remove = (path: string) => path.endsWith(".json");
const write = (files: Record<string, string>, disk?: Disk) =>
  writeAll(folder, new Map(Object.entries(files)), { remove }, disk);

/** Every file with its content, staging included, and every empty folder. */
const onDisk = (): Record<string, string> =>
  Object.fromEntries(
    fs
      .readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() || fs.readdirSync(join(entry.parentPath, entry.name)).length === 0)
      .map((entry) => {
        const path = join(entry.parentPath, entry.name);
        return [path.slice(folder.length + 1), entry.isFile() ? fs.readFileSync(path, "utf8") : "(empty)"];
      })
      .sort(),
  );

const before = {
  "gpu.json": "gpu 1\n",
  "nginx.json": "nginx 1\n",
  "old.json": "old\n",
  "notes.txt": "by hand\n",
};
const start = () => {
  for (const [path, content] of Object.entries(before)) fs.writeFileSync(join(folder, path), content);
};
const after = { "gpu.json": "gpu 2\n", "nginx.json": "nginx 1\n", "queue/queue.json": "queue 1\n" };

/** A disk on which the n-th call of one kind fails. */
const failing = (call: keyof Disk, nth: number, code: string): Disk => {
  let count = 0;
  const broken = (...args: unknown[]): unknown => {
    if (++count === nth) throw Object.assign(new Error(`${code}: injected`), { code });
    return (fs[call] as (...args: unknown[]) => unknown)(...args);
  };
  return { ...fs, [call]: broken };
};

describe("what is written", () => {
  it("changes, adds and removes; leaves alone what is right and what is not generated", () => {
    start();
    const old = new Date("2026-01-01T00:00:00Z");
    fs.utimesSync(join(folder, "nginx.json"), old, old);
    expect(write(after)).toEqual([
      { path: "gpu.json", is: "changed" },
      { path: "old.json", is: "extra" },
      { path: "queue/queue.json", is: "missing" },
    ]);
    expect(onDisk()).toEqual({ ...after, "notes.txt": "by hand\n" });
    expect(fs.statSync(join(folder, "nginx.json")).mtime).toEqual(old);
    expect(write(after)).toEqual([]);
  });

  it("makes the folder when there is none", () => {
    folder = join(folder, "a", "b");
    write(after);
    expect(onDisk()).toEqual(after);
    folder = join(folder, "..", "..");
  });

  it("keeps bytes as they are", () => {
    const page = Buffer.from('up{a="é"} 1\r\n');
    writeAll(folder, new Map([["page.prom", page]]), { remove });
    expect(fs.readFileSync(join(folder, "page.prom"))).toEqual(page);
  });

  it("never shows a reader a missing or a half file", () => {
    start();
    const seen = new Set<string>();
    const watched: Disk = {
      ...fs,
      writeFileSync: (...args: Parameters<typeof fs.writeFileSync>) => {
        seen.add(fs.readFileSync(join(folder, "gpu.json"), "utf8"));
        fs.writeFileSync(...args);
        seen.add(fs.readFileSync(join(folder, "gpu.json"), "utf8"));
      },
      renameSync: (from, to) => {
        seen.add(fs.readFileSync(join(folder, "gpu.json"), "utf8"));
        fs.renameSync(from, to);
        seen.add(fs.readFileSync(join(folder, "gpu.json"), "utf8"));
      },
    };
    write(after, watched);
    expect([...seen]).toEqual(["gpu 1\n", "gpu 2\n"]);
  });
});

describe("staleFiles tells what a build would change, and changes nothing", () => {
  it("changed, missing and extra", () => {
    start();
    expect(staleFiles(folder, new Map(Object.entries(after)), { remove })).toEqual([
      { path: "gpu.json", is: "changed" },
      { path: "old.json", is: "extra" },
      { path: "queue/queue.json", is: "missing" },
    ]);
    expect(onDisk()).toEqual(before);
  });
});

describe("when anything fails, everything is as it was", () => {
  const fails = (files: Record<string, string>, sentence: string, disk?: Disk) => {
    const was = onDisk();
    expect(() => write(files, disk)).toThrow(
      expect.objectContaining({ name: "InputError", message: `${folder}/${sentence} Nothing was changed.` }),
    );
    expect(onDisk()).toEqual(was);
  };

  it("a folder where a file belongs", () => {
    start();
    fs.mkdirSync(join(folder, "queue/queue.json"), { recursive: true });
    fails(after, "queue/queue.json: is a folder, but a file belongs there; move the folder away.");
  });

  it("a file where a folder belongs", () => {
    start();
    fs.writeFileSync(join(folder, "queue"), "in the way");
    fails(after, "queue/queue.json: lies below a file where a folder is needed; move that file away.");
  });

  it("a full disk while staging", () => {
    start();
    const sentence = "queue/queue.json: cannot be written, the disk is full; free some space.";
    fails(after, sentence, failing("writeFileSync", 2, "ENOSPC"));
    fails(after, sentence, failing("fsyncSync", 2, "ENOSPC"));
    fails(after, sentence, failing("mkdirSync", 1, "ENOSPC"));
    fails(
      after,
      "gpu.json: cannot be written, the disk is full; free some space.",
      failing("copyFileSync", 1, "ENOSPC"),
    );
  });

  it.each([
    ["the first", "renameSync", 1, "gpu.json"],
    ["the second", "renameSync", 2, "queue/queue.json"],
    ["a removal between the two", "rmSync", 1, "old.json"],
  ] as const)("a rename that fails half-way: %s", (_, call, nth, path) => {
    start();
    fails(
      after,
      `${path}: cannot be read or written by this user; change its owner or mode, or that of its folder.`,
      failing(call, nth, "EACCES"),
    );
  });

  it("a failure nobody foresaw is named", () => {
    start();
    fails(after, "gpu.json: cannot be written (EIO: injected).", failing("renameSync", 1, "EIO"));
  });

  // Root may write where the mode says nobody may, so this one needs an ordinary user.
  it.skipIf(process.getuid?.() === 0)("a folder that is read-only", () => {
    start();
    fs.chmodSync(folder, 0o555);
    fails(
      after,
      "gpu.json: cannot be read or written by this user; change its owner or mode, or that of its folder.",
    );
  });

  it.runIf(process.platform === "linux")("a folder that nobody may write to, root included", () => {
    expect(() => writeAll("/proc/self", new Map([["gpu.json", "gpu 1\n"]]), { remove })).toThrow(
      /^\/proc\/self\/gpu\.json: .*Nothing was changed\.$/,
    );
  });
});

it("what cannot be put back is named, and its old content is kept", () => {
  start();
  const disk: Disk = {
    ...fs,
    renameSync: (from, to) => {
      if (!String(to).endsWith("queue.json")) return fs.renameSync(from, to);
      // Meanwhile somebody puts a folder in the way of the way back.
      fs.rmSync(join(folder, "gpu.json"));
      fs.mkdirSync(join(folder, "gpu.json"));
      throw Object.assign(new Error("EIO: injected"), { code: "EIO" });
    },
  };
  expect(() => write(after, disk)).toThrow(
    `Could not be put back: ${folder}/gpu.json; the old content stands`,
  );
  expect(onDisk()[`.gpu.json.${process.pid}.old.tmp`]).toBe("gpu 1\n");
});
