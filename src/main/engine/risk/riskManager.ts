/** Gathers the values that the rules of risk look at, and takes room for the orders that pass. */
import type { Decimal } from '../../../shared/kernel/decimal.ts';
import type { Refusal } from '../../../shared/kernel/refusal.ts';
import { amendedTerms } from '../../domain/order/amend/amendedTerms.ts';
import { askedQuantity, type Order, type ReplaceTerms } from '../../domain/order/orderState.ts';
import type { Instrument } from '../../domain/instrument/instrument.ts';
import type { OrderTerms, Side } from '../../domain/order/orderTerms.ts';
import { refusalOfRule, type RiskDecisionRecord } from '../../domain/order/riskDecision.ts';
import type { RiskInput, RiskLimits } from '../../domain/risk/riskInput.ts';
import { assessRisk } from '../../domain/risk/riskRules.ts';
import type { ScopedTerms } from '../../domain/trading/tradingScope.ts';
import type { EffectiveState } from '../../domain/trading/tradingState.ts';
import type { Clock } from '../ports.ts';
import type { Exposure, ExposureBook } from '../orders/exposureBook.ts';

const rateWindowMs = 1_000;

export interface RiskDependencies {
  /** The limits in force now. */
  readonly limits: () => RiskLimits;
  readonly exposures: ExposureBook;
  readonly referencePrice: (symbol: string) => Decimal | undefined;
  readonly touchPrice: (symbol: string, side: Side) => Decimal | undefined;
  readonly instrumentOf: (symbol: string) => Pick<Instrument, 'currency' | 'tickSize'> | undefined;
  /** The trading state of the scopes that an order is in. */
  readonly effective: (terms: ScopedTerms) => EffectiveState;
  readonly clock: Clock;
}

export class RiskManager {
  private readonly dependencies: RiskDependencies;
  /** Times of recent orders and amends by account, oldest first, in milliseconds on the monotonic clock. */
  private readonly recent = new Map<string, number[]>();

  constructor(dependencies: RiskDependencies) {
    this.dependencies = dependencies;
  }

  assess(terms: OrderTerms): RiskDecisionRecord {
    const { account, symbol } = terms;
    return assessRisk(this.inputOf(terms, this.dependencies.exposures.of(account, symbol)));
  }

  /**
   * Judges an amended order like a new one: its working quantity is taken out first, and its filled quantity counts in
   * the position.
   */
  assessAmend({ terms }: Order, change: ReplaceTerms): RiskDecisionRecord {
    const { orderId, account, symbol } = terms;
    const exposure = this.dependencies.exposures.without(orderId, account, symbol);
    return assessRisk(this.inputOf(amendedTerms(terms, change), exposure));
  }

  /** Counts an order that passed, before the order exists. */
  reserve(terms: OrderTerms): void {
    this.dependencies.exposures.reserve(terms);
    this.countMessage(terms.account);
  }

  /** Counts an amend that passed, before it is asked for: the room for the larger order is taken at once. */
  reserveAmend({ terms }: Order, { quantity }: ReplaceTerms): void {
    this.dependencies.exposures.ask(terms.orderId, quantity);
    this.countMessage(terms.account);
  }

  /**
   * Gives back the room of an amend that was not asked for. A quantity that the order has asked for already goes on
   * counting.
   */
  releaseAmend(order: Order): void {
    this.dependencies.exposures.ask(order.terms.orderId, askedQuantity(order));
  }

  /** Gives the room back when the order was not created. */
  release(orderId: string): void {
    this.dependencies.exposures.release(orderId);
  }

  private inputOf(terms: OrderTerms, exposure: Exposure): RiskInput {
    const { exposures, limits, instrumentOf, referencePrice, touchPrice, effective } = this.dependencies;
    const { currency = '', tickSize } = instrumentOf(terms.symbol) ?? {};
    return {
      terms,
      currency,
      tickSize,
      limits: limits(),
      referencePrice: referencePrice(terms.symbol),
      touchPrice: touchPrice(terms.symbol, terms.side),
      ...exposure,
      ...(terms.killId !== undefined && { closingQuantity: exposures.closing(terms) }),
      trading: effective(terms),
      ordersLastSecond: this.ordersLastSecond(terms.account) + 1,
    };
  }

  private countMessage(account: string): void {
    const times = this.recent.get(account) ?? [];
    times.push(this.dependencies.clock.monotonicMs());
    this.recent.set(account, times);
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
