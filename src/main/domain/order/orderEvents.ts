/**
 * What can happen to an order: the events of `order-<id>` streams, in stored form. This desk denies an order, the venue
 * rejects one.
 */
import type { ClientOrderId, ExecutionId, VenueOrderId } from '../../../shared/kernel/ids.ts';
import type { Refusal } from '../../../shared/kernel/refusal.ts';
import type { RiskDecisionRecord } from './riskDecision.ts';
import type { OrderInquiry, RepeatableSubject } from './orderInquiry.ts';
import type { Contradiction, OrderStatus } from './orderState.ts';
import type { OrderTermsRecord } from './orderTermsRecord.ts';

/** What about an execution goes beyond the order's terms. */
export type FillSurprise = 'after_end' | 'never_sent' | 'worse_than_limit' | 'price_not_taken';

export const evidences = ['venue', 'reconciliation', 'operator', 'engine'] as const;
/**
 * How a fact about the order became known.
 * - `venue`: the venue said so by itself.
 * - `reconciliation`: the venue answered a question.
 * - `operator`: a person decided it.
 * - `engine`: the engine knows that it never sent the request.
 */
export type Evidence = (typeof evidences)[number];

interface FromVenue {
  readonly evidence: Evidence;
  /** The venue's own time of the fact, UTC with microseconds, where the venue gives one. */
  readonly venueTime?: string;
}

/** What a venue strikes of an execution, and what then is filled. */
/** Quantity in units and prices, as an order has them. */
interface RestatedTerms {
  readonly quantity: string;
  readonly limitPrice?: string;
  readonly stopPrice?: string;
}

interface Revision {
  /**
   * Quantity in units and price of the version that no longer stands. Absent where nothing of the execution had counted
   * here: the venue had taken it back, or its fill is not known here.
   */
  readonly struck?: { readonly quantity: string; readonly price: string };
  /** Filled in all, by the executions that stand. */
  readonly cumulativeQuantity: string;
  /** Quantity that is still filled beyond the order's quantity. */
  readonly overfilledBy?: string;
  /** The venue's text, where it gives one. */
  readonly reason?: string;
}

