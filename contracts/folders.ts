/** Where contracts are: those of this package, and those recorded where it is used. */
import { existsSync, realpathSync } from "node:fs";
import { relative } from "node:path";
import { fileURLToPath } from "node:url";

// Beside this file among the sources, and in the built package as well.
const HERE = fileURLToPath(new URL("./", import.meta.url));

/** The folder of this package's own contracts, as seen from the current folder: `contracts` in its repository. */
export const shippedFolder = (): string => relative("", HERE) || ".";

/** `contracts` of the current folder, where somebody recorded exporters of their own; undefined in our repository. */
export const ownFolder = (): string | undefined =>
  existsSync("contracts") && realpathSync("contracts") !== realpathSync(HERE) ? "contracts" : undefined;

/**
 * Every folder with contracts: ours, then the user's.
 *
 * @returns Paths relative to the current folder, so that messages name files as the reader sees them.
 */
export const contractFolders = (): string[] =>
  [shippedFolder(), ownFolder()].filter((folder) => folder !== undefined);
