/**
 * What can happen to an order; the events of `order-<id>` streams, in stored
 * form. Denied is ours, rejected is the venue's.
 */
import type { ClientOrderId, ExecutionId, VenueOrderId } from '../../../shared/kernel/ids.ts';
import type { Refusal } from '../../../shared/kernel/refusal.ts';
import type { RiskDecisionRecord } from '../risk/riskDecision.ts';
import type { OrderInquiry } from './orderInquiry.ts';
import type { Contradiction, OrderStatus } from './orderState.ts';
import type { OrderTermsRecord } from './orderTermsRecord.ts';
import type { FillSurprise } from './surprises.ts';

/** How a fact about the order became known: the venue said so by itself, answered a question, a person decided, or we never sent it. */
export type Evidence = 'venue' | 'reconciliation' | 'operator' | 'engine';

interface FromVenue {
  readonly evidence: Evidence;
  /** The venue's own time of the fact, UTC with microseconds, where it gives one. */
  readonly venueTime?: string;
}

export interface OrderEventData {
  readonly OrderCreated: { readonly terms: OrderTermsRecord; readonly risk: RiskDecisionRecord };
  /** Refused here before anything was sent. Opens the stream when risk refuses. */
  readonly OrderDenied: {
    readonly reasons: readonly Refusal[];
    /** Present when the denial opens the stream. */
    readonly terms?: OrderTermsRecord;
    readonly risk?: RiskDecisionRecord;
  };
  /** The intent: durable before the venue is called. */
  readonly OrderSubmitting: { readonly clientOrderId: ClientOrderId };
  readonly OrderAccepted: FromVenue & { readonly venueOrderId: VenueOrderId };
  readonly OrderRejected: FromVenue & { readonly code: string; readonly reason: string };
  readonly OrderFilled: FromVenue & {
    readonly executionId: ExecutionId;
    /** This execution's quantity, in units. */
    readonly lastQuantity: string;
    /** This execution's price, in the instrument's currency. */
    readonly lastPrice: string;
    /** Filled so far, this execution included. */
    readonly cumulativeQuantity: string;
    /** Filled beyond the order's quantity so far: recorded and alerted, never hidden. */
    readonly overfilledBy?: string;
    /** What about it goes beyond the order's terms; absent for nothing. */
    readonly surprises?: readonly FillSurprise[];
  };
  readonly OrderCancelRequested: { readonly reason: string };
  readonly OrderCancelRejected: FromVenue & { readonly code: string; readonly reason: string };
  readonly OrderCanceled: FromVenue & { readonly reason: string };
  readonly OrderReplaceRequested: {
    readonly clientOrderId: ClientOrderId;
    readonly quantity?: string;
    readonly limitPrice?: string;
    readonly stopPrice?: string;
    readonly reason: string;
    /** Absent where the change only makes the order smaller or less aggressive, and before amends were judged. */
    readonly risk?: RiskDecisionRecord;
  };
  /** An amend that was refused here: the venue was not asked, and the order works as it was. */
  readonly OrderReplaceDenied: {
    readonly quantity?: string;
    readonly limitPrice?: string;
    readonly stopPrice?: string;
    /** Of whoever asked for it. */
    readonly reason: string;
    /** Why it was refused, every reason. */
    readonly reasons: readonly Refusal[];
    /** Present when risk was asked. */
    readonly risk?: RiskDecisionRecord;
  };
  readonly OrderReplaceRejected: FromVenue & {
    readonly code: string;
    readonly reason: string;
    /** It had filled beyond its quantity already, within the one that is refused. */
    readonly overfilledBy?: string;
  };
  readonly OrderReplaced: FromVenue & {
    readonly clientOrderId: ClientOrderId;
    readonly venueOrderId?: VenueOrderId;
    readonly quantity: string;
    readonly limitPrice?: string;
    readonly stopPrice?: string;
  };
  readonly OrderExpired: FromVenue & { readonly reason: string };
  /** The answer to a submission was lost: neither sent again nor rejected by guess. */
  readonly OrderInDoubt: { readonly reason: string; readonly waitedMs?: number };
  /** The venue was asked about a request without an outcome: the evidence, attempt by attempt. */
  readonly OrderInquired: OrderInquiry;
  /** A cancel or replace went out once more, under the same ids. */
  readonly OrderRequestRepeated: {
    readonly subject: 'cancel' | 'replace';
    /** 2 for the first repetition. */
    readonly attempt: number;
    readonly reason: string;
  };
  /** Found at the venue and unknown here: opens the stream of an order that somebody else sent. */
  readonly OrderAdopted: FromVenue & {
    readonly terms: OrderTermsRecord;
    readonly clientOrderId: ClientOrderId;
    readonly venueOrderId: VenueOrderId;
    readonly reason: string;
  };
  /** The venue's own word on an execution that an operator had given by hand: counted already, and known by this id now. */
  readonly OrderExecutionConfirmed: FromVenue & {
    readonly executionId: ExecutionId;
    /** The id it was given by hand. */
    readonly confirms: ExecutionId;
  };
  /** Other orders have closed what it filled: its exits protect that no more, whatever the position does later. */
  readonly OrderClosedElsewhere: {
    /** Of all that it filled, in units; earlier ones included. */
    readonly quantity: string;
    readonly reason: string;
  };
  /** It had ended here, and the venue's own record shows it working. */
  readonly OrderReinstated: FromVenue & {
    readonly venueOrderId: VenueOrderId;
    readonly reason: string;
  };
  /** The venue says otherwise than a person who settled it; nothing but an alarm comes of it. */
  readonly OrderSettlementContradicted: FromVenue & {
    readonly settledAs: OrderStatus;
    readonly says: Contradiction;
    /** The venue's, where it gives one. */
    readonly reason?: string;
  };
}

export type OrderEventType = keyof OrderEventData;

export type OrderEventOf<Type extends OrderEventType> = {
  readonly [T in Type]: { readonly type: T; readonly data: OrderEventData[T] };
}[Type];
export type OrderEvent = OrderEventOf<OrderEventType>;