export interface OrderEventData {
  readonly OrderCreated: { readonly terms: OrderTermsRecord; readonly risk: RiskDecisionRecord };
  /** The order was refused here before anything was sent. The first event of the stream when risk refuses. */
  readonly OrderDenied: {
    readonly reasons: readonly Refusal[];
    /** Present when the denial is the first event of the stream. */
    readonly terms?: OrderTermsRecord;
    readonly risk?: RiskDecisionRecord;
  };
  /** The intent to send the order, durable before the venue is called. */
  readonly OrderSubmitting: { readonly clientOrderId: ClientOrderId };
  readonly OrderAccepted: FromVenue & { readonly venueOrderId: VenueOrderId };
  readonly OrderRejected: FromVenue & { readonly code: string; readonly reason: string };
  readonly OrderFilled: FromVenue & {
    readonly executionId: ExecutionId;
    /** This execution's quantity, in units. */
    readonly lastQuantity: string;
    /** This execution's price, in the instrument's currency. */
    readonly lastPrice: string;
    /** Filled so far, with this execution. */
    readonly cumulativeQuantity: string;
    /** Quantity that is filled beyond the order's quantity so far: recorded with an alert, never hidden. */
    readonly overfilledBy?: string;
    /** What about this execution goes beyond the order's terms; absent for nothing. */
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
    /**
     * Absent where the change only makes the order smaller or less aggressive, and in events from before amends were
     * judged.
     */
    readonly risk?: RiskDecisionRecord;
  };
  /** An amend was refused here: the venue was not asked, and the order works as before. */
  readonly OrderReplaceDenied: {
    readonly quantity?: string;
    readonly limitPrice?: string;
    readonly stopPrice?: string;
    /** The reason of whoever asked for the amend. */
    readonly reason: string;
    /** Why the amend was refused, every reason. */
    readonly reasons: readonly Refusal[];
    /** Present when risk was asked. */
    readonly risk?: RiskDecisionRecord;
  };
  readonly OrderReplaceRejected: FromVenue & {
    readonly code: string;
    readonly reason: string;
    /** Quantity that the order had filled beyond its own already, within the larger quantity that is refused. */
    readonly overfilledBy?: string;
  };
  readonly OrderReplaced: FromVenue & {
    readonly clientOrderId: ClientOrderId;
    readonly venueOrderId?: VenueOrderId;
    readonly quantity: string;
    readonly limitPrice?: string;
    readonly stopPrice?: string;
  };
  /** The venue has changed the order's terms by itself. The terms before stay on record. */
  readonly OrderRestated: FromVenue &
    RestatedTerms & {
      readonly before: RestatedTerms;
      readonly reason: string;
    };
  readonly OrderExpired: FromVenue & { readonly reason: string };
  /** The answer to a submission was lost: the order is not sent again, and not rejected by guess. */
  readonly OrderInDoubt: { readonly reason: string; readonly waitedMs?: number };
  /** The venue was asked about a request without an outcome: the evidence, one event for each attempt. */
  readonly OrderInquired: OrderInquiry;
  /** A cancel or replace was sent once more, under the same ids. */
  readonly OrderRequestRepeated: {
    readonly subject: RepeatableSubject;
    /** 2 for the first repetition. */
    readonly attempt: number;
    readonly reason: string;
  };
  /**
   * An order was found at the venue and is unknown here: the first event of the stream of an order that somebody else
   * sent.
   */
  readonly OrderAdopted: FromVenue & {
    readonly terms: OrderTermsRecord;
    readonly clientOrderId: ClientOrderId;
    readonly venueOrderId: VenueOrderId;
    readonly reason: string;
  };
  /**
   * The venue has confirmed an execution that an operator had given by hand. Its quantity counts already, and it has
   * the venue's id from now on.
   */
  readonly OrderExecutionConfirmed: FromVenue & {
    readonly executionId: ExecutionId;
    /** The id under which the operator gave the execution. */
    readonly confirms: ExecutionId;
  };
  /** The venue has taken an execution back: nothing of it stands any more. The version before stays on record. */
  readonly OrderExecutionBusted: FromVenue &
    Revision & {
      /** The execution, by the id of its last version. */
      readonly executionId: ExecutionId;
    };
  /** The venue has corrected an execution. The version before stays on record, and counts no more. */
  readonly OrderExecutionCorrected: FromVenue &
    Revision & {
      /** The id of the version that stands now. */
      readonly executionId: ExecutionId;
      /** The id of the version before. */
      readonly corrects: ExecutionId;
      /** Quantity in units and price, as they stand now. */
      readonly lastQuantity: string;
      readonly lastPrice: string;
    };
  /**
   * Other orders have closed what the order filled. Its exits no longer protect that quantity, whatever the position
   * does later.
   */
  readonly OrderClosedElsewhere: {
    /** Closed quantity in all, in units, earlier events included. */
    readonly quantity: string;
    readonly reason: string;
  };
  /** The order had ended here, and the venue's own record shows it working. */
  readonly OrderReinstated: FromVenue & {
    readonly venueOrderId: VenueOrderId;
    readonly reason: string;
  };
  /** The venue contradicts the operator who settled the order; only an alert follows from it. */
  readonly OrderSettlementContradicted: FromVenue & {
    readonly settledAs: OrderStatus;
    readonly says: Contradiction;
    /** The venue's reason, where it gives one. */
    readonly reason?: string;
  };
}

export type OrderEventType = keyof OrderEventData;

export type OrderEventOf<Type extends OrderEventType> = {
  readonly [T in Type]: { readonly type: T; readonly data: OrderEventData[T] };
}[Type];
export type OrderEvent = OrderEventOf<OrderEventType>;
