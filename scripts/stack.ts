/** `npm run stack`: everything the boards watch, on this machine, without containers. */
import { inputError } from "../contracts/input-error.ts";
import { programs } from "../stack/local/programs.ts";
import { missing, startLocal } from "../stack/local/start.ts";
import { run } from "./cli.ts";

const usage = `
npm run stack -- [--stack FILE] [--scrape-interval DURATION] [--list]

Starts Redis, the queue's worker and api, a fake Ollama, nginx and its exporter, Loki and Alloy or Promtail, LiteLLM and
Prometheus, as far as this machine has them, with a load on all of it: to see the boards' queries answered without a
GPU, a model or Docker. Everything is in a temporary folder and on free ports of 127.0.0.1. Ctrl-C ends and removes it.

  --stack            which exporters and models (default: stack.yaml); addresses and versions are this run's own
  --scrape-interval  how often Prometheus scrapes (default: 5s)
  --list             only say which programs are there and how to get the others
  --help             print this

Exit code 0: ended with Ctrl-C, 2: could not start.
`;

process.exitCode = await run({
  usage,
  options: {
    stack: { type: "string" },
    "scrape-interval": { type: "string" },
    list: { type: "boolean" },
  },
  async main({ stack = "stack.yaml", "scrape-interval": scrapeInterval = "5s", list }) {
    if (!/^[1-9]\d*[sm]$/.test(scrapeInterval))
      throw inputError(
        "--scrape-interval",
        `\`${scrapeInterval}\` is no duration; write one such as 5s or 1m.`,
      );
    const found = programs();
    const absent = missing(found);
    if (list) for (const [name, command] of Object.entries(found)) console.log(`${name}: ${command}`);
    for (const { name, is, install } of absent) console.log(`${name}: not on PATH (${is}). ${install}`);
    if (list) return 0;
    const needed = absent.find(({ required }) => required);
    if (needed)
      throw inputError(needed.name, `is not on PATH, and nothing runs without it: ${needed.install}.`);

    let stop = (): void => {
      // What has started so far is ended by the keeper beside it.
      console.error("stopped while starting");
      process.exit(0);
    };
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => stop());
    const local = await startLocal({
      stack,
      scrapeInterval,
      progress: (name) => console.error(`${name} runs`),
    });
    const stopped = new Promise<void>((done) => (stop = done));
    for (const [name, url] of Object.entries(local.urls)) console.log(`${name.padEnd(12)}${url}`);
    const loki = local.urls.loki === undefined ? "" : ` --loki ${local.urls.loki}`;
    console.log(`
Logs and files are in ${local.processes.folder}
What the boards show of it, from another terminal, after a minute:
  npm run doctor -- --prometheus ${local.urls.prometheus}${loki} --stack ${local.stack} --boards ${local.provisioning}
Ctrl-C ends it.`);
    await stopped;
    await local.processes.stop();
    return 0;
  },
});
