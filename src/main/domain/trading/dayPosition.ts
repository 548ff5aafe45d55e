/**
 * Profit and loss of one account in one symbol, by two methods at once, without the instrument's multiplier, which the
 * reader of the money applies. By average cost, a fill on the side of the position adds to its cost, and a fill against
 * it realizes the difference to its part of that cost. By FIFO, a fill against the position closes the oldest lots
 * first, each at its own price. The open quantity is valued at the last price. A position from the day before starts at
 * the first price of the day, so that only the day's own profit and loss counts. By both methods the realized and the
 * open part add up exactly to what was paid, what was received and what the position is still worth. Only the split
 * between both parts is rounded, by average cost and at the last place of a notional, where a part of a position is
 * closed.
 */
import { add, negate, subtract, zero, type Decimal } from '../../../shared/kernel/decimal.ts';
import {
  addNotional,
  noNotional,
  notionalOf,
  partOf,
  subtractNotional,
  type Notional,
} from '../../../shared/kernel/notional.ts';
import type { Side } from '../order/orderTerms.ts';
import { FifoLots, type Lot } from './fifoLots.ts';

/** The method that splits the profit of a position into realized and open; the sum of both is the same. */
export const costMethods = ['average', 'fifo'] as const;
export type CostMethod = (typeof costMethods)[number];

export interface DayPosition {
  /** In units; long is positive, short is negative. */
  readonly quantity: Decimal;
  /**
   * By average cost: what the position was bought for, negative for a short one. Undefined while a position from the day
   * before has no price yet.
   */
  readonly cost: Notional | undefined;
  /** Realized profit by average cost, without the multiplier. */
  readonly realized: Notional;
  readonly fifo: FifoPosition;
}

export interface FifoPosition {
  /** None while a position from the day before has no price yet. */
  readonly lots: FifoLots;
  readonly cost: Notional;
  readonly realized: Notional;
}

const noLots: FifoPosition = { lots: new FifoLots(), cost: noNotional, realized: noNotional };
export const flatDay: DayPosition = {
  quantity: zero,
  cost: noNotional,
  realized: noNotional,
  fifo: noLots,
};

export function carriedIn(quantity: Decimal): DayPosition {
  return { ...flatDay, quantity, cost: undefined };
}

/** Values the position at the day's first price, where it has no price yet. */
export function marked(position: DayPosition, price: Decimal): DayPosition {
  const { quantity, fifo } = position;
  if (position.cost !== undefined) return position;
  return {
    ...position,
    cost: notionalOf(quantity, price),
    fifo: { ...lotsOf([{ quantity, price }]), realized: fifo.realized },
  };
}

export function lotsOf(lots: readonly Lot[]): FifoPosition {
  return lots.reduce(
    ({ lots: queue, cost, realized }, lot) => ({
      lots: queue.with(lot),
      cost: addNotional(cost, notionalOf(lot.quantity, lot.price)),
      realized,
    }),
    noLots,
  );
}

export function filled(before: DayPosition, side: Side, quantity: Decimal, price: Decimal): DayPosition {
  const { quantity: held, realized, fifo } = marked(before, price);
  const { cost = notionalOf(held, price) } = before;
  const signed = side === 'buy' ? quantity : negate(quantity);
  const after = add(held, signed);
  if (held === zero || held > zero === signed > zero) {
    return {
      quantity: after,
      cost: addNotional(cost, notionalOf(signed, price)),
      realized,
      fifo: opened(fifo, signed, price),
    };
  }
  const turned = after > zero === signed > zero;
  const closed = turned ? held : negate(signed);
  const costOfClosed = partOf(cost, closed, held);
  const rest = closedFirst(fifo, closed, price);
  return {
    quantity: after,
    cost: turned ? notionalOf(after, price) : subtractNotional(cost, costOfClosed),
    realized: addNotional(realized, subtractNotional(notionalOf(closed, price), costOfClosed)),
    fifo: turned ? opened(rest, after, price) : rest,
  };
}

function opened({ lots, cost, realized }: FifoPosition, quantity: Decimal, price: Decimal): FifoPosition {
  if (quantity === zero) return { lots, cost, realized };
  return {
    lots: lots.with({ quantity, price }),
    cost: addNotional(cost, notionalOf(quantity, price)),
    realized,
  };
}

/** Closes so much of the position, the oldest lots first. */
function closedFirst(before: FifoPosition, closed: Decimal, price: Decimal): FifoPosition {
  let { lots, cost } = before;
  let left = closed;
  for (let lot = lots.oldest; lot !== undefined && left !== zero; lot = lots.oldest) {
    const isWhole = lot.quantity > zero ? lot.quantity <= left : lot.quantity >= left;
    const part = isWhole ? lot.quantity : left;
    const rest = subtract(lot.quantity, part);
    lots = isWhole ? lots.withoutOldest() : lots.withOldest({ quantity: rest, price: lot.price });
    cost = subtractNotional(cost, notionalOf(part, lot.price));
    left = subtract(left, part);
  }
  const costOfClosed = subtractNotional(before.cost, cost);
  const profit = subtractNotional(notionalOf(closed, price), costOfClosed);
  return { lots, cost, realized: addNotional(before.realized, profit) };
}

/** What the position has cost and realized by the method; the cost is undefined while it has no price yet. */
export function byMethod(
  { cost, realized, fifo }: DayPosition,
  method: CostMethod,
): Pick<DayPosition, 'cost' | 'realized'> {
  if (method === 'average') return { cost, realized };
  return { cost: cost === undefined ? cost : fifo.cost, realized: fifo.realized };
}

/** Profit of the open quantity at a price; zero without a price. */
export function unrealized(
  { quantity, cost }: Pick<DayPosition, 'quantity' | 'cost'>,
  price: Decimal | undefined,
): Notional {
  if (price === undefined || cost === undefined) return noNotional;
  return subtractNotional(notionalOf(quantity, price), cost);
}
