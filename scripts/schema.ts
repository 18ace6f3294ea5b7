/** `npm run schema`: writes checks/dashboard.schema.json from the types of the installed SDK. */
import { writeFileSync } from "node:fs";
import { run } from "./cli.ts";
import { composeSchema, sdkVersion } from "./schema/compose.ts";

const FILE = "checks/dashboard.schema.json";
const usage = `
npm run schema

Writes checks/dashboard.schema.json, by which dashboards are validated, from the types of the installed SDK.

  --help    print this

Exit code 0: written, 2: could not run.
`;

process.exitCode = await run({
  usage,
  options: {},
  main() {
    writeFileSync(FILE, `${JSON.stringify(composeSchema(), null, 1)}\n`);
    console.error(`${FILE} is now that of @grafana/grafana-foundation-sdk ${sdkVersion()}.`);
    return 0;
  },
});
