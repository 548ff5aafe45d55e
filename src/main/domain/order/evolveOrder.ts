/**
 * `evolve(state, event)`: the order after one more event. It handles every event that the transition table allows; any
 * other event is a bug.
 */
import { replaceTermsFromRecord } from './orderTermsRecord.ts';
import { decimal, maximum, subtract, zero, type Decimal } from '../../../shared/kernel/decimal.ts';
import { assertNever, invariant } from '../../../shared/kernel/invariant.ts';
import { clientOrderIdOf, replaceNumberOf } from './clientOrderIds.ts';
import { confirmed, executedAfter, isGivenByHand, nothingExecuted } from './executions.ts';
import { isFull, nextStatus, type StatusState } from './nextStatus.ts';
import type { OrderEvent, OrderEventData } from './orderEvents.ts';
import { withInquiry, type OrderInquiry } from './orderInquiry.ts';
import {
  isTerminal,
  type Order,
  type OrderCore,
  type OrderState,
  type OrderStatus,
  type PendingOrder,
  type RequestedReplace,
} from './orderState.ts';
import type { OrderTerms } from './orderTerms.ts';
import { termsFromRecord } from './orderTermsRecord.ts';

export function evolveOrder(state: OrderState, event: OrderEvent): Order {
  const previous = state.status === 'none' ? undefined : state;
  const core = previous === undefined ? openCore(event) : evolveCore(coreOf(previous), event);
  const before = previous && statusOf(previous);
  const next = nextStatus(before, event.type, {
    full: isFull(event, before, core.filledQuantity, core.terms.quantity),
    partlyFilled: core.filledQuantity > zero,
    acknowledged: core.venueOrderId !== undefined,
  });
  return compose(next, withSettlement(core, event, previous, next.status), event, previous);
}

/** Notes whether an operator's settlement ended the order, and what the venue has said against that. */
function withSettlement(
  core: OrderCore,
  event: OrderEvent,
  previous: Order | undefined,
  status: OrderStatus,
): OrderCore {
  const { settledByHand } = core;
  const rest = settledByHand === undefined ? core : withoutSettlement(core);
  const isOver = event.type === 'OrderExecutionConfirmed' && !isGivenByHand(core);
  if (!isTerminal(status) || core.clientOrderId === undefined || isOver) return rest;
  if (event.type === 'OrderSettlementContradicted') {
    return {
      ...rest,
      settledByHand: { contradictedBy: [...(settledByHand?.contradictedBy ?? []), event.data.says] },
    };
  }
  const ends = previous !== undefined && !isTerminal(previous.status);
  const byHand = 'evidence' in event.data && event.data.evidence === 'operator';
  return ends && byHand ? { ...rest, settledByHand: { contradictedBy: [] } } : core;
}

function withoutSettlement({ settledByHand: _word, ...rest }: OrderCore): OrderCore {
  return rest;
}

/** Quantity not yet filled; never negative. */
export function leavesQuantity(order: Order): Decimal {
  return maximum(zero, subtract(order.terms.quantity, order.filledQuantity));
}

function statusOf(order: Order): StatusState {
  if (!('resume' in order)) return { status: order.status };
  const { status, resume } = order;
  const replacing = status === 'pending_cancel' && order.replacing !== undefined;
  return { status, resume, ...(replacing && { replacing }) };
}

function openCore(event: OrderEvent): OrderCore {
  invariant(
    event.type === 'OrderCreated' || event.type === 'OrderDenied' || event.type === 'OrderAdopted',
    `${event.type} cannot open an order`,
  );
  invariant(event.data.terms !== undefined, `${event.type} opens an order without terms`);
  const opened = {
    terms: termsFromRecord(event.data.terms),
    ...nothingExecuted,
    replaceCount: 0,
  };
  if (event.type !== 'OrderAdopted') return opened;
  const { clientOrderId, venueOrderId } = event.data;
  return {
    ...opened,
    clientOrderId,
    venueOrderId,
    replaceCount: replaceNumberOf(clientOrderId),
    external: true,
  };
}

/** The fields that every status has, without the fields of the status that the order leaves. */
function coreOf(state: Order): OrderCore {
  return {
    terms: state.terms,
    ...(state.clientOrderId !== undefined && { clientOrderId: state.clientOrderId }),
    ...(state.venueOrderId !== undefined && { venueOrderId: state.venueOrderId }),
    filledQuantity: state.filledQuantity,
    filledNotional: state.filledNotional,
    executions: state.executions,
    replaceCount: state.replaceCount,
    ...(state.settledByHand !== undefined && { settledByHand: state.settledByHand }),
    ...(state.closedElsewhere !== undefined && { closedElsewhere: state.closedElsewhere }),
    ...(state.external && { external: true }),
  };
}

