/** The limits that were in force at each position, from the configuration and the events alone. */
import { limitFromRecord } from '../../domain/risk/limitRecord.ts';
import {
  limitNames,
  limitOf,
  limitTerms,
  type Limit,
  type LimitName,
  type LimitSetting,
} from '../../domain/risk/limits.ts';
import { scopesOf, type ScopedTerms } from '../../domain/trading/tradingScope.ts';
import type { RiskSettings } from '../../engine/configuration.ts';
import type { StoredEvent } from '../../engine/events/storedEvent.ts';

interface Setting {
  readonly from: number;
  readonly setting: LimitSetting;
}

export class LimitLog {
  private readonly configured: RiskSettings;
  private readonly changes = new Map<string, Setting[]>();

  constructor(configured: RiskSettings) {
    this.configured = configured;
  }

  apply(event: StoredEvent): void {
    if (event.type !== 'RiskLimitChanged') return;
    const { limit, scope, to } = event.data;
    const setting = to === undefined ? this.inFile(limit, scope) : limitFromRecord(to);
    const key = `${scope} ${limit}`;
    this.changes.set(key, [...(this.changes.get(key) ?? []), { from: event.position, setting }]);
  }

  now(limit: LimitName, scope: string): LimitSetting {
    return this.changes.get(`${scope} ${limit}`)?.at(-1)?.setting ?? this.inFile(limit, scope);
  }

  /** Whether an event has ever said the limit. */
  isOnRecord(limit: LimitName, scope: string): boolean {
    return this.changes.has(`${scope} ${limit}`);
  }

  /** What holds an order back now, with the limits of all its scopes. */
  inForce(terms: ScopedTerms): readonly Limit[] {
    return scopesOf(terms).flatMap((scope) =>
      limitNames.flatMap((name) => limitOf(name, scope, this.now(name, scope)) ?? []),
    );
  }

  /** All that the limit was since the position. */
  since(limit: LimitName, scope: string, position: number): readonly LimitSetting[] {
    const changes = this.changes.get(`${scope} ${limit}`) ?? [];
    const first: Setting = { from: 0, setting: this.inFile(limit, scope) };
    const all = [first, ...changes];
    return all.slice(all.findLastIndex(({ from }) => from <= position)).map(({ setting }) => setting);
  }

  inFile(limit: LimitName, scope: string): LimitSetting {
    const settings = scope === 'desk' ? this.configured : this.configured.scopes[scope];
    return settings?.[limit] ?? 'none';
  }

  asksFourEyes(limit: LimitName, scope: string): boolean {
    return limitTerms(this.inFile(limit, scope)).fourEyes === true;
  }
}
