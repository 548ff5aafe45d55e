/** Makes the venue's order from a submission: a live order, or a rejected one that is only recorded. */
import type { EpochMicros } from '../../../../../shared/kernel/time.ts';
import type { AdmittedTerms, Rejection } from './admitOrder.ts';
import type { SubmitRequest } from '../wire/protocol.ts';
import type { StoredOrder } from '../record/recordRows.ts';
import type { SimOrder } from './simOrder.ts';
import type { VenueNumbers } from './venueNumbers.ts';

export function newOrder(
  request: SubmitRequest,
  terms: AdmittedTerms,
  numbers: VenueNumbers,
  now: EpochMicros,
): SimOrder {
  const { clientOrderId, account, symbol, side, orderType, timeInForce } = request;
  return {
    owner: 'client',
    ...numbers.nextOrder(),
    clientOrderId,
    currentClientOrderId: clientOrderId,
    account,
    symbol,
    side,
    orderType,
    timeInForce,
    goodTill: terms.goodTill,
    reduceOnly: request.reduceOnly === true,
    ticks: terms.stopTicks ?? terms.limitTicks ?? 0,
    limitTicks: terms.limitTicks,
    stopTicks: terms.stopTicks,
    lots: terms.lots,
    openLots: terms.lots,
    triggered: false,
    status: 'accepted',
    reason: undefined,
    priority: numbers.nextPriority(),
    acceptedAt: now,
    updatedAt: now,
    repeatedSubmissions: 0,
  };
}

/** The record of a rejected order: its terms as the client sent them, and the reason. */
export function rejectedOrder(
  request: SubmitRequest,
  why: Rejection,
  numbers: VenueNumbers,
  now: EpochMicros,
): StoredOrder {
  const { clientOrderId, account, symbol, side, orderType, timeInForce, quantity } = request;
  return {
    ...numbers.nextOrder(),
    clientOrderId,
    currentClientOrderId: clientOrderId,
    account,
    symbol,
    side,
    orderType,
    timeInForce,
    goodTill: request.goodTill ?? null,
    reduceOnly: request.reduceOnly === true,
    quantity,
    filledQuantity: '0',
    limitPrice: request.limitPrice ?? null,
    stopPrice: request.stopPrice ?? null,
    triggered: false,
    status: 'rejected',
    code: why.code,
    reason: why.reason,
    priority: 0,
    acceptedAt: now,
    updatedAt: now,
    repeatedSubmissions: 0,
  };
}
