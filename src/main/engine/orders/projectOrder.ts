/**
 * The orders projection: it makes the next row from a row and one more event. Pure, so that live rows and rows from a
 * replay are equal.
 */
import { decimal, formatDecimal, maximum, one, subtract, zero } from '../../../shared/kernel/decimal.ts';
import { assertNever, invariant } from '../../../shared/kernel/invariant.ts';
import {
  addNotional,
  averagePrice,
  formatNotional,
  notional,
  notionalOf,
} from '../../../shared/kernel/notional.ts';
import { describeRefusals } from '../../../shared/kernel/refusal.ts';
import { formatMicros, parseInstant } from '../../../shared/kernel/time.ts';
import type { Actor } from '../../../shared/kernel/ids.ts';
import { isMadeByHand } from '../../domain/order/handExecutionIds.ts';
import { clientOrderIdOf } from '../../domain/order/clientOrderIds.ts';
import { isRevision, tradedBy, type ExecutionEvent } from '../../domain/order/executions.ts';
import { isFull, nextStatus, type OrderFacts, type StatusState } from '../../domain/order/nextStatus.ts';
import type { OrderEvent, OrderEventData, OrderEventType } from '../../domain/order/orderEvents.ts';
import { withInquiry } from '../../domain/order/orderInquiry.ts';
import { isTerminal, type OrderStatus, type Order } from '../../domain/order/orderState.ts';
import type { OrderTermsRecord } from '../../domain/order/orderTermsRecord.ts';
import type { StoredEvent } from '../events/storedEvent.ts';
import type { OrderView } from './orderView.ts';
import { isNameOf } from '../../../shared/kernel/names.ts';

export type StoredOrderEvent = StoredEvent<OrderEvent>;

const orderStreamPrefix = 'order-';

export function isOrderEvent(event: StoredEvent): event is StoredOrderEvent {
  return event.streamId.startsWith(orderStreamPrefix) && event.type !== 'EventNotUnderstood';
}

/** Whether an event is of an order's stream, also when its data can't be understood. */
export function isOfOrder({ streamId }: StoredEvent): boolean {
  return streamId.startsWith(orderStreamPrefix);
}

/**
 * The row after one more event of the order's stream, whatever the event holds. A row stays as it was before the first
 * event that can't be understood, and says so. Undefined where that event is the first of the stream.
 */
export function projectAny(row: OrderView | undefined, event: StoredEvent): OrderView | undefined {
  if (row?.setAside !== undefined) return row;
  const why = whyNotNext(row, event);
  if (why === undefined && isOrderEvent(event)) {
    try {
      return projectOrder(row, event);
    } catch (error) {
      return row && setAside(row, event, error instanceof Error ? error.message : String(error));
    }
  }
  return row && setAside(row, event, why ?? '');
}

/** Why an event can't follow, judged by its place in the stream and not by its data. */
export function whyNotNext(
  row: { readonly version: number } | undefined,
  event: StoredEvent,
): string | undefined {
  if (event.type === 'EventNotUnderstood') return event.data.why;
  const expected = row === undefined ? 0 : row.version + 1;
  return event.version === expected
    ? undefined
    : `is number ${event.version} of its stream where ${expected} follows`;
}

function setAside(row: OrderView, { position }: StoredEvent, why: string): OrderView {
  const reason = `set aside: event ${position} can't be understood, it ${why.slice(0, 200)}`;
  return { ...row, setAside: position, reason };
}

export function projectOrder(row: OrderView | undefined, event: StoredOrderEvent): OrderView {
  return row === undefined ? openRow(event) : evolveRow(row, event);
}

/** The statuses in which the venue may have been asked for an outcome that is missing. */
const inquired: Readonly<Record<Extract<Order, { readonly inquiries: unknown }>['status'], true>> = {
  in_doubt: true,
  pending_cancel: true,
  pending_replace: true,
};

function withoutInquiries(row: OrderView): OrderView {
  if (row.unansweredSince === undefined) return row;
  const { unansweredSince: _since, inquiries: _inquiries, ...rest } = row;
  return rest;
}

