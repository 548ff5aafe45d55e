/** `evolve(state, event)`: the order after one more event. Total over the table; anything else is a bug. */
import { decimal, zero, type Decimal } from "../../../shared/kernel/decimal.ts";
import { invariant } from "../../../shared/kernel/invariant.ts";
import type { OrderEvent } from "./orderEvents.ts";
import {
  isTerminal,
  type Order,
  type OrderCore,
  type OrderState,
  type ResumableStatus,
} from "./orderState.ts";
import type { OrderTerms } from "./orderTerms.ts";
import { termsFromRecord } from "./orderTermsRecord.ts";
import { targetOf, type Target } from "./orderTransitions.ts";

export function evolveOrder(state: OrderState, event: OrderEvent): Order {
  const target = targetOf(state.status, event.type);
  invariant(target !== undefined, `${event.type} cannot follow ${state.status}`);
  if (state.status === "none") return open(event);
  const core = evolveCore(coreOf(state), event);
  switch (event.type) {
    case "OrderDenied":
      return { ...core, status: "denied", reasons: event.data.reasons };
    case "OrderRejected":
      return { ...core, status: "rejected", code: event.data.code, reason: event.data.reason };
    case "OrderCanceled":
      return { ...core, status: "canceled", reason: event.data.reason };
    case "OrderExpired":
      return { ...core, status: "expired", reason: event.data.reason };
    case "OrderInDoubt":
      return { ...core, status: "in_doubt", reason: event.data.reason };
    case "OrderCancelRequested":
      return { ...core, status: "pending_cancel", resume: resumableFrom(state) };
    case "OrderReplaceRequested": {
      const { clientOrderId, quantity, limitPrice, stopPrice } = event.data;
      const requested = {
        clientOrderId,
        ...(quantity !== undefined && { quantity: decimal(quantity) }),
        ...(limitPrice !== undefined && { limitPrice: decimal(limitPrice) }),
        ...(stopPrice !== undefined && { stopPrice: decimal(stopPrice) }),
      };
      return { ...core, status: "pending_replace", resume: resumableFrom(state), requested };
    }
    default:
      return follow(state, core, target);
  }
}

function open(event: OrderEvent): Order {
  invariant(
    event.type === "OrderCreated" || event.type === "OrderDenied",
    `${event.type} cannot open an order`,
  );
  invariant(event.data.terms !== undefined, `${event.type} opens an order without terms`);
  const core: OrderCore = {
    terms: termsFromRecord(event.data.terms),
    filledQuantity: zero,
    filledNotional: 0n,
    executionIds: [],
    replaceCount: 0,
  };
  return event.type === "OrderCreated"
    ? { ...core, status: "created" }
    : { ...core, status: "denied", reasons: event.data.reasons };
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
    case "OrderSubmitting":
      return { ...core, clientOrderId: event.data.clientOrderId };
    case "OrderAccepted":
      return { ...core, venueOrderId: event.data.venueOrderId };
    case "OrderFilled": {
      const quantity = decimal(event.data.lastQuantity);
      return {
        ...core,
        filledQuantity: (core.filledQuantity + quantity) as Decimal,
        filledNotional: core.filledNotional + quantity * decimal(event.data.lastPrice),
        executionIds: [...core.executionIds, event.data.executionId],
      };
    }
    case "OrderReplaceRequested":
      return { ...core, replaceCount: core.replaceCount + 1 };
    case "OrderReplaced": {
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

/** A request on top of a request keeps the first one's way back. */
function resumableFrom(state: Order): ResumableStatus {
  switch (state.status) {
    case "submitting":
    case "accepted":
    case "partially_filled":
    case "in_doubt":
      return state.status;
    case "pending_cancel":
    case "pending_replace":
      return state.resume;
    default:
      invariant(false, `a request cannot follow ${state.status}`);
  }
}

function follow(state: Order, core: OrderCore, target: Target): Order {
  switch (target) {
    case "same":
      return keep(state, core);
    case "fill":
      return afterFill(state, core);
    case "restore":
      invariant(
        state.status === "pending_cancel" || state.status === "pending_replace",
        "nothing to restore",
      );
      return restored(core, state.resume);
    case "submitting":
    case "accepted":
      return { ...core, status: core.filledQuantity > zero ? "partially_filled" : target };
    default:
      invariant(false, `no rule leads to ${target} here`);
  }
}

function keep(state: Order, core: OrderCore): Order {
  // An acceptance that comes during a cancel or replace settles what to go back to.
  if (state.status === "pending_cancel" || state.status === "pending_replace") {
    const settled = core.venueOrderId !== undefined;
    const resume = settled
      ? core.filledQuantity > zero
        ? "partially_filled"
        : "accepted"
      : state.resume;
    return { ...state, ...core, resume };
  }
  return { ...state, ...core };
}

function afterFill(state: Order, core: OrderCore): Order {
  if (core.filledQuantity >= core.terms.quantity) return { ...core, status: "filled" };
  if (state.status === "pending_cancel" || state.status === "pending_replace") {
    return { ...state, ...core, resume: "partially_filled" };
  }
  if (isTerminal(state.status)) return { ...state, ...core };
  return { ...core, status: "partially_filled" };
}

function restored(core: OrderCore, resume: ResumableStatus): Order {
  if (core.filledQuantity >= core.terms.quantity) return { ...core, status: "filled" };
  if (core.filledQuantity > zero) return { ...core, status: "partially_filled" };
  if (resume === "in_doubt")
    return {
      ...core,
      status: "in_doubt",
      reason: "the cancel was refused; the submission is still unanswered",
    };
  return { ...core, status: resume === "partially_filled" ? "accepted" : resume };
}

/** Quantity not yet filled; never negative. */
export function leavesQuantity(order: Order): Decimal {
  const leaves = order.terms.quantity - order.filledQuantity;
  return (leaves < 0n ? 0n : leaves) as Decimal;
}
