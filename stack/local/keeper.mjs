// Ends the programs of a local run, however the run itself ended: as long as its parent lives, stdin stays open. Plain
// JavaScript, so that it starts at once and needs nothing but Node.
//
//   node keeper.mjs FOLDER     stdin: one process group per line; FOLDER is removed at the end
import { rmSync } from "node:fs";
import { createInterface } from "node:readline";

const groups = [];
// Ctrl-C reaches the parent, which then closes stdin; the programs have groups of their own.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => {});

for await (const line of createInterface({ input: process.stdin })) groups.push(Number(line));

const signal = (group, name) => {
  try {
    process.kill(-group, name);
    return true;
  } catch {
    return false;
  }
};
const alive = () => groups.filter((group) => signal(group, 0));
// The last one started depends on those before it.
for (const group of groups.toReversed()) signal(group, "SIGTERM");
for (let tries = 0; tries < 50 && alive().length > 0; tries++)
  await new Promise((done) => setTimeout(done, 100));
for (const group of alive()) signal(group, "SIGKILL");
rmSync(process.argv[2], { recursive: true, force: true, maxRetries: 5 });
