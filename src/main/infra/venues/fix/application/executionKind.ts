/**
 * What kind of ExecutionReport a message is, from the fields of both versions: ExecTransType, ExecType and OrdStatus.
 */
import type { VenueOrderStatus } from '../../../../domain/venue/venueOrderStatus.ts';
import { tags, valueOf, type FixMessage } from '../codec/fixMessage.ts';

export type ExecutionKind =
  | Exclude<VenueOrderStatus, 'partially_filled' | 'filled'>
  | 'pending'
  | 'trade'
  | 'replaced'
  /** The answer to an OrderStatusRequest. */
  | 'status'
  /** A trade that the venue takes back. */
  | 'trade_cancel'
  /** A trade that the venue changes. */
  | 'trade_correct'
  | 'done_for_day'
  | 'stopped'
  | 'suspended'
  | 'restated'
  | 'calculated'
  | 'unknown';

const kinds: Readonly<Record<string, ExecutionKind>> = {
  '0': 'accepted',
  '1': 'trade',
  '2': 'trade',
  '3': 'done_for_day',
  '4': 'canceled',
  '5': 'replaced',
  '6': 'pending',
  '7': 'stopped',
  '8': 'rejected',
  '9': 'suspended',
  A: 'pending',
  B: 'calculated',
  C: 'expired',
  D: 'restated',
  E: 'pending',
  F: 'trade',
  G: 'trade_correct',
  H: 'trade_cancel',
  I: 'status',
};

const transactions: Readonly<Record<string, ExecutionKind>> = {
  '1': 'trade_cancel',
  '2': 'trade_correct',
  '3': 'status',
};

export function executionKindOf(report: FixMessage): ExecutionKind {
  const transaction = transactions[valueOf(report, tags.execTransType) ?? '0'];
  if (transaction !== undefined) return transaction;
  return kinds[valueOf(report, tags.execType) ?? valueOf(report, tags.ordStatus) ?? ''] ?? 'unknown';
}

const statuses: Readonly<Record<string, VenueOrderStatus>> = {
  '0': 'accepted',
  '1': 'partially_filled',
  '2': 'filled',
  '4': 'canceled',
  '5': 'accepted',
  '6': 'accepted',
  '7': 'accepted',
  '8': 'rejected',
  '9': 'accepted',
  C: 'expired',
  E: 'accepted',
};

/** The status of an order after a report with this OrdStatus; undefined where it depends on the order. */
export function statusOf(report: FixMessage): VenueOrderStatus | undefined {
  return statuses[valueOf(report, tags.ordStatus) ?? ''];
}
