/** Downloads the public files that scripts/findings/boards.yaml names. */
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { inputError } from "../../contracts/input-error.ts";
import { copyOf, requireContent, type PublicFile } from "./boards.ts";

/** As long as a slow line takes for a megabyte. */
const AT_MOST_MS = 60_000;

/**
 * Downloads the files below a folder, as `owner/name/path`. Nothing is written before all of them are there.
 *
 * @throws InputError where GitHub cannot be reached, has no such file, or sends another than git knows.
 */
export async function fetchAll(
  folder: string,
  files: readonly PublicFile[],
  site = "https://raw.githubusercontent.com",
): Promise<void> {
  const fetched: { readonly file: PublicFile; readonly bytes: Uint8Array }[] = [];
  for (const file of files) {
    const url = `${site}/${file.repository}/${file.commit}/${file.path.split("/").map(encodeURIComponent).join("/")}`;
    const bytes = await download(url, site);
    requireContent(url, bytes, file);
    fetched.push({ file, bytes });
  }
  for (const { file, bytes } of fetched) {
    const copy = copyOf(folder, file);
    mkdirSync(dirname(copy), { recursive: true });
    writeFileSync(copy, bytes);
  }
}

async function download(url: string, site: string): Promise<Uint8Array> {
  let answer: Response;
  try {
    answer = await fetch(url, { signal: AbortSignal.timeout(AT_MOST_MS) });
    if (answer.ok) return new Uint8Array(await answer.arrayBuffer());
  } catch {
    throw inputError(
      site,
      "cannot be reached from here; copy the files by other means and give their folder: --from FOLDER.",
    );
  }
  throw inputError(url, `answers ${answer.status}; correct the entry in scripts/findings/boards.yaml.`);
}
