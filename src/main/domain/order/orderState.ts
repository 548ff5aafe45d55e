/** An order as its events have left it: a union on `status`. A field exists only where it means something. */
import type { Decimal } from '../../../shared/kernel/decimal.ts';
import type { ClientOrderId, VenueOrderId } from '../../../shared/kernel/ids.ts';
import type { Refusal } from '../../../shared/kernel/refusal.ts';
import type { ExecutionSet } from './executionSet.ts';
import type { OrderInquiry } from './orderInquiry.ts';
import type { OrderTerms } from './orderTerms.ts';

export const orderStatuses = [
  'created',
  'denied',
  'submitting',
  'accepted',
  'partially_filled',
  'filled',
  'pending_cancel',
  'pending_replace',
  'canceled',
  'rejected',
  'expired',
  'in_doubt',
] as const;
export type OrderStatus = (typeof orderStatuses)[number];

/**
 * Where an order of each status stands. A new status does not compile without its stage.
 * - `unsent`: it has not left the desk.
 * - `in_flight`: a submission, cancel or replace is under way, and the venue has not answered.
 * - `resting`: the venue has it, and no request on it is pending.
 * - `in_doubt`: whether the venue has it is not known.
 * - `ended`: no further change is expected, but a late fill may still come.
 */
const stages = {
  created: 'unsent',
  denied: 'ended',
  submitting: 'in_flight',
  accepted: 'resting',
  partially_filled: 'resting',
  filled: 'ended',
  pending_cancel: 'in_flight',
  pending_replace: 'in_flight',
  canceled: 'ended',
  rejected: 'ended',
  expired: 'ended',
  in_doubt: 'in_doubt',
} as const satisfies Readonly<Record<OrderStatus, string>>;
type Stage = (typeof stages)[OrderStatus];

export type EndedStatus = {
  readonly [Status in OrderStatus]: (typeof stages)[Status] extends 'ended' ? Status : never;
}[OrderStatus];

const statusesIn = (...wanted: readonly Stage[]): readonly OrderStatus[] =>
  orderStatuses.filter((status) => wanted.includes(stages[status]));

/** Statuses of orders that have not ended. */
export const activeStatuses = statusesIn('unsent', 'in_flight', 'resting', 'in_doubt');

/** Statuses of orders that are sent, and neither ended nor in doubt: the venue may fill such an order. */
export const workingStatuses = statusesIn('in_flight', 'resting');

/** Statuses of orders that are to be sent, or wait for a venue's answer. */
export const pendingStatuses = statusesIn('unsent', 'in_flight');

export function isTerminal(status: OrderStatus): status is EndedStatus {
  return stages[status] === 'ended';
}

/** Whether the order is known to rest at the venue, and no request on it is pending. */
export function isResting(status: OrderStatus): boolean {
  return stages[status] === 'resting';
}

/** Whether the order is to be sent, or waits for a venue's answer. */
export function isPending(status: OrderStatus): boolean {
  return stages[status] === 'unsent' || stages[status] === 'in_flight';
}

/** Whether a request on the order is under way, and the venue has not answered. */
export function isInFlight(status: OrderStatus): boolean {
  return stages[status] === 'in_flight';
}

/** Whether something was sent for the order, and its outcome is not on record. */
export function awaitsOutcome(status: OrderStatus): boolean {
  return stages[status] === 'in_flight' || stages[status] === 'in_doubt';
}

/** Whether the venue may have the order open: it is working, or in doubt. */
export function mayBeAtVenue(status: OrderStatus): boolean {
  return awaitsOutcome(status) || isResting(status);
}

/** The status to which a refused cancel or replace returns the order. */
export type ResumableStatus = 'submitting' | 'accepted' | 'partially_filled' | 'in_doubt';

export interface Executed {
  readonly executions: ExecutionSet;
  readonly filledQuantity: Decimal;
  /** Sum of quantity times price over all executions that stand, exact, in units of 10^-18. */
  readonly filledNotional: bigint;
}

export interface OrderCore extends Executed {
  readonly terms: OrderTerms;
  /** The client order id that the venue knows now; a replace gives a new one. Absent before submission. */
  readonly clientOrderId?: ClientOrderId;
  readonly venueOrderId?: VenueOrderId;
  /** How many replaces were requested; the next client order id has the next number. */
  readonly replaceCount: number;
  /** Present while an operator's settlement is what ended the order, without a confirmation of the venue. */
  readonly settledByHand?: { readonly contradictedBy: readonly Contradiction[] };
  /** How much of the filled quantity other orders than its exits have closed; absent for none. */
  readonly closedElsewhere?: Decimal;
  /** Somebody else sent the order to the venue; it was adopted here. */
  readonly external?: true;
}

/**
 * What a venue says against a settlement. `working`: the venue was asked, and its record shows the order open. The
 * others are messages that the venue sent by itself.
 */
export const contradictions = ['accepted', 'working', 'canceled', 'expired', 'rejected'] as const;
export type Contradiction = (typeof contradictions)[number];

/** A cancel or replace without an outcome. */
interface Pending {
  readonly resume: ResumableStatus;
  /** How often the request was sent. */
  readonly attempts: number;
  readonly inquiries: readonly OrderInquiry[];
}

/** A replace that was asked for, with the client order id that the order is to have. */
export type RequestedReplace = ReplaceTerms & { readonly clientOrderId: ClientOrderId };

export type Order = OrderCore &
  (
    | { readonly status: 'created' | 'submitting' | 'accepted' | 'partially_filled' | 'filled' }
    | { readonly status: 'denied'; readonly reasons: readonly Refusal[] }
    | { readonly status: 'rejected'; readonly code: string; readonly reason: string }
    | { readonly status: 'canceled' | 'expired'; readonly reason: string }
    | {
        readonly status: 'in_doubt';
        readonly reason: string;
        readonly inquiries: readonly OrderInquiry[];
      }
    | (Pending & {
        readonly status: 'pending_cancel';
        /** A replace that had no outcome yet when the cancel was asked for. */
        readonly replacing?: RequestedReplace;
      })
    | (Pending & { readonly status: 'pending_replace'; readonly requested: RequestedReplace })
  );

/** An order with a cancel or replace that has no outcome yet. */
export type PendingOrder = Extract<Order, Pending>;

export function isRequestPending(order: OrderState): order is PendingOrder {
  return 'resume' in order;
}

/** What a replace may change; an absent field stays as it is. */
export interface ReplaceTerms {
  readonly quantity?: Decimal;
  readonly limitPrice?: Decimal;
  readonly stopPrice?: Decimal;
}

/** The quantity for which a replace without an outcome asks, where it names one. */
export function askedQuantity(order: Order): Decimal | undefined {
  if (order.status === 'pending_replace') return order.requested.quantity;
  return order.status === 'pending_cancel' ? order.replacing?.quantity : undefined;
}

export type OrderState = { readonly status: 'none' } | Order;

export const initialOrderState: OrderState = { status: 'none' };
