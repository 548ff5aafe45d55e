/** What a simulated exchange reports, as FIX messages. */
import { formatDecimal, subtract, zero, type Decimal } from '../../../../shared/kernel/decimal.ts';
import { assertNever } from '../../../../shared/kernel/invariant.ts';
import type { EpochMicros } from '../../../../shared/kernel/time.ts';
import { plainCodes } from '../../../infra/venues/fix/application/dialect.ts';
import { tags, type Field } from '../../../infra/venues/fix/codec/fixMessage.ts';
import { formatUtcTimestamp } from '../../../infra/venues/fix/codec/utcTimestamp.ts';
import { currentId, isOpen, type ExchangeOrder } from '../../../simulation/venue/exchangeOrder.ts';
import type { ExchangeReport } from '../../../simulation/venue/exchangeReport.ts';
import { msgTypes } from '../../../../shared/kernel/fixMessages.ts';

export type VenueMessage = readonly [msgType: string, body: readonly Field[]];

interface About {
  readonly order: ExchangeOrder | undefined;
  readonly execId: string;
  readonly at: EpochMicros;
  /** The ClOrdID of the request that the report answers. */
  readonly requestId: string | undefined;
}

const doneForDay = '3';
const statusCodes = {
  accepted: '0',
  partially_filled: '1',
  filled: '2',
  canceled: '4',
  rejected: '8',
  expired: 'C',
} as const;

export function venueMessage(report: ExchangeReport, about: About): VenueMessage {
  const { order, execId } = about;
  if (report.type === 'cancel_rejected' || report.type === 'replace_rejected') {
    return [msgTypes.orderCancelReject, cancelReject(report, about)];
  }
  if (order === undefined) throw new RangeError(`no order ${report.clientOrderId}`);
  const told = (execType: string, ...extra: readonly Field[]): VenueMessage => [
    msgTypes.executionReport,
    [
      [tags.execId, 'executionId' in report && execType !== 'H' ? report.executionId : execId],
      [tags.execType, execType],
      ...orderFields(order, about, execType === doneForDay),
      ...extra,
    ],
  ];
  switch (report.type) {
    case 'accepted':
    case 'reinstated':
      return told('0');
    case 'rejected':
      return told('8', [tags.ordRejReason, report.code], [tags.text, report.reason]);
    case 'filled':
      return told('F', ...trade(report));
    case 'trade_canceled':
      return told('H', [tags.execRefId, report.executionId]);
    case 'trade_corrected':
      return told('G', [tags.execRefId, report.corrects], ...trade(report));
    case 'canceled':
      return told('4', [tags.text, report.reason]);
    case 'expired':
      return told(order.terms.timeInForce === 'DAY' ? doneForDay : 'C', [tags.text, report.reason]);
    case 'done_for_day':
      return told(doneForDay);
    case 'replaced':
      return told('5');
    case 'restated':
      return told('D', [tags.text, report.reason]);
    default:
      return assertNever(report);
  }
}

function trade({ quantity, price }: { readonly quantity: Decimal; readonly price: Decimal }): Field[] {
  return [
    [tags.lastQty, formatDecimal(quantity)],
    [tags.lastPx, formatDecimal(price)],
  ];
}

function orderFields(order: ExchangeOrder, { at, requestId }: About, isDone: boolean): Field[] {
  const { terms, quantity, filled, limitPrice, stopPrice } = order;
  const isEnded = order.status !== 'filled' && !isOpen(order);
  const working = filled >= quantity ? 'filled' : filled > zero ? 'partially_filled' : 'accepted';
  const left = isEnded || filled >= quantity ? zero : subtract(quantity, filled);
  const [id, before] = [requestId ?? currentId(order), order.clientOrderIds.at(-2)];
  return [
    [tags.ordStatus, isDone ? doneForDay : statusCodes[isEnded ? order.status : working]],
    [tags.orderId, order.venueOrderId],
    [tags.clOrdId, id],
    ...(requestId === undefined ? [] : ([[tags.origClOrdId, idBefore(requestId, order, before)]] as const)),
    [tags.account, terms.account],
    [tags.symbol, terms.symbol],
    [tags.side, plainCodes.side[terms.side]],
    [tags.orderQty, formatDecimal(quantity)],
    [tags.ordType, plainCodes.orderType[terms.orderType]],
    ...(limitPrice === undefined ? [] : ([[tags.price, formatDecimal(limitPrice)]] as const)),
    ...(stopPrice === undefined ? [] : ([[tags.stopPx, formatDecimal(stopPrice)]] as const)),
    [tags.timeInForce, plainCodes.timeInForce[terms.timeInForce]],
    ...(terms.goodTill === undefined
      ? []
      : ([[tags.expireTime, formatUtcTimestamp(terms.goodTill)]] as const)),
    [tags.cumQty, formatDecimal(filled)],
    [tags.leavesQty, formatDecimal(left)],
    [tags.transactTime, formatUtcTimestamp(at)],
  ];
}

/** A replace has given the order the id of the request; a cancel has not. */
function idBefore(requestId: string, order: ExchangeOrder, before: string | undefined): string {
  const current = currentId(order);
  return requestId === current && before !== undefined ? before : current;
}

function cancelReject(
  report: Extract<ExchangeReport, { type: 'cancel_rejected' | 'replace_rejected' }>,
  { order, requestId }: About,
): Field[] {
  return [
    [tags.orderId, order?.venueOrderId ?? 'NONE'],
    [tags.clOrdId, requestId ?? report.clientOrderId],
    [tags.origClOrdId, report.clientOrderId],
    [tags.ordStatus, order === undefined ? '8' : statusCodes[order.status]],
    [tags.cxlRejResponseTo, report.type === 'cancel_rejected' ? '1' : '2'],
    [tags.cxlRejReason, report.code],
    [tags.text, report.reason],
  ];
}
