/**
 * Checks the trading state and what is left to close, right before an order leaves. The order may have waited in a
 * venue's queues since risk passed it, while its scope was halted or other orders closed the position.
 */
import { formatDecimal, zero } from '../../../shared/kernel/decimal.ts';
import type { Refusal } from '../../../shared/kernel/refusal.ts';
import { amendedTerms } from '../../domain/order/amend/amendedTerms.ts';
import type { Order, ReplaceTerms } from '../../domain/order/orderState.ts';
import type { OrderTerms } from '../../domain/order/orderTerms.ts';
import { onlyReduces } from '../../domain/order/amend/reducingChange.ts';
import { refusalOfRule } from '../../domain/order/riskDecision.ts';
import { tradingState } from '../../domain/risk/riskRules.ts';
import type { ScopedTerms } from '../../domain/trading/tradingScope.ts';
import type { EffectiveState } from '../../domain/trading/tradingState.ts';
import type { ClosingBook } from './closingBook.ts';
import type { ExposureBook } from '../orders/exposureBook.ts';

export class TradingGate {
  private readonly effective: (terms: ScopedTerms) => EffectiveState;
  private readonly exposures: ExposureBook;
  private readonly closing: Pick<ClosingBook, 'left'>;

  constructor(
    effective: (terms: ScopedTerms) => EffectiveState,
    exposures: ExposureBook,
    closing: Pick<ClosingBook, 'left'>,
  ) {
    this.effective = effective;
    this.exposures = exposures;
    this.closing = closing;
  }

  /** Why a new order may not leave now; undefined when it may. */
  refusal(terms: OrderTerms): Refusal | undefined {
    return this.beyondPosition(terms) ?? this.restriction(terms);
  }

  private restriction(terms: OrderTerms): Refusal | undefined {
    const trading = this.effective(terms);
    if (trading.state === 'active') return undefined;
    // An exit works for exactly what its entry has filled, and shares that quantity with the other exit. So it can only
    // reduce.
    if (trading.state === 'reducing' && terms.parent !== undefined) return undefined;
    const exposure = this.exposures.without(terms);
    const closing = terms.killId !== undefined && { closingQuantity: this.exposures.closing(terms) };
    const result = tradingState({ terms, trading, ...exposure, ...closing });
    return result.verdict === 'deny' ? refusalOfRule(result) : undefined;
  }

  /**
   * Refuses a reduce-only order that would go beyond what is left to close. An exit is refused only without a position:
   * while it works, the bracket keeps it at its share.
   */
  private beyondPosition(terms: OrderTerms): Refusal | undefined {
    const { reduceOnly, parent, killId, side, quantity } = terms;
    if (!reduceOnly || killId !== undefined) return undefined;
    const left = this.closing.left(terms, side);
    if (parent === undefined ? quantity <= left : left > zero) return undefined;
    const actual = formatDecimal(quantity);
    const most = formatDecimal(left);
    const message = `a reduce-only ${side} of ${actual} would go beyond the ${most} that are left to close`;
    return { code: 'reduce_only', message, field: 'quantity', actual, expected: `at most ${most}` };
  }

  /**
   * Why an amend may not leave now; undefined when it may. An amend that only reduces its order brings no risk, and may
   * always leave.
   */
  amendRefusal(order: Order, change: ReplaceTerms): Refusal | undefined {
    return onlyReduces(order, change) ? undefined : this.restriction(amendedTerms(order.terms, change));
  }
}
