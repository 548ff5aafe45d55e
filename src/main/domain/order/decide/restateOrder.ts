/** The events of a change that the venue makes to an order's terms by itself; undefined where nothing changes. */
import { formatDecimal, maximum, type Decimal } from '../../../../shared/kernel/decimal.ts';
import type { OrderCommand } from '../orderCommands.ts';
import type { OrderEventData, OrderEventOf } from '../orderEvents.ts';
import type { Order } from '../orderState.ts';
import { hasLimitPrice, hasStopPrice } from '../orderTerms.ts';

type Seen = Pick<OrderEventData['OrderRestated'], 'evidence' | 'venueTime'>;

export function restatementOf(
  command: Extract<OrderCommand, { type: 'RecordRestatement' }>,
  seen: Seen,
  { terms, filledQuantity }: Order,
): OrderEventOf<'OrderRestated'> | undefined {
  // The filled quantity stands, so the venue can't make the order smaller than that.
  const isResized = command.quantity !== terms.quantity;
  const quantity = isResized ? maximum(command.quantity, filledQuantity) : terms.quantity;
  const limitPrice = hasLimitPrice(terms.orderType) ? (command.limitPrice ?? terms.limitPrice) : undefined;
  const stopPrice = hasStopPrice(terms.orderType) ? (command.stopPrice ?? terms.stopPrice) : undefined;
  const isSame =
    quantity === terms.quantity && limitPrice === terms.limitPrice && stopPrice === terms.stopPrice;
  if (isSame) return undefined;
  const before = textOf(terms.quantity, terms.limitPrice, terms.stopPrice);
  const now = textOf(quantity, limitPrice, stopPrice);
  return { type: 'OrderRestated', data: { ...seen, ...now, before, reason: command.reason } };
}

function textOf(quantity: Decimal, limitPrice: Decimal | undefined, stopPrice: Decimal | undefined) {
  return {
    quantity: formatDecimal(quantity),
    ...(limitPrice !== undefined && { limitPrice: formatDecimal(limitPrice) }),
    ...(stopPrice !== undefined && { stopPrice: formatDecimal(stopPrice) }),
  };
}