/** The row without the status to which a pending request would have returned. */
function withoutPending(row: OrderView): OrderView {
  if (row.resume === undefined && row.replacing === undefined) return row;
  const { resume: _left, replacing: _open, ...rest } = row;
  return rest;
}

function statusOf({ status, resume, replacing }: OrderView): StatusState {
  return { status, ...(resume !== undefined && { resume }), ...(replacing && { replacing }) };
}

function openRow(event: StoredOrderEvent): OrderView {
  invariant(
    event.type === 'OrderCreated' || event.type === 'OrderDenied' || event.type === 'OrderAdopted',
    `${event.type} opens ${event.streamId}`,
  );
  invariant(event.data.terms !== undefined, `${event.type} opens ${event.streamId} without terms`);
  const time = formatMicros(event.time);
  const status = nextStatus(undefined, event.type, { full: false, partlyFilled: false, acknowledged: false });
  return {
    ...identityOf(event.data.terms),
    filledQuantity: '0',
    leavesQuantity: isTerminal(status.status) ? '0' : event.data.terms.quantity,
    filledNotional: '0',
    executions: 0,
    ...(event.type === 'OrderDenied' && denialOf(event.data)),
    ...(event.type === 'OrderAdopted' && adoptionOf(event.data)),
    createdAt: time,
    updatedAt: time,
    createdPosition: event.position,
    position: event.position,
    version: event.version,
    ...status,
  };
}

/** Makes one copy of the row with all changes, because every event of every order comes through here. */
function evolveRow(row: OrderView, event: StoredOrderEvent): OrderView {
  const time = formatMicros(event.time);
  const changes = changesOf(row, event, time);
  const status = nextStatus(statusOf(row), event.type, factsOf(row, event, changes));
  const isRequest = event.type === 'OrderCancelRequested' || event.type === 'OrderReplaceRequested';
  const before = isRequest
    ? withoutInquiries(row)
    : isReasonOver(event, status.status)
      ? withoutReason(row)
      : row;
  const kept = isRevision(event) ? withoutStruck(before) : before;
  const next = {
    ...withoutWord(withoutPending(kept)),
    ...wordOf(row, event),
    ...changes,
    ...leavesOf(row, changes, status.status),
    ...status,
    updatedAt: time,
    position: event.position,
    version: event.version,
  };
  return isNameOf(inquired, status.status) ? next : withoutInquiries(next);
}

function withoutWord(row: OrderView): OrderView {
  if (row.settledBy === undefined && row.unconfirmed === undefined) return row;
  const { settledBy: _by, unconfirmed: _given, ...rest } = row;
  return rest;
}

/**
 * Says by whose word the order is as it is. After a settlement that is a person, until the venue has confirmed the
 * order and each execution that was given by hand.
 */
function wordOf(
  { settledBy, unconfirmed = 0 }: OrderView,
  event: StoredOrderEvent,
): Pick<OrderView, 'settledBy' | 'unconfirmed'> {
  const evidence = 'evidence' in event.data ? event.data.evidence : undefined;
  if (evidence === 'operator') {
    const given = event.type === 'OrderFilled' && isMadeByHand(event.data.executionId) ? 1 : 0;
    return standing(event.actor, unconfirmed + given);
  }
  const isConfirmation = event.type === 'OrderExecutionConfirmed';
  const left = unconfirmed - (isConfirmation ? 1 : 0);
  const isWord = evidence !== undefined && event.type !== 'OrderSettlementContradicted';
  return settledBy === undefined || (isWord && left === 0) ? {} : standing(settledBy, left);
}

function standing(settledBy: Actor, unconfirmed: number): Pick<OrderView, 'settledBy' | 'unconfirmed'> {
  return { settledBy, ...(unconfirmed > 0 && { unconfirmed }) };
}

