/**
 * Profit and loss of one account in one symbol over a trading day, by average
 * cost: fills on the side of the position add to its cost, fills against it
 * realize the difference to their part of that cost, and what is open is valued
 * at the last price. A position that was carried into the day starts at the
 * first price of the day, so that only what the day brought counts.
 *
 * What is realized and what is open add up exactly to what was paid, received
 * and is still worth; only the line between the two is rounded, at the
 * eighteenth place, where a part of a position is closed.
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
  /** Long positive, short negative, in units. */
  readonly quantity: Decimal;
  /** What it was bought for, negative for a short one; undefined while no price has been heard for what was carried in. */
  readonly cost: Notional | undefined;
  /** In the instrument's currency. */
  readonly realized: Notional;
}

export const flatDay: DayPosition = { quantity: zero, cost: noNotional, realized: noNotional };

export function carriedIn(quantity: Decimal): DayPosition {
  return { ...flatDay, quantity, cost: undefined };
}

/** Takes in the day's first price, where the position waits for one. */
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

/** What is open, valued at a price; nothing without one. */
export function unrealized({ quantity, cost }: DayPosition, price: Decimal | undefined): Notional {
  if (price === undefined || cost === undefined) return noNotional;
  return subtractNotional(notionalOf(quantity, price), cost);
}
