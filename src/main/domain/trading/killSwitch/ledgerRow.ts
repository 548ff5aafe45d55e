/**
 * One order in the ledger of a kill switch, from its listing to its end, and open again where it works after its end.
 */
import type { OrderId, Ticker, VenueId } from '../../../../shared/kernel/ids.ts';
import { isTerminal, mayBeAtVenue, type OrderStatus } from '../../order/orderState.ts';
import {
  asProgress,
  mayAskCancel,
  isOpenRow,
  rowStateOf,
  type KilledOrder,
  type KillProgress,
  type KillRow,
} from '../killRow.ts';

interface Shown {
  readonly shown: KillRow;
  /**
   * The order's state on the desk's stream. Absent while the stream does not list the order, or has only its state from
   * before it worked again.
   */
  readonly recorded?: KillProgress;
}

/** Present while the store can't write. */
interface Direct {
  readonly direct?: {
    /** A cancel went directly to the venue. */
    readonly sent: boolean;
    /** Whether the venue does not list the order as open any more. */
    readonly gone: boolean;
  };
}

/** Times are in milliseconds of the monotonic clock. */
export type LedgerRow = Shown &
  (
    | {
        readonly status: 'told' /** The record told of the order; the order itself was not seen yet. */;
        readonly dueMs: number;
      }
    | ({
        readonly status: 'open';
        readonly order: OrderStatus;
        /** When the order's next cancel may be asked for. */
        readonly dueMs: number;
      } & Direct)
    | ({
        readonly status: 'asking' /** A cancel is being put on disk, or sent directly to the venue. */;
        readonly order: OrderStatus;
      } & Direct)
    | { readonly status: 'ended' }
  );

/** An order as it is now. */
export interface SeenOrder {
  readonly orderId: OrderId;
  readonly symbol: Ticker;
  readonly venue: VenueId;
  readonly leavesQuantity: string;
  readonly status: OrderStatus;
  readonly reason?: string | undefined;
}

/** The cancels of an order that the venue listed as open although it had ended here. */
export interface ListedCancel {
  /** The quantity that was open at the venue. */
  readonly quantity: string;
  readonly attempts: number;
  readonly lastAttemptAt: string;
}

/** The wait between two cancels of one order; it doubles up to the maximum. */
const firstRetryMs = 1_000;
const retryMsMax = 10_000;

export function backoffMs(attempts: number, mostMs = retryMsMax): number {
  return Math.min(mostMs, firstRetryMs * 2 ** Math.max(0, Math.min(attempts, 10) - 1));
}

/** The row once the record lists the order. In a running engine the row is ahead of its record. */
export function listed(
  row: LedgerRow | undefined,
  { orderId, symbol, venue, quantity, limitPrice }: KilledOrder,
  flattens: boolean,
): LedgerRow {
  if (row !== undefined && row.status !== 'told') {
    return { ...row, recorded: row.recorded ?? { orderId, state: 'waiting', attempts: 0 } };
  }
  const { detail: _detail, ...kept } = row?.shown ?? { attempts: 0 };
  const now = { orderId, symbol, venue, quantity, state: 'waiting' as const };
  const shown: KillRow = {
    ...kept,
    ...now,
    ...(flattens && { flattens: true as const }),
    ...(limitPrice !== undefined && { limitPrice }),
  };
  return { status: 'told', shown, recorded: asProgress(shown), dueMs: 0 };
}

/** The row once the record says how far its order is. */
export function progressed(row: LedgerRow | undefined, recorded: KillProgress): LedgerRow | undefined {
  // A row that has to be recorded again stays unrecorded: this record was made before the order worked again.
  if (row?.status !== 'told') return row?.recorded && { ...row, recorded };
  const { detail: _detail, ...shown } = row.shown;
  return { ...row, recorded, shown: { ...shown, ...recorded } };
}

/** The row of an order as it is now; undefined for an order that has ended and is not in the ledger. */
export function seen(row: LedgerRow | undefined, order: SeenOrder): LedgerRow | undefined {
  const state = rowStateOf(order.status);
  const isOpen = isOpenRow(state);
  if (row === undefined) {
    if (!isOpen) return undefined;
    return { status: 'open', order: order.status, dueMs: 0, shown: { ...rowOf(order), state } };
  }
  const { recorded } = row;
  const wasOpen = isOpenRow(row.shown.state);
  // The record says already that the order has ended, so the row keeps the state that the record gave it.
  if (row.status === 'told' && !wasOpen && !isOpen) return ended(row.shown, recorded);
  const detail = (isOpen || state === 'canceled' ? undefined : order.reason) ?? row.shown.detail;
  const isSame = state === row.shown.state && detail === row.shown.detail;
  const shown = isSame ? row.shown : { ...row.shown, state, ...(detail !== undefined && { detail }) };
  if (!isOpen) return ended(shown, recorded);
  // The order works again after its end, so the row has to be recorded again.
  if (!wasOpen || row.status === 'ended') return { status: 'open', order: order.status, dueMs: 0, shown };
  if (row.status !== 'told') {
    return isSame && row.order === order.status ? row : { ...row, order: order.status, shown };
  }
  const { dueMs } = row;
  return { status: 'open', order: order.status, dueMs, shown, ...(recorded !== undefined && { recorded }) };
}

