/**
 * In which time a limit counts, where it counts within one. A shorter window counts less, so while the limit has four
 * eyes in some scope, the longest window on record since then stands over the configuration.
 */
import { withChanges, type ConfigurationRecord } from '../../domain/configuration/configurationChange.ts';
import type { RiskSettings } from '../configuration.ts';
import type { StoredEvent } from '../events/storedEvent.ts';

export const windowOf = {
  repeatedOrdersMax: 'repeatedOrdersWindowMs',
  repeatedExecutionsMax: 'repeatedExecutionsWindowMs',
} as const;
export type CountedLimit = keyof typeof windowOf;
export const countedLimits = ['repeatedOrdersMax', 'repeatedExecutionsMax'] as const;

export class CountingWindows {
  /** What the configuration on record says, in milliseconds. */
  private readonly told = new Map<CountedLimit, number>();
  /** The longest since the limit has four eyes, in milliseconds. */
  private readonly kept = new Map<CountedLimit, number>();

  /** `hasFourEyes` tells of the limits as they are after the event. */
  apply(event: StoredEvent, hasFourEyes: (limit: CountedLimit) => boolean): void {
    const record = saidIn(event);
    if (record === undefined) return;
    for (const limit of countedLimits) {
      const told = Number(record[`risk.${windowOf[limit]}`] ?? this.told.get(limit) ?? 0);
      this.told.set(limit, told);
      if (hasFourEyes(limit)) this.kept.set(limit, Math.max(told, this.kept.get(limit) ?? 0));
      else this.kept.delete(limit);
    }
  }

  inForceMs(limit: CountedLimit, settings: RiskSettings): number {
    return Math.max(settings[windowOf[limit]], this.kept.get(limit) ?? 0);
  }
}

/** What the event says of the configuration; undefined where no window can change by it. */
function saidIn(event: StoredEvent): ConfigurationRecord | undefined {
  switch (event.type) {
    case 'EngineStarted':
      return event.data.configuration ?? {};
    case 'ConfigurationChanged':
      return withChanges({}, event.data.changes);
    case 'RiskLimitChanged':
      return {};
    default:
      return undefined;
  }
}
