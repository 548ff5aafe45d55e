/** The messages about orders that the desk sends. Only the body: the session puts the header before it. */
import { formatDecimal } from '../../../../../shared/kernel/decimal.ts';
import type { EpochMicros } from '../../../../../shared/kernel/time.ts';
import type { OrderTerms } from '../../../../domain/order/orderTerms.ts';
import type { ReplaceRequest } from '../../../../engine/ports.ts';
import { tags, type Field } from '../codec/fixMessage.ts';
import { formatUtcTimestamp } from '../codec/utcTimestamp.ts';
import type { FixOrder } from './fixOrder.ts';
import { orderTypeCodes, sideCodes, timeInForceCodes } from './orderCodes.ts';

/** Automated execution without intervention; FIX 4.2 asks for it. */
const handlInst: Field = [tags.handlInst, '1'];

export function newOrderSingle(terms: OrderTerms, clOrdId: string, at: EpochMicros): readonly Field[] {
  return [
    [tags.clOrdId, clOrdId],
    [tags.account, terms.account],
    handlInst,
    [tags.symbol, terms.symbol],
    [tags.side, sideCodes[terms.side]],
    [tags.transactTime, formatUtcTimestamp(at)],
    [tags.orderQty, formatDecimal(terms.quantity)],
    ...priceFields(terms),
  ];
}

export function orderCancelRequest(order: FixOrder, clOrdId: string, at: EpochMicros): readonly Field[] {
  return [
    [tags.origClOrdId, order.clOrdId],
    ...orderIdField(order),
    [tags.clOrdId, clOrdId],
    [tags.symbol, order.symbol],
    [tags.side, sideCodes[order.side]],
    [tags.transactTime, formatUtcTimestamp(at)],
    [tags.orderQty, formatDecimal(order.quantity)],
  ];
}

export function orderCancelReplaceRequest(
  order: FixOrder,
  { newClientOrderId, quantity, limitPrice, stopPrice }: ReplaceRequest,
  at: EpochMicros,
): readonly Field[] {
  const changed = {
    ...order,
    ...(limitPrice !== undefined && { limitPrice }),
    ...(stopPrice !== undefined && { stopPrice }),
  };
  return [
    ...orderIdField(order),
    [tags.origClOrdId, order.clOrdId],
    [tags.clOrdId, newClientOrderId],
    ...(order.account === undefined ? [] : ([[tags.account, order.account]] as const)),
    handlInst,
    [tags.symbol, order.symbol],
    [tags.side, sideCodes[order.side]],
    [tags.transactTime, formatUtcTimestamp(at)],
    [tags.orderQty, formatDecimal(quantity ?? order.quantity)],
    ...priceFields(changed),
  ];
}

export function orderStatusRequest(order: FixOrder): readonly Field[] {
  return [
    ...orderIdField(order),
    [tags.clOrdId, order.clOrdId],
    [tags.symbol, order.symbol],
    [tags.side, sideCodes[order.side]],
  ];
}

function orderIdField({ venueOrderId }: FixOrder): readonly Field[] {
  return venueOrderId === undefined ? [] : [[tags.orderId, venueOrderId]];
}

type Priced = Pick<OrderTerms, 'orderType' | 'timeInForce' | 'limitPrice' | 'stopPrice' | 'goodTill'>;

function priceFields({ orderType, timeInForce, limitPrice, stopPrice, goodTill }: Priced): readonly Field[] {
  return [
    [tags.ordType, orderTypeCodes[orderType]],
    ...(limitPrice === undefined ? [] : ([[tags.price, formatDecimal(limitPrice)]] as const)),
    ...(stopPrice === undefined ? [] : ([[tags.stopPx, formatDecimal(stopPrice)]] as const)),
    [tags.timeInForce, timeInForceCodes[timeInForce]],
    ...(goodTill === undefined ? [] : ([[tags.expireTime, formatUtcTimestamp(goodTill)]] as const)),
  ];
}