/** Whether the event shows the order at work, so that the reason of an earlier status explains nothing any more. */
const showsWork: Readonly<Record<OrderEventType, boolean>> = {
  OrderCreated: false,
  OrderDenied: false,
  OrderSubmitting: false,
  OrderAccepted: true,
  OrderRejected: false,
  OrderFilled: true,
  OrderExecutionConfirmed: false,
  OrderExecutionBusted: false,
  OrderExecutionCorrected: true,
  OrderClosedElsewhere: false,
  OrderCancelRequested: false,
  OrderCancelRejected: false,
  OrderCanceled: false,
  OrderReplaceRequested: false,
  OrderReplaceDenied: false,
  OrderReplaceRejected: false,
  OrderReplaced: true,
  OrderRestated: true,
  OrderExpired: false,
  OrderInDoubt: false,
  OrderInquired: false,
  OrderRequestRepeated: false,
  OrderAdopted: false,
  OrderSettlementContradicted: false,
  OrderReinstated: false,
};

function isReasonOver({ type }: StoredOrderEvent, status: OrderStatus): boolean {
  return showsWork[type] && (status === 'filled' || !isTerminal(status));
}

function withoutReason(row: OrderView): OrderView {
  if (row.reason === undefined && row.reasonCode === undefined) return row;
  const { reason: _reason, reasonCode: _code, ...rest } = row;
  return rest;
}

/**
 * What the venue may still fill. The quantity is zero once the order has ended, and counts again where the order works
 * after all.
 */
function leavesOf(row: OrderView, changes: Partial<OrderView>, status: OrderStatus): Partial<OrderView> {
  if (isTerminal(status)) return row.leavesQuantity === '0' ? {} : { leavesQuantity: '0' };
  const { quantity = row.quantity, filledQuantity = row.filledQuantity } = changes;
  const same = quantity === row.quantity && filledQuantity === row.filledQuantity;
  if (same && !isTerminal(row.status)) return {};
  return {
    leavesQuantity: formatDecimal(maximum(zero, subtract(decimal(quantity), decimal(filledQuantity)))),
  };
}

function factsOf(row: OrderView, event: StoredOrderEvent, changes: Partial<OrderView>): OrderFacts {
  const filled = changes.filledQuantity ?? row.filledQuantity;
  const quantity = changes.quantity ?? row.quantity;
  const executions = changes.executions ?? row.executions;
  return {
    full: executions > 0 && isFull(event, row, decimal(filled), decimal(quantity)),
    partlyFilled: executions > 0,
    acknowledged: (changes.venueOrderId ?? row.venueOrderId) !== undefined,
  };
}

function changesOf(row: OrderView, event: StoredOrderEvent, time: string): Partial<OrderView> {
  switch (event.type) {
    case 'OrderSubmitting':
      return { clientOrderId: event.data.clientOrderId, submittedAt: time };
    case 'OrderDenied':
      return denialOf(event.data);
    case 'OrderRejected':
      return {
        ...acknowledgementOf(row, event, time),
        reasonCode: event.data.code,
        reason: event.data.reason,
      };
    case 'OrderAccepted':
      return { ...acknowledgementOf(row, event, time), venueOrderId: event.data.venueOrderId };
    case 'OrderFilled':
    case 'OrderExecutionBusted':
    case 'OrderExecutionCorrected':
      return { ...acknowledgementOf(row, event, time), ...executedOf(row, event) };
    case 'OrderReinstated':
      return reinstatementOf(row, event.data);
    case 'OrderInDoubt':
      return { reason: event.data.reason, unansweredSince: row.unansweredSince ?? time };
    case 'OrderCancelRequested':
    case 'OrderReplaceRequested':
      return { unansweredSince: time };
    case 'OrderInquired':
      return { inquiries: withInquiry(row.inquiries ?? [], event.data) };
    case 'OrderCanceled':
    case 'OrderExpired':
    case 'OrderCancelRejected':
    case 'OrderReplaceRejected':
      return { reason: event.data.reason };
    case 'OrderReplaceDenied':
      return { reason: describeRefusals(event.data.reasons) };
    case 'OrderReplaced':
      return replacementOf(row, event.data);
    case 'OrderRestated':
      return changedTerms(event.data);
    case 'OrderClosedElsewhere':
      return { closedElsewhere: event.data.quantity };
    case 'OrderRequestRepeated':
    case 'OrderExecutionConfirmed':
    case 'OrderSettlementContradicted':
    case 'OrderAdopted':
    case 'OrderCreated':
      return {};
    default:
      return assertNever(event);
  }
}

