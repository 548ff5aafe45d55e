/**
 * Profit and loss of one account in one symbol over a trading day, by average
 * cost: fills on the side of the position move its average price, fills against
 * it realize the difference to that average, and what is open is valued at the
 * last price. A position that was carried into the day starts at the first
 * price of the day, so that only what the day brought counts.
 */
import {
  absolute,
  add,
  divide,
  multiply,
  negate,
  subtract,
  zero,
  type Decimal,
} from '../../../shared/kernel/decimal.ts';
import type { Side } from '../order/orderTerms.ts';

export interface DayPosition {
  /** Long positive, short negative, in units. */
  readonly quantity: Decimal;
  /** Undefined while flat, and while no price has been heard for a position that was carried in. */
  readonly averagePrice: Decimal | undefined;
  /** In the instrument's currency. */
  readonly realized: Decimal;
}

export const flatDay: DayPosition = { quantity: zero, averagePrice: undefined, realized: zero };

export function carriedIn(quantity: Decimal): DayPosition {
  return { ...flatDay, quantity };
}

/** Takes in the day's first price, where the position waits for one. */
export function marked(position: DayPosition, price: Decimal): DayPosition {
  const waits = position.quantity !== zero && position.averagePrice === undefined;
  return waits ? { ...position, averagePrice: price } : position;
}

export function filled(before: DayPosition, side: Side, quantity: Decimal, price: Decimal): DayPosition {
  const { quantity: held, averagePrice = price, realized } = marked(before, price);
  const signed = side === 'buy' ? quantity : negate(quantity);
  const after = add(held, signed);
  if (held === zero || held > zero === signed > zero) {
    const cost = add(multiply(absolute(held), averagePrice), multiply(quantity, price));
    return { quantity: after, averagePrice: divide(cost, absolute(after)), realized };
  }
  const closed = absolute(held) < quantity ? absolute(held) : quantity;
  const gain = held > zero ? subtract(price, averagePrice) : subtract(averagePrice, price);
  const turned = after !== zero && after > zero !== held > zero;
  const average = turned ? price : averagePrice;
  return {
    quantity: after,
    averagePrice: after === zero ? undefined : average,
    realized: add(realized, multiply(closed, gain)),
  };
}

/** What is open, valued at a price; nothing without one. */
export function unrealized({ quantity, averagePrice }: DayPosition, price: Decimal | undefined): Decimal {
  if (price === undefined || averagePrice === undefined) return zero;
  return multiply(quantity, subtract(price, averagePrice));
}
