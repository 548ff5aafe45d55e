/** The limits in force: those of the configuration. An order is judged by those of all the scopes that it is in. */
import {
  limitNames,
  limitOf,
  type Limit,
  type LimitName,
  type SomeLimits,
} from '../../domain/risk/limits.ts';
import { scopesOf, type ScopedTerms } from '../../domain/trading/tradingScope.ts';
import type { RiskSettings } from '../configuration.ts';

/** The limits for an order, in the order of `limitNames`, and which there are. */
export interface LimitsInForce {
  readonly limits: readonly Limit[];
  readonly names: ReadonlySet<LimitName>;
}

/** How many combinations of scopes are kept; orders come in few. */
const keptMax = 10_000;

export class LimitBook {
  private readonly settings: () => RiskSettings;
  /** What `kept` was made from. */
  private madeFrom: RiskSettings | undefined;
  private byScope: ReadonlyMap<string, readonly Limit[]> = new Map();
  private readonly kept = new Map<string, LimitsInForce>();

  constructor(settings: () => RiskSettings) {
    this.settings = settings;
  }

  inForce(terms: ScopedTerms): LimitsInForce {
    this.follow();
    const key = `${terms.venue} ${terms.account} ${terms.strategy} ${terms.symbol}`;
    const known = this.kept.get(key);
    if (known !== undefined) return known;
    const limits = scopesOf(terms)
      .flatMap((scope) => this.byScope.get(scope) ?? [])
      .toSorted((a, b) => limitNames.indexOf(a.name) - limitNames.indexOf(b.name));
    const made = { limits, names: new Set(limits.map(({ name }) => name)) };
    if (this.kept.size >= keptMax) this.kept.clear();
    this.kept.set(key, made);
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
    const scopes: Readonly<Record<string, SomeLimits>> = { ...settings.scopes, desk: settings };
    const all = Object.entries(scopes).map(([scope, ofScope]) => {
      const limits = limitNames.flatMap((name) => limitOf(name, scope, ofScope[name] ?? 'none') ?? []);
      return [scope, limits] as const;
    });
    this.byScope = new Map(all);
    this.kept.clear();
    this.madeFrom = settings;
  }
}
