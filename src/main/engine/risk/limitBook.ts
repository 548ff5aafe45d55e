/**
 * The limits in force: the configuration's limits, and over them those that operators have set. The limits of all
 * scopes of an order judge it.
 */
import type { Ticker, VenueId } from '../../../shared/kernel/ids.ts';
import {
  groupLimits,
  limitKindOf,
  limitNames,
  limitOf,
  limitTerms,
  type Limit,
  type LimitGroup,
  type LimitName,
  type LimitSetting,
  type SomeLimits,
} from '../../domain/risk/limits.ts';
import { priceAgesOf } from '../../domain/risk/priceAges.ts';
import { scopesOf, type ScopedTerms } from '../../domain/trading/tradingScope.ts';
import {
  countedLimits,
  CountingWindows,
  windowOf,
  type CountedLimit,
  type CountingWindow,
} from '../../domain/controls/countingWindows.ts';
import {
  isSameLimit,
  limitFromRecord,
  limitToRecord,
  type LimitRecord,
} from '../../domain/risk/limitRecord.ts';
import type { PriceAgeLimits } from '../../domain/instrument/referencePrice.ts';
import type { ProposedLimit } from '../../domain/risk/proposal.ts';
import type { StoredEvent } from '../events/storedEvent.ts';
import type { RiskSettings } from '../configuration.ts';

/** The limits for an order, in the order of `limitNames`. */
export interface LimitsInForce {
  readonly limits: readonly LimitGroup[];
  readonly names: ReadonlySet<LimitName>;
  /** The scopes whose exposure has a limit. */
  readonly exposureScopes: readonly string[];
}

/** How many combinations of scopes are kept; orders come in few. */
const keptMax = 10_000;

export class LimitBook {
  private readonly settings: () => RiskSettings;
  /** The settings from which `kept` was made. */
  private madeFrom: RiskSettings | undefined;
  /** The limits that operators have set, by scope. */
  private readonly set = new Map<string, Map<LimitName, LimitSetting>>();
  /** Limits that are being put on disk: they hold orders back already, in addition to those in force. */
  private readonly held = new Set<Limit>();
  private byScope: ReadonlyMap<string, readonly Limit[]> = new Map();
  private readonly kept = new Map<string, LimitsInForce>();
  /** By symbol and venue. */
  private readonly ages = new Map<string, PriceAgeLimits>();
  private readonly windows = new CountingWindows();

  constructor(settings: () => RiskSettings) {
    this.settings = settings;
  }

  apply(event: StoredEvent): void {
    if (event.type === 'RiskLimitChanged') this.applyChange(event);
    this.windows.apply(event, (limit) =>
      [...this.set.values()].some((ofScope) => limitTerms(ofScope.get(limit) ?? 'none').fourEyes),
    );
  }

  private applyChange(event: Extract<StoredEvent, { type: 'RiskLimitChanged' }>): void {
    const { limit, scope, to } = event.data;
    const ofScope = this.set.get(scope) ?? new Map<LimitName, LimitSetting>();
    this.set.set(scope, ofScope);
    if (to === undefined) ofScope.delete(limit);
    else ofScope.set(limit, limitFromRecord(to));
    this.madeFrom = undefined;
  }

  /**
   * Holds orders back by this limit at once, in addition to the one in force, so that no recorded order breaks a change
   * that is recorded before it. The returned function ends that, once the change is on disk or has failed.
   */
  hold(name: LimitName, scope: string, setting: LimitSetting): () => void {
    const limit = limitOf(name, scope, setting);
    if (limit === undefined) return () => undefined;
    this.held.add(limit);
    this.madeFrom = undefined;
    return () => {
      this.held.delete(limit);
      this.madeFrom = undefined;
    };
  }

  /** Whether an operator has set the limit. */
  isSet(limit: LimitName, scope: string): boolean {
    return this.set.get(scope)?.has(limit) === true;
  }

  /**
   * Limits that a configuration leaves out, and that no operator has set either: they deny orders until somebody sets
   * them.
   */
  notSaid(): readonly LimitName[] {
    return this.settings().notSaid.filter((name) => !this.isSet(name, 'desk'));
  }

  /** The rules with a soft limit in some scope: only those can be overridden. */
  softRules(): readonly string[] {
    this.follow();
    const soft = [...this.byScope.values()].flat().filter((limit) => limit.soft !== undefined);
    return [...new Set(soft.map(({ name }) => limitKindOf(name).rule))];
  }

  settingOf(limit: LimitName, scope: string): LimitSetting {
    return this.set.get(scope)?.get(limit) ?? this.configured(limit, scope);
  }

  configured(limit: LimitName, scope: string): LimitSetting {
    return settingIn(this.settings(), limit, scope);
  }