/**
 * The order had ended here and worked at the venue. The kill switch canceled it by the venue's own list, which does not
 * have it any more.
 */
export function canceledByList(
  row: LedgerRow | undefined,
  order: SeenOrder,
  { quantity, attempts, lastAttemptAt }: ListedCancel,
): LedgerRow | undefined {
  const { status } = order;
  if (row?.shown.state === 'canceled' || !isTerminal(status)) return row;
  const detail = `it was ${status} here and worked at the venue: canceled there, by the venue's own list`;
  const shown = row?.shown ?? rowOf(order);
  return ended({ ...shown, quantity, state: 'canceled', attempts, lastAttemptAt, detail }, row?.recorded);
}

/** The row once it has to be recorded again. */
export function untold(row: LedgerRow): LedgerRow {
  if (row.status === 'told') return row;
  const { recorded: _recorded, ...kept } = row;
  return kept;
}

/** The order was to be sent, and was never created. */
export function neverCreated(row: LedgerRow, detail: string): LedgerRow {
  return row.status === 'told' ? ended({ ...row.shown, state: 'denied', detail }, row.recorded) : row;
}

/** Whether the order's cancel may be asked for now. */
export function isDue(row: LedgerRow, nowMs: number, direct: boolean): boolean {
  if (row.status !== 'open' || row.dueMs > nowMs) return false;
  return direct ? mayBeThere(row) : mayAskCancel(row.order);
}

export function asked(row: LedgerRow, at: string): LedgerRow {
  if (row.status !== 'open') return row;
  const { dueMs: _dueMs, ...kept } = row;
  const { detail: _detail, ...shown } = row.shown;
  return {
    ...kept,
    status: 'asking',
    shown: { ...shown, attempts: shown.attempts + 1, lastAttemptAt: at },
  };
}

export function answered(
  row: LedgerRow,
  {
    nowMs,
    answer,
  }: { readonly nowMs: number; readonly answer: 'done' | 'sent' | { readonly refusal: string } },
): LedgerRow {
  const sent = 'its cancel went directly to the venue: the event store could not write';
  const detail = typeof answer === 'object' ? answer.refusal : answer === 'sent' ? sent : undefined;
  const shown = detail === undefined ? row.shown : { ...row.shown, detail };
  if (row.status !== 'asking') return { ...row, shown };
  const direct = answer === 'sent' ? { direct: { sent: true, gone: false } } : {};
  return { ...row, status: 'open', dueMs: nowMs + backoffMs(shown.attempts), shown, ...direct };
}

/** No further cancel is asked for before `dueMs`. */
export function notListed(row: LedgerRow, dueMs: number): LedgerRow {
  if (row.status !== 'open' && row.status !== 'asking') return row;
  const shown = { ...row.shown, detail: 'the venue does not list it as open any more' };
  return due({ ...row, shown, direct: { sent: row.direct?.sent === true, gone: true } }, dueMs);
}

export function due(row: LedgerRow, dueMs: number): LedgerRow {
  return row.status === 'open' || row.status === 'told' ? { ...row, dueMs } : row;
}

/** The store writes again, so the row drops its notes about direct cancels. */
export function onRecord(row: LedgerRow): LedgerRow {
  if (!('direct' in row)) return row;
  const { direct: _direct, ...kept } = row;
  return kept;
}

/** Whether the order is open here and was sent, so that the venue may have it. */
export function mayBeThere(row: LedgerRow): boolean {
  return isOpenRow(row.shown.state) && (!('order' in row) || mayBeAtVenue(row.order));
}

/** Whether the desk's stream has the row's state. */
export function isRecorded({ shown, recorded }: LedgerRow): boolean {
  return (
    recorded !== undefined &&
    recorded.state === shown.state &&
    recorded.attempts === shown.attempts &&
    recorded.lastAttemptAt === shown.lastAttemptAt &&
    recorded.detail === shown.detail
  );
}

function ended(shown: KillRow, recorded: KillProgress | undefined): LedgerRow {
  return { status: 'ended', shown, ...(recorded !== undefined && { recorded }) };
}

function rowOf({ orderId, symbol, venue, leavesQuantity: quantity }: SeenOrder): KillRow {
  return { orderId, symbol, venue, quantity, state: 'waiting', attempts: 0 };
}
