/** Positions as the faulty venue counts them. */
import { add, negate, zero } from '../../../shared/kernel/decimal.ts';
import type { VenuePosition } from '../../engine/ports.ts';
import type { ExchangeOrder } from './exchangeOrder.ts';

/** The positions of every account after all executions, without flat ones. */
export function positionsOf({
  orders,
}: {
  readonly orders: readonly ExchangeOrder[];
}): readonly VenuePosition[] {
  const positions = new Map<string, VenuePosition>();
  for (const { terms, filled } of orders) {
    const { account, symbol, side } = terms;
    const before = positions.get(`${account} ${symbol}`)?.quantity ?? zero;
    const quantity = add(before, side === 'buy' ? filled : negate(filled));
    positions.set(`${account} ${symbol}`, { account, symbol, quantity });
  }
  return [...positions.values()].filter(({ quantity }) => quantity !== zero);
}