  /**
   * The limits with four eyes that another configuration would change, compared with the configuration before it. A
   * file never takes four eyes away.
   */
  changedByFile(before: RiskSettings, after: RiskSettings): readonly Required<ProposedLimit>[] {
    const scopes = new Set(['desk', ...Object.keys(before.scopes), ...Object.keys(after.scopes)]);
    return [...scopes].flatMap((scope) =>
      limitNames.flatMap((limit) => {
        const from = limitToRecord(this.settingOf(limit, scope));
        const said = limitToRecord(settingIn(after, limit, scope));
        const isChanged = !isSameLimit(limitToRecord(settingIn(before, limit, scope)), said);
        const to = { ...said, fourEyes: true as const };
        return from.fourEyes && isChanged && !isSameLimit(from, to) ? [{ limit, scope, from, to }] : [];
      }),
    );
  }

  /** Whether the configuration asks for four eyes there. */
  asksFourEyes(limit: LimitName, scope: string): boolean {
    return limitTerms(this.configured(limit, scope)).fourEyes === true;
  }

  /**
   * The limits for which the configuration asks for four eyes, and no event does. Once they are on record, no change of
   * the configuration alone loosens them.
   */
  toPin(): readonly (ProposedLimit & { readonly to: LimitRecord })[] {
    return ['desk', ...Object.keys(this.settings().scopes)].flatMap((scope) =>
      limitNames
        .filter((limit) => this.asksFourEyes(limit, scope))
        .map((limit) => ({ limit, scope, setting: limitTerms(this.settingOf(limit, scope)) }))
        .filter(({ limit, setting }) => setting.fourEyes !== true || !this.isSet(limit, scope))
        .map(({ limit, scope: name, setting }) => {
          // The file's request is not in force by itself: before this event the limit has no four eyes.
          const { fourEyes: _, ...from } = limitToRecord(setting);
          return { limit, scope: name, from, to: { ...from, fourEyes: true as const } };
        }),
    );
  }

  /** The windows that another configuration would shorten, of limits that have four eyes in some scope. */
  shortenedByFile(before: RiskSettings, after: RiskSettings): readonly string[] {
    const scopes = ['desk', ...Object.keys(before.scopes), ...this.set.keys()];
    return countedLimits
      .filter((limit) => after[windowOf[limit]] !== before[windowOf[limit]])
      .filter((limit) => after[windowOf[limit]] < this.windowMs(limit))
      .filter((limit) => scopes.some((scope) => limitTerms(this.settingOf(limit, scope)).fourEyes))
      .map((limit) => windowOf[limit]);
  }

  /** The time in which the limit counts. */
  windowMs(limit: CountedLimit): number {
    return this.windows.inForceMs(limit, this.settings()[windowOf[limit]]);
  }

  /** The time in which the limit counts, as the events say. */
  windowOnRecord(limit: CountedLimit): CountingWindow | undefined {
    return this.windows.onRecord(limit);
  }

  inForce(terms: ScopedTerms): LimitsInForce {
    this.follow();
    const key = `${terms.venue} ${terms.account} ${terms.strategy} ${terms.symbol}`;
    const known = this.kept.get(key);
    if (known !== undefined) return known;
    const made = limitsInForce(scopesOf(terms).flatMap((scope) => this.byScope.get(scope) ?? []));
    if (this.kept.size >= keptMax) this.kept.clear();
    this.kept.set(key, made);
    return made;
  }

  /** How old the prices may be by which orders in the symbol at the venue are judged. */
  priceAges(symbol: Ticker, venue: VenueId): PriceAgeLimits {
    this.follow();
    const key = `${venue} ${symbol}`;
    const known = this.ages.get(key);
    if (known !== undefined) return known;
    const scopes = ['desk', `venue:${venue}`, `symbol:${symbol}`];
    const made = priceAgesOf(scopes.flatMap((scope) => this.byScope.get(scope) ?? []));
    this.ages.set(key, made);
    return made;
  }

  /** Whether any scope has such a limit. */
  has(name: LimitName): boolean {
    this.follow();
    return [...this.byScope.values()].some((limits) => limits.some((limit) => limit.name === name));
  }

  private follow(): void {
    const settings = this.settings();
    if (settings === this.madeFrom) return;
    const held = [...this.held];
    const names = held.map(({ scope }) => scope);
    const scopes = new Set(['desk', ...Object.keys(settings.scopes), ...this.set.keys(), ...names]);
    const limitsOf = (scope: string): readonly Limit[] => [
      ...limitNames.flatMap((name) => limitOf(name, scope, this.settingOf(name, scope)) ?? []),
      ...held.filter((limit) => limit.scope === scope),
    ];
    this.byScope = new Map(Array.from(scopes, (scope) => [scope, limitsOf(scope)]));
    this.kept.clear();
    this.ages.clear();
    this.madeFrom = settings;
  }
}

export function limitsInForce(limits: readonly Limit[]): LimitsInForce {
  const ofExposure = limits.filter(({ name }) => name === 'grossExposureMax' || name === 'netExposureMax');
  return {
    limits: groupLimits(limits),
    names: new Set(limits.map(({ name }) => name)),
    exposureScopes: [...new Set(ofExposure.map(({ scope }) => scope))],
  };
}

function settingIn(settings: RiskSettings, limit: LimitName, scope: string): LimitSetting {
  const inFile: SomeLimits | undefined = scope === 'desk' ? settings : settings.scopes[scope];
  return inFile?.[limit] ?? 'none';
}
