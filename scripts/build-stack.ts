/** `npm run build:stack`: writes stack/generated/ from stack.yaml. */
import { grafanaAlerts } from "../rules/grafana.ts";
import { GENERATED, stackFiles } from "../stack/config/files.ts";
import { COMPOSE } from "../stack/config/places.ts";
import { readStack } from "../stack.ts";
import { run } from "./cli.ts";
import { staleFiles, writeOrCheck } from "./output.ts";

/** The file of --grafana-alerts. */
const ALERTS = "inference-alerts.yaml";
const usage = `
npm run build:stack -- [--check] [--out FOLDER] [--stack FILE] [--grafana-alerts FOLDER]

Writes what compose.yaml mounts: the configuration of Prometheus, Loki, Alloy, Promtail, nginx and LiteLLM.

  --check           write nothing; list the files a build would change and exit 1 if there are any
  --out             folder to write to (default: stack/generated)
  --stack           file to read (default: stack.yaml)
  --grafana-alerts  also write the alerts for Grafana to evaluate, as ${ALERTS} into this folder, such as
                    provisioning/alerting (default: only Prometheus evaluates them; docs/rules.md)
  --help            print this

All files of a folder are replaced or none. Exit code 0: written, or nothing to do; 1: stale (--check); 2: could not run.
`;

process.exitCode = await run({
  usage,
  options: {
    check: { type: "boolean" },
    out: { type: "string" },
    stack: { type: "string" },
    "grafana-alerts": { type: "string" },
  },
  main({ check, out = "stack/generated", stack: file, "grafana-alerts": alerting }) {
    const stack = readStack(file);
    const files = stackFiles(stack, COMPOSE);
    const alerts = new Map(alerting === undefined ? [] : [[ALERTS, grafanaAlerts(stack, GENERATED)]]);
    const keep = { remove: () => false };
    // A folder that cannot be written to is said before anything is.
    if (alerting !== undefined) staleFiles(alerting, alerts, keep);
    // Prometheus loads every rule file that lies there, so one that is made no more has to go.
    const remove = (path: string) => /^prometheus\/rules\/[^/]+\.yml$/.test(path);
    const changed = [
      ...writeOrCheck(out, files, { remove }, check),
      ...(alerting === undefined ? [] : writeOrCheck(alerting, alerts, keep, check)),
    ];
    console.log(`${files.size + alerts.size} files, ${changed.length} ${check ? "stale" : "written"}.`);
    return check && changed.length > 0 ? 1 : 0;
  },
});