function evolveCore(core: OrderCore, event: OrderEvent): OrderCore {
  switch (event.type) {
    case 'OrderSubmitting':
      return { ...core, clientOrderId: event.data.clientOrderId };
    case 'OrderAccepted':
      return { ...core, venueOrderId: event.data.venueOrderId };
    case 'OrderReinstated': {
      // An order that was never sent from here works at the venue under the id that it would have had.
      const { clientOrderId = clientOrderIdOf(core.terms.orderId, 0) } = core;
      return { ...core, clientOrderId, venueOrderId: event.data.venueOrderId };
    }
    case 'OrderFilled':
    case 'OrderExecutionBusted':
    case 'OrderExecutionCorrected':
      return { ...core, ...executedAfter(core, event) };
    case 'OrderExecutionConfirmed':
      return { ...core, executions: confirmed(core, event.data) };
    case 'OrderClosedElsewhere':
      return { ...core, closedElsewhere: decimal(event.data.quantity) };
    case 'OrderReplaceRequested':
      return { ...core, replaceCount: core.replaceCount + 1 };
    case 'OrderRestated':
      return { ...core, terms: changedTerms(core.terms, event.data) };
    case 'OrderReplaced': {
      const { clientOrderId, venueOrderId } = event.data;
      const terms = changedTerms(core.terms, event.data);
      // A replace that was found at the venue may have a higher number than the replaces that were asked for here.
      const replaceCount = Math.max(core.replaceCount, replaceNumberOf(clientOrderId));
      const known = venueOrderId !== undefined && { venueOrderId };
      return { ...core, terms, clientOrderId, replaceCount, ...known };
    }
    case 'OrderCreated':
    case 'OrderDenied':
    case 'OrderAdopted':
    case 'OrderRejected':
    case 'OrderCancelRequested':
    case 'OrderCancelRejected':
    case 'OrderCanceled':
    case 'OrderReplaceDenied':
    case 'OrderReplaceRejected':
    case 'OrderExpired':
    case 'OrderInDoubt':
    case 'OrderInquired':
    case 'OrderRequestRepeated':
    case 'OrderSettlementContradicted':
      return core;
    default:
      return assertNever(event);
  }
}

/** Adds the fields of the status to the core: from the event that leads here, or kept when the status stays. */
function compose(next: StatusState, core: OrderCore, event: OrderEvent, previous: Order | undefined): Order {
  const { status, resume } = next;
  switch (status) {
    case 'created':
    case 'submitting':
    case 'accepted':
    case 'partially_filled':
    case 'filled':
      return { ...core, status };
    case 'pending_cancel':
    case 'pending_replace':
      invariant(resume !== undefined, 'a pending request returns somewhere');
      return { ...core, resume, ...pendingOf(status, event, previous) };
    case 'denied':
      if (event.type === 'OrderDenied') return { ...core, status, reasons: event.data.reasons };
      break;
    case 'rejected':
      if (event.type === 'OrderRejected') {
        return { ...core, status, code: event.data.code, reason: event.data.reason };
      }
      break;
    case 'canceled':
    case 'expired':
      if (event.type === 'OrderCanceled' || event.type === 'OrderExpired') {
        return { ...core, status, reason: event.data.reason };
      }
      break;
    case 'in_doubt': {
      if (event.type === 'OrderInDoubt') {
        return { ...core, status, reason: event.data.reason, inquiries: inquiriesOf(previous) };
      }
      if (previous?.status === status) {
        return { ...core, status, reason: previous.reason, inquiries: inquiriesAfter(event, previous) };
      }
      const reason = 'the request was refused; the submission is still unanswered';
      return { ...core, status, reason, inquiries: inquiriesOf(previous) };
    }
    default:
      return assertNever(status);
  }
  // A late fact does not change how the order ended.
  invariant(previous?.status === status, `${event.type} cannot lead to ${status}`);
  return { ...previous, ...core };
}

type PendingStatus = PendingOrder['status'];
type PendingFields =
  | Omit<Extract<PendingOrder, { status: 'pending_cancel' }>, keyof OrderCore | 'resume'>
  | Omit<Extract<PendingOrder, { status: 'pending_replace' }>, keyof OrderCore | 'resume'>;

function pendingOf(status: PendingStatus, event: OrderEvent, previous: Order | undefined): PendingFields {
  if (event.type === 'OrderCancelRequested') {
    const asked = { status: 'pending_cancel' as const, attempts: 1, inquiries: [] };
    return previous?.status === 'pending_replace' ? { ...asked, replacing: previous.requested } : asked;
  }
  if (event.type === 'OrderReplaceRequested') {
    return { status: 'pending_replace', attempts: 1, inquiries: [], requested: requestedOf(event.data) };
  }
  if (status === 'pending_replace' && previous?.status === 'pending_cancel') {
    invariant(previous.replacing !== undefined, 'the replace is still open');
    return { status, attempts: 1, inquiries: [], requested: previous.replacing };
  }
  invariant(previous?.status === status, `${event.type} requests nothing`);
  const kept = {
    attempts: event.type === 'OrderRequestRepeated' ? event.data.attempt : previous.attempts,
    inquiries: inquiriesAfter(event, previous),
  };
  if (previous.status === 'pending_replace') {
    return { status: 'pending_replace', ...kept, requested: previous.requested };
  }
  const replaceEnded = event.type === 'OrderReplaced' || event.type === 'OrderReplaceRejected';
  const { replacing } = previous;
  return {
    status: 'pending_cancel',
    ...kept,
    ...(replacing !== undefined && !replaceEnded && { replacing }),
  };
}

function inquiriesOf(order: Order | undefined): readonly OrderInquiry[] {
  return order !== undefined && 'inquiries' in order ? order.inquiries : [];
}

function inquiriesAfter(event: OrderEvent, previous: Order): readonly OrderInquiry[] {
  const inquiries = inquiriesOf(previous);
  return event.type === 'OrderInquired' ? withInquiry(inquiries, event.data) : inquiries;
}

function requestedOf(data: Extract<OrderEvent, { type: 'OrderReplaceRequested' }>['data']): RequestedReplace {
  return { clientOrderId: data.clientOrderId, ...replaceTermsFromRecord(data) };
}

function changedTerms(
  terms: OrderTerms,
  data: OrderEventData['OrderReplaced' | 'OrderRestated'],
): OrderTerms {
  return { ...terms, ...replaceTermsFromRecord(data) };
}
