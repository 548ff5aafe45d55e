/**
 * The trading state at the last moment: an order that passed risk may have
 * waited in a venue's queues while its scope was halted.
 */
import type { Refusal } from '../../../shared/kernel/refusal.ts';
import { amendedTerms } from '../../domain/order/amendedTerms.ts';
import type { Order, ReplaceTerms } from '../../domain/order/orderState.ts';
import type { OrderTerms } from '../../domain/order/orderTerms.ts';
import { onlyReduces } from '../../domain/order/reducingChange.ts';
import { refusalOfRule } from '../../domain/risk/riskDecision.ts';
import { tradingState } from '../../domain/risk/riskRules.ts';
import type { ScopedTerms } from '../../domain/trading/tradingScope.ts';
import type { EffectiveState } from '../../domain/trading/tradingState.ts';
import type { ExposureBook } from '../readmodel/exposureBook.ts';

export class LeaveGate {
  private readonly effective: (terms: ScopedTerms) => EffectiveState;
  private readonly exposures: ExposureBook;

  constructor(effective: (terms: ScopedTerms) => EffectiveState, exposures: ExposureBook) {
    this.effective = effective;
    this.exposures = exposures;
  }

  /** Why a new order may not leave now; undefined when it may. */
  refusal(terms: OrderTerms): Refusal | undefined {
    const trading = this.effective(terms);
    if (trading.state === 'active') return undefined;
    // An exit works for exactly what its entry has filled, and shares that with its sibling: it can only reduce.
    if (trading.state === 'reducing' && terms.parent !== undefined) return undefined;
    const { orderId, account, symbol } = terms;
    const exposure = this.exposures.without(orderId, account, symbol);
    const closing = terms.killId !== undefined && { closingQuantity: this.exposures.closing(terms) };
    const result = tradingState({ terms, trading, ...exposure, ...closing });
    return result.verdict === 'deny' ? refusalOfRule(result) : undefined;
  }

  /** The same for an amend. One that only reduces the order brings no risk, and is let through. */
  amendRefusal(order: Order, change: ReplaceTerms): Refusal | undefined {
    return onlyReduces(order, change) ? undefined : this.refusal(amendedTerms(order.terms, change));
  }
}
