/**
 * Finds out which order a report is about. A ClOrdID is unique only within the session that sent it: two desks may send
 * the same one, and some venues write NONE or 1 for all orders of others. The OrderID is the venue's own, and tells
 * such orders apart.
 */
import { tags, valueOf, type FixMessage } from '../codec/fixMessage.ts';
import type { Dialect } from './dialect.ts';
import type { ExecutionKind } from './executionKind.ts';
import type { OrderNotice } from './fixFact.ts';
import { orderIdIn, type FixOrder } from './fixOrder.ts';

/** Reports with which a venue may change the OrderID: some venues give a renewed or amended order another one. */
const mayRenewId: Readonly<Record<ExecutionKind, boolean>> = {
  accepted: false,
  canceled: false,
  rejected: false,
  expired: false,
  pending: true,
  trade: false,
  replaced: true,
  status: false,
  trade_cancel: false,
  trade_correct: false,
  done_for_day: false,
  stopped: false,
  suspended: false,
  restated: true,
  calculated: false,
  unknown: false,
};

/**
 * Whether a report names the order by a ClOrdID but is about another order with the same ClOrdID. `isItsId`: the venue
 * has given the OrderID of the report to this order.
 */
export function isAnother(
  order: FixOrder,
  message: FixMessage,
  kind: ExecutionKind,
  isItsId: boolean,
  dialect: Dialect,
): boolean {
  const { isForeign, status, venueOrderId, clOrdId, sharedId, formerIds = [] } = order;
  const side = dialect.sideOf(message);
  if (isItsId) return false;
  if (isForeign === true && side !== undefined && side !== order.side) return true;
  if (orderIdIn(message) === undefined || venueOrderId === undefined) return false;
  // An order that was not taken at first may get its OrderID later.
  if (status === 'sent' || status === 'skipped' || status === 'rejected' || mayRenewId[kind]) return false;
  const named = valueOf(message, tags.clOrdId);
  return named === undefined || [clOrdId, sharedId, ...formerIds].includes(named);
}

/** The id here for an order whose ClOrdID another order has. */
export function idBeside(message: FixMessage): string {
  return [tags.clOrdId, tags.orderId, tags.side].map((tag) => valueOf(message, tag) ?? '').join(':');
}

/** The notice about a foreign order under the ClOrdID of one of ours. */
export function sharedIdNotice(order: FixOrder, message: FixMessage): OrderNotice {
  const { clOrdId, venueOrderId } = order;
  const other = orderIdIn(message) ?? 'none';
  return {
    id: `orderId:${other}:${clOrdId}`,
    kind: 'contradictory',
    text: `order ${clOrdId}: the venue has it with OrderID ${venueOrderId ?? 'none'}, and reports another order under the same ClOrdID with OrderID ${other}: another desk sends the same ids. What that one does is counted as an order of somebody else`,
  };
}
