/** The limits that were in force: those of the configuration on record, and over them those that operators had set. */
import {
  withChanges,
  type ConfigurationChange,
  type ConfigurationRecord,
  type ConfigurationValue,
} from '../../domain/configuration/configurationChange.ts';
import { readLimitPath, type LimitPath } from '../../domain/risk/limitPath.ts';
import type { LimitRecord } from '../../domain/risk/limitRecord.ts';
import { limitNames, type LimitName } from '../../domain/risk/limits.ts';
import type { LimitAt } from './deskAt.ts';

export class LimitsFold {
  private configuration: ConfigurationRecord;
  private readonly byOperators: Map<string, LimitAt>;

  constructor(
    configuration: ConfigurationRecord = {},
    byOperators: Iterable<readonly [string, LimitAt]> = [],
  ) {
    this.configuration = configuration;
    this.byOperators = new Map(byOperators);
  }

  copy(): LimitsFold {
    return new LimitsFold(this.configuration, this.byOperators);
  }

  /** Takes the configuration of a start. */
  configure(configuration: ConfigurationRecord): void {
    this.configuration = configuration;
  }

  /** Takes what has changed in the configuration. */
  change(changes: readonly ConfigurationChange[]): void {
    this.configuration = withChanges(this.configuration, changes);
  }

  /** Takes a limit that an operator has set; without a limit, that of the configuration counts again. */
  set(limit: LimitName, scope: string, to: LimitRecord | undefined, by: NonNullable<LimitAt['set']>): void {
    if (to === undefined) this.byOperators.delete(keyOf(limit, scope));
    else this.byOperators.set(keyOf(limit, scope), { limit, scope, ...to, set: by });
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
    return [...new Map([...limits, ...this.byOperators]).values()].toSorted((a, b) =>
      order(a) < order(b) ? -1 : 1,
    );
  }
}

function partOf(part: LimitPath['part'], value: ConfigurationValue): Partial<LimitRecord> {
  if (part === 'fourEyes') return value === true ? { fourEyes: true } : {};
  return part === 'soft' ? { soft: String(value) } : { hard: String(value) };
}

const keyOf = (limit: LimitName, scope: string): string => `${limit} ${scope}`;
