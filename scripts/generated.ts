/** What a checkout generates, and `check` and `upgrade` look at by themselves. */
import { existsSync } from "node:fs";

/** Where `npm run build:stack` writes the rules. */
export const RULES = "stack/generated/prometheus/rules";

/** Folders with the built boards, and with the rules where there are some. */
export const generated = (): string[] => ["provisioning", ...(existsSync(RULES) ? [RULES] : [])];