function identityOf(terms: OrderTermsRecord) {
  const { orderId, signalId, account, strategy, venue, symbol, side, orderType, timeInForce, quantity } =
    terms;
  return {
    orderId,
    signalId,
    account,
    strategy,
    venue,
    symbol,
    side,
    orderType,
    timeInForce,
    quantity,
    ...(terms.multiplier !== undefined && { multiplier: terms.multiplier }),
    ...(terms.goodTill !== undefined && { goodTill: terms.goodTill }),
    ...(terms.reduceOnly && { reduceOnly: true as const }),
    ...(terms.limitPrice !== undefined && { limitPrice: terms.limitPrice }),
    ...(terms.stopPrice !== undefined && { stopPrice: terms.stopPrice }),
    ...terms.bracket,
    ...(terms.parent !== undefined && { parentOrderId: terms.parent.orderId, role: terms.parent.role }),
  };
}

function adoptionOf({ clientOrderId, venueOrderId }: OrderEventData['OrderAdopted']) {
  return { clientOrderId, venueOrderId, external: true as const };
}

/** An order that was never sent from here works at the venue under the id that it would have had. */
function reinstatementOf(
  { orderId, clientOrderId = clientOrderIdOf(orderId, 0) }: OrderView,
  { venueOrderId, reason }: OrderEventData['OrderReinstated'],
) {
  return { clientOrderId, venueOrderId, reason };
}

function denialOf(data: OrderEventData['OrderDenied']) {
  return { reasonCode: data.reasons[0]?.code ?? 'denied', reason: describeRefusals(data.reasons) };
}

/**
 * The first answer of the venue, whatever it says, ends the wait for an acknowledgement. An operator's settlement does
 * not end it.
 */
function acknowledgementOf(row: OrderView, event: StoredOrderEvent, time: string): Partial<OrderView> {
  if ('evidence' in event.data && event.data.evidence === 'operator') return {};
  if (row.acknowledgedAt !== undefined || row.submittedAt === undefined) return {};
  const submitted = parseInstant(row.submittedAt);
  invariant(submitted !== undefined, `${row.orderId} was submitted at ${row.submittedAt}`);
  return { acknowledgedAt: time, acknowledgeMs: Math.max(0, event.time - submitted) / 1000 };
}

/** The sums over the executions that stand. */
function executedOf(row: OrderView, event: ExecutionEvent): Partial<OrderView> {
  const { cumulativeQuantity } = event.data;
  let sum = notional(row.filledNotional);
  const multiplier = row.multiplier === undefined ? one : decimal(row.multiplier);
  let { executions } = row;
  for (const { quantity, price } of tradedBy(event)) {
    sum = addNotional(sum, notionalOf(quantity, price, multiplier));
    executions += quantity > zero ? 1 : -1;
  }
  const filled = decimal(cumulativeQuantity);
  return {
    filledQuantity: cumulativeQuantity,
    filledNotional: formatNotional(sum),
    ...(filled > zero && { averagePrice: formatDecimal(averagePrice(sum, filled, multiplier)) }),
    executions,
    ...(event.data.overfilledBy !== undefined && { overfilledBy: event.data.overfilledBy }),
    ...(isRevision(event) && { revisions: (row.revisions ?? 0) + 1 }),
  };
}

/** The row without what was true of executions that the venue has struck. */
function withoutStruck(row: OrderView): OrderView {
  const { averagePrice: _average, overfilledBy: _over, ...rest } = row;
  return rest;
}

function replacementOf(row: OrderView, data: OrderEventData['OrderReplaced']): Partial<OrderView> {
  const { clientOrderId, venueOrderId } = data;
  return { clientOrderId, ...(venueOrderId !== undefined && { venueOrderId }), ...changedTerms(data) };
}

function changedTerms({
  quantity,
  limitPrice,
  stopPrice,
}: OrderEventData['OrderReplaced' | 'OrderRestated']): Partial<OrderView> {
  return {
    quantity,
    ...(limitPrice !== undefined && { limitPrice }),
    ...(stopPrice !== undefined && { stopPrice }),
  };
}
