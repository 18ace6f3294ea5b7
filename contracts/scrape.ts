/** Pages as people have them: plain or gzip, in the text format or in OpenMetrics. */
import { gunzipSync } from "node:zlib";
import { parseExposition, type Page } from "./exposition.ts";
import { inputError } from "./input-error.ts";
import { isOpenMetrics, toTextFormat } from "./openmetrics.ts";

/** More than any exporter serves; what unpacks to more is no page. */
const MOST = 256 * 1024 * 1024;

/**
 * Reads a page in any form that Prometheus itself accepts. A recording under contracts/ is stricter, see
 * {@link parseExposition}.
 *
 * @param bytes The page as served or stored.
 * @param file Its name, for messages.
 * @throws InputError as {@link parseExposition} and {@link toTextFormat}, and for gzip that is damaged.
 */
export function parseScrape(bytes: Uint8Array, file: string): Page {
  const plain = bytes[0] === 0x1f && bytes[1] === 0x8b ? unpacked(bytes, file) : bytes;
  const text = Buffer.from(plain).toString("utf8").replaceAll("\r\n", "\n");
  return parseExposition(isOpenMetrics(text) ? Buffer.from(toTextFormat(text, file)) : plain, file);
}

function unpacked(bytes: Uint8Array, file: string): Uint8Array {
  try {
    return gunzipSync(bytes, { maxOutputLength: MOST });
  } catch {
    throw inputError(file, "is damaged gzip; fetch the page again.");
  }
}
