/** Changes of the configuration, in the form that the audit trail keeps. */

/** A decimal is text; a list is text with commas. */
export type ConfigurationValue = string | number | boolean;

export interface ConfigurationChange {
  /** The path in the file, with names in place of numbers: `risk.positionMax`, `venues.sim.breaker.openMs`. */
  readonly path: string;
  /** Absent where the setting is new. */
  readonly from?: ConfigurationValue;
  /** Absent where the setting is gone. */
  readonly to?: ConfigurationValue;
}

/** What put a configuration in force: a person's wish while the engine runs, or a start that found it changed. */
export const configurationTriggers = ['reload', 'start'] as const;
export type ConfigurationTrigger = (typeof configurationTriggers)[number];

/** The values of a configuration by path. */
export type ConfigurationRecord = Readonly<Record<string, ConfigurationValue>>;

/** The changes from one configuration to another, in the order of their paths. */
export function changesBetween(
  before: ConfigurationRecord,
  after: ConfigurationRecord,
): readonly ConfigurationChange[] {
  const paths = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...paths].toSorted().flatMap((path) => {
    const [from, to] = [before[path], after[path]];
    if (said(path, from) === said(path, to)) return [];
    return [{ path, ...(from !== undefined && { from }), ...(to !== undefined && { to }) }];
  });
}

/**
 * What a setting says. An earlier version recorded a count as a number that is text today. A limit that it did not know
 * yet held nothing back, as `none` does.
 */
function said(path: string, value: ConfigurationValue | undefined): string {
  return String(value ?? (path.startsWith('risk.') ? 'none' : undefined));
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
