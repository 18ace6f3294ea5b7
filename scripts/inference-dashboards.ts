#!/usr/bin/env node
/** `npx inference-dashboards <verb>`: the verbs that make sense outside this repository. */
import { inputError } from "../contracts/input-error.ts";
import { didYouMean } from "../contracts/read-yaml.ts";
import { run } from "./cli.ts";

// Each module runs its verb while it is loaded, as `npm run <verb>` does.
const VERBS: Readonly<Record<string, { readonly about: string; readonly load: () => Promise<unknown> }>> = {
  check: {
    about: "find the panels that show nothing or something wrong",
    load: () => import("./check.ts"),
  },
  diff: {
    about: "say what a change of dashboards means",
    load: () => import("./diff.ts"),
  },
  upgrade: {
    about: "tell what another version of an exporter breaks",
    load: () => import("./upgrade.ts"),
  },
  doctor: {
    about: "ask a live stack what every panel shows, and why not",
    load: () => import("./doctor.ts"),
  },
  record: {
    about: "store a /metrics page under ./contracts",
    load: () => import("./record.ts"),
  },
  contracts: {
    about: "write typed constants from the pages under ./contracts",
    load: () => import("./contracts.ts"),
  },
  build: {
    about: "write ./provisioning from ./stack.yaml and ./dashboards",
    load: async () => {
      // Boards of the user's own are TypeScript, which Node 20 does not load; CommonJS where their package.json says so.
      (await import("tsx/cjs/api")).register();
      (await import("tsx/esm/api")).register();
      return import("./build-dashboards.ts");
    },
  },
};

const usage = `
npx inference-dashboards VERB [--help] …

${Object.entries(VERBS)
  .map(([name, { about }]) => `  ${name.padEnd(10)} ${about}`)
  .join("\n")}

Each tells its flags and an example with --help. All read and write below the current folder. Guide: docs/package.md.

  npx inference-dashboards check board.json --scrape http://127.0.0.1:9113/metrics

Exit code of every verb: 0 nothing to tell, 1 problems or changes, 2 could not run.
`;

const [name, ...rest] = process.argv.slice(2);
const verb = name !== undefined && Object.hasOwn(VERBS, name) ? VERBS[name] : undefined;
if (verb) {
  process.argv = [...process.argv.slice(0, 2), ...rest];
  await verb.load();
} else
  process.exitCode = await run(
    {
      usage,
      options: {},
      allowPositionals: true,
      main() {
        if (name === undefined) throw inputError("inference-dashboards", "needs a verb. See --help.");
        throw inputError(name, `is no verb${didYouMean(name, Object.keys(VERBS))} See --help.`);
      },
    },
    // An unknown verb is told of, whatever flags follow it.
    name === "--help" || name?.startsWith("-") ? process.argv.slice(2) : [],
  );
