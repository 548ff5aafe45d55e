/** Gathers what the risk rules look at, and keeps room for the orders they let pass. */
import type { Decimal } from '../../../shared/kernel/decimal.ts';
import type { Refusal } from '../../../shared/kernel/refusal.ts';
import type { OrderTerms } from '../../domain/order/orderTerms.ts';
import { refusalOfRule, type RiskDecisionRecord } from '../../domain/risk/riskDecision.ts';
import type { RiskLimits, RiskRule } from '../../domain/risk/riskInput.ts';
import { assessRisk, riskRules } from '../../domain/risk/riskRules.ts';
import type { ScopedTerms } from '../../domain/trading/tradingScope.ts';
import type { EffectiveState } from '../../domain/trading/tradingState.ts';
import type { Clock } from '../ports.ts';
import type { ExposureBook } from '../readmodel/exposureBook.ts';

const rateWindowMs = 1_000;

export interface RiskDependencies {
  /** Those in force now. */
  readonly limits: () => RiskLimits;
  readonly exposures: ExposureBook;
  readonly referencePrice: (symbol: string) => Decimal | undefined;
  readonly currencyOf: (symbol: string) => string;
  /** The trading state of the scopes that an order is in. */
  readonly effective: (terms: ScopedTerms) => EffectiveState;
  readonly clock: Clock;
  /** Rules of the desk's own, on top of the built-in ones. */
  readonly rules?: readonly RiskRule[] | undefined;
}

export class RiskManager {
  private readonly dependencies: RiskDependencies;
  private readonly rules: readonly RiskRule[];
  /** Times of recent orders by account, oldest first, on the monotonic clock. */
  private readonly recent = new Map<string, number[]>();

  constructor(dependencies: RiskDependencies) {
    this.dependencies = dependencies;
    this.rules = [...riskRules, ...(dependencies.rules ?? [])];
  }

  assess(terms: OrderTerms): RiskDecisionRecord {
    const { exposures, limits, currencyOf, referencePrice, effective } = this.dependencies;
    const input = {
      terms,
      currency: currencyOf(terms.symbol),
      limits: limits(),
      referencePrice: referencePrice(terms.symbol),
      ...exposures.of(terms.account, terms.symbol),
      ...(terms.killId !== undefined && { closingQuantity: exposures.closing(terms) }),
      trading: effective(terms),
      ordersLastSecond: this.ordersLastSecond(terms.account) + 1,
    };
    return assessRisk(input, this.rules);
  }

  /** Counts an order that passed, before it exists. */
  reserve(terms: OrderTerms): void {
    this.dependencies.exposures.reserve(terms);
    const times = this.recent.get(terms.account) ?? [];
    times.push(this.dependencies.clock.monotonicMs());
    this.recent.set(terms.account, times);
  }

  /** Gives the room back when the order did not come into being. */
  release(orderId: string): void {
    this.dependencies.exposures.release(orderId);
  }

  private ordersLastSecond(account: string): number {
    const times = this.recent.get(account);
    if (times === undefined) return 0;
    const from = this.dependencies.clock.monotonicMs() - rateWindowMs;
    let gone = 0;
    while (gone < times.length && (times[gone] ?? 0) <= from) gone++;
    if (gone > 0) times.splice(0, gone);
    return times.length;
  }
}

export function refusalsOf(decision: RiskDecisionRecord): readonly Refusal[] {
  return decision.rules.filter((rule) => rule.verdict === 'deny').map(refusalOfRule);
}
