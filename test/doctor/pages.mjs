/**
 * Serves recorded pages from a thread of its own: the boards and the doctor keep the test's own thread busy for longer
 * than a scrape may take.
 */
import { createServer } from "node:http";
import { parentPort, workerData } from "node:worker_threads";

const asked = new Map();
const server = createServer(({ url }, response) => {
  const page = workerData[url];
  if (!page) return void response.writeHead(500).end();
  const count = (asked.get(url) ?? 0) + 1;
  asked.set(url, count);
  response.writeHead(200, { "content-type": "text/plain; version=0.0.4" });
  response.end(
    `${page.map((line) => (typeof line === "string" ? line : `${line[0]}${line[1] * (1 + count / 10)}`)).join("\n")}\n`,
  );
  parentPort.postMessage(url);
});
server.listen(0, "127.0.0.1", () => parentPort.postMessage(server.address().port));
