/** The number of a panel, by which links and alerts find it. */

/**
 * A number from 1 to 999999, made of the board's uid and the panel's key (its title where it has none) alone: the same
 * for ever, so a link outlives the panel's neighbours and needs no built board. FNV-1a.
 */
export function panelId(board: string, panel: string): number {
  let value = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(`${board}/${panel}`))
    value = Math.imul(value ^ byte, 0x01000193) >>> 0;
  return (value % 999_999) + 1;
}
