/** Translates between the venue's wire messages and the types of the engine's venue port. */
import type {
  MarketTick,
  SubmitAnswer,
  VenueExecutionRecord,
  VenueOrderRecord,
  VenuePosition,
  VenueReport,
} from '../../../../engine/ports.ts';
import type { OrderTerms } from '../../../../domain/order/orderTerms.ts';
import { decimal, formatDecimal } from '../../../../../shared/kernel/decimal.ts';
import {
  parseAccountId,
  parseClientOrderId,
  parseExecutionId,
  parseTicker,
  parseVenueOrderId,
  trusted,
  type ClientOrderId,
} from '../../../../../shared/kernel/ids.ts';
import { assertNever } from '../../../../../shared/kernel/invariant.ts';
import { instantMin, instantOf } from '../../../../../shared/kernel/time.ts';
import type { VenueMessage, WireExecution, WireOrder, WirePosition, WireReport } from '../wire/protocol.ts';
import type { Request } from './simCalls.ts';

const clientOrderIdOf = (text: string) => trusted(parseClientOrderId, text);
const venueOrderIdOf = (text: string) => trusted(parseVenueOrderId, text);

type VenueError = Extract<VenueMessage, { type: 'error' }>;

export function submitRequestOf(terms: OrderTerms, clientOrderId: ClientOrderId): Request {
  const { account, symbol, side, orderType, timeInForce, limitPrice, stopPrice, goodTill, reduceOnly } =
    terms;
  return {
    type: 'submit',
    clientOrderId,
    account,
    symbol,
    side,
    orderType,
    timeInForce,
    quantity: formatDecimal(terms.quantity),
    ...(limitPrice !== undefined && { limitPrice: formatDecimal(limitPrice) }),
    ...(stopPrice !== undefined && { stopPrice: formatDecimal(stopPrice) }),
    ...(goodTill !== undefined && { goodTill }),
    ...(reduceOnly && { reduceOnly }),
  };
}

export function submitAnswerOf(
  answer: Extract<VenueMessage, { type: 'accepted' | 'rejected' }>,
): SubmitAnswer {
  const venueTime = instantOf(answer.venueTime);
  return answer.type === 'accepted'
    ? { type: 'accepted', venueOrderId: venueOrderIdOf(answer.venueOrderId), venueTime }
    : { type: 'rejected', code: answer.code, reason: answer.reason, venueTime };
}

/** Turns the answer to a submission into a report. */
export function answerReportOf(
  answer: Extract<VenueMessage, { type: 'accepted' | 'rejected' }>,
): VenueReport {
  return { clientOrderId: clientOrderIdOf(answer.clientOrderId), ...submitAnswerOf(answer) };
}

/**
 * Turns a refused message into a report. The venue did not carry out what it did not understand, so this counts as a
 * rejection.
 */
export function refusalReportOf({
  about,
  code,
  message,
}: VenueError & { readonly about: NonNullable<VenueError['about']> }): VenueReport {
  const { request, clientOrderId, venueTime } = about;
  const types = { submit: 'rejected', cancel: 'cancel_rejected', replace: 'replace_rejected' } as const;
  return {
    type: types[request],
    clientOrderId: clientOrderIdOf(clientOrderId),
    venueTime: instantOf(venueTime),
    code,
    reason: message,
  };
}

export function reportOf(report: WireReport): VenueReport {
  const about = {
    clientOrderId: clientOrderIdOf(report.clientOrderId),
    venueTime: instantOf(report.venueTime),
  };
  switch (report.kind) {
    case 'accepted':
      return { ...about, type: 'accepted', venueOrderId: venueOrderIdOf(report.venueOrderId) };
    case 'rejected':
    case 'cancel_rejected':
    case 'replace_rejected':
      return { ...about, type: report.kind, code: report.code, reason: report.reason };
    case 'filled':
      return {
        ...about,
        type: 'filled',
        executionId: trusted(parseExecutionId, report.executionId),
        quantity: decimal(report.quantity),
        price: decimal(report.price),
      };
    case 'canceled':
    case 'expired':
      return { ...about, type: report.kind, reason: report.reason };
    case 'replaced':
      return {
        ...about,
        type: 'replaced',
        newClientOrderId: clientOrderIdOf(report.newClientOrderId),
        venueOrderId: venueOrderIdOf(report.venueOrderId),
        quantity: decimal(report.quantity),
        ...(report.limitPrice !== undefined && { limitPrice: decimal(report.limitPrice) }),
        ...(report.stopPrice !== undefined && { stopPrice: decimal(report.stopPrice) }),
      };
    default:
      return assertNever(report);
  }
}

export function tickOf(tick: Extract<VenueMessage, { type: 'tick' }>): MarketTick {
  return {
    symbol: trusted(parseTicker, tick.symbol),
    last: decimal(tick.last),
    bid: decimal(tick.bid),
    ask: decimal(tick.ask),
    // The price counts, even when the venue's time is no valid one.
    marketTime: instantOf(tick.marketTime) ?? instantMin,
    ...(tick.barClose !== undefined && { barClose: decimal(tick.barClose) }),
  };
}

export function orderRecordOf(order: WireOrder): VenueOrderRecord {
  const goodTill = instantOf(order.goodTill);
  return {
    clientOrderId: clientOrderIdOf(order.clientOrderId),
    venueOrderId: venueOrderIdOf(order.venueOrderId),
    symbol: trusted(parseTicker, order.symbol),
    account: trusted(parseAccountId, order.account),
    side: order.side,
    orderType: order.orderType,
    timeInForce: order.timeInForce,
    ...(order.limitPrice !== undefined && { limitPrice: decimal(order.limitPrice) }),
    ...(order.stopPrice !== undefined && { stopPrice: decimal(order.stopPrice) }),
    ...(goodTill !== undefined && { goodTill }),
    ...(order.reduceOnly === true && { reduceOnly: true }),
    status: order.status,
    quantity: decimal(order.quantity),
    filledQuantity: decimal(order.filledQuantity),
    ...(order.reason !== undefined && { reason: order.reason }),
  };
}

export function positionOf({ account, symbol, quantity }: WirePosition): VenuePosition {
  return {
    account: trusted(parseAccountId, account),
    symbol: trusted(parseTicker, symbol),
    quantity: decimal(quantity),
  };
}

export function executionRecordOf(execution: WireExecution): VenueExecutionRecord {
  return {
    clientOrderId: clientOrderIdOf(execution.clientOrderId),
    executionId: trusted(parseExecutionId, execution.executionId),
    quantity: decimal(execution.quantity),
    price: decimal(execution.price),
    venueTime: instantOf(execution.venueTime),
  };
}
