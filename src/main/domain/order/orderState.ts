/** An order as its events left it: a union on `status`; a field exists only where it means something. */
import type { Decimal } from '../../../shared/kernel/decimal.ts';
import type { ClientOrderId, ExecutionId, VenueOrderId } from '../../../shared/kernel/ids.ts';
import type { Refusal } from '../../../shared/kernel/refusal.ts';
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

/** Where a refused cancel or replace returns the order to. */
export type ResumableStatus = 'submitting' | 'accepted' | 'partially_filled' | 'in_doubt';

export interface OrderCore {
  readonly terms: OrderTerms;
  /** The one the venue knows now; a replace gives a new one. Absent before submission. */
  readonly clientOrderId?: ClientOrderId;
  readonly venueOrderId?: VenueOrderId;
  readonly filledQuantity: Decimal;
  /** Sum of quantity times price over all executions, exact, in units of 10^-18. */
  readonly filledNotional: bigint;
  readonly executionIds: readonly ExecutionId[];
  /** How often a replace was requested; names the next client order id. */
  readonly replaceCount: number;
  /** Executions that an operator gave by hand and the venue has not confirmed. */
  readonly byHand?: readonly HandExecution[];
  /** It ended by a person's word, and nothing of the venue has confirmed that. */
  readonly settledByHand?: { readonly contradictedBy: readonly Contradiction[] };
  /** Of the filled quantity, what other orders than its exits have closed; absent for none. */
  readonly closedElsewhere?: Decimal;
  /** Somebody else sent it to the venue; it was adopted here. */
  readonly external?: true;
}

/** What a venue says against a settlement. `working`: its record, asked for, shows the order open; the others are messages of its own. */
export const contradictions = ['accepted', 'working', 'canceled', 'expired', 'rejected'] as const;
export type Contradiction = (typeof contradictions)[number];

export interface HandExecution {
  readonly executionId: ExecutionId;
  readonly quantity: Decimal;
  readonly price: Decimal;
}

/** A cancel or replace on its way. */
interface Pending {
  readonly resume: ResumableStatus;
  /** How often it was sent. */
  readonly attempts: number;
  readonly inquiries: readonly OrderInquiry[];
}

/** A replace that was asked for, under the id that the order is to have. */
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

/** What a replace may change; absent means unchanged. */
export interface ReplaceTerms {
  readonly quantity?: Decimal;
  readonly limitPrice?: Decimal;
  readonly stopPrice?: Decimal;
}

/** The quantity of a replace that has no outcome yet, where it names one. */
export function askedQuantity(order: Order): Decimal | undefined {
  if (order.status === 'pending_replace') return order.requested.quantity;
  return order.status === 'pending_cancel' ? order.replacing?.quantity : undefined;
}

export type OrderState = { readonly status: 'none' } | Order;

export const initialOrderState: OrderState = { status: 'none' };

const terminal: ReadonlySet<string> = new Set<OrderStatus>([
  'denied',
  'filled',
  'canceled',
  'rejected',
  'expired',
]);

/** No further change is expected; a late fill may still come. */
export function isTerminal(status: OrderStatus): boolean {
  return terminal.has(status);
}

/** Known to rest at the venue, with nothing asked of it. */
export function isWorking(status: OrderStatus): boolean {
  return status === 'accepted' || status === 'partially_filled';
}
