/** `npm run schema`: writes checks/dashboard.schema.json from the types of the installed SDK. */
import { writeFileSync } from "node:fs";
import { composeSchema, sdkVersion } from "./schema/compose.ts";

const FILE = "checks/dashboard.schema.json";
writeFileSync(FILE, `${JSON.stringify(composeSchema(), null, 1)}\n`);
console.error(`${FILE} is now that of @grafana/grafana-foundation-sdk ${sdkVersion()}.`);
