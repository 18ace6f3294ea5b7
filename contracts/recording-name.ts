/** The name of a recording: `alloy-1.18.1.prefix.busy` is program `alloy-`, version `1.18.1`, state `prefix.busy`. */
export interface RecordingName {
  /** What stands before the version; empty where the exporter has one program only. */
  readonly program: string;
  readonly version: string;
  readonly state: string;
}

/** Takes a name apart, or undefined where it has no version or no state. */
export function parseRecordingName(name: string): RecordingName | undefined {
  if (!/^[A-Za-z0-9][\w-]*(\.[\w-]+)+$/.test(name)) return undefined;
  const found =
    /^(.*?)(\d+(?:\.\d+)+(?:-\d+(?:\.\d+)+)?)\.(.*[A-Za-z].*)$/.exec(name) ??
    /^()([^.]+)\.(.*[A-Za-z].*)$/.exec(name);
  return found ? { program: found[1]!, version: found[2]!, state: found[3]! } : undefined;
}

/**
 * The recording that a new one is best compared with: the same program in the same state, and then the version
 * closest below the new one; failing these, the closest above, or another state.
 *
 * @returns One of `names`, or undefined where there is none.
 */
export function nearestRecording(name: string, names: readonly string[]): string | undefined {
  const own = parseRecordingName(name);
  const order = (a: string, b: string): number => a.localeCompare(b, "en", { numeric: true });
  const rank = (other: string): number[] => {
    const { program, version, state } = parseRecordingName(other) ?? { program: "", version: "", state: "" };
    const newer = order(version, own?.version ?? "") > 0;
    return [Number(program !== own?.program), Number(state !== own?.state), Number(newer)];
  };
  const versionOf = (other: string): string => parseRecordingName(other)?.version ?? "";
  return names
    .map((other) => ({ other, rank: rank(other), busy: /\bbusy$/.test(other) }))
    .sort((a, b) => {
      const differs = a.rank.findIndex((value, index) => value !== b.rank[index]);
      if (differs >= 0) return a.rank[differs]! - b.rank[differs]!;
      const closer = order(versionOf(b.other), versionOf(a.other)) * (a.rank[2] === 1 ? -1 : 1);
      // A busy page shows most.
      return closer || Number(b.busy) - Number(a.busy) || order(a.other, b.other);
    })[0]?.other;
}
