/**
 * Profit and loss of one account in one symbol over a trading day, by average cost. A fill on the side of the position
 * adds to its cost. A fill against it realizes the difference to its part of that cost. The open quantity is valued at
 * the last price. A position from the day before starts at the first price of the day, so that only the day's own
 * profit and loss counts.
 *
 * The realized and the open part add up exactly to what was paid, what was received and what the position is still
 * worth. Only the line between both parts is rounded, at the eighteenth place, where a part of a position is closed.
 */
import { add, negate, zero, type Decimal } from '../../../shared/kernel/decimal.ts';
import {
  addNotional,
  noNotional,
  notionalOf,
  partOf,
  subtractNotional,
  type Notional,
} from '../../../shared/kernel/notional.ts';
import type { Side } from '../order/orderTerms.ts';

export interface DayPosition {
  /** In units; long is positive, short is negative. */
  readonly quantity: Decimal;
  /**
   * What the position was bought for, negative for a short one. Undefined while a position from the day before has no
   * price yet.
   */
  readonly cost: Notional | undefined;
  /** Realized profit, in the instrument's currency. */
  readonly realized: Notional;
}

export const flatDay: DayPosition = { quantity: zero, cost: noNotional, realized: noNotional };

export function carriedIn(quantity: Decimal): DayPosition {
  return { ...flatDay, quantity, cost: undefined };
}

/** Values the position at the day's first price, where it has no price yet. */
export function marked(position: DayPosition, price: Decimal): DayPosition {
  const { quantity, cost } = position;
  return cost === undefined ? { ...position, cost: notionalOf(quantity, price) } : position;
}

export function filled(before: DayPosition, side: Side, quantity: Decimal, price: Decimal): DayPosition {
  const { quantity: held, cost = notionalOf(held, price), realized } = before;
  const signed = side === 'buy' ? quantity : negate(quantity);
  const after = add(held, signed);
  if (held === zero || held > zero === signed > zero) {
    return { quantity: after, cost: addNotional(cost, notionalOf(signed, price)), realized };
  }
  const turned = after > zero === signed > zero;
  const closed = turned ? held : negate(signed);
  const costOfClosed = partOf(cost, closed, held);
  return {
    quantity: after,
    cost: turned ? notionalOf(after, price) : subtractNotional(cost, costOfClosed),
    realized: addNotional(realized, subtractNotional(notionalOf(closed, price), costOfClosed)),
  };
}

/** Profit of the open quantity at a price; zero without a price. */
export function unrealized({ quantity, cost }: DayPosition, price: Decimal | undefined): Notional {
  if (price === undefined || cost === undefined) return noNotional;
  return subtractNotional(notionalOf(quantity, price), cost);
}
