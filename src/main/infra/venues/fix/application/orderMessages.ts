/**
 * The messages about orders that the desk sends. Only the body: the session puts the header before it. Later messages
 * repeat fields of the first message to name the order.
 */
import { formatDecimal } from '../../../../../shared/kernel/decimal.ts';
import type { EpochMicros } from '../../../../../shared/kernel/time.ts';
import type { OrderTerms } from '../../../../domain/order/orderTerms.ts';
import type { ReplaceRequest } from '../../../../engine/ports.ts';
import { tags, type Field } from '../codec/fixMessage.ts';
import { formatUtcTimestamp } from '../codec/utcTimestamp.ts';
import type { Dialect } from './dialect.ts';
import type { FixOrder } from './fixOrder.ts';

/** "Automated execution, without intervention"; FIX 4.2 requires this field. */
const handlInst: Field = [tags.handlInst, '1'];

export function newOrderSingle(
  dialect: Dialect,
  terms: OrderTerms,
  clOrdId: string,
  at: EpochMicros,
): readonly Field[] {
  const body: readonly Field[] = [
    [tags.clOrdId, clOrdId],
    dialect.account(terms),
    handlInst,
    ...dialect.instrument(terms),
    dialect.side(terms.side),
    [tags.transactTime, formatUtcTimestamp(at)],
    [tags.orderQty, formatDecimal(terms.quantity)],
    dialect.orderType(terms.orderType),
    ...priceFields(terms),
    dialect.timeInForce(terms.timeInForce),
    ...goodTillField(terms),
  ];
  return dialect.withTags(body, terms);
}

export function orderCancelRequest(
  dialect: Dialect,
  order: FixOrder,
  clOrdId: string,
  at: EpochMicros,
): readonly Field[] {
  const body: readonly Field[] = [
    [tags.origClOrdId, order.sharedId ?? order.clOrdId],
    ...orderIdField(order),
    [tags.clOrdId, clOrdId],
    ...instrumentMarks(order),
    sideMark(dialect, order),
    [tags.transactTime, formatUtcTimestamp(at)],
    [tags.orderQty, formatDecimal(order.quantity)],
  ];
  return dialect.withLaterTags('cancel', body, order.marks);
}

export function orderCancelReplaceRequest(
  dialect: Dialect,
  order: FixOrder,
  { newClientOrderId, quantity, limitPrice, stopPrice }: ReplaceRequest,
  at: EpochMicros,
): readonly Field[] {
  const changed = {
    ...order,
    ...(limitPrice !== undefined && { limitPrice }),
    ...(stopPrice !== undefined && { stopPrice }),
  };
  const body: readonly Field[] = [
    ...orderIdField(order),
    [tags.origClOrdId, order.sharedId ?? order.clOrdId],
    [tags.clOrdId, newClientOrderId],
    ...mark(order, tags.account),
    handlInst,
    ...instrumentMarks(order),
    sideMark(dialect, order),
    [tags.transactTime, formatUtcTimestamp(at)],
    [tags.orderQty, formatDecimal(quantity ?? order.quantity)],
    mark(order, tags.ordType)[0] ?? dialect.orderType(order.orderType),
    ...priceFields(changed),
    mark(order, tags.timeInForce)[0] ?? dialect.timeInForce(order.timeInForce),
    ...goodTillField(order),
  ];
  return dialect.withLaterTags('replace', body, order.marks);
}

export function orderStatusRequest(dialect: Dialect, order: FixOrder): readonly Field[] {
  const body: readonly Field[] = [
    ...orderIdField(order),
    [tags.clOrdId, order.sharedId ?? order.clOrdId],
    ...instrumentMarks(order),
    sideMark(dialect, order),
  ];
  return dialect.withLaterTags('status', body, order.marks);
}

/** Asks for the state of every open order of the session (MassStatusReqType 7). */
export function orderMassStatusRequest(listId: string): readonly Field[] {
  return [
    [tags.massStatusReqId, listId],
    [tags.massStatusReqType, '7'],
  ];
}

function orderIdField({ venueOrderId }: FixOrder): readonly Field[] {
  return venueOrderId === undefined ? [] : [[tags.orderId, venueOrderId]];
}

function mark({ marks }: FixOrder, tag: number): readonly Field[] {
  return marks.filter(([one]) => one === tag);
}

function instrumentMarks(order: FixOrder): readonly Field[] {
  return [tags.symbol, tags.securityId, tags.securityIdSource].flatMap((tag) => mark(order, tag));
}

function sideMark(dialect: Dialect, order: FixOrder): Field {
  return mark(order, tags.side)[0] ?? dialect.side(order.side);
}

type Priced = Pick<OrderTerms, 'limitPrice' | 'stopPrice' | 'goodTill'>;

function priceFields({ limitPrice, stopPrice }: Priced): readonly Field[] {
  return [
    ...(limitPrice === undefined ? [] : ([[tags.price, formatDecimal(limitPrice)]] as const)),
    ...(stopPrice === undefined ? [] : ([[tags.stopPx, formatDecimal(stopPrice)]] as const)),
  ];
}

function goodTillField({ goodTill }: Priced): readonly Field[] {
  return goodTill === undefined ? [] : [[tags.expireTime, formatUtcTimestamp(goodTill)]];
}
