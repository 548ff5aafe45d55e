/**
 * The time within which a limit counts, for limits that count in one. A shorter window counts less. So while a limit
 * has four eyes in some scope, the longest recorded window since then overrides the configuration.
 */
import { withChanges, type ConfigurationRecord } from '../configuration/configurationChange.ts';
import type { DomainEvent } from '../domainEvent.ts';
import type { LimitName } from '../risk/limits.ts';
import { namesOf } from '../../../shared/kernel/names.ts';

export const windowOf = {
  repeatedOrdersMax: 'repeatedOrdersWindowMs',
  repeatedExecutionsMax: 'repeatedExecutionsWindowMs',
} as const;
export type CountedLimit = keyof typeof windowOf;
export const countedLimits = namesOf(windowOf);

export interface CountingWindow {
  /** The time in which the limit counts, in milliseconds. */
  readonly windowMs: number;
  /** The configured window, where the limit counts in a longer one. */
  readonly configuredWindowMs?: number;
}

export class CountingWindows {
  /** The windows of the recorded configuration, in milliseconds. */
  private readonly told = new Map<CountedLimit, number>();
  /** The longest windows since each limit has four eyes, in milliseconds. */
  private readonly kept = new Map<CountedLimit, number>();

  /** `hasFourEyes` answers for the limits as they are after the event. */
  apply(event: DomainEvent, hasFourEyes: (limit: CountedLimit) => boolean): void {
    const record = settingsIn(event);
    if (record === undefined) return;
    for (const limit of countedLimits) {
      const told = Number(record[`risk.${windowOf[limit]}`] ?? this.told.get(limit) ?? 0);
      this.told.set(limit, told);
      if (hasFourEyes(limit)) this.kept.set(limit, Math.max(told, this.kept.get(limit) ?? 0));
      else this.kept.delete(limit);
    }
  }

  inForceMs(limit: CountedLimit, configuredMs: number): number {
    return Math.max(configuredMs, this.kept.get(limit) ?? 0);
  }

  /** The recorded window; undefined where none is recorded, and for a limit that counts in no time. */
  onRecord(limit: LimitName): CountingWindow | undefined {
    const counted = countedLimits.find((one) => one === limit);
    const told = counted && this.told.get(counted);
    if (counted === undefined || told === undefined || told === 0) return undefined;
    const windowMs = this.inForceMs(counted, told);
    return { windowMs, ...(windowMs > told && { configuredWindowMs: told }) };
  }
}

/** The configuration values in the event; undefined where the event sets no limit and no window. */
export function settingsIn(event: DomainEvent): ConfigurationRecord | undefined {
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

/**
 * Gives `in 1 s`, or `in 60 s (the configuration says 1 s: four eyes keep the longer)`; empty for a limit that counts in
 * no time.
 */
export function windowWords({
  windowMs,
  configuredWindowMs,
}: {
  readonly windowMs?: number | undefined;
  readonly configuredWindowMs?: number | undefined;
}): string {
  if (windowMs === undefined) return '';
  const inForce = `in ${secondsWords(windowMs)}`;
  if (configuredWindowMs === undefined) return inForce;
  return `${inForce} (the configuration says ${secondsWords(configuredWindowMs)}: four eyes keep the longer)`;
}

const secondsWords = (milliseconds: number): string =>
  milliseconds % 1_000 === 0 ? `${milliseconds / 1_000} s` : `${milliseconds} ms`;
