/** One order in the ledger of a kill switch. */
import type { OrderId, Ticker, VenueId } from '../../../shared/kernel/ids.ts';
import { activeStatuses, isTerminal, type OrderStatus } from '../order/orderState.ts';

export const killRowStates = [
  /** The cancel has not been asked for, or was refused: the submission has no answer yet, or the venue is away. */
  'waiting',
  'requested',
  'canceled',
  'filled',
  'rejected',
  'expired',
  'denied',
  'in_doubt',
] as const;
export type KillRowState = (typeof killRowStates)[number];

export interface KillRow {
  readonly orderId: OrderId;
  readonly symbol: Ticker;
  readonly venue: VenueId;
  /** The open quantity of the order when it came into the ledger. */
  readonly quantity: string;
  readonly state: KillRowState;
  /** How many cancels were asked for. */
  readonly attempts: number;
  readonly lastAttemptAt?: string;
  readonly detail?: string;
  /** The kill switch itself sent the order, to close a position. */
  readonly flattens?: true;
  /** The worst price at which it closes the position; absent on a market order. */
  readonly limitPrice?: string;
}

/** A row as it comes into the ledger. */
export type KilledOrder = Pick<KillRow, 'orderId' | 'symbol' | 'venue' | 'quantity' | 'limitPrice'>;

/** A row as its progress is recorded. */
export type KillProgress = Pick<KillRow, 'orderId' | 'state' | 'attempts' | 'lastAttemptAt' | 'detail'>;

export function asListed({ orderId, symbol, venue, quantity }: KillRow): KilledOrder {
  return { orderId, symbol, venue, quantity };
}

export function asProgress({ orderId, state, attempts, lastAttemptAt, detail }: KillRow): KillProgress {
  return {
    orderId,
    state,
    attempts,
    ...(lastAttemptAt !== undefined && { lastAttemptAt }),
    ...(detail !== undefined && { detail }),
  };
}

const rowStates: Readonly<Record<OrderStatus, KillRowState>> = {
  created: 'waiting',
  submitting: 'waiting',
  accepted: 'waiting',
  partially_filled: 'waiting',
  pending_replace: 'waiting',
  pending_cancel: 'requested',
  denied: 'denied',
  filled: 'filled',
  canceled: 'canceled',
  rejected: 'rejected',
  expired: 'expired',
  in_doubt: 'in_doubt',
};

export function rowStateOf(status: OrderStatus): KillRowState {
  return rowStates[status];
}

const openRowStates: ReadonlySet<KillRowState> = new Set(activeStatuses.map(rowStateOf));

/** Whether the order of the row has not ended. */
export function isOpenRow(state: KillRowState): boolean {
  return openRowStates.has(state);
}

/**
 * Whether a kill switch may ask for the order's cancel, once more where one is pending. A submission without an answer
 * has to wait, because the cancel might overtake it; it is answered or in doubt soon.
 */
export function mayAskCancel(status: OrderStatus): boolean {
  return !isTerminal(status) && status !== 'submitting';
}
