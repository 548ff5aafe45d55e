/**
 * What a venue does beyond an order's terms. It is recorded all the same, with the surprise in the event, and alertsOf
 * raises an alert for each. A venue may cancel, expire or reject an order by itself: that is no surprise. Neither is an
 * execution that an operator gives by hand.
 */
import { maximum, subtract, type Decimal } from '../../../../shared/kernel/decimal.ts';
import { isPriceTaken, type PriceFloor } from '../../instrument/instrument.ts';
import type { FillSurprise } from '../orderEvents.ts';
import { askedQuantity, isTerminal, type Order } from '../orderState.ts';

/**
 * The surprises of a fill at this price, by the order as it was before the fill, and by the prices that its instrument
 * takes.
 */
export function surprisesOfFill(order: Order, price: Decimal, floor: PriceFloor): readonly FillSurprise[] {
  const surprises: FillSurprise[] = [];
  const { status } = order;
  if (order.clientOrderId === undefined || status === 'denied') surprises.push('never_sent');
  else if (isTerminal(status) && status !== 'filled') surprises.push('after_end');
  const limits = limitsOf(order);
  const isWorse = (limit: Decimal): boolean => (order.terms.side === 'buy' ? price > limit : price < limit);
  if (limits.length > 0 && limits.every(isWorse)) surprises.push('worse_than_limit');
  if (!isPriceTaken(price, floor)) surprises.push('price_not_taken');
  return surprises;
}

/**
 * How far executions of `filled` in all go beyond what the order may fill; undefined where they do not. While a replace
 * has no outcome, the order may fill the larger of both quantities.
 */
export function overfillOf(order: Order, filled: Decimal): Decimal | undefined {
  const most = maximum(order.terms.quantity, askedQuantity(order) ?? order.terms.quantity);
  return filled > most ? subtract(filled, most) : undefined;
}

/** The limit of the order, and the limit for which a replace without an outcome asks. */
function limitsOf(order: Order): readonly Decimal[] {
  const asked =
    order.status === 'pending_replace'
      ? order.requested
      : order.status === 'pending_cancel'
        ? order.replacing
        : undefined;
  return [order.terms.limitPrice, asked?.limitPrice].filter((limit) => limit !== undefined);
}
