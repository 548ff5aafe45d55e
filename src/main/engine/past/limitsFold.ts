/** The limits that were in force: those of the configuration on record, and over them those that operators had set. */
import { formatMicros } from '../../../shared/kernel/time.ts';
import {
  withChanges,
  type ConfigurationRecord,
  type ConfigurationValue,
} from '../../domain/configuration/configurationChange.ts';
import { readLimitPath, type LimitPath } from '../../domain/risk/limitPath.ts';
import type { LimitRecord } from '../../domain/risk/limitRecord.ts';
import { limitNames, type LimitName } from '../../domain/risk/limits.ts';
import type { StoredEvent } from '../events/storedEvent.ts';
import type { LimitAt } from './deskAt.ts';

export class LimitsFold {
  private configuration: ConfigurationRecord;
  private readonly set: Map<string, LimitAt>;

  constructor(configuration: ConfigurationRecord = {}, set: Iterable<readonly [string, LimitAt]> = []) {
    this.configuration = configuration;
    this.set = new Map(set);
  }

  copy(): LimitsFold {
    return new LimitsFold(this.configuration, this.set);
  }

  apply(event: StoredEvent): void {
    if (event.type === 'EngineStarted') this.configuration = event.data.configuration ?? this.configuration;
    else if (event.type === 'ConfigurationChanged') {
      this.configuration = withChanges(this.configuration, event.data.changes);
    } else if (event.type === 'RiskLimitChanged') {
      const { limit, scope, to, reason } = event.data;
      const by = { by: event.actor, at: formatMicros(event.time), reason };
      if (to === undefined) this.set.delete(keyOf(limit, scope));
      else this.set.set(keyOf(limit, scope), { limit, scope, ...to, set: by });
    }
  }

  all(): readonly LimitAt[] {
    const limits = new Map<string, LimitAt>();
    for (const [path, value] of Object.entries(this.configuration)) {
      const read = readLimitPath(path);
      if (read === undefined) continue;
      const { limit, scope, part } = read;
      const key = keyOf(limit, scope);
      const before = limits.get(key) ?? { limit, scope, hard: 'none' };
      limits.set(key, { ...before, ...partOf(part, value) });
    }
    const order = (one: LimitAt): string => `${limitNames.indexOf(one.limit) + 100} ${one.scope}`;
    return [...new Map([...limits, ...this.set]).values()].toSorted((a, b) => (order(a) < order(b) ? -1 : 1));
  }
}

function partOf(part: LimitPath['part'], value: ConfigurationValue): Partial<LimitRecord> {
  if (part === 'fourEyes') return value === true ? { fourEyes: true } : {};
  return part === 'soft' ? { soft: String(value) } : { hard: String(value) };
}

const keyOf = (limit: LimitName, scope: string): string => `${limit} ${scope}`;
