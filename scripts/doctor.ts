/** `npm run doctor`: asks a live stack whether every panel shows what it should, and if not, why. */
import { existsSync } from "node:fs";
import { find } from "../checks/model/find.ts";
import { readContracts } from "../contracts/contract.ts";
import { inputError } from "../contracts/input-error.ts";
import { readLogContract } from "../contracts/log-contract.ts";
import { diagnose } from "../doctor/diagnose.ts";
import { render } from "../doctor/render.ts";
import { readStack } from "../stack.ts";
import { asCalled, run } from "./cli.ts";

const usage = `
npm run doctor -- --prometheus URL [--loki URL] [--grafana URL] [--stack FILE] [--boards PATH] [--json]

Asks a live stack what every panel of the boards asks, and says of each whether it shows data, and if not, why and
what to do. Nothing is changed on any server. What each verdict means: docs/doctor.md.

  npm run doctor -- --prometheus http://127.0.0.1:9090 --loki http://127.0.0.1:3100

  --prometheus  its address, such as http://127.0.0.1:9090; a path in front of it is fine
  --loki        its address; without it panels of log lines are not asked
  --grafana     its address; then also: data sources healthy, boards provisioned and the same as the files
  --stack       which exporters run, in which variant and job (default: stack.yaml, which has to be there)
  --boards      a dashboard's JSON file or a folder with such files (default: provisioning/dashboards)
  --timeout     seconds that one question may take (default: 10)
  --json        print everything as one JSON object
  --help        print this

Tokens are read from PROMETHEUS_TOKEN, LOKI_TOKEN and GRAFANA_TOKEN and sent as bearer tokens. The report goes to
stdout, progress to stderr. Exit code 0: every panel shows data or is idle, and the servers are well; 1: problems;
2: could not run (bad flags, unreadable boards, Prometheus not reachable).
`;

function seconds(text: string): number {
  const value = Number(text);
  if (!(value > 0 && value <= 600))
    throw inputError("--timeout", `\`${text}\` is no number of seconds from 0 to 600.`);
  return value;
}

process.exitCode = await run({
  usage,
  options: {
    prometheus: { type: "string" },
    loki: { type: "string" },
    grafana: { type: "string" },
    stack: { type: "string" },
    boards: { type: "string" },
    timeout: { type: "string" },
    json: { type: "boolean" },
  },
  async main({
    prometheus,
    loki,
    grafana,
    stack,
    boards: path = "provisioning/dashboards",
    timeout = "10",
    json,
  }) {
    if (prometheus === undefined)
      throw inputError("--prometheus", "is needed: where Prometheus answers, such as http://127.0.0.1:9090.");
    if (stack === undefined && !existsSync("stack.yaml"))
      throw inputError(
        "stack.yaml",
        "does not exist; say with --stack which file names the exporters that run.",
      );
    const { boards } = find([path]);
    if (boards.length === 0)
      throw inputError(path, "has no dashboard in it; build them first: npm run build:dashboards.");
    for (const { v2, file } of boards)
      if (v2) throw inputError(file, "is a dashboard of schema version 2; export it as classic JSON.");
    const { PROMETHEUS_TOKEN, LOKI_TOKEN, GRAFANA_TOKEN } = process.env;
    const report = await diagnose({
      prometheus,
      loki,
      grafana,
      tokens: {
        prometheus: PROMETHEUS_TOKEN || undefined,
        loki: LOKI_TOKEN || undefined,
        grafana: GRAFANA_TOKEN || undefined,
      },
      stack: readStack(stack),
      boards,
      contracts: readContracts(),
      log: readLogContract(),
      timeout: seconds(timeout) * 1000,
      atOnce: 8,
      progress: (line) => console.error(line),
    });
    console.log(json ? JSON.stringify(report, null, 2) : asCalled(render(report)));
    return report.ok ? 0 : 1;
  },
});
