import type { GridPos } from "@grafana/grafana-foundation-sdk/dashboard";

/** Grafana's grid is 24 columns wide. */
export const COLUMNS = 24;

/**
 * Lays panels out like words on a page: left to right, a new line where one no longer fits. The only place that
 * computes positions.
 *
 * @param sizes Width and height of each, in grid units.
 * @param top The first line's y.
 * @returns A position for each, and the y below the last line.
 */
export function layOut(
  sizes: readonly { readonly w: number; readonly h: number }[],
  top: number,
): { readonly positions: readonly GridPos[]; readonly bottom: number } {
  const positions: GridPos[] = [];
  let [x, y, lineHeight] = [0, top, 0];
  for (const { w, h } of sizes) {
    if (x + w > COLUMNS) [x, y, lineHeight] = [0, y + lineHeight, 0];
    positions.push({ x, y, w, h });
    x += w;
    lineHeight = Math.max(lineHeight, h);
  }
  return { positions, bottom: y + lineHeight };
}

/** A panel in another size: `sized(timeseries(…), { w: 8 })`. */
export const sized = <P extends { readonly size: { readonly w: number; readonly h: number } }>(
  panel: P,
  size: { readonly w?: number; readonly h?: number },
): P => ({ ...panel, size: { ...panel.size, ...size } });
