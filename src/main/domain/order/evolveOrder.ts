/** `evolve(state, event)`: the order after one more event. Total over the table; anything else is a bug. */
import { add, decimal, maximum, subtract, zero, type Decimal } from '../../../shared/kernel/decimal.ts';
import { assertNever, invariant } from '../../../shared/kernel/invariant.ts';
import { nextStatus, type StatusState } from './nextStatus.ts';
import type { OrderEvent } from './orderEvents.ts';
import type { Order, OrderCore, OrderState } from './orderState.ts';
import type { OrderTerms } from './orderTerms.ts';
import { termsFromRecord } from './orderTermsRecord.ts';

export function evolveOrder(state: OrderState, event: OrderEvent): Order {
  const previous = state.status === 'none' ? undefined : state;
  const core = previous === undefined ? openCore(event) : evolveCore(coreOf(previous), event);
  const next = nextStatus(previous && statusOf(previous), event.type, {
    full: core.filledQuantity >= core.terms.quantity,
    partlyFilled: core.filledQuantity > zero,
    acknowledged: core.venueOrderId !== undefined,
  });
  return compose(next, core, event, previous);
}

/** Quantity not yet filled; never negative. */
export function leavesQuantity(order: Order): Decimal {
  return maximum(zero, subtract(order.terms.quantity, order.filledQuantity));
}

function statusOf(order: Order): StatusState {
  return 'resume' in order ? { status: order.status, resume: order.resume } : { status: order.status };
}

function openCore(event: OrderEvent): OrderCore {
  invariant(
    event.type === 'OrderCreated' || event.type === 'OrderDenied',
    `${event.type} cannot open an order`,
  );
  invariant(event.data.terms !== undefined, `${event.type} opens an order without terms`);
  return {
    terms: termsFromRecord(event.data.terms),
    filledQuantity: zero,
    filledNotional: 0n,
    executionIds: [],
    replaceCount: 0,
  };
}

/** The fields that every status has, without the ones of the state left behind. */
function coreOf(state: Order): OrderCore {
  return {
    terms: state.terms,
    ...(state.clientOrderId !== undefined && { clientOrderId: state.clientOrderId }),
    ...(state.venueOrderId !== undefined && { venueOrderId: state.venueOrderId }),
    filledQuantity: state.filledQuantity,
    filledNotional: state.filledNotional,
    executionIds: state.executionIds,
    replaceCount: state.replaceCount,
  };
}

function evolveCore(core: OrderCore, event: OrderEvent): OrderCore {
  switch (event.type) {
    case 'OrderSubmitting':
      return { ...core, clientOrderId: event.data.clientOrderId };
    case 'OrderAccepted':
      return { ...core, venueOrderId: event.data.venueOrderId };
    case 'OrderFilled': {
      const quantity = decimal(event.data.lastQuantity);
      return {
        ...core,
        filledQuantity: add(core.filledQuantity, quantity),
        filledNotional: core.filledNotional + quantity * decimal(event.data.lastPrice),
        executionIds: [...core.executionIds, event.data.executionId],
      };
    }
    case 'OrderReplaceRequested':
      return { ...core, replaceCount: core.replaceCount + 1 };
    case 'OrderReplaced': {
      const { clientOrderId, venueOrderId, quantity, limitPrice, stopPrice } = event.data;
      const terms: OrderTerms = {
        ...core.terms,
        quantity: decimal(quantity),
        ...(limitPrice !== undefined && { limitPrice: decimal(limitPrice) }),
        ...(stopPrice !== undefined && { stopPrice: decimal(stopPrice) }),
      };
      return { ...core, terms, clientOrderId, ...(venueOrderId !== undefined && { venueOrderId }) };
    }
    default:
      return core;
  }
}

/** Puts the status' own fields to the core: from the event that leads here, or kept when the status stays. */
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
      invariant(resume !== undefined, 'a pending cancel returns somewhere');
      return { ...core, status, resume };
    case 'pending_replace':
      invariant(resume !== undefined, 'a pending replace returns somewhere');
      return { ...core, status, resume, requested: requestedOf(event, previous) };
    case 'denied':
      invariant(event.type === 'OrderDenied', 'only a denial denies');
      return { ...core, status, reasons: event.data.reasons };
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
    case 'in_doubt':
      if (event.type === 'OrderInDoubt') return { ...core, status, reason: event.data.reason };
      if (event.type === 'OrderCancelRejected') {
        return { ...core, status, reason: 'the cancel was refused; the submission is still unanswered' };
      }
      break;
    default:
      return assertNever(status);
  }
  // A fact that changes nothing about how the order ended.
  invariant(previous?.status === status, `${event.type} cannot lead to ${status}`);
  return { ...previous, ...core };
}

function requestedOf(event: OrderEvent, previous: Order | undefined) {
  if (event.type !== 'OrderReplaceRequested') {
    invariant(previous?.status === 'pending_replace', `${event.type} requests no replace`);
    return previous.requested;
  }
  const { clientOrderId, quantity, limitPrice, stopPrice } = event.data;
  return {
    clientOrderId,
    ...(quantity !== undefined && { quantity: decimal(quantity) }),
    ...(limitPrice !== undefined && { limitPrice: decimal(limitPrice) }),
    ...(stopPrice !== undefined && { stopPrice: decimal(stopPrice) }),
  };
}
