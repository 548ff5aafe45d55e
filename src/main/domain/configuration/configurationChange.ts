/** What changed in the configuration, as it is kept in the audit trail. */

/** Text, also for decimals; lists are written with commas. */
export type ConfigurationValue = string | number | boolean;

export interface ConfigurationChange {
  /** As in the file, with names in place of numbers: `risk.positionMax`, `venues.sim.breaker.openMs`. */
  readonly path: string;
  /** Absent where there was none before. */
  readonly from?: ConfigurationValue;
  /** Absent where there is none any more. */
  readonly to?: ConfigurationValue;
}

/** The configuration by path. */
export type ConfigurationRecord = Readonly<Record<string, ConfigurationValue>>;

/** In the order of the paths. */
export function changesBetween(
  before: ConfigurationRecord,
  after: ConfigurationRecord,
): readonly ConfigurationChange[] {
  const paths = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...paths].toSorted().flatMap((path) => {
    const [from, to] = [before[path], after[path]];
    if (from === to) return [];
    return [{ path, ...(from !== undefined && { from }), ...(to !== undefined && { to }) }];
  });
}

export function withChanges(
  record: ConfigurationRecord,
  changes: readonly ConfigurationChange[],
): ConfigurationRecord {
  const changed: Record<string, ConfigurationValue> = { ...record };
  for (const { path, to } of changes) {
    if (to === undefined) delete changed[path];
    else changed[path] = to;
  }
  return changed;
}
