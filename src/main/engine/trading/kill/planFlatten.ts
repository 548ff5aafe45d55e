/**
 * The market orders that close a position, each within the limits for a single order. `worth`: of a unit, as risk counts
 * it; undefined while no price is known.
 */
import {
  absolute,
  divide,
  formatDecimal,
  subtract,
  zero,
  type Decimal,
} from '../../../../shared/kernel/decimal.ts';
import type { OrderId } from '../../../../shared/kernel/ids.ts';
import type { Limit } from '../../../domain/risk/limits.ts';
import type { FlattenOrder } from '../../../domain/trading/tradingEvents.ts';
import type { Held } from '../positions/scopePositions.ts';

/** Orders at once for one position; what is left is closed by the next attempt. */
const ordersMax = 100;

export function planFlatten(
  { account, strategy, symbol, position, instrument }: Held,
  limits: readonly Limit[],
  worth: Decimal | undefined,
  nextId: () => OrderId,
): readonly FlattenOrder[] {
  if (instrument === undefined) return [];
  const { lotSize, quantityMax } = instrument;
  const bounds = [quantityMax, ...limits.flatMap((limit) => boundOf(limit, worth) ?? [])];
  const most = bounds.reduce((least, bound) => (bound < least ? bound : least));
  const whole = (most - (most % lotSize)) as Decimal;
  const step = whole > zero ? whole : lotSize;
  const orders: FlattenOrder[] = [];
  let left = absolute(position);
  while (left > zero && orders.length < ordersMax) {
    const quantity = left < step ? left : step;
    const side = position > zero ? ('sell' as const) : ('buy' as const);
    orders.push({ orderId: nextId(), account, strategy, symbol, side, quantity: formatDecimal(quantity) });
    left = subtract(left, quantity);
  }
  return orders;
}

/** The largest quantity of one order that the limit lets pass; a kill switch has nobody to override a soft one. */
function boundOf({ name, soft, hard }: Limit, worth: Decimal | undefined): Decimal | undefined {
  const most = soft ?? hard;
  if (name === 'orderQuantityMax') return most;
  return name === 'orderNotionalMax' && most && worth ? divide(most, worth) : undefined;
}
