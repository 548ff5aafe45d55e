/** Gathers what the risk rules look at, and keeps room for the orders they let pass. */
import type { Decimal } from '../../../shared/kernel/decimal.ts';
import type { Refusal } from '../../../shared/kernel/refusal.ts';
import type { OrderTerms } from '../../domain/order/orderTerms.ts';
import type { RiskDecisionRecord } from '../../domain/risk/riskDecision.ts';
import { assessRisk, type RiskLimits } from '../../domain/risk/riskRules.ts';
import type { Clock } from '../ports.ts';
import type { ExposureBook } from '../readmodel/exposureBook.ts';

const rateWindowMs = 1_000;

export class RiskManager {
  private readonly limits: RiskLimits;
  private readonly exposures: ExposureBook;
  private readonly referencePrice: (symbol: string) => Decimal | undefined;
  private readonly currencyOf: (symbol: string) => string;
  private readonly clock: Clock;
  /** Times of recent orders by account, oldest first, on the monotonic clock. */
  private readonly recent = new Map<string, number[]>();

  constructor(
    limits: RiskLimits,
    exposures: ExposureBook,
    referencePrice: (symbol: string) => Decimal | undefined,
    currencyOf: (symbol: string) => string,
    clock: Clock,
  ) {
    this.limits = limits;
    this.exposures = exposures;
    this.referencePrice = referencePrice;
    this.currencyOf = currencyOf;
    this.clock = clock;
  }

  assess(terms: OrderTerms): RiskDecisionRecord {
    const exposure = this.exposures.of(terms.account, terms.symbol);
    return assessRisk({
      terms,
      currency: this.currencyOf(terms.symbol),
      limits: this.limits,
      referencePrice: this.referencePrice(terms.symbol),
      ...exposure,
      ordersLastSecond: this.ordersLastSecond(terms.account) + 1,
    });
  }

  /** Counts an order that passed, before it exists. */
  reserve(terms: OrderTerms): void {
    this.exposures.reserve(terms);
    const times = this.recent.get(terms.account) ?? [];
    times.push(this.clock.monotonicMs());
    this.recent.set(terms.account, times);
  }

  /** Gives the room back when the order did not come into being. */
  release(orderId: string): void {
    this.exposures.release(orderId);
  }

  private ordersLastSecond(account: string): number {
    const times = this.recent.get(account);
    if (times === undefined) return 0;
    const from = this.clock.monotonicMs() - rateWindowMs;
    let gone = 0;
    while (gone < times.length && (times[gone] ?? 0) <= from) gone++;
    if (gone > 0) times.splice(0, gone);
    return times.length;
  }
}

export function refusalsOf(decision: RiskDecisionRecord): readonly Refusal[] {
  return decision.rules
    .filter((rule) => rule.verdict === 'deny')
    .map((rule) => ({
      code: rule.rule,
      message: rule.message ?? `${rule.rule} denied the order`,
      field: rule.rule,
      actual: rule.input,
      expected: `at most ${rule.limit}`,
    }));
}
